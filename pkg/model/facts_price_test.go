package model

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPriceOfModels(t *testing.T) {
	for _, c := range []struct {
		name string
		want *Price
	}{
		{"gpt-4o-mini", &Price{0.15, 0.6}},
		{"openai/gpt-4o", &Price{2.5, 10}},
		{"gpt-4o-2024-11-20", &Price{2.5, 10}}, // a snapshot has the price of what it is of
		{"gpt-4o-2024-05-13", &Price{5, 15}},   // unless it has its own
		{"o3-2025-04-16", &Price{2, 8}},
		{"gpt-6.1-terra", &Price{1, 5}},
		{"gpt-5.5", &Price{5, 30}}, // of prompts below 272,000 tokens
		{"anthropic/claude-haiku-4-5", &Price{1, 5}},
		{"claude-haiku-5-5", &Price{0.1, 0.5}},
		{"models/gemini-2.5-pro", &Price{1.25, 10}},
		{"gemini/gemini-3.8-flash", &Price{0.75, 3.75}},
		{"mistral-large-latest", &Price{0.5, 1.5}}, // that of the one that it stands for
		{"grok-4-latest", &Price{3, 15}},
		{"command-r-08-2024", &Price{0.15, 0.6}},
		{"kimi-k3", &Price{3, 15}},
		{"openai/text-embedding-3-small", &Price{0.02, 0}},

		{"ft:gpt-4o-mini-2024-07-18:acme::1", nil},
		{"openrouter/openai/gpt-4o", nil},
		{"anthropic/claude-haiku-4.5", nil}, // a gateway's way of writing it
		{"anthropic/claude-haiku-4-5:beta", nil},
		{"azure/gpt-4o", nil},
		{"bedrock/anthropic.claude-3-haiku-20240307-v1:0", nil},
		{"vertex_ai/gemini-2.5-pro", nil},
		{"groq/gpt-oss-120b", nil},
		{"gpt-oss-120b", nil},    // its maker sells none
		{"deepseek-v4-pro", nil}, // by the hour
		{"claude-1.0", nil},
	} {
		f, ok := Lookup(c.name)
		require.True(t, ok, c.name)
		require.Equal(t, c.want, f.Price, c.name)
	}
	f, _ := Lookup("gpt-4o")
	require.NotNil(t, f.Price, "looking a model up at a gateway does not take its price away elsewhere")
}

// What a price cannot be, a slip of the hand makes it.
func TestPricesArePlausible(t *testing.T) {
	priced := 0
	for _, id := range KnownModels() {
		f, _ := Lookup(id)
		if f.Price == nil {
			continue
		}
		priced++
		if strings.HasPrefix(id, "text-embedding-") { // vectors are no tokens
			require.Positive(t, f.Price.Input, id)
			require.Less(t, f.Price.Input, 1.0, id)
			require.Zero(t, f.Price.Output, id)
			continue
		}
		for _, usd := range []float64{f.Price.Input, f.Price.Output} {
			require.Positive(t, usd, id)
			require.Less(t, usd, 1000.0, id)
		}
		require.GreaterOrEqual(t, f.Price.Output, f.Price.Input, id) // there is none whose output is cheaper
	}
	require.Greater(t, priced, 200)
}

func TestCost(t *testing.T) {
	f, _ := Lookup("gpt-4o")
	for _, c := range []struct {
		input, output int
		usd           float64
	}{{1_000_000, 0, 2.5}, {0, 1_000_000, 10}, {1200, 300, 0.006}, {0, 0, 0}} {
		usd, known := f.Cost(c.input, c.output)
		require.True(t, known)
		require.InDelta(t, c.usd, usd, 1e-12)
	}
	usd, known := Facts{}.Cost(1000, 1000)
	require.False(t, known)
	require.Zero(t, usd)
	usd, known = Facts{Price: &Price{}}.Cost(1000, 1000)
	require.True(t, known, "free is not unknown")
	require.Zero(t, usd)
	usd, _ = Facts{Price: &Price{Input: 1.1, Output: 4.4}}.Cost(100, 50)
	require.Equal(t, 0.00033, usd, "what a limit of just so much allows")
}
