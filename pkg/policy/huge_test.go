package policy

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// repeat is n lines of a format with their number in it.
func repeat(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, strings.ReplaceAll(format, "#", "%[1]d"), i)
	}
	return b.String()
}

// hugeFiles are close to the largest file that is read, each with as much as
// it can have of what takes time to check.
func hugeFiles() map[string]string {
	person := "  p#: {kind: robot, keys: ['" + fp(0)[:43] + "%06[1]dA'], roles: [release]}\n"
	roles := "  p#: {emails: [p#@a], keys: ['" + fp(0)[:43] + "%06[1]dA'], roles: [admin, " + repeat(60, "r#, ") + "z]}\n"
	rule := "      - {match: [a#], approvals: {" + strings.TrimSuffix(repeat(60, "r#: 2, "), ", ") + "}}\n"
	end := "admin: {role: admin, count: 1}\nenvironments:\n  production:\n    branch: b\n    may: {promote: [admin]}\n    rules:\n"
	return map[string]string{
		"unknown keys":    head + repeat(900, "ky#: 1\n") + "environments:\n" + repeat(20, "  e#: {branch: b#, open: true, "+strings.TrimSuffix(repeat(800, "k#: 1, "), ", ")+"}\n"),
		"too many keys":   head + repeat(20000, "k#: 1\n"),
		"persons":         head + "persons:\n" + repeat(1000, person) + open,
		"too many people": head + "persons:\n" + repeat(2000, person) + open,
		"emails":          head + "persons:\n" + repeat(20, "  p#: {keys: [x], emails: ["+strings.TrimSuffix(repeat(900, "p#@a, "), ", ")+"]}\n") + open,
		"unknown roles":   head + people() + "environments:\n  e:\n    branch: b\n    may: {promote: [" + strings.TrimSuffix(repeat(900, "r#, "), ", ") + "]}\n    rules:\n" + repeat(256, rule),
		"quorums":         head + "persons:\n" + repeat(200, roles) + end + repeat(256, rule),
	}
}

func TestHugePoliciesEnd(t *testing.T) {
	for name, src := range hugeFiles() {
		t.Run(name, func(t *testing.T) {
			require.Less(t, len(src), 1<<20)
			require.Greater(t, len(src), 1<<16)
			_, found := Parse(File, []byte(src))
			require.NotEqual(t, name == "persons" || name == "quorums", found.HasErrors(), "%.2000s", fmt.Sprint(found))
		})
	}
}

func BenchmarkParse(b *testing.B) {
	src := []byte(full())
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		if _, found := Parse(File, src); len(found) > 0 {
			b.Fatal(found)
		}
	}
}

func BenchmarkRequirementsFor(b *testing.B) {
	production, _ := parsed(b, full()).Environment("production")
	for b.Loop() {
		if q := production.RequirementsFor("medical/dosage"); q.Count("legal") != 2 {
			b.Fatal(q)
		}
	}
}
