// Package repo is the only door to git: it opens a repository wherever it is
// met, resolves revisions, and reads files from a commit, the index and the
// work tree with the same answers in every shape that a repository can have.
//
// What git decides (where the repository is, what a revision means, what the
// configuration says, what is ignored) git is asked. Objects are read in this
// process where that is at least as fast, and by git otherwise.
package repo

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// Options says where a repository is looked for.
type Options struct {
	Dir string   // where the search begins; "" is the current folder
	Env []string // the environment, as os.Environ() gives it; nothing else is read from outside
	// Staged says that Repo.Staged will be asked: git looks for the answer while
	// the repository is found, and what is staged later is not in it.
	Staged bool
	// Alone leaves out of the environment what points git to another repository,
	// index or store of objects, as it does within hooks, and out of the repository
	// what makes it show another history. Every object that is read is checked by
	// its hash, and none is fetched. It is for those who verify.
	Alone bool
	// Incoming goes with Alone, in the hook pre-receive of a server. There git keeps
	// the objects that come in out of the repository until the hook has let them in
	// (https://git-scm.com/docs/git-receive-pack#_quarantine_environment), and names
	// their folder in GIT_OBJECT_DIRECTORY, the repository's in
	// GIT_ALTERNATE_OBJECT_DIRECTORIES, and in GIT_QUARANTINE_PATH what makes git
	// move no ref. These are kept, and objects are read from there too; what is
	// written goes there, and away with it where the hook refuses.
	Incoming bool
	// Revisions will be resolved: git looks for them likewise.
	Revisions []string
	// Talk gets what git and remotes say, line by line, while they are talked to;
	// nil is nobody. What is wrong is not said there: it is in the error.
	Talk io.Writer
}

// Repo is an open repository. It is safe for concurrent use.
type Repo struct {
	git       runner
	talk      io.Writer // nil for nobody
	root      string
	prefix    string
	gitDir    string
	commonDir string
	bare      bool
	shallow   bool
	format    string
	rehashes  bool // every object that is read is checked by its hash

	staged    func() ([]string, error)     // nil where it was not to be asked ahead
	revisions map[string]func() resolution // likewise

	quirksMutex sync.Mutex
	knownQuirks *quirks

	places sync.Map // from committed to treeEntry: files at commits that git told of

	objectsOnce sync.Once
	store       *packs
}

// Open finds the repository that o.Dir lies in. The finding is git's: where
// git refuses (no repository, one that another user owns, a format that this
// git does not know), Open refuses with its reason.
func Open(ctx context.Context, o Options) (*Repo, error) {
	g, err := newRunner(o.Dir, o.Env)
	if err != nil {
		return nil, err
	}
	if o.Alone {
		g.leave(o.Incoming)
	}
	r := &Repo{git: g, talk: o.Talk, rehashes: o.Alone}
	if o.Staged {
		r.staged = background(func() ([]string, error) { return g.staged(ctx) })
	}
	r.revisions = g.expect(ctx, o.Revisions)
	if err := r.discover(ctx); err != nil {
		return nil, explainOpen(o.Dir, err)
	}
	r.anchor()
	return r, nil
}

// Root returns the absolute path of the work tree's top folder, or "" where
// there is no work tree.
func (r *Repo) Root() string { return r.root }

// Prefix returns the folder below Root in which the search began, with slashes
// and without one at its end, or "" at the top.
func (r *Repo) Prefix() string { return r.prefix }

// GitDir returns the absolute path of this work tree's git folder.
func (r *Repo) GitDir() string { return r.gitDir }

// CommonDir returns the absolute path of the git folder that all linked work
// trees share. It is GitDir where there are none.
func (r *Repo) CommonDir() string { return r.commonDir }

// Bare reports whether the repository has no work tree of its own.
func (r *Repo) Bare() bool { return r.bare }

// Shallow reports whether the history was cut off when it was fetched.
func (r *Repo) Shallow() bool { return r.shallow }

// Partial reports whether objects were left out when the repository was
// fetched, to be fetched when they are needed.
func (r *Repo) Partial() bool {
	s := r.objects()
	s.packs(false)
	return s.partial.Load()
}

// ObjectFormat returns the name of the hash that names objects: "sha1" or
// "sha256".
func (r *Repo) ObjectFormat() string { return r.format }

// Close ends what the repository keeps open. A repository that is not closed
// holds some files until the process ends.
func (r *Repo) Close() error { return r.objects().close() }

// discover asks git where the repository is. The facts that are always given
// come first; show-toplevel fails where there is no work tree.
func (r *Repo) discover(ctx context.Context) error {
	out, err := r.git.run(ctx, nil, "rev-parse", "--path-format=absolute",
		"--is-bare-repository", "--is-shallow-repository", "--show-object-format",
		"--git-dir", "--git-common-dir", "--show-toplevel", "--show-prefix")
	lines := strings.Split(string(out), "\n")
	if len(lines) < 6 {
		if err == nil {
			err = errors.New("git rev-parse gave too few answers")
		}
		return err
	}
	if lines[0] != "true" && lines[0] != "false" {
		return errOldGit
	}
	r.bare, r.shallow, r.format = lines[0] == "true", lines[1] == "true", lines[2]
	top := err == nil // also where the search began outside of the work tree that was named
	if top && len(lines) != 8 || !top && len(lines) != 6 {
		return r.discoverPaths(ctx, top)
	}
	r.gitDir, r.commonDir = lines[3], lines[4]
	if top {
		r.root, r.prefix = lines[5], strings.TrimSuffix(lines[6], "/")
	}
	return nil
}

// discoverPaths asks for each path alone, which is needed where a path holds a
// line break.
func (r *Repo) discoverPaths(ctx context.Context, top bool) error {
	ask := map[string]*string{"--git-dir": &r.gitDir, "--git-common-dir": &r.commonDir}
	if top {
		ask["--show-toplevel"], ask["--show-prefix"] = &r.root, &r.prefix
	}
	for option, place := range ask {
		out, err := r.git.run(ctx, nil, "rev-parse", "--path-format=absolute", option)
		if err != nil {
			return err
		}
		*place = strings.TrimSuffix(string(out), "\n")
	}
	r.prefix = strings.TrimSuffix(r.prefix, "/")
	return nil
}

// anchor makes the git commands to come start at the top, so that paths are
// relative to it. What git found by way of its environment or of core.worktree
// would not be found again from there, and is fixed.
func (r *Repo) anchor() {
	r.git.dir = r.root
	if r.root == "" {
		r.git.dir = r.gitDir
	}
	_, pinned := lookup(r.git.env, "GIT_DIR")
	if _, err := os.Lstat(filepath.Join(r.root, ".git")); r.root != "" && (pinned || err != nil) {
		r.git.set("GIT_DIR", r.gitDir)
		r.git.set("GIT_WORK_TREE", r.root)
	} else if pinned {
		r.git.set("GIT_DIR", r.gitDir)
	}
}
