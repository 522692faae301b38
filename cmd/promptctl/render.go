package main

import (
	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/spf13/cobra"
)

// renderOptions are the flags of render.
type renderOptions struct {
	inputs  inputFlags
	message string
}

func (a *app) renderCmd() *cobra.Command {
	var o renderOptions
	cmd := &cobra.Command{
		Use:   "render NAME[@REV]",
		Short: "Fill a prompt with values: what the model gets",
		Long: `Fill a prompt with values and print what the model gets: as text, as JSON, or
as the body of a provider's request. Values come from --var-file, --set-json,
--var-from and --var, and the later wins. A value is text: it is never
expanded.`,
		Example: `  promptctl render support/triage --var ticket='Where is my parcel?' --set-json 'queues=["orders","billing"]'
  promptctl render support/triage@production --var-file ticket.yaml -o openai
  promptctl render support/triage --var-from ticket=ticket.txt --message user`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: a.completeReference,
		RunE:              func(cmd *cobra.Command, args []string) error { return a.runRender(cmd, args[0], o) },
	}
	o.inputs.add(a, cmd)
	cmd.Flags().StringVar(&o.message, "message", "", "print one message alone: its number from 1, or a `ROLE` that only one has")
	completeFlag(cmd, "message", words(model.Roles()...))
	a.formats(cmd, append([]string{"text", "json", "yaml"}, model.Formats()...)...)
	return cmd
}

func (a *app) runRender(cmd *cobra.Command, reference string, o renderOptions) error {
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
	if o.message != "" {
		return a.showMessage(request, o.message)
	}
	switch a.output {
	case "text":
		return a.showRequest(request)
	case "json", "yaml":
		answer, err := newRendered(l, request)
		if err != nil {
			return err
		}
		return a.print(answer)
	}
	body, err := model.Encode(a.output, *request)
	if err != nil {
		return err
	}
	return a.printJSON(body)
}
