package signature

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const someSSH = sshBegin + "AAAA\n" + sshEnd + "\n"

func TestSplit(t *testing.T) {
	for _, head := range []string{"", "object 1\n\ntext\n", "a\rb\n", "-----BEGIN\n", " -----BEGIN PGP SIGNATURE-----\n", "a -----BEGIN X-----\n"} {
		for _, block := range []string{someSSH, strings.TrimSuffix(someSSH, "\n"), pgpBegin + "\nAAAA\n" + pgpEnd + "\n"} {
			payload, armour, err := Split([]byte(head + block))
			require.NoError(t, err)
			require.Equal(t, head, string(payload))
			require.Equal(t, block, string(armour))
			require.Equal(t, head+block, string(append(append([]byte{}, payload...), armour...)))
		}
	}
}

func TestSplitRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want Code
	}{
		"two blocks":          {someSSH + someSSH, Malformed},
		"two kinds":           {"a\n" + pgpBegin + "\n" + pgpEnd + "\n" + someSSH, Malformed},
		"another block":       {"-----BEGIN CERTIFICATE-----\n\n" + someSSH, Malformed},
		"a block behind a CR": {"a\r-----BEGIN X-----\n" + someSSH, Malformed},
		"text behind":         {someSSH + "x", Malformed},
		"a line behind":       {someSSH + "\n", Malformed},
		"blanks behind":       {strings.TrimSuffix(someSSH, "\n") + " \n", Malformed},
		"no end":              {sshBegin + "AAAA\n", Malformed},
		"another end":         {sshBegin + "AAAA\n" + pgpEnd + "\n", Malformed},
		"end within a line":   {sshBegin + "AAAA" + sshEnd + "\n", Malformed},
		"two ends":            {sshBegin + sshEnd + "\n" + sshEnd + "\n", Malformed},
		"CR LF":               {strings.ReplaceAll(someSSH, "\n", "\r\n"), Malformed},
		"a CR within":         {strings.ReplaceAll(someSSH, "AAAA", "AA\rAA"), Malformed},
		"CR before":           {"text\r\n" + someSSH, Malformed},
		"first line longer":   {strings.ReplaceAll(someSSH, sshBegin, strings.TrimSuffix(sshBegin, "\n")+" \n"), Malformed},
		"x509":                {"a\n" + x509Begin + "\nAAAA\n-----END SIGNED MESSAGE-----\n", Unsupported},
		"message":             {"a\n" + pgpMessage + "\nAAAA\n-----END PGP MESSAGE-----\n", Malformed},
		"key":                 {"a\n" + publicBegin + "\n" + publicEnd + "\n", Malformed},
		"endless":             {sshBegin + strings.Repeat("AAAA\n", maxArmour/5) + sshEnd + "\n", Malformed},
	} {
		_, _, err := Split([]byte(c.text))
		require.Equal(t, c.want, refusal(t, err), name)
	}
	for _, text := range []string{"", "text\n", "-----END SSH SIGNATURE-----\n", " " + someSSH, "x" + sshBegin} {
		_, _, err := Split([]byte(text))
		require.Equal(t, ErrUnsigned, err)
		require.False(t, BeginsArmour([]byte(text)))
	}
	require.True(t, BeginsArmour([]byte("a\n-----BEGIN anything")) && BeginsArmour([]byte("a\r-----BEGIN X")))
}

func TestArmourHasOneForm(t *testing.T) {
	for text, ok := range map[string]bool{
		"AAAA\n": true, "AAA=\n": true, "AA==\n": true, "AAAA\nAAAA\n": true, "": true,
		"AAA\n": false, "AAB=\n": false, "AB==\n": false, "AAAA\n\n": false, "\nAAAA\n": false, " AAAA\n": false, "AA AA\n": false, "AA==\nAAAA\n": false,
		strings.Repeat("AAAA", maxArmourLine/4) + "\n": true, strings.Repeat("AAAA", maxArmourLine/4+1) + "\n": false,
	} {
		_, refused := unbase64([]byte(text))
		require.Equal(t, ok, refused == nil, "%q", text)
	}
	for text, ok := range map[string]bool{
		"\nAAAA\n": true, "Comment: a\n\nAAAA\n": true, "Version: x\nComment: a: b\n \nAAAA\n": true, "\nYWJj\n=uhx7\n": false, "\nYWJj\n" + crc24Text([]byte("abc")) + "\n": true,
		"AAAA\n": false, "AAAA\n\n": false, "Comment:a\n\nAAAA\n": false, "\nAAAA\n=AAAA\n=AAAA\n": false, ": x\n\nAAAA\n": false, "\n=AAAA\nAAAA\n": false,
	} {
		_, refused := unradix64([]byte(text))
		require.Equal(t, ok, refused == nil, "%q", text)
	}
}
