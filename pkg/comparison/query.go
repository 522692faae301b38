package comparison

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/config"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/repo"
)

// QueryError is a command line that names nothing that can be compared.
type QueryError struct{ Problem string }

// Error says what is wrong.
func (e *QueryError) Error() string { return e.Problem }

// Query is what a person asks to have compared: nothing for the work tree with
// HEAD, a prompt, A..B, one or two revisions with their prefixes (env:staging),
// two references of prompts, or two files or folders on disk.
type Query struct {
	Args   []string
	Staged bool   // what is staged, in place of the work tree
	Dir    string // the folder that paths on disk start from
	Options
}

// Run compares what is asked for. The project is nil outside of a repository,
// where only files and folders on disk can be.
func (q Query) Run(ctx context.Context, p *catalog.Project) (*Comparison, error) {
	if len(q.Args) > 2 {
		return nil, &QueryError{"at most two things can be compared"}
	}
	if q.OnDisk() {
		return q.disk(ctx)
	}
	if p == nil {
		return nil, q.notThere()
	}
	from, to, all, err := q.revisions(ctx, p)
	if err != nil {
		return nil, err
	}
	if all {
		return Revisions(ctx, p, from, to, q.Options)
	}
	return q.references(ctx, p)
}

// Expected are the revisions of git that Run will most likely ask for.
func (q Query) Expected() []string {
	var revs []string
	for _, arg := range q.Args {
		if isRange(arg) {
			a, b, _ := strings.Cut(arg, "..")
			revs = append(revs, cmp.Or(a, "HEAD"), cmp.Or(strings.TrimPrefix(b, "."), "HEAD"))
		} else if _, rev, found := strings.Cut(arg, "@"); found {
			revs = append(revs, rev)
		} else if kind, rev, found := strings.Cut(arg, ":"); found && kind == "rev" {
			revs = append(revs, rev)
		}
	}
	return slices.DeleteFunc(revs, func(rev string) bool { return rev == "" || isPrefixed(rev) || strings.ContainsRune(rev, 0) })
}

// notThere is the error for arguments that are no files or folders, outside of a
// repository.
func (q Query) notThere() error {
	for _, arg := range q.Args {
		if _, err := os.Stat(q.path(arg)); err != nil {
			return fmt.Errorf("%s is no file or folder here, and this is %w", arg, repo.ErrNoRepository)
		}
	}
	return repo.ErrNoRepository
}

// now is what is compared where nothing else is said: the work tree, or what is
// staged.
func (q Query) now(ctx context.Context, p *catalog.Project) (catalog.Revision, error) {
	if q.Staged {
		return p.Revision(ctx, "", string(catalog.Staged))
	}
	if p.Repo.Root() == "" {
		place := "git's own folder"
		if p.Repo.Bare() {
			place = "a bare repository"
		}
		return catalog.Revision{}, &QueryError{place + " has no work tree: give two revisions, as in v1..v2"}
	}
	return p.Revision(ctx, "", string(catalog.WorkTree))
}

// revisions reads the arguments as revisions that all prompts are compared at.
func (q Query) revisions(ctx context.Context, p *catalog.Project) (from, to catalog.Revision, all bool, err error) {
	switch {
	case len(q.Args) == 0:
		to, err = q.now(ctx, p)
		if err == nil {
			from, err = headOf(ctx, p)
		}
		return from, to, true, err
	case len(q.Args) == 1 && isRange(q.Args[0]):
		from, to, err = span(ctx, p, q.Args[0])
		return from, to, true, err
	case !slices.ContainsFunc(q.Args, func(a string) bool { return !isPrefixed(a) }):
		if from, err = p.Revision(ctx, "", q.Args[0]); err != nil {
			return from, to, true, err
		}
		if len(q.Args) == 2 {
			to, err = p.Revision(ctx, "", q.Args[1])
		} else {
			to, err = q.now(ctx, p)
		}
		return from, to, true, err
	}
	return from, to, false, nil
}

// headOf is HEAD, or the zero revision before the first commit.
func headOf(ctx context.Context, p *catalog.Project) (catalog.Revision, error) {
	head, err := p.Repo.Head(ctx)
	if err != nil || head.Commit == "" {
		return catalog.Revision{}, err
	}
	return catalog.Revision{Kind: catalog.Git, Text: "HEAD", Commit: head.Commit}, nil
}

// isPrefixed reports whether an argument is a revision that says of which kind
// it is, or one of the two that need not.
func isPrefixed(arg string) bool {
	kind, _, found := strings.Cut(arg, ":")
	return found && (kind == "env" || kind == "release" || kind == "rev") || arg == string(catalog.WorkTree) || arg == string(catalog.Staged)
}

// isRange reports whether an argument is A..B or A...B, and no path.
func isRange(arg string) bool {
	return strings.Contains(arg, "..") && !strings.HasPrefix(arg, "./") && !strings.HasPrefix(arg, "../") && !strings.Contains(arg, "/../")
}

// span reads A..B, and A...B, which begins where the two histories part. Each
// may be left out, and is HEAD then.
func span(ctx context.Context, p *catalog.Project, arg string) (from, to catalog.Revision, err error) {
	a, b, _ := strings.Cut(arg, "..")
	b, parts := strings.CutPrefix(b, ".")
	if from, err = p.Revision(ctx, "", cmp.Or(a, "HEAD")); err != nil {
		return from, to, err
	}
	if to, err = p.Revision(ctx, "", cmp.Or(b, "HEAD")); err != nil || !parts {
		return from, to, err
	}
	if from.Commit == "" || to.Commit == "" {
		return from, to, &QueryError{"... stands between two commits: neither the work tree nor what is staged has a history"}
	}
	from.Commit, err = p.Repo.MergeBase(ctx, from.Commit, to.Commit)
	return from, to, err
}

// references compares one prompt at two places, or two prompts.
func (q Query) references(ctx context.Context, p *catalog.Project) (*Comparison, error) {
	now, err := q.now(ctx, p)
	if err != nil && len(q.Args) < 2 {
		return nil, err
	}
	if len(q.Args) == 1 {
		return q.reference(ctx, p, now)
	}
	from, err := p.Resolve(ctx, q.Args[0], cmp.Or(now.String(), "HEAD"))
	if err != nil {
		return nil, err
	}
	to, err := p.Resolve(ctx, q.Args[1], cmp.Or(now.String(), "HEAD"))
	if err != nil {
		return nil, err
	}
	before, err := At(ctx, p, from.Revision)
	if err != nil {
		return nil, err
	}
	after, err := At(ctx, p, to.Revision)
	if err != nil {
		return nil, err
	}
	return Of(ctx, before, after, []Pair{{from.File.Path, to.File.Path, true, true}}, q.Options)
}

// reference compares NAME, at HEAD or the revision that it has, with what it is
// now. It may be missing on one side.
func (q Query) reference(ctx context.Context, p *catalog.Project, to catalog.Revision) (*Comparison, error) {
	name, rev, err := catalog.SplitReference(q.Args[0])
	if err != nil {
		return nil, err
	}
	from, err := headOf(ctx, p)
	if rev != "" {
		from, err = p.Revision(ctx, p.FromHere(name), rev)
	}
	if err != nil {
		return nil, err
	}
	before := State{Label: "nothing"}
	if from != (catalog.Revision{}) {
		if before, err = At(ctx, p, from); err != nil {
			return nil, err
		}
	}
	after, err := At(ctx, p, to)
	if err != nil {
		return nil, err
	}
	now, err := after.find(ctx, p.FromHere(name))
	if err != nil && !isNone(err) {
		return nil, err
	}
	old, oldErr := before.find(ctx, p.FromHere(name))
	switch {
	case oldErr != nil && !isNone(oldErr):
		return nil, oldErr
	case old == "" && now == "":
		return nil, q.unknown(ctx, p, err)
	case old == "":
		old, err = before.counterpart(ctx, now, after)
	case now == "":
		now, err = after.counterpart(ctx, old, before)
	}
	if err != nil {
		return nil, err
	}
	return Of(ctx, before, after, []Pair{{Before: old, After: now, Tests: true}}, q.Options)
}

// counterpart is the file that has the name here that a file of another state has
// there, or else the same file, as far as it could be a prompt: something may
// stand there that is none, which is said.
func (s State) counterpart(ctx context.Context, file string, of State) (string, error) {
	found, err := s.find(ctx, of.name(file))
	if isNone(err) {
		err = nil
		if s.name(file) != "" {
			found = file
		}
	}
	return found, err
}

// unknown is the error for a name that no prompt has. It is that of the revision
// where it can be nothing else, and has a hint where there is one.
func (q Query) unknown(ctx context.Context, p *catalog.Project, err error) error {
	_, failed := p.Revision(ctx, "", q.Args[0])
	switch {
	case failed == nil:
		return diag.WithHint(err, "a revision is written rev:%s, or %s..", q.Args[0], q.Args[0])
	case strings.ContainsAny(q.Args[0], "~^:") && !strings.Contains(q.Args[0], "@") && !prompt.IsPrompt(q.Args[0]):
		return failed
	}
	return err
}

// isNone reports whether an error is that there is no such prompt, or that what
// is there is none.
func isNone(err error) bool {
	var unknown *catalog.UnknownPromptError
	var found *diag.FindingsError
	return errors.As(err, &unknown) || errors.As(err, &found)
}

// find is the file of the prompt of a name.
func (s State) find(ctx context.Context, name string) (string, error) {
	c, err := s.entries(ctx)
	if err != nil {
		return "", err
	}
	if s.Snapshot == nil {
		return "", &catalog.UnknownPromptError{Name: name}
	}
	e, err := c.Find(name)
	return e.File.Path, err
}

// OnDisk reports whether two arguments are there on disk, as two folders or as
// two files.
func (q Query) OnDisk() bool {
	if len(q.Args) != 2 {
		return false
	}
	var folders []bool
	for _, arg := range q.Args {
		info, err := os.Stat(q.path(arg))
		if err != nil {
			return false
		}
		folders = append(folders, info.IsDir())
	}
	return folders[0] == folders[1]
}

func (q Query) path(arg string) string {
	if filepath.IsAbs(arg) {
		return arg
	}
	return filepath.Join(q.Dir, arg)
}

// nearest are the settings of the project that a folder is in: what models cost
// there. A promptctl.yaml that is wrong is as good as none.
func nearest(dir string) *config.Config {
	for {
		src, err := os.ReadFile(filepath.Join(dir, config.File))
		if err == nil {
			c, _ := config.Parse(config.File, src)
			return c
		}
		if dir == filepath.Dir(dir) {
			return config.Default()
		}
		dir = filepath.Dir(dir)
	}
}

// disk compares two folders or two files on disk.
func (q Query) disk(ctx context.Context) (*Comparison, error) {
	q.Facts = nearest(q.Dir).Facts
	var states [2]State
	var files [2]string
	for i, arg := range q.Args {
		dir := q.path(arg)
		if info, err := os.Stat(dir); err != nil || !info.IsDir() {
			if err := checkFile(arg, dir); err != nil {
				return nil, err
			}
			dir, files[i] = filepath.Split(dir)
		}
		s, err := repo.Folder(filepath.Clean(dir))
		if err != nil {
			return nil, err
		}
		states[i] = State{arg, s, []string{"."}}
	}
	if files != [2]string{} {
		return Of(ctx, states[0], states[1], []Pair{{files[0], files[1], true, true}}, q.Options)
	}
	pairs, err := byFile(ctx, states[0], states[1])
	if err != nil {
		return nil, err
	}
	return Of(ctx, states[0], states[1], pairs, q.Options)
}

// checkFile refuses what cannot be a prompt.
func checkFile(arg, file string) error {
	if !prompt.IsPrompt(file) && !slices.Contains([]string{".yaml", ".yml"}, filepath.Ext(file)) {
		return &QueryError{fmt.Sprintf("%s is no prompt: those are YAML files", arg)}
	}
	if info, err := os.Lstat(file); err == nil && info.Mode()&os.ModeSymlink != 0 {
		return &QueryError{fmt.Sprintf("%s is no prompt: it is a symbolic link, and only files are read", arg)}
	}
	return nil
}

// byFile are all prompts of two states, by their paths there.
func byFile(ctx context.Context, before, after State) ([]Pair, error) {
	found := map[string]Pair{}
	for i, s := range []State{before, after} {
		files, err := s.files(ctx)
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			p := found[file]
			p.Tests = true
			if i == 0 {
				p.Before = file
			} else {
				p.After = file
			}
			found[file] = p
		}
	}
	var pairs []Pair
	for _, path := range slices.Sorted(maps.Keys(found)) {
		pairs = append(pairs, found[path])
	}
	return pairs, nil
}
