package lint

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/config"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// unused reports the suppressions that have covered nothing. Those of a file
// are told wherever that file is reported, since all that can be found in it is
// found then; those of promptctl.yaml where all of the project is.
func (r *run) unused(ctx context.Context) error {
	for _, file := range slices.Sorted(maps.Keys(r.suppressions)) {
		if r.selection.reported[file] && !r.broken[file] {
			all := r.suppressions[file]
			r.unusedOf(all.subject, all.list)
		}
	}
	if !r.whole() || !r.selection.reported[config.File] || len(r.configured) == 0 {
		return nil
	}
	src, err := r.Snapshot.Read(ctx, config.File)
	if err != nil {
		return err
	}
	doc, _ := yamldoc.Parse(config.File, src)
	var all []*suppression
	for i, s := range r.configured {
		s.remove = func(rules []int, entries int) *diag.Fix { return withoutConfigured(doc, s, rules, entries) }
		if !r.coversBroken(&r.linter.index.Config.Lint.Ignore[i]) {
			all = append(all, s)
		}
	}
	r.unusedOf(&Subject{File: config.File, Src: src, Doc: doc}, all)
	return nil
}

// coversBroken reports whether an entry of lint.ignore is about a file that
// could not be read as a whole.
func (r *run) coversBroken(i *config.Ignore) bool {
	for file := range r.broken {
		if r.matches(i, i.Rules[0].Code, r.selection.name(file)) {
			return true
		}
	}
	return false
}

// whole reports whether all that there is to lint is linted.
func (r *run) whole() bool { return len(r.Args) == 0 && r.Changed == nil }

// unusedOf reports which of the suppressions of a file have covered nothing.
func (r *run) unusedOf(subject *Subject, all []*suppression) {
	entries := 0
	for _, s := range all {
		if s.Kind != "comment" && !s.unread && len(r.linter.unused(s)) == len(s.rules) {
			entries++
		}
	}
	for _, s := range all {
		if rules := r.linter.unused(s); len(rules) > 0 {
			f := s.isUnused(rules)
			if s.remove != nil {
				f.Fix = s.remove(rules, entries)
			}
			r.keep(subject, r.linter.problems(subject, r.linter.settled(diag.List{f})))
		}
	}
}

// unused returns the indexes of the rules by which a suppression has not covered
// anything.
func (l *linter) unused(s *suppression) []int {
	var rules []int
	for i, rule := range s.rules {
		if !rule.used && l.judges(rule.code) {
			rules = append(rules, i)
		}
	}
	return rules
}

// isUnused is the finding that some of its rules have covered nothing.
func (s *suppression) isUnused(rules []int) diag.Finding {
	var codes []string
	for _, i := range rules {
		if code := s.rules[i].code; !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	f := diag.Finding{Code: "X001", Severity: diag.Warning, Range: s.rules[rules[0]].at,
		Message: fmt.Sprintf("nothing is found that the suppression of %s covers", strings.Join(codes, " and "))}
	if len(rules) == len(s.rules) {
		f.Range = s.at
	}
	return f
}

// judges reports whether it can be told that a rule finds nothing: it is on,
// and does not depend on what may be there another time.
func (l *linter) judges(code string) bool {
	rule, known := l.by[code]
	return known && !l.off[code] && rule.Needs == ""
}

// withoutConfigured is withoutEntry for an entry of promptctl.yaml.
func withoutConfigured(doc *yamldoc.Doc, s *suppression, rules []int, entries int) *diag.Fix {
	node := itemAt(doc.Root.Get("lint").Get("ignore"), s.at)
	if node == nil {
		return nil
	}
	var unused []*yamldoc.Node
	for _, rule := range rules {
		if item := itemAt(node.Get("rules"), s.rules[rule].at); item != nil {
			unused = append(unused, item)
		}
	}
	if len(unused) < len(rules) {
		return nil
	}
	return withoutEntry(doc, node, unused, entries)
}

// itemAt returns the item of a list that begins at a place, nil where none does.
func itemAt(list *yamldoc.Node, at diag.Range) *yamldoc.Node {
	i := slices.IndexFunc(list.Items, func(n *yamldoc.Node) bool { return n.Start == at.Start.Offset })
	if i < 0 {
		return nil
	}
	return list.Items[i]
}

// unread reports whether a finding of reading a file says that something of it
// could not be read: then rules that find nothing there prove nothing.
func unread(f diag.Finding) bool {
	return f.Severity == diag.Error && (f.Code[0] == 'Y' || f.Code[0] == 'T' && f.Code != "T002")
}
