package repo_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
)

const notesRef = "refs/notes/promptctl/comments"

// notes are the notes of a ref as a map.
func notes(t testing.TB, r *repo.Repo, ref string) map[string]string {
	t.Helper()
	list, err := r.Notes(t.Context(), ref)
	require.NoError(t, err)
	got := map[string]string{}
	for _, n := range list {
		require.NotContains(t, got, string(n.Object), "an object has one note")
		got[string(n.Object)] = string(n.Text)
	}
	require.True(t, slices.IsSortedFunc(list, func(a, b repo.Note) int { return strings.Compare(string(a.Object), string(b.Object)) }))
	return got
}

// gitNotes are the notes of a ref as git shows them.
func gitNotes(in *repotest.Repo, ref string) map[string]string {
	got, texts := map[string]string{}, map[string]string{}
	for line := range strings.Lines(in.Git("notes", "--ref", ref, "list")) {
		blob, object, _ := strings.Cut(strings.TrimSpace(line), " ")
		if texts[blob] == "" {
			texts[blob] = in.Git("cat-file", "blob", blob) + "\n"
		}
		got[object] = texts[blob]
	}
	return got
}

func TestNotes(t *testing.T) {
	for _, made := range map[string]func() *repotest.Repo{
		"plain":   func() *repotest.Repo { return shapeOrigin(repotest.New(t)) },
		"sha256":  func() *repotest.Repo { return shapeOrigin(repotest.NewSHA256(t)) },
		"bare":    func() *repotest.Repo { return shapeOrigin(repotest.New(t)).Bare() },
		"linked":  func() *repotest.Repo { return shapeOrigin(repotest.New(t)).Worktree("linked") },
		"shallow": func() *repotest.Repo { return shapeOrigin(repotest.New(t)).Shallow(1) },
	} {
		in := made()
		r := open(t, in)
		head := repo.Hash(in.Git("rev-parse", "HEAD"))
		require.Empty(t, notes(t, r, notesRef))
		require.NoError(t, r.AppendNote(t.Context(), notesRef, head, []byte("one\n"), "Say one"))
		require.NoError(t, r.AppendNote(t.Context(), notesRef, head, []byte("two\n"), "Say two"))
		require.Equal(t, map[string]string{string(head): "one\ntwo\n"}, notes(t, r, notesRef))
		require.Equal(t, "one\ntwo", in.Git("notes", "--ref", notesRef, "show", "HEAD"), "git reads it")
		require.Equal(t, "Say two\nSay one", in.Git("log", "--format=%s", notesRef))
		in.Git("notes", "--ref", notesRef, "append", "-m", "three", "HEAD")
		require.Equal(t, "one\ntwo\n\nthree\n", notes(t, r, notesRef)[string(head)], "what git writes is read")
		in.Git("notes", "--ref", notesRef, "add", "-f", "-m", "x", "HEAD")
		require.NoError(t, r.AppendNote(t.Context(), notesRef, head, []byte("y\n"), "y"))
		require.Equal(t, "x\ny\n", notes(t, r, notesRef)[string(head)])
		in.Git("fsck", "--strict")
	}
}

func TestNotesOfWhatIsNotThere(t *testing.T) {
	in := repotest.New(t)
	r := open(t, in)
	gone := repo.Hash(strings.Repeat("ab", 20))
	require.NoError(t, r.AppendNote(t.Context(), notesRef, gone, []byte("kept\n"), "x"))
	require.Equal(t, map[string]string{string(gone): "kept\n"}, notes(t, r, notesRef))
	for _, id := range []repo.Hash{"", "HEAD", "-x", gone[:39], repo.Hash(strings.ToUpper(string(gone)))} {
		require.Error(t, r.AppendNote(t.Context(), notesRef, id, []byte("x\n"), "x"), id)
	}
	require.Error(t, r.AppendNote(t.Context(), notesRef+"/below", gone, []byte("x\n"), "x"), "a ref is in the way")
	in.Git("update-ref", "refs/notes/blob", in.GitInput("x", "hash-object", "-w", "--stdin"))
	_, err := r.Notes(t.Context(), "refs/notes/blob")
	require.ErrorContains(t, err, "refs/notes/blob: ")
}

// Whatever the folders of the tree are, git and this package read the same, and
// what is no note stays.
func TestNotesAreGits(t *testing.T) {
	in := repotest.New(t)
	r := open(t, in)
	blob := in.GitInput("said\n", "hash-object", "-w", "--stdin")
	index := in.With("GIT_INDEX_FILE=" + in.Dir + "/.git/scratch")
	rapid.Check(t, func(rt *rapid.T) {
		var list strings.Builder
		var ids []string
		for i := range rapid.IntRange(0, 12).Draw(rt, "notes") {
			id := string(r.BlobHash([]byte{byte(i)}))
			ids = append(ids, id)
			path := id
			for cut := range rapid.IntRange(0, 3).Draw(rt, "depth") {
				path = path[:3*cut+2] + "/" + path[3*cut+2:]
			}
			fmt.Fprintf(&list, "100644 %s\t%s\n", blob, path)
		}
		fmt.Fprintf(&list, "100644 %s\t%s\n100644 %s\t%s\n", blob, "README", blob, "ab/zz/README")
		index.GitInput(list.String(), "update-index", "--add", "--index-info")
		commit := in.Git("commit-tree", "-m", "x", index.Git("write-tree"))
		require.NoError(rt, os.Remove(in.Dir+"/.git/scratch"))
		in.Git("update-ref", notesRef, commit)
		require.Equal(rt, gitNotes(in, notesRef), notes(t, r, notesRef))
		other := strings.Repeat(rapid.SampledFrom([]string{"ab", "00", "f1"}).Draw(rt, "other"), 20)
		for _, id := range append(ids[:min(1, len(ids))], other) {
			require.NoError(rt, r.AppendNote(t.Context(), notesRef, repo.Hash(id), []byte("more\n"), "x"))
			require.True(rt, strings.HasSuffix(notes(t, r, notesRef)[id], "more\n"))
		}
		require.Equal(rt, gitNotes(in, notesRef), notes(t, r, notesRef))
		in.Git("rev-parse", notesRef+":README", notesRef+":ab/zz/README")
	})
}

func TestManyNotesGetFolders(t *testing.T) {
	in := repotest.New(t)
	r := open(t, in)
	var list strings.Builder
	blob := in.GitInput("x\n", "hash-object", "-w", "--stdin")
	for i := range 300 {
		fmt.Fprintf(&list, "100644 blob %s\t%040x\n", blob, i)
	}
	commit := in.Git("commit-tree", "-m", "x", in.GitInput(list.String(), "mktree"))
	in.Git("update-ref", notesRef, commit)
	require.NoError(t, r.AppendNote(t.Context(), notesRef, repo.Hash(strings.Repeat("ab", 20)), []byte("y\n"), "x"))
	require.Equal(t, "ab/"+strings.Repeat("ab", 19), in.Git("ls-tree", "-r", "--name-only", notesRef, "ab/"))
	require.Equal(t, gitNotes(in, notesRef), notes(t, r, notesRef))
	require.Len(t, notes(t, r, notesRef), 301)
}

func TestNotesOfManyAtOnce(t *testing.T) {
	in := shapeOrigin(repotest.New(t))
	object := repo.Hash(in.Git("rev-parse", "HEAD"))
	var all sync.WaitGroup
	for i := range 8 {
		r := open(t, in)
		all.Go(func() {
			for j := range 3 {
				if err := r.AppendNote(t.Context(), notesRef, object, fmt.Appendf(nil, "line %d %d\n", i, j), "x"); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	text := notes(t, open(t, in), notesRef)[string(object)]
	for i := range 8 {
		for j := range 3 {
			require.Contains(t, text, fmt.Sprintf("line %d %d\n", i, j))
		}
	}
	require.Equal(t, 24, strings.Count(text, "\n"))
}

func TestRefThatCannotBeWritten(t *testing.T) {
	in := shapeOrigin(repotest.New(t))
	in.Write(".git/"+notesRef+".lock", "")
	err := open(t, in).AppendNote(t.Context(), notesRef, repo.Hash(in.Git("rev-parse", "HEAD")), []byte("x\n"), "x")
	require.ErrorContains(t, err, "Unable to create")
}

func TestMergeNotes(t *testing.T) {
	in := shapeOrigin(repotest.New(t))
	r := open(t, in)
	head, first := repo.Hash(in.Git("rev-parse", "HEAD")), repo.Hash(in.Git("rev-parse", "v1^{commit}"))
	write := func(ref string, object repo.Hash, text string) {
		require.NoError(t, r.AppendNote(t.Context(), ref, object, []byte(text), "x"))
	}
	const theirs = "refs/notes/theirs"
	write(theirs, head, "base\n")
	require.NoError(t, r.MergeNotes(t.Context(), notesRef, theirs), "there is nothing yet")
	require.Equal(t, "base\n", notes(t, r, notesRef)[string(head)])
	write(theirs, head, "theirs\n")
	require.NoError(t, r.MergeNotes(t.Context(), notesRef, theirs), "nothing was written here meanwhile")
	require.Equal(t, in.Git("rev-parse", theirs), in.Git("rev-parse", notesRef))
	write(theirs, head, "theirs again\n")
	write(notesRef, head, "ours\n")
	write(notesRef, first, "elsewhere\n")
	require.NoError(t, r.MergeNotes(t.Context(), notesRef, theirs))
	require.Equal(t, map[string]string{string(head): "base\nours\ntheirs\ntheirs again\n", string(first): "elsewhere\n"}, notes(t, r, notesRef))
	merged := in.Git("rev-parse", notesRef)
	require.NoError(t, r.MergeNotes(t.Context(), notesRef, theirs), "it is merged")
	require.Equal(t, merged, in.Git("rev-parse", notesRef))
	require.Error(t, r.MergeNotes(t.Context(), notesRef, "refs/notes/none"))
	require.Empty(t, in.Git("for-each-ref", "refs/notes/merging"))
}

func TestUnionNotes(t *testing.T) {
	in := shapeOrigin(repotest.New(t))
	r := open(t, in)
	require.NoError(t, r.UnionNotes(t.Context(), notesRef))
	require.Equal(t, "cat_sort_uniq", in.Git("config", "notes.promptctl/comments.mergeStrategy"))
	in.Git("config", "notes.promptctl/comments.mergeStrategy", "union")
	require.NoError(t, r.UnionNotes(t.Context(), notesRef))
	require.Equal(t, "union", in.Git("config", "notes.promptctl/comments.mergeStrategy"), "what is said stays")
}
