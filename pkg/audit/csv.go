package audit

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/ledger"
	"github.com/promptctl-io/promptctl/pkg/term"
)

// WriteEvents writes events as CSV (RFC 4180) with a header. Statements are in one
// field, separated by semicolons.
func WriteEvents(w io.Writer, events []*Event) error {
	rows := [][]string{{"time", "environment", "place", "commit", "action", "prompt", "path", "fromVersion", "fromDigest", "toVersion", "toDigest",
		"person", "key", "committer", "source", "rests", "checked", "warnings", "bound", "policyFrom", "policyTo", "agreed", "reason"}}
	for _, e := range events {
		path, checked := "", ""
		if e.Serves != nil {
			path = e.Serves.Path
		}
		if e.Checked != nil {
			checked = e.Checked.String()
		}
		rows = append(rows, []string{stamp(e.When), e.Environment, strconv.Itoa(e.Place), e.Commit, string(e.Action), e.Prompt, path,
			e.From.Release, e.From.Digest, e.To.Release, e.To.Digest, e.Person(), e.Signer.Key, e.committer(), e.Source, list(e.Rests),
			checked, strings.Join(e.Warnings(), "; "), list(e.Bound), e.PolicyFrom, e.PolicyTo, list(e.Agreed), e.Reason})
	}
	return writeCSV(w, rows)
}

// WriteServed writes what was served as CSV.
func WriteServed(w io.Writer, served []Served) error {
	rows := [][]string{{"environment", "prompt", "path", "version", "digest", "since", "place", "commit", "action", "person", "key", "committer", "approvedIn",
		"source", "rests", "warnings", "notServable"}}
	for _, s := range served {
		rows = append(rows, []string{s.Environment, s.Prompt, s.Serves.Path, s.To.Release, s.To.Digest, stamp(s.When), strconv.Itoa(s.Place), s.Commit,
			string(s.Action), s.Person(), s.Signer.Key, s.committer(), s.Serves.Approved, s.Source, list(s.Rests), strings.Join(s.Warnings(), "; "), s.Against})
	}
	return writeCSV(w, rows)
}

// Person is who signed the entry.
func (e *Event) Person() string {
	if e.Signer == (ledger.Signer{}) {
		return unsigned
	}
	return e.Signer.Person
}

// unsigned stands where a person would, if there were a signature.
const unsigned = "UNSIGNED"

// committer is who git says made the entry, which nobody has checked.
func (e *Event) committer() string { return e.Committer.Name + " <" + e.Committer.Email + ">" }

func list(statements []Statement) string {
	texts := make([]string, len(statements))
	for i, s := range statements {
		texts[i] = s.String()
	}
	return strings.Join(texts, "; ")
}

func writeCSV(w io.Writer, rows [][]string) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	for _, row := range rows {
		for i := range row {
			row[i] = defused(term.Sanitize(row[i]))
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// defused is a field that no spreadsheet takes for a formula: one that would begin
// as such begins with an apostrophe (OWASP, CSV Injection).
func defused(field string) string {
	first := strings.TrimLeft(field, " ")
	if first != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(first)[0]) {
		return "'" + field
	}
	return field
}
