package repotest

import (
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/ssh"
)

// The policies of tests know these keys.
func TestKeysStayWhatTheyAre(t *testing.T) {
	for name, want := range map[string]string{
		"ana": "SHA256:tzkHQtVNuskdpQG6d4GnFvzmtgkP29h9AhnXGkFbcms",
		"bo":  "SHA256:6aCx8g3dyLgq/IcZPCoa6Lh0S5kpBIhGcTTVOASJzlI",
		"cy":  "SHA256:iyNM116kw4GV/za84RNNiiAJ4CfK2IAeHmjbKEBo0Is",
		"ci":  "SHA256:NUTpR1F5Wj85PhSC7wFPfe2Lq2k5RwE6UuqiEeWyuEQ",
	} {
		_, public, err := keyOf(name)
		require.NoError(t, err)
		require.Equal(t, want, ssh.FingerprintSHA256(public), name)
	}
}
