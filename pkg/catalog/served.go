package catalog

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/config"
	"github.com/promptctl-io/promptctl/pkg/ledger"
	"github.com/promptctl-io/promptctl/pkg/policy"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/repo"
)

// served is what a ledger serves at a commit: every file by the path that it had
// where it was promoted from. A ledger holds each prompt whole and apart, so two
// prompts may have different bytes of one partial. As a whole, the snapshot has
// those of the prompt whose name comes first; a prompt is read within its own
// folder, which Within gives.
//
// A ledger holds no promptctl.yaml: which folders are prompt folders is how people
// work with the repository, and nothing that is served. It is the one that is in
// force where one reads: that of the work tree, or of HEAD where there is none. The
// folders that the prompts were in count besides, whatever it says now.
type served struct {
	*view
	prompts []Entry           // sorted by name
	names   map[string]string // by the path of the prompt's file
	apart   map[string]*view  // likewise
	folders []string          // that the prompts were in
}

// asServed returns a commit's files as prompts are read from them: those of a
// commit of a ledger by the paths that they had, any other's as they are. Anyone can
// write a message like that of a ledger: with a file elsewhere, which reading it so
// would hide, it is an ordinary commit.
func (p *Project) asServed(ctx context.Context, s repo.Snapshot, commit repo.Hash) (repo.Snapshot, error) {
	if c, err := p.entry(ctx, commit); err != nil || c == nil {
		return s, err
	}
	files, err := s.Files(ctx)
	if err != nil || slices.ContainsFunc(files, isElsewhere) {
		return s, err
	}
	settings, err := p.base(ctx)
	if err != nil {
		return nil, err
	}
	return newServed(s, settings, files)
}

// isElsewhere reports whether a file has no place in a ledger.
func isElsewhere(f repo.File) bool {
	_, _, ok := ledger.Place(f.Path)
	return !ok && !strings.HasPrefix(f.Path, policy.Folder+"/")
}

// entry reads a commit of a ledger; nil where it is no such commit.
func (p *Project) entry(ctx context.Context, commit repo.Hash) (*ledger.Commit, error) {
	raw, err := p.Repo.RawCommits(ctx, []repo.Hash{commit})
	if err != nil || !ledger.Speaks(raw[commit]) {
		return nil, err
	}
	c, err := ledger.ParseCommit(string(commit), raw[commit])
	if err != nil {
		return nil, nil //nolint:nilerr // what only looks like one is an ordinary commit
	}
	return c, nil
}

func newServed(tree, settings repo.Snapshot, files []repo.File) (*served, error) {
	s := &served{view: newView(tree, settings), names: map[string]string{}, apart: map[string]*view{}}
	byName := map[string]*view{}
	for _, f := range files {
		name, file, ok := ledger.Place(f.Path)
		if !ok {
			s.add(f.Path, f)
			continue
		}
		if byName[name] == nil {
			byName[name] = newView(tree, settings)
			s.prompts = append(s.prompts, Entry{Name: name})
		}
		byName[name].add(file, f)
	}
	slices.SortFunc(s.prompts, func(a, b Entry) int { return strings.Compare(a.Name, b.Name) })
	for i := range s.prompts {
		if err := s.prompt(&s.prompts[i], byName[s.prompts[i].Name]); err != nil {
			return nil, err
		}
	}
	s.sort()
	return s, nil
}

// prompt adds what is served of a prompt.
func (s *served) prompt(e *Entry, own *view) error {
	own.sort()
	for _, f := range own.files {
		s.add(f.Path, repo.File{Path: own.places[f.Path], Mode: f.Mode, Hash: f.Hash})
		if !ledger.IsPromptFile(e.Name, f.Path) {
			continue
		}
		if e.File.Path != "" || s.apart[f.Path] != nil {
			return fmt.Errorf("%s serves %s, and nobody can tell from which file", repo.Hash(s.Describe()).Short(), e.Name)
		}
		e.File, s.names[f.Path], s.apart[f.Path] = f, e.Name, own
		folder := strings.TrimSuffix(strings.TrimSuffix(prompt.Stem(f.Path), e.Name), "/")
		if folder == "" {
			folder = "."
		}
		if !slices.Contains(s.folders, folder) {
			s.folders = append(s.folders, folder)
		}
	}
	if e.File.Path == "" {
		return fmt.Errorf("%s serves %s without a file of the prompt", repo.Hash(s.Describe()).Short(), e.Name)
	}
	return nil
}

// Within returns the files that the prompt in a file is read from: of a ledger's
// commit its own, and all of any other snapshot.
func Within(s repo.Snapshot, file string) repo.Snapshot {
	if of, ok := s.(*served); ok && of.apart[file] != nil {
		return of.apart[file]
	}
	return s
}

// IsServed reports whether a snapshot is what a ledger serves, which is the files
// that reach a model and nothing else: no test cases.
func IsServed(s repo.Snapshot) bool {
	_, ok := s.(*served)
	return ok
}

// Served reports whether the catalog is of what a ledger serves.
func (c *Catalog) Served() bool { return IsServed(c.snapshot) }

// FoldersOf returns the prompt folders of a snapshot where the settings name
// these.
func FoldersOf(s repo.Snapshot, named []string) []string {
	of, ok := s.(*served)
	if !ok {
		return named
	}
	all := slices.Clone(named)
	for _, folder := range of.folders {
		if !slices.Contains(all, folder) {
			all = append(all, folder)
		}
	}
	return all
}

// NameIn returns what the prompt or partial in a file of a snapshot is called: a
// ledger has its prompts by their names, whatever folders there are now.
func NameIn(s repo.Snapshot, file string, folders []string) string {
	if of, ok := s.(*served); ok && of.names[file] != "" {
		return of.names[file]
	}
	return prompt.NameOf(file, folders)
}

// view is some files of a snapshot by other paths than they have there.
type view struct {
	repo.Snapshot
	settings repo.Snapshot     // that has promptctl.yaml; nil where nothing has
	files    []repo.File       // by the paths that they have here
	places   map[string]string // the paths that they have there
}

func newView(of, settings repo.Snapshot) *view {
	return &view{Snapshot: of, settings: settings, places: map[string]string{}}
}

// add adds a file at a path, unless there is one already.
func (v *view) add(path string, f repo.File) {
	if _, there := v.places[path]; there {
		return
	}
	v.places[path] = f.Path
	v.files = append(v.files, repo.File{Path: path, Mode: f.Mode, Hash: f.Hash})
}

func (v *view) sort() {
	slices.SortFunc(v.files, func(a, b repo.File) int { return strings.Compare(a.Path, b.Path) })
}

// Files implements repo.Snapshot.
func (v *view) Files(_ context.Context, under ...string) ([]repo.File, error) {
	if len(under) == 0 {
		return v.files, nil
	}
	return slices.DeleteFunc(slices.Clone(v.files), func(f repo.File) bool {
		return !slices.ContainsFunc(under, func(place string) bool {
			place = path.Clean(place)
			return place == "." || f.Path == place || strings.HasPrefix(f.Path, place+"/")
		})
	}), nil
}

// Read implements repo.Snapshot.
func (v *view) Read(ctx context.Context, file string) ([]byte, error) {
	clean := path.Clean(file)
	place, there := v.places[clean]
	switch {
	case clean == config.File && v.settings != nil:
		return v.settings.Read(ctx, clean)
	case !there:
		return nil, &repo.FileError{Path: clean, In: v.Describe(), Err: fs.ErrNotExist}
	}
	data, err := v.Snapshot.Read(ctx, place)
	return data, renamed(err, clean)
}

// ReadAll implements repo.Snapshot.
func (v *view) ReadAll(ctx context.Context, files []repo.File, visit func(i int, data []byte) error) error {
	there := slices.Clone(files)
	byPlace := make(map[string]string, len(files))
	for i, f := range files {
		place, ok := v.places[f.Path]
		if !ok {
			return &repo.FileError{Path: f.Path, In: v.Describe(), Err: fs.ErrNotExist}
		}
		there[i].Path, byPlace[place] = place, f.Path
	}
	err := v.Snapshot.ReadAll(ctx, there, visit)
	if file := (*repo.FileError)(nil); errors.As(err, &file) && byPlace[file.Path] != "" {
		return renamed(err, byPlace[file.Path])
	}
	return err
}

// renamed is an error of a file by the path that the file has here.
func renamed(err error, path string) error {
	if file := (*repo.FileError)(nil); errors.As(err, &file) {
		return &repo.FileError{Path: path, In: file.In, Err: file.Err}
	}
	return err
}
