package manual_test

import (
	"bytes"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/manual"
	"github.com/promptctl-io/promptctl/pkg/term"
	"github.com/stretchr/testify/require"
)

const page = "# A page\n\nSome `code` in a text that is longer than a line, and `more of it`.\n\n" +
	"## Bad\n\n```yaml prompts/a.prompt.yaml\nmessages:\n\n  - `x` # no heading\n```\n\n- an item that is longer than a line\n"

func shown(t *testing.T, terminal term.Terminal) string {
	var out bytes.Buffer
	terminal.Out = &out
	require.NoError(t, manual.Show(&terminal, page))
	return out.String()
}

func TestShowElsewhereIsMarkdown(t *testing.T) {
	require.Equal(t, page, shown(t, term.Terminal{Width: 30}))
}

func TestShowOnATerminal(t *testing.T) {
	require.Equal(t, `A page

Some `+"`code`"+` in a text that is
longer than a line, and `+"`more\nof it`"+`.

Bad

    # prompts/a.prompt.yaml
    messages:

      - `+"`x`"+` # no heading

- an item that is longer than
  a line
`, shown(t, term.Terminal{OutTTY: true, Width: 30}))
}

func TestShowInColour(t *testing.T) {
	got := shown(t, term.Terminal{OutTTY: true, OutStyle: true, Width: 64})
	require.Contains(t, got, "\x1b[1mA page\x1b[22m\n")
	require.Contains(t, got, "Some \x1b[36mcode\x1b[39m in")
	require.Contains(t, got, "and \x1b[36mmore of\x1b[39m\n\x1b[36mit\x1b[39m.", "code that goes over the end of a line stays coloured")
	require.Contains(t, got, "  - `x` # no heading", "a block stays as it is")
}

func TestShowIsNoWiderThanIsGoodToRead(t *testing.T) {
	require.Contains(t, shown(t, term.Terminal{OutTTY: true, Width: 500}), "Some `code` in a text that is longer than a line, and `more of it`.\n")
}
