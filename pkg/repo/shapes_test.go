package repo_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
)

// shapeFiles is what every shape of the repository holds at its tip.
var shapeFiles = map[string]string{
	"README.md":                              "top\n",
	"prompts/a.prompt.yaml":                  "model: second\n",
	"prompts/a/b.prompt.yaml":                "model: b\n",
	"prompts/a-b.prompt.yaml":                "model: a-b\n",
	"prompts/ünï – 名.prompt.yaml":            "naïve 名\n",
	"prompts/line\nbreak\t\"q\".prompt.yaml": "odd\n",
	"prompts/" + strings.Repeat("long", 60):  "long\n",
	"prompts/empty.partial.md":               "",
	"prompts/run.sh":                         "#!/bin/sh\n",
	"other/x.txt":                            "outside the prompts\n",
}

var shapeModes = []string{
	"file prompts/a-b.prompt.yaml",
	"file prompts/a.prompt.yaml",
	"file prompts/a/b.prompt.yaml",
	"file prompts/empty.partial.md",
	"file prompts/line\nbreak\t\"q\".prompt.yaml",
	"symbolic link prompts/link.prompt.yaml",
	"file prompts/" + strings.Repeat("long", 60),
	"executable file prompts/run.sh",
	"file prompts/ünï – 名.prompt.yaml",
}

// shapeOrigin fills a repository with three commits, a merge and tags.
func shapeOrigin(r *repotest.Repo) *repotest.Repo {
	r.Write("prompts/a.prompt.yaml", "model: first\n")
	r.Write("README.md", "top\n")
	r.Commit("first")
	r.Tag("v1", "the first")
	for path, text := range shapeFiles {
		r.Write(path, text)
	}
	r.Chmod("prompts/run.sh", 0o755)
	r.Symlink("a.prompt.yaml", "prompts/link.prompt.yaml")
	r.Commit("second\n\nwith a body\n")
	r.Branch("side")
	r.Write("side.txt", "side\n")
	r.Commit("side")
	r.Switch("main")
	r.Merge("side")
	return r
}

// shape is one way to hold a repository and one place to look at it from.
type shape struct {
	name    string
	make    func(t *testing.T) *repotest.Repo
	bare    bool
	shallow bool
	branch  string // what is checked out, where it is not main
	prefix  string
}

func shapes() []shape {
	origin := func(t *testing.T) *repotest.Repo { return shapeOrigin(repotest.New(t)) }
	return []shape{
		{name: "plain", make: origin},
		{name: "subfolder", prefix: "prompts/a", make: func(t *testing.T) *repotest.Repo { return origin(t).In("prompts/a") }},
		{name: "packed", make: func(t *testing.T) *repotest.Repo {
			r := origin(t)
			r.Git("gc", "-q")
			return r
		}},
		{name: "several packs", make: func(t *testing.T) *repotest.Repo {
			r := repotest.New(t)
			r.Write("early", "early\n")
			r.Commit("early")
			r.Git("repack", "-q", "-d")
			r.Remove("early")
			shapeOrigin(r)
			r.Git("repack", "-q", "-d")
			return r
		}},
		{name: "linked work tree", branch: "linked", make: func(t *testing.T) *repotest.Repo { return origin(t).Worktree("linked") }},
		{name: "folder of a linked work tree", branch: "linked", prefix: "prompts", make: func(t *testing.T) *repotest.Repo {
			return origin(t).Worktree("linked").In("prompts")
		}},
		{name: "bare", bare: true, make: func(t *testing.T) *repotest.Repo { return origin(t).Bare() }},
		{name: "folder of a bare", bare: true, make: func(t *testing.T) *repotest.Repo { return origin(t).Bare().In("refs") }},
		{name: "git's own folder", bare: true, make: func(t *testing.T) *repotest.Repo { return origin(t).In(".git") }},
		{name: "clone", make: func(t *testing.T) *repotest.Repo { return origin(t).Clone() }},
		{name: "shallow", shallow: true, make: func(t *testing.T) *repotest.Repo { return origin(t).Shallow(1) }},
		{name: "partial", make: func(t *testing.T) *repotest.Repo {
			r := origin(t).Partial()
			r.Git("checkout", "-q")
			return r
		}},
		{name: "partial and bare", bare: true, make: func(t *testing.T) *repotest.Repo {
			r := origin(t)
			r.Git("config", "uploadpack.allowFilter", "true")
			r.Git("config", "uploadpack.allowAnySHA1InWant", "true")
			return r.Clone("--filter=blob:none", "--bare")
		}},
		{name: "without trees", bare: true, make: func(t *testing.T) *repotest.Repo {
			r := origin(t)
			r.Git("config", "uploadpack.allowFilter", "true")
			r.Git("config", "uploadpack.allowAnySHA1InWant", "true")
			return r.Clone("--filter=tree:0", "--bare")
		}},
		{name: "sparse", make: func(t *testing.T) *repotest.Repo { return origin(t).Sparse("other") }},
		{name: "sparse index", make: func(t *testing.T) *repotest.Repo {
			r := origin(t).Sparse("other")
			r.Git("sparse-checkout", "set", "--cone", "--sparse-index", "other")
			return r
		}},
		{name: "sparse and partial", make: func(t *testing.T) *repotest.Repo {
			r := origin(t).Partial()
			r.Git("sparse-checkout", "set", "--cone", "other")
			r.Git("checkout", "-q")
			return r
		}},
		{name: "submodule", branch: "main", make: func(t *testing.T) *repotest.Repo { return origin(t).Submodule("deep/sub") }},
		{name: "shared", make: func(t *testing.T) *repotest.Repo { return origin(t).Shared() }},
		{name: "shared twice", make: func(t *testing.T) *repotest.Repo { return origin(t).Shared().Shared() }},
		{name: "GIT_DIR and GIT_WORK_TREE", make: func(t *testing.T) *repotest.Repo {
			r := origin(t)
			return r.With("GIT_DIR="+filepath.Join(r.Dir, ".git"), "GIT_WORK_TREE="+r.Dir).In(t.TempDir())
		}},
		{name: "relative GIT_DIR in a subfolder", prefix: "prompts", make: func(t *testing.T) *repotest.Repo {
			return origin(t).With("GIT_DIR=../.git", "GIT_WORK_TREE=..").In("prompts")
		}},
		{name: "GIT_DIR alone", make: func(t *testing.T) *repotest.Repo { return origin(t).With("GIT_DIR=.git") }},
		{name: "core.worktree", make: func(t *testing.T) *repotest.Repo {
			r := origin(t)
			moved := filepath.Join(t.TempDir(), "moved.git")
			require.NoError(t, os.Rename(filepath.Join(r.Dir, ".git"), moved))
			r.In(moved).Git("config", "core.worktree", r.Dir)
			return r.With("GIT_DIR=" + moved)
		}},
		{name: "git folder elsewhere", make: func(t *testing.T) *repotest.Repo {
			r := origin(t)
			r.Git("init", "-q", "--separate-git-dir", filepath.Join(t.TempDir(), "elsewhere.git"))
			return r
		}},
		{name: "ceiling", prefix: "prompts", make: func(t *testing.T) *repotest.Repo {
			r := origin(t)
			return r.With("GIT_CEILING_DIRECTORIES=" + filepath.Dir(r.Dir)).In("prompts")
		}},
		{name: "GIT_OBJECT_DIRECTORY", make: func(t *testing.T) *repotest.Repo {
			r := origin(t)
			moved := filepath.Join(t.TempDir(), "objects")
			require.NoError(t, os.Rename(filepath.Join(r.Dir, ".git", "objects"), moved))
			require.NoError(t, os.Mkdir(filepath.Join(r.Dir, ".git", "objects"), 0o755))
			return r.With("GIT_OBJECT_DIRECTORY=" + moved)
		}},
		{name: "GIT_ALTERNATE_OBJECT_DIRECTORIES", make: func(t *testing.T) *repotest.Repo {
			r := origin(t)
			moved := filepath.Join(t.TempDir(), "objects")
			require.NoError(t, os.Rename(filepath.Join(r.Dir, ".git", "objects"), moved))
			require.NoError(t, os.Mkdir(filepath.Join(r.Dir, ".git", "objects"), 0o755))
			return r.With("GIT_ALTERNATE_OBJECT_DIRECTORIES=" + moved)
		}},
		{name: "odd path", make: func(t *testing.T) *repotest.Repo {
			r := origin(t)
			odd := filepath.Join(t.TempDir(), " a\nb \"c\" ünï")
			require.NoError(t, os.Rename(r.Dir, odd))
			return r.In(odd)
		}},
		{name: "SHA-256", make: func(t *testing.T) *repotest.Repo { return shapeOrigin(repotest.NewSHA256(t)) }},
		{name: "SHA-256, packed", make: func(t *testing.T) *repotest.Repo {
			r := shapeOrigin(repotest.NewSHA256(t))
			r.Git("gc", "-q")
			return r
		}},
	}
}

func TestShapes(t *testing.T) {
	for _, s := range shapes() {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			in := s.make(t)
			r := open(t, in)
			require.Equal(t, s.shallow, r.Shallow())
			require.Equal(t, s.prefix, r.Prefix())
			require.Equal(t, s.bare, r.Root() == "")
			checkHead(t, in, r, s)
			checkTip(t, r)
			checkRefs(t, in, r, s)
			if s.bare {
				checkBare(t, r)
			} else {
				checkWorkTree(t, r)
			}
		})
	}
}

func checkHead(t *testing.T, in *repotest.Repo, r *repo.Repo, s shape) {
	t.Helper()
	head, err := r.Head(t.Context())
	require.NoError(t, err)
	require.Equal(t, in.Head(), string(head.Commit))
	require.Equal(t, max(s.branch, "main"), max(head.Branch, "main"))
	commit, err := r.Resolve(t.Context(), "HEAD")
	require.NoError(t, err)
	require.Equal(t, head.Commit, commit)
	commits, err := r.Commits(t.Context(), []repo.Hash{commit, commit})
	require.NoError(t, err)
	require.Equal(t, "merge side", commits[1].Subject)
	require.Equal(t, in.Git("rev-parse", "HEAD^{tree}"), string(commits[0].Tree))
	require.Len(t, commits[0].Parents, 2)
}

func checkTip(t *testing.T, r *repo.Repo) {
	t.Helper()
	tip := at(t, r, "HEAD")
	require.Equal(t, shapeModes, modes(t, tip, "prompts"))
	checkContent(t, tip)
}

func checkContent(t *testing.T, s repo.Snapshot) {
	t.Helper()
	want := map[string]string{"side.txt": "side\n"}
	for path, text := range shapeFiles {
		want[path] = text
		data, err := s.Read(t.Context(), path)
		require.NoError(t, err)
		require.Equal(t, text, string(data))
	}
	require.Equal(t, want, content(t, s))
	require.Equal(t, []string{"file README.md", "file prompts/a/b.prompt.yaml"},
		modes(t, s, "prompts/a/", "./README.md", "prompts/a/b.prompt.yaml", "absent"))
	_, err := s.Read(t.Context(), "prompts/absent")
	require.ErrorIs(t, err, os.ErrNotExist)
	_, err = s.Read(t.Context(), "prompts/link.prompt.yaml")
	require.ErrorIs(t, err, repo.ErrSymlink)
	_, err = s.Read(t.Context(), "prompts")
	require.ErrorIs(t, err, repo.ErrFolder)
}

func checkRefs(t *testing.T, in *repotest.Repo, r *repo.Repo, s shape) {
	t.Helper()
	refs, err := r.Refs(t.Context(), "refs/tags/")
	require.NoError(t, err)
	if s.shallow {
		require.Empty(t, refs, "the clone ends before the tag")
		_, err := r.Resolve(t.Context(), "HEAD~2")
		var unknown *repo.UnknownRevisionError
		require.ErrorAs(t, err, &unknown)
		return
	}
	first, err := r.Resolve(t.Context(), "v1")
	require.NoError(t, err)
	tag := repo.Hash(in.Git("rev-parse", "v1"))
	require.Equal(t, []repo.Ref{{Name: "refs/tags/v1", Hash: tag, Type: "tag", Peeled: first}}, refs)
	data, err := at(t, r, "v1").Read(t.Context(), "prompts/a.prompt.yaml")
	require.NoError(t, err)
	require.Equal(t, "model: first\n", string(data))
}

func checkWorkTree(t *testing.T, r *repo.Repo) {
	t.Helper()
	staged, disk := snapshot(t)(r.Index()), snapshot(t)(r.WorkTree())
	require.Equal(t, "staged", staged.Describe())
	require.Equal(t, "worktree", disk.Describe())
	for _, s := range []repo.Snapshot{staged, disk} {
		require.Equal(t, shapeModes, modes(t, s, "prompts"), s.Describe())
		checkContent(t, s)
	}
}

func checkBare(t *testing.T, r *repo.Repo) {
	t.Helper()
	_, err := r.WorkTree()
	require.ErrorIs(t, err, repo.ErrNoWorkTree)
	require.ErrorContains(t, err, r.GitDir())
	_, err = r.Index()
	require.ErrorIs(t, err, repo.ErrNoWorkTree)
}
