package yamldoc_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

const own = "keys of your own begin with x-"

// reader returns a reader of a file in which nothing is wrong so far.
func reader(t require.TestingT, src, own string) *yamldoc.Reader {
	doc, found := yamldoc.Parse("f.yaml", []byte(src))
	require.Empty(t, found, src)
	return yamldoc.NewReader(doc, found, own)
}

// read reads a file whose only key is v, and returns what is wrong with it:
// "line:col code message -> hint".
func read(t require.TestingT, src string, each func(*yamldoc.Reader, yamldoc.Value)) []string {
	r := reader(t, "v: "+src, "")
	r.Fields(r.Root(), yamldoc.Required("v", func(v yamldoc.Value) { each(r, v) }))
	return lines(r.Findings())
}

func lines(found diag.List) []string {
	all := make([]string, len(found))
	for i, f := range found {
		all[i] = fmt.Sprintf("%d:%d %s %s", f.Range.Start.Line, f.Range.Start.Col, f.Code, f.Message)
		if f.Hint != "" {
			all[i] += " -> " + f.Hint
		}
	}
	return all
}

func TestFieldsReadsKnownKeysInTheFilesOrder(t *testing.T) {
	r := reader(t, "b: 1\nx-c: 2\na: 3\nd: 4\nbb: 5\n", own)
	var got []string
	keep := func(v yamldoc.Value) { got = append(got, v.Name()+"="+v.Node.Value) }
	r.Fields(r.Root(), yamldoc.Optional("a", keep), yamldoc.Required("b", keep), yamldoc.Required("cc", keep), yamldoc.Required("alpha", keep))
	require.Equal(t, []string{"b=1", "a=3"}, got)
	require.False(t, r.WellFormed())
	require.Equal(t, []string{
		"1:1 Y005 cc is missing",
		"1:1 Y005 alpha is missing",
		`4:1 Y003 unknown key "d" -> it may have a, b, cc, alpha; ` + own,
		`5:1 Y003 unknown key "bb" (did you mean "b"?) -> it may have a, b, cc, alpha; ` + own,
	}, lines(r.Findings()))
}

func TestFieldsWithoutFreeKeys(t *testing.T) {
	got := read(t, "{x-a: 1}", func(r *yamldoc.Reader, v yamldoc.Value) {
		r.Fields(v, yamldoc.Required("b", func(yamldoc.Value) {}))
	})
	require.Equal(t, []string{"1:1 Y005 v.b is missing", `1:5 Y003 unknown key "x-a" in v -> it may have b, and nothing else`}, got)
}

func TestFieldsOfWhatIsNoMapping(t *testing.T) {
	for src, want := range map[string]string{
		"[]\n": "the file must be a mapping, not a list", "a\n": `the file must be a mapping, not "a"`, "~\n": "the file must be a mapping, not empty",
	} {
		r := reader(t, src, own)
		r.Fields(r.Root())
		require.Equal(t, []string{"1:1 Y004 " + want}, lines(r.Findings()))
	}
}

// Of a key that is there twice the first counts, merged keys come last, and a
// key that is a list or a mapping is none.
func TestEntriesAreReadOnce(t *testing.T) {
	doc, found := yamldoc.Parse("f.yaml", []byte("base: &b {a: 1, c: 2}\nv: {<<: *b, a: 3, d: 4, d: 5, [x]: 6}\n"))
	r := yamldoc.NewReader(doc, found, "")
	var got []string
	r.Entries(r.Root(), 2, 2, func(v yamldoc.Value) {
		if v.Key.Value == "v" {
			r.Entries(v, 0, 10, func(v yamldoc.Value) { got = append(got, v.Name()+"="+v.Node.Value) })
		}
	})
	require.Equal(t, []string{"v.a=3", "v.d=4", "v.c=2"}, got)
	require.True(t, r.WellFormed())
	require.Equal(t, found, r.Findings())
}

func TestBoundsOfEntriesAndItems(t *testing.T) {
	entries := func(least, most int) func(*yamldoc.Reader, yamldoc.Value) {
		return func(r *yamldoc.Reader, v yamldoc.Value) {
			if v.Node.Kind == yamldoc.Sequence {
				r.Items(v, least, most, func(yamldoc.Value) { require.Fail(t, "read in spite of its length") })
				return
			}
			r.Entries(v, least, most, func(yamldoc.Value) { require.Fail(t, "read in spite of its length") })
		}
	}
	require.Empty(t, read(t, "{}", entries(0, 1)))
	require.Empty(t, read(t, "[]", entries(0, 1)))
	require.Equal(t, []string{"1:4 Y004 v must have at least one entry"}, read(t, "{}", entries(1, 2)))
	require.Equal(t, []string{"1:4 Y004 v must have at least one entry"}, read(t, "[]", entries(1, 2)))
	require.Equal(t, []string{"1:4 Y004 v must have at least 2 entries"}, read(t, "[1]", entries(2, 2)))
	require.Equal(t, []string{"1:4 Y004 v must have at most one entry, not 2"}, read(t, "{a: 1, b: 2}", entries(0, 1)))
	require.Equal(t, []string{"1:4 Y004 v must have at most 2 entries, not 3"}, read(t, "[1, 2, 3]", entries(0, 2)))
	require.Equal(t, []string{`1:4 Y004 v must be a mapping, not "a"`}, read(t, "a", entries(0, 2)))
	require.Equal(t, []string{`1:4 Y004 v must be a list, not 3`},
		read(t, "3", func(r *yamldoc.Reader, v yamldoc.Value) { r.Items(v, 0, 1, func(yamldoc.Value) {}) }))
}

func TestNamesOfValues(t *testing.T) {
	long := strings.Repeat("k", 100)
	r := reader(t, "a: [x, {b c: {d.e: {\"\\e\": {\"\": {"+long+": 1}}}}}]\n", "")
	var got []string
	var visit func(v yamldoc.Value)
	visit = func(v yamldoc.Value) {
		got = append(got, v.In().Name()+" < "+v.Name())
		switch v.Node.Kind {
		case yamldoc.Mapping:
			r.Entries(v, 1, 1, visit)
		case yamldoc.Sequence:
			r.Items(v, 2, 2, visit)
		}
	}
	visit(r.Root())
	require.Equal(t, []string{
		" < ", " < a", "a < a[0]", "a < a[1]", `a[1] < a[1]."b c"`, `a[1]."b c" < a[1]."b c"."d.e"`,
		`a[1]."b c"."d.e" < a[1]."b c"."d.e"."\x1b"`, `a[1]."b c"."d.e"."\x1b" < a[1]."b c"."d.e"."\x1b".""`,
		`a[1]."b c"."d.e"."\x1b"."" < a[1]."b c"."d.e"."\x1b".""."` + long[:64] + `…"`,
	}, got)
}

func TestScalars(t *testing.T) {
	text := func(r *yamldoc.Reader, v yamldoc.Value) (any, bool) { return r.Text(v, "a name") }
	filled := func(r *yamldoc.Reader, v yamldoc.Value) (any, bool) { return r.Filled(v, "a name") }
	word := func(r *yamldoc.Reader, v yamldoc.Value) (any, bool) { return r.Word(v, "off", "info", "warning") }
	only := func(r *yamldoc.Reader, v yamldoc.Value) (any, bool) { return r.Word(v, "resolved") }
	whole := func(r *yamldoc.Reader, v yamldoc.Value) (any, bool) { return r.Whole(v, -1, 5) }
	flag := func(r *yamldoc.Reader, v yamldoc.Value) (any, bool) { return r.Bool(v) }
	span := func(r *yamldoc.Reader, v yamldoc.Value) (any, bool) { return r.Duration(v) }
	digits := strings.Repeat("1", 70)
	for _, c := range []struct {
		src  string
		read func(*yamldoc.Reader, yamldoc.Value) (any, bool)
		want any // a value, or what is wrong
	}{
		{"a b", text, "a b"},
		{"''", text, ""},
		{"2024-01-01", text, "2024-01-01"},
		{"3", text, wrong(`a name, not 3 -> 3 is no text to YAML; quote it: "3"`)},
		{digits, text, wrong("a name, not a value of 70 bytes -> a value of 70 bytes is no text to YAML; quote it")},
		{"", text, wrong("a name, not empty")},
		{"[a]", text, wrong("a name, not a list")},
		{"x", filled, "x"},
		{"''", filled, wrong(`a name, not ""`)},
		{"true", filled, wrong(`a name, not true -> true is no text to YAML; quote it: "true"`)},
		{"info", word, "info"},
		{"Info", word, wrong(`off, info or warning, not "Info" -> did you mean "info"?`)},
		{"warnin", word, wrong(`off, info or warning, not "warnin" -> did you mean "warning"?`)},
		{"loud", word, wrong(`off, info or warning, not "loud"`)},
		{"false", word, wrong("off, info or warning, not false")},
		{strings.Repeat("a", 41), word, wrong("off, info or warning, not a text of 41 bytes")},
		{"resolved", only, "resolved"},
		{"{}", only, wrong(`"resolved", not a mapping`)},
		{"5", whole, 5},
		{"-1.0", whole, -1},
		{"0x5", whole, 5},
		{"6", whole, wrong("a whole number from -1 to 5, not 6")},
		{"1.5", whole, wrong("a whole number from -1 to 5, not 1.5")},
		{".inf", whole, wrong("a whole number from -1 to 5, not .inf")},
		{"'1'", whole, wrong(`a whole number from -1 to 5, not "1"`)},
		{"True", flag, true},
		{"yes", flag, wrong(`true or false, not "yes"`)},
		{"90s", span, 90 * time.Second},
		{"99999d", span, 99999 * 24 * time.Hour},
		{"0s", span, wrong(`a duration such as 90s, 10m, 36h or 7d, not "0s"`)},
		{"90", span, wrong("a duration such as 90s, 10m, 36h or 7d, not 90")},
	} {
		var value any
		var ok bool
		found := read(t, c.src, func(r *yamldoc.Reader, v yamldoc.Value) { value, ok = c.read(r, v) })
		if w, isWrong := c.want.(wrong); isWrong {
			require.False(t, ok, c.src)
			require.Len(t, found, 1)
			require.Equal(t, "Y004 v must be "+string(w), strings.SplitN(found[0], " ", 2)[1])
			continue
		}
		require.True(t, ok, c.src)
		require.Empty(t, found, c.src)
		require.Equal(t, c.want, value, c.src)
	}
}

// wrong is what must be said of a value.
type wrong string

func TestVersions(t *testing.T) {
	for src, want := range map[string][]string{
		"1":   nil,
		"1.0": nil,
		"0":   {"1:4 Y004 v must be 1, not 0"},
		"'1'": {`1:4 Y004 v must be 1, not "1"`},
		"2":   {"1:4 Y004 v must be 1, not 2"},
	} {
		require.ElementsMatch(t, want, read(t, src, func(r *yamldoc.Reader, v yamldoc.Value) { r.Version(v, 1) }), src)
	}
	for src, newer := range map[string]bool{"version: 2": true, "version: 1": false, "version: x": false, "a: 2": false, "[2]": false, "9": false} {
		r := reader(t, src, "")
		require.Equal(t, newer, r.Newer(1), src)
		require.Equal(t, newer, len(r.Findings()) == 1, src)
	}
	r := reader(t, "version: 3", "")
	r.Newer(1)
	require.Equal(t, []string{"1:10 Y004 version 3 is newer than this promptctl, which reads version 1 -> install a newer promptctl"}, lines(r.Findings()))
}

func TestFindingsOfOnesOwn(t *testing.T) {
	r := reader(t, "a: 1\nb: 2\n", "")
	r.Warnf("P016", r.Root().Node.Get("b"), "%s is idle", "b").Hint = "h"
	r.Errorf("P001", nil, "first")
	require.True(t, r.WellFormed(), "codes of others are not about the form")
	found := r.Findings()
	require.Equal(t, []string{"1:1 P001 first", "2:4 P016 b is idle -> h"}, lines(found))
	require.Equal(t, []diag.Severity{diag.Error, diag.Warning}, []diag.Severity{found[0].Severity, found[1].Severity})
	require.Equal(t, "f.yaml:2:4", r.Place(r.Root().Node.Get("b")).String())
}

func TestManyFindingsAreCounted(t *testing.T) {
	r := reader(t, "["+strings.Repeat("wran, ", 60)+"]", "")
	r.Items(r.Root(), 0, 100, func(v yamldoc.Value) {
		near := r.Suggest("P008", v.Node.Value, []string{"warn"})
		r.Errorf("P008", v.Node, "no %s%s", v.Node.Value, yamldoc.DidYouMean(near))
		r.Word(v, "warn")
	})
	found := r.Findings()
	require.Len(t, found, 100)
	require.Equal(t, `no wran (did you mean "warn"?) (and 10 more of P008 in this file)`, found[98].Message)
	require.Equal(t, `[49] must be "warn", not "wran" (and 10 more of Y004 in this file)`, found[99].Message)
	for _, f := range found {
		require.Equal(t, f.Code == "Y004", f.Hint == `did you mean "warn"?`)
	}
}

// Whatever a file holds, reading it ends with findings that lie in it.
func TestReadingAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		piece := rapid.SampledFrom([]string{"a", "b", "x-c", ": ", "{", "}", "[", "]", ", ", "\n", "- ", "  ", "&k ", "*k", "<<", "'", "1", "true", "~", "é", "\x00", "version"})
		src := strings.Join(rapid.SliceOfN(piece, 0, 30).Draw(t, "pieces"), "")
		doc, found := yamldoc.Parse("f.yaml", []byte(src))
		if doc.Root == nil {
			return
		}
		r := yamldoc.NewReader(doc, found, rapid.SampledFrom([]string{"", own}).Draw(t, "own"))
		var any func(v yamldoc.Value)
		any = func(v yamldoc.Value) {
			r.Entries(v, 0, 3, any)
			r.Items(v, 1, 3, any)
			r.Text(v, "a text")
			r.Word(v, "a", "b")
			r.Whole(v, 0, 1)
			r.Duration(v)
		}
		r.Newer(1)
		r.Fields(r.Root(), yamldoc.Optional("a", any), yamldoc.Required("b", any), yamldoc.Optional("version", func(v yamldoc.Value) { r.Version(v, 1) }))
		for _, f := range r.Findings() {
			require.NotEmpty(t, f.Message)
			require.True(t, 0 <= f.Range.Start.Offset && f.Range.Start.Offset <= f.Range.End.Offset && f.Range.End.Offset <= len(src), f)
		}
	})
}

// What can be mended says how.
func TestReaderFixes(t *testing.T) {
	for _, test := range []struct{ src, title, want string }{
		{"prots: [1]", `rename it to "ports"`, "ports: [1]"},
		{"'prots': 1\nprot: 2", `rename it to "ports"`, "'ports': 1\nprot: 2"},
		{"prots: 1\nports: 2", "", ""},
		{"prots: &a 1", `rename it to "ports"`, "ports: &a 1"},
		{"&a prots: 1", "", ""},
		{"level: wran", `write "warn"`, "level: warn"},
		{"level: \"wran\" # x", `write "warn"`, "level: \"warn\" # x"},
		{"level: |\n  wran\nname: x", `write "warn"`, "level: warn\nname: x"},
		{"level: *a", "", ""},
		{"name: 1.10", "quote it", `name: "1.10"`},
		{"name: 2026-01-02T03:04:05Z", "", ""}, // a date is text here
		{"name: no", "", ""},
		{"name: true # x", "quote it", `name: "true" # x`},
		{"name: !!int 5", "", ""},
		{"name: &n 5", "", ""},
		{"name: [a]", "", ""},
		{"name:", "", ""},
		{"on: yes", "write true", "on: true"},
		{"on: 'Off'", "write false", "on: false"},
		{"on: \"true\"", "write true", "on: true"},
		{"on: perhaps", "", ""},
		{"size: \"5\"", "write 5", "size: 5"},
		{"size: '5.0'", "write 5.0", "size: 5.0"},
		{"size: '50'", "", ""},
		{"size: five", "", ""},
		{"words: a", "make it a list", "words: [a]"},
		{"words: 'a, b'", "make it a list", "words: ['a, b']"},
		{"words: a, b", "make it a list", "words: [a, b]"},
		{"words: a, b: c", "", ""},
		{"words: a ]", "make it a list", `words: ["a ]"]`},
		{"words: |\n  a\n  b\nname: x", "make it a list", "words: [\"a\\nb\\n\"]\nname: x"},
		{"{words: \"a\", name: x}", "make it a list", "{words: [\"a\"], name: x}"},
		{"words: 1", "", ""},
	} {
		r := readerOf(test.src)
		r.Fields(r.Root(),
			yamldoc.Optional("ports", func(yamldoc.Value) {}),
			yamldoc.Optional("level", func(v yamldoc.Value) { r.Word(v, "warn", "error") }),
			yamldoc.Optional("name", func(v yamldoc.Value) { r.Text(v, "a name") }),
			yamldoc.Optional("on", func(v yamldoc.Value) { r.Bool(v) }),
			yamldoc.Optional("size", func(v yamldoc.Value) { r.Whole(v, 1, 9) }),
			yamldoc.Optional("words", func(v yamldoc.Value) { r.Texts(v, 1, 9, func(yamldoc.Value) {}) }),
		)
		title, out := "", ""
		for _, f := range r.Findings() {
			if f.Fix != nil {
				require.Empty(t, title, test.src)
				title = f.Fix.Title
				fixed, err := diag.Apply([]byte(test.src), f.Fix.Edits)
				require.NoError(t, err)
				out = string(fixed)
			}
		}
		require.Equal(t, test.title, title, test.src)
		require.Equal(t, test.want, out, test.src)
	}
}

// readerOf reads a file that may have mistakes.
func readerOf(src string) *yamldoc.Reader {
	doc, found := yamldoc.Parse("f.yaml", []byte(src))
	if doc.Root == nil {
		doc, _ = yamldoc.Parse("f.yaml", []byte("{}"))
	}
	return yamldoc.NewReader(doc, found, "")
}
