package lint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/config"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// entries reads the suppressions in a file's lint.ignore.
func (r *suppressionReader) entries() {
	var lint *prompt.Lint
	switch {
	case r.Prompt != nil:
		lint = r.Prompt.Lint
	case r.Partial != nil:
		lint = r.Partial.Lint
	}
	if lint == nil {
		return
	}
	for _, i := range lint.Ignore {
		r.entry(i)
	}
}

func (r *suppressionReader) entry(i *prompt.Ignore) {
	s := &suppression{
		Suppression: Suppression{Kind: "file", Reason: even(i.Reason.Value)},
		at:          r.Doc.NodeRange(i.Node), whole: true, match: even(i.Match.Value),
	}
	var items []*yamldoc.Node
	for _, word := range i.Rules {
		at := r.Doc.NodeRange(word.Node)
		if code, ok := r.rule(word.Value, at); ok {
			s.rules, items = append(s.rules, suppressedRule{code: code, at: at}), append(items, word.Node)
		}
	}
	if s.Reason == "" {
		r.wrong("X002", s.at, fmt.Sprintf("add reason: why %s put up with", isOrAre(len(i.Rules))), "the suppression of %s gives no reason", listOf(i.Rules))
		return
	}
	if len(s.rules) == 0 {
		return
	}
	s.unread = len(s.rules) < len(i.Rules)
	s.remove = func(rules []int, entries int) *diag.Fix {
		unused := make([]*yamldoc.Node, len(rules))
		for i, rule := range rules {
			unused[i] = items[rule]
		}
		return withoutEntry(r.Doc, i.Node, unused, entries)
	}
	r.add(s)
}

func isOrAre(n int) string {
	if n == 1 {
		return "it is"
	}
	return "they are"
}

// listOf lists the names of rules.
func listOf(rules []prompt.String) string {
	var names []string
	for _, r := range rules {
		names = append(names, r.Value)
	}
	return strings.Join(names, ", ")
}

// withoutEntry is the fix that takes the rules of an entry of lint.ignore out,
// one in each round of fixes, or the entry where these are all. If all entries
// are to go, which are so many, the fix of each takes the key out that they are
// below: an empty list means nothing. It is nil where that cannot be done by
// itself.
func withoutEntry(doc *yamldoc.Doc, node *yamldoc.Node, unused []*yamldoc.Node, entries int) *diag.Fix {
	rules, lint := node.Get("rules"), doc.Root.Get("lint")
	all := lint.Get("ignore")
	var edit diag.Edit
	i, ok := slices.Index(all.Items, node), false
	switch {
	case i < 0:
	case len(unused) < len(rules.Items):
		edit, ok = doc.RemoveItem(rules, slices.Index(rules.Items, unused[0]))
	case len(all.Items) > entries:
		edit, ok = doc.RemoveItem(all, i)
	case len(lint.Pairs)+len(lint.Merges) > 1:
		edit, ok = doc.RemoveEntry(lint, lint.Pair("ignore"))
	default:
		edit, ok = doc.RemoveEntry(doc.Root, doc.Root.Pair("lint"))
	}
	if !ok {
		return nil
	}
	return &diag.Fix{Title: "remove what is not used", Edits: []diag.Edit{edit}}
}

// configured are the entries of lint.ignore in promptctl.yaml.
func (l *linter) configured() []*suppression {
	var all []*suppression
	for _, i := range l.index.Config.Lint.Ignore {
		s := &suppression{Suppression: Suppression{Kind: "config", Reason: i.Reason}, at: i.At, whole: true}
		for _, rule := range i.Rules {
			s.rules = append(s.rules, suppressedRule{code: rule.Code, at: rule.At})
		}
		all = append(all, s)
	}
	return all
}

// misconfigured is what is wrong with the rules that promptctl.yaml puts up with.
func (r *run) misconfigured() diag.List {
	var found diag.List
	for _, s := range r.configured {
		for _, rule := range s.rules {
			if !suppressible(rule.code) {
				found.Warnf("X002", rule.at, "%s cannot be suppressed", rule.code)
				found[len(found)-1].Hint = severityHint
			}
		}
	}
	return found
}

// suppressedByConfig marks a problem if lint.ignore of promptctl.yaml covers it,
// by the name of what it was found in or of the file that it stands in.
func (r *run) suppressedByConfig(p *Problem) bool {
	for n, i := range r.linter.index.Config.Lint.Ignore {
		s := r.configured[n]
		rule := slices.IndexFunc(s.rules, func(rule suppressedRule) bool { return rule.code == p.Code })
		if rule >= 0 && (r.matches(&i, p.Code, p.Subject) || r.matches(&i, p.Code, r.selection.name(p.Range.File))) {
			s.rules[rule].used = true
			p.Suppressed = &s.Suppression
			return true
		}
	}
	return false
}

func (r *run) matches(i *config.Ignore, code, name string) bool {
	return name != "" && i.Covers(code, name)
}
