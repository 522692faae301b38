package config

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// Bounds that no real file comes near, so that reading any file ends soon.
const (
	maxEntries     = 1000 // of a mapping or a list
	maxSuggestions = 100
)

// reader takes a file's nodes apart and collects what is wrong with them.
type reader struct {
	doc   *yamldoc.Doc
	found diag.List
}

// value is a node with the name that messages have for it, such as
// "lint.budget.tokens", and the node that a finding about what it lacks points
// at: its key, where it has one.
type value struct {
	name string
	key  *yamldoc.Node
	node *yamldoc.Node
}

// field is a key that a mapping may have, or must.
type field struct {
	key      string
	required bool
	read     func(value)
}

func (r *reader) errorf(code string, n *yamldoc.Node, format string, args ...any) {
	r.found.Errorf(code, r.at(n), format, args...)
}

// hint gives the last finding its mend.
func (r *reader) hint(format string, args ...any) {
	r.found[len(r.found)-1].Hint = fmt.Sprintf(format, args...)
}

// at returns where a node is: the beginning of the file for nil.
func (r *reader) at(n *yamldoc.Node) diag.Range {
	if n == nil {
		return r.doc.Range(0, 0)
	}
	return r.doc.NodeRange(n)
}

// fields reads a mapping of known keys. Keys that begin with x- are free.
func (r *reader) fields(v value, fields ...field) {
	if !r.is(v, yamldoc.Mapping, "a mapping") {
		return
	}
	r.entries(v, func(entry value) {
		key := entry.key.Value
		i := slices.IndexFunc(fields, func(f field) bool { return f.key == key })
		switch {
		case i >= 0:
			fields[i].read(entry)
		case !strings.HasPrefix(key, "x-"):
			r.unknown(v, entry.key, fields)
		}
	})
	for _, f := range fields {
		if f.required && v.node.Get(f.key) == nil {
			r.errorf("Y005", v.key, "%s is missing", v.join(f.key))
		}
	}
}

// entries reads a mapping's keys in their order. Where a key is there twice,
// which is a finding of its own, the first counts.
func (r *reader) entries(v value, each func(value)) {
	if !r.is(v, yamldoc.Mapping, "a mapping") || !r.within(v, len(v.node.Pairs), maxEntries) {
		return
	}
	for _, pair := range v.node.Pairs {
		if v.node.Get(pair.Key.Value) == pair.Value {
			each(value{v.join(pair.Key.Value), pair.Key, pair.Value})
		}
	}
}

// items reads a list, which must have an entry.
func (r *reader) items(v value, each func(value)) {
	if !r.is(v, yamldoc.Sequence, "a list") || !r.within(v, len(v.node.Items), maxEntries) {
		return
	}
	if len(v.node.Items) == 0 {
		r.errorf("Y004", v.node, "%s must have at least one entry", v.name)
	}
	for i, item := range v.node.Items {
		each(value{fmt.Sprintf("%s[%d]", v.name, i), item, item})
	}
}

// within reports whether a mapping or a list is not too long.
func (r *reader) within(v value, n, limit int) bool {
	if n <= limit {
		return true
	}
	r.errorf("Y004", v.node, "%s must have at most %d entries, not %d", v.title(), limit, n)
	return false
}

// title is the value's name where it is the subject of a sentence.
func (v value) title() string {
	if v.name == "" {
		return "the file"
	}
	return v.name
}

func (v value) join(key string) string {
	if v.name == "" {
		return key
	}
	return v.name + "." + key
}

func (r *reader) unknown(v value, key *yamldoc.Node, fields []field) {
	var known []string
	for _, f := range fields {
		known = append(known, f.key)
	}
	in := ""
	if v.name != "" {
		in = " in " + v.name
	}
	r.errorf("Y003", key, "unknown key %s%s%s", describe(key), in, r.didYouMean(key.Value, known))
	r.hint("it may have %s; keys of your own begin with x-", strings.Join(known, ", "))
}

// didYouMean suggests what was meant, which takes time: where much is wrong,
// only for what comes first.
func (r *reader) didYouMean(name string, known []string) string {
	if len(r.found) > maxSuggestions {
		return ""
	}
	return diag.DidYouMean(name, known)
}

// is reports whether a value has the kind, and notes it where it has not.
func (r *reader) is(v value, kind yamldoc.Kind, wanted string) bool {
	if v.node.Kind == kind {
		return true
	}
	r.wrong(v, wanted)
	return false
}

// wrong notes that a value is not what is wanted of it.
func (r *reader) wrong(v value, wanted string) {
	r.errorf("Y004", v.node, "%s must be %s, not %s", v.title(), wanted, describe(v.node))
}

// describe says what a node holds, as a person would.
func describe(n *yamldoc.Node) string {
	switch {
	case n.Kind == yamldoc.Mapping:
		return "a mapping"
	case n.Kind == yamldoc.Sequence:
		return "a list"
	case n.IsNull():
		return "empty"
	case len(n.Value) > 40 || strings.Contains(n.Value, "\n"):
		return "a text of " + strconv.Itoa(len(n.Value)) + " bytes"
	case n.Tag == "!!str" || n.Tag == "!!timestamp":
		return strconv.Quote(n.Value)
	default:
		return n.Value
	}
}

// text reads a string that is not empty. What YAML takes for a number or a
// boolean was meant as text by the person: it is refused, not guessed.
func (r *reader) text(v value, wanted string) (string, bool) {
	s, ok := v.node.Text()
	if ok && s != "" {
		return s, true
	}
	r.wrong(v, wanted)
	if v.node.Kind == yamldoc.Scalar && !ok && !v.node.IsNull() {
		r.hint("%s is no text to YAML; quote it: %q", v.node.Value, v.node.Value)
	}
	return "", false
}

// word reads one of a few words.
func (r *reader) word(v value, words ...string) (string, bool) {
	s, ok := v.node.Text()
	if ok && slices.Contains(words, s) {
		return s, true
	}
	last := len(words) - 1
	r.wrong(v, strings.Join(words[:last], ", ")+" or "+words[last])
	if near := diag.Suggest(strings.ToLower(s), words); near != "" {
		r.hint("did you mean %q?", near)
	}
	return "", false
}

// whole reads a whole number between two bounds, both of them allowed.
func (r *reader) whole(v value, low, high int) (int, bool) {
	f, ok := v.node.Float()
	if ok && f == math.Trunc(f) && f >= float64(low) && f <= float64(high) {
		return int(f), true
	}
	r.wrong(v, fmt.Sprintf("a whole number from %d to %d", low, high))
	return 0, false
}

// durationForm is one whole number and a unit; five digits of days are still
// below the range of time.Duration.
var durationForm = regexp.MustCompile(`^[1-9][0-9]{0,4}[smhd]$`)

// duration reads a time span such as 90s, 10m, 36h or 7d.
func (r *reader) duration(v value) (time.Duration, bool) {
	s, ok := v.node.Text()
	if !ok || !durationForm.MatchString(s) {
		r.wrong(v, "a duration such as 90s, 10m, 36h or 7d")
		return 0, false
	}
	unit := map[byte]time.Duration{'s': time.Second, 'm': time.Minute, 'h': time.Hour, 'd': 24 * time.Hour}
	n, err := strconv.Atoi(s[:len(s)-1])
	return time.Duration(n) * unit[s[len(s)-1]], err == nil
}
