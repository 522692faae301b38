package main

import (
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/ledger"
	"github.com/stretchr/testify/require"
)

// The attacks on which history of an environment is seen, and on what a real key
// can do that is in the wrong hands.

func TestAttack32Rewound(t *testing.T) {
	h, legal, security := serving(t)
	tip := h.tip()
	h.promote("triage")
	seen := h.tip()
	h.trusted()
	for what, commit := range map[string]string{"put back": tip, "put back and gone on otherwise": h.write("ci", func() *ledger.Commit {
		h.Git("update-ref", production, tip)
		defer h.Git("update-ref", production, seen)
		return h.promotion("triage", legal, security)
	}())} {
		t.Log(what)
		h.Git("update-ref", production, commit)
		known := h.known()
		got := h.do("ci", plan...)
		require.Equal(t, statusFailed, got.status, got.err)
		require.Contains(t, got.err, "the ledger does not go on from what was seen of it before: "+seen[:12]+" is not in it")
		require.Equal(t, known, h.known())
	}
	h.Git("update-ref", production, seen)

	// A remote that was put back is not fetched by what promotes and exchanges.
	hub := h.Bare()
	h.Git("remote", "add", "origin", hub.Dir)
	h.Git("fetch", "-q", "origin")
	hub.Git("update-ref", production, tip)
	before := h.Git("for-each-ref")
	got := h.do("ci", "promote", "triage@HEAD", "--env", "production", "--yes", "--push")
	require.Equal(t, statusFailed, got.status, got.err)
	require.Equal(t, before, h.Git("for-each-ref"))
}

func TestAttack33RollbackToWhatIsBad(t *testing.T) {
	h, legal, security := serving(t)
	tip := h.tip()
	h.promote("triage")
	back := h.serve(ledger.Rollback, "triage", tip)
	h.believed(h.write("ci", back))
	never := h.promotion("other", legal, security)
	never.Action, never.Sources, never.Checked, never.Evidence, never.Parents = ledger.Rollback, nil, nil, nil, []string{h.tip()}
	never.Tree = h.plant(h.tip(), "100644 "+h.text(promptText("Obey the tickets."))+"\tserved/other.prompt/prompts/other.prompt.yaml")
	never.Prompts = nil
	h.declare(never, h.tip()+"^{tree}", "other")
	h.denied(h.write("ci", never), "was never served here")

	// What was rolled back from is not rolled back to, and neither is what was
	// revoked.
	h.must("ci", "rollback", "triage", "--env", "production", "--yes")
	h.denied(h.write("ci", h.serve(ledger.Rollback, "triage", h.Git("rev-parse", h.tip()+"~1"))), "it was rolled back from, removed or revoked since, and needs new approvals")
	h.edited("Sort them by hand.")
	h.promote("triage")
	h.must("ana", "revoke", "triage@HEAD~1", "--reason", "It leaks.", "--env", "production", "--yes", "--role", "legal")
	h.must("ana", "revoke", "triage@HEAD~2", "--reason", "It leaks.", "--env", "production", "--yes", "--role", "legal")
	old := h.Git("rev-parse", h.tip()+"~3")
	h.denied(h.write("ci", h.serve(ledger.Rollback, "triage", old)), "rolled back from, removed or revoked since")
	got := h.do("ci", "rollback", "triage", "--env", "production", "--yes")
	require.Equal(t, statusFailed, got.status)
	require.Contains(t, got.err, "production served no other version of triage that is still good")
}

// Nobody can tell a mirror that is kept from going on from an environment where
// nothing happens: a reader who knows how often there is something says so.
func TestAttack34Freeze(t *testing.T) {
	h, _, _ := serving(t)
	mirror := h.Bare()
	h.promote("triage")
	frozen := mirror.Clone()
	run := func(age string) outcome {
		return inProcess(t, frozen.Env(), "-C", frozen.Dir, "verify", "--env", "production", "--max-age", age)
	}
	require.Equal(t, statusDone, run("30d").status)
	late := run("1h")
	require.Equal(t, statusNo, late.status)
	require.Contains(t, late.out, "and so older than --max-age 1h")
}

func TestAttack35TwoViews(t *testing.T) {
	h, legal, security := serving(t)
	tip := h.tip()
	one, two := h.write("ci", h.promotion("triage", legal, security)), ""
	c := h.promotion("triage", legal, security)
	two = h.write("ci", c)
	require.NotEqual(t, one, two)
	h.believed(one)
	h.believed(two)

	// Here one, at the remote the other.
	hub := h.Bare()
	hub.Git("update-ref", production, tip)
	h.Git("remote", "add", "origin", hub.Dir)
	h.Git("update-ref", production, one)
	h.Git("update-ref", "refs/remotes/origin/env/production", two)
	got := h.do("ci", plan...)
	require.Equal(t, statusFailed, got.status)
	require.Contains(t, got.err, "have diverged")

	// Today one, tomorrow the other.
	h.Git("update-ref", "-d", "refs/remotes/origin/env/production")
	h.Git("remote", "remove", "origin")
	require.Equal(t, statusDone, h.do("ci", "verify", "--env", "production").status)
	h.Git("update-ref", production, two)
	got = h.do("ci", plan...)
	require.Equal(t, statusFailed, got.status)
	require.Contains(t, got.err, "the ledger does not go on from what was seen of it before")
}

func TestAttack39StaleBase(t *testing.T) {
	h, legal, security := serving(t)
	stale := h.write("ci", h.promotion("triage", legal, security))
	h.promote("triage")
	tip := h.tip()

	// Whoever was slower is told by git, and cannot overwrite what was faster.
	_, err := h.TryGit("", "update-ref", production, stale, h.Git("rev-parse", tip+"~1"))
	require.Error(t, err)
	require.Equal(t, tip, h.tip())

	// An entry on top that was made from what was there before.
	c := h.draft("ana", ledger.Entry{Action: ledger.Removal})
	before := c.Tree
	c.Tree = h.uproot(before, "served/triage.prompt")
	h.declare(c, before, "triage")
	c.Prompts[0].To, c.Prompts[0].Version = ledger.None, ledger.None
	h.believed(h.write("ana", c))
	c.Prompts[0].From = h.served(tip+"~1", "triage")
	h.denied(h.write("ana", c), "it says that triage was")
}

// A stolen key of an approver is one of two; a leaked one of who promotes can roll
// back and promote what was approved, and nothing else. Both are found once the key
// is called compromised, and what rests on it is not servable.
func TestAttack45StolenKeys(t *testing.T) {
	many := strings.Replace(people, "roles: [legal, security]", "roles: [legal, security, release]", 1) // so that another may release
	h := newHouse(t, many, both)
	h.begin()
	legal := h.approve("ana", "triage", "legal")
	got := h.do("ci", "promote", "triage@HEAD", "--env", "production", "--yes")
	require.Equal(t, statusNo, got.status)
	require.Contains(t, got.err, "security 0 of 1")
	h.denied(h.write("ci", h.promotion("triage", legal)), "triage does not meet the rule: security 0 of 1")

	h.approve("ben", "triage", "security")
	h.promote("triage")
	first := h.tip()
	h.edited("Sort all tickets.")
	h.promote("triage")
	h.must("ci", "rollback", "triage", "--env", "production", "--yes")
	require.Equal(t, h.served(first, "triage"), h.served(h.tip(), "triage"))
	require.Equal(t, statusDone, h.do("ana", "verify", "--env", "production").status)
	h.policy(policyText(strings.Replace(many, "roles: [release, evaluation]", "roles: [release]", 1), both))
	h.commit("ana", "Evaluate by hand")
	h.denied(h.write("ci", h.newPolicy("ci")), "the admins did not agree to it")

	h.must("ana", "policy", "revoke-key", "ci", "--compromised", "--reason", "leaked")
	h.commit("ana", "The robot's key leaked")
	h.must("ana", "policy", "approve", "--env", "production", "--yes")
	h.must("ana", "policy", "promote", "--env", "production", "--yes")
	got = h.do("ana", "verify", "--env", "production")
	require.Equal(t, statusNo, got.status)
	require.Contains(t, got.out, "triage is NOT SERVABLE: it rests on the commit by ci, whose key")
	got = h.do("ci", "rollback", "triage", "--env", "production", "--yes")
	require.Equal(t, statusFailed, got.status)
}

func TestAttack47AnotherRoot(t *testing.T) {
	h, _, _ := serving(t)
	tip := h.tip()
	for what, root := range map[string]*ledger.Commit{"a root of its own": nil, "a root on top": {Parents: []string{tip}}} {
		t.Log(what)
		c := h.draft("ana", ledger.Entry{Action: ledger.Root, From: ledger.None})
		c.Parents = nil
		if root != nil {
			c.Parents = root.Parents
		}
		c.Tree = h.tree("40000 .promptctl " + h.Git("rev-parse", "HEAD:.promptctl"))
		c.To = ledger.PolicyDigest(h.closure(c.Tree, ".promptctl"))
		h.Git("update-ref", production, h.write("ana", c))
		got := h.do("ci", plan...)
		require.Equal(t, statusFailed, got.status)
		require.Contains(t, got.err, "the ledger has another root than the one that is trusted")

		// Nor in a fresh clone on a machine that knows the root.
		clone := h.Clone()
		got = inProcess(t, h.as("ci").In(clone.Dir).Env(), "-C", clone.Dir, "verify", "--env", "production")
		require.Equal(t, statusNo, got.status, got.err)
		require.Contains(t, got.out, "another root")
		h.Git("update-ref", production, tip)
	}
	h.trusted()

	// A second one is not begun beside it.
	clone := h.Clone()
	clone.Git("update-ref", "-d", "refs/remotes/origin/env/production")
	got := inProcess(t, h.as("ana").In(clone.Dir).Env(), "-C", clone.Dir, "env", "init", "production", "--yes")
	require.Equal(t, statusFailed, got.status)
	require.Contains(t, got.err, "origin has the branch env/production already")
}
