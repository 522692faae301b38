package yamldoc

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// Reader reads a document's nodes into values and notes what is wrong with
// them, with places. Its own findings are of severity error and about the form
// of the file: Y003 is an unknown key, Y004 a wrong type or value and Y005 a
// missing key. Those who use it add theirs.
type Reader struct {
	doc     *Doc
	own     string
	notes   notes
	renamed map[spot]bool // the keys that fixes give
}

// spot is a key of a mapping.
type spot struct {
	mapping *Node
	key     string
}

// NewReader returns a reader of a document in which found is wrong so far.
//
// own says in words where keys of one's own may go, such as "keys of your own
// begin with x-". Then keys that begin with x- are free everywhere; without it
// no key is.
func NewReader(doc *Doc, found diag.List, own string) *Reader {
	return &Reader{doc: doc, own: own, notes: notes{list: found}}
}

// Root is the file as a value. The document must not be empty.
func (r *Reader) Root() Value { return Value{Node: r.doc.Root} }

// Findings returns what is wrong, in the order of the file. Of one code no
// more than 50 are listed; the last of them says how many more there are. It
// ends the reading.
func (r *Reader) Findings() diag.List { return r.notes.done() }

// WellFormed reports whether nothing was wrong so far with the form of what
// was read: no finding of Y003, Y004 or Y005 has been noted.
func (r *Reader) WellFormed() bool {
	return r.notes.count["Y003"]+r.notes.count["Y004"]+r.notes.count["Y005"] == 0
}

// Place returns where a node is: the beginning of the file for nil.
func (r *Reader) Place(n *Node) diag.Range {
	if n == nil {
		return r.doc.Range(0, 0)
	}
	return r.doc.NodeRange(n)
}

// Errorf notes an error at a node, or at the beginning of the file for nil.
// What it returns may be given a hint, before anything else is noted.
func (r *Reader) Errorf(code string, n *Node, format string, args ...any) *diag.Finding {
	return r.notes.add(code, func() diag.Range { return r.Place(n) }, format, args...)
}

// Warnf is Errorf for a warning.
func (r *Reader) Warnf(code string, n *Node, format string, args ...any) *diag.Finding {
	f := r.Errorf(code, n, format, args...)
	f.Severity = diag.Warning
	return f
}

// Wrong notes that a value is not what is wanted of it, such as "a mapping".
func (r *Reader) Wrong(v Value, wanted string) *diag.Finding {
	return r.Errorf("Y004", v.Node, "%s must be %s, not %s", v.title(), wanted, v.Node.Describe())
}

// Is reports whether a value has the kind that is wanted, and notes it where
// it has not.
func (r *Reader) Is(v Value, kind Kind, wanted string) bool {
	if v.Node.Kind == kind {
		return true
	}
	r.Wrong(v, wanted)
	return false
}

// Suggest is diag.Suggest for a finding of this code. It takes time, so it
// suggests nothing where the finding would not be listed.
func (r *Reader) Suggest(code, name string, known []string) string {
	if r.notes.full(code) {
		return ""
	}
	return diag.Suggest(name, known)
}

// DidYouMean is what a message says of a suggestion, and nothing where there is
// none.
func DidYouMean(near string) string {
	if near == "" {
		return ""
	}
	return fmt.Sprintf(" (did you mean %q?)", near)
}

// Field is a key that a mapping may have, or must.
type Field struct {
	Key      string
	Required bool
	Read     func(Value)
}

// Required is a key that a mapping must have.
func Required(key string, read func(Value)) Field { return Field{key, true, read} }

// Optional is a key that a mapping may have.
func Optional(key string, read func(Value)) Field { return Field{key, false, read} }

// maxEntries is how many entries a mapping of known keys may have: more than
// any real one, so that reading any file ends soon.
const maxEntries = 1000

// Fields reads a mapping of known keys, in the order of the file.
func (r *Reader) Fields(v Value, fields ...Field) {
	if !r.Is(v, Mapping, "a mapping") {
		return
	}
	r.Entries(v, 0, maxEntries, func(entry Value) {
		key := entry.Key.Value
		i := slices.IndexFunc(fields, func(f Field) bool { return f.Key == key })
		switch {
		case i >= 0:
			fields[i].Read(entry)
		case r.own == "" || !strings.HasPrefix(key, "x-"):
			r.unknown(v, entry.Key, fields)
		}
	})
	for _, f := range fields {
		if f.Required && v.Node.Get(f.Key) == nil {
			r.Errorf("Y005", v.Key, "%s is missing", v.join(f.Key))
		}
	}
}

func (r *Reader) unknown(v Value, key *Node, fields []Field) {
	known := make([]string, len(fields))
	for i, f := range fields {
		known[i] = f.Key
	}
	in := ""
	if v.in != nil {
		in = " in " + v.Name()
	}
	hint := "it may have " + strings.Join(known, ", ")
	if r.own == "" {
		hint += ", and nothing else"
	} else {
		hint += "; " + r.own
	}
	near := r.Suggest("Y003", key.Value, known)
	f := r.Errorf("Y003", key, "unknown key %s%s%s", key.Describe(), in, DidYouMean(near))
	f.Hint, f.Fix = hint, r.Rename(v.Node, key, near)
}

// Rename is the fix that gives an entry of a mapping the key that was probably
// meant. Of two entries that mean the same key, the first gets it.
func (r *Reader) Rename(mapping, key *Node, to string) *diag.Fix {
	target := spot{mapping, to}
	if to == "" || r.renamed[target] {
		return nil
	}
	if r.renamed == nil {
		r.renamed = map[spot]bool{}
	}
	r.renamed[target] = true
	for _, pair := range mapping.Pairs {
		if pair.Key == key {
			return r.doc.Rename(mapping, pair, to)
		}
	}
	return nil
}

// Entries reads a mapping's keys in their order, of which it must have least
// and may have most. Where a key is there twice, which is a finding of Parse,
// the first counts, and what is no scalar is no key.
func (r *Reader) Entries(v Value, least, most int, each func(Value)) {
	if !r.Is(v, Mapping, "a mapping") || !r.within(v, len(v.Node.Pairs), least, most) {
		return
	}
	seen := make(map[string]bool, len(v.Node.Pairs))
	for _, pair := range v.Node.Pairs {
		if key := pair.Key; key.Kind == Scalar && !seen[key.Value] {
			seen[key.Value] = true
			each(Value{Key: key, Node: pair.Value, in: &v})
		}
	}
}

// Doc is the document that is read.
func (r *Reader) Doc() *Doc { return r.doc }

// Texts is Items for a list of texts, where a lone text was meant as such.
func (r *Reader) Texts(v Value, least, most int, each func(Value)) {
	if v.Node.Kind == Scalar {
		r.Wrong(v, "a list").Fix = r.doc.Listed(v.Node)
		return
	}
	r.Items(v, least, most, each)
}

// Items reads a list, which must have least and may have most entries.
func (r *Reader) Items(v Value, least, most int, each func(Value)) {
	if !r.Is(v, Sequence, "a list") || !r.within(v, len(v.Node.Items), least, most) {
		return
	}
	for i, item := range v.Node.Items {
		each(Value{Key: item, Node: item, in: &v, index: i})
	}
}

// within reports whether a mapping or a list has a right number of entries.
func (r *Reader) within(v Value, n, least, most int) bool {
	switch {
	case n < least:
		r.Errorf("Y004", v.Node, "%s must have at least %s", v.title(), entries(least))
	case n > most:
		r.Errorf("Y004", v.Node, "%s must have at most %s, not %d", v.title(), entries(most), n)
	default:
		return true
	}
	return false
}

func entries(n int) string {
	if n == 1 {
		return "one entry"
	}
	return strconv.Itoa(n) + " entries"
}
