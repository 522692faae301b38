package lint

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/suite"
)

// stemOf is the path of a prompt less its suffix, which the file of its test
// cases shares.
func stemOf(file string) string {
	return strings.TrimSuffix(strings.TrimSuffix(file, prompt.Suffix), prompt.ShortSuffix)
}

// testFiles are the files of test cases by their stems. Of two that share one,
// the first counts; the others, and what is no file, are findings.
func testFiles(c *catalog.Catalog) (byStem map[string]string, found diag.List) {
	byStem = map[string]string{}
	for _, f := range c.Files {
		stem := suite.Stem(f.Path)
		whole := diag.Range{File: f.Path}
		switch other := byStem[stem]; {
		case stem == "":
		case !f.Mode.IsFile():
			found.Errorf("Y008", whole, "a %s cannot hold test cases: only files are read", f.Mode)
		case other != "":
			found.Errorf("Y013", whole, "the test cases of this prompt are in %s too", other)
		default:
			byStem[stem] = f.Path
		}
	}
	return byStem, found
}

// prompt lints a prompt and the file of its test cases, as far as either is
// asked for.
func (r *run) prompt(ctx context.Context, e catalog.Entry, c *prompt.Closure, found diag.List) error {
	s := ofPrompt(e.Name, c)
	inPrompt, more := suite.InPrompt(c.Prompt.Doc)
	found = append(found, more...)
	s.Suite, s.Tested = inPrompt, testable(c, found)
	if file := r.selection.tests[stemOf(e.File.Path)]; file != "" {
		tests, err := r.tests(ctx, e.Name, file, s.Tested)
		if err != nil {
			return err
		}
		s.Tests = tests
	}
	if !r.selection.wants(e.File.Path) {
		return nil
	}
	return r.look(s, found)
}

// testable is a prompt that test cases can be held against: what is wrong
// itself may take other variables than it seems to.
func testable(c *prompt.Closure, found diag.List) *prompt.Closure {
	if c.Prompt.Doc.Root == nil || found.HasErrors() {
		return nil
	}
	return c
}

// tests lints a file of test cases, and returns what is in it. Tested is the
// prompt that they are of; nil where there is none, or none to hold them to.
func (r *run) tests(ctx context.Context, name, file string, tested *prompt.Closure, more ...diag.Finding) (*suite.Suite, error) {
	src, err := r.Snapshot.Read(ctx, file)
	if err != nil {
		return nil, err
	}
	tests, found := suite.Parse(file, src)
	missing, err := r.missingData(ctx, tests)
	if err != nil {
		return nil, err
	}
	s := &Subject{File: file, Name: name, Src: src, Doc: tests.Doc, Suite: tests, Tested: tested}
	return tests, r.look(s, slices.Concat(more, found, missing))
}

// missingData finds files of rows that are not there.
func (r *run) missingData(ctx context.Context, s *suite.Suite) (found diag.List, err error) {
	for _, d := range s.Data {
		there, err := r.has(ctx, d.Path)
		if err != nil {
			return nil, err
		}
		if !there {
			found.Add(diag.Finding{Code: "T004", Severity: diag.Error, Range: s.Doc.NodeRange(d.Node), Other: d.Path,
				Message: fmt.Sprintf("data file %q is not there (looked for %s)", d.Text, d.Path)})
		}
	}
	return found, nil
}

// has reports whether the snapshot has a file: in a prompt folder, elsewhere,
// or where git ignores it.
func (r *run) has(ctx context.Context, file string) (bool, error) {
	if r.selection.catalog.Has(file) {
		return true, nil
	}
	if files, err := r.Snapshot.Files(ctx, file); err == nil && len(files) == 1 && files[0].Path == file {
		return true, nil
	}
	_, err := r.Snapshot.Read(ctx, file)
	var refused *repo.FileError
	if errors.Is(err, fs.ErrNotExist) || errors.As(err, &refused) {
		return false, nil
	}
	return err == nil, err
}

// orphans lints the files of test cases that belong to no prompt.
func (r *run) orphans(ctx context.Context) error {
	c := r.selection.catalog
	for _, stem := range slices.Sorted(maps.Keys(r.selection.tests)) {
		file := r.selection.tests[stem]
		if !r.selection.reported[file] || c.Has(stem+prompt.Suffix) || c.Has(stem+prompt.ShortSuffix) {
			continue
		}
		name := r.selection.name(file)
		f := diag.Finding{Code: "Y014", Severity: diag.Error, Range: diag.Range{File: file}, Other: stem + prompt.Suffix,
			Message: "no prompt " + stem + prompt.Suffix + " is beside it" + diag.DidYouMean(name, promptNames(c)),
			Hint:    "test cases have the name of their prompt, and lie in its folder"}
		if _, err := r.tests(ctx, name, file, nil, f); err != nil {
			return err
		}
	}
	return nil
}

func promptNames(c *catalog.Catalog) []string {
	names := make([]string, len(c.Prompts))
	for i, e := range c.Prompts {
		names[i] = e.Name
	}
	return names
}
