package main

import (
	"fmt"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/term"
	"github.com/promptctl-io/promptctl/pkg/token"
)

// showPrompt prints the whole prompt.
func (a *app) showPrompt(l *loaded) error {
	tokens, err := a.tokens.Count(l.closure.Prompt.Model.Value, l.closure.OwnText())
	if err != nil {
		return err
	}
	switch a.output {
	case "json":
		return a.printJSON(newShown(l, tokens))
	case "yaml":
		return a.printYAML(newShown(l, tokens))
	}
	style, p := a.term.OutStyle, l.closure.Prompt
	fmt.Fprintf(a.term.Out, "%s %s\n", style.Bold(l.Name), style.Dim("@"+l.Revision.String()+releaseText(l.origin)))
	if p.Description.Value != "" {
		fmt.Fprintln(a.term.Out, a.shown(p.Description.Value))
	}
	fmt.Fprintln(a.term.Out)
	for _, f := range append(facts(l), [2]string{"size", sizeText(tokens)}) {
		if f[1] != "" {
			fmt.Fprintf(a.term.Out, "%s %s\n", style.Dim(term.Pad(f[0], 9)), a.shown(f[1]))
		}
	}
	if inputs := l.closure.Inputs(); len(inputs) > 0 {
		fmt.Fprintf(a.term.Out, "\n%s\n", style.Bold("Variables"))
		if err := a.showVariables(inputs); err != nil {
			return err
		}
	}
	fmt.Fprintln(a.term.Out)
	a.showCompiled(l)
	return nil
}

// releaseText names the release that a ledger serves, "" where it names none.
func releaseText(o *catalog.Origin) string {
	if o == nil || o.Version == "" {
		return ""
	}
	return " (" + term.OneLine(o.Version) + ")"
}

// sizeText is a count of tokens in words.
func sizeText(c token.Count) string {
	text := fmt.Sprintf("%d tokens", c.Tokens)
	if !c.Exact {
		text = "about " + text
	}
	return text + " without the variables' values (" + c.Encoding + ")"
}

// facts are the prompt's fields, a name and a value each.
func facts(l *loaded) [][2]string {
	p := l.closure.Prompt
	var parameters, tools []string
	for _, parameter := range p.Parameters {
		parameters = append(parameters, fmt.Sprintf("%s %v", parameter.Name, parameter.Value))
	}
	for _, t := range p.Tools {
		tools = append(tools, t.Name.Value)
	}
	source := ""
	if l.origin != nil {
		source = string(l.origin.Source)
	}
	return [][2]string{
		{"file", l.File.Path},
		{"commit", string(l.Revision.Commit)},
		{"source", source},
		{"digest", l.closure.Digest()},
		{"owner", p.Owner.Value},
		{"tags", strings.Join(stringValues(p.Tags), ", ")},
		{"model", strings.Join(append(nonEmpty(p.Model.Value), parameters...), ", ")},
		{"includes", strings.Join(l.closure.PartialNames(), ", ")},
		{"tools", strings.Join(tools, ", ")},
		{"answer", p.Format.Type.Value},
	}
}

// showVariables prints a table of what the prompt takes.
func (a *app) showVariables(inputs []*prompt.Variable) error {
	t := a.term.Table(term.Column{Header: "NAME"}, term.Column{Header: "TYPE"}, term.Column{Header: "VALUE", Flex: true, Min: 10},
		term.Column{Header: "DESCRIPTION", Flex: true, Min: 20})
	for _, v := range inputs {
		t.Row(v.Name, v.TypeName(), demand(v), v.Description)
	}
	return t.Write()
}

// demand says in a word what a caller must do about a variable.
func demand(v *prompt.Variable) string {
	words := "optional"
	switch {
	case v.Required:
		words = "required"
	case v.HasDefault:
		words = "default " + prompt.ShowValue(v.Default)
	}
	if len(v.Enum) > 0 {
		var choices []string
		for _, choice := range v.Enum {
			choices = append(choices, prompt.ShowValue(choice))
		}
		words += ", one of " + strings.Join(choices, " ")
	}
	if v.Untrusted {
		words += ", untrusted"
	}
	return words
}

// showCompiled prints the messages with the partials put in.
func (a *app) showCompiled(l *loaded) {
	style := a.term.OutStyle
	for i, m := range l.closure.Compile() {
		if i > 0 {
			fmt.Fprintln(a.term.Out)
		}
		fmt.Fprintf(a.term.Out, "%s\n%s\n", style.Bold("# "+m.Role), strings.TrimRight(a.shown(m.Text), "\n"))
	}
}

func stringValues(list []prompt.String) []string {
	values := make([]string, len(list))
	for i, s := range list {
		values[i] = s.Value
	}
	return values
}

func nonEmpty(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}
