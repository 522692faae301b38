package model

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestLookup(t *testing.T) {
	for _, c := range []struct{ name, id, host string }{
		{"gpt-4o-mini", "gpt-4o-mini", ""},
		{"openai/gpt-4o-mini", "gpt-4o-mini", ""},
		{"OpenAI/GPT-4o-mini", "gpt-4o-mini", ""},
		{"azure/gpt-4o", "gpt-4o", "azure"},
		{"azure/gpt-35-turbo", "gpt-3.5-turbo", "azure"},
		{"openrouter/openai/gpt-4o", "gpt-4o", "openrouter"},
		{"github/gpt-4o", "gpt-4o", "github"},
		{"anthropic/claude-haiku-4-5", "claude-haiku-4-5", ""},
		{"anthropic/claude-haiku-4.5", "claude-haiku-4-5", "gateway"},
		{"anthropic/claude-haiku-4.5:beta", "claude-haiku-4-5", "openrouter"},
		{"bedrock/anthropic.claude-3-haiku-20240307-v1:0", "claude-3-haiku-20240307", "bedrock"},
		{"us.anthropic.claude-3-5-sonnet-20241022-v2:0", "claude-3-5-sonnet-20241022", "bedrock"},
		{"amazon.nova-pro-v1:0", "nova-pro-v1", "bedrock"},
		{"vertex_ai/claude-3-5-sonnet@20240620", "claude-3-5-sonnet-20240620", "vertex"},
		{"models/gemini-2.5-flash", "gemini-2.5-flash", ""},
		{"gemini/gemini-2.5-flash", "gemini-2.5-flash", ""},
		{"google/gemini-3.8-flash", "gemini-3.8-flash", ""},
		{"mistralai/mistral-large-2512", "mistral-large-2512", ""},
		{"groq/llama-3.3-70b-versatile", "llama-3.3-70b-versatile", "groq"},
		{"meta-llama/llama-3.3-70b-instruct:free", "llama-3.3-70b-instruct", "openrouter"},
		{"together/openai/gpt-oss-120b", "gpt-oss-120b", "together"},
		{"openai/claude-haiku-4-5", "claude-haiku-4-5", "openai"},
		{"ft:gpt-4o-mini-2024-07-18:acme::1", "gpt-4o-mini-2024-07-18", ""},
	} {
		f, ok := Lookup(c.name)
		require.True(t, ok, c.name)
		require.Equal(t, c.id, f.ID, c.name)
		require.Equal(t, c.host, f.Host, c.name)
		require.Equal(t, strings.HasPrefix(c.name, "ft:"), f.FineTuned)
	}
	for _, name := range []string{"", "/", "openai/", "gpt-4oo", "llama3:8b", "acme/own", "openai/gpt", "a.anthropic.b.c", "ft:", ":free"} {
		_, ok := Lookup(name)
		require.False(t, ok, name)
	}
}

func TestFactsOfModels(t *testing.T) {
	f, _ := Lookup("gpt-4o")
	require.Equal(t, 128000, f.Context)
	require.Equal(t, 16384, f.Output)
	require.True(t, f.Floating)
	require.Equal(t, []string{"gpt-4o-2024-11-20", "gpt-4o-2024-08-06", "gpt-4o-2024-05-13"}, f.Snapshots)

	f, _ = Lookup("gpt-4o-2024-05-13") // has its own limit and end
	require.Equal(t, 4096, f.Output)
	require.Equal(t, Retired, f.Status)
	require.False(t, f.Floating)
	require.Empty(t, f.Snapshots)

	f, _ = Lookup("mistral-large-latest")
	require.True(t, f.Floating)
	require.Equal(t, []string{"mistral-large-2512"}, f.Snapshots)

	f, _ = Lookup("claude-opus-5-5") // no date, and yet it stands for one model only
	require.False(t, f.Floating)
	require.Equal(t, No, f.Prefill)

	f, _ = Lookup("claude-haiku-4-5-20251001")
	require.Equal(t, Yes, f.Prefill)
	require.Equal(t, Active, f.Status)

	f, _ = Lookup("command-r")
	require.Equal(t, Deprecated, f.Status)
	require.Empty(t, f.Shutdown)
}

// What the file says must hang together.
func TestFactsHangTogether(t *testing.T) {
	today, err := time.Parse(time.DateOnly, FactsDate())
	require.NoError(t, err)
	for _, s := range FactsSources() {
		day, err := time.Parse(time.DateOnly, s.Date)
		require.NoError(t, err, s.Name)
		require.False(t, day.After(today), s.Name)
		require.True(t, strings.HasPrefix(s.URL, "https://"), s.URL)
	}
	names := parameterNames()
	for _, id := range KnownModels() {
		f, ok := Lookup(id)
		require.True(t, ok, id)
		require.Equal(t, id, f.ID)
		require.NotEmpty(t, f.Maker, id)
		require.Empty(t, f.Host, id)
		require.LessOrEqual(t, f.Output, f.Context, id)
		if f.Shutdown != "" {
			_, err := time.Parse(time.DateOnly, f.Shutdown)
			require.NoError(t, err, id)
		}
		if f.Successor != "" {
			next, ok := Lookup(f.Successor)
			require.True(t, ok, "%s: %s", id, f.Successor)
			require.Equal(t, f.Maker, next.Maker, id)
			require.Equal(t, Active, next.Status, "%s is to be replaced by %s", id, f.Successor)
		}
		for _, s := range f.Snapshots {
			_, ok := Lookup(s)
			require.True(t, ok, s)
		}
		if f.rules == nil {
			continue
		}
		for _, all := range []map[string]any{f.rules.Refuses, f.rules.Reasoning} {
			for name := range all {
				require.Contains(t, names, name, id)
			}
		}
	}
}

func TestRefusals(t *testing.T) {
	type set = map[string]any
	for _, c := range []struct {
		model string
		set   set
		want  []string
	}{
		{"gpt-4o", set{"temperature": 0.2, "topP": 0.5, "stop": "x", "seed": int64(1)}, nil},
		{"gpt-4o", set{"reasoningEffort": "low", "topK": int64(3)}, []string{"does not take topK", "does not take reasoningEffort"}},
		{"gpt-5", set{"temperature": int64(1), "frequencyPenalty": 0.0, "n": int64(2)}, nil},
		{"gpt-5", set{"temperature": int64(0), "stop": "x"}, []string{"takes no temperature but 1", "does not take stop"}},
		{"o3", set{"maxTokens": int64(5)}, []string{"does not take maxTokens, but maxCompletionTokens"}},
		{"gpt-5.2", set{"temperature": 0.5}, nil},
		{"gpt-5.2", set{"temperature": 0.5, "reasoningEffort": "none"}, nil},
		{"gpt-5.2", set{"temperature": 0.5, "reasoningEffort": "low"}, []string{"takes no temperature but 1 while it reasons"}},
		{"gpt-6-luna", set{"temperature": 0.5}, []string{"takes no temperature but 1 while it reasons"}},
		{"gpt-6-luna", set{"temperature": 0.5, "reasoningEffort": "none"}, nil},
		{"gpt-6-astra", set{"temperature": 0.5, "reasoningEffort": "none"}, []string{"takes no temperature but 1"}},
		{"claude-haiku-4-5", set{"temperature": 0.5, "topK": int64(3)}, nil},
		{"claude-haiku-4-5", set{"temperature": 0.5, "topP": 0.5}, []string{"takes temperature or topP, not both"}},
		{"claude-haiku-4-5", set{"n": int64(1), "seed": int64(4)}, []string{"does not take seed"}},
		{"claude-opus-4-7", set{"temperature": 0.0, "topP": 1.0}, []string{"takes no temperature but 1"}},
		{"gemini-2.5-flash", set{"topK": int64(3), "parallelToolCalls": true}, nil},
		{"gemini-2.5-flash", set{"parallelToolCalls": false}, []string{"takes no parallelToolCalls but true"}},
		{"grok-4.7", set{"temperature": 0.5, "stop": "x"}, nil}, // nothing is known, nothing is said
	} {
		f, ok := Lookup(c.model)
		require.True(t, ok)
		var got []string
		for _, r := range f.Refusals(c.set) {
			got = append(got, r.Why)
			require.Contains(t, r.Why, r.Parameter)
		}
		require.Equal(t, c.want, got, "%s %v", c.model, c.set)
	}
	f := Facts{Unsupported: []string{"seed"}}
	require.Equal(t, []Refusal{{Parameter: "seed", Why: "does not take seed"}}, f.Refusals(set{"seed": int64(1), "n": int64(3)}))
}

func TestCheckParameter(t *testing.T) {
	claude, _ := Lookup("claude-haiku-4-5")
	require.EqualError(t, claude.CheckParameter("temperature", 1.5), "temperature must be from 0 to 1 for claude-haiku-4-5, not 1.5")
	require.NoError(t, claude.CheckParameter("temperature", int64(1)))
	require.NoError(t, claude.CheckParameter("topP", 1.5)) // the general range's affair
	old, _ := Lookup("gpt-5")
	require.EqualError(t, old.CheckParameter("reasoningEffort", "none"), `reasoningEffort cannot be "none" for gpt-5`)
	require.NoError(t, old.CheckParameter("reasoningEffort", "minimal"))
	require.NoError(t, Facts{}.CheckParameter("temperature", 9.0))
}

func TestKnownModelsAreSorted(t *testing.T) {
	require.True(t, slices.IsSorted(KnownModels()))
	require.Greater(t, len(KnownModels()), 250)
}

func BenchmarkFirstLookup(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		(&table{Date: facts().Date, Rules: facts().Rules, known: map[string]*Facts{}}).find("gpt-4o-mini")
	}
}

func BenchmarkLookup(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Lookup("openai/gpt-4o-mini")
	}
}
