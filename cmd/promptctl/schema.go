package main

import (
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/manual"
	"github.com/spf13/cobra"
)

func (a *app) schemaCmd() *cobra.Command {
	names := schemaNames()
	return &cobra.Command{
		Use:   "schema [" + strings.Join(names, "|") + "]",
		Short: "Print the JSON Schema of a file, for editors",
		Long: `Print the JSON Schema (draft-07) of a kind of file: of prompts where none is
named, of promptctl.yaml (config) or of .promptctl/policy.yaml (policy).

With it, an editor that has a YAML language server completes keys, shows what
they mean and marks what is wrong as you type. Say so at the top of a file:

  # yaml-language-server: $schema=../promptctl.schema.json

or once for all prompts, in .vscode/settings.json:

  "yaml.schemas": {
    "./promptctl.schema.json": "prompts/**/*.prompt.yaml"
  }`,
		Example: `  promptctl schema > promptctl.schema.json
  promptctl schema config | jq .properties.lint`,
		Args:      cobra.MaximumNArgs(1),
		ValidArgs: names,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.runSchema(cmd, append(args, names[0])[0])
		},
	}
}

func schemaNames() []string {
	var names []string
	for _, f := range manual.Files() {
		names = append(names, f.Name)
	}
	return names
}

func (a *app) runSchema(cmd *cobra.Command, name string) error {
	for _, f := range manual.Files() {
		if f.Name == name {
			_, err := a.term.Out.Write(f.Schema)
			return err
		}
	}
	return withUsage(cmd, usagef("%q is none of %s%s", name, strings.Join(schemaNames(), ", "), diag.DidYouMean(name, schemaNames())))
}
