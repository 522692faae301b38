package eval

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/suite"
)

// Tests are the test cases of a prompt as a snapshot has them.
type Tests struct {
	Suites []*suite.Suite // those of the file beside the prompt, then those in its own
	Files  []string       // files that they stand in, and where they would: a change there is another run
	Open   func(path string) (io.ReadCloser, error)
}

// Load reads the test cases of a prompt that is in a file, with what is wrong with
// them. An error is a failure to read.
func Load(ctx context.Context, s repo.Snapshot, file string, c *prompt.Closure) (*Tests, diag.List, error) {
	t := &Tests{Open: func(name string) (io.ReadCloser, error) { return repo.OpenFile(ctx, s, path.Clean(name)) }}
	var found diag.List
	for _, suffix := range []string{suite.Suffix, suite.ShortSuffix} {
		more, err := t.beside(ctx, s, prompt.Stem(file)+suffix)
		if err != nil {
			return nil, nil, err
		}
		found = append(found, more...)
	}
	if own, wrong := suite.InPrompt(c.Prompt.Doc); !own.Empty() || wrong.HasErrors() {
		t.Suites = append(t.Suites, own)
		found = append(found, wrong...)
	}
	return t, found, nil
}

// beside reads a file of test cases, if it is there.
func (t *Tests) beside(ctx context.Context, s repo.Snapshot, file string) (diag.List, error) {
	t.Files = append(t.Files, file)
	src, err := s.Read(ctx, file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	cases, found := suite.Parse(file, src)
	if len(t.Suites) > 0 {
		found.Errorf("Y013", diag.Range{File: file}, "the test cases of this prompt are in %s too", t.Suites[0].File)
	}
	t.Suites = append(t.Suites, cases)
	for _, d := range cases.Data {
		t.Files = append(t.Files, d.Path)
		missing, err := missing(ctx, s, cases, d)
		if err != nil {
			return nil, err
		}
		found = append(found, missing...)
	}
	return found, nil
}

// missing finds that a file of data is not there.
func missing(ctx context.Context, s repo.Snapshot, cases *suite.Suite, d suite.Data) (diag.List, error) {
	f, err := repo.OpenFile(ctx, s, path.Clean(d.Path))
	var refused *repo.FileError
	switch {
	case err == nil:
		return nil, f.Close()
	case errors.Is(err, fs.ErrNotExist):
		return diag.List{{Code: "T004", Severity: diag.Error, Range: cases.Doc.NodeRange(d.Node), Other: d.Path,
			Message: fmt.Sprintf("data file %q is not there (looked for %s)", d.Text, d.Path)}}, nil
	case errors.As(err, &refused) && refused.Refused():
		return diag.List{{Code: "T004", Severity: diag.Error, Range: cases.Doc.NodeRange(d.Node), Other: d.Path,
			Message: fmt.Sprintf("data file %q %s", d.Text, refused.Err)}}, nil
	}
	return nil, err
}

// Empty reports whether there is no test case at all.
func (t *Tests) Empty() bool {
	return !slices.ContainsFunc(t.Suites, func(s *suite.Suite) bool { return !s.Empty() })
}

// HasTests reports whether a prompt of a catalog has test cases, or what should be
// some.
func HasTests(ctx context.Context, c *catalog.Catalog, e catalog.Entry) (bool, error) {
	stem := prompt.Stem(e.File.Path)
	if c.Has(stem+suite.Suffix) || c.Has(stem+suite.ShortSuffix) {
		return true, nil
	}
	closure, _, err := c.Closure(ctx, e)
	if err != nil {
		return false, err
	}
	own, _ := suite.InPrompt(closure.Prompt.Doc)
	return !own.Empty(), nil
}
