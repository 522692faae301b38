package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/doctor"
	"github.com/promptctl-io/promptctl/pkg/term"
	"github.com/spf13/cobra"
)

func (a *app) doctorCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Look for what would bite: git, signing, settings, prompts",
		Long: `Look at git, the repository, its settings and prompts, and at what commits and
signatures would be made with. Nothing is changed. The exit status is 1 where
something does not work; what may go wrong later is a warning.`,
		Example: "  promptctl doctor\n  promptctl doctor -o json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			results, err := doctor.Examine(cmd.Context(), doctor.World{
				Dir: a.dir, Env: a.env, Cache: a.cacheFolder(), State: a.stateFolder(),
			})
			if err != nil {
				return err
			}
			if err := a.showExamination(results); err != nil {
				return err
			}
			if doctor.Worst(results) == doctor.Fail {
				return errNo
			}
			return nil
		},
	}
	a.formats(cmd, "text", "json")
	return cmd
}

// examined is the answer of doctor.
type examined struct {
	Status doctor.Status   `json:"status"` // the worst of all
	Checks []doctor.Result `json:"checks"`
}

func (a *app) showExamination(results []doctor.Result) error {
	if a.output == "json" {
		return a.printJSON(examined{doctor.Worst(results), results})
	}
	width := 0
	for _, r := range results {
		width = max(width, term.Width(r.Title))
	}
	for _, r := range results {
		if err := a.showResult(r, width); err != nil {
			return err
		}
	}
	return nil
}

// showResult prints a result in three columns, and its hint below the last.
func (a *app) showResult(r doctor.Result, titleWidth int) error {
	style := a.term.OutStyle
	paint := map[doctor.Status]func(string) string{
		doctor.OK: style.Green, doctor.Note: style.Blue, doctor.Warn: style.Yellow, doctor.Fail: style.Red,
	}[r.Status]
	left := paint(term.Pad(string(r.Status), 4)) + "  " + style.Bold(term.Pad(r.Title, titleWidth)) + "  "
	indent := 4 + 2 + titleWidth + 2
	for _, line := range a.wrapped(r.Detail, indent) {
		fmt.Fprintln(a.term.Out, left+line)
		left = strings.Repeat(" ", indent)
	}
	if r.Hint == "" {
		return nil
	}
	left += style.Cyan("hint:") + " "
	for _, line := range a.wrapped(r.Hint, indent+len("hint: ")) {
		if _, err := fmt.Fprintln(a.term.Out, left+line); err != nil {
			return err
		}
		left = strings.Repeat(" ", indent+len("hint: "))
	}
	return nil
}

// wrapped breaks a text to what is left of the terminal's width, and leaves it
// on one line elsewhere.
func (a *app) wrapped(text string, indent int) []string {
	text = term.OneLine(text)
	if !a.term.OutTTY {
		return []string{text}
	}
	return term.Wrap(text, max(20, a.term.Width-indent))
}

// stateFolder is where promptctl keeps what it must not forget; "" where there
// is no place for it.
func (a *app) stateFolder() string {
	if folder := a.getenv("XDG_STATE_HOME"); filepath.IsAbs(folder) {
		return filepath.Join(folder, "promptctl")
	}
	for _, name := range []string{"HOME", "USERPROFILE"} {
		if home := a.getenv(name); home != "" {
			return filepath.Join(home, ".local", "state", "promptctl")
		}
	}
	return ""
}
