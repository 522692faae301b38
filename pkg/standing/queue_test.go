package standing

import (
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
	"github.com/promptctl-io/promptctl/pkg/statement"
)

// mark is a queue that no repository gives, so that it must have been
// remembered.
const mark = 4711

// asked asks for the queue, and reports whether it was remembered.
func asked(t *testing.T, r *Register, cache string) bool {
	t.Helper()
	q, err := r.Queue(t.Context(), DefaultRevision, cache)
	require.NoError(t, err)
	return q.Prompts == mark
}

// remember keeps a marked queue for a repository as it is.
func remember(t *testing.T, in *repotest.Repo, cache string, until time.Time) {
	t.Helper()
	r := opened(t, in)
	revision, err := r.Project.Revision(t.Context(), "", DefaultRevision)
	require.NoError(t, err)
	key, err := r.queueKey(t.Context(), revision)
	require.NoError(t, err)
	keepQueue(queueFile(cache, r.Project.Repo), key, until, &Queue{Prompts: mark})
	require.True(t, asked(t, opened(t, in), cache))
}

func TestTheQueueIsRememberedUntilSomethingChanges(t *testing.T) {
	for name, alter := range map[string]func(in *repotest.Repo){
		"a commit": func(in *repotest.Repo) {
			in.Write("prompts/b.prompt.yaml", hello("Hi"))
			in.Commit("Another")
		},
		"a tag":          func(in *repotest.Repo) { in.Tag("approvals/a/x", "Approve") },
		"a tag's target": func(in *repotest.Repo) { in.Git("tag", "-f", "-a", "-m", "Other", "there") },
		"a tag less":     func(in *repotest.Repo) { in.Git("tag", "-d", "there") },
		"the policy": func(in *repotest.Repo) {
			in.Write(".promptctl/policy.yaml", policyText("{approvals: {legal: 2}}"))
			in.Commit("Two")
		},
		"a comment": func(in *repotest.Repo) {
			in.Git("notes", "--ref", "promptctl/comments", "add", "-m", "{}", "HEAD")
		},
		"a ledger": func(in *repotest.Repo) { begin(t, in) },
	} {
		t.Run(name, func(t *testing.T) {
			in, cache := fixture(t, "{approvals: {legal: 1}}"), t.TempDir()
			in.Tag("there", "It is there")
			remember(t, in, cache, now.Add(time.Hour))
			alter(in)
			require.False(t, asked(t, opened(t, in), cache))
		})
	}
}

func TestTheQueueIsRememberedUntilSomethingExpires(t *testing.T) {
	in, cache := fixture(t, "{approvals: {legal: 1}}"), t.TempDir()
	s := approval(look(t, opened(t, in), "a"), statement.None)
	s.Expires = now.Add(30 * time.Minute)
	say(t, in, "approvals/a/1", s)
	waiting := func(at time.Time) int {
		r := opened(t, in)
		r.Now = at
		q, err := r.Queue(t.Context(), DefaultRevision, cache)
		require.NoError(t, err)
		return len(q.Waiting)
	}
	require.Zero(t, waiting(now))
	require.Zero(t, waiting(now.Add(29*time.Minute)))
	require.Equal(t, 1, waiting(now.Add(30*time.Minute)))
	require.Equal(t, 1, waiting(now.Add(2*time.Hour)))
}

func TestADamagedQueueIsForgotten(t *testing.T) {
	in, cache := fixture(t, "{approvals: {legal: 1}}"), t.TempDir()
	remember(t, in, cache, now.Add(time.Hour))
	file := queueFile(cache, opened(t, in).Project.Repo)
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	data[len(data)-1] ^= 1
	require.NoError(t, os.WriteFile(file, data, 0o600))
	require.False(t, asked(t, opened(t, in), cache))
	require.False(t, asked(t, opened(t, in), ""), "nothing is remembered without a folder")
}

// What has errors waits for nobody, and a release waits until all else is there.
func TestWhoWaits(t *testing.T) {
	open := statement.Need{What: "approval", Role: "legal", Who: []string{"ana"}}
	release := statement.Need{What: "release", Role: "release", Who: []string{"ana"}}
	given := statement.Need{What: "approval", Role: "legal", Met: true}
	for name, c := range map[string]struct {
		needs []statement.Need
		roles []string
	}{
		"an approval":           {[]statement.Need{open, release}, []string{"legal"}},
		"a release":             {[]statement.Need{given, release}, []string{"release"}},
		"errors":                {[]statement.Need{open, {What: "sound"}}, nil},
		"a rejection":           {[]statement.Need{{What: "standing", Role: "legal", Who: []string{"ana"}}, given}, nil},
		"another's":             {[]statement.Need{{What: "approval", Role: "legal", Who: []string{"bo"}}}, nil},
		"nothing that is there": {[]statement.Need{given}, nil},
	} {
		require.Equal(t, c.roles, Waiting{Needs: c.needs}.For("ana"), name)
	}
}
