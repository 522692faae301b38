package token

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/dlclark/regexp2"
	"github.com/pkoukk/tiktoken-go"
	loader "github.com/pkoukk/tiktoken-go-loader"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// The reference is another implementation of the same encodings: slow, but with
// the patterns handed to a regular-expression engine as they were published.

// reference returns the other implementation of an encoding.
var reference = map[string]func() (*tiktoken.Tiktoken, error){
	O200k:  sync.OnceValues(func() (*tiktoken.Tiktoken, error) { return openReference(O200k) }),
	CL100k: sync.OnceValues(func() (*tiktoken.Tiktoken, error) { return openReference(CL100k) }),
}

func openReference(name string) (*tiktoken.Tiktoken, error) {
	tiktoken.SetBpeLoader(loader.NewOfflineLoader())
	return tiktoken.GetEncoding(name)
}

// pattern is tiktoken's, in the syntax of the engine: (?>x) for possessive x.
var pattern = map[string]*regexp2.Regexp{
	O200k: regexp2.MustCompile(strings.Join([]string{
		`[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d|'ſ)?`,
		`[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d|'ſ)?`,
		`\p{N}{1,3}`,
		` ?[^\s\p{L}\p{N}]+[\r\n/]*`,
		`\s*[\r\n]+`,
		`\s+(?!\S)`,
		`\s+`,
	}, "|"), regexp2.None),
	CL100k: regexp2.MustCompile(strings.Join([]string{
		`'(?i:[sſdmt]|ll|ve|re)`,
		`(?>[^\r\n\p{L}\p{N}]?)(?>\p{L}+)`,
		`(?>\p{N}{1,3})`,
		` ?(?>[^\s\p{L}\p{N}]+)(?>[\r\n]*)`,
		`(?>\s+)\z`,
		`\s*[\r\n]`,
		`\s+(?!\S)`,
		`\s`,
	}, "|"), regexp2.None),
}

// awkward draws texts that are rich in what the patterns tell apart.
func awkward() *rapid.Generator[string] {
	part := rapid.OneOf(
		rapid.SampledFrom([]string{" ", "  ", "\t", "\n", "\r\n", "\n\n", " \n ", "\u00a0", "\u2028", "\u3000", "/", "//",
			"'s", "'S", "'ll", "'Re", "'V", "'ſ", "'", "a", "A", "ab", "Ab", "AB", "aB", "ǅ", "é", "e\u0301", "\u0301", "ʰ",
			"中", "文字", "ش", "1", "12", "1234", "Ⅷ", "²", "𝟘", "𝒜", "𞤀", "😀", "👩‍👩‍👧", "�", "\x00", "!", "!!", "{{", "}}", "<|endoftext|>"}),
		rapid.StringN(0, 4, -1),
		rapid.StringMatching(`[a-zA-Z0-9 .,'\n/]{0,12}`),
	)
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(part, 0, 12).Draw(t, "parts"), "")
	})
}

// split returns the pieces that an encoding splits s into.
func split(e *encoding, s string) []string {
	pieces := []string{}
	for i := 0; i < len(s); {
		end := e.next(s, i)
		pieces = append(pieces, s[i:end])
		i = end
	}
	return pieces
}

func splitByPattern(t require.TestingT, re *regexp2.Regexp, s string) []string {
	pieces := []string{}
	m, err := re.FindStringMatch(s)
	for ; m != nil && err == nil; m, err = re.FindNextMatch(m) {
		pieces = append(pieces, m.String())
	}
	require.NoError(t, err)
	return pieces
}

func open(t require.TestingT, name string) *encoding {
	c := NewCounter()
	get := c.o200k
	if name == CL100k {
		get = c.cl100k
	}
	e, err := get()
	require.NoError(t, err)
	return e
}

func TestSplitIsThePattern(t *testing.T) {
	for _, name := range []string{O200k, CL100k} {
		t.Run(name, func(t *testing.T) {
			e := open(t, name)
			rapid.Check(t, func(t *rapid.T) {
				s := awkward().Draw(t, "text")
				require.Equal(t, splitByPattern(t, pattern[name], s), split(e, s), "%q", s)
			})
		})
	}
}

// comparable makes a text one that both implementations must agree about: the
// other one does not fold ſ, and its cl100k_base is older and splits white space
// at the very end of a text differently.
func comparable(s string) string {
	return strings.ReplaceAll(s, "'ſ", "'") + "."
}

func requireSameCount(t require.TestingT, e *encoding, name, s string) {
	ref, err := reference[name]()
	require.NoError(t, err)
	require.Equal(t, len(ref.EncodeOrdinary(s)), e.count(s), "%q", s)
}

func TestCountIsTheReferences(t *testing.T) {
	for _, name := range []string{O200k, CL100k} {
		t.Run(name, func(t *testing.T) {
			e := open(t, name)
			rapid.Check(t, func(t *rapid.T) {
				requireSameCount(t, e, name, comparable(awkward().Draw(t, "text")))
			})
		})
	}
}

// TestCountOfFiles compares the counts of real files: those of this repository,
// and those in the folder that PROMPTCTL_TEST_TEXTS names, if any.
func TestCountOfFiles(t *testing.T) {
	for _, name := range []string{O200k, CL100k} {
		t.Run(name, func(t *testing.T) {
			e := open(t, name)
			n := 0
			for _, s := range texts(t, ".", os.Getenv("PROMPTCTL_TEST_TEXTS")) {
				requireSameCount(t, e, name, comparable(s))
				n++
			}
			require.Positive(t, n)
		})
	}
}

// texts returns the contents of the files under folders.
func texts(tb testing.TB, folders ...string) []string {
	var all []string
	for _, folder := range folders {
		if folder == "" {
			continue
		}
		require.NoError(tb, filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			b, err := os.ReadFile(path)
			if utf8.Valid(b) {
				all = append(all, string(b))
			}
			return err
		}))
	}
	return all
}
