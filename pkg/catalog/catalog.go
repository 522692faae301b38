// Package catalog is all prompts of a repository at a revision, in the index
// or in the work tree. It resolves NAME@REV and finds the versions of prompts.
package catalog

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/repo"
)

// Entry is one prompt of a catalog.
type Entry struct {
	Name string
	File repo.File
}

// Catalog is the prompts of one snapshot.
type Catalog struct {
	Folders  []string    // the prompt folders
	Prompts  []Entry     // sorted by name
	Partials []Entry     // sorted by name
	Files    []repo.File // every file below the prompt folders
	Findings diag.List   // names that are no names, or not unique

	snapshot repo.Snapshot
	known    func() (partials, files []string)
}

// Load lists the prompts of a snapshot, by that snapshot's own promptctl.yaml.
// It reads no prompt.
func Load(ctx context.Context, s repo.Snapshot) (*Catalog, error) {
	cfg, err := readConfig(ctx, s)
	if err != nil {
		return nil, err
	}
	return New(ctx, s, cfg.Folders())
}

// New lists the prompts of a snapshot in these folders. It reads no prompt.
func New(ctx context.Context, s repo.Snapshot, folders []string) (*Catalog, error) {
	c := &Catalog{Folders: FoldersOf(s, folders), snapshot: s}
	var err error
	if c.Files, err = s.Files(ctx, c.under()...); err != nil {
		return nil, err
	}
	c.Prompts = make([]Entry, 0, len(c.Files)) // most of them are prompts
	for _, f := range c.Files {
		c.add(f)
	}
	byName := func(a, b Entry) int { return strings.Compare(a.Name, b.Name) }
	for _, list := range [][]Entry{c.Prompts, c.Partials} {
		if !slices.IsSortedFunc(list, byName) { // which the order of paths nearly always is
			slices.SortStableFunc(list, byName)
		}
	}
	c.checkUnique(c.Prompts, "prompt")
	c.checkUnique(c.Partials, "partial")
	c.Findings.Sort()
	c.known = sync.OnceValues(c.list)
	return c, nil
}

// add takes a file into the catalog where it is a prompt or a partial. One
// that cannot be is a finding, and left out.
func (c *Catalog) add(f repo.File) {
	what, check, list := "prompt", prompt.CheckName, &c.Prompts
	switch {
	case prompt.IsPrompt(f.Path):
	case prompt.IsPartial(f.Path):
		what, check, list = "partial", prompt.CheckPartialName, &c.Partials
	default:
		return
	}
	name, whole := NameIn(c.snapshot, f.Path, c.Folders), diag.Range{File: f.Path}
	if !f.Mode.IsFile() {
		c.Findings.Errorf("Y008", whole, noFile, f.Mode, "be a "+what)
		return
	}
	if problem := check(name); problem != "" {
		c.Findings.Errorf("Y014", whole, "the path is no name of a %s: %s", what, problem)
		return
	}
	*list = append(*list, Entry{name, f})
}

// Has reports whether the catalog has a file at a path.
func (c *Catalog) Has(file string) bool {
	_, found := slices.BinarySearchFunc(c.Files, file, func(f repo.File, path string) int { return strings.Compare(f.Path, path) })
	return found
}

// checkUnique finds names that two files have, also when case is ignored: on
// many systems the two could not be checked out side by side. It is said of
// both, since either may be the new one.
func (c *Catalog) checkUnique(entries []Entry, what string) {
	if plainlyUnique(entries) {
		return
	}
	first := make(map[string]int32, len(entries))
	for i, e := range entries {
		key := strings.ToLower(e.Name)
		if other, taken := first[key]; taken {
			c.shared(e, entries[other], what)
			c.shared(entries[other], e, what)
			continue
		}
		first[key] = int32(i)
	}
}

// plainlyUnique reports whether sorted names without capital letters have no
// two that are the same, which is quickly seen.
func plainlyUnique(entries []Entry) bool {
	for i, e := range entries {
		if i > 0 && e.Name == entries[i-1].Name || hasCapital(e.Name) {
			return false
		}
	}
	return true
}

func hasCapital(name string) bool {
	for i := range len(name) {
		if c := name[i]; 'A' <= c && c <= 'Z' {
			return true
		}
	}
	return false
}

// shared notes that a file has the name of another one. It is noted once.
func (c *Catalog) shared(e, other Entry, what string) {
	at := diag.Range{File: e.File.Path}
	if !slices.ContainsFunc(c.Findings, func(f diag.Finding) bool { return f.Code == "Y013" && f.Range == at }) {
		c.Findings.Add(diag.Finding{Code: "Y013", Severity: diag.Error, Range: at, Other: other.File.Path,
			Message: fmt.Sprintf("the %s's name %q is that of %s too", what, e.Name, other.File.Path)})
	}
}

// Find returns the prompt of that name, or in that file: a path from the top
// of the repository. It fails with *UnknownPromptError where there is none,
// with *ReferenceError where two files have the name, and with the findings
// where the file is there and cannot be a prompt.
func (c *Catalog) Find(nameOrPath string) (Entry, error) {
	byPath := prompt.IsPrompt(nameOrPath)
	file := path.Clean(nameOrPath)
	var same []Entry
	for _, e := range c.Prompts {
		if byPath && e.File.Path == file || !byPath && e.Name == nameOrPath {
			same = append(same, e)
		}
	}
	switch len(same) {
	case 0:
		return Entry{}, c.missing(nameOrPath)
	case 1:
		return same[0], nil
	}
	err := &ReferenceError{nameOrPath, fmt.Sprintf("it is %s and %s", same[0].File.Path, same[1].File.Path)}
	return Entry{}, diag.WithHint(err, "give the path of the one that you mean, and rename the other")
}

// missing is the error for a prompt that is not in the catalog.
func (c *Catalog) missing(nameOrPath string) error {
	var why diag.List
	for _, f := range c.Findings {
		if f.Range.File == path.Clean(nameOrPath) {
			why = append(why, f)
		}
	}
	if len(why) > 0 {
		return why.Err()
	}
	unknown := &UnknownPromptError{Name: nameOrPath, Where: c.snapshot.Describe(), Near: c.near(nameOrPath), Folders: c.Folders}
	if unknown.Near != "" {
		return unknown
	}
	if c.Served() {
		return diag.WithHint(unknown, "`promptctl list --rev %s` shows what is served there", repo.Hash(unknown.Where).Short())
	}
	if prompt.IsPrompt(nameOrPath) {
		return diag.WithHint(unknown, "a prompt is a file below %s; `promptctl list` shows those that there are", strings.Join(c.Folders, ", "))
	}
	if prompt.CheckName(nameOrPath) != "" {
		return diag.WithHint(unknown, "`promptctl list` shows those that there are")
	}
	return diag.WithHint(unknown, "`promptctl list` shows those that there are, `promptctl new %s` begins one", nameOrPath)
}

// near returns the name that was most likely meant: that of a path, one that
// is spelt nearly so, or the only one that ends in it.
func (c *Catalog) near(nameOrPath string) string {
	name := path.Clean(nameOrPath)
	for _, suffix := range []string{prompt.Suffix, prompt.ShortSuffix, ".yaml", ".yml"} {
		name = strings.TrimSuffix(name, suffix)
	}
	if below := prompt.NameOf(name+prompt.Suffix, c.Folders); below != "" {
		name = below
	}
	names := make([]string, len(c.Prompts))
	var ending []string
	for i, e := range c.Prompts {
		names[i] = e.Name
		if e.Name == name || strings.HasSuffix(e.Name, "/"+name) {
			ending = append(ending, e.Name)
		}
	}
	if len(ending) == 1 {
		return ending[0]
	}
	return diag.Suggest(name, names)
}

// Closure reads a prompt and all that it is made of.
func (c *Catalog) Closure(ctx context.Context, e Entry) (*prompt.Closure, diag.List, error) {
	return c.loader(ctx, e).Load(e.File.Path)
}

func (c *Catalog) loader(ctx context.Context, e Entry) prompt.Loader {
	l := Loader(ctx, Within(c.snapshot, e.File.Path), c.Folders)
	l.Known = c.known
	return l
}

// list is what a prompt may refer to, for those who look for what was meant.
func (c *Catalog) list() (partials, files []string) {
	for _, e := range c.Partials {
		partials = append(partials, e.Name)
	}
	for _, f := range c.Files {
		if !prompt.IsPrompt(f.Path) {
			files = append(files, f.Path)
		}
	}
	return partials, files
}

// Loader loads closures from a snapshot. What is there and is no file is for
// the prompt's findings; what cannot be read is a failure, and names itself.
func Loader(ctx context.Context, s repo.Snapshot, folders []string) prompt.Loader {
	return prompt.Loader{Folders: folders, Read: func(file string) ([]byte, error) {
		data, err := s.Read(ctx, file)
		var noFile *repo.FileError
		if errors.As(err, &noFile) && noFile.Refused() {
			return nil, refusal{noFile.Err}
		}
		return data, err
	}}
}

// UnknownPromptError says that there is no such prompt.
type UnknownPromptError struct {
	Name    string
	Where   string   // "worktree", "staged" or a commit
	Near    string   // the name that was most likely meant, or ""
	Folders []string // where prompts are looked for
}

// Error names the prompt and where it was looked for.
func (e *UnknownPromptError) Error() string {
	text := fmt.Sprintf("prompt %q is not there", e.Name)
	switch e.Where {
	case "worktree":
	case "staged":
		text += " in the index"
	default:
		text += " at " + repo.Hash(e.Where).Short()
	}
	if e.Near != "" {
		text += fmt.Sprintf(" (did you mean %q?)", e.Near)
	}
	return text
}
