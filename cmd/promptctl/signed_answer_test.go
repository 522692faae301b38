package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
	"github.com/promptctl-io/promptctl/pkg/results"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/require"
)

// signedCase is a case whose answer someone asks for who signs.
type signedCase struct {
	as string
	answerCase
}

// signedCases are about statements, whose ids differ each time.
func signedCases() []signedCase {
	pose := func(as, schema string, status int, text string) signedCase {
		return signedCase{as, answerCase{"", schema, status, append(strings.Split(text, " "), "-o", "json")}}
	}
	return []signedCase{
		pose("ana", "review", 0, "review"),
		pose("ana", "review", 0, "review agent"),
		pose("zed", "review", 0, "review broken"),
		pose("ana", "verify", 1, "verify agent"),
		pose("ana", "verify", 0, "verify agent@v1.0.0"),
		pose("ana", "verify", 0, "verify agent/v1.0.0"),
		pose("ana", "verify", 1, "verify --all"),
		pose("ci", "attest", 0, "attest .git/results.json --dry-run"),
		pose("ci", "attest", 0, "attest .git/results.json --yes"),
		pose("ci", "attest", 0, "attest .git/results.json --yes"),
		pose("ci", "verify", 1, "verify plain"),
		pose("ana", "review", 0, "review plain"),
		pose("ana", "approve", 0, "approve agent --yes"),
		pose("bo", "approve", 0, "approve agent --expires 90d --dry-run"),
		pose("bo", "reject", 0, "reject agent@v1.0.0 -m No. --yes"),
		pose("bo", "reject", 0, "reject agent -m No! --yes"),
		pose("bo", "release", 1, "release agent --yes"),
		pose("bo", "revoke", 0, "revoke agent/v1.0.0 --reason No. --yes"),
		pose("bo", "revoke", 0, "revoke agent@v1.0.0 --reason No. --dry-run"),
		pose("bo", "revoke", 0, "revoke agent@v1.0.0 --reason No. --env production --yes"),
		pose("bo", "release", 1, "release plain --yes"),
		pose("ana", "approve", 0, "approve plain --yes"),
		pose("ana", "approve", 0, "approve plain --yes"),
		pose("bo", "approve", 0, "approve plain --yes"),
		pose("bo", "release", 0, "release plain --dry-run"),
		pose("bo", "release", 0, "release plain --yes"),
		pose("bo", "release", 0, "release plain --yes"),
		pose("bo", "promote", 1, "promote agent@HEAD --env production --yes"),
		pose("bo", "promote", 0, "promote plain --env production --dry-run"),
		pose("bo", "promote", 0, "promote plain --env production --yes"),
		pose("bo", "promote", 0, "promote plain --env production --yes"),
		pose("bo", "rollback", 0, "rollback moved --env production --yes"),
		pose("bo", "env-list", 0, "env list"),
		pose("bo", "env-show", 0, "env show production"),
		pose("bo", "status", 0, "status"),
		pose("bo", "show", 0, "show moved@production"),
		pose("bo", "verify", 0, "verify --env production"),
		pose("ana", "revoke", 0, "revoke moved@release:v1.0.0 --reason No. --yes"),
		pose("bo", "verify", 0, "verify --env production"),
		pose("bo", "verify", 1, "verify --env production --max-age 1m"),
		pose("ana", "revoke", 0, "revoke moved@release:v1.0.0 --reason Never. --env production --yes"),
		pose("bo", "verify", 1, "verify --env production"),
		pose("bo", "env-show", 0, "env show production"),
		pose("bo", "status", 1, "status --exit-code"),
		pose("ana", "remove", 0, "remove moved --env production -m Gone. --yes"),
		pose("bo", "revoke", 0, "revoke plain/v1.0.0 --reason No. --env production --yes"),
		pose("ana", "policy-approve", 0, "policy approve --dry-run"),
		pose("ana", "policy-approve", 0, "policy approve --yes"),
		pose("cy", "policy-approve", 0, "policy approve --yes"),
		pose("bo", "policy-promote", 0, "policy promote --env production --yes"),
		pose("ana", "audit", 0, "audit --since 2026-03-01 --until 2026-03-03"),
		pose("ana", "audit", 0, "audit --env production --at 2026-03-02T08:30:00Z"),
		{"ana", answerCase{"", "audit", 0, []string{"audit", "-o", "jsonl"}}},
		pose("ana", "env-init", 0, "env init production --reroot --yes"),
		pose("ana", "audit", 0, "audit"),
		pose("zed", "error", 3, "approve plain --yes"),
	}
}

// signers is a repository with persons who sign.
type signers struct {
	*repotest.Repo
	keys string // the folder of their keys
}

// as is the repository as one of them sees it.
func (r signers) as(name string) *repotest.Repo {
	return r.With("GIT_COMMITTER_DATE=2026-03-02T08:00:00Z").With(repotest.SigningAs(r.keys, name)...)
}

// run runs a command line that one of them gives.
func (r signers) run(t *testing.T, as, text string) {
	t.Helper()
	made := r.as(as)
	got := inProcess(t, made.Env(), append([]string{"-C", made.Dir}, strings.Split(text, " ")...)...)
	require.Equal(t, statusDone, got.status, "%s: %s", text, got.err)
}

// bring approves, releases and promotes a prompt.
func (r signers) bring(t *testing.T, prompt string) {
	t.Helper()
	r.run(t, "ana", "approve "+prompt+" --yes")
	r.run(t, "bo", "approve "+prompt+" --yes")
	r.run(t, "bo", "promote "+prompt+" --env production --release --yes")
}

// write writes the files of a folder of an archive.
func (r signers) write(archive *txtar.Archive, folder string) {
	for _, f := range archive.Files {
		if path, ok := strings.CutPrefix(f.Name, folder+"/"); ok {
			r.Write(path, string(f.Data))
		}
	}
}

// newSigners has a repository with a key for each person, and in the policy's
// file those of some.
func newSigners(t *testing.T) signers {
	t.Helper()
	r := signers{repotest.New(t), t.TempDir()}
	require.NoError(t, repotest.WriteKeys(r.keys, "zed"))
	require.NoError(t, repotest.WriteKeys(r.keys, "ana", "bo", "cy", "ci"))
	allowed, err := os.ReadFile(filepath.Join(r.keys, "allowed_signers"))
	require.NoError(t, err)
	r.Write(".promptctl/allowed_signers", string(allowed))
	return r
}

// signedRepo has a release that two persons approved, a text since that one of
// them approved and another that nobody did; a ledger whose policy is not the
// newest; threads; a prompt with errors; and a tag that pretends to approve.
func signedRepo(t *testing.T) signers {
	t.Helper()
	if _, err := exec.LookPath("ssh-keygen"); err != nil {
		t.Skip("it takes ssh-keygen to sign:", err)
	}
	archive, err := txtar.ParseFile(filepath.Join(answers, "signed.txtar"))
	require.NoError(t, err)
	r := newSigners(t)
	r.write(archive, "1")
	r.Commit("Begin")
	r.run(t, "ana", "env init production --yes")
	r.run(t, "ana", "approve agent broken --yes")
	r.run(t, "bo", "approve agent broken --yes")
	r.run(t, "bo", "release agent broken --yes")
	r.bring(t, "moved")
	r.write(archive, "2")
	r.Commit("Be kinder")
	r.bring(t, "moved")
	r.run(t, "ana", "approve agent --yes")
	r.write(archive, "3")
	r.Commit("Be kindest")
	r.run(t, "bo", "comment agent --section role -m Why?")
	r.run(t, "bo", "comment agent --line 5 -m Why?")
	r.run(t, "bo", "reject agent -m No. --yes")
	r.Tag("approvals/agent/by-hand", "Approved!")
	made, err := runOf(r.Dir, r.Env(), "plain")
	require.NoError(t, err)
	require.NoError(t, made.write(filepath.Join(r.Dir, ".git", "results.json")))
	require.NoError(t, made.change("fail=*"))
	made.cases[0].Assertions = []results.Assertion{{Type: "contains", Name: "answers", Place: "prompts/plain.tests.yaml:3:5", Weight: 1}}
	require.NoError(t, made.save(r.Dir, r.as("ana").Env()))
	return r
}
