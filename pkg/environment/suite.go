package environment

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/statement"
	"github.com/promptctl-io/promptctl/pkg/suite"
)

// Suite returns the digest of the test suites of some prompts as a snapshot has
// them: their files of test cases, the data that those name, and the prompt's own file
// where it has cases.
func Suite(ctx context.Context, snapshot repo.Snapshot, subjects []statement.Subject) (string, error) {
	files := map[string][]byte{}
	for _, s := range subjects {
		if _, _, err := suites(ctx, snapshot, s, files); err != nil {
			return "", fmt.Errorf("the tests of %s: %w", s.Name, err)
		}
	}
	return statement.Digest(files), nil
}

// Asked is what the test suites of a prompt ask of one input.
type Asked struct {
	Runs       int      // how often it is to be run
	Assertions int      // how many the answer is held to
	Threshold  *float64 // the share of their weight that must hold; nil is all of it
}

// Asks returns what the test suites of a prompt ask of each input, by the inputs' ids.
// It fails where an input cannot be read.
func Asks(ctx context.Context, snapshot repo.Snapshot, s statement.Subject) (map[string]Asked, error) {
	files := map[string][]byte{}
	all, found, err := suites(ctx, snapshot, s, files)
	if err == nil {
		err = found.Err()
	}
	if err != nil {
		return nil, fmt.Errorf("the tests of %s: %w", s.Name, err)
	}
	open := func(file string) (io.ReadCloser, error) {
		rows, there := files[path.Clean(file)]
		if !there {
			return nil, &repo.FileError{Path: file, In: snapshot.Describe(), Err: fs.ErrNotExist}
		}
		return io.NopCloser(bytes.NewReader(rows)), nil
	}
	asks := map[string]Asked{}
	for in, err := range suite.Inputs(suite.Source{Open: open}, all...) {
		if err != nil {
			return nil, fmt.Errorf("the tests of %s: %w", s.Name, err)
		}
		asks[in.ID] = asked(in)
	}
	return asks, nil
}

func asked(in *suite.Input) Asked {
	threshold := in.Case.Threshold
	if threshold == nil {
		threshold = in.Suite.Defaults.Threshold
	}
	return Asked{in.Repeat, len(in.Suite.Defaults.Assert) + len(in.Case.Assert), threshold}
}

// suites reads the test suites of a prompt, with what is wrong with them: those beside
// it, and that in its own file. It adds the files that they are made of.
func suites(ctx context.Context, snapshot repo.Snapshot, s statement.Subject, files map[string][]byte) (all []*suite.Suite, found diag.List, err error) {
	stem := prompt.Stem(s.Path)
	for _, file := range []string{stem + suite.Suffix, stem + suite.ShortSuffix} {
		src, err := add(ctx, snapshot, file, files)
		if err != nil {
			return nil, nil, err
		}
		if src == nil {
			continue
		}
		cases, wrong := suite.Parse(file, src)
		all, found = append(all, cases), append(found, wrong...)
		for _, data := range cases.Data {
			// One that is not there is a finding of lint.
			if _, err := add(ctx, snapshot, path.Clean(data.Path), files); err != nil {
				return nil, nil, err
			}
		}
	}
	own, wrong, err := inPrompt(ctx, snapshot, s.Path, files)
	return append(all, own), append(found, wrong...), err
}

// inPrompt reads the cases that a prompt's own file has, nil where it has none.
func inPrompt(ctx context.Context, snapshot repo.Snapshot, file string, files map[string][]byte) (*suite.Suite, diag.List, error) {
	src, err := add(ctx, snapshot, file, map[string][]byte{})
	if err != nil || src == nil {
		return nil, nil, err
	}
	p, _ := prompt.Parse(file, src)
	cases, found := suite.InPrompt(p.Doc)
	if cases.Empty() {
		return nil, found, nil
	}
	files[file] = src
	return cases, found, nil
}

// add reads a file and adds it to others; it is nil where it is not there.
func add(ctx context.Context, snapshot repo.Snapshot, file string, to map[string][]byte) ([]byte, error) {
	src, err := snapshot.Read(ctx, file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if src == nil {
		src = []byte{}
	}
	to[file] = src
	return src, nil
}
