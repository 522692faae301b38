package diffview_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/comparison"
	"github.com/promptctl-io/promptctl/pkg/diffview"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"
	"pgregory.net/rapid"
)

func htmlPage(t require.TestingT, c *comparison.Comparison) string {
	var out bytes.Buffer
	require.NoError(t, diffview.HTML(&out, c, options))
	return out.String()
}

func TestHTML(t *testing.T) {
	page := htmlPage(t, fixture(t))
	requireAlone(t, page)
	requireGolden(t, "diff.html", page)
}

func TestHTMLOfNothing(t *testing.T) {
	page := htmlPage(t, &comparison.Comparison{Before: "v1", After: "v2"})
	requireAlone(t, page)
	require.Contains(t, page, "No prompt differs")
}

func TestHTMLNeedsNothingWhateverIsCompared(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) { requireAlone(rt, htmlPage(rt, anyComparison().Draw(rt, "comparison"))) })
}

// ours are the elements that a page has, and their attributes.
var (
	ours = strings.Fields("html head meta title style body header p span h1 div table thead tr th tbody td a bdi fieldset legend input label main article h2 section h3 details summary del ins footer code")
	have = strings.Fields("lang dir charset http-equiv content name class aria-label aria-labelledby aria-hidden tabindex role scope href type id checked for translate")
)

// requireAlone fails where a page refers to anything but its own parts, has an
// element that is not of the template, or leaves one open.
func requireAlone(t require.TestingT, page string) {
	require.NotContains(t, page, "\x1b")
	require.NotContains(t, page, "\u202e")
	require.NotContains(t, page, "url(")
	require.NotContains(t, page, "@import")
	var open []string
	ids, links := map[string]bool{}, []string{}
	for z := html.NewTokenizer(strings.NewReader(page)); ; {
		kind := z.Next()
		if kind == html.ErrorToken {
			require.ErrorIs(t, z.Err(), io.EOF)
			break
		}
		token := z.Token()
		switch kind {
		case html.StartTagToken:
			require.Contains(t, ours, token.Data)
			if token.Data != "meta" && token.Data != "input" {
				open = append(open, token.Data)
			}
			for _, a := range token.Attr {
				require.Contains(t, have, a.Key)
				switch a.Key {
				case "href":
					require.True(t, strings.HasPrefix(a.Val, "#"), a.Val)
					links = append(links, a.Val[1:])
				case "id":
					require.False(t, ids[a.Val], "%s is there twice", a.Val)
					ids[a.Val] = true
				}
			}
		case html.EndTagToken:
			require.NotEmpty(t, open)
			require.Equal(t, open[len(open)-1], token.Data)
			open = open[:len(open)-1]
		case html.SelfClosingTagToken, html.CommentToken:
			require.Fail(t, "unexpected", token.String())
		}
	}
	require.Empty(t, open)
	for _, link := range links {
		require.True(t, ids[link], "nothing is called %s", link)
	}
}

// The browser is told to fetch nothing, and the style is the one that it is
// told of.
func TestHTMLForbidsAllElse(t *testing.T) {
	page := htmlPage(t, fixture(t))
	style := regexp.MustCompile(`(?s)<style>(.*)</style>`).FindStringSubmatch(page)
	require.NotNil(t, style)
	sum := sha256.Sum256([]byte(style[1]))
	policy := "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'"
	require.Contains(t, html.UnescapeString(page), `Content-Security-Policy" content="`+policy+`"`)
	require.NotContains(t, page, " style=")
}

// What no browser could show is counted.
func TestHTMLOfManyLines(t *testing.T) {
	src := func(line string) map[string]string {
		return map[string]string{"prompts/a.prompt.yaml": "messages:\n  - role: user\n    content: |\n" + strings.Repeat("      "+line+"\n", 6000)}
	}
	var b bytes.Buffer
	require.NoError(t, diffview.HTML(&b, compared(t, src("- Say one thing."), src("- Say two things.")), diffview.Options{}))
	require.Contains(t, b.String(), "lines more</p>")
	require.Less(t, strings.Count(b.String(), "<div class=\"line"), 20_000)
}
