package history_test

import (
	"fmt"
	"iter"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/history"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
	"github.com/promptctl-io/promptctl/pkg/results"
)

const (
	file  = "prompts/triage.prompt.yaml"
	first = "messages:\n  - {role: user, content: Hello}\n"
	other = "messages:\n  - {role: user, content: Good day}\n"
)

func open(t *testing.T, made *repotest.Repo) *catalog.Project {
	t.Helper()
	r, err := repo.Open(t.Context(), repo.Options{Dir: made.Dir, Env: made.Env()})
	require.NoError(t, err)
	t.Cleanup(func() { r.Close() })
	p, err := catalog.Open(t.Context(), r)
	require.NoError(t, err)
	return p
}

// ran is what came of the tests of the prompt as it stands at a revision.
func ran(t *testing.T, p *catalog.Project, rev string) results.Head {
	t.Helper()
	target, err := p.Resolve(t.Context(), "triage@"+rev, "")
	require.NoError(t, err)
	closure, _, err := target.Catalog.Closure(t.Context(), target.Entry)
	require.NoError(t, err)
	return results.Head{Prompt: "triage", Path: file, Commit: string(target.Revision.Commit), Digest: closure.Digest(), Suite: "none",
		Model: "m", Mode: results.Live, Started: time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)}
}

func save(t *testing.T, p *catalog.Project, head results.Head) (*history.Run, error) {
	t.Helper()
	one := iter.Seq2[*results.Case, error](func(yield func(*results.Case, error) bool) {
		yield(&results.Case{ID: "one", Repeat: 1, Status: results.Passed, Score: 1}, nil)
	})
	return history.Save(t.Context(), p, head, results.Summary{Cases: 1, Passed: 1, Score: 1, CostUSD: 0.25}, nil, one)
}

func read(t *testing.T, made *repotest.Repo) *history.Record {
	t.Helper()
	record, err := history.Read(t.Context(), open(t, made).Repo)
	require.NoError(t, err)
	require.Empty(t, record.Problems)
	return record
}

// Of several that keep runs at once none is lost, also where two notes of one ref grow.
func TestRunsOfManyAtOnce(t *testing.T) {
	made := repotest.New(t)
	made.Write(file, first)
	made.Commit("Begin")
	made.Write(file, other)
	made.Commit("Go on")
	var all sync.WaitGroup
	for i := range 6 {
		p := open(t, made)
		heads := []results.Head{ran(t, p, "HEAD"), ran(t, p, "HEAD~1")}
		all.Go(func() {
			for j := range 4 {
				head := heads[j%2]
				head.Model = fmt.Sprintf("model-%d-%d", i, j)
				if _, err := save(t, p, head); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	record := read(t, made)
	require.Len(t, record.Runs, 24)
	require.Len(t, record.Of(ran(t, open(t, made), "HEAD").Digest), 12)
}

// Two clones keep runs of one commit, and git joins them without a conflict.
func TestRunsMerge(t *testing.T) {
	made := repotest.New(t)
	made.Write(file, first)
	made.Commit("Begin")
	p := open(t, made)
	head := ran(t, p, "HEAD")
	_, err := save(t, p, head)
	require.NoError(t, err)
	base := made.Git("rev-parse", history.Ref)
	head.Model = "ours"
	_, err = save(t, p, head)
	require.NoError(t, err)
	ours := made.Git("rev-parse", history.Ref)
	made.Git("update-ref", history.Ref, base)
	head.Model = "theirs"
	_, err = save(t, open(t, made), head)
	require.NoError(t, err)
	made.Git("notes", "--ref", history.Ref, "merge", "-q", ours)
	var models []string
	for _, r := range read(t, made).Runs {
		models = append(models, r.Head.Model)
		require.Equal(t, 0.25, r.Summary.CostUSD)
	}
	require.ElementsMatch(t, []string{"m", "ours", "theirs"}, models)
}

// A run is noted on a commit that has the prompt as it was run, or nowhere.
func TestWhereRunsAreNoted(t *testing.T) {
	made := repotest.New(t)
	made.Write(file, first)
	begin := made.Commit("Begin")
	made.Write("README", "x")
	made.Commit("No version")
	p := open(t, made)
	head := ran(t, p, "HEAD")
	head.Commit = "" // of a work tree that is as HEAD
	run, err := save(t, p, head)
	require.NoError(t, err)
	require.Equal(t, repo.Hash(strings.TrimSpace(begin)), run.Object())

	head.Commit, head.Digest = string(run.Object()), "sha256:"+strings.Repeat("0", 64)
	_, err = save(t, p, head)
	require.ErrorContains(t, err, "the results of triage are not kept: at "+run.Object().Short()+" it has the digest sha256:")
	head.Commit = ""
	_, err = save(t, p, head)
	require.ErrorContains(t, err, "no commit that leads to HEAD has it as it was run")
	require.Equal(t, "commit it, and run its tests again", diag.Hint(err))
	head.Commit = strings.Repeat("0123456789", 4)
	_, err = save(t, p, head)
	require.Error(t, err)
	require.Len(t, read(t, made).Runs, 1)
}
