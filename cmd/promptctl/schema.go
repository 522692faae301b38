package main

import (
	"strings"

	"github.com/promptctl-io/promptctl/pkg/answer"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/manual"
	"github.com/promptctl-io/promptctl/pkg/results"
	"github.com/spf13/cobra"
)

func (a *app) schemaCmd() *cobra.Command {
	return &cobra.Command{
		Use:   "schema [FILE|results|answer/COMMAND]",
		Short: "Print the JSON Schema of a file or of an answer",
		Long: `Print the JSON Schema (draft-07) of a kind of file: of prompts where none is
named, of test cases (tests), of promptctl.yaml (config), of
.promptctl/policy.yaml (policy), or of what running tests came to (results).

With it, an editor that has a YAML language server completes keys, shows what
they mean and marks what is wrong as you type. Say so at the top of a file:

  # yaml-language-server: $schema=../promptctl.schema.json

or once for all prompts, in .vscode/settings.json:

  "yaml.schemas": {
    "./promptctl.schema.json": "prompts/**/*.prompt.yaml",
    "./tests.schema.json": "prompts/**/*.tests.yaml"
  }

Or print that of what a command answers with -o json, such as answer/list, and of
what it says on standard error where it fails (answer/error). Later versions add
keys to answers, and take none away. A line of -o jsonl is "line" among the
definitions.`,
		Example: `  promptctl schema > promptctl.schema.json
  promptctl schema tests > tests.schema.json
  promptctl schema config | jq .properties.lint
  promptctl schema answer/list`,
		Args: cobra.MaximumNArgs(1),
		ValidArgsFunction: func(_ *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return prefixed("", schemaNames(), typed), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.runSchema(cmd, append(args, schemaNames()[0])[0])
		},
	}
}

// resultsName is the name of results files.
const resultsName = "results"

// answerPrefix is put before the names of commands.
const answerPrefix = "answer/"

func schemaNames() []string {
	var names []string
	for _, f := range manual.Files() {
		names = append(names, f.Name)
	}
	names = append(names, resultsName)
	for _, name := range answer.Names() {
		names = append(names, answerPrefix+name)
	}
	return names
}

func (a *app) runSchema(cmd *cobra.Command, name string) error {
	schema, ok := findSchema(name)
	if !ok {
		return withUsage(cmd, usagef("%q is none of %s%s", name, strings.Join(schemaNames(), ", "), diag.DidYouMean(name, schemaNames())))
	}
	_, err := a.term.Out.Write(schema)
	return err
}

func findSchema(name string) ([]byte, bool) {
	if name == resultsName {
		return results.Schema(), true
	}
	if command, ok := strings.CutPrefix(name, answerPrefix); ok {
		return answer.Schema(command)
	}
	for _, f := range manual.Files() {
		if f.Name == name {
			return f.Schema, true
		}
	}
	return nil, false
}
