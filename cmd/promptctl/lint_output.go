package main

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/atomicfile"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/lint"
	"github.com/promptctl-io/promptctl/pkg/report"
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
	if file == "-" {
		file, toFile = "", false
	}
	switch {
	case !slices.Contains(lintFormats(), format) && format != "text":
		return fmt.Errorf("%q is none of %s%s", format, strings.Join(lintFormats(), ", "), diag.DidYouMean(format, lintFormats()))
	case toFile && file == "":
		return fmt.Errorf("%s: has no file behind it", s)
	case !toFile && slices.ContainsFunc(o.list, func(one output) bool { return one.file == "" }):
		return fmt.Errorf("only one form can go to standard output: write the other to a file, as %s:FILE", format)
	case toFile && slices.ContainsFunc(o.list, func(one output) bool { return one.file == file }):
		return fmt.Errorf("only one form can go to %s", file)
	case !toFile:
		o.app.output = format
	}
	o.list = append(o.list, output{format, file})
	return nil
}

// write writes the answer in all the forms that were asked for, those of files
// first: what is on the screen then is the last word. A file that cannot be
// written does not stop the others.
func (o *outputs) write(r *lint.Result, options report.Options) error {
	screen := lintFormats()[0]
	var failed []error
	for _, one := range o.list {
		if one.file == "" {
			screen = one.format
			continue
		}
		var text bytes.Buffer
		plain := options
		plain.Style = false
		if err := report.Lint(&text, one.format, r, plain); err != nil {
			return err
		}
		if err := atomicfile.Write(o.app.path(one.file), text.Bytes(), 0o644); err != nil {
			failed = append(failed, fmt.Errorf("writing %s: %w", one.file, atomicfile.Reason(err)))
		}
	}
	return errors.Join(append(failed, report.Lint(o.app.term.Out, screen, r, options))...)
}

// lintFormats are the ways to show what lint found, the default first.
func lintFormats() []string { return report.Formats() }

// reportOptions say how findings are shown here. Paths are as seen from where
// the person is, so that an editor or a terminal finds them.
func (f *lintFlags) reportOptions(a *app) report.Options {
	return report.Options{
		Style: a.term.OutStyle, Width: a.term.Width, Version: a.build.version, Fails: f.fails,
		Path: func(file string) string { return fromFolder(f.input.Top(), f.input.Dir, file) },
	}
}

// fromFolder is a file below a top folder, as seen from another folder.
func fromFolder(top, dir, file string) string {
	if top == "" || filepath.IsAbs(file) {
		return file
	}
	if rel, err := filepath.Rel(dir, filepath.Join(top, filepath.FromSlash(file))); err == nil {
		return rel
	}
	return file
}
