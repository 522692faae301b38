// Package resultview shows what running a prompt's tests came to: as text, as a
// live line on a terminal, as JUnit's XML, as annotations and a summary of GitHub,
// and as one HTML page.
//
// What a model answered, what a person wrote and what a provider said are data
// here. They pass through term.Sanitize on their way to a terminal or a log, and
// are quoted by the rules of each other format.
package resultview

import (
	"fmt"
	"iter"
	"strconv"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/results"
	"github.com/promptctl-io/promptctl/pkg/term"
)

// Of is one run that is shown: a prompt at one version, on one model. Its cases
// may be gone through more than once.
type Of struct {
	Head    results.Head
	Summary results.Summary
	Modes   []results.FailureMode
	Cases   iter.Seq2[*results.Case, error]
}

// Options say how something is shown. The zero value is good.
type Options struct {
	Style   term.Style // of the text
	Width   int        // of a line of the text, in columns; 0 is 80
	Quiet   bool       // of the text only what it comes to
	Verbose bool       // all cases, whole answers and what holds too
	Told    bool       // the cases were written as they came: see Progress.Tell
	// Path returns a path from the top of the repository as the reader of the text
	// knows it; nil leaves it as it is.
	Path func(file string) string
	// Command is what shows all of it, for where there is no room; "" for none.
	Command string
	// Verdict is said above all else; nil for nothing.
	Verdict *Verdict
	// Limit is how many bytes Markdown may have; 0 is MarkdownLimit.
	Limit int
}

// Verdict is what comparing runs came to.
type Verdict struct {
	Class string     // Better, Worse or Even
	Title string     // in a sentence, without a full stop; what is behind its first colon, if any, says why
	Notes []string   // what else is to be said, a paragraph each
	Head  []string   // of a table; its first column says what a row is about
	Rows  [][]string // as many fields each as Head
	Lists []CaseList // cases that are to be looked at
}

// split is the title in two: what it comes to, and why. Where there is no winner it
// begins with a word, and else with a name, which stays as it is written.
func (v *Verdict) split() (what, why string) {
	what, why, _ = strings.Cut(v.Title, ": ")
	if v.Class == Even {
		what = capital(what)
	}
	return what, capital(why)
}

// capital is a sentence with a capital at its beginning.
func capital(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

// CaseList names cases, such as those that passed before and fail now.
type CaseList struct {
	Title string
	IDs   []string // with # and the number of the repeat behind it, where that is not 1
	Count int      // how many cases there are, with those that are not named
}

// More is how many cases there are that are not named.
func (l CaseList) More() int { return max(0, l.Count-len(l.IDs)) }

// The classes of verdicts.
const (
	Better = "better"
	Worse  = "worse"
	Even   = "even" // no difference is shown, or there are not enough cases
)

// defaultWidth is the width in columns where none is given.
const defaultWidth = 80

func (o Options) width() int {
	if o.Width <= 0 {
		return defaultWidth
	}
	return o.Width
}

// place is a place in the words of the reader.
func (o Options) place(place string) string {
	file, line, col := splitPlace(place)
	if o.Path == nil || file == "" {
		return term.OneLine(place)
	}
	place = o.Path(file)
	for _, n := range []int{line, col} {
		if n > 0 {
			place += ":" + strconv.Itoa(n)
		}
	}
	return term.OneLine(place)
}

// splitPlace takes file:line:col apart. What is not there is 0.
func splitPlace(place string) (file string, line, col int) {
	file, last, ok := cutNumber(place)
	if !ok {
		return place, 0, 0
	}
	if before, line, ok := cutNumber(file); ok {
		return before, line, last
	}
	return file, last, 0
}

// cutNumber cuts off what is behind the last colon, if it is a number.
func cutNumber(text string) (before string, n int, ok bool) {
	i := strings.LastIndexByte(text, ':')
	if i < 0 {
		return text, 0, false
	}
	n, err := strconv.Atoi(text[i+1:])
	return text[:i], n, err == nil && n > 0
}

// nameOf is the name of a case, with which of its repeats it is.
func nameOf(c *results.Case) string {
	if c.Repeat > 1 {
		return fmt.Sprintf("%s #%d", c.ID, c.Repeat)
	}
	return c.ID
}

// titleOf is an assertion as it is named.
func titleOf(a results.Assertion) string {
	if a.Name != "" {
		return a.Type + " (" + a.Name + ")"
	}
	return a.Type
}

// Title names a run by itself.
func Title(h results.Head) string { return term.OneLine(titles([]Of{{Head: h}})[0]) }

// titles names runs so that they can be told apart, in as few words as do.
func titles(runs []Of) []string {
	texts := make([]string, len(runs))
	for _, part := range []func(results.Head) string{
		func(h results.Head) string { return h.Reference },
		func(h results.Head) string { return h.Model },
		func(h results.Head) string { return h.Mode },
		func(h results.Head) string { return h.Started.UTC().Format("2006-01-02 15:04:05") },
	} {
		if texts[0] != "" && strings.Contains(texts[0], " · ") && alone(texts) {
			break
		}
		for i, r := range runs {
			texts[i] = strings.TrimPrefix(texts[i]+" · "+part(r.Head), " · ")
		}
	}
	if !alone(texts) { // nothing tells them apart but their order
		for i := range texts {
			texts[i] += fmt.Sprintf(" · run %d", i+1)
		}
	}
	return texts
}

// rest are the titles of runs less the reference, where all have the same: there is
// little room in a table.
func rest(runs []Of) []string {
	texts := titles(runs)
	for _, r := range runs {
		if r.Head.Reference != runs[0].Head.Reference {
			return texts
		}
	}
	for i, text := range texts {
		texts[i] = strings.TrimPrefix(text, runs[0].Head.Reference+" · ")
	}
	return texts
}

// alone reports whether no text is there twice.
func alone(texts []string) bool {
	seen := map[string]bool{}
	for _, text := range texts {
		if seen[text] {
			return false
		}
		seen[text] = true
	}
	return true
}

// total is the sums of several runs, as far as sums of them make sense.
func total(runs []Of) results.Summary {
	var all results.Summary
	for _, r := range runs {
		s := r.Summary
		all.Cases += s.Cases
		all.Passed += s.Passed
		all.Failed += s.Failed
		all.Errored += s.Errored
		all.NotRun += s.NotRun
		all.CostUSD += s.CostUSD
		all.Unpriced += s.Unpriced
		all.Tokens.Input += s.Tokens.Input
		all.Tokens.Output += s.Tokens.Output
		all.Duration += s.Duration
		all.DurationMS += s.DurationMS
	}
	return all
}
