package template

import "strings"

// lookup resolves a name. The first level is taken from the innermost object
// that has it; the other levels are looked for in that value only. A name that
// resolves nowhere is nil, or an error where the renderer is strict.
func (r *rendering) lookup(name string, at Span) (any, error) {
	if name == "." {
		return r.stack[len(r.stack)-1], nil
	}
	end := levelEnd(name, 0)
	v, ok, err := r.first(name[:end])
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, r.missing(name, at, 0, end, r.visible())
	}
	for end < len(name) {
		start := end + 1
		object, isObject := v.(map[string]any)
		if !isObject {
			return nil, r.noLevels(name, at, start, v)
		}
		end = levelEnd(name, start)
		if v, ok = object[name[start:end]]; !ok {
			return nil, r.missing(name, at, start, end, keys(object))
		}
		if err := r.spend(1); err != nil {
			return nil, err
		}
	}
	return v, nil
}

// levelEnd is the end of the level of a dotted name that begins at start.
func levelEnd(name string, start int) int {
	if i := strings.IndexByte(name[start:], '.'); i >= 0 {
		return start + i
	}
	return len(name)
}

// first finds the innermost object that has a key.
func (r *rendering) first(key string) (v any, ok bool, err error) {
	for i := len(r.stack) - 1; i >= 0; i-- {
		if object, isObject := r.stack[i].(map[string]any); isObject {
			if v, ok = object[key]; ok {
				return v, true, r.spend(len(r.stack) - i)
			}
		}
	}
	return nil, false, r.spend(len(r.stack))
}
