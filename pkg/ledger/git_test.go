package ledger_test

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/ledger"
	"github.com/promptctl-io/promptctl/pkg/ledger/ledgertest"
	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// formats are the two kinds of repositories there are.
func formats(t *testing.T, test func(t *testing.T, in *repotest.Repo, sha256 bool)) {
	t.Run("sha1", func(t *testing.T) { test(t, repotest.New(t), false) })
	t.Run("sha256", func(t *testing.T) { test(t, repotest.NewSHA256(t), true) })
}

// treeOf is the tree that git makes of some files.
func treeOf(in *repotest.Repo, b *book, files map[string]string) string {
	in.Git("read-tree", "--empty")
	var lines strings.Builder
	for _, path := range slices.Sorted(maps.Keys(files)) {
		fmt.Fprintf(&lines, "100644 %s\t%s\n", b.Store.ID("blob", []byte(files[path])), path)
	}
	in.GitInput(lines.String(), "update-index", "--index-info")
	return in.Git("write-tree", "--missing-ok")
}

// Whatever is planned, the tree is the one that git makes of the same files, and
// no object is written in vain.
func TestPlantAsGitDoes(t *testing.T) {
	names := []string{"a", "a/b", "a-b", "a.b", "a0", "a/b/c", "B"}
	paths := []string{"x.md", "x/y.md", "x-y.md", "x.y/z", "x0"}
	formats(t, func(t *testing.T, in *repotest.Repo, sha256 bool) {
		in = in.With("GIT_INDEX_FILE=" + filepath.Join(t.TempDir(), "index"))
		rapid.Check(t, func(r *rapid.T) {
			b := newBook(t, "lab")
			b.memory.SHA256 = sha256
			b.write(b.Root("ana"))
			for range rapid.IntRange(1, 2).Draw(r, "plans") {
				state := b.good()
				plan := ledger.Plan{Files: map[string]map[string]string{}, Trees: map[string]string{}}
				for _, name := range rapid.SliceOfNDistinct(rapid.SampledFrom(names), 0, 4, rapid.ID).Draw(r, "prompts") {
					p := version(name, rapid.IntRange(1, 2).Draw(r, "version"))
					for _, path := range rapid.SliceOfNDistinct(rapid.SampledFrom(paths), 0, 3, rapid.ID).Draw(r, "files") {
						p.Files[path] = path
					}
					switch rapid.SampledFrom([]string{"files", "tree", "nothing"}).Draw(r, "how") {
					case "files":
						plan.Files[name] = map[string]string{}
						for path, text := range p.Files {
							plan.Files[name][path] = b.Put("blob", []byte(text))
						}
						b.Served[name] = p.Files
					case "tree":
						plan.Trees[name] = ledgertest.Files(b.Put, p.Files)
						b.Served[name] = p.Files
					case "nothing":
						plan.Trees[name] = ""
						delete(b.Served, name)
					}
				}
				if rapid.Bool().Draw(r, "policy") {
					b.Policy = policyText("24h", rapid.SampledFrom([]string{"24h", "1h"}).Draw(r, "soak"))
					plan.Policy = ledgertest.Files(b.Put, b.Policy)
				}
				id, objects, err := ledger.Plant(t.Context(), b.Store, state, plan)
				require.NoError(r, err)
				require.Equal(r, treeOf(in, b, b.files()), id)
				trees := strings.Fields(in.Git("ls-tree", "-rtd", "--format=%(objectname)", id))
				for _, o := range objects {
					require.Equal(r, "tree", o.Kind)
					require.Contains(r, append(trees, id), b.Store.ID(o.Kind, o.Data))
				}
				b.Tips = nil
				b.write(b.Root("ana"))
			}
		})
	})
}

// Plain git reads a ledger: its objects, its signatures and its evidence.
func TestGitReadsALedger(t *testing.T) {
	formats(t, func(t *testing.T, in *repotest.Repo, sha256 bool) {
		b := newBook(t, "production")
		b.memory.SHA256 = sha256
		fill(b).good()
		in.Write("allowed_signers", b.Policy["allowed_signers"])
		for id, o := range b.memory.Objects {
			require.Equal(t, id, in.GitInput(string(o.Data), "hash-object", "-w", "-t", o.Kind, "--stdin"))
		}
		in.Git("update-ref", "refs/heads/env/production", b.Tip())
		in.Git("config", "gpg.ssh.allowedSignersFile", filepath.Join(in.Dir, "allowed_signers"))
		in.Git("fsck", "--strict", "--no-dangling")
		tips := strings.Fields(in.Git("rev-list", "--first-parent", "--reverse", "env/production"))
		require.Equal(t, b.Tips, tips)
		for _, id := range b.Tips {
			in.Git("verify-commit", id)
			raw, err := in.TryGit("", "cat-file", "commit", id)
			require.NoError(t, err)
			c, err := ledger.ParseCommit(id, []byte(raw))
			require.NoError(t, err)
			shown := in.Git("log", "-1", "--show-signature", id)
			require.Equal(t, 1+len(c.Evidence), strings.Count(shown, `Good "git" signature for `), shown)
			for _, tag := range c.Evidence {
				where := in.GitInput(string(tag), "hash-object", "-t", "tag", "-w", "--stdin", "--literally")
				require.Equal(t, b.id(tag), where)
				in.Git("verify-tag", where)
			}
		}
	})
}
