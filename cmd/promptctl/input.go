package main

import (
	"context"
	"errors"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/spf13/cobra"
)

// inputFlags are the values that a prompt is given on a command line.
type inputFlags struct {
	files []string
	json  []string
	texts []string
	vars  []string
}

func (f *inputFlags) add(a *app, cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringArrayVar(&f.vars, "var", nil, "a variable's value, as `NAME=TEXT`")
	flags.StringArrayVar(&f.texts, "var-from", nil, "a variable's value, as `NAME=FILE`: the file's text; - is standard input")
	flags.StringArrayVar(&f.files, "var-file", nil, "a YAML or JSON `FILE` of values by name; - is standard input")
	flags.StringArrayVar(&f.json, "set-json", nil, "a variable's value, as `NAME=JSON`")
	for _, name := range []string{"var", "var-from", "set-json"} {
		completeFlag(cmd, name, a.completeInput)
	}
}

// given reports whether there is any value.
func (f *inputFlags) given() bool { return len(f.files)+len(f.json)+len(f.texts)+len(f.vars) > 0 }

// read gathers the values: those of files, then --set-json, --var-from and
// --var. A text is never looked into: one that comes from outside and begins
// with an @ must not read a file.
func (f *inputFlags) read(ctx context.Context, a *app, c *prompt.Closure) (map[string]any, error) {
	given := map[string]any{}
	for _, file := range f.files {
		if err := a.readValues(ctx, given, file); err != nil {
			return nil, err
		}
	}
	for _, set := range f.json {
		name, text, err := pair("--set-json", set, "JSON")
		if err != nil {
			return nil, err
		}
		value, err := prompt.ParseJSON([]byte(text))
		if err != nil {
			return nil, usagef("--set-json %s: not valid JSON: %w", name, err)
		}
		given[name] = value
	}
	for _, set := range f.texts {
		name, file, err := pair("--var-from", set, "FILE")
		if err != nil {
			return nil, err
		}
		data, err := a.readInput(ctx, file)
		if err != nil {
			return nil, err
		}
		if err := setText(given, "--var-from", name, string(data), c); err != nil {
			return nil, err
		}
	}
	for _, set := range f.vars {
		name, text, err := pair("--var", set, "TEXT")
		if err != nil {
			return nil, err
		}
		if err := setText(given, "--var", name, text, c); err != nil {
			return nil, err
		}
	}
	return given, nil
}

// pair splits NAME=VALUE.
func pair(flag, set, kind string) (name, value string, err error) {
	name, value, ok := strings.Cut(set, "=")
	if !ok || name == "" {
		return "", "", usagef("%s %s: write it as NAME=%s", flag, set, kind)
	}
	return name, value, nil
}

// readValues adds the values of a file.
func (a *app) readValues(ctx context.Context, given map[string]any, file string) error {
	data, err := a.readInput(ctx, file)
	if err != nil {
		return err
	}
	values, err := prompt.ParseValues(file, data)
	if err != nil {
		return usageError{err}
	}
	for name, value := range values {
		given[name] = value
	}
	return nil
}

// setText sets a variable from a text, as the type that the prompt declares.
func setText(given map[string]any, flag, name, text string, c *prompt.Closure) error {
	declared := &prompt.Variable{Name: name}
	for _, v := range c.Inputs() {
		if v.Name == name {
			declared = v
		}
	}
	value, err := declared.ParseText(text)
	if err != nil {
		return diag.WithHint(usagef("%s %s: %w", flag, name, err), "give it as JSON: --set-json '%s=…'", name)
	}
	given[name] = value
	return nil
}

// inputHint adds how the first value that is missing is given.
func inputHint(err error, c *prompt.Closure) error {
	var input *prompt.InputError
	if !errors.As(err, &input) {
		return err
	}
	for _, p := range input.Problems {
		if !strings.HasSuffix(p.Message, "is missing") {
			continue
		}
		flag := "--var " + p.Variable + "=…"
		for _, v := range c.Inputs() {
			if v.Name == p.Variable && v.Type != prompt.StringType && v.Type != "" {
				flag = "--set-json '" + p.Variable + "=…'"
			}
		}
		return diag.WithHint(err, "give it with %s or --var-file FILE", flag)
	}
	return err
}
