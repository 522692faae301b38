package policy

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCheckHoldsPersonsAndKeysTogether(t *testing.T) {
	swap := func(from, to string) string { return strings.Replace(teamPolicy(), from, to, 1) }
	stray := `bo@example.com ` + key2 + "\n"
	for _, c := range []struct {
		name   string
		folder map[string][]byte
		want   []string
	}{
		{"all is right", team(), nil},
		{"no line", with(team(), AllowedSigners, "# none\n"), []string{
			`.promptctl/policy.yaml:5:43: P018 key ` + string(fp1) + ` of ana is not in allowed_signers -> ` + "`promptctl policy add-key ana --key FILE.pub` adds it"}},
		{"no block", with(team(), Keyring, gone), []string{
			`.promptctl/policy.yaml:9:9: P018 key ` + string(boKey) + ` of bo is not in keyring.asc -> ` + "`promptctl policy add-key bo --key gpg:" + string(boKey) + "` adds it"}},
		{"a subkey", with(team(), File, swap(string(boKey), string(boSubkey))), []string{
			`.promptctl/keyring.asc:1:1: P020 nobody has the key ` + string(boKey) + `, so that it counts for nothing -> *`,
			`.promptctl/policy.yaml:9:9: P018 key ` + string(boSubkey) + ` of bo is a subkey of ` + string(boKey) + ` -> write the primary key, which speaks for all its subkeys: ` + string(boKey)}},
		{"a line for something else", with(team(), AllowedSigners, `ana@example.com namespaces="file" `+key1+"\n"), []string{
			`.promptctl/policy.yaml:5:43: P019 key ` + string(fp1) + ` of ana is not for git: its line in allowed_signers has other namespaces -> write namespaces="git" in that line, or take them out`}},
		{"two lines, one for git", with(team(), AllowedSigners, `ana@example.com namespaces="file" `+key1+"\nana@example.com "+key1+"\n"), nil},
		{"a key that nobody has", with(team(), AllowedSigners, string(team()[AllowedSigners])+stray), []string{
			`.promptctl/allowed_signers:3:1: P020 nobody has the key ` + string(fp2) + `, so that it counts for nothing -> *`}},
		{"a compromised key", with(team(), AllowedSigners, string(team()[AllowedSigners])+stray,
			File, swap("    roles: [reviewer]\n", "    roles: [reviewer]\n    compromised: [\""+string(fp2)+"\"]\n")), []string{
			`.promptctl/allowed_signers:3:1: P020 key ` + string(fp2) + ` of bo is compromised, and plain git takes it still -> take it out of this file`}},
		{"a retired key without an end", with(team(), AllowedSigners, string(team()[AllowedSigners])+stray,
			File, swap("    roles: [reviewer]\n", "    roles: [reviewer]\n    retired: [\""+string(fp2)+"\"]\n")), []string{
			`.promptctl/allowed_signers:3:1: P020 key ` + string(fp2) + ` of bo is retired, and plain git takes what it signs today -> *`}},
		{"a retired key that ends", with(team(), AllowedSigners, string(team()[AllowedSigners])+`bo@example.com valid-before="20260302Z" `+key2+"\n",
			File, swap("    roles: [reviewer]\n", "    roles: [reviewer]\n    retired: [\""+string(fp2)+"\"]\n")), nil},
		{"a policy that is wrong says no more", with(team(), File, swap("count: 1", "count: 2"), AllowedSigners, ""), []string{
			`.promptctl/policy.yaml:13:29: P010 admin.count is 2, but only ana has the role admin -> *`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, found := Check(c.folder)
			require.Len(t, found, len(c.want), "%v", texts(found))
			for i, f := range found {
				text := f.Range.String() + ": " + f.Code + " " + f.Message + " -> " + f.Hint
				if before, open := strings.CutSuffix(c.want[i], "*"); open {
					require.True(t, strings.HasPrefix(text, before), text)
					continue
				}
				require.Equal(t, c.want[i], text)
			}
		})
	}
}

func TestWhatIsWrongWithTheKeysIsWrongWithThePolicy(t *testing.T) {
	for name, text := range map[string]string{AllowedSigners: "ana@example.com\n", Keyring: "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n"} {
		_, err := Load(with(team(), name, text))
		var wrong *Error
		require.ErrorAs(t, err, &wrong, name)
		require.True(t, strings.HasPrefix(wrong.Findings[0].String(), ".promptctl/"+name+":"), wrong.Error())
	}
	_, err := Load(with(team(), AllowedSigners, "ana@example.com cert-authority "+key1+"\n"))
	require.EqualError(t, err, ".promptctl/allowed_signers:1:17: certificate authorities are not supported", "and no more: a file is void as a whole")
}
