package prompt

import (
	"fmt"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/template"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// Inputs returns the variables that the prompt takes: the declared ones in
// the order of the file or, where it declares none, each name that its
// templates use outside of any section, as a required one of any type.
func (c *Closure) Inputs() []*Variable {
	if c.Prompt.Declares {
		return c.Prompt.Variables
	}
	f := &inputFinder{closure: c, seen: map[string]bool{}, partials: map[string]bool{}}
	for _, name := range c.Prompt.Placeholders() {
		f.seen[name] = true
	}
	for _, t := range c.Prompt.Texts() {
		f.nodes(t, t.Nodes)
	}
	return f.inputs
}

// Placeholders returns the names of the histories that the prompt takes.
func (p *Prompt) Placeholders() []string {
	names := []string{}
	for _, m := range p.Messages {
		if m.Placeholder.Node != nil {
			names = append(names, m.Placeholder.Value)
		}
	}
	return names
}

// root is the first segment of a dotted name, "" for the implicit iterator.
func root(name string) string {
	first, _, _ := strings.Cut(name, ".")
	return first
}

// inputFinder collects the names that are used outside of sections: those
// inside may be fields of what the section is about.
type inputFinder struct {
	closure  *Closure
	inputs   []*Variable
	seen     map[string]bool
	partials map[string]bool
}

func (f *inputFinder) nodes(t *Text, nodes []template.Node) {
	for _, n := range nodes {
		switch n := n.(type) {
		case *template.Variable:
			f.add(t, n.Name, n.NameSpan)
		case *template.Section:
			f.add(t, n.Name, n.NameSpan)
			if n.Inverted {
				f.nodes(t, n.Nodes)
			}
		case *template.Partial:
			if partial := f.closure.Partials[n.Name]; partial != nil && !f.partials[n.Name] {
				f.partials[n.Name] = true
				f.nodes(partial.Text, partial.Text.Nodes)
			}
		}
	}
}

func (f *inputFinder) add(t *Text, name string, span template.Span) {
	first := root(name)
	if first == "" || f.seen[first] {
		return
	}
	f.seen[first] = true
	f.inputs = append(f.inputs, &Variable{Name: first, Required: true, Range: t.Range(span)})
}

// checkUses finds uses of variables that are not declared, and of histories as
// if they were variables, in the prompt and in what it includes.
func (c *Closure) checkUses(found *findings) {
	u := &useChecker{
		closure: c, found: found, placeholders: c.Prompt.Placeholders(),
		visited: map[visit]bool{}, reported: map[spot]bool{},
	}
	outermost := c.Scope()
	for _, t := range c.Prompt.Texts() {
		u.nodes(t, t.Nodes, outermost)
	}
}

// maxUses is how many nodes are checked, partials counted wherever they are
// included. It bounds partials that include each other in ever new sections.
const maxUses = 1 << 20

// useChecker is a walk through templates with the sections around each use.
type useChecker struct {
	closure      *Closure
	found        *findings
	placeholders []string
	visited      map[visit]bool
	reported     map[spot]bool
	uses         int
	compared     int // names that undeclared ones were compared with
	depth        int // of partials within partials
}

// visit is a partial within sections.
type visit struct {
	partial string
	scope   *Scope
}

// spot is where in a text something was found.
type spot struct {
	text *Text
	at   int
}

func (u *useChecker) nodes(t *Text, nodes []template.Node, s *Scope) {
	for _, n := range nodes {
		if u.uses++; u.uses > maxUses {
			u.tooMany(t, n)
			return
		}
		switch n := n.(type) {
		case *template.Variable:
			u.lookup(t, n.Name, n.NameSpan, s)
		case *template.Section:
			u.section(t, n, s)
		case *template.Partial:
			u.partial(n.Name, s)
		}
	}
}

func (u *useChecker) tooMany(t *Text, n template.Node) {
	if u.uses == maxUses+1 {
		u.found.add("T011", func() diag.Range { return t.Range(n.Extent()) },
			"partials are included in too many combinations of sections to be checked")
	}
}

func (u *useChecker) section(t *Text, n *template.Section, s *Scope) {
	r := u.lookup(t, n.Name, n.NameSpan, s)
	if !n.Inverted {
		s = s.Inside(n.Name, r)
	}
	u.nodes(t, n.Nodes, s)
}

// partial checks a partial within these sections, once.
func (u *useChecker) partial(name string, s *Scope) {
	partial, key := u.closure.Partials[name], visit{name, s}
	if partial == nil || u.visited[key] || u.depth >= MaxDepth {
		return
	}
	u.visited[key] = true
	u.depth++
	u.nodes(partial.Text, partial.Text.Nodes, s)
	u.depth--
}

// lookup resolves a name, and notes where it leads nowhere. Where the prompt
// declares nothing, any name but a placeholder's may be given.
func (u *useChecker) lookup(t *Text, name string, span template.Span, s *Scope) Referent {
	r := s.Find(name)
	switch {
	case r.missing == "":
	case r.owner != nil:
		u.noProperty(t, r.owner, r.missing, span)
	case u.closure.Prompt.Declares || slices.Contains(u.placeholders, r.missing):
		u.undeclared(t, r.missing, span, s)
	}
	return r
}

func (u *useChecker) undeclared(t *Text, name string, span template.Span, s *Scope) {
	if !u.isNew(t, span) {
		return
	}
	at := func() diag.Range { return t.Range(span) }
	if slices.Contains(u.placeholders, name) {
		u.found.add("T002", at, "%q is a placeholder for messages, and a text cannot use it", name)
		return
	}
	near := u.near(name, func() []*Variable { return u.visible(s) })
	f := u.found.add("T002", at, "variable %q is not declared%s", name, yamldoc.DidYouMean(near))
	f.Other = u.closure.Prompt.File
	f.Hint = "declare it under variables: in " + f.Other
	f.Fix = u.renamed(t, template.Span{Start: span.Start, End: span.Start + len(name)}, near)
}

func (u *useChecker) noProperty(t *Text, v *Variable, segment string, span template.Span) {
	if !u.isNew(t, span) {
		return
	}
	near := u.near(segment, func() []*Variable { return v.Properties })
	f := u.found.add("T002", func() diag.Range { return t.Range(span) }, "variable %q (%s) has no property %q%s",
		v.Name, v.TypeName(), segment, yamldoc.DidYouMean(near))
	name := "." + t.Text[span.Start:span.End] + "."
	if strings.Count(name, "."+segment+".") == 1 {
		at := span.Start + strings.Index(name, "."+segment+".")
		f.Fix = u.renamed(t, template.Span{Start: at, End: at + len(segment)}, near)
	}
}

// renamed is the fix that gives a use the name that was probably meant, unless
// the two are names of different things, as min_words and max_words are.
func (u *useChecker) renamed(t *Text, at template.Span, to string) *diag.Fix {
	if to == "" || areOpposites(t.Text[at.Start:at.End], to) {
		return nil
	}
	return renamedUse(t, at, to)
}

// renamedUse is the fix that writes another name in a tag, if it can stand there.
func renamedUse(t *Text, at template.Span, to string) *diag.Fix {
	if !isName(to) && CheckPartialName(to) != "" {
		return nil
	}
	return t.Fix(fmt.Sprintf("write %q", to), template.Edit{Span: at, New: to})
}

// isNew reports whether nothing was found yet at a place: a partial is checked
// once for each way in which it is included, and the prompt itself only once.
func (u *useChecker) isNew(t *Text, span template.Span) bool {
	if u.depth == 0 {
		return true
	}
	key := spot{t, span.Start}
	seen := u.reported[key]
	u.reported[key] = true
	return !seen
}

// visible returns what has a name within the sections.
func (u *useChecker) visible(s *Scope) []*Variable {
	all := slices.Clone(u.closure.Prompt.Variables)
	for ; s != nil; s = s.outer {
		if s.item != nil {
			all = append(all, s.item.Properties...)
		}
	}
	return all
}

// maxCompared bounds the names that undeclared ones are compared with: a prompt
// may have thousands of both.
const maxCompared = 1 << 18

// near proposes the variable that was meant, as long as findings are listed.
func (u *useChecker) near(name string, among func() []*Variable) string {
	if u.found.full("T002") || u.compared > maxCompared {
		return ""
	}
	known := names(among())
	u.compared += len(known)
	return diag.Suggest(name, known)
}
