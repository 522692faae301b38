package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
	"github.com/promptctl-io/promptctl/pkg/statement"
	"github.com/stretchr/testify/require"
)

// The attacks are those that a verifier must withstand, one test each, by real
// git and real keys. Each begins in a house in which the honest way works, so
// that what is refused is refused for the attack.

// house is a repository whose prompts need approvals.
type house struct {
	*repotest.Repo
	t     *testing.T
	clock *int // minutes, so that each statement is younger than the one before
}

// sshKeys are the keys of one test binary, by the names of who has them: the
// private half, and the line of the .pub file.
type sshKey struct{ private, public, print string }

var sshKeys = struct {
	sync.Mutex
	known map[string]sshKey
}{known: map[string]sshKey{}}

func keyOf(t *testing.T, who string, options ...string) sshKey {
	t.Helper()
	sshKeys.Lock()
	defer sshKeys.Unlock()
	if k, there := sshKeys.known[who]; there {
		return k
	}
	file := filepath.Join(t.TempDir(), "key")
	if len(options) == 0 {
		options = []string{"-t", "ed25519"}
	}
	runTool(t, nil, "", "ssh-keygen", append([]string{"-q", "-N", "", "-C", "", "-f", file}, options...)...)
	k := sshKey{private: readAll(t, file), public: strings.TrimSpace(readAll(t, file+".pub"))}
	k.print = strings.Fields(runTool(t, nil, "", "ssh-keygen", "-lf", file+".pub"))[1]
	sshKeys.known[who] = k
	return k
}

func readAll(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	return string(text)
}

// runTool runs a program and returns what it prints.
func runTool(t *testing.T, env []string, stdin, program string, args ...string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		t.Skip(program + " is not there")
	}
	cmd := exec.Command(path, args...)
	var out, talk bytes.Buffer
	cmd.Env, cmd.Stdin, cmd.Stdout, cmd.Stderr = env, strings.NewReader(stdin), &out, &talk
	require.NoError(t, cmd.Run(), "%s %v\n%s", program, args, &talk)
	return out.String()
}

const houseID = "4f6c4f6c4f6c4f6c4f6c4f6c4f6c4f6c"

// people are the persons of a policy, as they stand in it. KEY:who stands for
// the fingerprint of a key.
const people = `  ana: {emails: [ana@example.com], keys: ["KEY:ana"], roles: [legal, admin]}
  ben: {emails: [ben@example.com], keys: ["KEY:ben"], roles: [security, admin]}
  cy: {emails: [cy@example.com], keys: ["KEY:cy"], roles: [legal, security]}
  ci: {kind: robot, keys: ["KEY:ci"], roles: [release, evaluation]}
`

// both is what the policy of most houses asks for.
const both = "approvals: {legal: 1, security: 1}"

// policyText is a policy with one environment that asks for something.
func policyText(persons, requires string) string {
	return "version: 1\nrepository: " + houseID + "\npersons:\n" + persons +
		"admin: {role: admin, count: 1}\nenvironments:\n" +
		"  production: {branch: env/production, requires: {" + requires + "}, may: {promote: [release], rollback: [release], remove: [admin]}}\n"
}

// newHouse makes a repository with two prompts that share a partial, and a policy.
func newHouse(t *testing.T, persons, requires string) *house {
	t.Helper()
	h := &house{repotest.New(t), t, new(int)}
	h.Write("promptctl.yaml", "version: 1\n")
	h.Write("prompts/safety.partial.md", "Promise nothing.\n")
	for _, name := range []string{"triage", "other"} {
		h.Write("prompts/"+name+".prompt.yaml", promptText("Sort the tickets."))
		h.Write("prompts/"+name+".tests.yaml", "version: 1\ncases: [{id: one}, {id: two}]\n")
	}
	h.policy(policyText(persons, requires))
	h.commit("ana", "Begin")
	return h
}

// promptText is a prompt that includes the partial safety.
func promptText(text string) string {
	return "description: Sorts tickets.\nmodel: gpt-4o\nmessages:\n  - role: system\n    content: |\n      " + text + "\n      {{> safety}}\n"
}

// policy writes a policy with the SSH keys that it names, uncommitted.
func (h *house) policy(text string) {
	h.t.Helper()
	var signers strings.Builder
	for _, who := range []string{"ana", "ana2", "ben", "cy", "ci", "eve", "old", "rsa"} {
		if mark := "KEY:" + who + `"`; strings.Contains(text, mark) {
			k := keyOf(h.t, who, keyOptions(who)...)
			text = strings.ReplaceAll(text, mark, k.print+`"`)
			fmt.Fprintf(&signers, "%s@example.com namespaces=\"git\" %s\n", who, k.public)
		}
	}
	h.Write(".promptctl/policy.yaml", text)
	h.Write(".promptctl/allowed_signers", signers.String())
}

func keyOptions(who string) []string {
	if who == "rsa" {
		return []string{"-t", "rsa", "-b", "2048"}
	}
	return nil
}

// as is the repository as someone works with it who signs with a key of theirs.
func (h *house) as(who string) *repotest.Repo {
	h.t.Helper()
	*h.clock++
	file := filepath.Join(h.t.TempDir(), "id")
	k := keyOf(h.t, who, keyOptions(who)...)
	require.NoError(h.t, os.WriteFile(file, []byte(k.private), 0o600))
	require.NoError(h.t, os.WriteFile(file+".pub", []byte(k.public+"\n"), 0o600))
	return h.dated(time.Date(2026, time.March, 1, 9, *h.clock, 0, 0, time.UTC)).With(
		"GIT_COMMITTER_NAME="+who, "GIT_COMMITTER_EMAIL="+who+"@example.com", "GIT_AUTHOR_NAME="+who, "GIT_AUTHOR_EMAIL="+who+"@example.com",
		"GIT_CONFIG_COUNT=2", "GIT_CONFIG_KEY_0=gpg.format", "GIT_CONFIG_VALUE_0=ssh", "GIT_CONFIG_KEY_1=user.signingKey", "GIT_CONFIG_VALUE_1="+file)
}

// dated is the repository at a time that git believes it to be.
func (h *house) dated(at time.Time) *repotest.Repo {
	date := at.Format(time.RFC3339)
	return h.With("GIT_AUTHOR_DATE="+date, "GIT_COMMITTER_DATE="+date)
}

// commit commits all that there is, signed.
func (h *house) commit(who, message string) string {
	h.t.Helper()
	r := h.as(who)
	r.Git("add", "-A")
	r.Git("commit", "-q", "-S", "-m", message)
	return h.Head()
}

// do runs promptctl as someone.
func (h *house) do(who string, args ...string) outcome {
	h.t.Helper()
	return inProcess(h.t, h.as(who).Env(), append([]string{"-C", h.Dir}, args...)...)
}

// approve approves, and returns the tag's name.
func (h *house) approve(who, reference, role string) string {
	h.t.Helper()
	got := h.do(who, "approve", reference, "--role", role, "--yes")
	require.Equal(h.t, statusDone, got.status, got.err)
	return strings.TrimSpace(got.out)
}

// message is the message of an approval.
func (h *house) message(reference, role string) string {
	h.t.Helper()
	got := h.do("ana", "approve", reference, "--role", role, "--print")
	require.Equal(h.t, statusDone, got.status, got.err)
	return got.out
}

// sign is an armoured SSH signature.
func (h *house) sign(who, namespace, payload string) string {
	h.t.Helper()
	file := filepath.Join(h.t.TempDir(), "id")
	require.NoError(h.t, os.WriteFile(file, []byte(keyOf(h.t, who).private), 0o600))
	return runTool(h.t, nil, payload, "ssh-keygen", "-Y", "sign", "-q", "-n", namespace, "-f", file)
}

// payload is what is signed of a tag.
func (h *house) payload(name, message string) string {
	return "object " + h.Head() + "\ntype commit\ntag " + name + "\ntagger ana <ana@example.com> 1772355600 +0000\n\n" + message
}

// tag writes a tag object by its bytes, and the ref to it.
func (h *house) tag(name, raw string) {
	h.t.Helper()
	id := h.GitInput(raw, "hash-object", "-t", "tag", "-w", "--stdin", "--literally")
	h.Write(".git/refs/tags/"+name, id+"\n") // what git update-ref would not write
}

// raw is the bytes of a tag.
func (h *house) raw(name string) string {
	h.t.Helper()
	raw, err := h.TryGit("", "cat-file", "tag", "refs/tags/"+name)
	require.NoError(h.t, err)
	return raw
}

// answered is the answer of verify, with what became of the command.
type answered struct {
	outcome
	verifyAnswer
}

// verify asks whether something is approved. Whoever asks changes nothing.
func (h *house) verify(args ...string) answered { return h.verifyIn(h.Env(), args...) }

func (h *house) verifyIn(env []string, args ...string) answered {
	h.t.Helper()
	before := h.state()
	got := decoded(h.t, inProcess(h.t, env, append([]string{"-C", h.Dir, "verify", "-o", "json"}, args...)...))
	require.Equal(h.t, before, h.state(), "verify wrote something")
	return got
}

func decoded(t *testing.T, what outcome) answered {
	t.Helper()
	got := answered{outcome: what}
	if got.out != "" {
		require.NoError(t, json.Unmarshal([]byte(got.out), &got.verifyAnswer), got.out)
		require.Equal(t, got.status == statusDone, got.Good)
	}
	return got
}

// state is all refs, and how many objects there are.
func (h *house) state() string {
	h.t.Helper()
	return h.Git("for-each-ref") + h.Git("count-objects", "-v")
}

// good checks that the honest way works.
func (h *house) good(args ...string) {
	h.t.Helper()
	got := h.verify(args...)
	require.Equal(h.t, statusDone, got.status, got.out+got.err)
}

// refused checks that a prompt is not approved, and says for which tag what the
// verdict is.
func (h *house) refused(reference string, verdicts map[string]statement.Reason) answered {
	h.t.Helper()
	got := h.verify(reference)
	require.Equal(h.t, statusNo, got.status, got.out+got.err)
	for tag, want := range verdicts {
		i := slices.IndexFunc(got.Statements, func(v verdictAnswer) bool { return v.Tag == tag })
		require.GreaterOrEqual(h.t, i, 0, "%s is not among %s", tag, got.out)
		require.Equal(h.t, want, got.Statements[i].Verdict, got.out)
	}
	return got
}

// worthless checks what a tag by itself is worth, and that all statements together
// are not genuine.
func (h *house) worthless(tag string, want statement.Reason, why string) {
	h.t.Helper()
	got := h.verify(tag)
	require.Equal(h.t, statusNo, got.status, got.out+got.err)
	require.Len(h.t, got.Statements, 1)
	require.Equal(h.t, want, got.Statements[0].Verdict, got.out)
	require.Contains(h.t, got.Statements[0].Why, why)
	require.Equal(h.t, statusNo, h.verify("--all").status)
}

// writes checks that a command is refused with a status, and writes nothing.
func (h *house) writesNothing(want int, who string, args ...string) string {
	h.t.Helper()
	before := h.state()
	got := h.do(who, args...)
	require.Equal(h.t, want, got.status, got.out+got.err)
	require.Equal(h.t, before, h.state())
	return got.err
}

// gitIsPleased checks that git's own verdict of a tag is "good".
func (h *house) gitIsPleased(tag string, options ...string) {
	h.t.Helper()
	file := filepath.Join(h.Dir, ".promptctl", "allowed_signers")
	args := append([]string{"-c", "gpg.ssh.allowedSignersFile=" + file}, options...)
	out, err := h.TryGit("", append(args, "verify-tag", "--end-of-options", tag)...)
	require.NoError(h.t, err, out)
}

// honest is a house in which triage is approved.
func honest(t *testing.T) (h *house, legal, security string) {
	t.Helper()
	h = newHouse(t, people, both)
	legal, security = h.approve("ana", "triage", "legal"), h.approve("ben", "triage", "security")
	h.good("triage")
	return h, legal, security
}

// must runs promptctl as someone, and returns what it prints.
func (h *house) must(who string, args ...string) string {
	h.t.Helper()
	got := h.do(who, args...)
	require.Equal(h.t, statusDone, got.status, "%v: %s", args, got.err)
	return strings.TrimSpace(got.out)
}

// begin begins the ledger of production.
func (h *house) begin() { h.must("ana", "env", "init", "production", "--yes") }

// promote promotes to production what is at HEAD.
func (h *house) promote(name string) {
	h.must("ci", "promote", name+"@HEAD", "--env", "production", "--yes")
}

// digest is a prompt's digest at HEAD.
func (h *house) digest(name string) string {
	h.t.Helper()
	return h.verify(name).Digest
}
