package signature

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/ssh"
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

// Whoever sends a signature writes some of what is said of it: no more of that is
// repeated than can be read.
func TestRefusalsAreShort(t *testing.T) {
	token := ed25519Token(t)
	public, err := ssh.ParsePublicKey(token.public)
	require.NoError(t, err)
	keys := Keys{SSH: signers(t, "ana "+string(ssh.MarshalAuthorizedKey(public)))}
	long := strings.Repeat("\x1b", 10_000)
	for _, change := range []func(*sshBlob){
		func(b *sshBlob) { b.Namespace = long },
		func(b *sshBlob) { b.Hash = long },
		func(b *sshBlob) { b.Signature = ssh.Marshal(ssh.Signature{Format: long, Rest: []byte{1, 0, 0, 0, 0}}) },
	} {
		blob, _, refused := parseSSHSig(token.armour([]byte("p"), 1))
		require.Nil(t, refused)
		change(blob)
		_, err := keys.Verify([]byte("p"), armourSSH(blob), "git", now, now)
		require.NotEmpty(t, refusal(t, err))
		require.Less(t, len(err.Error()), 300)
	}
}
