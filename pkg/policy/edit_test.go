package policy

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/linediff"
	"github.com/stretchr/testify/require"
)

// changed is what a change does to a folder: the lines that go and come, of each
// file, and nothing where a file stays as it is.
func changed(before, after map[string][]byte) string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(after)) {
		for line := range strings.Lines(linediff.Unified(name, name, string(before[name]), string(after[name]))) {
			if line[0] == '-' && !strings.HasPrefix(line, "---") || line[0] == '+' && !strings.HasPrefix(line, "+++") {
				b.WriteString(line)
			}
		}
	}
	return b.String()
}

func TestAddPerson(t *testing.T) {
	cy := Member{Name: "cy", Emails: []string{"cy@example.com", "cy@home.example"}, Roles: []string{"reviewer", "admin"}, Key: public(t, key2+" cy@desk\n")}
	after, err := AddPerson(team(), cy)
	require.NoError(t, err)
	require.Equal(t, "+cy@example.com namespaces=\"git\" "+key2+"\n"+
		"+  cy: {emails: [cy@example.com, cy@home.example], keys: [\""+string(fp2)+"\"], roles: [reviewer, admin]}\n", changed(team(), after))
	p, err := Load(after)
	require.NoError(t, err)
	require.Equal(t, []string{"ana", "cy"}, p.Holders("admin"))

	ci := Member{Name: "ci", Robot: true, Roles: []string{"release"}, Key: public(t, boBlock)}
	after, err = AddPerson(with(team(), Keyring, gone, File, strings.Replace(teamPolicy(), string(boKey), string(fp3), 1),
		AllowedSigners, string(team()[AllowedSigners])+"bo@example.com "+key3), ci)
	require.NoError(t, err)
	require.Equal(t, boBlock, string(after[Keyring]))
	require.Contains(t, string(after[File]), "\n  ci: {kind: robot, keys: [\""+string(boKey)+"\"], roles: [release]}\n\n# Small on purpose.")
}

func TestAddPersonToAnOpenPolicy(t *testing.T) {
	cy := Member{Name: "cy", Emails: []string{"cy*@example.com"}, Key: public(t, key2)}
	before := map[string][]byte{File: Open("4f6c1b0de29a8857", "main")}
	after, err := AddPerson(before, cy)
	require.NoError(t, err)
	require.Equal(t, "+cy namespaces=\"git\" "+key2+"\n"+`+# Those who sign: by which keys, and what they may do.
+persons:
+  cy: {emails: [cy*@example.com], keys: ["`+string(fp2)+"\"]}\n+\n", changed(before, after))

	flow := map[string][]byte{File: []byte(`{version: 1, repository: 4f6c1b0de29a8857, environments: {a: {branch: b, open: true}}}`)}
	after, err = AddPerson(flow, cy)
	require.NoError(t, err)
	require.Contains(t, string(after[File]), `open: true}}, persons: {cy: {`)
}

func TestAddPersonRefuses(t *testing.T) {
	key := public(t, key2)
	for want, m := range map[string]Member{
		`"cy dy" cannot be a person's name: *`:                                  {Name: "cy dy", Emails: []string{"a@b"}, Key: key},
		`"Cy <a@b>" is no e-mail address such as ana@example.com`:               {Name: "cy", Emails: []string{"Cy <a@b>"}, Key: key},
		`cy needs an e-mail address, by which commits are known to be theirs`:   {Name: "cy", Key: key},
		`"Legal" cannot be the name of a role: *`:                               {Name: "cy", Emails: []string{"a@b"}, Roles: []string{"Legal"}, Key: key},
		`cy needs a key to sign with`:                                           {Name: "cy", Emails: []string{"a@b"}},
		`ana is in the policy already`:                                          {Name: "ana", Emails: []string{"a@b"}, Key: key},
		`the policy would be wrong then: Ana differs from ana on line 5 by *`:   {Name: "Ana", Emails: []string{"a@b"}, Key: key},
		`the policy would be wrong then: e-mail address ana@example.com is *`:   {Name: "cy", Emails: []string{"ana@example.com"}, Key: key},
		`the policy would be wrong then: key ` + string(fp1) + ` is ana's *`:    {Name: "cy", Emails: []string{"a@b"}, Key: public(t, key1)},
		`the policy would be wrong then: ci is a robot and cannot have the ro*`: {Name: "ci", Robot: true, Roles: []string{"reviewer"}, Key: key},
	} {
		folder := team()
		after, err := AddPerson(folder, m)
		requireError(t, want, err)
		require.Nil(t, after)
		require.Equal(t, team(), folder, "nothing is changed")
	}
	_, err := AddPerson(nil, Member{Name: "cy", Emails: []string{"a@b"}, Key: key})
	require.ErrorIs(t, err, ErrNone)
	_, err = AddPerson(with(team(), File, "version: 1\n"), Member{Name: "cy", Emails: []string{"a@b"}, Key: key})
	require.ErrorAs(t, err, new(*Error))
	shared := strings.NewReplacer("persons:  # by first name", "persons: &all")
	_, err = AddPerson(with(team(), File, shared.Replace(teamPolicy())), Member{Name: "cy", Emails: []string{"a@b"}, Key: key})
	require.ErrorIs(t, err, errByHand)
}

func requireError(t *testing.T, want string, err error) {
	t.Helper()
	require.Error(t, err)
	if before, open := strings.CutSuffix(want, "*"); open {
		require.True(t, strings.HasPrefix(err.Error(), before), err.Error())
		return
	}
	require.EqualError(t, err, want)
}

func TestAddKey(t *testing.T) {
	after, err := AddKey(team(), "ana", public(t, "key::"+key2))
	require.NoError(t, err)
	require.Equal(t, "+ana@example.com namespaces=\"git\" "+key2+"\n"+
		`-  ana: {emails: [ana@example.com], keys: ["`+string(fp1)+`"], roles: [reviewer, release, admin]} # founder`+"\n"+
		`+  ana: {emails: [ana@example.com], keys: ["`+string(fp1)+`", "`+string(fp2)+`"], roles: [reviewer, release, admin]} # founder`+"\n", changed(team(), after))

	after, err = AddKey(team(), "bo", public(t, key2))
	require.NoError(t, err)
	require.Equal(t, "+bo@example.com namespaces=\"git\" "+key2+"\n+      - \""+string(fp2)+"\"\n", changed(team(), after))
}

// What Load finds missing, the command that it names adds.
func TestAddKeyMends(t *testing.T) {
	broken := with(team(), AllowedSigners, gone, Keyring, gone)
	_, err := Load(broken)
	require.Error(t, err)
	broken, err = AddKey(broken, "ana", public(t, key1))
	require.NoError(t, err)
	broken, err = AddKey(broken, "bo", public(t, boBlock))
	require.NoError(t, err)
	_, err = Load(broken)
	require.NoError(t, err)
	require.Equal(t, teamPolicy(), string(broken[File]))

	other := with(team(), AllowedSigners, `ana@example.com namespaces="file" `+key1)
	other, err = AddKey(other, "ana", public(t, key1))
	require.NoError(t, err)
	_, err = Load(other)
	require.NoError(t, err)
}

func TestAddKeyRefuses(t *testing.T) {
	_, err := AddKey(team(), "an", public(t, key2))
	require.EqualError(t, err, `"an" is not in the policy (did you mean "ana"?)`)
	_, err = AddKey(team(), "bo", public(t, key1))
	require.EqualError(t, err, "key "+string(fp1)+" is ana's already")
	_, err = AddKey(team(), "ana", public(t, key1))
	require.EqualError(t, err, "ana has the key "+string(fp1)+" already")
	retired := with(team(), File, strings.Replace(teamPolicy(), "    roles: [reviewer]\n", "    roles: [reviewer]\n    retired: [\""+string(fp2)+"\"]\n", 1))
	_, err = AddKey(retired, "ana", public(t, key2))
	require.EqualError(t, err, "key "+string(fp2)+" was bo's and is retired")
	require.NotEmpty(t, diag.Hint(err))
}

// two is the team, where ana has another key.
func two(t *testing.T) map[string][]byte {
	t.Helper()
	folder, err := AddKey(team(), "ana", public(t, key2))
	require.NoError(t, err)
	return folder
}

func TestRetireAKey(t *testing.T) {
	after, err := RevokeKey(two(t), Revocation{fp1, Retired, "a new\n  laptop\x1b", march})
	require.NoError(t, err)
	require.Equal(t, `-ana@example.com namespaces="git" `+key1+` ana's laptop
+ana@example.com namespaces="git",valid-before="20260302090000Z" `+key1+` ana's laptop
-  ana: {emails: [ana@example.com], keys: ["`+string(fp1)+`", "`+string(fp2)+`"], roles: [reviewer, release, admin]} # founder
+  # `+string(fp1)+` is retired since 2026-03-02: a new laptop
+  ana: {emails: [ana@example.com], keys: ["`+string(fp2)+`"], roles: [reviewer, release, admin], retired: ["`+string(fp1)+`"]} # founder
`, changed(two(t), after))
	p, err := Load(after)
	require.NoError(t, err)
	_, why, _ := p.Withdrawn(fp1)
	require.Equal(t, Retired, why)

	again, err := RevokeKey(after, Revocation{fp1, Compromised, "stolen", march})
	require.NoError(t, err)
	require.NotContains(t, string(again[AllowedSigners]), key1)
	require.Contains(t, string(again[File]), `roles: [reviewer, release, admin], compromised: ["`+string(fp1)+`"]}`)
	_, err = RevokeKey(again, Revocation{fp1, Retired, "", march})
	require.EqualError(t, err, "key "+string(fp1)+" of ana is compromised already")
}

func TestCompromiseTheOnlyKeyOfOneWhoIsNotNeeded(t *testing.T) {
	after, err := RevokeKey(team(), Revocation{boKey, Compromised, "", march})
	require.NoError(t, err)
	require.NotContains(t, after, Keyring, "an empty keyring is refused")
	require.Equal(t, "    keys: [] # office\n", line(after[File], 8))
	require.Equal(t, `    compromised: ["`+string(boKey)+"\"]\n", line(after[File], 10))
	p, err := Load(after)
	require.NoError(t, err)
	require.Equal(t, []string{"ana"}, p.Holders("reviewer"))
	require.Equal(t, []Effect{{"production",
		[]string{"production needs reviewer 1; ana and bo can give reviewer"}, []string{"production needs reviewer 1; ana can give reviewer"}}},
		Effects(parsed(t, teamPolicy()), p))
}

// line returns the nth line of a file.
func line(src []byte, n int) string {
	return slices.Collect(strings.Lines(string(src)))[n-1]
}

func TestRevokeKeyRefusesToLockEveryoneOut(t *testing.T) {
	_, err := RevokeKey(team(), Revocation{fp1, Retired, "", march})
	requireError(t, `the policy would be wrong then: nobody with a key has the role "admin"; *`, err)
	require.Equal(t, "ana cannot sign without one: `promptctl policy add-key ana --key FILE.pub`", diag.Hint(err))
	both := strings.Replace(teamPolicy(), "{reviewer: 1}", "{reviewer: 2}", 1)
	_, err = RevokeKey(with(team(), File, both), Revocation{boKey, Compromised, "", march})
	requireError(t, "the policy would be wrong then: environments.production.requires.approvals cannot be met: reviewer takes 2, but only ana has the role reviewer (and bo, without a key)", err)
	_, err = RevokeKey(team(), Revocation{fp3, Retired, "", march})
	require.EqualError(t, err, "nobody has the key "+string(fp3))
}

func TestFindKey(t *testing.T) {
	key, err := FindKey(team(), strings.ToLower(string(boKey)), Retired)
	require.NoError(t, err)
	require.Equal(t, boKey, key)
	key, err = FindKey(team(), "ana", Retired)
	require.NoError(t, err)
	require.Equal(t, fp1, key)
	_, err = FindKey(two(t), "ana", Retired)
	require.EqualError(t, err, "ana has 2 keys")
	require.Equal(t, "say which: "+string(fp1)+" or "+string(fp2), diag.Hint(err))
	_, err = FindKey(team(), "cy", Retired)
	require.EqualError(t, err, `"cy" is not in the policy`)
}

// What is said of another key stays with it.
func TestRevokeKeyKeepsComments(t *testing.T) {
	written := strings.Replace(string(two(t)[File]), `["`+string(fp1)+`", "`+string(fp2)+`"]`, "[\n    \""+string(fp1)+"\", # laptop\n    \""+string(fp2)+"\" # desk\n  ]", 1)
	after, err := RevokeKey(with(two(t), File, written), Revocation{fp2, Retired, "", march})
	require.NoError(t, err)
	require.Contains(t, string(after[File]), "keys: [\n    \""+string(fp1)+"\" # laptop\n  ], roles: [reviewer, release, admin], retired: [\""+string(fp2)+"\"]} # founder\n")
}

func TestSignerLines(t *testing.T) {
	const end = `valid-before="20260302090000Z"`
	for before, after := range map[string]string{
		"a@b " + key1 + "\n": "a@b " + end + " " + key1 + "\n",
		"a@b\t" + key1:       "a@b\t" + end + " " + key1,
		"\"a b\" namespaces=\"git,x y\" " + key1 + " c\r\n":           "\"a b\" namespaces=\"git,x y\"," + end + " " + key1 + " c\r\n",
		"a@b valid-before=\"20250101\" " + key1 + "\n":                "a@b valid-before=\"20250101\" " + key1 + "\n",
		"a@b Valid-Before=\"20270101Z\",namespaces=\"git\"  " + key1:  "a@b " + end + ",namespaces=\"git\"  " + key1,
		"#a@b " + key1 + "\na@b " + key2 + "\na@b " + key1 + "\n#end": "#a@b " + key1 + "\na@b " + key2 + "\na@b " + end + " " + key1 + "\n#end",
	} {
		require.Equal(t, after, string(expiredSigner([]byte(before), fp1, march)))
	}
	blob := strings.Fields(key1)[1] // where a principal has the words of the key, it stays a principal
	require.Equal(t, blob+" "+end+" "+key1+" ssh-ed25519\n", string(expiredSigner([]byte(blob+" "+key1+" ssh-ed25519\n"), fp1, march)))
	require.Equal(t, "#a\nc "+key2+"\n", string(withoutSigner([]byte("#a\nb "+key1+"\nc "+key2+"\nd "+key1+"\n"), fp1)))
}

// A key whose time was yet to come has none: a line that ends before it begins
// would void the whole file.
func TestRetireAKeyBeforeItsTime(t *testing.T) {
	for _, from := range []string{"20270101Z", "20260302090000Z"} {
		folder := with(two(t), AllowedSigners, "ana@example.com "+key1+"\nana@example.com valid-after=\""+from+"\" "+key2+"\n")
		after, err := RevokeKey(folder, Revocation{fp2, Retired, "", march.Add(time.Second / 2)})
		require.NoError(t, err)
		require.Equal(t, "ana@example.com "+key1+"\n", string(after[AllowedSigners]))
	}
}

func TestParsePublicKeyRefuses(t *testing.T) {
	for want, text := range map[string]string{
		"KEY is empty": "# none\n",
		"KEY is a private key, and nobody's business": "-----BEGIN OPENSSH PRIVATE KEY-----\n",
		"KEY has 2 lines, and one key is wanted":      key1 + "\n" + key2 + "\n",
		"KEY is no public key":                        "hello\n",
		"KEY is no key to sign with: *":               "ssh-ed25519 " + strings.Repeat("A", 40) + "\n",
		"KEY is no public key: *":                     "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n-----END PGP PUBLIC KEY BLOCK-----\n",
	} {
		_, err := ParsePublicKey("KEY", []byte(text))
		requireError(t, want, err)
		require.ErrorAs(t, err, new(*RequestError))
	}
}

func TestKeyed(t *testing.T) {
	for _, text := range []string{key1, boBlock} {
		folder, err := Keyed(Founder{"4f6c1b0de29a8857", "main", "Ana Maria", "ana@example.com", public(t, text), nil})
		require.NoError(t, err)
		p, err := Load(folder)
		require.NoError(t, err)
		require.Equal(t, []string{"reviewer", "release", "admin"}, p.Persons[0].Roles)
		require.Equal(t, "production needs reviewer 1; ana-maria can give reviewer", p.Explain(&p.Environments[1])[1])
		require.Equal(t, SeparationNone, p.Environments[1].Requires.Separation)
	}
	_, err := Keyed(Founder{"4f6c1b0de29a8857", "main", "Ana", "ana", public(t, key1), nil})
	require.EqualError(t, err, `"ana" is no e-mail address such as ana@example.com`)
	_, err = Keyed(Founder{"4f6c1b0de29a8857", "a..b", "Ana", "a@b", public(t, key1), nil})
	require.ErrorContains(t, err, `branch "a..b" has ".."`)
}

func TestPersonNames(t *testing.T) {
	for _, c := range [][3]string{
		{"Ana", "x@y", "ana"}, {"Ana Maria López", "ana.lopez@example.com", "ana-lopez"}, {"", "1234+Bo@users.noreply.github.com", "bo"},
		{"  --", "??@y", "owner"}, {"Dr. O'Neil", "x@y", "dr-o-neil"}, {strings.Repeat("a", 70), "", strings.Repeat("a", 63)},
	} {
		require.Equal(t, c[2], personName(c[0], c[1]))
		require.Regexp(t, personForm(), personName(c[0], c[1]))
	}
}
