package signature

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestSSHSignaturesVerify(t *testing.T) {
	w := newWorkshop(t)
	for _, c := range [][2]string{{"ed25519", ""}, {"ecdsa", "256"}, {"ecdsa", "384"}, {"ecdsa", "521"}, {"rsa", "2048"}} {
		name := c[0] + c[1]
		public := w.sshKey(name, c[0], c[1])
		armour := w.sshSign(name, "git", []byte("payload\n"))
		keys := Keys{SSH: signers(t, "ana@example.com "+public+"\n")}
		v, err := keys.Verify([]byte("payload\n"), armour, "git", now, now)
		require.NoError(t, err, name)
		require.Equal(t, Verified{Format: SSH, Fingerprint: v.Fingerprint, Principals: []string{"ana@example.com"}}, v)
		require.Contains(t, w.run("ssh-keygen", "-lf", name+".pub"), v.Fingerprint)
		_, err = keys.Verify([]byte("payload"), armour, "git", now, now)
		require.Equal(t, BadSignature, refusal(t, err))
		_, err = keys.Verify([]byte("payload\n"), armour, "file", now, now)
		require.Equal(t, WrongNamespace, refusal(t, err))
		_, err = Keys{}.Verify([]byte("payload\n"), armour, "git", now, time.Time{})
		require.Equal(t, UnknownKey, refusal(t, err))
	}
}
