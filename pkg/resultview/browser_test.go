package resultview_test

import (
	"bytes"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/results"
	"github.com/promptctl-io/promptctl/pkg/resultview"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"
)

// browser opens pages in a headless Chromium.
type browser struct{ program, profile, file string }

// open writes a page to a file. Where there is no Chromium, the test is skipped.
func open(t *testing.T, page string) *browser {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if program, err := exec.LookPath(name); err == nil {
			b := &browser{program, t.TempDir(), filepath.Join(t.TempDir(), "page.html")}
			require.NoError(t, os.WriteFile(b.file, []byte(page), 0o644))
			return b
		}
	}
	t.Skip("there is no Chromium")
	return nil
}

// shown is the page as it is when its script has run, and nothing may be said about it
// on the console, such as that its policy forbade something. The address says what is
// shown.
func (b *browser) shown(t *testing.T, address ...string) *html.Node {
	t.Helper()
	values := url.Values{}
	for i := 0; i < len(address); i += 2 {
		values.Add(address[i], address[i+1])
	}
	command := exec.CommandContext(t.Context(), b.program, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--user-data-dir="+b.profile,
		"--enable-logging=stderr", "--virtual-time-budget=1000", "--dump-dom", "file://"+b.file+"#"+values.Encode())
	var out, errs bytes.Buffer
	command.Stdout, command.Stderr = &out, &errs
	require.NoError(t, command.Run(), errs.String())
	for line := range strings.Lines(errs.String()) {
		require.NotContains(t, line, "CONSOLE")
	}
	root, err := html.Parse(&out)
	require.NoError(t, err)
	return root
}

// find returns the elements with a name and a class; "" is any.
func find(n *html.Node, name, class string) (found []*html.Node) {
	for below := range n.Descendants() {
		if below.Type == html.ElementNode && (name == "" || below.Data == name) && (class == "" || strings.Contains(" "+of(below, "class")+" ", " "+class+" ")) {
			found = append(found, below)
		}
	}
	return found
}

func of(n *html.Node, attribute string) string {
	for _, a := range n.Attr {
		if a.Key == attribute {
			return a.Val
		}
	}
	return ""
}

func textOf(nodes ...*html.Node) string {
	var texts []string
	for _, n := range nodes {
		var b strings.Builder
		for below := range n.Descendants() {
			if below.Type == html.TextNode {
				b.WriteString(below.Data)
			}
		}
		texts = append(texts, b.String())
	}
	return strings.Join(texts, ", ")
}

// ids are the cases that are shown, in their order, with the last word for what is long.
func ids(page *html.Node) string {
	var all []string
	for _, b := range find(page, "button", "open-case") {
		name := textOf(b)
		if len(name) > 20 {
			name = "evil"
		}
		all = append(all, name)
	}
	return strings.Join(all, " ")
}

func TestPageFilters(t *testing.T) {
	b := open(t, htmlPage(t, fixture()))
	for _, c := range []struct{ address, want string }{
		{"", "b a evil c a #2"}, // what broke, what was fixed, what failed, what nobody could judge, the rest
		{"show flipped", "b a"},
		{"show failed sort id down 1", "b a evil"},
		{"show fixed left 1 right 0", "b"}, // from the later to the earlier
		{"tag orders q bIlLiNg_QUEUE", "a"},
		{"show errored assertion no_answer", "c"},
		{"q nothing_is_like_that", ""},
		{"case c", "c b a evil a #2"},
	} {
		words := strings.Fields(c.address)
		for i := range words {
			words[i] = strings.ReplaceAll(words[i], "_", " ")
		}
		page := b.shown(t, words...)
		require.Equal(t, c.want, ids(page), c.address)
		require.Equal(t, c.want == "", len(find(page, "p", "nothing")) == 1, c.address)
		if c.address == "show flipped" {
			require.Equal(t, "2 of 5", textOf(find(page, "p", "count")...))
			require.Equal(t, "broken, fixed", textOf(find(page, "span", "flip")...))
			require.Equal(t, "1 of 2 passed · score 0.75 · median 812 ms · $0.0004", textOf(find(find(page, "tfoot", "")[0], "td", "")[0]))
		}
	}
}

// Of assertions of one type, each is asked for by its place.
func TestPageShowsWhatFailsOneAssertion(t *testing.T) {
	other := func(id string) *results.Case {
		c := failed(id, "Parcels", 0)
		c.Assertions[0].Place = "prompts/support/triage.tests.yaml:20:7"
		return c
	}
	b := open(t, written(t, resultview.HTML, []resultview.Of{run(head("x"), failed("a", "Billing", 0), failed("b", "Billing", 0), other("c"), other("d"))}, resultview.Options{}))
	page := b.shown(t)
	require.Equal(t, "a b c d", ids(page))
	picks := find(page, "button", "pick")
	require.Equal(t, "contains prompts/support/triage.tests.yaml:20:7", of(picks[1], "data-assertion"))
	page = b.shown(t, "assertion", of(picks[1], "data-assertion"))
	require.Equal(t, "c d", ids(page))
	require.Contains(t, textOf(find(page, "option", "")...), "contains prompts/support/triage.tests.yaml:20:7 (2)")
	require.Equal(t, "a b c d", ids(b.shown(t, "assertion", "contains")))
}

// Whoever goes through the page by headings and regions finds every part of it, under a
// name of its own.
func TestPageHasNamedParts(t *testing.T) {
	page := open(t, htmlPage(t, fixture())).shown(t, "case", "a", "case", "b")
	require.Equal(t, "How answers failed, Cases", textOf(find(page, "h2", "")...))
	var regions []string
	for _, section := range find(page, "section", "") {
		regions = append(regions, of(section, "aria-label"))
	}
	require.Equal(t, []string{
		"Comparison", "How answers failed", "b, support/triage@v1", "b, support/triage", "a, support/triage@v1", "a, support/triage", "a #2, support/triage@v1", "a #2, support/triage",
	}, regions)
}

func TestPageMarksWordsThatDiffer(t *testing.T) {
	runs := fixture()
	b := open(t, written(t, resultview.HTML, append(runs, run(head("third"), passed("a", "Etwas ganz anderes, das nichts gemein hat."))), resultview.Options{}))
	page := b.shown(t, "case", "a", "left", "0", "right", "1")
	require.Equal(t, "billing", textOf(find(page, "del", "")...))
	require.Equal(t, "orders", textOf(find(page, "ins", "")...))
	require.Len(t, find(page, "section", "pane"), 5, "three of a, and two of its repeat")
	require.Equal(t, "Where is a?, Where is a?", textOf(find(page, "dd", "")...))
	page = b.shown(t, "case", "a") // from the first to the last
	require.Empty(t, append(find(page, "ins", ""), find(page, "del", "")...), "where nearly all differs, marks would say nothing")
}

// The page says times and amounts as the texts do.
func TestPageOfLongTimes(t *testing.T) {
	for _, c := range []struct {
		ms, usd float64
		want    string
	}{{59_960, 0.9997, "1 min 0 s"}, {119_700, 0.5, "2 min 0 s"}, {7_261_000, 0.25, "2 h 1 min"}} {
		slow := passed("a", "x")
		slow.LatencyMS, slow.CostUSD = c.ms, &c.usd
		page := open(t, written(t, resultview.HTML, []resultview.Of{run(head("x"), slow)}, resultview.Options{})).shown(t, "case", "a")
		measures := textOf(find(page, "p", "measures")...)
		require.Contains(t, measures, c.want)
		require.NotContains(t, measures, "$1.")
	}
}

// Nothing that a model, a person or a provider wrote becomes more than text.
func TestPageIsInert(t *testing.T) {
	b := open(t, htmlPage(t, fixture()))
	page := b.shown(t, "case", "evil")
	require.Empty(t, find(page, "pre", ""), "a name that is not there opens nothing")
	name := strings.TrimSpace(strings.NewReplacer("\n", " ").Replace(cellsOf(t, htmlPage(t, fixture()[:1]))[4]["id"].(string)))
	page = b.shown(t, "case", name, "show", hostile, "sort", hostile, "q", "owned")
	require.NotEqual(t, "owned", textOf(find(page, "title", "")...))
	require.Empty(t, find(page, "img", ""))
	require.Len(t, find(page, "script", ""), 2, "its own, and what it knows of the columns")
	answer := find(page, "pre", "answer")
	require.Len(t, answer, 4)
	require.Contains(t, textOf(answer[0]), "</script><script>document.title='owned'</script><!--<script> </pre></details>")
	require.Contains(t, textOf(answer[0]), "<U+202E>evil <U+2066>x<U+2028>y")
	for n := range page.Descendants() {
		for _, a := range n.Attr {
			require.False(t, strings.HasPrefix(a.Key, "on") || a.Key == "src" || a.Key == "style" && n.Data != "html", "%s=%q", a.Key, a.Val)
			require.True(t, a.Key != "href" || strings.HasPrefix(a.Val, "#"), a.Val)
		}
	}
}

// Of many cases the page draws as many as one looks at, and knows all.
func TestPageOfManyCases(t *testing.T) {
	long := strings.Repeat("An answer of many words, again and again. ", 24)
	r := runOf(head("x"), many(10_000, func(i int) *results.Case {
		if i == 9_876 {
			return failed("needle", long+"needle", 0)
		}
		return passed(fmt.Sprint("c", i), long)
	}))
	b := open(t, written(t, resultview.HTML, []resultview.Of{r}, resultview.Options{}))
	page := b.shown(t)
	rows := find(page, "button", "open-case")
	require.Equal(t, "needle", textOf(rows[0]), "what failed comes first")
	require.LessOrEqual(t, len(rows), 500)
	require.GreaterOrEqual(t, len(rows), 100)
	require.Equal(t, "10,000 cases", textOf(find(page, "p", "count")...))
	require.Equal(t, "needle", ids(b.shown(t, "q", "NEEDLE")))
}
