package resultview

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	"github.com/promptctl-io/promptctl/pkg/results"
	"github.com/promptctl-io/promptctl/pkg/term"
	"github.com/promptctl-io/promptctl/pkg/trial"
)

// Trial is two runs of the same cases side by side, and what comparing them came to.
type Trial struct {
	*trial.Trial
	Before, After Of
	runs          *trial.Runs
}

// NewTrial compares two runs. Matters is the smallest difference that matters, such as
// 0.05; 0 is that of package trial.
func NewTrial(before, after Of, matters float64) (*Trial, error) {
	runs, err := trial.Of(before.Cases, after.Cases)
	if err != nil {
		return nil, err
	}
	came, err := runs.Compare(matters)
	return &Trial{came, before, after, runs}, err
}

func (t *Trial) sides() []Of { return []Of{t.Before, t.After} }

// Markdown writes it as it fits into a comment or into $GITHUB_STEP_SUMMARY.
func (t *Trial) Markdown(w io.Writer, o Options) (err error) {
	if o.Verdict, err = t.verdict(); err != nil {
		return err
	}
	return Markdown(w, t.sides(), o)
}

// HTML writes it as one page, with the answers of both runs beside each other.
func (t *Trial) HTML(w io.Writer, o Options) (err error) {
	if o.Verdict, err = t.verdict(); err != nil {
		return err
	}
	return HTML(w, t.sides(), o)
}

// verdict is the comparison in words.
func (t *Trial) verdict() (*Verdict, error) {
	v := &Verdict{Class: t.Class(), Title: t.title(), Notes: t.notes(), Head: trialHead()}
	for _, m := range t.Measures {
		v.Rows = append(v.Rows, newTrialRow(m).texts(true))
	}
	for _, change := range []trial.Change{trial.Broken, trial.Fixed} {
		list, err := t.flips(change)
		if err != nil {
			return nil, err
		}
		if list.Count > 0 {
			v.Lists = append(v.Lists, list)
		}
	}
	return v, nil
}

// Class is Better, Worse or Even.
func (t *Trial) Class() string {
	switch t.Verdict {
	case trial.Better:
		return Better
	case trial.Worse:
		return Worse
	}
	return Even
}

// flips lists the cases that became so.
func (t *Trial) flips(change trial.Change) (CaseList, error) {
	list := CaseList{Title: "Broken: passed before and fail now"}
	if change == trial.Fixed {
		list.Title = "Fixed: failed before and pass now"
	}
	for p, err := range t.runs.Changed(change) {
		if err != nil {
			return list, err
		}
		if list.Count++; len(list.IDs) < mostFlips {
			list.IDs = append(list.IDs, nameOf(p.After))
		}
	}
	return list, nil
}

// mostFlips is how many cases of a list are named.
const mostFlips = 50

// names are what the two sides are called, by what they differ in.
func (t *Trial) names() (before, after string) {
	a, b := t.Before.Head, t.After.Head
	switch {
	case a.Reference != b.Reference && a.Model != b.Model:
		before, after = a.Reference+" on "+a.Model, b.Reference+" on "+b.Model
	case a.Reference != b.Reference:
		before, after = a.Reference, b.Reference
	case a.Model != b.Model:
		before, after = a.Model, b.Model
	case a.Digest != b.Digest:
		before, after = shortDigest(a.Digest), shortDigest(b.Digest)
	default:
		before, after = "the first run", "the second run"
	}
	return term.OneLine(before), term.OneLine(after)
}

// title says in a sentence what it comes to.
func (t *Trial) title() string {
	a, b := t.names()
	switch t.Verdict {
	case trial.Better, trial.Worse:
		return fmt.Sprintf("%s is %s than %s: %s", b, t.Verdict, a, t.because())
	case trial.NoDifference:
		return fmt.Sprintf("no difference shown between %s and %s: one of %s would probably have been found", a, b, points(t.Matters))
	}
	if t.Cases == 0 {
		return fmt.Sprintf("no case of %s and %s could be compared", a, b)
	}
	return fmt.Sprintf("not enough cases to tell %s and %s apart: %s, and about %s are needed to find a difference of %s",
		a, b, were(t.Cases, "case", "compared"), thousands(t.Needed), points(t.Matters))
}

// because says which measure of the answers gave the verdict, and how.
func (t *Trial) because() string {
	for _, m := range t.Measures {
		if m.Name.OfAnswers() && m.Verdict == t.Verdict {
			return newTrialRow(m).because()
		}
	}
	return ""
}

// because says how a measure changed, and how sure that is.
func (r trialRow) because() string {
	how := "rose"
	if r.Difference.Value < 0 {
		how = "fell"
	}
	text := fmt.Sprintf("the %s %s from %s to %s", r.Name, how, r.value(r.Before.Value), r.value(r.After.Value))
	sure := "p " + chance(r.Adjusted)
	if r.Adjusted >= 0.001 {
		sure = "p = " + chance(r.Adjusted)
	}
	if spread := r.spread(); spread != "" {
		sure = spread + r.unit + ", " + sure
	}
	return text + " (" + sure + ")"
}

// notes say what was compared, and what was not.
func (t *Trial) notes() []string {
	what := were(t.Cases, "case", "compared")
	if t.Runs > t.Cases {
		what += ", in " + number(t.Runs, "run")
	}
	notes := []string{fmt.Sprintf("%s: %s broke, %s fixed", what, thousands(t.Broken), thousands(t.Fixed))}
	if rate := t.Measure(trial.PassRate); t.AsSeen > 0 {
		notes = append(notes, fmt.Sprintf("If the pass rate differs by as much as it seems to, %s, about %s show it", points(math.Abs(rate.Difference.Value)), number(t.AsSeen, "case")))
	}
	add := func(s trial.Some, format string, args ...any) {
		if s.Count > 0 {
			notes = append(notes, fmt.Sprintf(format, args...)+": "+namesOf(s))
		}
	}
	before, after := t.names()
	names := []string{before, after}
	for i, some := range []trial.Some{t.Left.ErroredBefore, t.Left.ErroredAfter} {
		add(some, "%s errored in %s, and left out", number(some.Count, "run"), names[i])
	}
	notes = append(notes, t.reasons()...)
	for i, some := range []trial.Some{t.Left.OnlyBefore, t.Left.OnlyAfter} {
		add(some, "%s in %s alone, and left out", were(some.Count, "run", ""), names[i])
	}
	add(t.Left.Other, "%s given other values in the two runs, and compared all the same", were(t.Left.Other.Count, "run", ""))
	return append(notes, t.doubts()...)
}

// reasons say why the first case errored on either side, once where it is the same.
func (t *Trial) reasons() (notes []string) {
	var told string
	for _, c := range []*results.Case{t.Left.FirstBefore, t.Left.FirstAfter} {
		if c == nil {
			continue
		}
		_, message, _ := why(c)
		note, hint := fmt.Sprintf("%s: %s", nameOf(c), message), c.Hint
		if note == told {
			continue
		}
		told = note
		for _, a := range c.Assertions {
			hint = cmp.Or(hint, a.Hint)
		}
		if hint != "" {
			note += "; hint: " + hint
		}
		notes = append(notes, note)
	}
	return notes
}

// apart is how long after one another runs begin that were not made in step.
const apart = time.Minute

// doubts are what makes the two runs differ in more than what is compared.
func (t *Trial) doubts() (notes []string) {
	a, b := t.Before.Head, t.After.Head
	if a.Suite != b.Suite {
		notes = append(notes, "The two runs are of different tests: what is asserted may differ")
	}
	switch {
	case t.Measure(trial.Latency) == nil:
	case a.Mode == results.Replay || b.Mode == results.Replay:
		notes = append(notes, "Answers were recorded, and maybe at different times: how long they took says little")
	case a.Started.Sub(b.Started).Abs() > apart:
		notes = append(notes, "The two runs were not made at the same time: a provider may be slower at one than at another")
	}
	if a.Model != b.Model && a.Digest != b.Digest {
		notes = append(notes, "Both the prompt and the model differ: what makes the difference is not told apart")
	}
	before, after := t.names()
	for i, side := range t.sides() {
		if side.Summary.NotRun > 0 {
			notes = append(notes, term.OneLine(fmt.Sprintf("%s: %s", []string{before, after}[i], strings.Join(ended(side.Summary), ""))))
		}
	}
	if n := len(t.Measures); n > 1 {
		notes = append(notes, fmt.Sprintf("Intervals are of %s; p is corrected for %s by Holm's method", percent(trial.Confidence), number(n, "measure")))
	}
	return notes
}

// were is "1 case was compared", "2 cases were compared".
func were(n int, unit, what string) string {
	verb := " were "
	if n == 1 {
		verb = " was "
	}
	return strings.TrimRight(number(n, unit)+verb+what, " ")
}

// namesOf names the first of some cases.
func namesOf(s trial.Some) string {
	ids := s.IDs[:min(len(s.IDs), 5)]
	text := strings.Join(ids, ", ")
	if s.Count > len(ids) {
		text += ", …"
	}
	return term.OneLine(text)
}
