package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/spf13/cobra"
)

// withUsage makes a usage error of err, with the way to the command's help.
func withUsage(cmd *cobra.Command, err error) error {
	if err == nil {
		return nil
	}
	return usageError{diag.WithHint(err, "`%s --help` shows how it is used", cmd.CommandPath())}
}

// strict makes every mistake on the command line a usage error, in words of
// our own. Cobra takes an unknown subcommand of a group for an argument and
// says nothing.
func strict(cmd *cobra.Command) {
	check := cmd.Args
	if cmd.HasSubCommands() && !cmd.Runnable() {
		cmd.RunE = func(c *cobra.Command, _ []string) error { return c.Help() } // so that its arguments are looked at
	}
	cmd.Args = func(c *cobra.Command, args []string) error {
		if c.HasAvailableSubCommands() && len(args) > 0 {
			return withUsage(c, unknownCommand(c, args[0]))
		}
		if err := clash(c); err != nil {
			return withUsage(c, err)
		}
		return arguments(c, check, args)
	}
	if cmd.ValidArgsFunction == nil && len(cmd.ValidArgs) == 0 && check != nil && check(cmd, []string{""}) != nil {
		cmd.ValidArgsFunction = cobra.NoFileCompletions
	}
	for _, sub := range cmd.Commands() {
		strict(sub)
	}
}

// arguments checks the arguments of a command, and names the first of them
// that is one too many, or the one that is missing.
func arguments(c *cobra.Command, check cobra.PositionalArgs, args []string) error {
	if check == nil {
		return nil
	}
	if err := check(c, args); err == nil || is[usageError](err) {
		return err // what is said in words of our own stays
	}
	for n := len(args) - 1; n >= 0; n-- {
		if check(c, args[:n]) == nil {
			return withUsage(c, fmt.Errorf("unexpected argument %q", args[n]))
		}
	}
	_, wanted, _ := strings.Cut(c.Use, " ")
	return withUsage(c, fmt.Errorf("%s is missing", wanted))
}

// clash names flags that cannot go together.
func clash(c *cobra.Command) error {
	err := c.ValidateFlagGroups()
	if err == nil {
		return nil
	}
	// Cobra's own words list the whole group first: "if any flags in the group
	// [a b c] are set none of the others can be; [a b] were all set".
	_, set, found := strings.Cut(err.Error(), "; [")
	set, _, closed := strings.Cut(set, "]")
	if !found || !closed {
		return err
	}
	return errors.New("--" + strings.Join(strings.Fields(set), " and --") + " cannot go together")
}

// flagError tells of a flag that is wrong, unless it is the command that is:
// cobra takes the flags of one that it does not know for its parent's.
func flagError(c *cobra.Command, err error) error {
	if c.HasAvailableSubCommands() && c.Flags().NArg() > 0 {
		err = unknownCommand(c, c.Flags().Arg(0))
	}
	return withUsage(c, err)
}

func unknownCommand(c *cobra.Command, name string) error {
	var names []string
	for _, sub := range c.Commands() {
		if sub.IsAvailableCommand() {
			names = append(names, sub.Name())
		}
	}
	return fmt.Errorf("unknown command %q for %q%s", name, c.CommandPath(), diag.DidYouMean(name, names))
}

// knownTopic lets help be asked only of commands that there are.
func knownTopic(help *cobra.Command, args []string) error {
	cmd := help.Root()
	for _, name := range args {
		i := slices.IndexFunc(cmd.Commands(), func(sub *cobra.Command) bool { return sub.Name() == name || sub.HasAlias(name) })
		if i < 0 {
			return usageError{diag.WithHint(unknownCommand(cmd, name), "`%s --help` lists those that there are", cmd.CommandPath())}
		}
		cmd = cmd.Commands()[i]
	}
	return nil
}

// asksForJSON reports whether a command line asks for JSON. It is for those
// that could not be read to their end.
func asksForJSON(args []string) bool {
	for i, arg := range args {
		value, attached := strings.CutPrefix(arg, "--output=")
		if !attached && strings.HasPrefix(arg, "-o") {
			value, attached = strings.TrimPrefix(arg[2:], "="), len(arg) > 2
		}
		switch {
		case arg == "--":
			return false
		case (arg == "-o" || arg == "--output") && i+1 < len(args):
			value, attached = args[i+1], true
		}
		if attached && (value == "json" || value == "jsonl") {
			return true
		}
	}
	return false
}
