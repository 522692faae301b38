// Package config is promptctl.yaml: how a repository works with its prompts.
// It says which folders hold them, and how they are linted and tested. It
// reads bytes, not files, and every setting knows its place.
package config

import (
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// File is the name of the file, at the top of a repository.
const File = "promptctl.yaml"

// OtherFile is a name that people give the file and that it has not: it is not
// read.
const OtherFile = "promptctl.yml"

// Version is the version of the format that this package reads.
const Version = 1

// Config is the settings of one repository.
type Config struct {
	File    string   // the name that findings carry
	Prompts []Folder // where the prompts are; never empty
	Lint    Lint
	Test    Test
}

// Default returns the settings of a repository that has no promptctl.yaml.
func Default() *Config {
	return &Config{
		File:    File,
		Prompts: []Folder{{Path: "prompts"}},
		Lint:    Lint{Profile: ProfileDefault},
		Test:    defaultTest(),
	}
}

// Folders returns the paths of the folders that hold prompts: relative to the
// top of the repository, with forward slashes, "." for all of it.
func (c *Config) Folders() []string {
	paths := make([]string, len(c.Prompts))
	for i, f := range c.Prompts {
		paths[i] = f.Path
	}
	return paths
}

// Parse reads promptctl.yaml. It always returns a usable configuration, in
// which the default stands for whatever could not be read, with what is wrong
// in the order of the file.
//
// Codes are those of every YAML file (Y001 to Y010), F001 to F003 for folders
// and patterns, and X003 for what cannot be the code of a rule.
func Parse(file string, src []byte) (*Config, diag.List) {
	c := Default()
	c.File = file
	doc, found := yamldoc.Parse(file, src)
	r := &reader{yamldoc.NewReader(doc, found, own)}
	switch {
	case doc.Root != nil:
		r.config(c, r.Root())
	case !found.HasErrors():
		r.Errorf("Y005", nil, "version is missing: the file is empty").Hint = `write "version: 1", or delete the file`
	}
	return c, r.Findings()
}

func (r *reader) config(c *Config, root value) {
	if r.Newer(Version) {
		return
	}
	r.Fields(root,
		yamldoc.Required("version", func(v value) { r.Version(v, Version) }),
		yamldoc.Optional("prompts", func(v value) { r.folders(v, &c.Prompts) }),
		yamldoc.Optional("lint", func(v value) { r.lint(v, &c.Lint) }),
		yamldoc.Optional("test", func(v value) { r.test(v, &c.Test) }),
	)
}

// Error says that a promptctl.yaml is wrong: a mistake of whoever wrote it and
// not a failure of the work.
type Error struct{ Findings diag.List }

// Error returns the findings, a line each.
func (e *Error) Error() string { return e.Unwrap().Error() }

// Unwrap returns the findings as a *diag.FindingsError.
func (e *Error) Unwrap() error { return &diag.FindingsError{Findings: e.Findings} }

// Load is Parse for those who cannot go on with a configuration that is wrong:
// any finding of severity error makes an *Error.
func Load(file string, src []byte) (*Config, error) {
	c, found := Parse(file, src)
	if found.HasErrors() {
		return nil, &Error{found}
	}
	return c, nil
}
