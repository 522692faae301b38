package signature

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// gpgSays is the word of gpg on a signature at a time, with a keyring alone.
func (p pgp) gpgSays(at time.Time, ring, payload string, armour []byte) string {
	other := pgp{newWorkshop(p.t)}
	other.gpg(at, ring, "--import", "--import-options", "keep-ownertrust")
	out, _, _ := other.in(nil, "gpg", "--batch", "--no-tty", "--faked-system-time", at.UTC().Format("20060102T150405")+"!", "--trust-model", "always", "--status-fd=1",
		"--verify", other.write("sig", string(armour)), other.write("payload", payload))
	for line := range strings.Lines(out) {
		if word, _, _ := strings.Cut(strings.TrimPrefix(line, statusMark), " "); strings.HasSuffix(word, "SIG") && word != "NEWSIG" && word != "VALIDSIG" {
			return word
		}
	}
	return out
}

// scenario is a key that something happened to.
type scenario struct {
	name   string
	ring   string // what is exported
	armour []byte
	at     time.Time
	gpg    string // what gpg says
	want   Code
	subkey bool
}

func (p pgp) scenarios() (all []scenario) {
	made, then := now.AddDate(0, -3, 0), now.AddDate(0, -1, 0)
	sign := func(print string, more ...string) []byte { return p.sign(then, print, "p", more...) }
	year := now.AddDate(1, 0, 0)

	plain := p.key(made, "plain <p@x>", "ed25519", "sign,cert", "never")
	all = append(all,
		scenario{"plain", p.export(plain), sign(plain), now, "GOODSIG", "", false},
		scenario{"comment", p.export(plain), sign(plain, "--comment", "a: b", "--emit-version"), now, "GOODSIG", "", false},
		scenario{"signature with an end", p.export(plain), sign(plain, "--default-sig-expire", "60d"), now, "GOODSIG", "", false},
		scenario{"signature after its end", p.export(plain), sign(plain, "--default-sig-expire", "10d"), now, "EXPSIG", ExpiredSignature, false},
		scenario{"sha1", p.export(plain), sign(plain, "--digest-algo", "SHA1"), now, "GOODSIG", WeakAlgorithm, false},
		scenario{"sha224", p.export(plain), sign(plain, "--digest-algo", "SHA224"), now, "GOODSIG", WeakAlgorithm, false},
		scenario{"sha384", p.export(plain), sign(plain, "--digest-algo", "SHA384"), now, "GOODSIG", "", false},
		scenario{"textmode", p.export(plain), sign(plain, "--textmode"), now, "GOODSIG", Unsupported, false},
		scenario{"notation", p.export(plain), sign(plain, "--sig-notation", "a@b=c"), now, "GOODSIG", "", false},
		scenario{"critical notation", p.export(plain), sign(plain, "--sig-notation", "!a@b=c"), now, "BADSIG", Unsupported, false},
		scenario{"from the future", p.export(plain), sign(plain), made, "GOODSIG", NotYetValid, false},
		scenario{"before the key", p.export(plain), sign(plain), made.AddDate(0, 0, -1), "ERRSIG", NotYetValid, false},
	)
	expires := p.key(made, "expires <e@x>", "ed25519", "sign,cert", "13w")
	before := p.export(expires)
	all = append(all,
		scenario{"in its time", before, sign(expires), then, "GOODSIG", "", false},
		scenario{"expired", before, sign(expires), now.AddDate(0, 1, 0), "EXPKEYSIG", ExpiredKey, false},
	)
	armour := sign(expires)
	p.gpg(then.Add(time.Hour), "", "--quick-set-expire", expires, "1y")
	all = append(all,
		scenario{"prolonged", p.export(expires), armour, now.AddDate(0, 1, 0), "GOODSIG", "", false},
		scenario{"prolonged, with a user id more", p.adduid(then.Add(2*time.Hour), expires), armour, year, "EXPKEYSIG", ExpiredKey, false},
	)
	return append(append(all, p.subkeyScenarios(made, then)...), p.revoked(made, then)...)
}

func (p pgp) adduid(at time.Time, print string) string {
	p.gpg(at, "", "--quick-add-uid", print, "second <s@x>")
	return p.export(print)
}

func (p pgp) subkeyScenarios(made, then time.Time) (all []scenario) {
	print := p.key(made, "subkey <s@x>", "ed25519", "cert", "never")
	p.gpg(made, "", "--quick-add-key", print, "ed25519", "sign", "20w")
	p.gpg(made, "", "--quick-add-key", print, "cv25519", "encr", "never")
	armour := p.sign(then, print, "p")
	all = append(all,
		scenario{"subkey", p.export(print), armour, now.AddDate(0, 0, -5), "GOODSIG", "", true},
		scenario{"expired subkey", p.export(print), armour, now.AddDate(0, 2, 0), "EXPKEYSIG", ExpiredKey, true},
	)
	rsa := p.key(made, "rsa <s@x>", "rsa2048", "cert", "never")
	p.gpg(made, "", "--quick-add-key", rsa, "rsa2048", "sign", "never")
	all = append(all, scenario{"rsa subkey", p.export(rsa), p.sign(then, rsa, "p"), now, "GOODSIG", "", true})
	all = append(all, p.primaryScenarios(made, then)...)
	ring := p.edit(print, now, "key 1\nrevkey\ny\n0\n\ny\nsave\n")
	return append(all, scenario{"revoked subkey", ring, armour, now, "REVKEYSIG", RevokedKey, true})
}

// primaryScenarios are of a good subkey of a primary key that is not.
func (p pgp) primaryScenarios(made, then time.Time) []scenario {
	print := p.key(made, "ends <s@x>", "ed25519", "cert", "20w")
	p.gpg(made, "", "--quick-add-key", print, "ed25519", "sign", "never")
	armour, ring := p.sign(then, print, "p"), p.export(print)
	p.gpg(now.AddDate(0, 0, -1), "y\n1\n\ny\n", "--no-batch", "--command-fd=0", "--output", p.dir+"/revp", "--gen-revoke", print)
	p.gpg(now, p.read("revp"), "--import")

	weak := p.key(made, "weak <w@x>", "ed25519", "sign,cert", "never", "--cert-digest-algo", "SHA1")
	weakRing, weakArmour := p.export(weak), p.sign(then, weak, "p")
	p.gpg(then, "", "--cert-digest-algo", "SHA256", "--quick-set-expire", weak, "2y")

	ids := p.key(made, "first <w@x>", "ed25519", "sign,cert", "never")
	p.adduid(made, ids)
	p.gpg(then, "", "--quick-revoke-uid", ids, "first <w@x>")
	return []scenario{
		{"primary in its time", ring, armour, now, "GOODSIG", "", true},
		{"primary expired", ring, armour, now.AddDate(0, 2, 0), "EXPKEYSIG", ExpiredKey, true},
		{"primary revoked", p.export(print), armour, now, "REVKEYSIG", RevokedKey, true},
		{"self-signature with SHA-1", weakRing, weakArmour, now, "GOODSIG", WeakAlgorithm, false},
		{"self-signature with SHA-1 made anew", p.export(weak), weakArmour, now, "GOODSIG", "", false},
		{"a user id revoked", p.export(ids), p.sign(now.AddDate(0, 0, -1), ids, "p"), now, "GOODSIG", "", false},
		{"other keys beside it", p.export(), weakArmour, now, "GOODSIG", "", false},
		{"another key alone", p.export(ids), weakArmour, now, "ERRSIG", UnknownKey, false},
	}
}

// edit edits a key and exports it.
func (p pgp) edit(print string, at time.Time, commands string) string {
	p.gpg(at, commands, "--no-batch", "--command-fd=0", "--edit-key", print)
	return p.export(print)
}

// revoked revokes keys for each reason. gpg takes no notice of the reason.
func (p pgp) revoked(made, then time.Time) (all []scenario) {
	for reason, name := range map[string]string{"0": "no reason", "1": "compromised", "2": "superseded", "3": "retired"} {
		print := p.key(made, "revoked "+name+" <r@x>", "ed25519", "sign,cert", "never")
		armour := p.sign(then, print, "p")
		p.gpg(now.AddDate(0, 0, -1), "y\n"+reason+"\n\ny\n", "--no-batch", "--command-fd=0", "--output", p.dir+"/rev", "--gen-revoke", print)
		p.gpg(now, p.read("rev"), "--import")
		require.NoError(p.t, os.Remove(filepath.Join(p.dir, "rev")))
		want := RevokedKey
		if reason > "1" {
			want = ""
		}
		ring := p.export(print)
		all = append(all, scenario{"revoked, " + name, ring, armour, now, "REVKEYSIG", RevokedKey, false},
			scenario{"revoked later, " + name, ring, armour, now.AddDate(0, 0, -2), "REVKEYSIG", want, false})
	}
	return all
}

func TestOpenPGPAsGPG(t *testing.T) {
	p := pgp{newWorkshop(t)}
	for _, s := range p.scenarios() {
		t.Run(s.name, func(t *testing.T) {
			v, err := Keys{OpenPGP: keyring(t, s.ring)}.Verify([]byte("p"), s.armour, "git", s.at, s.at)
			require.Equal(t, s.gpg, p.gpgSays(s.at, s.ring, "p", s.armour))
			require.Equal(t, s.want, refusal(t, err), fmt.Sprint(err))
			require.Equal(t, s.want == "" && s.subkey, v.Subkey != "")
		})
	}
}
