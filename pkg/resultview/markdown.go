package resultview

import (
	"fmt"
	"io"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/markup"
	"github.com/promptctl-io/promptctl/pkg/results"
	"github.com/promptctl-io/promptctl/pkg/term"
)

const (
	// MarkdownLimit is how long a summary in Markdown is at most where nothing else
	// is said, in bytes. A comment on GitHub holds 65,536 characters; the rest is for
	// what is put around it.
	MarkdownLimit = 65_000
	// StepSummaryLimit is how much of a summary GitHub takes from a step of a workflow:
	// 1 MiB, of which a little is left to the other programs of the step.
	StepSummaryLimit = 1_000_000
	// notes is as much as is kept free for what is said of what is left out.
	notes = 400
	// nameLimit and lineLimit are how many columns of a name and of a sentence are
	// shown, answerLimit how many bytes of an answer, assertionLimit how many assertions
	// of a case, and mostNamed how many cases of a list.
	nameLimit      = 100
	lineLimit      = 300
	answerLimit    = 1500
	mostNamed      = 20
	assertionLimit = 20
)

// Markdown writes a summary as it fits into $GITHUB_STEP_SUMMARY or into a comment:
// what it comes to, in which ways answers failed, and the cases that did not pass,
// the worst first and as many as there is room for.
func Markdown(w io.Writer, runs []Of, o Options) error {
	limit := o.Limit
	if limit <= 0 {
		limit = MarkdownLimit
	}
	m := &markdownWriter{o: o, several: len(runs) > 1, left: limit - notes - len(o.Command)}
	m.head(runs)
	m.verdict(o.Verdict)
	m.table(runs)
	for i, title := range titles(runs) {
		m.modes(runs[i], title)
	}
	for i, title := range titles(runs) {
		if err := m.cases(runs[i], title, len(runs)-i); err != nil {
			return err
		}
	}
	m.rest()
	_, err := io.WriteString(w, m.b.String())
	return err
}

type markdownWriter struct {
	o       Options
	b       strings.Builder
	left    int  // bytes
	several bool // there are several runs
	out     int  // cases that did not pass and are left out
	runs    int  // rows of the table that are left out
}

// takes writes texts, if there is room for all of them.
func (m *markdownWriter) takes(texts ...string) bool {
	n := 0
	for _, t := range texts {
		n += len(t)
	}
	if n > m.left {
		return false
	}
	m.left -= n
	for _, t := range texts {
		m.b.WriteString(t)
	}
	return true
}

func short(name string) string { return term.Truncate(term.OneLine(name), nameLimit) }

// markOf is a mark of a status where characters of any colour can be.
func markOf(s results.Status) string {
	switch s {
	case results.Passed:
		return "✅"
	case results.Failed:
		return "❌"
	default:
		return "⚠️"
	}
}

func (m *markdownWriter) head(runs []Of) {
	if v := m.o.Verdict; v != nil {
		what, why := v.split()
		m.takes("### " + verdictMarks(v.Class) + " " + markup.Inline(what) + "\n\n")
		if why != "" {
			m.takes(markup.Inline(why) + "\n\n")
		}
		return
	}
	all := total(runs)
	title := fmt.Sprintf("%s of %s passed", thousands(all.Passed), number(all.Cases, "case"))
	if all.Cases == 0 {
		title = "no cases were run"
	}
	about := number(len(promptsOf(runs)), "prompt")
	if prompts := promptsOf(runs); len(prompts) == 1 {
		about = markup.Code(short(prompts[0]))
	}
	m.takes(fmt.Sprintf("### %s %s: %s\n\n", markOf(worst(all)), about, title))
}

// verdictMarks are the marks of verdicts where characters of any colour can be.
func verdictMarks(class string) string {
	switch class {
	case Better:
		return "✅"
	case Worse:
		return "❌"
	default:
		return "➖"
	}
}

// promptsOf are the names of the prompts of runs, in their order.
func promptsOf(runs []Of) []string {
	var names []string
	seen := map[string]bool{}
	for _, r := range runs {
		if !seen[r.Head.Prompt] {
			seen[r.Head.Prompt] = true
			names = append(names, r.Head.Prompt)
		}
	}
	return names
}

func (m *markdownWriter) verdict(v *Verdict) {
	if v == nil {
		return
	}
	for _, note := range v.Notes {
		m.takes(markup.Inline(note) + "\n\n")
	}
	m.lists(v.Lists)
	if len(v.Rows) == 0 {
		return
	}
	rows := []string{mdRow(v.Head), "|" + strings.Repeat("---|", len(v.Head)) + "\n"}
	for _, row := range v.Rows {
		rows = append(rows, mdRow(row))
	}
	m.takes(append(rows, "\n")...)
}

// lists writes which cases are to be looked at, as many as fit into a line or two.
func (m *markdownWriter) lists(lists []CaseList) {
	for _, l := range lists {
		text := fmt.Sprintf("- %s (%s): ", markup.Inline(l.Title), thousands(l.Count))
		ids := l.IDs[:min(len(l.IDs), mostNamed)]
		for i, id := range ids {
			if i > 0 {
				text += ", "
			}
			text += markup.Code(short(id))
		}
		if more := l.Count - len(ids); more > 0 {
			text += fmt.Sprintf(" and %s more", thousands(more))
		}
		m.takes(text + "\n")
	}
	if len(lists) > 0 {
		m.takes("\n")
	}
}

func mdRow(fields []string) string {
	row := "|"
	for _, f := range fields {
		row += " " + strings.ReplaceAll(markup.Inline(f), "|", "¦") + " |"
	}
	return row + "\n"
}

func (m *markdownWriter) table(runs []Of) {
	m.takes("| run | passed | failed | errored | score | cost | tokens | p50 | p95 | time |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n")
	for i, title := range titles(runs) {
		s := runs[i].Summary
		row := fmt.Sprintf("| %s %s | %s | %s | %s | %s | %s | %s | %s | %s | %s |\n", markOf(worst(s)), markup.Code(short(title)), thousands(s.Passed), thousands(s.Failed), thousands(s.Errored),
			markup.HTML(scoreOf(s)), markup.HTML(dollarless(costOf(s))), thousands(s.Tokens.Input+s.Tokens.Output), markup.HTML(latencyOf(s, s.Latency.Median)), markup.HTML(latencyOf(s, s.Latency.P95)), markup.HTML(millis(s.DurationMS)))
		if !m.takes(row) {
			m.runs++
		}
	}
	for _, r := range runs {
		if text := strings.Join(ended(r.Summary), ""); text != "" {
			m.takes("\n" + markup.Inline(r.Head.Reference+": "+text) + "\n")
		}
	}
}

// dollarless writes the sign of the dollar so that no two of them are taken for
// the ends of a formula.
func dollarless(text string) string { return strings.ReplaceAll(text, "$", "US$ ") }

func (m *markdownWriter) modes(r Of, title string) {
	if len(r.Modes) == 0 || r.Modes[0].Count < 2 {
		return
	}
	head := "\n#### Failure modes\n\n"
	if m.several {
		head = "\n#### Failure modes of " + markup.Code(short(title)) + "\n\n"
	}
	m.takes(head, "| answers | fail | like | cases |\n|--:|---|---|---|\n")
	for _, mode := range r.Modes[:min(len(r.Modes), mostModes)] {
		m.takes(modeRow(mode))
	}
}

// modeRow is a row of the table of failure modes.
func modeRow(mode results.FailureMode) string {
	what, like := markup.Code(short(modeTitle(mode))), markup.Code(term.Truncate(term.OneLine(mode.Like), lineLimit/2))
	switch {
	case mode.Places > 1:
		what += fmt.Sprintf(" at %s places", thousands(mode.Places))
	case mode.Place != "":
		what += " at " + markup.Code(short(mode.Place))
	}
	if like == "" {
		like = "(an empty answer)"
	}
	cases := term.Truncate(term.OneLine(strings.Join(mode.Cases, ", "))+more(mode), nameLimit)
	return fmt.Sprintf("| %s | %s | %s | %s |\n", thousands(mode.Count), what, like, markup.Code(cases))
}

// cases writes the cases of a run that did not pass, the worst first and as many as
// fit into this run's share of the room, given how many runs there are to come with
// this one.
func (m *markdownWriter) cases(r Of, title string, runs int) error {
	head := "\n#### Cases that did not pass\n\n"
	if m.several {
		head = "\n#### Cases of " + markup.Code(short(title)) + " that did not pass\n\n"
	}
	room := worstCases{room: m.left/runs - len(head)}
	for c, err := range r.Cases {
		if err != nil {
			return err
		}
		if c.Status != results.Passed {
			room.add(c, m.detail)
		}
	}
	m.out += room.out
	if len(room.list) > 0 {
		m.takes(head)
	}
	for _, c := range room.list {
		m.takes(c.text)
	}
	return nil
}

// rest says what is left out, and what shows it.
func (m *markdownWriter) rest() {
	var parts []string
	if m.runs > 0 {
		parts = append(parts, number(m.runs, "run"))
	}
	if m.out > 0 {
		parts = append(parts, number(m.out, "case")+" that did not pass")
	}
	if len(parts) == 0 {
		return
	}
	text := "\nLeft out for length: " + strings.Join(parts, ", ")
	if m.o.Command != "" {
		text += ". All of it: " + markup.Code(m.o.Command)
	}
	m.b.WriteString(text + "\n")
}
