package change

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/prose"
)

// messages compares the conversation behind the sections.
func (c *comparison) messages() {
	talk := conversation{
		comparison: c,
		at:         func(p prompt.Piece) diag.Range { return c.after.Prompt.Doc.NodeRange(p.Message.Node) },
		gone:       c.key("messages"),
		partials:   c.changedPartials,
		delimited:  c.delimited,
		besides:    envelope,
	}
	talk.compare(messagesOf(c.before), messagesOf(c.after))
}

// Rendered returns what changed in the messages that a model is sent.
func Rendered(before, after *model.Request) []Change {
	talk := conversation{
		comparison: &comparison{},
		at:         func(prompt.Piece) diag.Range { return diag.Range{} },
		partials:   func(_, _ prompt.Piece) []string { return nil },
		delimited:  func(_, _ prompt.Piece) bool { return false },
	}
	answers := map[*prompt.Message]string{}
	talk.besides = func(m *prompt.Message) []string {
		all := envelope(m)
		if id := answers[m]; id != "" {
			all = append(all, "toolCallId="+id)
		}
		return all
	}
	talk.compare(piecesOf(before, answers), piecesOf(after, answers))
	return talk.changes
}

// piecesOf are the messages of a request, as if they were those of a prompt. It
// notes which calls of tools they answer.
func piecesOf(r *model.Request, answers map[*prompt.Message]string) []prompt.Piece {
	var pieces []prompt.Piece
	for _, m := range r.Messages {
		like := &prompt.Message{Role: prompt.String{Value: m.Role}, Name: prompt.String{Value: m.Name}}
		answers[like] = m.ToolCallID
		for _, p := range m.Parts {
			name := p.Name
			if p.Data != nil {
				name += fmt.Sprintf(" %.6x", sha256.Sum256(p.Data))
			}
			like.Parts = append(like.Parts, &prompt.Part{Kind: p.Kind, Detail: prompt.String{Value: p.Detail}, Name: prompt.String{Value: name}})
		}
		pieces = append(pieces, prompt.Piece{Message: like, Text: m.Shown(), Parts: m.ShownParts()})
	}
	return pieces
}

// conversation is two lists of messages held against each other.
type conversation struct {
	*comparison
	at       func(prompt.Piece) diag.Range // where a message of the new ones stands
	gone     diag.Range                    // where those stood that are gone
	partials func(was, is prompt.Piece) []string
	// delimited reports whether messages of the same text may be read otherwise.
	delimited func(was, is prompt.Piece) bool
	besides   func(*prompt.Message) []string // what a message says besides its text
}

func (c *conversation) compare(before, after []prompt.Piece) {
	m := sameMessages(before, after)
	oldNames, names := namesOf(before), namesOf(after)
	var order []ordered
	for j, p := range after {
		i, there := m.from[j]
		if !there {
			c.whole(p, Change{Name: names[j], Kind: Added, Range: c.at(p)})
			continue
		}
		order = append(order, ordered{i, j})
		c.message(before[i], p, names[j])
	}
	for i, p := range before {
		if !m.taken[i] {
			c.whole(p, Change{Name: oldNames[i], Kind: Removed, Range: c.gone})
		}
	}
	for _, j := range moved(order) {
		c.add(Change{Subject: Message, Name: names[j], Kind: Moved, Class: Behaviour, Range: c.at(after[j]), Why: sentElse}, "%s stands elsewhere", names[j])
	}
}

// whole reports a message that is new or gone: also one without a text is sent.
// Of histories, histories tells.
func (c *conversation) whole(p prompt.Piece, change Change) {
	if roleOf(p) == "" {
		return
	}
	change.Subject, change.Class, change.Why = Message, Behaviour, sentElse
	if change.Kind == Added {
		change.Text = prose.Compare("", p.Text)
		c.add(change, "%s is new", change.Name)
	} else {
		change.Text = prose.Compare(p.Text, "")
		c.add(change, "%s is gone", change.Name)
	}
}

// message compares what a message was and is.
func (c *conversation) message(was, is prompt.Piece, name string) {
	change := Change{Subject: Message, Name: name, Kind: Edited, Class: Behaviour, Range: c.at(is), Why: sentElse}
	if old, now := roleOf(was), roleOf(is); old != now {
		role := change
		role.Old, role.New = old, now
		c.add(role, "%s was a %s message", name, old)
	}
	c.text(change, was.Text, is.Text, c.partials(was, is), "%s", name)
	if was.Text == is.Text && !slices.Equal(divided(was), divided(is)) {
		c.add(change, "%s says the same in other parts", name)
	}
	if was.Text == is.Text && c.delimited(was, is) {
		c.add(change, "%s may be read otherwise, as it sets delimiters", name)
	}
	if old, now := c.besides(was.Message), c.besides(is.Message); !slices.Equal(old, now) {
		change.Old, change.New = strings.Join(old, " "), strings.Join(now, " ")
		c.add(change, "%s has another name, file, detail or id of a call", name)
	}
}

func messagesOf(c *prompt.Closure) []prompt.Piece {
	return slices.DeleteFunc(c.Pieces(), func(p prompt.Piece) bool { return p.Message == nil })
}

// namesOf are what messages are called: by their role, with a number where there
// are more of that role.
func namesOf(all []prompt.Piece) []string {
	count, number := map[string]int{}, map[string]int{}
	for _, m := range all {
		count[roleOf(m)]++
	}
	names := make([]string, len(all))
	for k, m := range all {
		role := roleOf(m)
		number[role]++
		switch {
		case role == "":
			names[k] = "history " + m.Text
		case count[role] > 1:
			names[k] = fmt.Sprintf("%s message %d", role, number[role])
		default:
			names[k] = role + " message"
		}
	}
	return names
}

// roleOf is the role of a message, "" of a history.
func roleOf(p prompt.Piece) string { return p.Message.Role.Value }

// sameMessages tells which old message each new one was, by their places: those
// that say the same, then those of one role that say nearly the same, then those
// of one role that stand behind the same message.
func sameMessages(before, after []prompt.Piece) *match {
	m := newMatch(before, after)
	m.equal(func(p prompt.Piece) string { return roleOf(p) + "\n" + p.Text })
	m.equal(func(p prompt.Piece) string {
		if roleOf(p) == "" {
			return ""
		}
		return p.Text
	})
	m.only()
	m.alike(func(was, is prompt.Piece) bool { return roleOf(was) == roleOf(is) && roleOf(is) != "" })
	m.behindTheSame(func(was, is prompt.Piece) bool { return roleOf(was) == roleOf(is) && roleOf(is) != "" })
	return m
}

// only takes the one piece that is left on each side for the same, where both are
// of one role: there is no other that it could be.
func (m *match) only() {
	left, gone := m.left(), -1
	for i, taken := range m.taken {
		switch {
		case taken:
		case gone >= 0:
			return
		default:
			gone = i
		}
	}
	if len(left) == 1 && gone >= 0 && roleOf(m.before[gone]) == roleOf(m.after[left[0]]) && roleOf(m.after[left[0]]) != "" {
		m.set(gone, left[0])
	}
}

// behindTheSame takes pieces for each other that stand behind pieces which are.
func (m *match) behindTheSame(may func(was, is prompt.Piece) bool) {
	for _, j := range m.left() {
		i := 0
		if j > 0 {
			before, there := m.from[j-1]
			if !there {
				continue
			}
			i = before + 1
		}
		if i < len(m.before) && !m.taken[i] && may(m.before[i], m.after[j]) {
			m.set(i, j)
		}
	}
}

// divided are the parts of a message with what they are.
func divided(p prompt.Piece) []string {
	all := slices.Clone(p.Parts)
	for i, part := range p.Message.Parts {
		all[i] = string(part.Kind) + " " + all[i]
	}
	return all
}

// envelope is what a message says besides its text.
func envelope(m *prompt.Message) []string {
	var all []string
	add := func(key, value string) {
		if value != "" {
			all = append(all, key+"="+value)
		}
	}
	add("name", m.Name.Value)
	add("toolCallId", source(m.ToolCallID))
	for _, p := range m.Parts {
		if p.Kind != model.TextPart {
			add("detail", p.Detail.Value)
			add("file", p.Name.Value)
		}
	}
	for _, call := range m.ToolCalls {
		add("call", source(call.ID))
	}
	return all
}

func source(t *prompt.Text) string {
	if t == nil {
		return ""
	}
	return t.Template.Text
}
