package diffview

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/promptctl-io/promptctl/pkg/comparison"
	"github.com/promptctl-io/promptctl/pkg/linediff"
	"github.com/promptctl-io/promptctl/pkg/prompt"
)

// Raw returns the unified diffs of all files that prompts are made of, each file
// once, as git apply takes them.
func Raw(c *comparison.Comparison) string {
	var b strings.Builder
	done := map[string]bool{}
	for _, p := range c.Prompts {
		for _, f := range filesOf(p) {
			if !done[f.name()] {
				done[f.name()] = true
				b.WriteString(f.patch())
			}
		}
	}
	return b.String()
}

// raw is the unified diff of a prompt's own files, for people to read.
func raw(p *comparison.Prompt) string {
	var b strings.Builder
	for _, f := range filesOf(p) {
		b.WriteString(f.shown())
	}
	return b.String()
}

// file is one file before and after; a path is "" where it is not there.
type file struct {
	oldPath, path string
	before, after []byte
}

func (f file) name() string { return f.oldPath + "\x00" + f.path }

// filesOf are the files of a prompt that differ: its own, and then the others in
// the order of their paths.
func filesOf(p *comparison.Prompt) []file {
	old, now := bytesOf(p.Before), bytesOf(p.After)
	own := file{p.OldFile, p.File, old[p.OldFile], now[p.File]}
	delete(old, p.OldFile)
	delete(now, p.File)
	files := []file{own}
	var paths []string
	for path := range old {
		paths = append(paths, path)
	}
	for path := range now {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	for _, path := range slices.Compact(paths) {
		f := file{path, path, old[path], now[path]}
		if f.before == nil {
			f.oldPath = ""
		}
		if f.after == nil {
			f.path = ""
		}
		files = append(files, f)
	}
	return slices.DeleteFunc(files, func(f file) bool {
		return f.oldPath != "" && f.oldPath == f.path && bytes.Equal(f.before, f.after)
	})
}

func bytesOf(c *prompt.Closure) map[string][]byte {
	files := map[string][]byte{}
	if c != nil {
		for _, f := range c.Files {
			files[f.Path] = f.Data
		}
	}
	return files
}

// shown is the unified diff of a file, unless that is too large to be read.
func (f file) shown() string {
	if len(f.before) > prompt.MaxFile || len(f.after) > prompt.MaxFile {
		before, after := f.names()
		return fmt.Sprintf("Files %s and %s differ (%d and %d bytes), and are too large to be shown\n", before, after, len(f.before), len(f.after))
	}
	return f.diff()
}

// names are what a unified diff calls the two files.
func (f file) names() (before, after string) {
	before, after = "a/"+f.oldPath, "b/"+f.path
	if f.oldPath == "" {
		before = "/dev/null"
	}
	if f.path == "" {
		after = "/dev/null"
	}
	return before, after
}

// patch is the unified diff of a file with the lines that git apply goes by: that
// the file is new, gone or called otherwise, which lines alone do not tell.
func (f file) patch() string {
	head := fmt.Sprintf("diff --git a/%s b/%s\n", cmp.Or(f.oldPath, f.path), cmp.Or(f.path, f.oldPath))
	switch {
	case f.oldPath == "":
		head += "new file mode 100644\n"
	case f.path == "":
		head += "deleted file mode 100644\n"
	case f.moved():
		head += fmt.Sprintf("rename from %s\nrename to %s\n", f.oldPath, f.path)
	}
	return head + f.diff()
}

// moved reports whether a file is called otherwise.
func (f file) moved() bool { return f.oldPath != "" && f.path != "" && f.oldPath != f.path }

// diff is the unified diff of a file.
func (f file) diff() string {
	before, after := f.names()
	if !isText(f.before) || !isText(f.after) {
		return fmt.Sprintf("Binary files %s and %s differ (%d and %d bytes)\n", before, after, len(f.before), len(f.after))
	}
	return linediff.Unified(before, after, string(f.before), string(f.after))
}

// isText reports whether a file can be shown by lines.
func isText(data []byte) bool { return utf8.Valid(data) && !bytes.ContainsRune(data, 0) }
