package statement

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func rawTag(t testing.TB) string {
	message, err := said(Approval, "legal").Message()
	require.NoError(t, err)
	payload := string(Payload(commitID, "approvals/x", Person{"Ana", "ana@example.com", noon(), "+0100"}, message))
	return payload + armour(t, "ana", payload)
}

func TestParseTag(t *testing.T) {
	raw := rawTag(t)
	tag, err := ParseTag([]byte(raw))
	require.NoError(t, err)
	require.Equal(t, commitID, tag.Object)
	require.Equal(t, "approvals/x", tag.Name)
	require.Equal(t, Person{"Ana", "ana@example.com", noon(), "+0100"}, tag.Tagger)
	require.Equal(t, raw, string(tag.Payload)+string(tag.Armour))
	tag, err = ParseTag(tag.Payload)
	require.NoError(t, err)
	require.Nil(t, tag.Armour)

	replace := func(old, new string) string { return strings.Replace(raw, old, new, 1) }
	signature := raw[strings.Index(raw, "-----BEGIN"):]
	for name, c := range map[string]struct{ raw, why string }{
		"empty":             {"", "headers"},
		"unknown header":    {replace("\n\n", "\nencoding latin1\n\n"), "no others"},
		"signature header":  {replace("\n\n", "\ngpgsig-sha256 x\n\n"), "no others"},
		"no tagger":         {replace("tagger Ana <ana@example.com> 1780315200 +0100\n", ""), "no others"},
		"repeated":          {replace("type commit\n", "type commit\ntype commit\n"), "no others"},
		"reordered":         {replace("object "+commitID+"\ntype commit", "type commit\nobject "+commitID), "header 1"},
		"empty name":        {replace("tag approvals/x", "tag "), "header 3"},
		"CR LF":             {strings.ReplaceAll(raw, "\n", "\r\n"), "0x0d"},
		"NUL":               {replace("Say", "Say\x00"), "0x00"},
		"of a tag":          {replace("type commit", "type tag"), "of a tag"},
		"of a tree":         {replace("type commit", "type tree"), "of a tree"},
		"of a blob":         {replace("type commit", "type blob"), "of a blob"},
		"short id":          {replace(commitID, commitID[:39]), "no object id"},
		"upper-case id":     {replace(commitID, strings.Repeat("A", 40)), "no object id"},
		"no message":        {"object " + commitID + "\ntype commit\ntag x\ntagger a <b> 1 +0000\n", "no others"},
		"cut off":           {"object " + commitID + "\ntype commit\ntag x\ntagger a <b> 1 +0000", "no others"},
		"two signatures":    {raw + signature, "only one may"},
		"bytes after":       {raw + "x", "does not end with the last line"},
		"line after":        {raw + "\n", "does not end with the last line"},
		"not closed":        {strings.TrimSuffix(raw, "-----END SSH SIGNATURE-----\n"), "has no last line"},
		"huge":              {replace("Say", strings.Repeat("Say ", maxTag/4)), "more than"},
		"headers not UTF-8": {replace("Ana", "\xff"), "headers"},
		"date":              {replace("1780315200", "yesterday"), "tagger must be"},
		"negative date":     {replace("1780315200", "-1"), "tagger must be"},
		"endless date":      {replace("1780315200", "99999999999999"), "tagger must be"},
		"zone":              {replace("+0100", "CET"), "tagger must be"},
		"no address":        {replace(" <ana@example.com>", ""), "tagger must be"},
	} {
		_, err := ParseTag([]byte(c.raw))
		require.ErrorContains(t, err, c.why, name)
	}
}

func TestRead(t *testing.T) {
	s := said(Approval, "legal")
	good := signed(t, "ana", noon(), s)
	require.NoError(t, good.Err)
	raw := []byte(string(good.Tag.Payload) + string(good.Tag.Armour))
	require.NoError(t, Read(good.ID, "", raw).Err) // evidence in a commit
	for _, ref := range []string{"refs/tags/approvals/other", "refs/heads/" + s.TagName(), s.TagName(), "refs/tags/" + strings.ToUpper(s.TagName())} {
		require.ErrorContains(t, Read(good.ID, ref, raw).Err, "signed under the name")
	}
	message, err := s.Message()
	require.NoError(t, err)
	for _, name := range []string{"triage/v1.0.0", "rejections/x", "approvals", "Approvals/x"} {
		raw := Payload(commitID, name, good.Tag.Tagger, message)
		require.ErrorContains(t, Read(good.ID, "refs/tags/"+name, raw).Err, "begins with approvals/", name)
	}
	release, err := said(Release, "release").Message()
	require.NoError(t, err)
	require.NoError(t, Read("", "refs/tags/triage/v1.0.0", Payload(commitID, "triage/v1.0.0", good.Tag.Tagger, release)).Err)
	for _, name := range []string{"triage/v1.0.1", "other/v1.0.0", "approvals/triage/v1.0.0"} {
		require.ErrorContains(t, Read("", "refs/tags/"+name, Payload(commitID, name, good.Tag.Tagger, release)).Err, "is called triage/v1.0.0")
	}
}

// Of a tag that is wrong in any way nothing is believed, and why is said.
func TestReadBelievesNothingOfWhatIsWrong(t *testing.T) {
	s := said(Approval, "legal")
	ref := "refs/tags/" + s.TagName()
	good := signed(t, "ana", noon(), s)
	raw := string(good.Tag.Payload) + string(good.Tag.Armour)
	for name, c := range map[string]struct {
		old, new, why string
		tag           bool // it is a tag all the same
	}{
		"no tag":       {raw, "tree", "headers", false},
		"of a tree":    {"type commit", "type tree", "of a tree", false},
		"no tagger":    {"tagger ana <ana@example.com>", "tagger ana", "tagger must be", false},
		"no statement": {"Kind: approval", "Kind: blessing", "Kind must be", true},
	} {
		got := Read("1", ref, []byte(strings.Replace(raw, c.old, c.new, 1)))
		require.ErrorContains(t, got.Err, c.why, name)
		require.Equal(t, &Statement{}, got.Statement, name)
		require.Equal(t, c.tag, got.Tag != nil, name)
	}
}

func FuzzParseTag(f *testing.F) {
	f.Add([]byte(rawTag(f)))
	f.Add(Payload(commitID, "x", Person{"a", "b", time.Unix(1, 0), "+0000"}, []byte("m\n")))
	f.Fuzz(func(t *testing.T, raw []byte) {
		tag, err := ParseTag(raw)
		if err == nil {
			require.Equal(t, string(raw), string(tag.Payload)+string(tag.Armour)) // nothing is left out of what is signed
			require.Len(t, strings.Split(string(tag.Payload[:len(tag.Payload)-len(tag.Message)]), "\n"), 6)
		}
	})
}
