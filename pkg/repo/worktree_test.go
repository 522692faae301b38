package repo_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
)

func TestWorkTreeFiles(t *testing.T) {
	in := repotest.New(t)
	in.Write(".gitignore", "*.log\nbuild/\n")
	in.Write("prompts/.gitignore", "draft-*\n!draft-kept\n")
	in.Write("prompts/tracked", "tracked\n")
	in.Write("prompts/deleted", "deleted\n")
	in.Write("prompts/folder", "a file that becomes a folder\n")
	in.Write("prompts/forced.log", "tracked though ignored\n")
	in.Write("prompts/behind/link", "tracked, and then behind a link\n")
	in.Git("add", "-f", "-A")
	in.Commit("first")
	in.Remove("prompts/deleted")
	in.Remove("prompts/folder")
	in.Remove("prompts/behind")
	in.Symlink(t.TempDir(), "prompts/behind")
	in.Write("prompts/folder/inner", "inner\n")
	in.Write("prompts/draft-x", "ignored\n")
	in.Write("prompts/draft-kept", "kept\n")
	in.Write("prompts/build/x", "ignored\n")
	in.Write("prompts/untracked", "untracked\n")
	in.Chmod("prompts/untracked", 0o755)
	in.Write("prompts/nested/file", "in another repository\n")
	in.Git("init", "-q", "prompts/nested")
	in.In("prompts/nested").Commit("nested")
	require.NoError(t, os.Mkdir(filepath.Join(in.Dir, "prompts", "none"), 0o755))

	disk := snapshot(t)(open(t, in).WorkTree())
	require.Equal(t, []string{
		"file prompts/.gitignore",
		"symbolic link prompts/behind",
		"file prompts/draft-kept",
		"file prompts/folder/inner",
		"file prompts/forced.log",
		"file prompts/tracked",
		"executable file prompts/untracked",
	}, modes(t, disk, "prompts"))
	for path, want := range map[string]error{
		"prompts/deleted":       os.ErrNotExist,
		"prompts/none":          repo.ErrFolder,
		"prompts/nested":        repo.ErrSubmodule,
		"prompts/nested/file":   repo.ErrSubmodule,
		"prompts/behind":        repo.ErrSymlink,
		"prompts/tracked/below": os.ErrNotExist,
	} {
		_, err := disk.Read(t.Context(), path)
		require.ErrorIs(t, err, want, path)
		require.ErrorContains(t, err, path+": ")
	}
	_, err := disk.Read(t.Context(), "prompts/behind/link")
	require.EqualError(t, err, "prompts/behind/link: lies behind a symbolic link in worktree")
	_, err = disk.Read(t.Context(), "prompts/nested/file")
	require.EqualError(t, err, "prompts/nested/file: lies in a submodule in worktree")
	_, err = disk.Read(t.Context(), ".git/config")
	require.ErrorContains(t, err, "lies in git's own folder")
	data, err := disk.Read(t.Context(), "prompts/draft-x")
	require.NoError(t, err, "what is ignored is not listed, but can be read by its name")
	require.Equal(t, "ignored\n", string(data))
}

func TestWorkTreeSubmodule(t *testing.T) {
	in := shapeOrigin(repotest.New(t)).Submodule("prompts/sub").In("../..")
	r := open(t, in)
	for _, s := range []repo.Snapshot{at(t, r, "HEAD"), snapshot(t)(r.Index()), snapshot(t)(r.WorkTree())} {
		require.Equal(t, []string{"submodule prompts/sub"}, modes(t, s, "prompts"))
		_, err := s.Read(t.Context(), "prompts/sub")
		require.ErrorIs(t, err, repo.ErrSubmodule, s.Describe())
	}
}

func TestWorkTreeSpecialFiles(t *testing.T) {
	in := repotest.New(t)
	in.Write("big", "")
	require.NoError(t, os.Truncate(filepath.Join(in.Dir, "big"), 64<<20+1))
	disk := snapshot(t)(open(t, in).WorkTree())
	_, err := disk.Read(t.Context(), "big")
	require.EqualError(t, err, "big: is larger than 64 MiB in worktree")
}

// Where the file system has no executable files and no links, git's index says
// what they are.
func TestWorkTreeOnPoorFileSystems(t *testing.T) {
	in := repotest.New(t)
	in.Git("config", "core.fileMode", "false")
	in.Git("config", "core.symlinks", "false")
	id := in.GitInput("target", "hash-object", "-w", "--stdin")
	in.Git("update-index", "--add", "--cacheinfo", "100755,"+id+",run", "--cacheinfo", "120000,"+id+",link", "--cacheinfo", "100644,"+id+",plain")
	for _, path := range []string{"run", "link", "plain", "new"} {
		in.Write(path, "target")
	}
	in.Chmod("plain", 0o755)
	in.Chmod("new", 0o755)
	require.Equal(t, []string{"symbolic link link", "file new", "file plain", "executable file run"},
		modes(t, snapshot(t)(open(t, in).WorkTree())))
}

// conversion is a setting under which git stores other bytes than there are on
// disk.
type conversion struct {
	name       string
	config     []string // pairs
	attributes string
	staged     map[string]string // what is committed before the settings are made
	disk       map[string]string
}

func conversions() []conversion {
	crlf := map[string]string{
		"prompts/a": "one\r\ntwo\r\n", "prompts/b": "one\ntwo\n", "prompts/mixed": "one\r\ntwo\n", "prompts/cr": "one\rtwo\r",
		"prompts/bin": "one\r\n\x00two\r\n", "prompts/line\nbreak \"x\"": "odd\r\n",
	}
	return []conversion{
		{name: "nothing set", disk: crlf},
		{name: "autocrlf=true", config: []string{"core.autocrlf", "true"}, disk: crlf},
		{name: "autocrlf=input", config: []string{"core.autocrlf", "input"}, disk: crlf},
		{name: "autocrlf=true, committed with CR", config: []string{"core.autocrlf", "true"},
			staged: map[string]string{"prompts/a": "old\r\n", "prompts/b": "old\r\n"}, disk: crlf},
		{name: "safecrlf", config: []string{"core.autocrlf", "input", "core.safecrlf", "warn"}, disk: crlf},
		{name: "text=auto", attributes: "* text=auto\n", disk: crlf},
		{name: "eol=crlf", attributes: "*a text eol=crlf\n", disk: crlf},
		{name: "-text under autocrlf", config: []string{"core.autocrlf", "true"}, attributes: "*a -text\n", disk: crlf},
		{name: "ident", attributes: "* ident\n", disk: map[string]string{"prompts/a": "$Id: 1234 $\n", "prompts/b": "no id\n"}},
		{name: "encoding", attributes: "* working-tree-encoding=UTF-16LE\n.gitattributes !working-tree-encoding\n",
			disk: map[string]string{"prompts/a": "a\x00\n\x00", "prompts/b": "\xe4\x00\n\x00"}},
		{name: "filter", config: []string{"filter.up.clean", "tr a-z A-Z", "filter.up.required", "true"}, attributes: "*a filter=up\n",
			disk: map[string]string{"prompts/a": "shout\n", "prompts/b": "quiet\n", "prompts/c/a": "shout\r\n"}},
		{name: "filter that is not set up", attributes: "* filter=absent\n", disk: crlf},
		{name: "split index", config: []string{"core.splitIndex", "true", "core.autocrlf", "true"},
			staged: map[string]string{"prompts/a": "old\r\n"}, disk: crlf},
	}
}

// What is read from the work tree is what a commit of it holds, and reading
// leaves no trace in the repository.
func TestWorkTreeGivesWhatGitWouldStore(t *testing.T) {
	for _, c := range conversions() {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			in := repotest.New(t)
			for path, text := range c.staged {
				in.Write(path, text)
			}
			in.Commit("staged")
			for i := 0; i < len(c.config); i += 2 {
				in.Git("config", c.config[i], c.config[i+1])
			}
			if c.attributes != "" {
				in.Write(".gitattributes", c.attributes)
			}
			for path, text := range c.disk {
				in.Write(path, text)
			}
			r := open(t, in)
			disk := snapshot(t)(r.WorkTree())
			objects := in.Git("count-objects", "-v")
			index := in.Git("ls-files", "-s")
			single := map[string]string{}
			for path := range c.disk {
				data, err := disk.Read(t.Context(), path)
				require.NoError(t, err)
				single[path] = string(data)
			}
			bulk := content(t, disk, "prompts")
			require.Equal(t, objects, in.Git("count-objects", "-v"))
			require.Equal(t, index, in.Git("ls-files", "-s"))

			in.Commit("all")
			committed := at(t, r, "HEAD")
			require.Equal(t, content(t, committed, "prompts"), bulk)
			require.Equal(t, content(t, committed, "prompts"), single)
			require.Equal(t, content(t, committed, "prompts"), content(t, disk, "prompts"), "also when it is committed")
		})
	}
}

// One file among many that needs git does not change those around it.
func TestWorkTreeConvertsInTheMiddle(t *testing.T) {
	in := repotest.New(t)
	in.Git("config", "core.autocrlf", "true")
	for i := range 100 {
		in.Write(fmt.Sprintf("p/%03d", i), fmt.Sprintf("text %d\n", i))
	}
	in.Write("p/050", "text 50\r\n")
	in.Remove("p/051")
	got := content(t, snapshot(t)(open(t, in).WorkTree()))
	require.Len(t, got, 99)
	for i := range 100 {
		if i != 51 {
			require.Equal(t, fmt.Sprintf("text %d\n", i), got[fmt.Sprintf("p/%03d", i)])
		}
	}
}

func TestWorkTreeFilterFails(t *testing.T) {
	scratch := t.TempDir()
	in := repotest.New(t).With("TMPDIR=" + scratch)
	in.Git("config", "filter.bad.clean", "false")
	in.Git("config", "filter.bad.required", "true")
	in.Write(".gitattributes", "x filter=bad\n")
	in.Write("x", "text\n")
	disk := snapshot(t)(open(t, in).WorkTree())
	_, err := disk.Read(t.Context(), "x")
	require.ErrorContains(t, err, "clean filter 'bad' failed")
	left, err := os.ReadDir(scratch)
	require.NoError(t, err)
	require.Empty(t, left)
}

// A filter sees the locale that it sees under git add.
func TestWorkTreeFilterLocale(t *testing.T) {
	in := repotest.New(t).With("LC_ALL=de_DE.UTF-8")
	in.Git("config", "filter.env.clean", "printenv LC_ALL")
	in.Write(".gitattributes", "x filter=env\n")
	in.Write("x", "text\n")
	data, err := snapshot(t)(open(t, in).WorkTree()).Read(t.Context(), "x")
	require.NoError(t, err)
	require.Equal(t, "de_DE.UTF-8\n", string(data))
}

func TestWorkTreeSparse(t *testing.T) {
	in := shapeOrigin(repotest.New(t)).Sparse("other")
	in.Write("prompts/new", "untracked, outside of the cone\n")
	require.NoDirExists(t, filepath.Join(in.Dir, "prompts", "a"))
	disk := snapshot(t)(open(t, in).WorkTree())
	got := content(t, disk, "prompts")
	require.Equal(t, "model: second\n", got["prompts/a.prompt.yaml"])
	require.Equal(t, "untracked, outside of the cone\n", got["prompts/new"])

	in.Git("config", "core.autocrlf", "true")
	in.Write("other/x.txt", "changed\r\n")
	require.Equal(t, "changed\n", content(t, disk)["other/x.txt"])
	require.Equal(t, "model: second\n", content(t, disk)["prompts/a.prompt.yaml"])
}

// Names that differ by case alone are different files.
func TestWorkTreeCase(t *testing.T) {
	in := repotest.New(t)
	in.Write("p/a", "lower\n")
	in.Write("p/A", "upper\n")
	in.Commit("both")
	if data, err := os.ReadFile(filepath.Join(in.Dir, "p", "a")); err != nil || !strings.HasPrefix(string(data), "lower") {
		t.Skip("the file system takes them for one")
	}
	r := open(t, in)
	for _, s := range []repo.Snapshot{at(t, r, "HEAD"), snapshot(t)(r.Index()), snapshot(t)(r.WorkTree())} {
		require.Equal(t, map[string]string{"p/a": "lower\n", "p/A": "upper\n"}, content(t, s))
		require.Equal(t, []string{"file p/A", "file p/a"}, modes(t, s))
	}
}
