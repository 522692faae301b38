package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/promptctl-io/promptctl/pkg/ledger"
	"github.com/stretchr/testify/require"
)

// The attacks on what an entry rests on: it holds statements that were signed, and
// that are not what its rule asks for.

// said is a statement that someone signs by hand: an approval of a prompt at HEAD
// with some words of it changed, old and new in turns.
func (h *house) said(who, prompt, name string, words ...string) string {
	h.t.Helper()
	name = "approvals/" + prompt + "/" + name
	message := h.message(prompt, "legal")
	for i := 0; i < len(words); i += 2 {
		require.Contains(h.t, message, words[i])
		message = strings.Replace(message, words[i], words[i+1], 1)
	}
	h.tag(name, h.payload(name, message)+h.sign(who, "git", h.payload(name, message)))
	return name
}

func TestAttack05EvidenceFromElsewhere(t *testing.T) {
	h, legal, security := serving(t)
	other := h.Git("tag", "--list", "approvals/other/*/legal/*")
	tip := h.tip()
	h.believed(h.write("ci", h.promotion("triage", legal, security)))
	const few = "triage does not meet the rule: legal 0 of 1"
	for what, attack := range map[string]struct{ tag, why string }{
		"another prompt":      {other, "is not about what it does"},
		"another environment": {h.said("ana", "triage", "elsewhere", "For: production "+tip, "For: staging "+tip), few},
		"another ledger":      {h.said("ana", "triage", "ledger", "For: production "+tip, "For: production "+strings.Repeat("1", 40)), few},
		"another repository":  {h.said("ana", "triage", "fork", houseID, strings.Repeat("ab", 16)), few},
		"another role":        {h.said("ben", "triage", "role"), few},
		"another suite":       {h.said("ana", "triage", "suite", "Suite: sha256:", "Suite: sha256:"+strings.Repeat("0", 64)+"\nSuite: sha256:"), "is no statement"},
		"another's signature": {h.said("eve", "triage", "eve"), few},
	} {
		t.Log(what)
		h.denied(h.write("ci", h.promotion("triage", attack.tag, security)), attack.why)
	}
	// By its bytes alone it counts for nothing.
	c := h.promotion("triage", legal, security)
	text := strings.Replace(string(c.Evidence[1]), "Role: security", "Role: legal", 1)
	c.Evidence = [][]byte{[]byte(text), c.Evidence[1]}
	h.denied(h.write("ci", c), few)
	c.Evidence = [][]byte{[]byte("object " + h.Head() + "\ntype commit\ntag x\n\nApproved.\n")}
	h.denied(h.write("ci", c), "is no statement")
	c.Evidence = nil
	h.denied(h.write("ci", c), few)
}

func TestAttack06EvidenceAfterARollback(t *testing.T) {
	h, legal, security := serving(t)
	h.promote("triage")
	h.must("ci", "rollback", "triage", "--env", "production", "--yes")
	h.denied(h.write("ci", h.promotion("triage", legal, security)), "triage does not meet the rule: legal 0 of 1")
	h.approve("ana", "triage", "legal")
	again := strings.Fields(h.Git("tag", "--list", "--sort=-creatordate", "approvals/triage/*/legal/*"))[0]
	h.denied(h.write("ci", h.promotion("triage", again, security)), "triage does not meet the rule: security 0 of 1")
	h.believed(h.write("ci", h.promotion("triage", again, h.approve("ben", "triage", "security"))))

	// Removed is as good as rolled back from.
	h.must("ana", "remove", "other", "--env", "production", "--yes")
	var tags []string
	for _, role := range []string{"legal", "security"} {
		tags = append(tags, h.Git("tag", "--list", "approvals/other/*/"+role+"/*"))
	}
	h.denied(h.write("ci", h.promotion("other", tags...)), "other does not meet the rule: legal 0 of 1")
}

func TestAttack08PolicyInTheSameEntry(t *testing.T) {
	h, legal, _ := serving(t)
	good := policyText(people, both)
	h.policy(policyText(people, "approvals: {legal: 1}"))
	h.commit("ana", "Weaken")
	c := h.promotion("triage", legal)
	c.Tree = h.plant(c.Tree, "100644 "+h.Git("rev-parse", "HEAD:.promptctl/policy.yaml")+"\t.promptctl/policy.yaml")
	h.denied(h.write("ci", c), "a promotion does not change the policy")
	both := h.newPolicy("ci", h.consent("ana"))
	h.believed(h.write("ci", both))
	both.Tree = c.Tree
	h.denied(h.write("ci", both), "a policy changes nothing that is served")

	// Whoever consents, the environment does not become another one, nor does a ledger
	// get a policy of another repository.
	for what, text := range map[string]string{
		"pointed to another branch": strings.Replace(good, "branch: env/production", "branch: env/new", 1),
		"renamed":                   strings.Replace(good, "  production:", "  live:", 1),
	} {
		t.Log(what)
		h.policy(text)
		h.commit("ana", "Get rid of it")
		e := h.newPolicy("ci")
		h.policy(good)
		h.commit("ana", "As it was")
		h.denied(h.write("ci", e), "its policy does not have production on the branch env/production")
	}
	h.policy(strings.Replace(good, houseID, strings.Repeat("ab", 16), 1))
	h.commit("ana", "Fork")
	e := h.newPolicy("ci")
	h.policy(good)
	h.commit("ana", "As it was")
	h.denied(h.write("ci", e), "its policy is that of the repository abab")
}

func TestAttack09WeakenedByHandThenUsed(t *testing.T) {
	h, legal, _ := serving(t)
	tip := h.tip()
	h.policy(policyText(people, "approvals: {legal: 1}"))
	h.commit("ana", "Weaken")
	weak := h.newPolicy("ci")
	h.denied(h.write("ci", weak), "the admins did not agree to it: admin 0 of 1")
	first := h.write("ci", weak)
	h.Git("update-ref", production, first)
	then := h.promotion("triage", legal)
	h.Git("update-ref", production, tip)
	h.denied(h.write("ci", then), first[:12]) // the second one is good by the first, which is not

	// Neither is it the consent of who is no admin, of a robot, or to another policy.
	for _, who := range []string{"cy", "ci"} {
		name := "policies/" + who
		consent := h.raw(h.consent("ana"))
		_, message, _ := strings.Cut(consent, "\n\n")
		message, _, _ = strings.Cut(message, "-----BEGIN")
		h.tag(name, h.payload(name, message)+h.sign(who, "git", h.payload(name, message)))
		h.denied(h.write("ci", h.newPolicy("ci", name)), "the admins did not agree to it: admin 0 of 1")
	}
	consent := h.consent("ana")
	h.policy(policyText(people+mallory, "approvals: {legal: 1}"))
	h.commit("eve", "Let me in")
	h.denied(h.write("ci", h.newPolicy("ci", consent)), "is not about what it does")
	h.denied(h.write("eve", h.newPolicy("eve", consent)), "its signature")
}

func TestAttack13OnePersonTwoRolesInAnEntry(t *testing.T) {
	h, legal, security := serving(t)
	one, two := h.approve("cy", "triage", "legal"), h.approve("cy", "triage", "security")
	h.denied(h.write("ci", h.promotion("triage", one, two)), "0 of 1")
	h.believed(h.write("ci", h.promotion("triage", one, security)))
	h.believed(h.write("ci", h.promotion("triage", legal, two)))
}

func TestAttack14AuthorsEntry(t *testing.T) {
	h := newHouse(t, people+mallory, apart)
	h.begin()
	h.Write("prompts/triage.prompt.yaml", promptText("Obey the tickets."))
	h.commit("cy", "Edit")
	own, security := h.approve("cy", "triage", "legal"), h.approve("ben", "triage", "security")
	h.denied(h.write("ci", h.promotion("triage", own, security)), "triage does not meet the rule: legal 0 of 1")

	// Another commit with the same files is not without its authors…
	legal := h.approve("eve", "triage", "legal")
	h.believed(h.write("ci", h.promotion("triage", legal, security)))
	squash := h.as("old").GitInput("Edit (#1)\n", "commit-tree", "-S", "HEAD^{tree}", "-p", "HEAD~1")
	c := h.promotion("triage", legal, security)
	c.Sources, c.Parents = []string{squash}, []string{c.Parents[0], squash}
	h.denied(h.write("ci", c), "triage does not meet the rule: legal 0 of 1")
	// … and one without a history has all of the files to answer for.
	orphan := h.GitInput("Begin\n", "commit-tree", "HEAD^{tree}")
	c.Sources, c.Parents = []string{orphan}, []string{c.Parents[0], orphan}
	h.denied(h.write("ci", c), "triage does not meet the rule: legal 0 of 1")
}

func TestAttack16RobotsApprovalInAnEntry(t *testing.T) {
	h, legal, security := serving(t)
	h.denied(h.write("ci", h.promotion("triage", h.said("ci", "triage", "robot"), security)), "triage does not meet the rule: legal 0 of 1")
	h.denied(h.write("ci", h.promotion("triage", legal, h.said("ci", "triage", "robot2", "Role: legal", "Role: release"))), "triage does not meet the rule: security 0 of 1")
}

func TestAttack17BackdatedInAnEntry(t *testing.T) {
	h, legal, security := serving(t)
	h.denied(h.write("ci", func() *ledger.Commit { // before what it follows
		c := h.promotion("triage", legal, security)
		h.date(c, "ci", time.Date(2026, time.February, 1, 9, 0, 0, 0, time.UTC))
		return c
	}()), "and the commit before it")

	signers := readAll(t, h.Dir+"/.promptctl/allowed_signers")
	h.Write(".promptctl/allowed_signers", strings.Replace(signers, "ana@example.com namespaces", `ana@example.com valid-before="20260101000000Z",namespaces`, 1))
	h.commit("ben", "Her key ended with the year")
	h.consent("ben")
	h.must("ci", "policy", "promote", "--env", "production", "--yes")
	h.forge(legal, time.Date(2025, time.December, 1, 0, 0, 0, 0, time.UTC), func(p string) string { return h.sign("ana", "git", p) })
	h.denied(h.write("ci", h.promotion("triage", legal, security)), "triage does not meet the rule: legal 0 of 1")
	require.Equal(t, statusNo, h.do("ci", "promote", "triage@HEAD", "--env", "production", "--yes").status)
}

func TestAttack18FutureEntry(t *testing.T) {
	h, legal, security := serving(t)
	now := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC) // of inProcess
	c := h.promotion("triage", legal, security)
	h.date(c, "ci", now.Add(4*time.Minute)) // clocks differ
	h.believed(h.write("ci", c))
	h.date(c, "ci", now.Add(6*time.Minute))
	h.denied(h.write("ci", c), "which is yet to come")
	h.forge(legal, now.Add(6*time.Minute), func(p string) string { return h.sign("ana", "git", p) })
	h.denied(h.write("ci", h.promotion("triage", legal, security)), "triage does not meet the rule: legal 0 of 1")
}

// An entry that is ahead of this machine's clock, but no further than a verifier
// allows, keeps nobody from rolling back: no clock is mended at three in the morning.
func TestAttack18ClockAheadStopsNoRollback(t *testing.T) {
	h, legal, security := serving(t)
	c := h.promotion("triage", legal, security)
	h.date(c, "ci", time.Date(2026, time.March, 2, 9, 4, 0, 0, time.UTC)) // inProcess has it 9:00
	h.Git("update-ref", production, h.write("ci", c))
	h.must("ci", "rollback", "triage", "--env", "production", "--yes")
	h.good("--env", "production")

	env := h.as("ana").With("GIT_AUTHOR_DATE=2026-03-02T09:06:00Z", "GIT_COMMITTER_DATE=2026-03-02T09:06:00Z").Env()
	got := inProcess(t, env, "-C", h.Dir, "remove", "triage", "--env", "production", "--yes")
	require.Equal(t, statusFailed, got.status)
	require.Contains(t, got.err, "error: git dates the entry of production 2026-03-02T09:06:00Z, and it is 2026-03-02T09:00:00Z here")
}

func TestAttack19ExpiredOpenPGPKeyInAnEntry(t *testing.T) {
	h, ring, print := openPGP(t)
	security := h.Git("tag", "--list", "approvals/triage/*/security/*")
	legal := h.approveWith(ring, print, "legal")
	h.must("ben", "env", "init", "production", "--yes")
	c := h.promotion("triage", legal, security)
	h.believed(h.write("ci", c))
	later := time.Date(2027, time.June, 1, 0, 0, 0, 0, time.UTC)
	h.date(c, "ci", later)
	tip := h.tip()
	h.Git("update-ref", production, h.write("ci", c))
	at := func(args ...string) outcome {
		return inProcessAt(t, later.Add(time.Hour), h.as("ci").With("XDG_STATE_HOME="+t.TempDir()).Env(), append([]string{"-C", h.Dir}, args...)...)
	}
	got := at("verify", "--env", "production")
	require.Equal(t, statusNo, got.status, got.err)
	require.Contains(t, got.out, "triage does not meet the rule: legal 0 of 1")
	h.Git("update-ref", production, tip)

	// What was promoted in its time stands.
	h.promote("triage")
	got = at("verify", "--env", "production")
	require.Equal(t, statusDone, got.status, got.out+got.err)
}

func TestAttack20RevokedInAnEntry(t *testing.T) {
	h, legal, security := serving(t)
	h.believed(h.write("ci", h.promotion("triage", legal, security)))
	h.must("ana", "revoke", legal, "--reason", "Signed the wrong text.", "--env", "production", "--yes")
	h.denied(h.write("ci", h.promotion("triage", legal, security)), "triage does not meet the rule: legal 0 of 1")
	legal = h.approve("ana", "triage", "legal")
	h.believed(h.write("ci", h.promotion("triage", legal, security)))
	h.must("ben", "revoke", "triage@HEAD", "--reason", "It leaks.", "--env", "production", "--yes")
	h.denied(h.write("ci", h.promotion("triage", legal, security)), "triage does not meet the rule: ")

	// The key of who approved is withdrawn.
	for _, list := range []string{"retired", "compromised"} {
		h, legal, security := serving(t)
		h.policy(policyText(strings.Replace(people, `keys: ["KEY:ana"]`, `keys: ["KEY:old"], `+list+`: ["KEY:ana"]`, 1), both))
		h.commit("ben", "A new key")
		h.consent("ben")
		h.must("ci", "policy", "promote", "--env", "production", "--yes")
		h.denied(h.write("ci", h.promotion("triage", legal, security)), "triage does not meet the rule: legal 0 of 1")
		got := h.do("ci", "verify", "--env", "production")
		want := map[string]int{"retired": statusDone, "compromised": statusNo}[list]
		require.Equal(t, want, got.status, got.out)
		require.Equal(t, list == "compromised", strings.Contains(got.out, "triage is NOT SERVABLE"), got.out)
	}
}

func TestAttack43WithdrawnBeforeAndAfter(t *testing.T) {
	t.Run("before", func(t *testing.T) {
		h, legal, _ := serving(t)
		tip := h.tip()
		h.must("ana", "revoke", legal, "--reason", "Signed the wrong text.", "--yes")
		got := h.do("ci", "promote", "triage@HEAD", "--env", "production", "--yes") // by its tag alone
		require.Equal(t, statusNo, got.status, got.err)
		require.Equal(t, tip, h.tip())
	})
	t.Run("after", func(t *testing.T) {
		h, legal, security := serving(t)
		h.promote("triage")
		tip := h.tip()
		revocation := h.must("ana", "revoke", legal, "--reason", "Signed the wrong text.", "--yes")
		h.trusted()
		require.Equal(t, tip, h.tip())
		h.must("ci", "revoke", revocation, "--env", "production", "--yes")
		h.Git("tag", "-d", revocation)
		h.trusted() // no step of the past fails for it
		got := h.stranger("verify", "--env", "production")
		require.Equal(t, statusNo, got.status, got.err)
		require.Contains(t, got.out, "triage is NOT SERVABLE: ana revoked the approval by ana: Signed the wrong text.")
		h.denied(h.write("ci", h.promotion("triage", legal, security)), "triage does not meet the rule: legal 0 of 1")
		h.must("ci", "rollback", "triage", "--env", "production", "--yes") // mends it
		require.Equal(t, statusDone, h.stranger("verify", "--env", "production").status)
		h.denied(h.write("ci", h.serve(ledger.Rollback, "triage", tip)), "needs new approvals")
	})
	t.Run("rejected", func(t *testing.T) {
		h, legal, security := serving(t)
		no := h.must("cy", "reject", "triage", "--role", "legal", "-m", "It promises a refund.", "--yes")
		got := h.do("ci", "promote", "triage@HEAD", "--env", "production", "--yes")
		require.Equal(t, statusNo, got.status, got.err)
		h.must("ci", "revoke", no, "--env", "production", "--yes")
		h.Git("tag", "-d", no)
		h.denied(h.write("ci", h.promotion("triage", legal, security)), "triage does not meet the rule: ")
	})
}

func TestAttack44ApproverRemovedSince(t *testing.T) {
	h, legal, security := serving(t)
	without := strings.Replace(people, "  ben: {emails: [ben@example.com], keys: [\"KEY:ben\"], roles: [security, admin]}\n", "", 1)
	h.policy(policyText(without, both))
	h.commit("ana", "Ben left")
	h.consent("ana")
	h.must("ci", "policy", "promote", "--env", "production", "--yes")
	got := h.stranger("verify", "--env", "production") // what he approved stands
	require.Equal(t, statusDone, got.status, got.out+got.err)
	h.denied(h.write("ci", h.promotion("triage", legal, security)), "triage does not meet the rule: security 0 of 1")
	require.Equal(t, statusNo, h.do("ci", "promote", "triage@HEAD", "--env", "production", "--yes").status)
	h.denied(h.write("ci", h.promotion("triage", legal, h.said("ben", "triage", "late", "Role: legal", "Role: security"))), "triage does not meet the rule: security 0 of 1")
}

func TestAttack45WhatAStolenKeyCannot(t *testing.T) {
	h, legal, security := serving(t)
	tip := h.tip()
	// An approver's key neither promotes nor rolls back, nor is it another role's.
	h.denied(h.write("ana", h.promotion("triage", legal, security)), "ana signed it, and may not promote")
	h.denied(h.write("ci", h.promotion("triage", legal, h.said("ana", "triage", "alone", "Role: legal", "Role: security"))), "triage does not meet the rule: security 0 of 1")
	h.denied(h.write("cy", h.promotion("triage", legal, security)), "cy signed it, and may not promote")

	h.promote("triage")
	back := h.serve(ledger.Rollback, "triage", tip)
	h.believed(h.write("ci", back))
	h.denied(h.write("ana", back), "ana signed it, and may not roll back")
	tip = h.tip()

	// A promoter's key removes nothing, revokes nothing, and begins no ledger.
	h.denied(h.write("ci", h.serve(ledger.Removal, "triage", h.root())), "ci signed it, and may not remove")
	got := h.do("ci", "revoke", legal, "--reason", "No.", "--env", "production", "--yes")
	require.Equal(t, statusFailed, got.status, got.err)
	got = h.do("ci", "env", "init", "production", "--reroot", "--yes")
	require.Equal(t, statusFailed, got.status, got.err)
	require.Equal(t, tip, h.tip())
}

func TestAttack50NothingOfTheRepositoryRuns(t *testing.T) {
	h := newHouse(t, people, both+", release: true")
	canary := filepath.Join(t.TempDir(), "ran")
	program := filepath.Join(h.Dir, "run.sh")
	run := "sh -c 'echo ran >" + canary + "'"
	h.Write("run.sh", "#!/bin/sh\necho ran >"+canary+"\n")
	require.NoError(t, os.Chmod(program, 0o755))
	h.Write("prompts/triage.tests.yaml", "version: 1\ncases:\n  - id: one\n    command: \""+run+"\"\n    assert: [{type: javascript, value: \""+run+"\"}, {type: python, value: \"file://run.sh\"}]\n")
	h.Write(".gitattributes", "* diff=evil filter=evil merge=evil\n")
	h.Write(".gitconfig", "[filter \"evil\"]\n\tclean = "+program+"\n\tsmudge = "+program+"\n[diff \"evil\"]\n\ttextconv = "+program+"\n[gpg \"ssh\"]\n\tprogram = "+program+"\n")
	for _, hook := range []string{"pre-commit", "post-commit", "reference-transaction", "pre-push"} {
		h.Write("hooks/"+hook, readAll(t, program))
		require.NoError(t, os.Chmod(filepath.Join(h.Dir, "hooks", hook), 0o755))
	}
	h.commit("ana", "Tests that run something")
	h.begin()
	h.approve("ana", "triage", "legal")
	h.approve("ben", "triage", "security")
	h.must("ci", "release", "triage", "--yes")
	h.promote("triage")
	for _, args := range [][]string{{"lint"}, {"verify", "triage"}, {"verify", "--env", "production"}, {"review", "triage"}, {"show", "triage"}, {"diff", "triage@HEAD~1"}} {
		h.do("ci", args...)
		require.NoFileExists(t, canary, args)
	}

	h.Write("prompts/triage.tests.yaml", "version: 1\ncases:\n  - id: one\n    assert: [{exec: [sh, -c, \"echo ran >"+canary+"\"]}, {exec: [./run.sh]}]\n")
	h.Write("promptctl.yaml", "version: 1\ntest:\n  providers:\n    openai: {command: [./run.sh]}\n")
	h.commit("ana", "Tests and models that are programs")
	made, err := runOf(h.Dir, h.Env(), "triage")
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "results.json")
	require.NoError(t, made.write(file))
	h.must("ci", "attest", file, "--yes")
	require.NoFileExists(t, canary)
}
