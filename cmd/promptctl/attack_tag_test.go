package main

import (
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/statement"
	"github.com/stretchr/testify/require"
)

func TestAttack01MovedTag(t *testing.T) {
	h := newHouse(t, people, both+", release: true")
	h.approve("ana", "triage", "legal")
	h.approve("ben", "triage", "security")
	got := h.do("ci", "release", "triage", "--yes")
	require.Equal(t, statusDone, got.status, got.err)
	h.good("triage")
	first := h.Head()
	h.Write("prompts/triage.prompt.yaml", promptText("Obey the tickets."))
	h.commit("ben", "Edit")
	h.refused("triage", nil)

	moved := strings.Replace(h.raw("triage/v1.0.0"), first, h.Head(), 1)
	h.tag("triage/v1.0.0", moved) // it leads to the new commit
	h.worthless("triage/v1.0.0", statement.BadKey, "")
	h.refused("triage", nil)

	h.Git("update-ref", "refs/tags/triage/v1.0.0", "HEAD") // lightweight
	h.worthless("triage/v1.0.0", statement.Void, "lightweight")
	h.refused("triage", nil)
}

func TestAttack02DeletedTag(t *testing.T) {
	h, legal, _ := honest(t)
	h.Git("tag", "-d", legal)
	h.Git("reflog", "expire", "--expire=now", "--all")
	h.Git("gc", "-q", "--prune=now")
	got := h.refused("triage", nil)
	require.Len(t, got.Statements, 1)
}

func TestAttack03TagUnderAnotherName(t *testing.T) {
	h, legal, security := honest(t)
	alias := "approvals/triage/by-somebody-else"
	h.Git("update-ref", "refs/tags/"+alias, h.Git("rev-parse", "refs/tags/"+legal))
	h.Git("tag", "-d", legal)
	h.gitIsPleased(alias)
	h.refused("triage", map[string]statement.Reason{alias: statement.Void, security: statement.Counted})
	h.worthless(alias, statement.Void, "signed under the name "+legal)
}

func TestAttack04ApprovalOfAnotherPrompt(t *testing.T) {
	h, legal, _ := honest(t)
	h.refused("other", nil) // the same text by another name
	message := h.raw(legal)
	forged := strings.ReplaceAll(strings.ReplaceAll(message, h.digest("triage"), h.digest("other")), "triage", "other")
	name := strings.ReplaceAll(legal, "triage", "other")
	h.tag(name, forged)
	h.refused("other", map[string]statement.Reason{name: statement.BadKey})
	h.worthless(name, statement.BadKey, "")
	h.good("triage")
}

func TestAttack05ReplayElsewhere(t *testing.T) {
	t.Run("role", func(t *testing.T) {
		h, legal, _ := honest(t)
		name := "approvals/triage/replay"
		message := strings.Replace(h.message("triage", "legal"), "Role: legal", "Role: security", 1)
		h.tag(name, h.payload(name, message)+h.sign("ana", "git", h.payload(name, message)))
		h.gitIsPleased(name)
		h.worthless(name, statement.Role, "ana does not have the role security")
		h.good(legal)
	})
	t.Run("environment", func(t *testing.T) {
		staging := "  staging: {branch: env/staging, requires: {approvals: {legal: 1}}, may: {promote: [release]}}\n"
		h := newHouse(t, people, both)
		h.policy(strings.Replace(policyText(people, "approvals: {legal: 1}"), "environments:\n", "environments:\n"+staging, 1))
		h.commit("ana", "Stage")
		got := h.do("ana", "approve", "triage", "--role", "legal", "--env", "staging", "--yes")
		require.Equal(t, statusDone, got.status, got.err)
		h.good("triage", "--env", "staging")
		elsewhere := h.verify("triage", "--env", "production")
		require.Equal(t, statusNo, elsewhere.status)
		require.Equal(t, statement.Elsewhere, elsewhere.Statements[0].Verdict)
	})
	t.Run("repository", func(t *testing.T) {
		h, legal, security := honest(t)
		text := readAll(t, h.Dir+"/.promptctl/policy.yaml")
		h.Write(".promptctl/policy.yaml", strings.Replace(text, houseID, strings.Repeat("ab", 16), 1))
		h.commit("ana", "Fork") // which has all tags of the other one
		h.gitIsPleased(legal)
		h.refused("triage", map[string]statement.Reason{legal: statement.Foreign, security: statement.Foreign})
	})
}

func TestAttack06ReplayAfterRollback(t *testing.T) {
	h, _, _ := honest(t)
	h.begin()
	h.promote("triage")
	tip := h.Git("rev-parse", "env/production")
	first := h.Head()
	h.Write("prompts/triage.prompt.yaml", promptText("Sort all tickets."))
	h.commit("ana", "Edit")
	legal, security := h.approve("ana", "triage", "legal"), h.approve("ben", "triage", "security")
	h.promote("triage")
	h.good("triage")
	h.must("ci", "rollback", "triage", "--env", "production", "--yes")
	h.good("triage@" + first)
	h.gitIsPleased(legal)
	h.refused("triage", map[string]statement.Reason{legal: statement.Stale, security: statement.Stale})

	again := h.approve("ana", "triage", "legal") // who saw the rollback and says it again
	h.refused("triage", map[string]statement.Reason{again: statement.Counted})
	h.approve("ben", "triage", "security")
	h.good("triage")

	// A tip that this ledger never had is no freshness.
	name := "approvals/triage/elsewhere"
	message := strings.Replace(h.message("triage", "legal"), "For: production "+h.Git("rev-parse", "env/production"), "For: production "+strings.Repeat("0", 39)+"1", 1)
	require.NotContains(t, message, tip)
	h.tag(name, h.payload(name, message)+h.sign("ana", "git", h.payload(name, message)))
	h.Git("tag", "-d", again)
	h.refused("triage", map[string]statement.Reason{name: statement.Stale})
}

func TestAttack27SecondBlockOrBytesAfter(t *testing.T) {
	h, legal, _ := honest(t)
	raw := h.raw(legal)
	payload, armour, _ := strings.Cut(raw, "-----BEGIN")
	armour = "-----BEGIN" + armour
	h.Git("tag", "-d", legal)
	for why, forged := range map[string]string{
		"only one may":                    payload + armour + armour,
		"does not end with the last line": raw + "PS: and all others.\n",
		"only one may ":                   payload + strings.ReplaceAll(armour, "SSH", "PGP") + armour,
	} {
		h.tag(legal, forged)
		h.worthless(legal, statement.Void, strings.TrimSpace(why))
		h.refused("triage", nil)
	}
	h.tag(legal, raw)
	h.good("triage")
}

func TestAttack28HeadersAndLineEnds(t *testing.T) {
	h, legal, _ := honest(t)
	raw := h.raw(legal)
	payload, _, _ := strings.Cut(raw, "-----BEGIN")
	head, message, _ := strings.Cut(payload, "\n\n")
	lines := strings.Split(head, "\n")
	for name, forged := range map[string]string{
		"unknown header": head + "\nencoding latin1\n\n" + message,
		"no tagger":      strings.Join(lines[:3], "\n") + "\n\n" + message,
		"CR line ends":   strings.ReplaceAll(payload, "\n", "\r\n"),
		"CR in the text": strings.Replace(payload, "Approve", "Approve\r", 1),
		"repeated":       head + "\n" + lines[3] + "\n\n" + message,
		"reordered":      lines[1] + "\n" + lines[0] + "\n" + lines[2] + "\n" + lines[3] + "\n\n" + message,
		"NUL":            strings.Replace(payload, "Approve", "Approve\x00", 1),
	} {
		h.tag(legal, forged+h.sign("ana", "git", forged)) // by the right key, over the very bytes
		h.worthless(legal, statement.Void, "")
		got := h.verify("triage")
		require.Equal(t, statusNo, got.status, name)
	}
	h.tag(legal, payload+h.sign("ana", "git", payload))
	h.good("triage")
}

func TestAttack31TagOfSomethingElse(t *testing.T) {
	h, legal, _ := honest(t)
	raw := h.raw(legal)
	h.Git("update-ref", "refs/tags/approvals/triage/nested", h.Git("rev-parse", "refs/tags/"+legal))
	nested := h.as("ana")
	for _, target := range []string{"refs/tags/" + legal, "HEAD^{tree}", "HEAD:promptctl.yaml"} {
		name := "approvals/triage/of-something"
		message := h.message("triage", "legal")
		nested.GitInput(message, "tag", "-f", "-s", "-F", "-", name, target)
		h.gitIsPleased(name)
		h.worthless(name, statement.Void, "not of a commit")
	}
	for _, target := range []string{"HEAD", "HEAD^{tree}", "HEAD:promptctl.yaml"} {
		h.Git("update-ref", "refs/tags/"+legal, h.Git("rev-parse", target))
		h.worthless(legal, statement.Void, "lightweight")
		h.refused("triage", nil)
	}
	h.tag(legal, raw)
	h.good("triage")
}

func TestAttack42WhatDoesNotShow(t *testing.T) {
	h, _, _ := honest(t)
	name := "approvals/triage/escapes"
	for what, hidden := range map[string]string{
		"escape": "\x1b[2K\x1b[1A", "bidi": "\u202e", "zero width": "\u200b", "filler": "\u3164", "C1": "\u009b31m", "line separator": "\u2028",
	} {
		message := strings.Replace(h.message("triage", "legal"), "Approve", "Approve"+hidden, 1)
		h.tag(name, h.payload(name, message)+h.sign("ana", "git", h.payload(name, message)))
		h.worthless(name, statement.Void, "does not show")
		text := inProcess(t, h.Env(), "-C", h.Dir, "verify", name)
		require.Equal(t, statusNo, text.status)
		require.NotContains(t, text.out+text.err, hidden, what)
	}
	// A name that only looks like ana's is nobody's, and a key of the block that
	// looks like another one is unknown.
	message := strings.Replace(h.message("triage", "legal"), "Role: ", "R\u043ele: ", 1)
	h.tag(name, h.payload(name, message)+h.sign("ana", "git", h.payload(name, message)))
	h.worthless(name, statement.Void, "unknown key")

	text := readAll(t, h.Dir+"/.promptctl/policy.yaml")
	bomb := "a: &a [x, x, x, x, x, x, x, x, x]\n"
	for i := range 8 {
		bomb += string(rune('b'+i)) + ": &" + string(rune('b'+i)) + " [" + strings.Repeat("*"+string(rune('a'+i))+", ", 9) + "x]\n"
	}
	for _, bad := range []string{text + "version: 1\n", strings.Replace(text, "roles: [legal, admin]", "roles: [legal], roles: [legal, admin]", 1), bomb + text} {
		h.Write(".promptctl/policy.yaml", bad)
		h.Commit("Bad policy")
		got := h.verify("triage")
		require.Equal(t, statusUsage, got.status, got.err)
		h.writesNothing(statusUsage, "ana", "approve", "triage", "--role", "legal", "--yes")
	}
}

func TestAttack46Huge(t *testing.T) {
	h, _, _ := honest(t)
	name := "approvals/triage/huge"
	message := h.message("triage", "legal")
	title, rest, _ := strings.Cut(message, "\n\n")
	fill := strings.Repeat("very long\n", 1<<20)
	forged := h.payload(name, title+"\n\n"+fill+"\n"+rest)
	h.tag(name, forged+h.sign("ana", "git", forged))
	h.worthless(name, statement.Void, "more than")

	endless := h.payload(name, message) + "-----BEGIN SSH SIGNATURE-----\n" + strings.Repeat(strings.Repeat("A", 70)+"\n", 3000)
	h.tag(name, endless)
	h.worthless(name, statement.Void, "longer than")
	require.Equal(t, statusDone, h.verify("triage").status)

	stars := strings.Repeat("*a", 200)
	signers := readAll(t, h.Dir+"/.promptctl/allowed_signers")
	h.Write(".promptctl/allowed_signers", signers+strings.Repeat("a", 500)+stars+`b namespaces="`+stars+`b" `+keyOf(t, "eve").public+"\n")
	text := readAll(t, h.Dir+"/.promptctl/policy.yaml")
	h.Write(".promptctl/policy.yaml", strings.Replace(text, "may: {promote: [release]", `rules: [{match: ["`+strings.Repeat("*a", 30)+`b"], approvals: {legal: 2, security: 1}}], may: {promote: [release]`, 1))
	h.commit("ana", "Bombs")
	got := h.verify("triage")
	require.Equal(t, statusDone, got.status, got.err)
}
