package prompt

import "strings"

// Scope is what names stand for at a place of a template: what the sections
// around the place put names to and, behind that, the prompt's variables. It
// belongs to one walk through templates, and to one goroutine.
type Scope struct {
	prompt *Prompt
	outer  *Scope    // nil outside of any section
	item   *Variable // what the section repeats; nil where that is not known
	from   string    // the untrusted variable that the item is part of
	inner  map[string]*Scope
}

// Referent is what a name in a template stands for.
type Referent struct {
	Variable *Variable // nil where the declarations do not tell
	// Path are the variables that the levels of a dotted name lead through, as
	// far as they are known; the last level, which is Variable, is not among them.
	Path []*Variable
	// Untrusted is the name of the variable that is declared untrusted and that
	// this is, or is part of; "" where there is none.
	Untrusted string
	// Unsure says that a section around may put something else to the name, as
	// what it repeats is not declared.
	Unsure bool

	missing string    // a level that is not declared
	owner   *Variable // which has no such property; nil where missing is the first level
}

// Scope returns what names stand for outside of any section.
func (c *Closure) Scope() *Scope { return &Scope{prompt: c.Prompt} }

// Inside returns the scope within a section, of which r is what its name stands
// for. The same section in the same scope has the same scope.
func (s *Scope) Inside(section string, r Referent) *Scope {
	if section == "." && s.Outermost() {
		return s // a section over all variables
	}
	if inner := s.inner[section]; inner != nil {
		return inner
	}
	inner := &Scope{prompt: s.prompt, outer: s, item: itemOf(r.Variable), from: r.Untrusted}
	if inner.from == "" && inner.item != nil && inner.item.Untrusted {
		inner.from = section
	}
	if s.inner == nil {
		s.inner = map[string]*Scope{}
	}
	s.inner[section] = inner
	return inner
}

// Outermost reports whether the place is outside of any section, where "." is
// all variables together.
func (s *Scope) Outermost() bool { return s.outer == nil }

// Within reports whether the place is in a section over the variable.
func (s *Scope) Within(v *Variable) bool {
	for ; s.outer != nil; s = s.outer {
		if s.item == v {
			return true
		}
	}
	return false
}

// Find returns what a name stands for: dotted, or "." for what the innermost
// section repeats.
func (s *Scope) Find(name string) Referent {
	if name == "." || name == "" {
		return Referent{Variable: s.item, Untrusted: s.from}
	}
	first, rest, dotted := strings.Cut(name, ".")
	r := s.first(first)
	for dotted && r.Variable != nil {
		first, rest, dotted = strings.Cut(rest, ".")
		r = r.property(first)
	}
	return r
}

// first finds what a name begins with.
func (s *Scope) first(name string) Referent {
	declared, isDeclared := s.prompt.Variable(name)
	for ; s.outer != nil; s = s.outer {
		if open(s.item) {
			if isDeclared {
				return trusting(Referent{Variable: declared, Unsure: true})
			}
			return Referent{Untrusted: s.from, Unsure: true}
		}
		if v, ok := s.item.Property(name); ok {
			return trusting(Referent{Variable: v, Untrusted: s.from})
		}
	}
	if isDeclared {
		return trusting(Referent{Variable: declared})
	}
	return Referent{missing: name}
}

// property is a property of what r is.
func (r Referent) property(name string) Referent {
	owner := r.Variable
	next := Referent{Path: append(r.Path, owner), Untrusted: r.Untrusted, Unsure: r.Unsure}
	v, ok := owner.Property(name)
	switch {
	case ok:
		next.Variable = v
		return trusting(next)
	case !open(owner):
		next.missing, next.owner = name, owner
	}
	return next
}

// trusting notes that the variable itself is declared untrusted, where what it
// is part of is not.
func trusting(r Referent) Referent {
	if r.Untrusted == "" && r.Variable.Untrusted {
		r.Untrusted = r.Variable.Name
	}
	return r
}

// itemOf is what a section over a variable repeats: an array's items, an
// object itself, and nothing that has names for anything else; nil where it is
// not known.
func itemOf(v *Variable) *Variable {
	switch {
	case v == nil || v.Type == "" && len(v.Properties) == 0:
		return nil
	case v.Type == ArrayType:
		return v.Items
	default:
		return v
	}
}

// open reports whether any name may be a property of the variable.
func open(v *Variable) bool {
	return v == nil || len(v.Properties) == 0 && (v.Type == "" || v.Type == ObjectType)
}
