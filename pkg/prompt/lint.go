package prompt

import "github.com/promptctl-io/promptctl/pkg/yamldoc"

// Lint is the settings of the linter for one prompt or partial alone.
type Lint struct {
	Node   *yamldoc.Node
	Ignore []*Ignore // in the order of the file
}

// Ignore is findings that a file puts up with, and why. What its rules are
// called is for the linter to judge, and so is a reason that is not there.
type Ignore struct {
	Node   *yamldoc.Node
	Rules  []String // codes or names; at least one
	Match  String   // a text that stands where the finding is; Node is nil where any finding is meant
	Reason String   // Node is nil where none is given
}

// lint reads the settings of the linter; nil where there are none.
func (d *decoder) lint(n *yamldoc.Node) *Lint {
	l := &Lint{Node: n}
	if n.IsNull() || !mapping(d, n, "lint", l, lintFields()) {
		return nil
	}
	return l
}

func lintFields() []field[Lint] {
	return []field[Lint]{
		{"ignore", func(d *decoder, l *Lint, n *yamldoc.Node) {
			for _, item := range d.list(n, "lint.ignore") {
				d.ignore(l, item)
			}
		}},
	}
}

// ignore reads one entry of lint.ignore.
func (d *decoder) ignore(l *Lint, n *yamldoc.Node) {
	i := &Ignore{Node: n}
	switch {
	case !mapping(d, n, "an entry of lint.ignore", i, ignoreFields()):
	case n.Get("rules") == nil:
		d.errorf("Y005", n, "the entry of lint.ignore has no rules").Hint = "write rules: [T003], and the reason"
	case len(i.Rules) > 0:
		l.Ignore = append(l.Ignore, i)
	}
}

func ignoreFields() []field[Ignore] {
	return []field[Ignore]{
		{"rules", func(d *decoder, i *Ignore, n *yamldoc.Node) {
			if i.Rules = d.strings(n, "rules"); n.Kind == yamldoc.Sequence && len(n.Items) == 0 {
				d.errorf("Y004", n, "rules must name at least one rule")
			}
		}},
		{"match", func(d *decoder, i *Ignore, n *yamldoc.Node) {
			if i.Match = d.string(n, "match"); i.Match.Node != nil && i.Match.Value == "" {
				d.errorf("Y004", n, "match must not be empty")
			}
		}},
		{"reason", func(d *decoder, i *Ignore, n *yamldoc.Node) {
			if !n.IsNull() {
				i.Reason = d.string(n, "reason")
			}
		}},
	}
}
