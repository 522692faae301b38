package main

import (
	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
	"github.com/rogpeppe/go-internal/testscript"
)

// keys gives persons SSH keys that follow from their names, so that policies can
// be written down with their fingerprints: the files NAME and NAME.pub, and a
// file allowed_signers with all of them.
//
//	keys ana bo
func keys(ts *testscript.TestScript, neg bool, names []string) {
	if neg || len(names) == 0 {
		ts.Fatalf("usage: keys NAME…")
	}
	ts.Check(repotest.WriteKeys(ts.MkAbs("."), names...))
}
