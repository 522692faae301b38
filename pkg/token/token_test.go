package token

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"math/rand"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/pkoukk/tiktoken-go-loader/assets"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// The counts of the first five are those that OpenAI prints in "How to count
// tokens with tiktoken" (github.com/openai/openai-cookbook).
func TestCount(t *testing.T) {
	tests := []struct {
		text          string
		o200k, cl100k int
	}{
		{"tiktoken is great!", 6, 6},
		{"antidisestablishmentarianism", 6, 6},
		{"2 + 2 = 4", 7, 7},
		{"お誕生日おめでとう", 8, 9},
		{"hello world", 2, 2},
		{"", 0, 0},
		{" ", 1, 1},
		{"\n", 1, 1},
		{"it's", 1, 2},
		{"x \n\n y", 3, 3},
		{"<|endoftext|>", 7, 7},
		{"{{name}}", 3, 3},
	}
	c := NewCounter()
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			got, err := c.Count("gpt-4o", tt.text)
			require.NoError(t, err)
			require.Equal(t, Count{Tokens: tt.o200k, Exact: true, Encoding: O200k}, got)

			got, err = c.Count("gpt-4", tt.text)
			require.NoError(t, err)
			require.Equal(t, Count{Tokens: tt.cl100k, Exact: true, Encoding: CL100k}, got)

			got, err = c.Count("anthropic/claude-sonnet-4-5", tt.text)
			require.NoError(t, err)
			require.Equal(t, Count{Tokens: tt.o200k, Exact: false, Encoding: O200k}, got)
		})
	}
}

func TestCountOfBrokenText(t *testing.T) {
	c := NewCounter()
	for _, text := range []string{"\xff", "a\xffb", "\xe4\xb8", "ok\x80\x80 \xf0\x9f", "\xed\xa0\x80"} {
		got, err := c.Count("gpt-4o", text)
		require.NoError(t, err)
		want, err := c.Count("gpt-4o", string([]rune(text)))
		require.NoError(t, err)
		require.Equal(t, want, got, "%q", text)
	}
}

func TestEncodingOf(t *testing.T) {
	tests := []struct {
		model    string
		encoding string
		exact    bool
	}{
		{"gpt-4o", O200k, true},
		{"gpt-4o-mini-2024-07-18", O200k, true},
		{"openai/gpt-4o-mini", O200k, true},
		{"OpenAI/GPT-4o", O200k, true},
		{"openrouter/openai/gpt-4.1", O200k, true},
		{"azure/gpt-35-turbo", CL100k, true},
		{"ft:gpt-4o-mini-2024-07-18:acme::abc", O200k, true},
		{"openai/ft:gpt-3.5-turbo-0125:acme:x:abc", CL100k, true},
		{"chatgpt-4o-latest", O200k, true},
		{"gpt-5", O200k, true},
		{"gpt-5-mini", O200k, true},
		{"gpt-5.1-codex", O200k, true},
		{"gpt-oss-120b", O200k, true},
		{"o1", O200k, true},
		{"o3-mini", O200k, true},
		{"o4-mini", O200k, true},
		{"gpt-4", CL100k, true},
		{"gpt-4-turbo", CL100k, true},
		{"gpt-4-32k-0613", CL100k, true},
		{"gpt-3.5-turbo", CL100k, true},
		{"text-embedding-3-large", CL100k, true},
		{"gpt-4.7", O200k, false},
		{"gpt-40", O200k, false},
		{"o10", O200k, false},
		{"anthropic/claude-opus-4-1", O200k, false},
		{"google/gemini-2.5-pro", O200k, false},
		{"meta-llama/llama-3.3-70b", O200k, false},
		{"mistral/mistral-large", O200k, false},
		{"someone/gpt-4", O200k, false}, // not OpenAI's, whatever it is called
		{"", O200k, false},
		{"/", O200k, false},
		{"ft:", O200k, false},
	}
	for _, tt := range tests {
		t.Run(tt.model, func(t *testing.T) {
			encoding, exact := EncodingOf(tt.model)
			require.Equal(t, tt.encoding, encoding)
			require.Equal(t, tt.exact, exact)
		})
	}
}

// TestVocabularyIsThePublishedOne compares with the hashes that tiktoken checks
// its downloads against.
func TestVocabularyIsThePublishedOne(t *testing.T) {
	for name, want := range map[string]string{
		O200k:  "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
		CL100k: "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
	} {
		data, err := assets.Assets.ReadFile(name + ".tiktoken")
		require.NoError(t, err)
		sum := sha256.Sum256(data)
		require.Equal(t, want, hex.EncodeToString(sum[:]), name)
	}
}

// The files of the vocabularies are those that tiktoken publishes, laid out by
// layOut. They are written where UPDATE_VOCABULARY is set.
func TestVocabularyFiles(t *testing.T) {
	for name, data := range map[string]string{O200k: o200kData, CL100k: cl100kData} {
		published, err := assets.Assets.ReadFile(name + ".tiktoken")
		require.NoError(t, err)
		var tokens []string
		for line := range strings.Lines(string(published)) {
			code, rank, _ := strings.Cut(strings.TrimSpace(line), " ")
			require.Equal(t, strconv.Itoa(len(tokens)), rank)
			token, err := base64.StdEncoding.DecodeString(code)
			require.NoError(t, err)
			tokens = append(tokens, string(token))
		}
		want := layOut(tokens)
		if os.Getenv("UPDATE_VOCABULARY") != "" {
			require.NoError(t, os.WriteFile(name+".bin", want, 0o644))
			continue
		}
		require.True(t, data == string(want), "%s.bin is not what is published: UPDATE_VOCABULARY=1 go test writes it", name)
	}
}

func TestOpenVocabulary(t *testing.T) {
	data := string(layOut([]string{"a", "b", "ab"}))
	v, err := openVocabulary("x", data)
	require.NoError(t, err)
	require.Equal(t, []uint32{0, 1, 2, noRank}, []uint32{v.rank("a"), v.rank("b"), v.rank("ab"), v.rank("ba")})
	require.Equal(t, 3, v.merged("bab"+"b"))
	for n := range data {
		_, err := openVocabulary("x", data[:n])
		require.EqualError(t, err, "vocabulary x: damaged", n)
	}
	_, err = openVocabulary("x", strings.Replace(data, "tokens 1", "tokens 2", 1))
	require.Error(t, err)
}

// TestMergeLongIsMergeShort holds the two ways to merge against each other where
// both can be used.
func TestMergeLongIsMergeShort(t *testing.T) {
	v := open(t, O200k).vocab
	rapid.Check(t, func(t *rapid.T) {
		piece := rapid.OneOf(
			rapid.StringMatching(`[ab]{1,128}`),
			rapid.StringMatching(`[a-z]{1,128}`),
			rapid.StringMatching(`[ \n=-]{1,128}`),
			rapid.StringOfN(rapid.Rune(), 1, -1, shortPiece),
		).Draw(t, "piece")
		require.Equal(t, v.mergeShort(piece), v.mergeLong(piece), "%q", piece)
	})
}

func TestPairHeap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var h pairHeap
		ranks := rapid.SliceOf(rapid.Uint32Range(0, 9)).Draw(t, "ranks")
		for i, r := range ranks {
			h.push(pair{rank: r, start: int32(i)})
		}
		last := pair{}
		for range ranks {
			p := h.pop()
			require.False(t, p.less(last))
			last = p
		}
		require.Empty(t, h)
	})
}

func TestCounterIsSafeForConcurrentUse(t *testing.T) {
	c := NewCounter()
	var wg sync.WaitGroup
	counts := make([]Count, 8)
	for i := range counts {
		wg.Go(func() {
			counts[i], _ = c.Count([]string{"gpt-4o", "gpt-4"}[i%2], "hello world, and all who live in it")
		})
	}
	wg.Wait()
	for i := range counts {
		require.Equal(t, counts[i%2], counts[i])
		require.Positive(t, counts[i].Tokens)
	}
}

// runaways returns texts of about n bytes that give no natural place to split.
func runaways(n int) map[string]string {
	random := make([]byte, n)
	r := rand.New(rand.NewSource(1))
	for i := range random {
		random[i] = 'a' + byte(r.Intn(26))
	}
	return map[string]string{
		"a":       strings.Repeat("a", n),
		"space":   strings.Repeat(" ", n),
		"newline": strings.Repeat("\n", n),
		"blank":   strings.Repeat(" \n", n/2),
		"cjk":     strings.Repeat("中", n/3),
		"digit":   strings.Repeat("7", n),
		"upper":   strings.Repeat("AÀ", n/3),
		"mark":    strings.Repeat("\u0301A", n/3),
		"symbol":  strings.Repeat("=", n),
		"random":  string(random),
		"broken":  strings.Repeat("\xff", n/3),
	}
}

// TestRunaway would not end in a human's time if anything were quadratic.
func TestRunaway(t *testing.T) {
	c := NewCounter()
	for name, s := range runaways(1 << 17) {
		for _, model := range []string{"gpt-4o", "gpt-4"} {
			got, err := c.Count(model, s)
			require.NoError(t, err)
			require.Positive(t, got.Tokens, name)
			require.LessOrEqual(t, got.Tokens, len(s)*3, name)
		}
	}
}

func FuzzCount(f *testing.F) {
	for _, s := range []string{"", "hello world", "It's\r\n  ok \n", " \u00a0\u2028x", "e\u0301É'LL", "\xff\xfe", "中文1234//\n", "'ſ"} {
		f.Add(s)
	}
	c := NewCounter()
	f.Fuzz(func(t *testing.T, s string) {
		for _, model := range []string{"gpt-4o", "gpt-4"} {
			got, err := c.Count(model, s)
			require.NoError(t, err)
			require.GreaterOrEqual(t, got.Tokens*256, len(s)) // no token is longer
			require.LessOrEqual(t, got.Tokens, len(string([]rune(s))))
		}
	})
}
