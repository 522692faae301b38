package signature

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/ssh"
)

// securityKey makes signatures as a token does (OpenSSH's PROTOCOL.u2f).
type securityKey struct {
	kind   string
	public []byte // wire form
	sign   func(data []byte) []byte
}

const application = "ssh:"

func ed25519Token(t *testing.T) securityKey {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	k := securityKey{kind: ssh.KeyAlgoSKED25519, sign: func(data []byte) []byte { return ed25519.Sign(private, data) }}
	k.public = ssh.Marshal(struct {
		Type        string
		Key         []byte
		Application string
	}{k.kind, public, application})
	return k
}

func ecdsaToken(t *testing.T) securityKey {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	k := securityKey{kind: ssh.KeyAlgoSKECDSA256, sign: func(data []byte) []byte {
		digest := sha256.Sum256(data)
		r, s, err := ecdsa.Sign(rand.Reader, private, digest[:])
		require.NoError(t, err)
		return ssh.Marshal(struct{ R, S *big.Int }{r, s})
	}}
	point, err := private.PublicKey.Bytes()
	require.NoError(t, err)
	k.public = ssh.Marshal(struct {
		Type, Curve string
		Point       []byte
		Application string
	}{k.kind, "nistp256", point, application})
	return k
}

// signature signs a message with flags and a counter.
func (k securityKey) signature(message []byte, flags byte, counter uint32) []byte {
	app, digest := sha256.Sum256([]byte(application)), sha256.Sum256(message)
	tail := ssh.Marshal(struct {
		Flags   byte
		Counter uint32
	}{flags, counter})
	signed := append(append(append([]byte{}, app[:]...), tail...), digest[:]...)
	return append(ssh.Marshal(struct {
		Format string
		Blob   []byte
	}{k.kind, k.sign(signed)}), tail...)
}

// armourSSH writes a blob as a signature is written.
func armourSSH(blob *sshBlob) []byte {
	raw := append([]byte(sshMagic), ssh.Marshal(*blob)...)
	text := []byte(sshBegin)
	for encoded := base64.StdEncoding.EncodeToString(raw); encoded != ""; {
		n := min(70, len(encoded))
		text = append(append(text, encoded[:n]...), '\n')
		encoded = encoded[n:]
	}
	return append(text, sshEnd+"\n"...)
}

func (k securityKey) armour(payload []byte, flags byte) []byte {
	digest := sha512.Sum512(payload)
	message := append([]byte(sshMagic), ssh.Marshal(sshSigned{Namespace: "git", Hash: "sha512", Digest: digest[:]})...)
	return armourSSH(&sshBlob{Version: 1, PublicKey: k.public, Namespace: "git", Hash: "sha512", Signature: k.signature(message, flags, 7)})
}

// ssh-keygen takes a signature without touch, too: it leaves that to a policy
// that it does not have.
func TestSecurityKeysMustBeTouched(t *testing.T) {
	w := newWorkshop(t)
	payload := []byte("payload\n")
	for _, k := range []securityKey{ed25519Token(t), ecdsaToken(t)} {
		public, err := ssh.ParsePublicKey(k.public)
		require.NoError(t, err)
		src := "ana " + string(ssh.MarshalAuthorizedKey(public))
		keys := Keys{SSH: signers(t, src)}
		for _, c := range []struct {
			flags byte
			want  Code
		}{{1, ""}, {5, ""}, {0, NoTouch}, {4, NoTouch}} {
			armour := k.armour(payload, c.flags)
			_, err := keys.Verify(payload, armour, "git", now, now)
			require.Equal(t, c.want, refusal(t, err), k.kind)
			_, talk, err := w.in(payload, "ssh-keygen", "-Y", "verify", "-f", w.write("signers", src), "-I", "ana", "-n", "git", "-s", w.write("sig", string(armour)))
			require.NoError(t, err, talk)
		}
		_, err = keys.Verify([]byte("other"), k.armour(payload, 1), "git", now, now)
		require.Equal(t, BadSignature, refusal(t, err))
	}
}
