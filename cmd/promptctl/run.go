package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/provider"
	"github.com/spf13/cobra"
)

// runOptions are the flags of run.
type runOptions struct {
	inputs inputFlags
	models modelFlags
}

func (a *app) runCmd() *cobra.Command {
	var o runOptions
	cmd := &cobra.Command{
		Use:   "run NAME[@REV]",
		Short: "Send a filled prompt to its model, and print the answer",
		Long: `Fill a prompt with values, send it to its model, and print the answer: as it
comes on a terminal, whole elsewhere. The model's provider is what stands before
the first slash of its name; its key comes from the environment, such as
OPENAI_API_KEY. test.providers of promptctl.yaml sets up others. With -v,
standard error says what was used and what it cost.

The exit status is 1 where the model refused to answer.`,
		Example: `  promptctl run support/triage --var ticket='Where is my parcel?'
  promptctl run support/triage --var-file ticket.yaml --model anthropic/claude-haiku-4-5 -v
  promptctl run support/triage@production --var-from ticket=ticket.txt -o json`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: a.completeReference,
		RunE:              func(cmd *cobra.Command, args []string) error { return a.runRun(cmd, args[0], o) },
	}
	o.inputs.add(a, cmd)
	o.models.add(cmd)
	a.formats(cmd, "text", "json")
	return cmd
}

func (a *app) runRun(cmd *cobra.Command, reference string, o runOptions) error {
	if err := o.models.check(cmd); err != nil {
		return err
	}
	l, err := a.loadSound(cmd.Context(), reference)
	if err != nil {
		return err
	}
	given, err := o.inputs.read(cmd.Context(), a, l.closure)
	if err != nil {
		return err
	}
	request, err := l.closure.Render(given)
	if err != nil {
		return inputHint(err, l.closure)
	}
	if o.models.model != "" {
		request.Model = o.models.model
	}
	set, err := a.models(l.project, o.models.sendFlags, 1)
	if err != nil {
		return err
	}
	said := &spoken{a: a}
	answer, err := said.ask(cmd, set, provider.Call{Request: *request})
	if err != nil {
		return err
	}
	return a.showAnswer(l, request.Model, answer, said)
}

// spoken is what was printed of an answer while it came.
type spoken struct {
	a     *app
	begun bool
	last  string // what was printed last
}

func (s *spoken) ask(cmd *cobra.Command, set *provider.Set, c provider.Call) (*provider.Answer, error) {
	if !s.a.term.OutTTY || s.a.output != "text" {
		return set.Call(cmd.Context(), c)
	}
	answer, err := set.Stream(cmd.Context(), c, s.say)
	if err != nil && s.begun {
		fmt.Fprintln(s.a.term.Out) // what tells of the error begins on a line of its own
	}
	return answer, err
}

func (s *spoken) say(text string) error {
	s.begun, s.last = true, text
	_, err := io.WriteString(s.a.term.Out, s.a.shown(text))
	return err
}

// showAnswer prints an answer, or what is missing of it where it was streamed.
func (a *app) showAnswer(l *loaded, asked string, answer *provider.Answer, said *spoken) error {
	ran := newRunAnswer(l, asked, answer)
	if a.output == "json" {
		if err := a.printJSON(ran); err != nil {
			return err
		}
	} else {
		a.showText(answer, said)
		a.detail("%s", ran.used())
	}
	return a.judgeAnswer(answer)
}

func (a *app) showText(answer *provider.Answer, said *spoken) {
	if !said.begun && answer.Text != "" {
		_ = said.say(answer.Text) // what becomes of the answer is watched (newTerminal)
	}
	if said.begun && !strings.HasSuffix(said.last, "\n") {
		fmt.Fprintln(a.term.Out)
	}
	if len(answer.ToolCalls) > 0 {
		calls := model.Message{Role: model.Assistant, ToolCalls: answer.ToolCalls}
		fmt.Fprintln(a.term.Out, a.shown(calls.Shown()))
	}
}
