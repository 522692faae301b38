package main

import (
	"encoding/json"
	"strconv"
	"time"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/token"
)

// listed is the answer of list.
type listed struct {
	Revision string         `json:"revision"`
	Commit   string         `json:"commit,omitempty"` // absent for worktree and staged
	Tip      string         `json:"tip,omitempty"`    // the commit that versions are counted to
	Complete bool           `json:"complete"`         // the history is not cut off
	Prompts  []listedPrompt `json:"prompts"`
	Findings diag.List      `json:"findings"`
}

type listedPrompt struct {
	Name        string         `json:"name"`
	Path        string         `json:"path"`
	Title       string         `json:"title,omitempty"`
	Description string         `json:"description,omitempty"`
	Owner       string         `json:"owner,omitempty"`
	Tags        []string       `json:"tags"`
	Model       string         `json:"model,omitempty"`
	Digest      string         `json:"digest"`
	Tokens      token.Count    `json:"tokens"`
	Version     *listedVersion `json:"version,omitempty"` // absent where no commit has it yet
	Modified    bool           `json:"modified"`
	Release     string         `json:"release,omitempty"`
	Errors      int            `json:"errors"`
	Warnings    int            `json:"warnings"`
}

type listedVersion struct {
	Ordinal int    `json:"ordinal"`
	Commit  string `json:"commit"`
	Author  person `json:"author"`
	Date    string `json:"date"` // the author's
	Subject string `json:"subject"`
}

func newListed(l *catalog.Listing) listed {
	out := listed{
		Revision: l.Revision.String(), Commit: string(l.Revision.Commit), Tip: string(l.Tip), Complete: l.Complete,
		Prompts: []listedPrompt{}, Findings: append(diag.List{}, l.Findings...),
	}
	for _, p := range l.Prompts {
		out.Prompts = append(out.Prompts, listedPrompt{
			Name: p.Name, Path: p.File.Path, Title: p.Title, Description: p.Description, Owner: p.Owner,
			Tags: append([]string{}, p.Tags...), Model: p.Model, Digest: p.Digest, Tokens: p.Tokens,
			Version: newListedVersion(p.Version), Modified: p.Modified, Release: p.Release,
			Errors: p.Errors, Warnings: p.Warnings,
		})
	}
	return out
}

func newListedVersion(v *catalog.LastVersion) *listedVersion {
	if v == nil {
		return nil
	}
	return &listedVersion{
		Ordinal: v.Ordinal, Commit: string(v.Commit), Author: person{v.Author, v.Email},
		Date: v.Date.UTC().Format(time.RFC3339), Subject: v.Subject,
	}
}

// printLines writes each of a list as one line of JSON.
func printLines[T any](a *app, list []T) error {
	encoder := json.NewEncoder(a.term.Out)
	encoder.SetEscapeHTML(false)
	for _, item := range list {
		if err := encoder.Encode(item); err != nil {
			return err
		}
	}
	return nil
}

func dateText(v *catalog.LastVersion) string {
	if v == nil {
		return ""
	}
	return v.Date.Format(time.DateOnly)
}

func authorText(v *catalog.LastVersion) string {
	if v == nil {
		return ""
	}
	return v.Author
}

// tokensText is a count, with a ~ where the model's own tokenizer is not known.
func tokensText(c token.Count) string {
	if c.Exact {
		return strconv.Itoa(c.Tokens)
	}
	return "~" + strconv.Itoa(c.Tokens)
}
