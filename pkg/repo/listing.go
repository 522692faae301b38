package repo

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// indexed is one line of `git ls-files -t -s`.
type indexed struct {
	File
	tag   string // "H" in the index, "S" left out of the work tree, "M" unmerged, "?" not tracked
	stage string // "0", or "1" to "3" where it is unmerged
}

// maxPathspecs bounds the length of a command line. Above it everything is
// listed, and what was not asked for is left out here.
const maxPathspecs = 100

// listFiles runs `git ls-files` with these options on the places.
func (r *Repo) listFiles(ctx context.Context, places []string, options ...string) ([]indexed, error) {
	args := append([]string{"ls-files", "-z", "-s", "-t"}, options...)
	if !slices.Contains(places, "") && len(places) <= maxPathspecs {
		args = append(append(args, "--"), places...)
	}
	out, talk, err := r.git.runBoth(ctx, nil, args...)
	if err != nil {
		return nil, err
	}
	if err := unreadable(talk, places); err != nil {
		return nil, err
	}
	list := make([]indexed, 0, strings.Count(string(out), "\x00"))
	for line := range strings.SplitSeq(strings.TrimSuffix(string(out), "\x00"), "\x00") {
		if line == "" {
			continue
		}
		l, err := parseListed(line)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(places, func(place string) bool { return within(l.Path, place) }) {
			list = append(list, l)
		}
	}
	return list, nil
}

// unreadable returns an error where git was not let into a folder that matters
// to the places. To git that is a warning, and the folder as good as empty.
func unreadable(talk string, places []string) error {
	for line := range strings.Lines(talk) {
		rest, ok := strings.CutPrefix(line, "warning: could not open directory '")
		folder, reason, closed := strings.Cut(rest, "': ")
		if !ok || !closed {
			continue
		}
		folder = strings.TrimSuffix(folder, "/")
		if slices.ContainsFunc(places, func(place string) bool { return within(folder, place) || within(place, folder) }) {
			return &FileError{Path: folder, In: "worktree", Err: errors.New(strings.ToLower(strings.TrimSpace(reason)))}
		}
	}
	return nil
}

// parseListed reads "H 100644 HASH 0\tPATH" or "? PATH".
func parseListed(line string) (indexed, error) {
	tag, rest, _ := strings.Cut(line, " ")
	if tag == "?" {
		return indexed{File: File{Path: rest}, tag: tag}, nil
	}
	meta, path, ok := strings.Cut(rest, "\t")
	octal, meta, _ := strings.Cut(meta, " ")
	hash, stage, _ := strings.Cut(meta, " ")
	mode, isMode := parseMode(octal)
	if !ok || !isMode || hash == "" || stage == "" {
		return indexed{}, fmt.Errorf("git ls-files answers %q", line)
	}
	return indexed{File: File{path, mode, Hash(hash)}, tag: tag, stage: stage}, nil
}

// parseMode reads a mode as git writes it, in octal digits.
func parseMode(s string) (Mode, bool) {
	var m Mode
	for _, c := range []byte(s) {
		if c < '0' || c > '7' || m > 0o777777 {
			return 0, false
		}
		m = m<<3 | Mode(c-'0')
	}
	return canonicalMode(m), s != ""
}
