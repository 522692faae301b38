package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
	"github.com/stretchr/testify/require"
)

// repo is the repository of a case: that which most of them share, or one with
// a remote.
func (c answerCase) repo(t *testing.T, shared *repotest.Repo) *repotest.Repo {
	if c.schema == "sync" {
		return syncRepo(t)
	}
	return shared
}

// syncRepo is a clone whose remote has a comment, another tag of a name that is
// here, and an approval that a ledger embeds, and takes no rejections.
func syncRepo(t *testing.T) *repotest.Repo {
	t.Helper()
	origin := repotest.New(t)
	origin.Write("prompts/greet.prompt.yaml", "messages:\n  - {role: user, content: Hello}\n")
	origin.Write(".promptctl/policy.yaml", `version: 1
repository: 4f6c1b0de29a8857c3d1f00a9b7e6d52
persons:
  ana: {emails: [ana@example.com], keys: ["SHA256:k+6m7tBX2ogWwVa7U32bGOj7dh0oTUSbCn9JEslmXl0"], roles: [legal, admin]}
admin: {role: admin, count: 1}
environments:
  production: {branch: env/production, requires: {approvals: {legal: 1}}, may: {promote: [legal]}}
`)
	origin.Write(".promptctl/allowed_signers", "ana@example.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAID65YETFgrMId2wu2i5v4uD8nBk7tLoWH5sw7sWFbZ1L\n")
	origin.Commit("Begin")
	origin.Tag("approvals/greet/0123456789ab/legal/11111111", "Approve")
	tag := strings.TrimSuffix(origin.Git("cat-file", "tag", "approvals/greet/0123456789ab/legal/11111111"), "\n")
	origin.Git("branch", "env/production", origin.GitInput("tree "+origin.Git("rev-parse", "HEAD^{tree}")+"\nparent "+origin.Head()+
		"\nauthor A <a> 1 +0000\ncommitter A <a> 1 +0000\nmergetag "+strings.ReplaceAll(tag, "\n", "\n ")+"\n\nPromote greet\n",
		"hash-object", "-t", "commit", "-w", "--stdin"))
	bare := origin.Bare()
	r := bare.Clone()
	r.Tag("greet/v1.0.0", "Release")
	r.Tag("rejections/greet/0123456789ab/legal/22222222", "Reject")
	bare.Tag("greet/v1.0.0", "Another release")
	bare.Git("notes", "--ref", "promptctl/comments", "add", "-m", `{"text":"Why?"}`, "main")
	hook := filepath.Join(bare.Dir, "hooks", "update")
	require.NoError(t, os.MkdirAll(filepath.Dir(hook), 0o755))
	require.NoError(t, os.WriteFile(hook, []byte("#!/bin/sh\nexit 1\n"), 0o755)) //nolint:gosec // git runs it
	return r
}
