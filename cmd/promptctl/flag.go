package main

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/spf13/cobra"
)

// formats gives a command -o with these values, the first being the default.
func (a *app) formats(cmd *cobra.Command, names ...string) {
	flag := cmd.Flags().VarPF(&choice{value: &a.output, valid: names, kind: "FORMAT"}, "output", "o",
		"how to show the answer: "+strings.Join(names, ", "))
	flag.DefValue = names[0]
	completeFlag(cmd, "output", words(names...))
}

// choice is a flag's value that must be one of several words.
type choice struct {
	value *string
	valid []string
	kind  string // that the help names it by
}

// String returns the value.
func (c *choice) String() string {
	if c.value == nil {
		return ""
	}
	return *c.value
}

// Set takes a valid word.
func (c *choice) Set(s string) error {
	if !slices.Contains(c.valid, s) {
		return fmt.Errorf("%q is none of %s%s", s, strings.Join(c.valid, ", "), diag.DidYouMean(s, c.valid))
	}
	*c.value = s
	return nil
}

// Type names the value in the help.
func (c *choice) Type() string { return c.kind }

// number is a flag's value that counts something.
type number int

// String returns the value.
func (n *number) String() string { return strconv.Itoa(int(*n)) }

// Set takes a whole number that is not negative.
func (n *number) Set(s string) error {
	value, err := strconv.Atoi(s)
	if err != nil || value < 0 {
		return errors.New("a whole number is wanted, 0 or more")
	}
	*n = number(value)
	return nil
}

// Type names the value in the help.
func (n *number) Type() string { return "N" }

// completeFlag says how the value of a flag is completed.
func completeFlag(cmd *cobra.Command, name string, complete cobra.CompletionFunc) {
	if err := cmd.RegisterFlagCompletionFunc(name, complete); err != nil {
		panic(err) //nolint:forbidigo // there is no such flag: a mistake in this program that every start would show
	}
}

// words completes to one of several words.
func words(all ...string) cobra.CompletionFunc {
	return func(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
		return prefixed("", all, typed), cobra.ShellCompDirectiveNoFileComp
	}
}

// noneEmpty refuses flags that were given without anything in them, as a
// variable of a shell that is not set leaves them: that is not what was meant.
func noneEmpty(cmd *cobra.Command, names ...string) error {
	for _, name := range names {
		if flag := cmd.Flags().Lookup(name); flag.Changed && slices.Contains(valuesOf(flag.Value), "") {
			return usagef("--%s is empty", name)
		}
	}
	return nil
}

// valuesOf are the values of a flag: more than one where it may be given again.
func valuesOf(flag fmt.Stringer) []string {
	if several, ok := flag.(interface{ GetSlice() []string }); ok {
		return several.GetSlice()
	}
	return []string{flag.String()}
}
