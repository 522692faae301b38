package yamldoc

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// Text reads a string, which may be empty; wanted is what it stands for, such
// as "a folder". What YAML takes for a number or a boolean was meant as text
// by the person: it is refused, not guessed.
func (r *Reader) Text(v Value, wanted string) (string, bool) {
	s, ok := v.Node.Text()
	if ok {
		return s, true
	}
	f := r.Wrong(v, wanted)
	if n := v.Node; n.Kind == Scalar && !n.IsNull() {
		f.Fix = r.doc.Quoted(n)
		f.Hint = fmt.Sprintf("%s is no text to YAML; quote it", n.Describe())
		if len(n.Value) <= maxShown {
			f.Hint = fmt.Sprintf("%s is no text to YAML; quote it: %q", n.Value, n.Value)
		}
	}
	return "", false
}

// Filled reads a string that is not empty.
func (r *Reader) Filled(v Value, wanted string) (string, bool) {
	s, ok := r.Text(v, wanted)
	if ok && s == "" {
		r.Wrong(v, wanted)
		return "", false
	}
	return s, ok
}

// Word reads one of a few words, or the only one.
func (r *Reader) Word(v Value, words ...string) (string, bool) {
	s, ok := v.Node.Text()
	if ok && slices.Contains(words, s) {
		return s, true
	}
	near := r.Suggest("Y004", s, words)
	if f := r.Wrong(v, anyOf(words)); near != "" {
		f.Hint = fmt.Sprintf("did you mean %q?", near)
		f.Fix = r.doc.Replace(v.Node, near)
	}
	return "", false
}

// anyOf returns `"a"`, "a or b", or "a, b or c".
func anyOf(words []string) string {
	last := len(words) - 1
	if last == 0 {
		return strconv.Quote(words[0])
	}
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

// Bool reads true or false.
func (r *Reader) Bool(v Value) (value, ok bool) {
	if value, ok = v.Node.Bool(); !ok {
		r.Wrong(v, "true or false").Fix = r.doc.Unquoted(v.Node, "!!bool")
	}
	return value, ok
}

// Whole reads a whole number between two bounds, both of them allowed.
func (r *Reader) Whole(v Value, low, high int) (int, bool) {
	within := func(f float64) bool { return f == math.Trunc(f) && f >= float64(low) && f <= float64(high) }
	if f, ok := v.Node.Float(); ok && within(f) {
		return int(f), true
	}
	r.WrongNumber(v, fmt.Sprintf("a whole number from %d to %d", low, high), within)
	return 0, false
}

// WrongNumber is Wrong for a number, which may only have quotes too many: fits
// says which numbers are right.
func (r *Reader) WrongNumber(v Value, wanted string, fits func(float64) bool) *diag.Finding {
	f := r.Wrong(v, wanted)
	if text, ok := v.Node.Text(); ok {
		if number, ok := (&Node{Tag: "!!float", Value: text}).Float(); ok && fits(number) {
			f.Fix = r.doc.Unquoted(v.Node, "!!float")
		}
	}
	return f
}

// durationForm is one whole number and a unit; five digits of days are still
// below the range of time.Duration.
var durationForm = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[1-9][0-9]{0,4}[smhd]$`) })

// Duration reads a time span such as 90s, 10m, 36h or 7d.
func (r *Reader) Duration(v Value) (time.Duration, bool) {
	s, ok := v.Node.Text()
	if !ok || !durationForm().MatchString(s) {
		r.Wrong(v, "a duration such as 90s, 10m, 36h or 7d")
		return 0, false
	}
	unit := map[byte]time.Duration{'s': time.Second, 'm': time.Minute, 'h': time.Hour, 'd': 24 * time.Hour}
	n, err := strconv.Atoi(s[:len(s)-1])
	return time.Duration(n) * unit[s[len(s)-1]], err == nil
}

// Newer reports whether the file's version: is above the one that is read, and
// notes it. Nothing else should be said of such a file: what looks wrong in it
// may be right.
func (r *Reader) Newer(version int) bool {
	n := r.doc.Root.Get("version")
	v, ok := n.Int()
	if !ok || v <= int64(version) {
		return false
	}
	r.Errorf("Y004", n, "version %d is newer than this promptctl, which reads version %d", v, version).
		Hint = "install a newer promptctl"
	return true
}

// Version reads the file's version:, which can only be the one that is read.
func (r *Reader) Version(v Value, version int) {
	is := func(f float64) bool { return f == float64(version) }
	if f, ok := v.Node.Float(); !ok || !is(f) {
		r.WrongNumber(v, strconv.Itoa(version), is)
	}
}
