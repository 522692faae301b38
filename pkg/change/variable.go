package change

import (
	"cmp"
	"reflect"
	"slices"

	"github.com/promptctl-io/promptctl/pkg/prompt"
)

// narrowed says how a variable takes less than it took, "" where it does not.
func narrowed(was, is *prompt.Variable) string {
	switch {
	case is.Type != was.Type && is.Type != "" && (was.Type != prompt.IntegerType || is.Type != prompt.NumberType):
		return "is " + is.TypeName() + " now, and was " + was.TypeName()
	case is.Required && !was.Required:
		return "is required now"
	case fewer(was.Enum, is.Enum):
		return "takes fewer values than before"
	case above(is.MinLength, was.MinLength), below(is.MaxLength, was.MaxLength), above(is.MinItems, was.MinItems), below(is.MaxItems, was.MaxItems),
		above(is.Minimum, was.Minimum), below(is.Maximum, was.Maximum):
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
		return !slices.ContainsFunc(is, func(w any) bool { return reflect.DeepEqual(v, w) })
	})
}

// above reports whether a lower limit is there that is above the old one.
func above[T cmp.Ordered](is, was *T) bool { return is != nil && (was == nil || *is > *was) }

// below reports whether an upper limit is there that is below the old one.
func below[T cmp.Ordered](is, was *T) bool { return is != nil && (was == nil || *is < *was) }
