package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/atomicfile"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/results"
	"github.com/promptctl-io/promptctl/pkg/resultview"
	"github.com/promptctl-io/promptctl/pkg/term"
	"github.com/spf13/cobra"
)

// testFormats are the ways to show what came of tests, the default first.
func testFormats() []string { return []string{"text", "json", "junit", "github", "markdown", "html"} }

// reportFlags say what is written besides what is shown.
type reportFlags struct{ list []output }

func (f *reportFlags) add(a *app, cmd *cobra.Command) {
	cmd.Flags().Var(f, "report", "write it also as `FORMAT=FILE`; several may be given. json is a file for each run: of several, name a folder/")
	a.formats(cmd, testFormats()...)
	completeFlag(cmd, "report", words("json=", "junit=", "github=", "markdown=", "html=", "text="))
}

// String returns what was given.
func (f *reportFlags) String() string {
	var all []string
	for _, one := range f.list {
		all = append(all, one.format+"="+one.file)
	}
	return strings.Join(all, ",")
}

// Type names the value in the help.
func (f *reportFlags) Type() string { return "FORMAT=FILE" }

// Set takes one more report.
func (f *reportFlags) Set(text string) error {
	format, file, named := strings.Cut(text, "=")
	switch {
	case !slices.Contains(testFormats(), format):
		return fmt.Errorf("%q is none of %s%s", format, strings.Join(testFormats(), ", "), diag.DidYouMean(format, testFormats()))
	case !named || file == "":
		return fmt.Errorf("no file is named: write %s=FILE", format)
	case file == "-":
		return fmt.Errorf("standard output has what -o says: -o %s", format)
	case slices.ContainsFunc(f.list, func(one output) bool { return one.file == file }):
		return fmt.Errorf("only one report can go to %s", file)
	}
	f.list = append(f.list, output{format, file})
	return nil
}

// write writes the reports, those of files first: what is on the screen then is the
// last word. A file that cannot be written does not stop the others.
func (f *reportFlags) write(a *app, runs []resultview.Of, o resultview.Options) error {
	var failed []error
	for _, one := range f.list {
		if err := a.writeReport(one, runs); err != nil {
			failed = append(failed, err)
		}
	}
	return errors.Join(append(failed, a.showResults(a.term.Out, a.output, runs, o))...)
}

// writeReport writes one file, or a file for each run.
func (a *app) writeReport(o output, runs []resultview.Of) error {
	file := a.path(o.file)
	if strings.HasSuffix(o.file, "/") {
		for _, run := range runs {
			if err := a.writeReportFile(output{o.format, filepath.Join(file, reportName(run.Head)+"."+extension(o.format))}, []resultview.Of{run}); err != nil {
				return err
			}
		}
		return nil
	}
	if err := o.holds(len(runs)); err != nil {
		return err
	}
	return a.writeReportFile(output{o.format, file}, runs)
}

// holds refuses a file that is to have the results of several runs.
func (o output) holds(runs int) error {
	if o.format != "json" || runs < 2 || strings.HasSuffix(o.file, "/") {
		return nil
	}
	return diag.WithHint(usagef("--report json=%s: these are %d runs, and a results file holds one", o.file, runs), "name a folder, which gets a file for each: --report json=%s/", strings.TrimSuffix(o.file, ".json"))
}

// writable refuses reports of so many runs that could not be written, before anything
// is paid for.
func (f *reportFlags) writable(a *app, runs int) error {
	for _, o := range f.list {
		if err := o.holds(runs); err != nil {
			return err
		}
		file := a.path(o.file)
		if strings.HasSuffix(o.file, "/") {
			file = filepath.Join(file, "report")
		}
		if err := atomicfile.Writable(file); err != nil {
			return fmt.Errorf("--report %s=%s cannot be written: %w", o.format, term.OneLine(o.file), atomicfile.Reason(err))
		}
	}
	return nil
}

func (a *app) writeReportFile(o output, runs []resultview.Of) error {
	err := os.MkdirAll(filepath.Dir(o.file), 0o755)
	if err == nil {
		err = atomicfile.Stream(o.file, 0o644, func(w io.Writer) error {
			return a.showResults(w, o.format, runs, resultview.Options{})
		})
	}
	if err != nil {
		return fmt.Errorf("writing %s: %w", term.OneLine(o.file), atomicfile.Reason(err))
	}
	return nil
}

// reportName is what the file of a run is called: support--triage, with the model
// where that is not the prompt's own.
func reportName(h results.Head) string {
	name := strings.NewReplacer("/", "--", ":", "-", `\`, "-", "@", "-at-").Replace(h.Reference)
	if h.Model != "" {
		name += "--" + strings.NewReplacer("/", "-", ":", "-", `\`, "-", "@", "-").Replace(h.Model)
	}
	return name
}

func extension(format string) string {
	switch format {
	case "text", "github":
		return "txt"
	case "junit":
		return "xml"
	case "markdown":
		return "md"
	}
	return format
}

// showResults writes runs in a format.
func (a *app) showResults(w io.Writer, format string, runs []resultview.Of, o resultview.Options) error {
	switch format {
	case "json":
		return writeResults(w, runs)
	case "junit":
		return resultview.JUnit(w, runs, o)
	case "github":
		return resultview.GitHub(w, runs, o)
	case "markdown":
		return resultview.Markdown(w, runs, o)
	case "html":
		return resultview.HTML(w, runs, o)
	}
	return resultview.Text(w, runs, o)
}

// resultOptions say how results are shown here.
func (a *app) resultOptions() resultview.Options {
	o := resultview.Options{Style: a.term.OutStyle, Width: a.term.Width, Quiet: a.quiet, Verbose: a.verbose}
	if a.opened != nil && a.opened.Root() != "" {
		o.Path = func(file string) string { return fromPrefix(a.opened, file) }
	}
	return o
}

// writeResults writes a results file or, of several runs, an object of them.
func writeResults(w io.Writer, runs []resultview.Of) error {
	one := func(w io.Writer, r resultview.Of) error { return results.Write(w, r.Head, r.Summary, r.Modes, r.Cases) }
	if len(runs) == 1 {
		return one(w, runs[0])
	}
	if _, err := io.WriteString(w, `{"runs": [`); err != nil {
		return err
	}
	for i, r := range runs {
		if i > 0 {
			if _, err := io.WriteString(w, ","); err != nil {
				return err
			}
		}
		if err := one(w, r); err != nil {
			return err
		}
	}
	_, err := io.WriteString(w, "]}\n")
	return err
}
