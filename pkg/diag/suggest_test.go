package diag_test

import (
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestSuggest(t *testing.T) {
	keys := []string{"name", "model", "modelParameters", "messages", "tools", "tags", "maxTokens", "größe", "id"}
	for name, want := range map[string]string{
		"modle":            "model", // a swap is one edit
		"mdoel":            "model",
		"modell":           "model",
		"mode":             "model",
		"mesages":          "messages",
		"massages":         "messages",
		"mesage":           "messages", // two edits
		"mssgs":            "",         // three
		"nmae":             "name",
		"nome":             "name",
		"nomi":             "", // two edits are too many for four characters
		"tasg":             "tags",
		"tool":             "tools",
		"grösse":           "größe",
		"Model":            "model",
		"MODEL":            "model",
		"max_tokens":       "maxTokens", // case, - and _ do not count
		"MAX-TOKENS":       "maxTokens",
		"model_parameters": "modelParameters",
		"i":                "", // of one character nothing is left after one edit
		"x":                "",
		"":                 "",
		"d":                "",
		"ie":               "id",
		"description":      "",
		"model ":           "model",
	} {
		require.Equal(t, want, diag.Suggest(name, keys), "%q", name)
	}
}

func TestSuggestPrefersTheNearestAndThenTheFirst(t *testing.T) {
	require.Equal(t, "colour", diag.Suggest("coluor", []string{"collar", "colours", "colour"}))
	require.Equal(t, "cat", diag.Suggest("caw", []string{"cat", "car"}))
	require.Equal(t, "a_b", diag.Suggest("ab", []string{"abc", "a_b"}))
}

func TestSuggestNeverTheNameItself(t *testing.T) {
	require.Empty(t, diag.Suggest("model", []string{"model"}))
	require.Equal(t, "models", diag.Suggest("model", []string{"model", "models"}))
	require.Empty(t, diag.Suggest("model", nil))
}

func TestDidYouMean(t *testing.T) {
	require.Equal(t, ` (did you mean "model"?)`, diag.DidYouMean("modle", []string{"name", "model"}))
	require.Empty(t, diag.DidYouMean("temperature", []string{"name", "model"}))
}

// However long names are, comparing them ends at once.
func TestSuggestLeavesLongNamesAlone(t *testing.T) {
	long := strings.Repeat("x", 1<<20)
	require.Empty(t, diag.Suggest(long+"y", []string{long, long + "z", "x"}))
	require.Empty(t, diag.Suggest("x", []string{long}))
	limit := strings.Repeat("x", 64)
	require.Equal(t, limit, diag.Suggest(limit[1:], []string{limit}))
	require.Equal(t, limit[2:]+"yz", diag.Suggest(limit[2:]+"zy", []string{limit[2:] + "yz"}))
}

// One slip of the pen in a name of five characters or more is always found.
func TestSuggestFindsOneSlip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringMatching(`[a-dü]{5,12}`).Draw(t, "name")
		r := []rune(name)
		i := rapid.IntRange(0, len(r)-2).Draw(t, "where")
		slip := ""
		switch rapid.IntRange(0, 3).Draw(t, "slip") {
		case 0:
			slip = string(r[:i]) + string(r[i+1:])
		case 1:
			slip = string(r[:i]) + "z" + string(r[i:])
		case 2:
			slip = string(r[:i]) + "z" + string(r[i+1:])
		default:
			slip = string(r[:i]) + string([]rune{r[i+1], r[i]}) + string(r[i+2:])
		}
		if slip != name {
			require.Equal(t, name, diag.Suggest(slip, []string{"completely-different", name}))
		}
	})
}
