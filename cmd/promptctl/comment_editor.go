package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/term"
)

// scissors begin what is no part of a text that is written in an editor, as in
// git's commit messages: a line that begins with # may well be a heading.
const scissors = "# ------------------------ >8 ------------------------\n"

// typedFile is where a text is written, in git's folder. It stays there, so that
// nothing has to be written twice.
const typedFile = "PROMPTCTL_COMMENT.md"

// typedText has the person write a text in the editor that git would use.
func (a *app) typedText(ctx context.Context, p *catalog.Project, title string) (string, error) {
	editor, err := p.Repo.Settings().Variable(ctx, "GIT_EDITOR")
	if err != nil {
		return "", err
	}
	file := filepath.Join(p.Repo.GitDir(), typedFile)
	help := "\n" + scissors + "# A comment on " + term.OneLine(title) + ".\n# Write it above the line; without a text nothing is said.\n"
	if err := os.WriteFile(file, []byte(help), 0o600); err != nil {
		return "", err
	}
	if err := a.term.Edit(ctx, editor, a.env, file); err != nil {
		return "", err
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	typed, _, _ := strings.Cut(strings.ReplaceAll(string(text), "\r\n", "\n"), scissors)
	return typed, nil
}

// joinParagraphs makes a text of the paragraphs that several -m give.
func joinParagraphs(paragraphs []string) string {
	trimmed := make([]string, len(paragraphs))
	for i, text := range paragraphs {
		trimmed[i] = strings.Trim(text, "\n")
	}
	return strings.Join(trimmed, "\n\n")
}
