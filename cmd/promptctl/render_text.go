package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/term"
)

// showRequest prints the messages, each below a line with its role.
func (a *app) showRequest(r *model.Request) error {
	style := a.term.OutStyle
	for i, m := range r.Messages {
		if i > 0 {
			fmt.Fprintln(a.term.Out)
		}
		fmt.Fprintln(a.term.Out, style.Bold("# "+m.Role))
		fmt.Fprintln(a.term.Out, strings.TrimRight(a.shown(m.Shown()), "\n"))
	}
	return nil
}

// showMessage prints the content of one message and nothing else.
func (a *app) showMessage(r *model.Request, which string) error {
	m, err := pickMessage(r.Messages, which)
	if err != nil {
		return err
	}
	if a.output != "text" {
		list, err := chatMessages([]model.Message{m})
		if err != nil {
			return err
		}
		return a.print(list[0])
	}
	text := a.shown(m.Text())
	if a.term.OutTTY && !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	_, err = fmt.Fprint(a.term.Out, text)
	return err
}

func pickMessage(messages []model.Message, which string) (model.Message, error) {
	if n, err := strconv.Atoi(which); err == nil {
		if n < 1 || n > len(messages) {
			return model.Message{}, usagef("--message %d: the prompt has messages 1 to %d", n, len(messages))
		}
		return messages[n-1], nil
	}
	var found []int
	for i, m := range messages {
		if m.Role == which {
			found = append(found, i)
		}
	}
	switch len(found) {
	case 1:
		return messages[found[0]], nil
	case 0:
		return model.Message{}, usagef("--message %s: the prompt has no message of that role%s", which, diag.DidYouMean(which, model.Roles()))
	default:
		return model.Message{}, usagef("--message %s: the prompt has %d messages of that role; give a number", which, len(found))
	}
}

// shown makes text safe for a terminal, and leaves it alone elsewhere.
func (a *app) shown(text string) string {
	if a.term.OutTTY {
		return term.Sanitize(text)
	}
	return text
}
