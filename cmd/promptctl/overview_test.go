package main

import (
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/overview"
	"github.com/promptctl-io/promptctl/pkg/term"
	"github.com/stretchr/testify/require"
)

// What waits stands beside a prompt where there is room for all of it, and below the
// table otherwise.
func TestMatrixOnATerminal(t *testing.T) {
	digest := "sha256:" + strings.Repeat("0123456789abcdef", 4)
	o := &overview.Overview{
		Environments: []overview.Environment{{Name: "staging"}, {Name: "production"}},
		Prompts: []*overview.Prompt{
			{Name: "medical/dosage", Digest: digest, Cells: []overview.Cell{
				{Digest: digest, Version: "v1.1.0"},
				{Digest: digest, Version: "v1.0.0", Drift: []overview.Drift{overview.Head, overview.Release},
					Waits: []overview.Wait{{Digest: digest, Version: "v1.1.0", Lacks: []overview.Lack{{Role: "legal", Who: []string{"ana", "cy"}}, {Role: "security"}}}}},
			}},
			{Name: "old\x1b[2J", Cells: []overview.Cell{{}, {Digest: digest, Drift: []overview.Drift{overview.Deleted}}}},
		},
	}
	shown := func(width int) string {
		var b strings.Builder
		require.NoError(t, showMatrix(&term.Terminal{Out: &b, OutTTY: true, Width: width}, o, false))
		return b.String()
	}
	require.Equal(t, `PROMPT          STAGING  PRODUCTION  WAITS FOR
medical/dosage  v1.1.0   v1.0.0 ^*   production v1.1.0: legal (ana, cy), security (nobody is left)
old<U+001B>[2J  -        01234567 x  production: serves what HEAD has no more
`, shown(100))
	require.Equal(t, `PROMPT          STAGING  PRODUCTION
medical/dosage  v1.1.0   v1.0.0 ^*
old<U+001B>[2J  -        01234567 x

production
  medical/dosage v1.1.0: legal (ana, cy),
  security (nobody is left)
  old<U+001B>[2J: serves what HEAD has no more
`, shown(48))
	require.Equal(t, "^ there is a newer release, * HEAD has another text, x HEAD has it no more", legendOf(o))
}
