package change

import (
	"fmt"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/prompt"
)

// messages compares the conversation behind the sections.
func (c *comparison) messages() {
	before, after := messagesOf(c.before), messagesOf(c.after)
	m := sameMessages(before, after)
	oldNames, names := namesOf(before), namesOf(after)
	var order []ordered
	for j, p := range after {
		i, there := m.from[j]
		if !there {
			c.wholeMessage(p, names[j], Added)
			continue
		}
		order = append(order, ordered{i, j})
		c.message(before[i], p, names[j])
	}
	for i, p := range before {
		if !m.taken[i] {
			c.wholeMessage(p, oldNames[i], Removed)
		}
	}
	for _, j := range moved(order) {
		c.add(c.messageChange(after[j], names[j], Moved), "%s stands elsewhere", names[j])
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
	m.alike(func(was, is prompt.Piece) bool { return roleOf(was) == roleOf(is) && roleOf(is) != "" })
	m.behindTheSame(func(was, is prompt.Piece) bool { return roleOf(was) == roleOf(is) && roleOf(is) != "" })
	return m
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

func (c *comparison) messageChange(p prompt.Piece, name string, kind Kind) Change {
	return Change{Subject: Message, Name: name, Kind: kind, Class: Behaviour, Range: at(c.after, p), Why: sentElse}
}

// wholeMessage reports a message that is new or gone. Of histories, histories
// tells.
func (c *comparison) wholeMessage(p prompt.Piece, name string, kind Kind) {
	if roleOf(p) == "" {
		return
	}
	change := c.messageChange(p, name, kind)
	if kind == Added {
		c.whole(change, "", p.Text, "%s is new", change.Name)
	} else {
		change.Range = c.key("messages")
		c.whole(change, p.Text, "", "%s is gone", change.Name)
	}
	c.changes[len(c.changes)-1].Class = Behaviour // an empty message is one too
}

// message compares what a message was and is.
func (c *comparison) message(was, is prompt.Piece, name string) {
	change := c.messageChange(is, name, Edited)
	if old, now := roleOf(was), roleOf(is); old != now {
		role := change
		role.Old, role.New = old, now
		c.add(role, "%s was a %s message", name, old)
	}
	c.text(change, was.Text, is.Text, c.changedPartials(was, is), "%s", name)
	if old, now := envelope(was.Message), envelope(is.Message); !slices.Equal(old, now) {
		change.Old, change.New = strings.Join(old, " "), strings.Join(now, " ")
		c.add(change, "%s has another name, file, detail or id of a call", name)
	}
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
