package repo

import (
	"bytes"
	"errors"
	"strings"

	"golang.org/x/text/encoding/htmlindex"
)

var errBadCommit = errors.New("corrupt: not a commit")

// decodeCommit reads a commit object for display. It is not go-git's decoder,
// which knows no ids of SHA-256, takes headers in any order, and reads the zone
// -0030 as +0030.
func decodeCommit(data []byte) (Commit, error) {
	var c Commit
	head, message, _ := bytes.Cut(data, []byte("\n\n"))
	lines := bytes.Split(head, []byte{'\n'})
	tree, ok := header(lines[0], "tree")
	if !ok || !validHash(tree) {
		return c, errBadCommit
	}
	c.Tree, lines = Hash(tree), lines[1:]
	for len(lines) > 0 {
		parent, ok := header(lines[0], "parent")
		if !ok {
			break
		}
		if !validHash(parent) {
			return c, errBadCommit
		}
		c.Parents, lines = append(c.Parents, Hash(parent)), lines[1:]
	}
	text := decoder(lines)
	if len(lines) > 0 {
		author, _ := header(lines[0], "author")
		c.Author = decodePerson(text(author))
	}
	if len(lines) > 1 {
		committer, _ := header(lines[1], "committer")
		c.Committer = decodePerson(text(committer))
	}
	c.Subject, c.Body = splitMessage(text(string(message)))
	return c, nil
}

// header returns the value of a header line with this key.
func header(line []byte, key string) (string, bool) {
	return strings.CutPrefix(string(line), key+" ")
}

// decoder returns the function that turns the commit's texts into UTF-8, by
// what its encoding header says. What cannot be turned is replaced by U+FFFD.
func decoder(lines [][]byte) func(string) string {
	plain := func(s string) string { return strings.ToValidUTF8(s, "\uFFFD") }
	for _, line := range lines {
		name, ok := header(line, "encoding")
		if !ok {
			continue
		}
		encoding, err := htmlindex.Get(name)
		if err != nil {
			return plain
		}
		return func(s string) string {
			if out, err := encoding.NewDecoder().String(s); err == nil {
				s = out
			}
			return plain(s)
		}
	}
	return plain
}

// splitMessage returns the first paragraph on one line, and the rest, as git's
// %s and %b do.
func splitMessage(message string) (subject, body string) {
	var first []string
	for line := range strings.Lines(message) {
		trimmed := strings.TrimRight(line, " \t\r\n\v\f")
		if trimmed == "" && len(first) > 0 {
			break
		}
		message = message[len(line):]
		if trimmed != "" {
			first = append(first, trimmed)
		}
	}
	for line := range strings.Lines(message) {
		if strings.TrimSpace(line) != "" {
			break
		}
		message = message[len(line):]
	}
	return strings.Join(first, " "), strings.TrimRight(message, "\n")
}
