package hook

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Whatever a hook is, taking the block out gives back every byte of it.
func FuzzBlock(f *testing.F) {
	for _, text := range []string{"", "\n", "#!", "#!/bin/sh", "#!/bin/sh\n", "#!/bin/sh\r\nx\r\n", "x", "x\n\n", "#!\n#!\n"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if _, there, err := split("hook", text); there || err != nil {
			return
		}
		for _, whole := range []bool{true, false} {
			block := points()[0].block(whole)
			extended := insert(text, block)
			parts, found, err := split("hook", extended)
			require.NoError(t, err)
			require.True(t, found)
			require.Equal(t, block, parts.block)
			require.Equal(t, whole, isWhole(parts.block))
			require.Equal(t, text, parts.without())
			first, _, _ := strings.Cut(text, "\n")
			if strings.HasPrefix(text, "#!") {
				require.True(t, strings.HasPrefix(extended, first+"\n"))
			}
		}
	})
}
