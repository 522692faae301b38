package scaffold

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/promptctl-io/promptctl/pkg/config"
	"github.com/promptctl-io/promptctl/pkg/policy"
	"github.com/promptctl-io/promptctl/pkg/prompt"
)

// Remarks returns what a person should know of a setup, a sentence each.
func (s *Setup) Remarks() []string {
	var remarks []string
	if len(s.Written()) == 0 {
		remarks = append(remarks, "everything is there already")
	}
	if s.Branch != "" {
		remarks = append(remarks, s.ofPolicy()...)
	}
	if len(s.Outside) > 0 {
		remarks = append(remarks, s.outside())
	}
	return remarks
}

// ofPolicy says what the new policy asks for, and how to change that.
func (s *Setup) ofPolicy() []string {
	file := policy.Folder + "/" + policy.File
	if s.Founder != "" {
		return []string{
			fmt.Sprintf("policy: production asks for an approval and a release, which %s signs; `promptctl policy add-person` adds others", s.Founder),
			"there is no recovery from losing the admins' keys: name a second admin soon",
		}
	}
	remarks := []string{fmt.Sprintf("policy: open on %s: nothing asks for approval yet; edit %s to change that", s.Branch, file)}
	switch {
	case !s.Signing:
		return append(remarks, "git has no key to sign with: releases will be UNSIGNED; `git config user.signingKey KEY` sets one")
	case s.Unkeyed != nil:
		return append(remarks, fmt.Sprintf("the key that git signs with is not in it: %s", s.Unkeyed))
	}
	return remarks
}

// outside says that there are prompts which no command sees, and how to have
// them seen.
func (s *Setup) outside() string {
	const named = 3
	files := strings.Join(s.Outside[:min(named, len(s.Outside))], ", ")
	if more := len(s.Outside) - named; more > 0 {
		files += fmt.Sprintf(" and %d more", more)
	}
	return fmt.Sprintf("not seen, because outside of %s: %s; to have them seen, write \"prompts: %s\" in %s",
		strings.Join(s.Folders, ", "), files, s.wider(), config.File)
}

// wider returns the prompt folders with those of the files outside, as
// promptctl.yaml would have them.
func (s *Setup) wider() string {
	folders := slices.Clone(s.Folders)
	for _, file := range s.Outside {
		folders = append(folders, path.Dir(file))
	}
	slices.Sort(folders)
	var outer []string
	for _, f := range folders {
		if f == "." {
			return f
		}
		if !slices.ContainsFunc(outer, func(o string) bool { return f == o || strings.HasPrefix(f, o+"/") }) {
			outer = append(outer, f)
		}
	}
	return "[" + strings.Join(outer, ", ") + "]"
}

// Next returns the commands that a person goes on with after a setup.
func (s *Setup) Next() []string {
	var commands []string
	if name := s.Example(); name != "" {
		commands = append(commands, "promptctl render "+name+" --var text='…'")
	}
	commands = append(commands, "promptctl new NAME")
	if written := s.Written(); len(written) > 0 {
		var places []string
		for _, file := range written {
			if strings.HasPrefix(file, policy.Folder+"/") {
				file = policy.Folder
			}
			if !slices.Contains(places, file) {
				places = append(places, file)
			}
		}
		commands = append(commands, "git add "+s.arguments(places)+` && git commit -m "Set up promptctl"`)
	}
	return commands
}

// arguments writes paths from the top as arguments of git in the caller's
// folder.
func (s *Setup) arguments(paths []string) string {
	quoted := make([]string, len(paths))
	for i, p := range paths {
		if s.prefix != "" {
			p = ":/" + p
		}
		quoted[i] = quote(p)
	}
	return strings.Join(quoted, " ")
}

// Next returns the commands that a person goes on with after a new prompt; file
// is its path as seen from their folder.
func (d *Draft) Next(c *prompt.Closure, file string) []string {
	return []string{renderCommand(d.Name, c), "git add " + quote(file) + " && git commit"}
}

// renderCommand is the command that renders a prompt, with a place for each
// value that must be given.
func renderCommand(name string, c *prompt.Closure) string {
	const most = 3 // values that are worth typing
	var flags []string
	for _, v := range c.Inputs() {
		switch {
		case !v.Required:
		case v.Type == prompt.ArrayType:
			flags = append(flags, "--set-json "+v.Name+"='[…]'")
		case v.Type == prompt.ObjectType:
			flags = append(flags, "--set-json "+v.Name+"='{…}'")
		default:
			flags = append(flags, "--var "+v.Name+"='…'")
		}
	}
	if len(flags) > most {
		flags = []string{"--var-file values.yaml"}
	}
	return strings.Join(append([]string{"promptctl render " + name}, flags...), " ")
}

var needsNoQuotes = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z0-9_./:@%+=-]+$`) })

// quote writes an argument for a shell.
func quote(s string) string {
	if needsNoQuotes().MatchString(s) {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
