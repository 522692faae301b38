package manual

import (
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/yamldoc"
	"github.com/stretchr/testify/require"
)

// Every key that a page names has a page, all the way down.
func TestEveryKeyHasAPage(t *testing.T) {
	seen := 0
	for _, file := range Files() {
		visitKeys(t, file.top(), func(p place) {
			seen++
			k := p.key()
			require.Regexp(t, `^\S.*\.$`, k.Description, p.name())
			require.NotContains(t, k.Types, "", p.name())
			require.NotContains(t, k.page(), "\n\n\n", p.name())
			requireExample(t, k)
		})
	}
	require.Greater(t, seen, 120)
}

// visitKeys visits a key and those below it. Variables within variables have
// no end, so it stops at the first.
func visitKeys(t *testing.T, p place, visit func(place)) {
	visit(p)
	for _, child := range p.children() {
		below, ok := p.step(child.Name)
		require.True(t, ok, p.name())
		require.Equal(t, child.Required, below.key().Required, below.name())
		if !strings.Contains(p.path, ".items") && !strings.Contains(p.path, ".properties") {
			visitKeys(t, below, visit)
		}
	}
}

// requireExample demands that a page shows, as YAML, the first of the key's
// examples.
func requireExample(t *testing.T, k Key) {
	_, rest, ok := strings.Cut(k.page(), "```yaml\n")
	require.Equal(t, len(k.Examples) > 0, ok, k.Name())
	if !ok {
		return
	}
	src, _, _ := strings.Cut(rest, "```\n")
	doc, found := yamldoc.Parse(k.Name(), []byte(src))
	require.Empty(t, found, k.Name())
	data := doc.Root.Decode()
	if k.Path != "" {
		last := k.Path[strings.LastIndex(k.Path, ".")+1:]
		data = data.(map[string]any)[last]
	}
	require.Equal(t, k.Examples[0], data, k.Name())
}
