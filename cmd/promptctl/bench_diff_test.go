package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/promptctl-io/promptctl/pkg/prose"
	"github.com/stretchr/testify/require"
)

// diffClaims are what is asked of diff: prompts with long prose against git's
// own diff by words of the same two files, with few words changed, none alike,
// and lines that repeat; the prompts that changed between two trees against
// git's diff of these; and many small edits.
func (t *bench) diffClaims(b *testing.B) []claim {
	return []claim{
		t.proseClaim(b, "DiffProse", "diff 50 KB, 5 % changed / git --word-diff", 6, essay(50_000, 1), rewordedEssay(essay(50_000, 1))),
		t.proseClaim(b, "DiffUnrelated", "diff 100 KB, unrelated / git --word-diff", 40, essay(100_000, 1), essay(100_000, 2)),
		t.proseClaim(b, "DiffRepeated", "diff 105 KB, lines repeat / git --word-diff", 40,
			strings.Repeat("The same line stands here many times over.\n", 2400), strings.Repeat("The same line is here a great many times.\n", 2500)),
		t.treesClaim(b),
		t.editsClaim(b),
	}
}

// proseClaim compares two prompts that have a long text each.
func (t *bench) proseClaim(tb testing.TB, name, what string, most float64, before, after string) claim {
	dir := tb.TempDir()
	for file, text := range map[string]string{"a.prompt.yaml": before, "b.prompt.yaml": after} {
		src := "messages:\n  - role: user\n    content: |\n      " + strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n      ") + "\n"
		require.NoError(tb, os.WriteFile(filepath.Join(dir, file), []byte(src), 0o644))
	}
	return claim{
		name, what, most, 11, t.in(dir, t.program, "diff", "a.prompt.yaml", "b.prompt.yaml"),
		t.tolerant(dir, "git", "diff", "--no-index", "--word-diff", "a.prompt.yaml", "b.prompt.yaml"),
	}
}

// essay is prose of so many bytes out of a vocabulary of 2,000 words, in
// sentences and paragraphs.
func essay(size int, seed uint64) string {
	random := rand.New(rand.NewPCG(seed, 0))
	var b strings.Builder
	for b.Len() < size {
		for range 5 + random.IntN(15) {
			fmt.Fprintf(&b, "%s ", wordOf(random.IntN(2000)))
		}
		b.WriteString(wordOf(random.IntN(2000)) + ".")
		b.WriteString([]string{" ", " ", "\n", "\n\n"}[random.IntN(4)])
	}
	return b.String()
}

func wordOf(i int) string {
	return string(rune('a'+i%26)) + string(rune('a'+i/26%26)) + strings.Repeat(string(rune('a'+i/676)), 1+i%7)
}

// rewordedEssay is a text with every twentieth word another one.
func rewordedEssay(text string) string {
	words := strings.SplitAfter(text, " ")
	for i := 7; i < len(words); i += 20 {
		words[i] = "reworded "
	}
	return strings.Join(words, "")
}

// treesClaim compares two commits of 5,000 prompts, of which 50 differ.
func (t *bench) treesClaim(b *testing.B) claim {
	dir := t.project(b, "prompts", 5000, ".prompt.yaml", promptOf)
	for i := range 50 {
		file := filepath.Join(dir, "prompts", fmt.Sprintf("g%03d", i), fmt.Sprintf("f%05d.prompt.yaml", 101*i))
		text, err := os.ReadFile(file)
		require.NoError(b, err)
		changed := strings.Replace(string(text), "the", "each", 1)
		require.NotEqual(b, string(text), changed)
		require.NoError(b, os.WriteFile(file, []byte(changed), 0o644))
	}
	t.in(dir, "git", "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-q", "-a", "-m", "Some")(b)
	return claim{"DiffTrees", "diff, 50 of 5,000 changed / git diff", 3, 21, t.in(dir, t.program, "diff", "HEAD~1..HEAD"), t.in(dir, "git", "diff", "HEAD~1", "HEAD")}
}

// editsClaim compares the texts of many edits in this process with one process
// of git for each: those in the folder EDITS, pairs NAME_a.txt and NAME_b.txt,
// or else edits of the examples.
func (t *bench) editsClaim(b *testing.B) claim {
	pairs := editPairs(b)
	ours := func(tb testing.TB) measured {
		var all measured
		for _, p := range pairs {
			all.wall += compareFiles(tb, p).wall
		}
		return all
	}
	peer := func(tb testing.TB) measured {
		var all measured
		for _, p := range pairs {
			all.wall += t.tolerant(filepath.Dir(p[0]), "git", "diff", "--no-index", "--word-diff", p[0], p[1])(tb).wall
		}
		return all
	}
	return claim{"DiffEdits", fmt.Sprintf("compare %d edits / git --word-diff of each", len(pairs)), 1, 3, ours, peer}
}

// mostOfAnEdit is how often git's time for the same two texts any edit may take.
const mostOfAnEdit = 40.0

// slowestEdit compares the texts of each edit in this process, and with one
// process of git, and returns the edit that takes the most of git's time, and how
// often that. Of ours the best of a few times counts, which other processes
// disturb least; of git's the median.
func (t *bench) slowestEdit(b *testing.B) (edit string, ratio float64) {
	const times = 3
	for _, p := range editPairs(b) {
		git := t.tolerant(filepath.Dir(p[0]), "git", "diff", "--no-index", "--word-diff", p[0], p[1])
		best := time.Hour
		var theirs []time.Duration
		for range times {
			best = min(best, compareFiles(b, p).wall)
			theirs = append(theirs, git(b).wall)
		}
		if r := float64(best) / float64(median(theirs)); r > ratio {
			edit, ratio = fmt.Sprintf("%s, %s / %s", strings.TrimSuffix(filepath.Base(p[0]), "_a.txt"), ms(best), ms(median(theirs))), r
		}
	}
	return edit, ratio
}

// compareFiles reads two texts and compares them.
func compareFiles(tb testing.TB, pair [2]string) measured {
	start := time.Now()
	before, err := os.ReadFile(pair[0])
	require.NoError(tb, err)
	after, err := os.ReadFile(pair[1])
	require.NoError(tb, err)
	prose.Compare(string(before), string(after))
	return measured{wall: time.Since(start)}
}

func editPairs(b *testing.B) [][2]string {
	folder := os.Getenv("EDITS")
	if folder == "" {
		folder = b.TempDir()
		for i := range 200 {
			text := essay(3000, uint64(i))
			require.NoError(b, os.WriteFile(filepath.Join(folder, fmt.Sprintf("%03d_a.txt", i)), []byte(text), 0o644))
			require.NoError(b, os.WriteFile(filepath.Join(folder, fmt.Sprintf("%03d_b.txt", i)), []byte(rewordedEssay(text)), 0o644))
		}
	}
	before, err := filepath.Glob(filepath.Join(folder, "*_a.txt"))
	require.NoError(b, err)
	require.NotEmpty(b, before, "EDITS has no pairs NAME_a.txt and NAME_b.txt")
	var pairs [][2]string
	for _, file := range before {
		pairs = append(pairs, [2]string{file, strings.TrimSuffix(file, "_a.txt") + "_b.txt"})
	}
	return pairs
}
