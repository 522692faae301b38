package lint_test

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/lint"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/token"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/require"
)

// memory is a snapshot of files that are on no disk.
type memory map[string]string

func (m memory) Describe() string { return "worktree" }

func (m memory) Files(_ context.Context, under ...string) ([]repo.File, error) {
	var files []repo.File
	for _, path := range slices.Sorted(maps.Keys(m)) {
		if len(under) == 0 || slices.ContainsFunc(under, func(u string) bool { return path == u || strings.HasPrefix(path, u+"/") }) {
			files = append(files, repo.File{Path: path, Mode: repo.Regular})
		}
	}
	return files, nil
}

func (m memory) Read(_ context.Context, path string) ([]byte, error) {
	text, ok := m[path]
	if !ok {
		return nil, fmt.Errorf("%s: %w", path, fs.ErrNotExist)
	}
	return []byte(text), nil
}

func (m memory) ReadAll(ctx context.Context, files []repo.File, visit func(int, []byte) error) error {
	for i, f := range files {
		data, err := m.Read(ctx, f.Path)
		if err != nil {
			return err
		}
		if err := visit(i, data); err != nil {
			return err
		}
	}
	return nil
}

// lintFiles is everything that the linter finds in a repository of these files.
// One that is called releases lists releases, a line "NAME VERSION" each; what
// lies below release/VERSION/ is the files of that version, and what lies below
// base/ those that the others are compared with, and below approved/ those that
// somebody approved. One that is called baseline is
// the baseline.
func lintFiles(t testing.TB, files map[string]string) *lint.Result {
	t.Helper()
	query := lint.Query{Snapshot: memory(files), Tokens: token.NewCounter(), History: historyOf(t, files)}
	if text, ok := files["baseline"]; ok {
		var err error
		query.Baseline, err = lint.ReadBaseline("baseline", []byte(text))
		require.NoError(t, err)
	}
	result, err := lint.Run(t.Context(), query)
	require.NoError(t, err)
	return result
}

func historyOf(t testing.TB, files map[string]string) lint.History {
	h := lint.History{
		Releases: func() (map[string][]string, error) { return releasesOf(files), nil },
		Release: func(name, version string) (*prompt.Closure, error) {
			return below(files, "release/"+version+"/").prompt(t, name), nil
		},
	}
	h.Approved = func(name string) (digests []string, err error) {
		if c := below(files, "approved/").prompt(t, name); c != nil {
			digests = append(digests, c.Digest())
		}
		return digests, nil
	}
	if base := below(files, "base/"); len(base) > 0 {
		h.Base = func(name string) (*prompt.Closure, error) { return base.prompt(t, name), nil }
	}
	return h
}

func releasesOf(files map[string]string) map[string][]string {
	all := map[string][]string{}
	for line := range strings.Lines(files["releases"]) {
		name, version, _ := strings.Cut(strings.TrimSpace(line), " ")
		all[name] = append(all[name], version)
		catalog.SortVersions(all[name])
	}
	return all
}

// below are the files in a folder, as if that were the top.
func below(files map[string]string, folder string) memory {
	m := memory{}
	for path, text := range files {
		if rest, ok := strings.CutPrefix(path, folder); ok {
			m[rest] = text
		}
	}
	return m
}

// prompt reads a prompt, nil where there is none.
func (m memory) prompt(t testing.TB, name string) *prompt.Closure {
	c, err := catalog.Load(t.Context(), m)
	require.NoError(t, err)
	closure, err := c.ByName(t.Context(), name)
	require.NoError(t, err)
	return closure
}

// labelled is a small repository in which a rule finds something (bad), finds
// nothing (good), or finds nothing though it comes near (miss).
type labelled struct {
	label, name string
	files       map[string]string
	want        string            // the rule's findings, a line each
	fixed       map[string]string // files after all fixes, those that change
}

// TestCases runs the labelled cases of each rule: testdata/cases/CODE.txtar.
// A file there is called LABEL/NAME/PATH. Of a bad case, LABEL/NAME/want lists
// what the rule finds, and LABEL/NAME/fixed/PATH is a file after all fixes, the
// unsafe ones too. LABEL/NAME/releases has a line "NAME VERSION" for each
// prompt that is released; an example of a page may have it too. UPDATE_CASES=1 rewrites both; read the difference.
func TestCases(t *testing.T) {
	for _, rule := range lint.Rules() {
		file := filepath.Join("testdata", "cases", rule.Code+".txtar")
		if _, err := os.Stat(file); rule.Check == nil && err != nil {
			continue // its cases are those of the package that finds it
		}
		t.Run(rule.Code, func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			require.NoError(t, err)
			cases := readCases(t, archive)
			count := map[string]int{}
			for i := range cases {
				count[cases[i].label]++
				t.Run(cases[i].label+"/"+cases[i].name, func(t *testing.T) { cases[i].check(t, rule) })
			}
			require.GreaterOrEqual(t, count["bad"], 3, "bad cases")
			require.GreaterOrEqual(t, count["good"], 3, "good cases")
			require.GreaterOrEqual(t, count["miss"], 1, "near misses")
			if os.Getenv("UPDATE_CASES") != "" {
				require.NoError(t, os.WriteFile(file, formatCases(archive.Comment, cases), 0o644))
			}
		})
	}
}

func (c *labelled) check(t *testing.T, rule lint.Rule) {
	update := os.Getenv("UPDATE_CASES") != ""
	var found diag.List
	for _, f := range lint.Findings(lintFiles(t, c.files).Problems) {
		if f.Code == rule.Code {
			found = append(found, f)
		}
	}
	got := ""
	for _, f := range found {
		got += f.String() + "\n"
		if f.Hint != "" {
			got += "  hint: " + f.Hint + "\n"
		}
		if f.Fix != nil {
			require.NotEqual(t, lint.Never, rule.Mends, "the rule says that nothing can be mended")
			require.True(t, f.Fix.Unsafe || rule.Mends == lint.Safely, "the rule says that its fixes are unsafe")
			require.NotEmpty(t, f.Fix.Title)
		}
	}
	require.Equal(t, c.label == "bad", got != "", got)
	fixed := fixAll(t, rule.Code, c.files)
	if update {
		c.want, c.fixed = got, fixed
	}
	require.Equal(t, c.want, got)
	require.Equal(t, c.fixed, fixed)
}

// fixAll applies the fixes of one rule until there are none, and returns the
// files that changed. Each round must leave files that can be read.
func fixAll(t *testing.T, code string, files map[string]string) map[string]string {
	now := maps.Clone(files)
	for range 50 {
		changed := false
		for file, edits := range fixesOf(lintFiles(t, now), code) {
			out, err := diag.Apply([]byte(now[file]), edits)
			require.NoError(t, err)
			now[file], changed = string(out), true
		}
		if !changed {
			maps.DeleteFunc(now, func(file, text string) bool { return files[file] == text })
			return now
		}
	}
	t.Fatal("the fixes do not come to an end")
	return nil
}

// fixesOf is the first fix of each file.
func fixesOf(result *lint.Result, code string) map[string][]diag.Edit {
	edits := map[string][]diag.Edit{}
	for _, f := range lint.Findings(result.Problems) {
		if f.Code == code && f.Fix != nil && edits[f.Range.File] == nil {
			edits[f.Range.File] = f.Fix.Edits
		}
	}
	return edits
}

func readCases(t *testing.T, archive *txtar.Archive) []labelled {
	var cases []labelled
	for _, f := range archive.Files {
		parts := strings.SplitN(f.Name, "/", 3)
		require.Len(t, parts, 3, f.Name)
		label, name, path := parts[0], parts[1], parts[2]
		require.Contains(t, []string{"bad", "good", "miss"}, label)
		i := slices.IndexFunc(cases, func(c labelled) bool { return c.label == label && c.name == name })
		if i < 0 {
			i = len(cases)
			cases = append(cases, labelled{label: label, name: name, files: map[string]string{}, fixed: map[string]string{}})
		}
		switch fixed, isFixed := strings.CutPrefix(path, "fixed/"); {
		case path == "want":
			cases[i].want = string(f.Data)
		case isFixed:
			cases[i].fixed[fixed] = unescape(string(f.Data))
		default:
			cases[i].files[path] = unescape(string(f.Data))
		}
	}
	return cases
}

// unescape makes characters that nobody could see in a case what they stand
// for: ␞ is U+001E, and ⟨200B⟩ the code point with that number.
func unescape(text string) string {
	for {
		before, rest, ok := strings.Cut(text, "⟨")
		hex, after, closed := strings.Cut(rest, "⟩")
		var r rune
		if _, err := fmt.Sscanf(hex, "%X", &r); !ok || !closed || err != nil {
			return strings.ReplaceAll(text, "␞", "\x1e")
		}
		text = before + string(r) + after
	}
}

// escape is the reverse of unescape.
func escape(text string) string {
	var b strings.Builder
	for _, r := range text {
		if r == '\n' || r == '\t' || r >= ' ' && r < 0x7f || !hidden(r) {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, "⟨%04X⟩", r)
		}
	}
	return b.String()
}

// hidden reports whether a case shows a character by its number.
func hidden(r rune) bool {
	return r < ' ' || r >= 0x7f && r <= 0xa0 || r == 0xad || r >= 0x200b && r <= 0x200f || r >= 0x202a && r <= 0x202e ||
		r >= 0x2060 && r <= 0x206f || r == 0xfeff || r >= 0xe0000 && r <= 0xe0fff || r == 0x1e ||
		r == 0x61c || r == 0x115f || r == 0x1160 || r >= 0x180b && r <= 0x180f || r == 0x3164 || r >= 0xfe00 && r <= 0xfe0e || r >= 0xfff9 && r <= 0xfffb
}

func formatCases(comment []byte, cases []labelled) []byte {
	archive := txtar.Archive{Comment: comment}
	for _, c := range cases {
		at := c.label + "/" + c.name + "/"
		for _, path := range slices.Sorted(maps.Keys(c.files)) {
			archive.Files = append(archive.Files, txtar.File{Name: at + path, Data: []byte(escape(c.files[path]))})
		}
		if c.want != "" {
			archive.Files = append(archive.Files, txtar.File{Name: at + "want", Data: []byte(c.want)})
		}
		for _, path := range slices.Sorted(maps.Keys(c.fixed)) {
			archive.Files = append(archive.Files, txtar.File{Name: at + "fixed/" + path, Data: []byte(escape(c.fixed[path]))})
		}
	}
	return txtar.Format(&archive)
}
