package resultview_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/promptctl-io/promptctl/pkg/results"
	"github.com/promptctl-io/promptctl/pkg/resultview"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"
	"pgregory.net/rapid"
)

var verdict = &resultview.Verdict{
	Class: resultview.Worse, Title: "support/triage is worse " + hostile, Notes: []string{"2 of 5 cases flipped. " + hostile}, Head: []string{"", "before", hostile}, Rows: [][]string{{hostile, "80 %", "60 %"}},
	Lists: []resultview.CaseList{{Title: "broken", IDs: []string{"b", hostile}, Count: 3}},
}

func htmlPage(t require.TestingT, runs []resultview.Of) string {
	return written(t, resultview.HTML, runs, resultview.Options{Command: "promptctl test " + hostile, Verdict: verdict})
}

// ours are the elements that a page has before its script runs, and their attributes.
var (
	ours = strings.Fields(`html head meta title style body a header p span bdi h1 section b div table thead tr th tbody td svg rect details summary h2 ol li em button noscript main form label input select option fieldset legend footer code kbd script`)
	have = strings.Fields(`lang dir charset http-equiv content name class aria-label aria-hidden aria-keyshortcuts tabindex role scope href type id hidden width height x viewbox viewBox preserveaspectratio preserveAspectRatio open data-assertion data-label data-run placeholder autocomplete spellcheck checked`)
	void = strings.Fields("meta input")
)

// requireAlone fails where a page refers to anything but its own parts, has an element
// or a script that is not of this package, or leaves one open. It returns the data of
// the page, by what they are.
func requireAlone(t require.TestingT, page string) (data []string) {
	require.NotContains(t, page, "\x1b")
	require.NotContains(t, page, "\u202e")
	require.NotContains(t, page, "\u2028")
	require.NotContains(t, page, "@import")
	require.NotContains(t, page, "url(")
	var open []string
	code, styles := 0, 0
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
			require.Subset(t, have, names(token.Attr), token.String())
			requireInside(t, token)
			open = append(open, token.Data)
			switch {
			case token.Data == "style":
				styles++
			case token.Data == "script" && attribute(token, "type") == "":
				code++
			case token.Data == "script":
				require.Equal(t, "application/json", attribute(token, "type"))
				require.Equal(t, html.TextToken, z.Next())
				data = append(data, string(z.Raw()))
			}
			for _, v := range void {
				if token.Data == v {
					open = open[:len(open)-1]
				}
			}
		case html.EndTagToken:
			require.NotEmpty(t, open)
			require.Equal(t, open[len(open)-1], token.Data)
			open = open[:len(open)-1]
		case html.SelfClosingTagToken:
			require.Equal(t, "rect", token.Data)
			require.Subset(t, have, names(token.Attr))
		case html.CommentToken:
			require.Fail(t, "a comment", token.String())
		}
	}
	require.Empty(t, open)
	require.Equal(t, []int{1, 1}, []int{code, styles})
	return data
}

func names(attributes []html.Attribute) []string {
	all := []string{}
	for _, a := range attributes {
		all = append(all, a.Key)
	}
	return all
}

func attribute(token html.Token, name string) string {
	for _, a := range token.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// requireInside demands that a link leads to a place of the page.
func requireInside(t require.TestingT, token html.Token) {
	for _, a := range token.Attr {
		if a.Key == "href" {
			require.True(t, strings.HasPrefix(a.Val, "#"), a.Val)
		}
	}
}

func TestHTML(t *testing.T) {
	page := htmlPage(t, fixture())
	data := requireAlone(t, page)
	require.Len(t, data, 3)
	var matrix struct {
		Prompts, Columns []string
		Runs             []struct{ Prompt, Column int }
	}
	require.NoError(t, json.Unmarshal([]byte(data[0]), &matrix))
	require.Equal(t, []string{"support/triage"}, matrix.Prompts)
	require.Equal(t, []string{"support/triage@v1", "support/triage"}, matrix.Columns, "what is the same is left out")
	var before, after []map[string]any
	require.NoError(t, json.Unmarshal([]byte(data[1]), &before))
	require.NoError(t, json.Unmarshal([]byte(data[2]), &after))
	require.Len(t, before, 5)
	require.Equal(t, "The queue is billing.", before[0]["output"])
	require.Equal(t, map[string]any{"ticket": "Where is a?"}, before[0]["variables"])
	require.NotContains(t, after[0], "variables", "they are in the page once")
	require.Contains(t, before[4]["output"], "</script><script>document.title='owned'", "it is data, whole")
	require.Contains(t, page, "<title>support/triage is worse ")
}

func TestHTMLOfOneRunHasNoColumnsToCompare(t *testing.T) {
	data := requireAlone(t, written(t, resultview.HTML, fixture()[:1], resultview.Options{}))
	require.Contains(t, data[0], `"columns":["run 1"]`)
}

func TestHTMLOfSeveralPromptsAndModels(t *testing.T) {
	h := func(prompt, model string) results.Head {
		h := head(prompt)
		h.Prompt, h.Model = prompt, model
		return h
	}
	data := requireAlone(t, written(t, resultview.HTML, []resultview.Of{run(h("a", "m1")), run(h("a", "m2")), run(h("b", "m1")), run(h("b", "m2"))}, resultview.Options{}))
	require.JSONEq(t, `{"prompts":["a","b"],"columns":["m1","m2"],"runs":[{"prompt":0,"column":0},{"prompt":0,"column":1},{"prompt":1,"column":0},{"prompt":1,"column":1}],"noAnswer":"no answer"}`, data[0])
}

// Runs are made one after the other. When that was says nothing where their names do.
func TestHTMLNamesColumnsByWhatTellsThemApart(t *testing.T) {
	at := func(reference, model string, second int) resultview.Of {
		h := head(reference)
		h.Model, h.Started = model, h.Started.Add(time.Duration(second)*time.Second)
		return run(h)
	}
	for want, runs := range map[string][]resultview.Of{
		`["m1","m2"]`:            {at("a", "m1", 0), at("a", "m2", 1)},
		`["a@v1 · m1","a · m2"]`: {at("a@v1", "m1", 0), at("a", "m2", 1)},
		`["2026-11-26 14:00:00","2026-11-26 14:00:01"]`:                                      {at("a", "m1", 0), at("a", "m1", 1)},
		`["m1 · 2026-11-26 14:00:00","m1 · 2026-11-26 14:00:01","m2 · 2026-11-26 14:00:01"]`: {at("a", "m1", 0), at("a", "m1", 1), at("a", "m2", 1)},
	} {
		require.Contains(t, written(t, resultview.HTML, runs, resultview.Options{}), `"columns":`+want)
	}
}

// The heads of many columns do not stay in sight: each answer says which it is of.
func TestHTMLOfManyColumns(t *testing.T) {
	require.Contains(t, written(t, resultview.HTML, fixture(), resultview.Options{}), ".matrix.many .cell[data-label]::before { content: attr(data-label); display: block;")
}

// Answers that are read from the right stand on the right, each paragraph for itself.
func TestHTMLOfAnswersThatAreReadFromTheRight(t *testing.T) {
	page := written(t, resultview.HTML, fixture(), resultview.Options{})
	require.Contains(t, page, "[dir=auto] { text-align: start; }")
	require.Regexp(t, `(?m)^\.answer \{.* unicode-bidi: plaintext; \}$`, page)
}

func TestHTMLOfNothing(t *testing.T) {
	page := written(t, resultview.HTML, []resultview.Of{run(head("x"))}, resultview.Options{})
	requireAlone(t, page)
	require.Contains(t, page, "No cases were run</h1>")
}

func TestHTMLNeedsNothingWhateverIsAnswered(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		for _, data := range requireAlone(rt, htmlPage(rt, anyRuns().Draw(rt, "runs"))) {
			require.True(rt, json.Valid([]byte(data)))
			require.NotRegexp(rt, "[<>&]", data)
		}
	})
}

// The browser is told to fetch nothing, and the style and the script are those that it
// is told of.
func TestHTMLForbidsAllElse(t *testing.T) {
	page := htmlPage(t, fixture())
	sum := func(pattern string) string {
		found := regexp.MustCompile(pattern).FindAllStringSubmatch(page, -1)
		require.Len(t, found, 1)
		hash := sha256.Sum256([]byte(found[0][1]))
		return "'sha256-" + base64.StdEncoding.EncodeToString(hash[:]) + "'"
	}
	policy := "default-src 'none'; style-src " + sum(`(?s)<style>(.*?)</style>`) + "; script-src " + sum(`(?s)<script>(.*?)</script>`) + "; base-uri 'none'; form-action 'none'"
	require.Contains(t, html.UnescapeString(page), `Content-Security-Policy" content="`+policy+`"`)
}

// The script makes no markup of texts.
func TestHTMLScriptWritesTextsOnly(t *testing.T) {
	page := htmlPage(t, fixture())
	script := page[strings.LastIndex(page, "<script>"):]
	for _, word := range []string{"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "srcdoc", "fetch(", "XMLHttpRequest", "import(", "setAttribute(\"style\"", "<!--"} {
		require.NotContains(t, script, word)
	}
}

func cellsOf(t *testing.T, page string) (cases []map[string]any) {
	t.Helper()
	for _, block := range requireAlone(t, page)[1:] {
		var some []map[string]any
		require.NoError(t, json.Unmarshal([]byte(block), &some))
		cases = append(cases, some...)
	}
	return cases
}

// However long answers are, the page has a size that a browser can take, and says so.
func TestHTMLOfLongAnswers(t *testing.T) {
	long := strings.Repeat("0123456789abcde\n", 1<<16) // 1 MB
	page := written(t, resultview.HTML, []resultview.Of{run(head("x"), passed("a", long), passed("b", strings.Repeat("\x00", 1<<20)), passed("c", "short"))}, resultview.Options{})
	require.Less(t, len(page), 400<<10)
	cases := cellsOf(t, page)
	require.Len(t, cases[0]["output"], 64<<10)
	require.InDelta(t, float64(1<<20-64<<10), cases[0]["cut"], 1)
	require.Less(t, len(cases[1]["output"].(string)), 128<<10)
	require.NotContains(t, cases[2], "cut")
	require.NotContains(t, page, "Long texts are cut")

	r := runOf(head("x"), many(2000, func(i int) *results.Case {
		c := passed(fmt.Sprint(i), long[:200<<10])
		c.Variables = map[string]any{"document": long[:100<<10], "list": []any{long[:50<<10]}}
		return c
	}))
	page = written(t, resultview.HTML, []resultview.Of{r}, resultview.Options{})
	require.Less(t, len(page), 64<<20)
	require.Greater(t, len(page), 12<<20, "there is room, and it is used")
	require.Contains(t, page, "Long texts are cut after 4,096 bytes")
}

func TestHTMLOfManyValues(t *testing.T) {
	c := passed("a", "x")
	list := make([]any, 100_000)
	for i := range list {
		list[i] = map[string]any{"a": "b", "c": []any{}}
	}
	c.Variables = map[string]any{"list": list}
	for range 100_000 {
		c.Assertions, c.Tags, c.ToolCalls = append(c.Assertions, c.Assertions[0]), append(c.Tags, "t"), append(c.ToolCalls, results.ToolCall{Name: "f"})
	}
	require.Less(t, len(written(t, resultview.HTML, []resultview.Of{run(head("x"), c)}, resultview.Options{})), 200<<10)
}

// Of too many cases those that did not pass are on the page, in all columns.
func TestHTMLOfTooManyCases(t *testing.T) {
	of := func(bad func(int) bool) resultview.Of {
		return runOf(head("x"), many(60_000, func(i int) *results.Case {
			if bad(i) {
				return failed(fmt.Sprint(i), "no", 0)
			}
			return passed(fmt.Sprint(i), "yes")
		}))
	}
	page := written(t, resultview.HTML, []resultview.Of{of(func(i int) bool { return i == 59_999 }), of(func(i int) bool { return i == 59_998 })}, resultview.Options{})
	require.Contains(t, page, "There are too many cases for one page: 20,000 are not on it, first of all such as passed.")
	ids := map[any]int{}
	for _, c := range cellsOf(t, page) {
		ids[c["id"]]++
	}
	require.Len(t, ids, 50_000)
	require.Equal(t, []int{2, 2, 2, 0}, []int{ids["59999"], ids["59998"], ids["0"], ids["59997"]})
}
