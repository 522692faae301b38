package comparison

import (
	"context"
	"errors"
	"io/fs"
	"slices"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/config"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/suite"
)

// State is prompts as they stand at one place. Its zero value has none.
type State struct {
	Label    string // for people: "HEAD", "worktree", "v1.2.0", a path
	Snapshot repo.Snapshot
	Folders  []string // the prompt folders
}

// At returns the prompts at a revision, by the settings that it has.
func At(ctx context.Context, p *catalog.Project, r catalog.Revision) (State, error) {
	s, err := p.Snapshot(ctx, r)
	if err != nil {
		return State{}, err
	}
	cfg := config.Default()
	src, err := s.Read(ctx, config.File)
	switch {
	case err == nil:
		cfg, err = config.Load(config.File, src)
	case errors.Is(err, fs.ErrNotExist):
		err = nil
	}
	if err != nil {
		return State{}, err
	}
	return State{r.String(), s, catalog.FoldersOf(s, cfg.Folders())}, nil
}

// name is what the prompt in a file is called, "" where it is in no prompt
// folder.
func (s State) name(file string) string { return catalog.NameIn(s.Snapshot, file, s.Folders) }

// entries are all prompts.
func (s State) entries(ctx context.Context) (*catalog.Catalog, error) {
	if s.Snapshot == nil {
		return &catalog.Catalog{}, nil
	}
	return catalog.New(ctx, s.Snapshot, s.Folders)
}

// files are the paths of all prompts, and of what stands where one should be and
// is no file.
func (s State) files(ctx context.Context) ([]string, error) {
	c, err := s.entries(ctx)
	if err != nil {
		return nil, err
	}
	var paths []string
	for _, e := range c.Prompts {
		paths = append(paths, e.File.Path)
	}
	for _, f := range c.Files {
		if prompt.IsPrompt(f.Path) && !f.Mode.IsFile() {
			paths = append(paths, f.Path)
		}
	}
	return paths, nil
}

// side is one prompt as it stands at one place.
type side struct {
	file     string
	src      []byte          // its file's bytes
	closure  *prompt.Closure // nil where it is not there
	findings diag.List       // what is wrong with it
	tests    *suite.Suite    // nil where it has none in a file of their own
	mode     repo.Mode       // of what stands where the prompt should be and is no file; 0 where there is none
	noFiles  diag.List       // what was met in place of a file
}

// read reads the prompt in a file, and its tests where they are asked for. The
// side is empty where it is not there.
func (s State) read(ctx context.Context, file string, withTests bool) (side, error) {
	if s.Snapshot == nil || file == "" {
		return side{}, nil
	}
	closure, found, err := catalog.Loader(ctx, catalog.Within(s.Snapshot, file), s.Folders).Load(file)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, prompt.ErrRefused) {
		var absent side
		absent.mode = catalog.NoFile(&absent.noFiles, file, "be a prompt", err)
		return absent, nil
	}
	if err != nil {
		return side{}, err
	}
	is := side{file: file, src: closure.Prompt.Doc.Src, closure: closure, findings: found}
	if withTests {
		err = s.readTests(ctx, &is)
	}
	return is, err
}

// readTests reads the test cases beside a prompt.
func (s State) readTests(ctx context.Context, is *side) error {
	for _, suffix := range []string{suite.Suffix, suite.ShortSuffix} {
		path := stem(is.file) + suffix
		src, err := s.Snapshot.Read(ctx, path)
		var no *repo.FileError
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case errors.As(err, &no) && no.Refused():
			catalog.NoFile(&is.noFiles, path, "hold test cases", err)
		case err != nil:
			return err
		default:
			is.tests, _ = suite.Parse(path, src)
			return nil
		}
	}
	return nil
}

// unread are the rules of a file that was not read to its end, or in which
// something is said twice: what it says may be another thing than what was read.
var unread = []string{"Y001", "Y002", "Y007", "Y008", "Y009"}

// broken are the findings of the file itself that say it cannot be read as a
// prompt. With other mistakes it can be, as far as it goes.
func (s side) broken() diag.List {
	if s.closure == nil {
		return nil
	}
	if doc := s.closure.Prompt.Doc; doc.Root == nil || len(doc.Root.Pairs) == 0 {
		return s.findings
	}
	return slices.DeleteFunc(slices.Clone(s.findings), func(f diag.Finding) bool {
		return f.Severity != diag.Error || f.Range.File != s.file || !slices.Contains(unread, f.Code)
	})
}
