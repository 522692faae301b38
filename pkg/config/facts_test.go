package config

import (
	"testing"

	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/stretchr/testify/require"
)

func TestFactsByWhatATeamSays(t *testing.T) {
	c, found := Parse(File, []byte(`version: 1
lint:
  models:
    gpt-4o: {price: {input: 2, output: 8}}
    azure/gpt-4o-mini: {price: {input: 0.2, output: 0.7}}
    ft:gpt-4o-mini-2024-07-18:acme::1: {price: {input: 0.3, output: 1.2}}
    acme/own: {price: {input: 0, output: 0}}
    o3: {maxOutput: 1000}
`))
	require.Empty(t, found)
	for _, want := range []struct {
		name  string
		known bool
		price *model.Price
	}{
		{"gpt-4o", true, &model.Price{Input: 2, Output: 8}},
		{"azure/gpt-4o", true, &model.Price{Input: 2, Output: 8}}, // of that name with any provider
		{"gpt-4o-2024-11-20", true, &model.Price{Input: 2.5, Output: 10}},
		{"gpt-4o-mini", true, &model.Price{Input: 0.15, Output: 0.6}},
		{"azure/gpt-4o-mini", true, &model.Price{Input: 0.2, Output: 0.7}},
		{"ft:gpt-4o-mini-2024-07-18:acme::1", true, &model.Price{Input: 0.3, Output: 1.2}},
		{"ft:gpt-4o-mini-2024-07-18:acme::2", true, nil},
		{"acme/own", true, &model.Price{}},
		{"o3", true, &model.Price{Input: 2, Output: 8}}, // what is left out stays as it is known
		{"openrouter/openai/o3", true, nil},
		{"acme/other", false, nil},
	} {
		f, known := c.Facts(want.name)
		require.Equal(t, want.known, known, want.name)
		require.Equal(t, want.price, f.Price, want.name)
	}
	own, _ := c.Facts("acme/own")
	usd, known := own.Cost(1000, 1000)
	require.True(t, known)
	require.Zero(t, usd)
	c.Test.Providers = []Provider{{Name: "local", Settings: map[string]any{"baseUrl": "http://localhost:11434/v1"}}}
	f, known := c.Facts("local/gpt-4o-mini") // whatever that server calls so
	require.False(t, known)
	require.Nil(t, f.Price)
	f, _ = model.Lookup("gpt-4o")
	require.Equal(t, &model.Price{Input: 2.5, Output: 10}, f.Price, "what a team says stays in its repository")
}
