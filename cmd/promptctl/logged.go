package main

import (
	"time"

	"github.com/promptctl-io/promptctl/pkg/catalog"
)

// logged is the answer of log.
type logged struct {
	Name     string          `json:"name"`
	Path     string          `json:"path"`
	Tip      string          `json:"tip,omitempty"` // the commit that the versions lead to; absent with --all
	Complete bool            `json:"complete"`
	Versions []loggedVersion `json:"versions"`

	Problems *[]commentedProblem `json:"problems,omitempty"` // nil where results were not asked for
}

type loggedVersion struct {
	Ordinal  int      `json:"ordinal"`
	Commit   string   `json:"commit"`
	Digest   string   `json:"digest,omitempty"`
	Removed  bool     `json:"removed"`
	Releases []string `json:"releases"`
	Unsigned []string `json:"unsigned"` // of these
	Author   person   `json:"author"`
	Date     string   `json:"date"` // the author's
	Subject  string   `json:"subject"`

	Results *[]keptRun `json:"results,omitempty"` // nil where they were not asked for
}

type person struct {
	Name  string `json:"name"`
	Email string `json:"email"`
}

func newLogged(log *catalog.Log) logged {
	out := logged{Name: log.Name, Path: log.File, Tip: string(log.Tip), Complete: log.Complete, Versions: []loggedVersion{}}
	for _, v := range log.Versions {
		out.Versions = append(out.Versions, newLoggedVersion(v))
	}
	return out
}

func newLoggedVersion(v catalog.Version) loggedVersion {
	return loggedVersion{
		Ordinal: v.Ordinal, Commit: string(v.Commit.Hash), Digest: v.Digest, Removed: v.Removed,
		Releases: append([]string{}, v.Releases...), Unsigned: append([]string{}, v.Unsigned...),
		Author: person{v.Commit.Author.Name, v.Commit.Author.Email},
		Date:   v.Commit.Author.When.UTC().Format(time.RFC3339), Subject: v.Commit.Subject,
	}
}
