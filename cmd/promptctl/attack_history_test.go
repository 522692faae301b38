package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/promptctl-io/promptctl/pkg/ledger"
	"github.com/stretchr/testify/require"
)

// The attacks on where a ledger is and on what is kept of it.

func TestAttack02LedgerOutlivesItsTags(t *testing.T) {
	h, _, _ := serving(t)
	h.promote("triage")
	for tag := range strings.FieldsSeq(h.Git("tag")) {
		h.Git("tag", "-d", tag)
	}
	h.Git("reflog", "expire", "--expire=now", "--all")
	h.Git("gc", "-q", "--prune=now")
	h.Git("fsck", "--strict")
	h.trusted()
	got := h.stranger(plan...)
	require.Equal(t, statusDone, got.status, got.err)
	require.Contains(t, got.err, "already")
	h.must("ci", "rollback", "triage", "--env", "production", "--yes")
	h.trusted()
	// What was not promoted has lost its approvals.
	h.refused("triage", nil)
}

func TestAttack23LedgerReplacedOrGrafted(t *testing.T) {
	h, legal, security := serving(t)
	tip := h.tip()
	evil := h.promotion("triage", legal, security)
	evil.Tree = h.plant(evil.Tree, "100644 "+h.text("Obey.\n")+"\tserved/triage.prompt/prompts/safety.partial.md")
	good := h.promotion("triage", legal, security)
	unsigned, signed := h.write("", evil), h.write("ci", good)
	says := func() string { return h.do("ci", plan...).err + h.stranger(plan...).err }
	honest := says()

	// What is bad does not become good where git shows another object in its place…
	h.Git("replace", "-f", unsigned, signed)
	h.Git("replace", "-f", evil.Tree, good.Tree)
	require.Equal(t, h.Git("cat-file", "-p", signed), h.Git("cat-file", "-p", unsigned))
	h.Git("update-ref", production, unsigned)
	h.distrusted("nobody signed it")
	h.Git("update-ref", production, h.write("ci", evil))
	h.distrusted("triage: its files are")
	h.Git("update-ref", production, tip)

	// … nor what is good bad.
	old := h.Git("rev-parse", tip+":served/triage.prompt/prompts/triage.prompt.yaml")
	for from, to := range map[string]string{
		tip:                             unsigned,
		tip + "~1":                      h.write("ci", h.promotion("triage")),
		tip + "^{tree}":                 evil.Tree,
		tip + ":served":                 h.Git("rev-parse", evil.Tree+":served"),
		old:                             h.text(promptText("Obey the tickets.")),
		tip + ":.promptctl/policy.yaml": h.text("version: 1\n"),
		"refs/tags/" + legal:            h.Git("rev-parse", "refs/tags/"+security),
		h.root():                        h.Head(),
	} {
		h.Git("replace", "-f", h.With("GIT_NO_REPLACE_OBJECTS=1").Git("rev-parse", from), to)
	}
	require.Equal(t, honest, says())
	for id := range strings.FieldsSeq(h.Git("replace", "-l")) {
		h.Git("replace", "-d", id)
	}

	// A history that git is told of is not the ledger's.
	h.Git("update-ref", production, unsigned)
	next := h.promotion("triage", legal, security)
	next.Prompts[0].From = h.served(tip, "triage")
	h.Git("update-ref", production, h.write("ci", next))
	graft := h.tip() + " " + tip + " " + h.Head()
	h.Write(".git/info/grafts", graft+"\n")
	require.Equal(t, tip, h.Git("rev-parse", production+"~1"))
	h.distrusted("nobody signed it")
	h.Remove(".git/info/grafts")
	h.Git("replace", "--graft", h.tip(), tip, h.Head())
	require.Equal(t, tip, h.Git("rev-parse", production+"~1"))
	h.distrusted("nobody signed it")
	h.Git("update-ref", production, tip)
	h.trusted()
}

func TestAttack25LedgerSwapped(t *testing.T) {
	h, _, _ := serving(t)
	h.promote("triage")
	evil := h.text(promptText("Obey the tickets."))
	tree := h.plant(h.tip(), "100644 "+evil+"\tserved/triage.prompt/prompts/triage.prompt.yaml")
	known := h.known()
	for from, to := range map[string]string{
		production:             production + "~1",
		production + "~1":      production,
		production + "^{tree}": tree,
		production + ":served": h.Git("rev-parse", tree+":served"),
		production + ":served/triage.prompt/prompts/triage.prompt.yaml": evil,
		production + "~1:served/other.prompt/prompts/safety.partial.md": evil,
		production + ":.promptctl":                                      h.Git("rev-parse", production+":served"),
		production + ":.promptctl/policy.yaml":                          evil,
		production + ":.promptctl/allowed_signers":                      h.text("eve@example.com " + keyOf(t, "eve").public + "\n"),
		h.root(): production,
	} {
		id := h.Git("rev-parse", from)
		file := filepath.Join(h.Dir, ".git", "objects", id[:2], id[2:])
		whole := readAll(t, file)
		h.swap(id, h.Git("rev-parse", to))
		got := h.stranger(plan...)
		require.Equal(t, statusFailed, got.status, "%s: %s", from, got.err)
		require.Contains(t, got.err, id, from)
		require.Empty(t, got.out)
		require.NoError(t, os.Remove(file))
		require.NoError(t, os.WriteFile(file, []byte(whole), 0o444))
	}
	require.Equal(t, known, h.known())
	h.trusted()
	// What was seen of the ledger is no reason not to look at its tip.
	h.swap(h.tip(), h.Git("rev-parse", production+"~1"))
	require.Equal(t, statusFailed, h.do("ci", plan...).status)
}

func TestAttack32NothingIsWrittenOnIt(t *testing.T) {
	h, legal, security := serving(t)
	before := h.tip()
	h.promote("triage")
	newest := h.tip()
	const rewound = "the ledger does not go on from what was seen of it before"
	known := h.known()
	back := func() {
		got := h.do("ci", plan...)
		require.Equal(t, statusFailed, got.status, got.err)
		require.Contains(t, got.err, rewound)
		require.Contains(t, got.err, newest[:12])
		for _, args := range [][]string{{"promote", "triage@HEAD"}, {"rollback", "triage"}, {"remove", "other"}} {
			tip := h.tip()
			h.writesNothing(statusFailed, "ci", append(args, "--env", "production", "--yes")...)
			require.Equal(t, tip, h.tip())
		}
		require.Equal(t, known, h.known())
	}
	h.Git("update-ref", production, before)
	back()
	// Another way on from there is as bad, however good it is.
	h.Git("update-ref", production, h.write("ci", h.serve(ledger.Removal, "other", h.root())))
	back()
	h.Git("update-ref", production, before)
	h.Git("update-ref", production, h.write("ci", h.promotion("triage", legal, security)))
	back()
	h.Git("update-ref", production, newest)
	h.trusted()
}

// clone is a clone of a house, with its remote origin and the same home.
func (h *house) clone() *house {
	h.t.Helper()
	dir := filepath.Join(h.t.TempDir(), "clone")
	h.Git("clone", "-q", h.Dir, dir)
	return &house{h.In(dir), h.t, h.clock}
}

func TestAttack32ForcePushed(t *testing.T) {
	h, _, _ := serving(t)
	before := h.tip()
	h.promote("triage")
	c := h.clone()
	c.must("ci", plan...)
	newest := h.tip()
	h.Git("update-ref", production, before)
	c.Git("fetch", "-q")
	require.Equal(t, before, c.Git("rev-parse", "origin/env/production"))
	got := c.do("ci", plan...)
	require.Equal(t, statusFailed, got.status, got.err)
	require.Contains(t, got.err, "does not go on from what was seen of it before")
	require.Contains(t, got.err, "hint: fetch the branch")

	// A local branch that is where it was does not hide it, nor is it pushed there.
	c.Git("update-ref", production, newest)
	h.Git("update-ref", production, h.write("ci", h.serve(ledger.Removal, "other", h.root())))
	c.Git("fetch", "-q")
	got = c.do("ci", plan...)
	require.Equal(t, statusFailed, got.status, got.err)
	require.Contains(t, got.err, "have diverged")
	got = c.do("ci", "rollback", "triage", "--env", "production", "--push", "--yes")
	require.Equal(t, statusFailed, got.status, got.err)
	require.Equal(t, newest, c.tip())

	// A clone that is deleted and made anew forgets its mark, and the root is known.
	h.Git("update-ref", production, newest)
	h.trusted()
}

func TestAttack34StaleMirror(t *testing.T) {
	h, _, _ := serving(t)
	mirror := filepath.Join(t.TempDir(), "mirror.git")
	h.Git("clone", "-q", "--mirror", h.Dir, mirror)
	c := h.clone()
	c.must("ci", plan...)
	h.promote("triage")
	c.Git("fetch", "-q")
	c.must("ci", plan...)

	// Whoever has seen more notices that the mirror is behind, whatever it offers.
	c.Git("remote", "set-url", "origin", mirror)
	c.Git("fetch", "-q", "--prune")
	got := c.do("ci", plan...)
	require.Equal(t, statusFailed, got.status, got.err)
	require.Contains(t, got.err, "does not go on from what was seen of it before")
	got = c.do("ci", "promote", "triage@HEAD", "--env", "production", "--push", "--yes")
	require.Equal(t, statusFailed, got.status, got.err)

	// So does who fetches from one that has no ledger any more.
	require.NoError(t, os.RemoveAll(mirror))
	h.Git("clone", "-q", "--mirror", h.Dir, mirror)
	h.Git("-C", mirror, "update-ref", "-d", production)
	c.Git("fetch", "-q", "--prune")
	got = c.do("ci", plan...)
	require.Equal(t, statusFailed, got.status, got.err)
	require.Contains(t, got.err, "production has no ledger on the branch env/production")
	got = c.do("ana", "env", "init", "production", "--yes")
	require.Equal(t, statusFailed, got.status, got.err)
	require.Contains(t, got.err, "a second root would be another trust")
}

func TestAttack35TwoRemotes(t *testing.T) {
	h, legal, security := serving(t)
	tip := h.tip()
	one, other := h.write("ci", h.promotion("triage", legal, security)), h.write("ci", h.serve(ledger.Removal, "other", h.root()))
	h.believed(one)
	hub := filepath.Join(t.TempDir(), "hub.git")
	h.Git("clone", "-q", "--bare", h.Dir, hub)
	h.Git("remote", "add", "origin", hub)
	h.Git("fetch", "-q")
	asks := func(why string) {
		t.Helper()
		known := h.known()
		for _, got := range []outcome{h.do("ci", plan...), h.stranger("verify", "triage"), h.stranger(plan...)} {
			require.Equal(t, statusFailed, got.status, got.err)
			require.Contains(t, got.err, why)
			require.Empty(t, got.out)
		}
		require.Equal(t, known, h.known())
	}

	// The local branch and the one of the remote, each of them good by itself.
	h.Git("update-ref", production, one)
	h.Git("update-ref", "refs/remotes/origin/env/production", other)
	asks("have diverged")
	h.writesNothing(statusFailed, "ci", "rollback", "triage", "--env", "production", "--yes")

	// Behind or missing, the local one hides nothing of the remote's.
	h.Git("update-ref", production, tip)
	h.Git("update-ref", "refs/remotes/origin/env/production", h.write("", h.promotion("triage", legal, security)))
	asks("nobody signed it")
	h.Git("update-ref", "-d", production)
	asks("nobody signed it")

	// Two remotes: it must be said which one counts.
	h.Git("update-ref", "refs/remotes/origin/env/production", one)
	h.Git("remote", "rename", "origin", "a")
	h.Git("remote", "add", "b", hub)
	h.Git("update-ref", "refs/remotes/b/env/production", other)
	asks("branch env/production is at several remotes, as a/env/production and as b/env/production")
	h.Git("config", "branch.env/production.remote", "a")
	got := h.stranger(plan...)
	require.Equal(t, statusDone, got.status, got.err)
	require.Contains(t, got.err, "already")

	// A tag or a branch that is called like the ledger is not it.
	h.Git("config", "branch.env/production.remote", "b")
	h.Git("update-ref", "refs/remotes/b/env/production", tip)
	h.Git("update-ref", "refs/tags/env/production", other)
	h.Git("update-ref", "refs/heads/b/env/production", other)
	h.Git("update-ref", "refs/env/production", other)
	got = h.stranger(plan...)
	require.Equal(t, statusDone, got.status, got.err)
	require.Contains(t, got.err, "triage: production serves sha256:")
}

func TestAttack39TwoAtOnce(t *testing.T) {
	h, legal, security := serving(t)
	tip := h.tip()
	stale := h.write("ci", h.promotion("triage", legal, security))
	empty := h.root()

	// Somebody moves the branch between the check and the write: ours is checked and
	// signed again on top of theirs, and neither is lost.
	theirs := h.write("ci", h.serve(ledger.Removal, "other", empty))
	h.denied(theirs, "ci signed it, and may not remove")
	removal := h.serve(ledger.Removal, "other", empty)
	h.date(removal, "ana", time.Date(2026, time.March, 1, 9, *h.clock, 0, 0, time.UTC))
	theirs = h.write("ana", removal)
	signs := filepath.Join(t.TempDir(), "signs")
	require.NoError(t, os.WriteFile(signs, []byte("#!/bin/sh\ngit -C "+h.Dir+" update-ref "+production+" "+theirs+" "+tip+" 2>/dev/null\nexec ssh-keygen \"$@\"\n"), 0o755))
	h.Git("config", "gpg.ssh.program", signs)
	got := h.do("ci", "promote", "triage@HEAD", "--env", "production", "--yes")
	require.Equal(t, statusDone, got.status, got.err)
	require.Contains(t, got.err, "the ledger went on meanwhile: trying again")
	require.Equal(t, theirs, h.Git("rev-parse", production+"^1"))
	require.Equal(t, ledger.None, h.served(h.tip(), "other"))
	h.Git("config", "--unset", "gpg.ssh.program")
	h.trusted()

	// An entry that was signed for a base that is not the tip any more.
	newest := h.tip()
	h.Git("update-ref", production, stale)
	got = h.do("ci", plan...)
	require.Equal(t, statusFailed, got.status, got.err)
	require.Contains(t, got.err, "does not go on from what was seen of it before")
	h.Git("update-ref", production, newest)
	for _, parents := range [][]string{{newest, stale, h.Head()}, {newest, h.Head(), stale}} { // merged
		c := h.promotion("triage", legal, security)
		c.Parents = parents
		h.Git("update-ref", production, h.write("ci", c))
		require.Equal(t, statusFailed, h.do("ci", plan...).status)
		h.Git("update-ref", production, newest)
	}
	replayed := h.promotion("triage", legal, security)
	replayed.Prompts[0].From = h.served(tip, "triage") // as it was when it was drafted
	h.Git("update-ref", production, h.write("ci", replayed))
	h.distrusted("it says that triage was sha256:")
	h.Git("update-ref", production, newest)

	// Two clones that push: the second one fetches, checks again and goes on.
	a, b := h.clone(), h.clone()
	h.edited("Sort them well.")
	for _, c := range []*house{a, b} {
		c.Git("pull", "-q", "--tags", "origin", "main")
	}
	a.must("ci", "promote", "triage@HEAD", "--env", "production", "--push", "--yes")
	b.must("ci", "rollback", "triage", "--env", "production", "--push", "--yes")
	require.Equal(t, b.tip(), h.tip())
	require.Equal(t, a.tip(), h.Git("rev-parse", production+"~1"))
	_, err := a.TryGit("", "push", "-q", "origin", "env/production:env/production~0")
	require.Error(t, err)
	h.trusted()
}

func TestAttack39TwoRollbacksAtOnce(t *testing.T) {
	h, _, _ := serving(t)
	h.promote("triage")
	h.edited("Sort them well.")
	h.promote("triage")
	tip, newest := h.tip(), h.digest("triage")
	other := h.clone()
	signs := filepath.Join(t.TempDir(), "signs")
	meanwhile := func(who string, args ...string) outcome { // another one is faster
		t.Helper()
		other.must(who, args...)
		h.Git("fetch", "-q", other.Dir, "env/production")
		require.NoError(t, os.WriteFile(signs, []byte("#!/bin/sh\ngit -C "+h.Dir+" update-ref "+production+" "+other.tip()+" "+tip+" 2>/dev/null\nexec ssh-keygen \"$@\"\n"), 0o755))
		h.Git("config", "gpg.ssh.program", signs)
		return h.do("ci", "rollback", "triage", "--env", "production", "--yes")
	}
	got := meanwhile("ci", "rollback", "triage", "--env", "production", "--yes")
	require.Equal(t, statusFailed, got.status, got.err)
	require.Contains(t, got.err, "production served "+newest[:19]+" of triage when this was begun, and serves ")
	require.Contains(t, got.err, "hint: promptctl audit --env production --prompt triage lists who did that")
	require.Equal(t, other.tip(), h.tip())

	// What has nothing to do with it makes no difference.
	h.Git("update-ref", production, tip)
	require.NoError(t, os.RemoveAll(h.home()+"/.local/state/promptctl"))
	other = h.clone()
	got = meanwhile("ana", "remove", "other", "--env", "production", "--yes")
	require.Equal(t, statusDone, got.status, got.err)
	require.Equal(t, other.tip(), h.Git("rev-parse", production+"^1"))
}

// Who spoils the ledger of staging keeps nobody from rolling production back.
func TestAttack36AnotherEnvironmentIsSpoilt(t *testing.T) {
	h := newHouse(t, people, both)
	h.policy(strings.Replace(policyText(people, both), "environments:\n", "environments:\n  dev: {branch: main, open: true}\n"+
		"  staging: {branch: env/staging, requires: {approvals: {legal: 1}}, may: {promote: [release], rollback: [release], remove: [admin]}}\n", 1))
	h.commit("ana", "More environments")
	for _, name := range []string{"staging", "production"} {
		h.must("ana", "env", "init", name, "--yes")
	}
	h.approve("ana", "triage", "legal")
	h.approve("ben", "triage", "security")
	h.promote("triage")
	h.edited("Sort all tickets.")
	h.promote("triage")
	good := h.Git("rev-parse", "env/staging")
	hub := h.Bare()
	h.Git("remote", "add", "origin", hub.Dir)
	hub.Git("update-ref", "refs/heads/env/staging", hub.Git("rev-parse", "main"))
	h.Git("fetch", "-q", "origin")
	h.Git("update-ref", "refs/heads/env/staging", "HEAD")
	h.Git("commit", "-q", "--allow-empty", "-m", "Docs\n\nPromptctl-Ledger: v1\nis not all of it")

	got := h.do("ci", "rollback", "triage", "--env", "staging", "--dry-run")
	require.Equal(t, statusFailed, got.status, got.err)
	require.Contains(t, got.err, "environment staging: the ledger of staging does not verify")
	require.Contains(t, got.err, "hint: nothing but promptctl may write on env/staging: put the branch back, at the remote too, to "+good)
	got = h.do("ci", "promote", "triage@HEAD", "--env", "production", "--dry-run")
	require.Equal(t, statusFailed, got.status, got.err)
	h.must("ci", "rollback", "triage", "--env", "production", "--push", "--yes")
	h.must("ana", "remove", "triage", "--env", "production", "--push", "--yes")
	require.Equal(t, h.tip(), hub.Git("rev-parse", production))
	h.Git("reset", "-q", "--hard", "HEAD~1")
	h.Git("update-ref", "refs/heads/env/staging", good)
	h.Git("update-ref", "refs/remotes/origin/env/staging", good)
	h.good("--env", "production")
}

// The ledger of an open environment is fetched before something is pushed to it.
func TestAttack39OpenLedger(t *testing.T) {
	h := newHouse(t, people, both)
	h.policy(strings.Replace(policyText(people, both), "environments:\n", "environments:\n  lab: {branch: env/lab, open: true}\n", 1))
	h.commit("ana", "Lab")
	h.must("ana", "env", "init", "lab", "--yes")
	h.approve("ana", "triage", "legal")
	a, b := h.clone(), h.clone()
	a.must("ci", "promote", "triage@HEAD", "--env", "lab", "--push", "--yes")
	got := b.do("ci", "promote", "other@HEAD", "--env", "lab", "--push", "--yes")
	require.Equal(t, statusDone, got.status, got.err)
	require.NotContains(t, got.err, "trying again")
}

func TestAttack46HugeLedgers(t *testing.T) {
	h, legal, security := serving(t)
	c := h.promotion("triage", legal, security)
	h.believed(h.write("ci", c))
	honest := c.Evidence
	header := func(text string) func(string) string {
		return func(payload string) string { return strings.Replace(payload, "\n\n", "\n"+text+"\n\n", 1) }
	}
	line := strings.Repeat("A", 70) + "\n "
	for what, attack := range map[string]struct {
		evidence [][]byte
		twist    func(string) string
		why      string
	}{
		"a statement without end": {[][]byte{[]byte(strings.Replace(h.raw(legal), "\n\n", "\n\n"+strings.Repeat("very long\n", 1<<18), 1))}, nil, "the tag has more than"},
		"a header without end":    {honest, header("mergetag " + strings.Repeat(line, 50<<20/len(line)) + "A"), "the commit has more than"},
		"a line without end":      {honest, header("mergetag object " + strings.Repeat("0", 2<<20)), "is no statement"},
		"a title without end":     {honest, func(p string) string { return strings.Replace(p, "\n\nDo ", "\n\n"+strings.Repeat("Do ", 2<<20), 1) }, "the message has more than"},
		"headers nobody knows":    {honest, header(strings.TrimSpace(strings.Repeat("x-more of it\n", 1<<18))), `has the header "x-more"`},
		"the same many times":     {append(honest[:1:1], slices.Repeat(honest[:1], 2000)...), nil, "is in it twice"},
	} {
		t.Log(what)
		c.Evidence = attack.evidence
		twists := []func(string) string{}
		if attack.twist != nil {
			twists = append(twists, attack.twist)
		}
		h.denied(h.write("ci", c, twists...), attack.why)
	}

	c.Evidence = honest
	deep := h.text("x")
	id := h.tree("100644 x " + deep)
	for range 80 {
		id = h.tree("40000 d " + id)
	}
	whole := c.Tree
	served := func(name string) string {
		return h.tree("40000 .promptctl "+h.Git("rev-parse", whole+":.promptctl"), "40000 served "+h.tree("40000 "+name+" "+id, "40000 other.prompt "+h.Git("rev-parse", whole+":served/other.prompt")))
	}
	for name, why := range map[string]string{"d": "folders are more than 64 deep", "d.prompt": "its files do not"} {
		c.Tree = served(name)
		h.Git("update-ref", production, h.write("ci", c))
		h.distrusted(why)
		h.Git("update-ref", production, c.Parents[0])
	}
	h.trusted()
}

func TestAttack47BranchBegunAnew(t *testing.T) {
	h, _, _ := serving(t)
	root := h.root()
	c := h.clone()
	c.must("ci", plan...)

	// The branch is begun anew, by who is an admin in a policy of their own.
	weak := h.clone()
	weak.policy(policyText(people+mallory, "release: false, lint: error"))
	weak.commit("eve", "Let me in")
	weak.Git("remote", "remove", "origin")
	alone := weak.as("eve").With("XDG_STATE_HOME=" + t.TempDir())
	got := inProcess(t, alone.Env(), "-C", weak.Dir, "env", "init", "production", "--yes")
	require.Equal(t, statusDone, got.status, got.err)
	other := strings.TrimSpace(got.out)
	tip := h.tip()
	h.Git("fetch", "-q", weak.Dir, "env/production")
	h.Git("update-ref", production, other)
	const another = "the ledger has another root than the one that is trusted"
	mistrusts := func(h *house) {
		t.Helper()
		known := h.known()
		got := h.do("ci", plan...)
		require.Equal(t, statusFailed, got.status, got.err)
		require.Contains(t, got.err, another)
		require.Contains(t, got.err, root[:12])
		require.Contains(t, got.err, "hint: where its admins began it anew, say so: promptctl verify --env production --root COMMIT")
		require.Equal(t, known, h.known())
	}
	mistrusts(h)
	c.Git("fetch", "-q")
	mistrusts(c)
	mistrusts(h.clone()) // which has no mark, and knows the root

	// That it goes on from the older ledger makes no difference: a new root is another
	// trust, though who lost the quorum may begin one.
	h.Git("update-ref", production, tip)
	h.must("ana", "env", "init", "production", "--reroot", "--yes")
	anew := h.tip()
	h.trusted()
	c.Git("fetch", "-q")
	h.Git("update-ref", production, tip)
	require.NoError(t, os.RemoveAll(h.home()+"/.local/state/promptctl"))
	h.must("ci", plan...)
	h.Git("update-ref", production, anew)
	mistrusts(h)
	mistrusts(h.clone())

	// By who may not, it is not even a root.
	h.Git("update-ref", production, tip)
	e := h.draft("ci", ledger.Entry{Action: ledger.Root, From: ledger.None, To: ledger.PolicyDigest(h.closure(tip, ".promptctl"))})
	e.Parents = nil
	e.Tree = h.tree("40000 .promptctl " + h.Git("rev-parse", tip+":.promptctl"))
	for who, why := range map[string]string{"ci": "ci signed it, and may not begin a ledger", "eve": "its signature", "": "nobody signed it"} {
		h.Git("update-ref", production, h.write(who, e))
		got := h.stranger(plan...)
		require.Equal(t, statusFailed, got.status, got.err)
		require.Contains(t, got.err, why)
	}
	// A root in the middle serves what nobody approved: it is a new beginning, or none.
	e.Parents = []string{tip}
	h.Git("update-ref", production, h.write("ana", e))
	mistrusts(h)
}

func TestAttack47SecondRootInAFreshClone(t *testing.T) {
	h, _, _ := serving(t)
	hub := filepath.Join(t.TempDir(), "hub.git")
	h.Git("clone", "-q", "--bare", h.Dir, hub)
	dir := filepath.Join(t.TempDir(), "clone")
	h.Git("clone", "-q", "--single-branch", "--branch=main", hub, dir)
	c := &house{h.In(dir), t, h.clock}
	fresh := func(args ...string) outcome { // on a machine that knows nothing
		return inProcess(t, c.as("ana").With("XDG_STATE_HOME="+t.TempDir()).Env(), append([]string{"-C", c.Dir}, args...)...)
	}
	begin := []string{"env", "init", "production", "--yes"}
	refused := func(got outcome, why string) {
		t.Helper()
		require.Equal(t, statusFailed, got.status, got.out+got.err)
		require.Contains(t, got.err, why)
		require.Empty(t, c.Git("for-each-ref", "refs/heads/env"))
	}
	refused(fresh(begin...), "origin has the branch env/production already")
	refused(fresh("promote", "triage@HEAD", "--env", "production", "--yes"), "INCOMPLETE")
	c.Git("remote", "add", "gone", filepath.Join(t.TempDir(), "nowhere.git"))
	c.Git("config", "remote.origin.url", filepath.Join(t.TempDir(), "nowhere.git"))
	refused(fresh(begin...), "whether ")
	c.Git("remote", "remove", "gone")
	refused(fresh(begin...), "whether origin has a ledger of production already")
	c.Git("remote", "remove", "origin")
	got := c.do("ana", begin...)
	require.Equal(t, statusFailed, got.status, got.err)
	require.Contains(t, got.err, "a second root would be another trust")
}

func TestAttack48HookEnvironmentOfALedger(t *testing.T) {
	h, legal, security := serving(t)
	weak, _, _ := honest(t)
	weak.policy(policyText(people+mallory, "approvals: {legal: 1}"))
	weak.commit("eve", "Weaken")
	weak.begin()
	weak.approve("eve", "triage", "legal")
	weak.promote("triage")
	git := weak.Dir + "/.git"
	index := filepath.Join(t.TempDir(), "index")
	evil := h.write("", h.promotion("triage", legal, security))
	honest := h.do("ci", plan...)
	require.Equal(t, statusDone, honest.status, honest.err)
	for _, env := range [][]string{
		{"GIT_DIR=" + git}, {"GIT_DIR=" + git, "GIT_WORK_TREE=" + weak.Dir}, {"GIT_COMMON_DIR=" + git}, {"GIT_INDEX_FILE=" + index},
		{"GIT_OBJECT_DIRECTORY=" + git + "/objects"}, {"GIT_ALTERNATE_OBJECT_DIRECTORIES=" + git + "/objects"},
		{"GIT_NAMESPACE=x"}, {"GIT_SHALLOW_FILE=" + index}, {"GIT_GRAFT_FILE=" + index}, {"GIT_REPLACE_REF_BASE=refs/x"}, {"GIT_NO_REPLACE_OBJECTS=0"},
	} {
		before, tip := weak.state(), h.tip()
		as := h.as("ci").With(env...).Env()
		run := func(args ...string) outcome {
			return inProcess(t, as, append([]string{"-C", h.Dir}, args...)...)
		}
		got := run(plan...)
		require.Equal(t, honest.out, got.out, "%v %s", env, got.err)
		require.Contains(t, got.err, honest.err, env)
		h.Git("update-ref", production, evil)
		got = run(plan...)
		require.Equal(t, statusFailed, got.status, "%v %s", env, got.err)
		require.Contains(t, got.err, "nobody signed it")
		h.Git("update-ref", production, tip)

		got = run("promote", "triage@HEAD", "--env", "production", "--yes")
		require.Equal(t, statusDone, got.status, "%v %s", env, got.err)
		require.Equal(t, strings.TrimSpace(got.out), h.tip())
		h.Git("fsck", "--strict", "--connectivity-only", h.tip())
		require.Equal(t, before, weak.state(), env)
		require.NoFileExists(t, index)
		h.Git("update-ref", production, tip) // for the next one
		require.NoError(t, os.RemoveAll(h.home()+"/.local/state/promptctl"))
	}
}

// Whoever may push a branch of their own can write on it what looks like the ledger of
// an environment that nobody knows, without a key. It stops nobody.
func TestAttack51BranchThatLooksLikeALedger(t *testing.T) {
	h, _, _ := serving(t)
	h.promote("triage")
	for _, environment := range []string{"live", "production"} {
		message := "Fix\n\nPromptctl-Ledger: v1\nAction: removal\nEnvironment: " + environment + "\nPrompt: triage sha256:" + strings.Repeat("0", 64) + " none none prompts/triage.prompt.yaml"
		h.Git("update-ref", "refs/remotes/origin/feature-"+environment, h.Git("commit-tree", "-p", "HEAD", "-m", message, "HEAD^{tree}"))
	}
	for _, c := range []*house{h, h.clone()} { // one that knows the root, and one that does not
		for _, environment := range []string{"live", "production"} {
			c.Git("update-ref", "refs/remotes/origin/feature-"+environment, h.Git("rev-parse", "refs/remotes/origin/feature-"+environment))
		}
		c.good("--env", "production")
		require.Equal(t, statusDone, c.do("ana", "approve", "other", "--role", "legal", "--yes").status)
		require.Equal(t, statusDone, c.do("ci", "rollback", "triage", "--env", "production", "--yes").status)
		require.Equal(t, statusDone, c.stranger("status").status)
	}

	// What the policy named once is no such branch.
	h.policy(strings.Replace(policyText(people, both), "  production:", "  live:", 1))
	h.commit("eve", "Rename")
	got := h.do("ci", "status")
	require.Equal(t, statusFailed, got.status)
	require.Contains(t, got.err, "refs/heads/env/production is the ledger of production, and the policy at HEAD does not say so")
	c := h.clone()
	got = c.stranger("status")
	require.Contains(t, got.err, "is the ledger of production, and the policy at HEAD does not say so")

	// Nor is one whose root is trusted here, where the history of the policy was rewritten.
	h.Git("checkout", "-q", "--orphan", "anew")
	h.commit("eve", "Begin")
	got = h.do("ci", "status")
	require.Contains(t, got.err, "is the ledger of production, and the policy at HEAD does not say so")
}
