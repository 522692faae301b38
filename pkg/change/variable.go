package change

import (
	"cmp"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/prompt"
)

func (c *comparison) variables() {
	before, after := c.before.Inputs(), c.after.Inputs()
	old, now := byName(before), byName(after)
	renamed := renames(before, after)
	for _, v := range after {
		was := old[v.Name]
		switch from, isNew := renamed[v.Name]; {
		case isNew:
			c.add(Change{Subject: Variable, Name: v.Name, Kind: Renamed, Class: Breaking, Range: v.Range, Why: cannotGive, Old: from, New: v.Name}, "variable %q is called %q now", from, v.Name)
			c.variable(old[from], v)
		case was == nil && v.Required:
			c.add(Change{Subject: Variable, Name: v.Name, Kind: Added, Class: Breaking, Range: v.Range, Why: mustGive}, "variable %q is new and required", v.Name)
		case was == nil:
			c.add(Change{Subject: Variable, Name: v.Name, Kind: Added, Class: Behaviour, Range: v.Range, Why: takesMore}, "variable %q is new, and optional", v.Name)
		default:
			c.variable(was, v)
		}
		delete(old, renamed[v.Name])
	}
	for _, v := range before {
		if old[v.Name] != nil && now[v.Name] == nil {
			c.add(Change{Subject: Variable, Name: v.Name, Kind: Removed, Class: Breaking, Range: c.key("variables"), Why: cannotGive}, "variable %q is gone, and callers that give it are refused", v.Name)
		}
	}
}

// variable compares what a variable was and is, whatever it is called.
func (c *comparison) variable(was, is *prompt.Variable) {
	change := Change{Subject: Variable, Name: is.Name, Kind: Edited, Range: is.Range, Why: nothingSent}
	if how := narrowed(was, is); how != "" {
		narrowed := change
		narrowed.Kind, narrowed.Class, narrowed.Why = Narrowed, Breaking, refuses
		if how == requiredNow {
			narrowed.Why = mustGive
		}
		c.add(narrowed, "variable %q %s", is.Name, how)
	} else if how := widenedVariable(was, is); how != "" {
		widened := change
		widened.Kind, widened.Class, widened.Why = Widened, Behaviour, takesMore
		c.add(widened, "variable %q %s", is.Name, how)
	}
	if was.Required == is.Required && (was.HasDefault != is.HasDefault || !sameValue(was.Default, is.Default)) {
		c.defaulted(change, was, is)
	}
	if name := defaultedInside(was, is); name != "" {
		inside := change
		inside.Class, inside.Why = Behaviour, sentElse
		c.add(inside, "variable %q has another default of %s", is.Name, name)
	}
	if was.Untrusted != is.Untrusted {
		change.Why = checksValues
		c.add(change, "variable %q %s", is.Name, map[bool]string{true: "is untrusted now: it comes from outside", false: "is trusted now"}[is.Untrusted])
	}
	if was.Description != is.Description {
		c.add(change, "variable %q is described in other words", is.Name)
	}
}

// defaulted reports that a variable stands for something else where it is not
// given.
func (c *comparison) defaulted(change Change, was, is *prompt.Variable) {
	change.Class, change.Why = Behaviour, sentElse
	if was.HasDefault {
		change.Old = prompt.ShowValue(was.Default)
	}
	if is.HasDefault {
		change.New = prompt.ShowValue(is.Default)
	}
	switch {
	case !is.HasDefault:
		c.add(change, "variable %q has no default any more", is.Name)
	case !was.HasDefault:
		c.add(change, "variable %q has a default now: %s", is.Name, change.New)
	default:
		c.add(change, "variable %q has another default", is.Name)
	}
}

// defaultedInside is the path of a property that stands for something else where
// it is not given, of an object or of the items of an array; "" for none.
func defaultedInside(was, is *prompt.Variable) string {
	if was.Items != nil && is.Items != nil {
		if name := defaultedInside(was.Items, is.Items); name != "" {
			return name
		}
	}
	for _, p := range is.Properties {
		old, there := was.Property(p.Name)
		switch {
		case !there:
		case !sameValue(old.Default, p.Default):
			return p.Name
		default:
			if name := defaultedInside(old, p); name != "" {
				return below(p.Name, name)
			}
		}
	}
	return ""
}

// widenedVariable says how a variable that is not narrower takes more than it
// took, "" where it does not.
func widenedVariable(was, is *prompt.Variable) string {
	switch {
	case narrowed(is, was) == "":
		return ""
	case is.Type != was.Type:
		return "is " + is.TypeName() + " now, and was " + was.TypeName()
	case was.Required && !is.Required:
		return "is optional now"
	default:
		return "takes more than before"
	}
}

func byName(list []*prompt.Variable) map[string]*prompt.Variable {
	names := make(map[string]*prompt.Variable, len(list))
	for _, v := range list {
		names[v.Name] = v
	}
	return names
}

// renames tells which new variable is an old one under another name, by the new
// name: the two are the same in type and nearly alike in name, or one name is
// part of the other, or they are described in the same words. No old one is
// taken twice.
func renames(before, after []*prompt.Variable) map[string]string {
	renamed := map[string]string{}
	gone, come := without(before, byName(after)), without(after, byName(before))
	if len(gone)*len(come) > many {
		return renamed
	}
	for _, v := range come {
		from := renamedFrom(v, slices.DeleteFunc(slices.Clone(gone), func(was *prompt.Variable) bool { return was.Type != v.Type }))
		if from != "" {
			renamed[v.Name] = from
			gone = slices.DeleteFunc(gone, func(was *prompt.Variable) bool { return was.Name == from })
		}
	}
	return renamed
}

// without are the variables whose names are none of some.
func without(list []*prompt.Variable, names map[string]*prompt.Variable) []*prompt.Variable {
	return slices.DeleteFunc(slices.Clone(list), func(v *prompt.Variable) bool { return names[v.Name] != nil })
}

// renamedFrom is the name that a variable had among those that are gone, or "".
func renamedFrom(v *prompt.Variable, gone []*prompt.Variable) string {
	var names []string
	for _, was := range gone {
		names = append(names, was.Name)
	}
	if near := diag.Suggest(v.Name, names); near != "" {
		return near
	}
	for _, was := range gone {
		longer, shorter := v.Name, was.Name
		if len(longer) < len(shorter) {
			longer, shorter = shorter, longer
		}
		if len(shorter) >= 3 && strings.Contains(longer, shorter) || v.Description != "" && v.Description == was.Description {
			return was.Name
		}
	}
	return ""
}

// requiredNow is how a variable is narrowed that was optional.
const requiredNow = "is required now"

// narrowed says how a variable takes less than it took, "" where it does not.
func narrowed(was, is *prompt.Variable) string {
	switch {
	case is.Type != was.Type && is.Type != "" && (was.Type != prompt.IntegerType || is.Type != prompt.NumberType):
		return "is " + is.TypeName() + " now, and was " + was.TypeName()
	case is.Required && !was.Required:
		return requiredNow
	case fewer(was.Enum, is.Enum):
		return "takes fewer values than before"
	case higher(is.MinLength, was.MinLength), lower(is.MaxLength, was.MaxLength), higher(is.MinItems, was.MinItems), lower(is.MaxItems, was.MaxItems),
		higher(is.Minimum, was.Minimum), lower(is.Maximum, was.Maximum):
		return "has narrower limits than before"
	case is.Pattern != nil && (was.Pattern == nil || was.Pattern.String() != is.Pattern.String()):
		return "must fit another pattern"
	}
	return narrowedInside(was, is)
}

// narrowedInside looks at the items of an array and at the properties of an
// object.
func narrowedInside(was, is *prompt.Variable) string {
	if is.Items != nil {
		old := was.Items
		if old == nil { // any
			old = &prompt.Variable{Required: is.Items.Required}
		}
		if how := narrowed(old, is.Items); how != "" {
			return "has items of which each " + how
		}
	}
	for _, p := range is.Properties {
		old, there := was.Property(p.Name)
		if !there {
			if p.Required {
				return "has a new required property " + p.Name
			}
			continue
		}
		if how := narrowed(old, p); how != "" {
			return "has a property " + p.Name + " that " + how
		}
	}
	for _, p := range was.Properties {
		if _, there := is.Property(p.Name); !there && len(is.Properties) > 0 {
			return "has no property " + p.Name + " any more"
		}
	}
	return ""
}

// fewer reports whether a choice of values is there that leaves out one of the
// old ones; no choice is any value.
func fewer(was, is []any) bool {
	if is == nil {
		return false
	}
	return was == nil || slices.ContainsFunc(was, func(v any) bool {
		return !contains(is, v)
	})
}

// higher reports whether a lower limit is there that is above the old one.
func higher[T cmp.Ordered](is, was *T) bool { return is != nil && (was == nil || *is > *was) }

// lower reports whether an upper limit is there that is below the old one.
func lower[T cmp.Ordered](is, was *T) bool { return is != nil && (was == nil || *is < *was) }
