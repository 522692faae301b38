package main

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/atomicfile"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/lint"
	"github.com/promptctl-io/promptctl/pkg/term"
	"github.com/spf13/cobra"
)

// output is one form of an answer, for standard output or for a file.
type output struct{ format, file string }

// outputs is the value of an -o that may be given several times, as FORMAT or
// as FORMAT:FILE.
type outputs struct {
	app  *app
	list []output
}

func (o *outputs) register(cmd *cobra.Command) {
	flag := cmd.Flags().VarPF(o, "output", "o", "how to show the answer: "+strings.Join(lintFormats(), ", ")+
		"; FORMAT:FILE writes it to a file, and several may be given")
	flag.DefValue = lintFormats()[0]
	completeFlag(cmd, "output", words(lintFormats()...))
}

// String returns what was given.
func (o *outputs) String() string {
	var all []string
	for _, one := range o.list {
		all = append(all, strings.TrimSuffix(one.format+":"+one.file, ":"))
	}
	return strings.Join(all, ", ")
}

// Type names the value in the help.
func (o *outputs) Type() string { return "FORMAT[:FILE]" }

// Set takes one more form. Only one can go to standard output.
func (o *outputs) Set(s string) error {
	format, file, toFile := strings.Cut(s, ":")
	switch {
	case !slices.Contains(lintFormats(), format):
		return fmt.Errorf("%q is none of %s%s", format, strings.Join(lintFormats(), ", "), diag.DidYouMean(format, lintFormats()))
	case toFile && file == "":
		return fmt.Errorf("the file is missing after %s:", format)
	case !toFile && slices.ContainsFunc(o.list, func(one output) bool { return one.file == "" }):
		return fmt.Errorf("only one form can go to standard output: write the other to a file, as %s:FILE", format)
	case !toFile:
		o.app.output = format
	}
	o.list = append(o.list, output{format, file})
	return nil
}

// write writes the answer in all the forms that were asked for, those of files
// first: what is on the screen then is the last word.
func (o *outputs) write(r *lint.Result) error {
	screen := lintFormats()[0]
	for _, one := range o.list {
		if one.file == "" {
			screen = one.format
			continue
		}
		var text bytes.Buffer
		if err := o.app.encodeLint(&text, one.format, r); err != nil {
			return err
		}
		if err := atomicfile.Replace(o.app.path(one.file), text.Bytes(), 0o644); err != nil {
			return err
		}
	}
	return o.app.encodeLint(o.app.term.Out, screen, r)
}

func lintFormats() []string { return []string{"full", "concise"} }

func (a *app) encodeLint(w io.Writer, _ string, r *lint.Result) error {
	for _, p := range r.Problems {
		if _, err := fmt.Fprintf(w, "%s: %s %s %s\n", term.OneLine(p.Range.String()), p.Severity, p.Code, term.OneLine(p.Message)); err != nil {
			return err
		}
	}
	return nil
}
