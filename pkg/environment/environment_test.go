package environment

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/ledger"
	"github.com/promptctl-io/promptctl/pkg/ledger/ledgertest"
	"github.com/promptctl-io/promptctl/pkg/policy"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
	"github.com/stretchr/testify/require"
)

const repositoryID = "4f6c1b0de29a8857c3d1f00a9b7e6d52"

func now() time.Time { return time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC) }

// fixture is a repository with a ledger, and where this machine keeps what it
// knows.
type fixture struct {
	*ledgertest.Book
	t     *testing.T
	in    *repotest.Repo
	state string
	told  []string
	lost  []error // what could not be remembered
}

func newFixture(t *testing.T) *fixture {
	in := repotest.New(t)
	f := &fixture{t: t, in: in, state: t.TempDir()}
	text := "version: 1\nrepository: " + repositoryID + "\npersons:\n  ana: {emails: [ana@example.com], keys: [\"" + repotest.Fingerprint("ana") + "\"], roles: [legal, admin]}\n" +
		"admin: {role: admin, count: 1}\nenvironments:\n  lab: {branch: main, open: true}\n  production: {branch: env/production, requires: {approvals: {legal: 1}}, may: {promote: [admin], remove: [admin]}}\n"
	f.Book = &ledgertest.Book{Store: Store(f.open(in)), Environment: "production", Branch: "env/production", Repository: repositoryID, Now: now().Add(-time.Hour),
		Policy: map[string]string{"policy.yaml": text, "allowed_signers": repotest.AllowedSigners("ana")}, Served: map[string]map[string]string{}}
	f.Put = func(kind string, data []byte) string {
		return in.GitInput(string(data), "hash-object", "-w", "-t", kind, "--stdin")
	}
	return f
}

func (f *fixture) open(in *repotest.Repo) *repo.Repo {
	r, err := repo.Open(f.t.Context(), repo.Options{Dir: in.Dir, Env: in.Env()})
	require.NoError(f.t, err)
	f.t.Cleanup(func() { require.NoError(f.t, r.Close()) })
	return r
}

func (f *fixture) write(d ledgertest.Draft) string {
	f.t.Helper()
	id, err := f.Write(d)
	require.NoError(f.t, err)
	return id
}

// promote promotes a version of a prompt.
func (f *fixture) promote(text string) string {
	f.t.Helper()
	p := ledgertest.Prompt{Name: "a", Files: map[string]string{"prompts/a.prompt.yaml": text}}
	evidence := [][]byte{f.Say("ana", f.Approval("legal", f.Tip(), p))}
	return f.write(f.Promote("ana", ledger.Checked{}, f.Source("", "ana", p.Files), evidence, p))
}

// read reads the ledger in a clone, with a root that is given; "" is the pinned
// one.
func (f *fixture) read(clone, root, tip string) (*ledger.State, error) {
	l := &Ledgers{Repo: f.open(f.in), Pins: NewPins(f.state, clone), Now: now(), Roots: map[string]string{"production": root}, Told: func(environment, root string, kept bool) {
		f.told = append(f.told, fmt.Sprint(environment, " ", root, " ", kept))
	},
		Unkept: func(err error) { f.lost = append(f.lost, err) }}
	return l.Read(f.t.Context(), &policy.Environment{Name: "production", Branch: "env/production"}, repositoryID, repo.Hash(tip))
}

func (f *fixture) good(clone, root, tip string) {
	f.t.Helper()
	s, err := f.read(clone, root, tip)
	require.NoError(f.t, err)
	require.Equal(f.t, tip, s.Tip)
}

func TestRead(t *testing.T) {
	f := newFixture(t)
	root := f.write(f.Root("ana"))
	one := f.promote("one")
	f.good("here", "", one)
	f.good("here", "", one)
	require.Equal(t, []string{"production " + root + " true"}, f.told, "it is told once")
	two := f.promote("two")
	three := f.promote("three")
	f.good("here", "", three)

	// A branch that was put back, or to another side.
	for _, tip := range []string{two, root} {
		_, err := f.read("here", "", tip)
		require.ErrorIs(t, err, ledger.ErrRewound)
		require.ErrorContains(t, err, three[:12]+" is not in it")
	}
	f.Tips, f.Served["a"] = f.Tips[:2], map[string]string{"prompts/a.prompt.yaml": "one"}
	side := f.promote("side")
	_, err := f.read("here", "", side)
	require.ErrorIs(t, err, ledger.ErrRewound)
	f.good("there", "", side) // which saw nothing of it yet
	_, err = f.read("there", "", three)
	require.ErrorIs(t, err, ledger.ErrRewound)

	// Whoever says which root is trusted, says that it was put back on purpose.
	f.good("here", root, two)
	f.good("here", "", two)
	f.good("here", "", three)
	require.Len(t, f.told, 1)

	// Another root is none, in whatever clone.
	f.Tips, f.Served, f.Now = f.Tips[:0:0], map[string]map[string]string{}, now()
	other := f.write(f.Root("ana"))
	for _, clone := range []string{"here", "there", "fresh"} {
		_, err = f.read(clone, "", other)
		require.ErrorIs(t, err, ledger.ErrOtherRoot)
	}
	_, err = f.read("here", other, three)
	require.ErrorIs(t, err, ledger.ErrOtherRoot)
	f.good("here", "", three) // what did not verify is not remembered
	f.good("here", other, other)
	f.good("here", "", other)
	f.good("there", "", other)
	_, err = f.read("there", "", side)
	require.ErrorIs(t, err, ledger.ErrOtherRoot)
	require.Len(t, f.told, 1)
}

// What cannot be written is not remembered, and refuses nothing; what cannot be read
// may have been the only one to know.
func TestReadWhereNothingCanBeKept(t *testing.T) {
	f := newFixture(t)
	root := f.write(f.Root("ana"))
	one := f.promote("one")
	ledgers, nowhere := filepath.Join(f.state, "ledgers"), filepath.Join(f.state, "nowhere")
	require.NoError(t, os.Symlink(nowhere, ledgers)) // nothing can be made below it, not even by root
	f.good("here", root, one)
	f.good("here", "", one)
	require.Len(t, f.lost, 2)
	require.Empty(t, f.told, "the root was given, and is pinned")
	require.ErrorContains(t, f.lost[1], ledgers)
	f.Tips, f.Served, f.Now = f.Tips[:0:0], map[string]map[string]string{}, now()
	other := f.write(f.Root("ana"))
	_, err := f.read("here", "", other)
	require.ErrorIs(t, err, ledger.ErrOtherRoot, "the root is known still")

	pin := filepath.Join(f.state, "roots", repositoryID, "production")
	require.NoError(t, os.Remove(pin))
	require.NoError(t, os.Mkdir(pin, 0o700))
	_, err = f.read("here", "", one)
	require.ErrorAs(t, err, new(*PinError))
	require.ErrorContains(t, err, pin)
	require.Contains(t, diag.Hint(err), "XDG_STATE_HOME")
	f.good("here", root, one)

	f.state = ledgers
	f.good("here", "", one)
	f.state = ""
	f.good("here", "", one)
	require.Equal(t, []string{"production " + root + " false", "production " + root + " false"}, f.told)
}

func TestReadIsOfOneRepository(t *testing.T) {
	f := newFixture(t)
	tip := f.write(f.Root("ana"))
	l := &Ledgers{Repo: f.open(f.in), Pins: NewPins(f.state, "here"), Now: now()}
	_, err := l.Read(t.Context(), &policy.Environment{Name: "production", Branch: "env/production"}, "4f6c4f6c4f6c4f6c", repo.Hash(tip))
	require.EqualError(t, err, "the ledger of production is of the repository "+repositoryID+", and this is 4f6c4f6c4f6c4f6c")
	mark, err := l.Pins.Mark("production")
	require.NoError(t, err)
	require.Nil(t, mark)
}

func TestADamagedMarkIsMendedByARoot(t *testing.T) {
	f := newFixture(t)
	root := f.write(f.Root("ana"))
	f.good("here", "", root)
	file := NewPins(f.state, "here").markFile("production")
	require.NoError(t, write(file, []byte("x")))
	_, err := f.read("here", "", root)
	require.ErrorContains(t, err, file+" is damaged")
	f.good("here", root, root)
	f.good("here", "", root)
}

// What another version of the program kept is still a mark, and is kept anew.
func TestAMarkOfAnotherForm(t *testing.T) {
	f := newFixture(t)
	root := f.write(f.Root("ana"))
	tip := f.promote("one")
	p := NewPins(f.state, "here")
	line := strings.Join([]string{markHeader, "1", root, tip, markSum("1", root, tip, nil)}, " ") + "\n"
	require.NoError(t, write(p.markFile("production"), []byte(line)))
	_, err := f.read("here", "", root)
	require.ErrorIs(t, err, ledger.ErrRewound)
	f.good("here", "", tip)
	mark, err := p.Mark("production")
	require.NoError(t, err)
	require.NotNil(t, mark.State)
	require.Empty(t, f.told, "its root was trusted")
}

func TestAShallowLedgerIsIncomplete(t *testing.T) {
	f := newFixture(t)
	f.write(f.Root("ana"))
	f.promote("one")
	tip := f.promote("two")
	f.in.Git("update-ref", "refs/heads/env/production", tip)
	f.in.Commit("Begin")
	f.in = f.in.Clone("--depth=2", "--no-single-branch")
	_, err := f.read("shallow", "", tip)
	require.ErrorIs(t, err, ledger.ErrIncomplete)
}

func TestTip(t *testing.T) {
	f := newFixture(t)
	find := func(e *policy.Environment) (repo.Hash, error) {
		r := f.open(f.in)
		branches, err := r.Branches(t.Context())
		require.NoError(t, err)
		return (&Ledgers{Repo: r, Pins: NewPins(f.state, "here")}).Tip(t.Context(), e, repositoryID, branches)
	}
	production, lab := &policy.Environment{Name: "production", Branch: "env/production"}, &policy.Environment{Name: "lab", Branch: "main", Open: true}
	for _, e := range []*policy.Environment{production, lab} {
		_, err := find(e)
		require.ErrorIs(t, err, ErrNoLedger)
	}
	f.in.Write("x", "x")
	head := f.in.Commit("Promptctl-Ledger is no more than a word here")
	tip, err := find(lab)
	require.ErrorIs(t, err, ErrNoLedger)
	require.Equal(t, repo.Hash(head), tip)
	root := f.write(f.Root("ana"))
	f.in.Git("update-ref", "refs/heads/env/production", root)
	tip, err = find(production)
	require.NoError(t, err)
	require.Equal(t, repo.Hash(root), tip)
	f.in.Git("update-ref", "refs/heads/env/production", head)
	tip, err = find(production)
	require.NoError(t, err, "whether it is a ledger says who verifies it")
	require.Equal(t, repo.Hash(head), tip)
	f.in.Git("update-ref", "refs/heads/lab", root)
	tip, err = find(&policy.Environment{Name: "lab", Branch: "lab", Open: true})
	require.NoError(t, err)
	require.Equal(t, repo.Hash(root), tip)

	// A ledger that was seen is not gone because a policy says that nothing is asked.
	f.good("here", "", root)
	_, err = find(&policy.Environment{Name: "production", Branch: "main", Open: true})
	require.ErrorContains(t, err, "production had a ledger, whose tip was "+root[:8]+", and commit "+head[:8]+" of main is not of one")
	_, err = find(lab)
	require.ErrorIs(t, err, ErrNoLedger)
}

func TestWalk(t *testing.T) {
	f := newFixture(t)
	f.write(f.Root("ana"))
	f.good("here", "", f.promote("one"))
	tip := f.promote("two")
	s, err := f.read("here", "", tip)
	require.NoError(t, err)
	_, whole := s.Past("a")
	require.False(t, whole)
	l := &Ledgers{Repo: f.open(f.in), Pins: NewPins(f.state, "here"), Now: now()}
	e := &policy.Environment{Name: "production", Branch: "env/production"}
	var walked []string
	s, err = l.Walk(t.Context(), e, s, func(step *ledger.Step) error { walked = append(walked, step.ID); return nil })
	require.NoError(t, err)
	require.Equal(t, f.Tips, walked)
	s, err = l.Whole(t.Context(), e, s)
	require.NoError(t, err)
	past, whole := s.Past("a")
	require.True(t, whole)
	require.Len(t, past, 2)
}
