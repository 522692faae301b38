package main

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/promptctl-io/promptctl/pkg/statement"
	"github.com/stretchr/testify/require"
)

func TestAttack07EditAfterApproval(t *testing.T) {
	h, legal, security := honest(t)
	h.refused("other", nil)
	h.Write("prompts/safety.partial.md", "Promise everything.\n")
	h.good("triage") // what is not committed is not judged
	h.writesNothing(statusFailed, "ana", "approve", "triage", "--role", "legal", "--yes")
	h.commit("eve", "Edit the partial alone")
	require.Empty(t, h.refused("triage", nil).Statements)
	h.gitIsPleased(legal)

	// The partial is approved with one prompt, and reaches no other.
	h.approve("ana", "triage", "legal")
	h.approve("ben", "triage", "security")
	h.good("triage")
	h.refused("other", nil)

	h.Write("prompts/safety.partial.md", "Promise nothing.\n")
	h.commit("ana", "As it was")
	h.refused("other", nil)
	h.refusedNot("triage", legal, security)
}

// refusedNot checks that a prompt is approved by these statements.
func (h *house) refusedNot(reference string, tags ...string) {
	h.t.Helper()
	got := h.verify(reference)
	require.Equal(h.t, statusDone, got.status, got.out)
	var counted []string
	for _, v := range got.Statements {
		if v.Verdict == statement.Counted {
			counted = append(counted, v.Tag)
		}
	}
	require.ElementsMatch(h.t, tags, counted)
}

// apart is what a house asks for in which nobody approves their own change.
const apart = both + ", separation: true"

func TestAttack14AuthorApproves(t *testing.T) {
	h := newHouse(t, people, apart)
	h.Write("prompts/triage.prompt.yaml", promptText("Obey the tickets."))
	h.commit("cy", "Edit")
	own := h.approve("cy", "triage", "security")
	h.approve("ana", "other", "legal")
	legal := h.approve("ana", "triage", "legal") // who began the file
	h.gitIsPleased(own)
	h.refused("triage", map[string]statement.Reason{own: statement.Author, legal: statement.Author})

	h.policy(policyText(people+mallory, apart))
	h.commit("ana", "Someone who wrote nothing")
	h.approve("eve", "triage", "legal")
	h.approve("ben", "triage", "security")
	h.good("triage")
}

func TestAttack14SquashHidesTheAuthor(t *testing.T) {
	for _, squash := range []string{"unsigned", "signed by a host", "co-author"} {
		h := newHouse(t, people+mallory, apart)
		h.Branch("feature")
		h.Write("prompts/triage.prompt.yaml", promptText("Obey the tickets."))
		h.commit("cy", "Edit")
		h.Switch("main")
		h.Git("merge", "-q", "--squash", "feature")
		switch squash {
		case "unsigned":
			h.CommitStaged("Edit (#1)")
		case "signed by a host":
			h.as("old").Git("commit", "-q", "-S", "-m", "Edit (#1)")
		default:
			h.as("eve").Git("commit", "-q", "-S", "-m", "Edit (#1)\n\nCo-authored-by: Cy <CY@example.com>")
		}
		own, other := h.approve("cy", "triage", "legal"), h.approve("ben", "triage", "security")
		want := map[string]statement.Reason{own: statement.Author, other: statement.Author}
		if squash == "co-author" {
			want[other] = statement.Counted
		}
		h.refused("triage", want)

		h.policy(policyText(people+mallory, both+", separation: {unsigned: warn}"))
		h.commit("ana", "Warn alone")
		got := h.verify("triage")
		require.Equal(t, squash == "co-author", len(got.Environments[0].Warnings) == 0, "%s %v", squash, got.out)
		h.approve("ben", "triage", "security")
	}
}

func TestAttack14ApprovalOfAnOldCommit(t *testing.T) {
	h := newHouse(t, people+mallory, apart+", release: true")
	h.Write("prompts/triage.prompt.yaml", promptText("Obey the tickets."))
	bad := h.commit("cy", "Edit")
	h.Write("prompts/triage.prompt.yaml", promptText("Sort all tickets."))
	h.commit("ana", "Another one")
	h.approve("eve", "triage", "legal")
	h.approve("ben", "triage", "security")
	got := h.do("ci", "release", "triage", "--yes")
	require.Equal(t, statusDone, got.status, got.err)
	h.good("triage")

	// What leads to a release was not approved by it: cy wrote this version.
	own := h.approve("cy", "triage@"+bad, "legal")
	h.approve("ben", "triage@"+bad, "security")
	h.refused("triage@"+bad, map[string]statement.Reason{own: statement.Author})
}

// What is served undid a version, which is older, and so has no commit of its own.
func TestAttack14WhatWasUndoneIsServedAgain(t *testing.T) {
	h := newHouse(t, people+mallory, apart)
	h.begin()
	h.Write("prompts/triage.prompt.yaml", promptText("Obey the tickets."))
	bad := h.commit("cy", "Edit")
	h.Write("prompts/triage.prompt.yaml", promptText("Sort all tickets."))
	h.commit("ana", "Another one")
	h.approve("eve", "triage", "legal")
	h.approve("ben", "triage", "security")
	h.promote("triage")
	promote := func(reference string, status int) {
		t.Helper()
		got := h.do("ci", "promote", reference, "--env", "production", "--dry-run")
		require.Equal(t, status, got.status, got.out+got.err)
	}
	own := h.approve("cy", "triage@"+bad, "legal")
	h.approve("ben", "triage@"+bad, "security")
	h.refused("triage@"+bad, map[string]statement.Reason{own: statement.Author})
	promote("triage@"+bad, statusNo)

	// Nor is it without its author on a branch that left before it was undone…
	h.Git("switch", "-q", "-c", "aside", bad)
	h.Write("README.md", "x")
	aside := h.commit("eve", "Nothing of it")
	promote("triage@"+aside, statusNo)
	// … and where the served side did not touch the prompt, it is who did since.
	h.Git("switch", "-q", "-c", "topic", "main")
	h.Write("prompts/triage.prompt.yaml", promptText("Sort the tickets well."))
	h.commit("ana", "Better")
	h.approve("cy", "triage", "legal")
	h.approve("ben", "triage", "security")
	promote("triage@HEAD", statusDone)
}

// A partial that lay there before the version that is served is new to the prompt
// that includes it now.
func TestAttack14PartialThatWasThereBefore(t *testing.T) {
	h := newHouse(t, people+mallory, apart)
	h.begin()
	h.Write("prompts/obey.partial.md", "Obey the tickets.\n")
	h.Write("prompts/triage.prompt.yaml", promptText("Sort all tickets."))
	h.Write("promptctl.yaml", "version: 1\n# x\n")
	h.commit("cy", "In passing")
	h.approve("eve", "triage", "legal")
	h.approve("ben", "triage", "security")
	h.promote("triage")
	h.Write("prompts/triage.prompt.yaml", promptText("Sort all tickets. {{> obey}}"))
	h.commit("ana", "Include it")
	own := h.approve("cy", "triage", "legal")
	h.approve("ben", "triage", "security")
	h.refused("triage", map[string]statement.Reason{own: statement.Author})
	h.approve("eve", "triage", "legal")
	h.good("triage")
}

func TestAttack15ForgedAuthorName(t *testing.T) {
	h := newHouse(t, people+mallory, apart)
	h.Write("prompts/triage.prompt.yaml", promptText("Obey the tickets."))
	h.Git("add", "-A")
	h.as("cy").With("GIT_AUTHOR_NAME=Ben", "GIT_AUTHOR_EMAIL=ben@example.com", "GIT_COMMITTER_EMAIL=nobody@example.com").Git("commit", "-q", "-S", "-m", "Edit")
	cy, ben := h.approve("cy", "triage", "legal"), h.approve("ben", "triage", "security")
	// The key tells who signed, and the name takes the other one out as well: it
	// never lets anybody in.
	h.refused("triage", map[string]statement.Reason{cy: statement.Author, ben: statement.Author})
	h.approve("eve", "triage", "security")
	h.refused("triage", nil)
}

func TestAttack19ExpiredOpenPGPKey(t *testing.T) {
	h, ring, print := openPGP(t)
	legal := h.approveWith(ring, print, "legal")
	h.good("triage")
	late := h.verifyAt(time.Date(2027, time.June, 1, 0, 0, 0, 0, time.UTC), "triage")
	require.Equal(t, statusNo, late.status, late.out)
	for _, v := range late.Statements {
		if v.Tag == legal {
			require.Equal(t, statement.BadKey, v.Verdict)
			require.Contains(t, v.Why, "expired")
		}
	}
}

func TestAttack12SubkeyAndPrimary(t *testing.T) {
	h, ring, print := openPGP(t)
	h.policy(strings.Replace(policyText(gpgPeople(print), both), "legal: 1, security: 1", "legal: 2", 1))
	h.Write(".promptctl/keyring.asc", ring.run("--armor", "--export", print))
	h.commit("ben", "Two of a kind")
	sub := ""
	for line := range strings.Lines(ring.run("--with-colons", "--with-subkey-fingerprint", "--list-keys", print)) {
		if f := strings.Split(line, ":"); f[0] == "fpr" {
			sub = f[9]
		}
	}
	require.NotEqual(t, print, sub)
	one, two := h.approveWith(ring, print, "legal"), h.approveWith(ring, sub, "legal")
	verdicts := map[string]statement.Reason{}
	for _, v := range h.refused("triage", nil).Statements {
		verdicts[v.Tag] = v.Verdict
		require.Contains(t, []string{"ben", "ana"}, v.Person)
	}
	require.ElementsMatch(t, []statement.Reason{statement.Counted, statement.Repeated}, []statement.Reason{verdicts[one], verdicts[two]})
	h.approve("cy", "triage", "legal")
	h.good("triage")
}

func TestAttack22HijackedByConfiguration(t *testing.T) {
	h, legal, _ := honest(t)
	program := filepath.Join(h.Dir, ".git", "good")
	require.NoError(t, os.WriteFile(program, []byte("#!/bin/sh\ncat >/dev/null\necho 'Good \"git\" signature for ana@example.com with ED25519 key SHA256:x'\nexit 0\n"), 0o755))
	h.Git("config", "gpg.ssh.program", program)
	h.Git("config", "gpg.program", program)
	h.Git("config", "gpg.ssh.allowedSignersFile", program)
	h.forge(legal, time.Time{}, func(string) string { return h.sign("eve", "git", "something else") })
	h.Git("verify-tag", legal) // pleased
	h.refused("triage", map[string]statement.Reason{legal: statement.Stranger})
	h.forge(legal, time.Time{}, func(string) string { return h.sign("ana", "git", "something else") })
	h.Git("verify-tag", legal)
	h.refused("triage", map[string]statement.Reason{legal: statement.BadKey})
	h.worthless(legal, statement.BadKey, "")
	// Where the program that signs makes no signature, nothing is written.
	h.writesNothing(statusFailed, "ana", "approve", "triage", "--role", "legal", "--yes")
}

func TestAttack23ReplaceAndGrafts(t *testing.T) {
	t.Run("replace", func(t *testing.T) {
		h, legal, _ := honest(t)
		signed := h.Git("rev-parse", "refs/tags/"+legal)
		h.forge(legal, time.Time{}, func(string) string { return "" })
		unsigned := h.Git("rev-parse", "refs/tags/"+legal)
		h.Git("replace", "-f", unsigned, signed)
		h.gitIsPleased(legal)
		h.refused("triage", map[string]statement.Reason{legal: statement.Unsigned})
		h.worthless(legal, statement.Unsigned, "nobody signed")
	})
	t.Run("policy", func(t *testing.T) {
		h, _, _ := honest(t)
		head := h.Head()
		h.Write(".promptctl/policy.yaml", strings.Replace(readAll(t, h.Dir+"/.promptctl/policy.yaml"), "legal: 1", "legal: 2", 1))
		other := h.commit("ana", "Other")
		h.Git("reset", "-q", "--hard", head)
		h.Git("replace", "-f", head, other)
		h.good("triage")
	})
	t.Run("grafts", func(t *testing.T) {
		h := newHouse(t, people+mallory, apart)
		first := h.Head()
		h.Write("prompts/triage.prompt.yaml", promptText("Obey the tickets."))
		h.commit("cy", "Edit")
		h.Write("unrelated.txt", "x\n")
		last := h.commit("ana", "Later")
		own := h.approve("cy", "triage", "legal")
		h.approve("ben", "triage", "security")
		want := map[string]statement.Reason{own: statement.Author}
		h.refused("triage", want)
		h.Write(".git/info/grafts", last+" "+first+"\n")
		h.refused("triage", want)
		h.Remove(".git/info/grafts")
		h.Git("replace", "--graft", last, first)
		h.refused("triage", want)
	})
}

// swap puts the bytes of another object under an object's id, as a loose one.
func (h *house) swap(id, other string) {
	h.t.Helper()
	kind := h.Git("cat-file", "-t", other)
	data, err := h.TryGit("", "cat-file", kind, other)
	require.NoError(h.t, err)
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	fmt.Fprintf(w, "%s %d\x00%s", kind, len(data), data)
	require.NoError(h.t, w.Close())
	file := filepath.Join(h.Dir, ".git", "objects", id[:2], id[2:])
	require.NoError(h.t, os.MkdirAll(filepath.Dir(file), 0o755))
	_ = os.Remove(file)
	require.NoError(h.t, os.WriteFile(file, b.Bytes(), 0o444))
}

func TestAttack25ObjectSwapped(t *testing.T) {
	t.Run("tag", func(t *testing.T) {
		h, legal, _ := honest(t)
		signed := h.Git("rev-parse", "refs/tags/"+legal)
		h.forge(legal, time.Time{}, func(string) string { return "" })
		h.swap(h.Git("rev-parse", "refs/tags/"+legal), signed)
		h.gitIsPleased(legal)
		h.refused("triage", nil)
		h.worthless(legal, statement.Void, "")
	})
	for _, what := range []string{"HEAD", "HEAD^{tree}", "HEAD:.promptctl", "HEAD:.promptctl/policy.yaml", "HEAD:prompts", "HEAD:prompts/triage.prompt.yaml", "HEAD:prompts/safety.partial.md"} {
		t.Run(what, func(t *testing.T) {
			h, _, _ := honest(t)
			weak := h.other(what)
			h.swap(h.Git("rev-parse", what), weak)
			got := h.verify("triage")
			require.Equal(t, statusFailed, got.status, got.out+got.err)
			require.Empty(t, got.out)
			h.writesNothing(statusFailed, "ana", "approve", "triage@HEAD", "--role", "legal", "--yes")
		})
	}
}

// other is the object that has another one's place in a weaker commit, which is
// then taken back.
func (h *house) other(what string) string {
	h.t.Helper()
	head := h.Head()
	h.policy(policyText(people+mallory, "approvals: {legal: 1}"))
	h.Write("prompts/triage.prompt.yaml", promptText("Obey the tickets."))
	h.Write("prompts/safety.partial.md", "Promise everything.\n")
	h.commit("eve", "Weaken")
	id := h.Git("rev-parse", what)
	h.Git("reset", "-q", "--hard", head)
	return id
}

func TestAttack26ModesAndNames(t *testing.T) {
	h, legal, security := honest(t)
	h.Git("update-index", "--chmod=+x", "prompts/triage.prompt.yaml") // no other bytes
	h.CommitStaged("Executable")
	h.refusedNot("triage", legal, security)

	blob := h.GitInput("safety.md", "hash-object", "-w", "--stdin")
	h.Write("prompts/safety.md", "Promise nothing.\n")
	h.Git("add", "-A")
	h.Git("update-index", "--cacheinfo", "120000,"+blob+",prompts/safety.partial.md")
	h.CommitStaged("A link to the same text")
	require.NotEqual(t, statusDone, h.verify("triage").status)
	h.Git("update-index", "--cacheinfo", "160000,"+h.Head()+",prompts/safety.partial.md")
	h.CommitStaged("A submodule")
	require.NotEqual(t, statusDone, h.verify("triage").status)
	h.Git("reset", "-q", "--hard", "HEAD~2")
	h.Git("update-index", "--cacheinfo", "120000,"+blob+",.promptctl/policy.yaml")
	h.CommitStaged("A policy from elsewhere")
	require.NotEqual(t, statusDone, h.verify("triage").status)
	h.Git("reset", "-q", "--hard", "HEAD~1")

	h.Write("prompts/caf\u00e9.prompt.yaml", promptText("Sort the tickets."))
	for _, name := range []string{"TRIAGE", "tr\u0131age", "triage\u200b"} {
		id := h.Git("rev-parse", "HEAD:prompts/triage.prompt.yaml")
		h.Git("update-index", "--add", "--cacheinfo", "100644,"+id+",prompts/"+name+".prompt.yaml")
		h.CommitStaged("Looks alike")
		require.NotEqual(t, statusDone, h.verify(name).status, name)
		h.Git("reset", "-q", "--hard", "HEAD~1")
	}
	h.good("triage")
}

func TestAttack41CutOffClones(t *testing.T) {
	h, _, _ := honest(t)
	h.begin()
	h.good("triage")
	clone := func(options ...string) answered {
		dir := filepath.Join(t.TempDir(), "clone")
		h.Git(append(append([]string{"clone", "-q"}, options...), "file://"+h.Dir, dir)...)
		c := &house{h.In(dir), t, h.clock}
		return c.verify("triage")
	}
	require.Equal(t, statusDone, clone().status)
	for _, options := range [][]string{{"--no-tags"}, {"--depth=1"}, {"--depth=1", "--no-single-branch"}, {"--single-branch", "--branch=main"}} {
		got := clone(options...)
		if len(options) == 2 && options[1] == "--no-single-branch" { // the ledger has one commit, and all of it is there
			require.Equal(t, statusDone, got.status, got.err)
			continue
		}
		require.Equal(t, statusFailed, got.status, "%v %s%s", options, got.out, got.err)
		require.Contains(t, got.err, "INCOMPLETE")
	}
	h.promote("triage")
	require.Equal(t, statusFailed, clone("--depth=1", "--no-single-branch").status)
	h.Git("config", "uploadpack.allowFilter", "true")
	got := clone("--filter=blob:none", "--no-checkout")
	require.NotEqual(t, statusNo, got.status, got.out) // nobody says that an approval is missing
}

func TestAttack41ShallowHidesTheAuthor(t *testing.T) {
	h := newHouse(t, people+mallory, apart)
	h.begin()
	h.Write("prompts/triage.prompt.yaml", promptText("Obey the tickets."))
	h.commit("cy", "Edit")
	h.Write("unrelated.txt", "x\n")
	h.commit("ana", "Later")
	own := h.approve("cy", "triage", "legal")
	h.refused("triage", map[string]statement.Reason{own: statement.Author})
	dir := filepath.Join(t.TempDir(), "clone")
	h.Git("clone", "-q", "--depth=1", "--no-single-branch", "file://"+h.Dir, dir)
	h.Git("-C", dir, "fetch", "-q", "--tags")
	got := (&house{h.In(dir), t, h.clock}).verify("triage")
	require.Equal(t, statusFailed, got.status, got.out)
}

func TestAttack48HookEnvironment(t *testing.T) {
	h, legal, _ := honest(t)
	weak, _, _ := honest(t)
	weak.policy(policyText(people+mallory, "approvals: {legal: 1}"))
	weak.commit("eve", "Weaken")
	h.Git("tag", "-d", legal)
	h.refused("triage", nil)
	git := weak.Dir + "/.git"
	index := filepath.Join(t.TempDir(), "index")
	for _, env := range [][]string{
		{"GIT_DIR=" + git}, {"GIT_DIR=" + git, "GIT_WORK_TREE=" + weak.Dir}, {"GIT_COMMON_DIR=" + git}, {"GIT_INDEX_FILE=" + index},
		{"GIT_OBJECT_DIRECTORY=" + git + "/objects"}, {"GIT_ALTERNATE_OBJECT_DIRECTORIES=" + git + "/objects"},
		{"GIT_NAMESPACE=x"}, {"GIT_SHALLOW_FILE=" + index}, {"GIT_GRAFT_FILE=" + index}, {"GIT_REPLACE_REF_BASE=refs/x"}, {"GIT_NO_REPLACE_OBJECTS=0"},
	} {
		got := h.verifyIn(h.With(env...).Env(), "triage")
		require.Equal(t, statusNo, got.status, "%v %s", env, got.err)
		require.Equal(t, h.Head(), got.Commit)
	}
	h.approve("ana", "triage", "legal")
	before := weak.state()
	got := inProcess(t, h.as("ben").With("GIT_DIR="+git, "GIT_WORK_TREE="+weak.Dir).Env(), "-C", h.Dir, "approve", "other", "--role", "security", "--yes")
	require.Equal(t, statusDone, got.status, got.err)
	require.Equal(t, before, weak.state())
	h.good(strings.TrimSpace(got.out))
}

func TestAttack49TestsChanged(t *testing.T) {
	h := newHouse(t, people, both+", evaluation: {passRate: 0.95, mode: live}")
	h.approve("ana", "triage", "legal")
	h.approve("ben", "triage", "security")
	suite := ""
	for line := range strings.Lines(h.message("triage", "legal")) {
		if value, is := strings.CutPrefix(line, "Suite: "); is {
			suite = strings.TrimSpace(value)
		}
	}
	evaluate := func(name, suite, counts, mode string) string {
		name = "evaluations/triage/" + name
		message := "Evaluate triage\n\nPromptctl-Statement: v1\nKind: evaluation\nRepository: " + houseID + "\nSubject: " + h.digest("triage") +
			" triage prompts/triage.prompt.yaml\nRole: evaluation\nSuite: " + suite + "\n" + counts + "Model: m\nMode: " + mode + "\nNonce: " + strings.Repeat("ab", 16) + "\n"
		h.tag(name, h.payload(name, message)+h.sign("ci", "git", h.payload(name, message)))
		return name
	}
	replayed := evaluate("replayed", suite, "Cases: 20\nPassed: 20\n", "replay")
	below := evaluate("below", suite, "Cases: 20\nPassed: 18\n", "live")
	empty := evaluate("empty", suite, "Cases: 0\nPassed: 0\n", "live")
	none := evaluate("none", "none", "Cases: 20\nPassed: 20\n", "live")
	h.refused("triage", map[string]statement.Reason{replayed: statement.Falls, below: statement.Falls, empty: statement.Falls, none: statement.Suite})
	whole := evaluate("whole", suite, "Cases: 20\nPassed: 19\n", "live")
	h.good("triage")

	h.Write("prompts/triage.tests.yaml", "version: 1\ncases: [{id: one}]\n")
	h.commit("eve", "Fewer tests")
	got := h.refused("triage", map[string]statement.Reason{whole: statement.Suite})
	for _, v := range got.Statements {
		require.NotEqual(t, statement.Counted, v.Verdict, v.Tag) // nor the approvals of those who saw the whole
	}
	h.Remove("prompts/triage.tests.yaml")
	h.commit("eve", "No tests")
	h.refused("triage", map[string]statement.Reason{whole: statement.Suite, none: statement.Falls})
}
