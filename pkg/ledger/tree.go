package ledger

import (
	"bytes"
	"cmp"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/promptctl-io/promptctl/pkg/prompt"
	"golang.org/x/text/unicode/norm"
)

// The folders of a ledger's tree. There is nothing else at its top.
const (
	Served       = "served"
	PolicyFolder = ".promptctl"
	promptSuffix = ".prompt"
)

// The modes that a ledger's tree may have.
const (
	modeFile   = "100644"
	modeFolder = "40000"
)

// folderOf returns the folder below Served that holds a prompt's closure.
func folderOf(name string) (string, error) {
	for segment := range strings.SplitSeq(name, "/") {
		if strings.HasSuffix(segment, promptSuffix) {
			return "", fmt.Errorf("%s cannot be served: a folder that ends in %s holds a prompt", name, promptSuffix)
		}
	}
	return name + promptSuffix, nil
}

// Place takes the path of a file below Served apart: the name of the prompt that it
// belongs to, and the path that it had where it comes from.
func Place(served string) (name, path string, ok bool) {
	below, ok := strings.CutPrefix(served, Served+"/")
	name, path, there := strings.Cut(below, promptSuffix+"/")
	return name, path, ok && there && name != "" && path != ""
}

// IsPromptFile reports whether a path can be that of the prompt's file.
func IsPromptFile(name, path string) bool {
	stem := prompt.Stem(path)
	return stem != path && (stem == name || strings.HasSuffix(stem, "/"+name))
}

// entry is one entry of a tree object.
type entry struct {
	mode, name, id string
}

func (e entry) folder() bool { return e.mode == modeFolder }

// order is how git sorts a tree: a folder as if its name ended in a slash.
func (e entry) order() string {
	if e.folder() {
		return e.name + "/"
	}
	return e.name
}

// parseTree reads a tree object, and refuses one that git would not write, any
// mode but those of an ordinary file and of a folder, and names that are equal but
// for case or Unicode form. Programs of git disagree on what such a tree holds.
func parseTree(data []byte, digits int) ([]entry, error) {
	var entries []entry
	names := map[string]bool{}
	for len(data) > 0 {
		e, rest, err := nextEntry(data, digits)
		if err == nil {
			err = e.check()
		}
		if err != nil {
			return nil, err
		}
		data = rest
		if n := len(entries); n > 0 && entries[n-1].order() >= e.order() {
			return nil, fmt.Errorf("%q is out of its place, or there twice", e.name)
		}
		same := caseless(e.name)
		if names[same] {
			return nil, fmt.Errorf("%q is there twice but for case or Unicode form", e.name)
		}
		names[same] = true
		entries = append(entries, e)
	}
	return entries, nil
}

// nextEntry reads "MODE NAME\0ID" from the start of data.
func nextEntry(data []byte, digits int) (e entry, rest []byte, err error) {
	head, rest, found := bytes.Cut(data, []byte{0})
	mode, name, spaced := strings.Cut(string(head), " ")
	if !found || !spaced || len(rest) < digits/2 {
		return e, nil, errors.New("it is no tree")
	}
	return entry{mode, name, hex.EncodeToString(rest[:digits/2])}, rest[digits/2:], nil
}

// check refuses what no entry of a ledger's tree may be.
func (e entry) check() error {
	switch {
	case e.mode != modeFile && e.mode != modeFolder:
		return fmt.Errorf("%q has the mode %s, and is neither an ordinary file nor a folder", e.name, e.mode)
	case e.name == "" || e.name == "." || e.name == ".." || strings.ContainsAny(e.name, "/\\") || !shows(e.name) || isGit(e.name):
		return fmt.Errorf("%q cannot be a name", e.name)
	}
	return nil
}

// shows reports whether a name is text that people see whole. A line end in it would
// end the line of a digest as well.
func shows(name string) bool {
	return utf8.ValidString(name) && !strings.ContainsFunc(name, func(r rune) bool {
		return !joins(r) && (!unicode.IsGraphic(r) || unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r))
	})
}

// joins reports whether a character only says how its neighbours are written, as
// some scripts need it. Some file systems leave it out.
func joins(r rune) bool { return r == '\u200c' || r == '\u200d' }

// isGit reports whether a file system may take a name for that of git's own folder
// (git's is_ntfs_dotgit).
func isGit(name string) bool {
	name, _, _ = strings.Cut(caseless(name), ":")
	name = strings.TrimRight(name, ". ")
	return name == ".git" || name == "git~1"
}

// caseless is a name as file systems compare it that ignore case and Unicode form.
func caseless(name string) string {
	name = strings.Map(func(r rune) rune {
		if joins(r) {
			return -1
		}
		return r
	}, name)
	return norm.NFC.String(strings.ToLower(strings.ToUpper(norm.NFC.String(name))))
}

func formatTree(entries []entry) []byte {
	slices.SortFunc(entries, func(a, b entry) int { return cmp.Compare(a.order(), b.order()) })
	var b bytes.Buffer
	for _, e := range entries {
		id, _ := hex.DecodeString(e.id)
		b.WriteString(e.mode + " " + e.name + "\x00")
		b.Write(id)
	}
	return b.Bytes()
}

// forest reads trees of a repository. What was read last is kept, as one entry
// of a ledger begins where the one before it ended.
type forest struct {
	store Store
	known map[string][]entry
}

const (
	maxKnown = 4096 // how many trees are kept
	maxDepth = 64   // how deep folders may lie in each other
)

// tree returns the entries of a tree; those of "" are none.
func (f *forest) tree(ctx context.Context, id, path string) ([]entry, error) {
	if id == "" {
		return nil, nil
	}
	if strings.Count(path, "/") > maxDepth {
		return nil, fmt.Errorf("folders are more than %d deep", maxDepth)
	}
	if entries, known := f.known[id]; known {
		return entries, nil
	}
	data, err := object(ctx, f.store, "tree", id)
	if err != nil {
		return nil, err
	}
	entries, err := parseTree(data, len(id))
	if err != nil {
		return nil, fmt.Errorf("tree %s (%s): %w", short(id), cmp.Or(path, "the top"), err)
	}
	f.keep(id, entries)
	return entries, nil
}

// keep remembers a tree.
func (f *forest) keep(id string, entries []entry) {
	if f.known == nil || len(f.known) > maxKnown {
		f.known = map[string][]entry{}
	}
	f.known[id] = entries
}

// tops are the folders at the top of a ledger's tree.
type tops struct {
	served, policy string // the ids of their trees; "" where nothing is served
}

// top reads the top of a ledger's tree.
func (f *forest) top(ctx context.Context, id string) (t tops, err error) {
	entries, err := f.tree(ctx, id, "")
	for _, e := range entries {
		switch {
		case e.name == Served && e.folder():
			t.served = e.id
		case e.name == PolicyFolder && e.folder():
			t.policy = e.id
		default:
			return t, fmt.Errorf("%q is neither %s/ nor %s/, and nothing else has a place in a ledger", e.name, Served, PolicyFolder)
		}
	}
	if err == nil && t.policy == "" {
		err = fmt.Errorf("there is no %s/ in it", PolicyFolder)
	}
	return t, err
}

// prompts finds the folders of prompts that differ between two trees below
// Served, and gives the id of each in the second one, "" where it is gone.
func (f *forest) prompts(ctx context.Context, before, after, path string, changed map[string]string) error {
	if before == after {
		return nil
	}
	was, err := f.tree(ctx, before, path)
	if err != nil {
		return err
	}
	is, err := f.tree(ctx, after, path)
	if err != nil {
		return err
	}
	ids := map[string][2]string{}
	for _, e := range was {
		ids[e.name] = [2]string{e.id, ""}
	}
	for _, e := range is {
		if !e.folder() {
			return fmt.Errorf("%s%s is a file, and belongs to no prompt", path, e.name)
		}
		ids[e.name] = [2]string{ids[e.name][0], e.id}
	}
	for name, id := range ids {
		if id[0] == id[1] {
			continue
		}
		if stem, isPrompt := strings.CutSuffix(name, promptSuffix); isPrompt {
			changed[path+stem] = id[1]
		} else if err := f.prompts(ctx, id[0], id[1], path+name+"/", changed); err != nil {
			return err
		}
	}
	return f.noneEmpty(ctx, after, is, path)
}

// noneEmpty refuses a folder with nothing in it, which git would not keep.
func (f *forest) noneEmpty(_ context.Context, id string, entries []entry, path string) error {
	if id != "" && len(entries) == 0 {
		return fmt.Errorf("the folder %s is empty", cmp.Or(path, Served))
	}
	return nil
}

// files returns the ids of the files below a tree by their paths.
func (f *forest) files(ctx context.Context, id, path string, into map[string]string) error {
	entries, err := f.tree(ctx, id, path)
	if err != nil {
		return err
	}
	if err := f.noneEmpty(ctx, id, entries, path); err != nil {
		return err
	}
	for _, e := range entries {
		if !e.folder() {
			into[path+e.name] = e.id
			continue
		}
		if err := f.files(ctx, e.id, path+e.name+"/", into); err != nil {
			return err
		}
	}
	return nil
}

// texts returns the bytes of the files below a tree by their paths.
func (f *forest) texts(ctx context.Context, id string) (map[string][]byte, error) {
	ids := map[string]string{}
	if err := f.files(ctx, id, "", ids); err != nil {
		return nil, err
	}
	texts := map[string][]byte{}
	for path, blob := range ids {
		data, err := object(ctx, f.store, "blob", blob)
		if err != nil {
			return nil, err
		}
		texts[path] = data
	}
	return texts, nil
}

// lookup returns the id of what a tree of any kind has at a path; "" where there
// is nothing.
func (f *forest) lookup(ctx context.Context, tree, path string) (string, error) {
	id := tree
	for segment := range strings.SplitSeq(path, "/") {
		data, err := object(ctx, f.store, "tree", id)
		if err != nil {
			return "", err
		}
		id = ""
		for len(data) > 0 {
			e, rest, err := nextEntry(data, len(tree))
			if err != nil {
				return "", err
			}
			if data = rest; e.name != segment {
				continue
			}
			if id != "" {
				return "", fmt.Errorf("%q is there twice in a tree", segment)
			}
			id = e.id
		}
		if id == "" {
			return "", nil
		}
	}
	return id, nil
}
