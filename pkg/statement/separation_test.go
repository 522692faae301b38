package statement

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestAskSeparation(t *testing.T) {
	ana := signed(t, "ana", at(1), said(Approval, "legal"))
	cy := signed(t, "cy", at(2), said(Approval, "legal"))
	for name, c := range map[string]struct {
		mode    string
		authors *Authors
		want    [2]Reason // of ana and of cy
		met     bool
		warned  bool
	}{
		"others wrote it":    {"true", &Authors{Persons: []string{"ben"}}, [2]Reason{Counted, Counted}, true, false},
		"by key":             {"true", &Authors{Persons: []string{"ana"}}, [2]Reason{Author, Counted}, false, false},
		"by address":         {"true", &Authors{Emails: []string{"cy@example.com"}}, [2]Reason{Counted, Author}, false, false},
		"nobody knows":       {"true", &Authors{Unknown: []string{"1234 is not signed"}}, [2]Reason{Author, Author}, false, false},
		"nobody asked":       {"true", nil, [2]Reason{Author, Author}, false, false},
		"warned":             {"{unsigned: warn}", &Authors{Unknown: []string{"1234 is not signed"}}, [2]Reason{Counted, Counted}, true, true},
		"warned and by key":  {"{unsigned: warn}", &Authors{Persons: []string{"ana"}, Unknown: []string{"x"}}, [2]Reason{Author, Counted}, false, true},
		"warned of nothing":  {"{unsigned: warn}", &Authors{Persons: []string{"ben"}}, [2]Reason{Counted, Counted}, true, false},
		"nobody asked, warn": {"{unsigned: warn}", nil, [2]Reason{Counted, Counted}, true, true},
		"not asked for":      {"false", &Authors{Persons: []string{"ana", "cy"}}, [2]Reason{Counted, Counted}, true, false},
	} {
		a := asked(t, "approvals: {legal: 2}, separation: "+c.mode, Question{Authors: c.authors}, nil, ana, cy)
		require.Equal(t, map[string]Reason{ana.ID: c.want[0], cy.ID: c.want[1]}, a.reasons(), name)
		require.Equal(t, c.met, a.Met(), name)
		require.Equal(t, c.warned, len(a.Warnings) > 0, name)
	}
}

// commitOf is the bytes of a commit that someone signed, nobody for "". Headers
// stand before the signature, later ones after it.
func commitOf(t *testing.T, who, headers, later, message string) []byte {
	t.Helper()
	head := "tree " + commitID + "\n" + headers
	if who == "" {
		return []byte(head + later + "\n" + message)
	}
	signature := strings.ReplaceAll(strings.TrimSuffix(armour(t, who, head+later+"\n"+message), "\n"), "\n", "\n ")
	return []byte(head + "gpgsig " + signature + "\n" + later + "\n" + message)
}

// by are the headers that say who made a commit, at noon.
func by(author string) string {
	return "author " + author + " 1780315200 +0000\ncommitter x <x@example.com> 1780315200 +0000\n"
}

func TestAuthorsOf(t *testing.T) {
	p := policyFor(t, "approvals: {legal: 1}, separation: true")
	authors := func(raw ...[]byte) *Authors {
		ids, all := []string{}, map[string][]byte{}
		for i, one := range raw {
			ids = append(ids, fmt.Sprint(i)+commitID[1:])
			all[ids[i]] = one
		}
		return AuthorsOf(p, noon(), ids, all)
	}
	cy := by("Cy <CY@example.com>")
	message := "Edit\n\nReviewed-by: Dan <dan@example.com>\nco-authored-by\nco-authored-by: Ben <ben@example.com>\n"
	a := authors(commitOf(t, "ana", cy, "", message), commitOf(t, "ben", by("x"), "", "m\n"), commitOf(t, "ana", cy, "", message))
	require.Equal(t, &Authors{Persons: []string{"ana", "ben"}, Emails: []string{"", "ben@example.com", "cy@example.com"}}, a)

	// What continues another header than the signature is signed with the rest.
	merged := "mergetag object " + commitID + "\n type commit\n tag x\n tagger y <y@example.com> 1 +0000\n \n A text\n"
	require.Equal(t, []string{"ana"}, authors(commitOf(t, "ana", by("a <a>")+merged, "", "m\n")).Persons)
	require.Equal(t, []string{"ana"}, authors(commitOf(t, "ana", by("a <a>"), merged, "m\n")).Persons)

	// Where ids are those of SHA-256 the header has another name.
	long := strings.Repeat("1", 64)
	raw := bytes.Replace(commitOf(t, "ana", by("a <a>"), "", "m\n"), []byte("gpgsig "), []byte("gpgsig-sha256 "), 1)
	require.Equal(t, []string{"ana"}, AuthorsOf(p, noon(), []string{long}, map[string][]byte{long: raw}).Persons)
	require.Empty(t, authors(raw).Persons)

	const unverified = "has a signature that does not verify: it is not a signature of these bytes by this key"
	twice := commitOf(t, "ana", by("a <a>"), "", "m\n")
	signature := twice[bytes.Index(twice, []byte("gpgsig")):bytes.LastIndex(twice, []byte("\n\n"))]
	for name, c := range map[string]struct {
		raw []byte
		why string
	}{
		"unsigned":  {commitOf(t, "", by("a <a>"), "", "m\n"), "is not signed"},
		"stranger":  {commitOf(t, "eve", by("a <a>"), "", "m\n"), "is signed with a key that the policy does not know"},
		"retired":   {commitOf(t, "dan", by("a <a>"), "", "m\n"), "is signed with a key that the policy does not know"},
		"edited":    {append(commitOf(t, "ana", by("a <a>"), "", "m\n"), "more\n"...), unverified},
		"two":       {bytes.Replace(twice, []byte("\n\nm"), append(append([]byte("\n"), signature...), "\n\nm"...), 1), "has two signatures"},
		"no commit": {[]byte("tree"), "is no commit"},
		"missing":   {nil, "is no commit"},
	} {
		a := authors(c.raw)
		require.Equal(t, []string{"011111111111 " + c.why}, a.Unknown, name)
		require.Empty(t, a.Persons, name)
	}
}

// A commit's key must have been good when its committer says that it was made,
// whatever other dates are in it.
func TestAuthorsOfHaveKeysThatWereGood(t *testing.T) {
	p := policyFor(t, "approvals: {legal: 1}, separation: true")
	allow(t, p, map[string]string{"ana": `valid-after="20260601120000Z"`})
	for date, persons := range map[string][]string{"1780315200": {"ana"}, "1780315199": nil} {
		headers := "author a <a> 1780315100 +0000\ncommitter x <x@example.com> " + date + " +0000\nsigned-off x <x@example.com> 1780315150 +0000\n"
		a := AuthorsOf(p, noon().Add(time.Hour), []string{commitID}, map[string][]byte{commitID: commitOf(t, "ana", headers, "", "m\n")})
		require.Equal(t, persons, a.Persons, date)
	}
}
