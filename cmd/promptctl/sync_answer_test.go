package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
	"github.com/stretchr/testify/require"
)

// posedCase is a case with the repository that it is about.
type posedCase struct {
	answerCase
	repo *repotest.Repo
}

// posedCases are all cases: most of them share a repository, some have one with
// a remote, which has a ledger that is none or lost it, and some share one with keys
// and statements.
func posedCases(t *testing.T) []posedCase {
	t.Helper()
	shared, signed := answerRepo(t), signedRepo(t)
	var posed []posedCase
	for _, c := range answerCases() {
		r := shared
		if c.schema == "sync" {
			r = syncRepo(t)
		}
		posed = append(posed, posedCase{c, r})
	}
	for _, c := range signedCases() {
		posed = append(posed, posedCase{c.answerCase, signed.as(c.as)})
	}
	tested := testedRepo(t)
	for _, c := range testedCases() {
		posed = append(posed, posedCase{c, tested})
	}
	bad, none, cut := syncRepo(t), syncRepo(t), syncRepo(t)
	for _, r := range []*repotest.Repo{none, cut} {
		r.Git("update-ref", "-d", "refs/remotes/origin/env/production")
	}
	cut.Git("config", "remote.origin.fetch", "+refs/heads/main:refs/remotes/origin/main")
	audit := []string{"audit", "-o", "json"}
	for _, c := range []answerCase{
		{"", "env-list", 0, []string{"env", "list", "-o", "json"}},
		{"", "env-show", 1, []string{"env", "show", "production", "-o", "json"}},
		{"", "status", 0, []string{"status", "-o", "json"}},
		{"", "verify", 1, []string{"verify", "--env", "production", "-o", "json"}},
	} {
		posed = append(posed, posedCase{c, bad})
		if c.status = statusFailed; c.schema == "env-list" {
			c.status = statusDone
		}
		posed = append(posed, posedCase{c, cut})
	}
	return append(posed, posedCase{answerCase{"", "audit", 1, audit}, bad}, posedCase{answerCase{"", "audit", 0, audit}, none})
}

// syncRepo is a clone whose remote has a comment, another tag of a name that is
// here, and an approval that a ledger embeds, and takes no rejections.
func syncRepo(t *testing.T) *repotest.Repo {
	t.Helper()
	origin := newSigners(t)
	origin.Write("prompts/greet.prompt.yaml", "messages:\n  - {role: user, content: Hello}\n")
	origin.Write(".promptctl/policy.yaml", `version: 1
repository: 4f6c1b0de29a8857c3d1f00a9b7e6d52
persons:
  ana: {emails: [ana@example.com], keys: ["SHA256:tzkHQtVNuskdpQG6d4GnFvzmtgkP29h9AhnXGkFbcms"], roles: [legal, admin]}
admin: {role: admin, count: 1}
environments:
  production: {branch: env/production, requires: {approvals: {legal: 1}}, may: {promote: [legal]}}
`)
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
