// Package change is what changed between two prompts, and whether it matters: to
// those who call them and read their answers, to the model, or to nobody.
package change

import (
	"fmt"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/prose"
)

// Class is how much a change matters.
type Class int

// The classes, from the mildest.
const (
	None      Class = iota // nothing that a model is sent, and nothing that callers see
	Behaviour              // the model is sent something else, or callers may give more
	Breaking               // callers are refused, or meet answers that were ruled out
)

// String returns "none", "behaviour" or "breaking".
func (c Class) String() string { return [...]string{"none", "behaviour", "breaking"}[c] }

// MarshalText writes the class as its name.
func (c Class) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// Step returns which number of a version has to be raised: "patch", "minor" or
// "major" (semver.org, items 6 to 8).
func (c Class) Step() string { return [...]string{"patch", "minor", "major"}[c] }

// Subject is what a change is about.
type Subject string

// The subjects, in the order in which changes are listed.
const (
	Variable  Subject = "variable"
	History   Subject = "history"
	Tool      Subject = "tool"
	Answer    Subject = "answer"
	Model     Subject = "model"
	Parameter Subject = "parameter"
	Section   Subject = "section"
	Message   Subject = "message"
	File      Subject = "file"
	Test      Subject = "test"
	Metadata  Subject = "metadata"
	Layout    Subject = "layout"
	Whole     Subject = "prompt" // that it is there, and its name
)

// Kind is what became of the subject.
type Kind string

// The kinds.
const (
	Added    Kind = "added"
	Removed  Kind = "removed"
	Renamed  Kind = "renamed"
	Moved    Kind = "moved"    // it stands elsewhere, and says the same
	Edited   Kind = "edited"   // it says something else
	Reflowed Kind = "reflowed" // nothing but its white space differs
	Narrowed Kind = "narrowed" // it takes less, or promises less
	Widened  Kind = "widened"  // it takes more
)

// Change is one change.
type Change struct {
	Subject Subject
	Name    string // of the variable, the section…; "" where there is but one
	Kind    Kind
	Class   Class
	Range   diag.Range // in the new prompt; the key that held what is gone
	Message string     // what changed: lower case, no full stop
	Why     string     // why it is of its class
	// Old and New are what a short value was and is; "" where there was none, or
	// where it is no short value.
	Old, New string
	Text     *prose.Diff // of a text that was edited, added or removed; nil for all else
	Partials []string    // those that changed and bring the change about
}

// Compare returns what changed from one prompt to another, in the order of the
// subjects. Rendering is the judge of what breaks callers: a value that the old
// one took and the new one refuses, and a value that the new one cannot do
// without, are breaks; so are a tool that is gone, and calls and answers of a
// form that the old schema did not promise. Of class None is only what renders
// alike whatever the values are.
func Compare(before, after *prompt.Closure) []Change {
	c := &comparison{before: before, after: after}
	c.variables()
	c.histories()
	c.tools()
	c.answer()
	c.settings()
	c.sections()
	c.messages()
	c.files()
	c.metadata()
	return c.changes
}

// Breaks returns those changes that break callers.
func Breaks(before, after *prompt.Closure) []Change {
	c := &comparison{before: before, after: after}
	c.variables()
	c.histories()
	c.tools()
	c.answer()
	var breaks []Change
	for _, change := range c.changes {
		if change.Class == Breaking {
			breaks = append(breaks, change)
		}
	}
	return breaks
}

// Worst is the gravest class of some changes; None of none.
func Worst(changes []Change) Class {
	worst := None
	for _, c := range changes {
		worst = max(worst, c.Class)
	}
	return worst
}

// comparison is one prompt held against another.
type comparison struct {
	before, after *prompt.Closure
	changes       []Change
}

// add appends a change with what it says.
func (c *comparison) add(change Change, format string, args ...any) {
	change.Message = fmt.Sprintf(format, args...)
	c.changes = append(c.changes, change)
}

// key is the place of a key at the top of the new prompt, and the beginning of
// the file where it has no such key.
func (c *comparison) key(name string) diag.Range {
	doc := c.after.Prompt.Doc
	if pair := doc.Root.Pair(name); pair != nil {
		return doc.NodeRange(pair.Key)
	}
	return doc.Range(0, 0)
}

// Reasons of classes.
const (
	mustGive     = "callers that do not give it are refused"
	cannotGive   = "callers that give it are refused"
	refuses      = "values that were taken are refused"
	takesMore    = "callers may give more, and none is refused"
	unpromised   = "readers of answers may meet what the old one ruled out"
	sentElse     = "the model is sent something else"
	asksElse     = "the model is called in another way"
	spaceIsSent  = "white space, which the model is sent"
	nothingSent  = "nothing of it reaches the model"
	checksValues = "it is for those who check the prompt"
)
