package policy

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Explain says in words what an environment is and asks for, a sentence a
// line, with the names of those who can give it.
func (p *Policy) Explain(e *Environment) []string {
	needs := p.explain(e.Name+" needs ", e.Requires)
	for _, rule := range e.Rules {
		needs = append(needs, p.explain(rule.words()+" also needs ", rule.Requires)...)
	}
	return p.explainEnvironment(e, needs)
}

// ExplainFor is Explain of what one prompt must meet: the rules that match its
// name are counted in, and no other is told.
func (p *Policy) ExplainFor(e *Environment, prompt string) []string {
	return p.explainEnvironment(e, p.explain(prompt+" needs ", e.RequirementsFor(prompt)))
}

func (p *Policy) explainEnvironment(e *Environment, needs []string) []string {
	if e.Open {
		return []string{fmt.Sprintf("%s is the branch %s and open: nothing is asked, and what is made there is unsigned", e.Name, e.Branch)}
	}
	lines := []string{fmt.Sprintf("%s is the branch %s", e.Name, e.Branch)}
	if e.From != "" {
		lines[0] += ", and its versions come from " + e.From
	}
	lines = append(append(lines, needs...), p.explainMay(e.May)...)
	return append(lines, fmt.Sprintf("a change of the policy needs %s %d; %s", p.Admin.Role, p.Admin.Count, p.can("give it", p.Admin.Role)))
}

// words names a rule by the prompts that it is about.
func (rule *Rule) words() string {
	globs := make([]string, len(rule.Match))
	for i, g := range rule.Match {
		globs[i] = string(g)
	}
	return enumerate(globs, "or")
}

func (p *Policy) explain(subject string, q Requirements) []string {
	var lines []string
	need := func(format string, args ...any) { lines = append(lines, subject+fmt.Sprintf(format, args...)) }
	if len(q.Approvals) > 0 {
		need("%s", p.explainApprovals(q.Approvals))
	}
	if q.Evaluation.PassRate > 0 {
		need("%s; %s", q.Evaluation, p.can("state it", RoleEvaluation))
	}
	if q.Release {
		need("a release; %s", p.can("make one", RoleRelease))
	}
	if q.Lint != LintAny {
		need("lint without %s", q.Lint)
	}
	if q.Threads {
		need("every review thread resolved")
	}
	if q.Soak > 0 {
		need("%s where it comes from", span(q.Soak))
	}
	if q.Separation != SeparationNone {
		need("approvers who did not write the change%s", q.Separation.unsigned())
	}
	return lines
}

// explainApprovals returns "legal 1, security 1; ana and bo can give legal, cy can give security".
func (p *Policy) explainApprovals(asked []Approval) string {
	var counts, who []string
	for _, a := range asked {
		counts = append(counts, fmt.Sprintf("%s %d", a.Role, a.Count))
		who = append(who, p.can("give "+a.Role, a.Role))
	}
	words := strings.Join(counts, ", ") + "; " + strings.Join(who, ", ")
	if len(asked) > 1 && p.overlap(asked) {
		words += "; each counts in one role"
	}
	return words
}

// overlap reports whether someone has two of the roles.
func (p *Policy) overlap(asked []Approval) bool {
	seen := map[string]bool{}
	for _, a := range asked {
		for _, name := range p.Holders(a.Role) {
			if seen[name] {
				return true
			}
			seen[name] = true
		}
	}
	return false
}

func (p *Policy) explainMay(m May) []string {
	line := func(roles []string, what string) string {
		var who []string
		for _, role := range roles {
			who = append(who, p.Holders(role)...)
		}
		slices.Sort(who)
		return may(slices.Compact(who), what)
	}
	return []string{line(m.Promote, "promote"), line(m.Rollback, "roll back"), line(m.Remove, "remove")}
}

func may(who []string, what string) string {
	if len(who) == 0 {
		return "nobody may " + what
	}
	return enumerate(who, "and") + " may " + what
}

func (p *Policy) can(what, role string) string {
	if who := p.Holders(role); len(who) > 0 {
		return enumerate(who, "and") + " can " + what
	}
	return "nobody can " + what
}

// String returns the demand in words.
func (v Evaluation) String() string {
	mode := "with a live model"
	if v.Replay {
		mode = "live or replayed"
	}
	return fmt.Sprintf("an evaluation that passes %g %% of its cases, %s", v.PassRate*100, mode)
}

// String returns the findings that are one too many.
func (l Lint) String() string {
	return [...]string{"any demand", "errors", "errors and warnings", "findings"}[l]
}

func (s Separation) unsigned() string {
	if s == SeparationWarn {
		return " (where a commit is unsigned, this is told and not enforced)"
	}
	return ", in signed commits"
}

// span writes a duration in the largest unit that it is a whole number of.
func span(d time.Duration) string {
	units := []struct {
		of   time.Duration
		name string
	}{{24 * time.Hour, "day"}, {time.Hour, "hour"}, {time.Minute, "minute"}}
	for _, u := range units {
		if d%u.of == 0 {
			return plural(int64(d/u.of), u.name)
		}
	}
	return plural(int64(d/time.Second), "second")
}

func plural(n int64, unit string) string {
	if n == 1 {
		return "1 " + unit
	}
	return fmt.Sprintf("%d %ss", n, unit)
}

// enumerate returns "a", "a and b" or "a, b and c".
func enumerate(words []string, last string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	n := len(words) - 1
	return strings.Join(words[:n], ", ") + " " + last + " " + words[n]
}

// Needs says in a few words what an environment asks for.
func (e *Environment) Needs() string {
	if e.Open {
		return "nothing (open)"
	}
	needs := e.Requires.words()
	if n := len(e.Rules); n > 0 {
		needs = append(needs, "more by "+plural(int64(n), "rule"))
	}
	if len(needs) == 0 {
		return "nothing but who may promote"
	}
	return strings.Join(needs, ", ")
}

// words are the requirements in a word or two each.
func (q Requirements) words() []string {
	var words []string
	for _, a := range q.Approvals {
		words = append(words, fmt.Sprintf("%s %d", a.Role, a.Count))
	}
	add := func(asked bool, word string) {
		if asked {
			words = append(words, word)
		}
	}
	add(q.Evaluation.PassRate > 0, fmt.Sprintf("evaluation %g %%", q.Evaluation.PassRate*100))
	add(q.Release, "release")
	add(q.Lint != LintAny, "lint without "+q.Lint.String())
	add(q.Threads, "resolved threads")
	add(q.Soak > 0, span(q.Soak)+" before")
	add(q.Separation != SeparationNone, "separation")
	return words
}
