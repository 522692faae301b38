package lint

import (
	"fmt"
	"slices"

	"github.com/promptctl-io/promptctl/pkg/suite"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// unreachableAssertion is E007: an assertion waits for a text with {{NAME}} in
// it, because nothing takes the place of the name.
func unreachableAssertion(p *Pass) {
	if p.Suite == nil || p.Tested == nil {
		return
	}
	s := p.Suite
	u := &unfilled{Pass: p, output: "output", defaults: given(&s.Defaults)}
	if s.InPrompt {
		u.output = "completion"
	}
	u.names = append(slices.Clip(p.contract().names), "expected", u.output)
	all := scopeOf("", s.Cases...)
	if s.Defaults.Judge != nil {
		u.question(s.Defaults.Judge, all)
	}
	for _, a := range s.Defaults.Assert {
		u.assertion(a, all)
	}
	for _, c := range s.Cases {
		own := scopeOf(c.Label(), c)
		for _, a := range c.Assert {
			u.assertion(a, own)
		}
	}
}

// scope is the cases that a text is filled for.
type scope struct {
	who   string // the only one; "" for all that there are
	total int
	has   map[string]int // how many have a name
}

func scopeOf(who string, cases ...*suite.Case) scope {
	s := scope{who, len(cases), map[string]int{}}
	for _, c := range cases {
		for name := range given(c) {
			s.has[name]++
		}
		if c.Expected != nil {
			s.has["expected"]++
		}
	}
	return s
}

// lack says who has nothing under a name.
func (s scope) lack(name string) string {
	switch has := s.has[name]; {
	case s.who != "":
		return s.who + " has"
	case has == 0:
		return "the cases have"
	default:
		return fmt.Sprintf("%d of %d cases have", s.total-has, s.total)
	}
}

// unfilled is the search for names that nothing takes the place of.
type unfilled struct {
	*Pass
	names    []string        // that there could be
	output   string          // what judges are shown the answer under
	defaults map[string]bool // what every case has
}

// assertion looks at an assertion of some cases. One that is negated holds
// where a text is not filled, and may mean just that.
func (u *unfilled) assertion(a *suite.Assertion, s scope) {
	if a.Judge != nil {
		u.question(a.Judge, s)
	}
	if a.Negated {
		return
	}
	for _, n := range a.Texts() {
		u.text(n, s, "")
	}
	if a.Type.Shape != suite.Regex {
		return
	}
	for _, tag := range suite.Tags(a.Value.Value) {
		if u.contract().takes(tag.Name) || tag.Name == "expected" {
			u.Report(u.Doc.ValueRange(a.Value, tag.Start, tag.End), "a regular expression is not filled: it waits for %q", a.Value.Value[tag.Start:tag.End])
		}
	}
}

// judgeNames are what a judge may be shown besides the answer.
func judgeNames() []string { return []string{"criterion", "conversation", "other"} }

// question looks at what a judge is asked.
func (u *unfilled) question(j *suite.Judge, s scope) {
	if j.Prompt != nil {
		u.text(j.Prompt, s, u.output)
	}
}

// text looks at a text that is filled for the cases of a scope; output is what
// the answer is called in it, "" where that has no name.
func (u *unfilled) text(n *yamldoc.Node, s scope, output string) {
	for _, tag := range suite.Tags(n.Value) {
		name := tag.Name
		judged := output != "" && slices.Contains(judgeNames(), name)
		known := name == output || judged || u.defaults[name] || u.contract().takes(name)
		inRows := s.who == "" && s.has[name] == 0 && len(u.Suite.Data) > 0
		if known || inRows || s.has[name] == s.total {
			continue
		}
		meant := u.nearest(name, u.names, nil)
		f := u.Report(u.Doc.ValueRange(n, tag.Start, tag.End), "%s nothing that takes the place of %q%s",
			s.lack(name), n.Value[tag.Start:tag.End], proposed(meant))
		if output != "" {
			f.Hint = "a judge is asked with the names that the case has, expected, and {{" + output + "}} for the answer"
		}
	}
}
