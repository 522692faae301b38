package repo_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
)

func TestCommits(t *testing.T) {
	in := repotest.New(t)
	first := in.Commit("first subject\nwith a second line\n\n\nthe body\n\nends here\n")
	second := in.With("GIT_AUTHOR_DATE=2024-02-29T12:34:56-0330", "GIT_AUTHOR_NAME=Ünï 名").Commit("second")
	commits, err := open(t, in).Commits(t.Context(), []repo.Hash{repo.Hash(second), repo.Hash(first)})
	require.NoError(t, err)
	ana := repo.Person{Name: "Ana Author", Email: "ana@example.com", When: time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)}
	cy := repo.Person{Name: "Cy Committer", Email: "cy@example.com", When: ana.When}
	require.Equal(t, repo.Commit{
		Hash: repo.Hash(first), Tree: repo.Hash(in.Git("rev-parse", first+"^{tree}")), Author: ana, Committer: cy,
		Subject: "first subject with a second line", Body: "the body\n\nends here",
	}, commits[1])
	require.Equal(t, []repo.Hash{repo.Hash(first)}, commits[0].Parents)
	require.Equal(t, "Ünï 名", commits[0].Author.Name)
	require.Equal(t, "2024-02-29T12:34:56-03:30", commits[0].Author.When.Format(time.RFC3339))
	require.Empty(t, commits[0].Body)
}

func TestCommitsOfNothing(t *testing.T) {
	commits, err := open(t, repotest.New(t)).Commits(t.Context(), nil)
	require.NoError(t, err)
	require.Empty(t, commits)
}

func TestCommitsThatAreNone(t *testing.T) {
	in := shapeOrigin(repotest.New(t))
	r := open(t, in)
	for rev, want := range map[string]string{"v1": "is a tag, not a commit", "HEAD^{tree}": "is a tree, not a commit"} {
		id := repo.Hash(in.Git("rev-parse", rev))
		_, err := r.Commits(t.Context(), []repo.Hash{id})
		require.EqualError(t, err, "object "+string(id)+": "+want)
		_, err = r.At(t.Context(), id)
		require.ErrorContains(t, err, want)
	}
	for _, id := range []repo.Hash{"", "HEAD", "abc", repo.Hash(strings.Repeat("A", 40)), repo.Hash(strings.Repeat("a", 64))} {
		_, err := r.Commits(t.Context(), []repo.Hash{id})
		var bad *repo.ObjectError
		require.ErrorAs(t, err, &bad, id)
		require.ErrorContains(t, err, "is not an object id")
	}
}

// odd commits, whose fields are to be read as git reads them.
var oddCommits = map[string]string{
	"plain":                "author A <a@x> 1700000000 +0000\ncommitter C <c@x> 1700000001 +0100\n\nsubject\n\nbody\n",
	"no message":           "author A <a@x> 1700000000 +0000\ncommitter C <c@x> 1700000000 +0000\n\n",
	"blank lines first":    "author A <a@x> 1700000000 +0000\ncommitter C <c@x> 1700000000 +0000\n\n\n  \n  subject \r\nmore\r\n\r\nbody\r\n\n\n",
	"blanks in the body":   "author A <a@x> 1700000000 +0000\ncommitter C <c@x> 1700000000 +0000\n\ns\n\n\n  indented\n\nmore\n",
	"half an hour west":    "author A <a@x> 1700000000 -0030\ncommitter C <c@x> 1700000000 +0545\n\ns\n",
	"no name":              "author <a@x> 1700000000 +0000\ncommitter  <> 1700000000 +0000\n\ns\n",
	"two addresses":        "author A <a@x> <b@y> 1700000000 +0000\ncommitter C < c@x > 1700000000 +0000\n\ns\n",
	"signed":               "author A <a@x> 1700000000 +0000\ncommitter C <c@x> 1700000000 +0000\ngpgsig -----BEGIN\n tree x\n \n -----END\n\nsigned\n",
	"latin":                "author M\xfcller <a@x> 1700000000 +0000\ncommitter C <c@x> 1700000000 +0000\nencoding ISO-8859-1\n\ngr\xfc\xdfe\n\n\xe4\n",
	"parent after authors": "author A <a@x> 1700000000 +0000\ncommitter C <c@x> 1700000000 +0000\nx-parent 1\n\ns\n",
}

// writeCommit stores a commit object whose tree is empty.
func writeCommit(in *repotest.Repo, text string) repo.Hash {
	tree := in.Git("hash-object", "-w", "-t", "tree", "/dev/null")
	return repo.Hash(in.GitInput("tree "+tree+"\n"+text, "hash-object", "-w", "--stdin", "-t", "commit", "--literally"))
}

func TestCommitsReadLikeGit(t *testing.T) {
	in := repotest.New(t)
	r := open(t, in)
	for name, text := range oddCommits {
		t.Run(name, func(t *testing.T) {
			id := writeCommit(in, text)
			commits, err := r.Commits(t.Context(), []repo.Hash{id})
			require.NoError(t, err)
			c := commits[0]
			got := strings.Join([]string{
				c.Author.Name, c.Author.Email, c.Author.When.Format(time.RFC3339),
				c.Committer.Name, c.Committer.Email, c.Committer.When.Format(time.RFC3339), c.Subject, c.Body,
			}, "|")
			want, err := in.TryGit("", "log", "-1", "--no-walk", "--format=%an|%ae|%aI|%cn|%ce|%cI|%s|%b", string(id))
			require.NoError(t, err)
			require.Equal(t, strings.ReplaceAll(strings.TrimRight(want, "\n"), "Z|", "+00:00|"),
				strings.ReplaceAll(got, "Z|", "+00:00|"))
		})
	}
}

func TestCommitsWithCorruptDates(t *testing.T) {
	in := repotest.New(t)
	r := open(t, in)
	for date, want := range map[string]string{
		"":                            "0001-01-01T00:00:00Z",
		" 99999999999999999999 +0000": "0001-01-01T00:00:00Z",
		" 253402300799 +0000":         "0001-01-01T00:00:00Z",
		" -5 +0000":                   "0001-01-01T00:00:00Z",
		" abc +0000":                  "0001-01-01T00:00:00Z",
		" 1700000000":                 "2023-11-14T22:13:20Z",
		" 1700000000 +9999":           "2023-11-14T22:13:20Z",
		" 1700000000 +051800":         "2023-11-14T22:13:20Z",
		" 1700000000 CET":             "2023-11-14T22:13:20Z",
		" 1700000000 -2359":           "2023-11-13T22:14:20-23:59",
	} {
		id := writeCommit(in, "author A <a@x>"+date+"\ncommitter C <c@x>"+date+"\n\ns\n")
		commits, err := r.Commits(t.Context(), []repo.Hash{id})
		require.NoError(t, err)
		require.Equal(t, want, commits[0].Author.When.Format(time.RFC3339), date)
		require.Equal(t, "A", commits[0].Author.Name)
		_, err = json.Marshal(commits[0])
		require.NoError(t, err)
	}
}

func TestCommitsThatAreCorrupt(t *testing.T) {
	in := repotest.New(t)
	r := open(t, in)
	for _, text := range []string{"", "author A <a@x> 1 +0000\n\n", "tree abc\n\n", "tree " + strings.Repeat("0", 40) + "\nparent x\n\n"} {
		id := repo.Hash(in.GitInput(text, "hash-object", "-w", "--stdin", "-t", "commit", "--literally"))
		_, err := r.Commits(t.Context(), []repo.Hash{id})
		var bad *repo.ObjectError
		require.ErrorAs(t, err, &bad)
		require.Equal(t, id, bad.Hash)
		require.ErrorContains(t, err, "corrupt: not a commit")
	}
}
