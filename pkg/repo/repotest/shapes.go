package repotest

import (
	"path/filepath"
	"strconv"

	"github.com/stretchr/testify/require"
)

// Clone clones the repository with these options of `git clone`.
func (r *Repo) Clone(options ...string) *Repo {
	r.t.Helper()
	c := *r
	c.Dir = filepath.Join(realTempDir(r.t), "clone")
	r.Git(append(append([]string{"clone", "-q"}, options...), "file://"+filepath.ToSlash(r.Dir), c.Dir)...)
	return &c
}

// Bare clones the repository without a work tree.
func (r *Repo) Bare() *Repo {
	r.t.Helper()
	return r.Clone("--bare")
}

// Shallow clones the last commits of the repository.
func (r *Repo) Shallow(depth int) *Repo {
	r.t.Helper()
	return r.Clone("--depth", strconv.Itoa(depth))
}

// Partial clones the repository without its blobs and checks nothing out.
func (r *Repo) Partial() *Repo {
	r.t.Helper()
	r.Git("config", "uploadpack.allowFilter", "true")
	r.Git("config", "uploadpack.allowAnySHA1InWant", "true")
	return r.Clone("--filter=blob:none", "--no-checkout")
}

// Sparse clones the repository and checks out these folders alone, and what
// lies in the top folder.
func (r *Repo) Sparse(folders ...string) *Repo {
	r.t.Helper()
	c := r.Clone("--no-checkout")
	c.Git(append([]string{"sparse-checkout", "set", "--cone"}, folders...)...)
	c.Git("checkout", "-q")
	return c
}

// Shared clones the repository such that the clone borrows its objects.
func (r *Repo) Shared() *Repo {
	r.t.Helper()
	c := *r
	c.Dir = filepath.Join(realTempDir(r.t), "shared")
	r.Git("clone", "-q", "--shared", r.Dir, c.Dir)
	return &c
}

// Worktree adds a linked work tree with the commit that is checked out, on a
// branch of this name.
func (r *Repo) Worktree(branch string) *Repo {
	r.t.Helper()
	c := *r
	c.Dir = filepath.Join(realTempDir(r.t), "linked")
	r.Git("worktree", "add", "-q", "-b", branch, c.Dir)
	return &c
}

// Submodule makes a new repository that has this one as its submodule, and
// returns the submodule.
func (r *Repo) Submodule(path string) *Repo {
	r.t.Helper()
	super := New(r.t)
	super.Git("submodule", "--quiet", "add", "file://"+filepath.ToSlash(r.Dir), path)
	super.Commit("add submodule")
	c := *r
	c.Dir = filepath.Join(super.Dir, filepath.FromSlash(path))
	require.DirExists(r.t, c.Dir)
	return &c
}
