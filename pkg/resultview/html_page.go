package resultview

import (
	"fmt"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/results"
	"github.com/promptctl-io/promptctl/pkg/term"
)

// page is what the template shows: all but the cases.
type page struct {
	Policy, Tool, About  string
	Heading, Class, Mark string
	Verdict              *Verdict
	Runs                 []pageRun
	Modes, Rest          []pageMode // the largest, and those after them
	MoreModes            int        // how many are not there
	Made, Command        string
	Left                 string // what there was no room for
	matrix               matrix
}

type pageRun struct {
	Title, Fine, Ended                     string
	Passed, Failed, Errored                string
	AnyFailed, AnyErrored                  bool
	Score, Cost, Tokens, Median, P95, Time string
	// Where the stretches of the bar begin and how long they are, in hundredths.
	PassedTo, FailedWidth, FailedTo, ErroredWidth float64
}

type pageMode struct {
	n                              int
	Count, Title, Run, Place, Like string
	Cases                          []string
	More                           bool   // than these
	Fails                          string // the title, and the place where there is one
}

func newPage(runs []Of, o Options) page {
	all := total(runs)
	p := page{
		Tool: "promptctl test", About: aboutOf(runs), Class: string(worst(all)), Mark: signs(string(worst(all))), Heading: headingOf(runs, all),
		Command: term.OneLine(o.Command), matrix: newMatrix(runs), Made: "Made",
	}
	if o.Verdict != nil {
		p.verdict(o.Verdict)
	}
	names := titles(runs)
	for i, r := range runs {
		p.Runs = append(p.Runs, newPageRun(r, names[i]))
		if r.Head.Tool != "" {
			p.Made = "Made with " + term.OneLine(r.Head.Tool)
		}
	}
	p.modes(runs)
	return p
}

// signs are the marks of outcomes.
func signs(class string) string {
	return map[string]string{string(results.Passed): "✓", string(results.Failed): "✗", string(results.Errored): "!", Better: "↑", Worse: "↓", Even: "≈"}[class]
}

// verdict puts a comparison above all else.
func (p *page) verdict(v *Verdict) {
	what, why := v.split()
	p.Tool, p.Class, p.Mark, p.Heading = "promptctl compare", v.Class, signs(v.Class), term.OneLine(what)
	p.Verdict = &Verdict{Title: term.OneLine(why), Head: oneLines(v.Head)}
	for _, row := range v.Rows {
		p.Verdict.Rows = append(p.Verdict.Rows, oneLines(row))
	}
	for _, note := range v.Notes {
		p.Verdict.Notes = append(p.Verdict.Notes, term.Sanitize(note))
	}
	for _, list := range v.Lists {
		p.Verdict.Lists = append(p.Verdict.Lists, CaseList{term.OneLine(list.Title), oneLines(list.IDs), list.Count})
	}
}

func oneLines(texts []string) []string {
	lines := make([]string, len(texts))
	for i, text := range texts {
		lines[i] = term.OneLine(text)
	}
	return lines
}

// aboutOf says what was run.
func aboutOf(runs []Of) string {
	prompts := promptsOf(runs)
	if len(prompts) > 1 {
		return number(len(prompts), "prompt")
	}
	return term.OneLine(strings.Join(prompts, ""))
}

// headingOf says what it comes to.
func headingOf(runs []Of, all results.Summary) string {
	switch {
	case all.Cases == 0:
		return "No cases were run"
	case all.Passed == all.Cases && all.NotRun == 0 && all.Cases > 1:
		return fmt.Sprintf("All %s passed", number(all.Cases, "case"))
	}
	text := fmt.Sprintf("%s of %s passed", thousands(all.Passed), number(all.Cases, "case"))
	if len(runs) > 1 {
		text += fmt.Sprintf(" in %d runs", len(runs))
	}
	return strings.Join(append([]string{text}, ended(all)...), ", ")
}

func newPageRun(r Of, title string) pageRun {
	h, s := r.Head, r.Summary
	fine := []string{h.Started.UTC().Format("2006-01-02 15:04") + " UTC", h.Mode}
	if h.Mode == results.Replay {
		fine[1] = replayed(h)
	}
	if digest := shortDigest(h.Digest); digest != "" {
		fine = append(fine, digest)
	}
	p := pageRun{
		Title: term.OneLine(title), Fine: term.OneLine(strings.Join(fine, " · ")), Ended: strings.Join(ended(s), ""),
		Passed: thousands(s.Passed), Failed: thousands(s.Failed), Errored: thousands(s.Errored), AnyFailed: s.Failed > 0, AnyErrored: s.Errored > 0,
		Score: scoreOf(s), Cost: costOf(s), Median: latencyOf(s, s.Latency.Median), P95: latencyOf(s, s.Latency.P95), Time: millis(s.DurationMS),
		Tokens: thousands(s.Tokens.Input) + " + " + thousands(s.Tokens.Output),
	}
	if s.Cases > 0 {
		share := func(n int) float64 { return 100 * float64(n) / float64(s.Cases) }
		p.PassedTo, p.FailedWidth, p.FailedTo, p.ErroredWidth = share(s.Passed), share(s.Failed), share(s.Passed+s.Failed), share(s.Errored)
	}
	return p
}

// left says what there was no room for.
func (p *page) left(f *fit) {
	if f.out > 0 {
		p.Left = "There are too many cases for one page: " + thousands(f.out) + " are not on it, first of all such as passed. The results file has all of them."
	}
	if f.text < longestText {
		p.Left = strings.TrimSpace(p.Left + " Long texts are cut after " + thousands(f.text) + " bytes, so that the page stays usable.")
	}
}

// shortDigest is the beginning of a digest, which is enough to tell it apart.
func shortDigest(digest string) string {
	if kind, hex, ok := strings.Cut(digest, ":"); ok && len(hex) > 12 {
		return kind + ":" + hex[:12]
	}
	return digest
}

// onePlace is where the assertion of a failure mode is, "" where there are several.
func onePlace(m results.FailureMode) string {
	if m.Places > 1 {
		return ""
	}
	return term.OneLine(m.Place)
}

// topModes is how many failure modes the page shows at once, and pageModes how many
// one can ask for besides.
const topModes, pageModes = 5, 25

// modes takes the largest failure modes of all runs.
func (p *page) modes(runs []Of) {
	for i, r := range runs {
		for _, m := range r.Modes {
			mode := pageMode{
				Fails: strings.TrimSpace(modeTitle(m) + " " + onePlace(m)),
				n:     m.Count, Count: thousands(m.Count), Title: modeTitle(m), Place: Options{}.modePlace(m), Like: term.OneLine(m.Like), Cases: oneLines(m.Cases), More: more(m) != "",
			}
			if len(runs) > 1 {
				mode.Run = p.matrix.Columns[p.matrix.Runs[i].Column]
			}
			if len(p.matrix.Prompts) > 1 {
				mode.Run = p.matrix.Prompts[p.matrix.Runs[i].Prompt] + " · " + mode.Run
			}
			p.Modes = append(p.Modes, mode)
		}
	}
	slices.SortStableFunc(p.Modes, func(a, b pageMode) int { return b.n - a.n })
	p.MoreModes = max(0, len(p.Modes)-topModes-pageModes)
	p.Modes = p.Modes[:min(len(p.Modes), topModes+pageModes)]
	top := min(len(p.Modes), topModes)
	p.Modes, p.Rest = p.Modes[:top], p.Modes[top:]
}
