package suite

import (
	"crypto/sha256"
	"fmt"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// ids are the names of inputs that are taken, with their places. A hundred thousand of
// them take a few mebibytes: of an id its hash is kept, of a row that has none nothing.
type ids struct {
	files []string // of Data.Text: rows without an id are named by them
	taken map[[16]byte]place
	names []string // of files that places are in
}

type place struct {
	file int32
	line int32
}

func newIDs(suites []*Suite) *ids {
	all := &ids{taken: map[[16]byte]place{}}
	for _, s := range suites {
		if s == nil {
			continue
		}
		for _, d := range s.Data {
			all.files = append(all.files, d.Text)
		}
	}
	return all
}

// take takes an id, or says who has it. One that nobody wrote is a number or a row's
// place, and needs only be looked up where it could be written.
func (all *ids) take(id string, at diag.Range, written bool) *diag.Finding {
	if !written && !strings.HasPrefix(id, "case-") {
		return nil
	}
	if written && all.isPlace(id) {
		return &diag.Finding{Code: "E004", Severity: diag.Error, Range: at,
			Message: fmt.Sprintf("id %q is what a row of data without an id is called", id), Hint: "give it another id"}
	}
	sum := sha256.Sum256([]byte(id))
	key := [16]byte(sum[:16])
	if first, there := all.taken[key]; there {
		return &diag.Finding{Code: "E004", Severity: diag.Error, Range: at, Other: all.names[first.file],
			Message: fmt.Sprintf("case %q is there twice: the first is at %s:%d", id, all.names[first.file], first.line)}
	}
	all.taken[key] = place{all.file(at.File), int32(at.Start.Line)}
	return nil
}

// isPlace reports whether an id looks like that of a row which has none.
func (all *ids) isPlace(id string) bool {
	for _, file := range all.files {
		rest, ok := strings.CutPrefix(id, file+":")
		if ok && rest != "" && strings.Trim(rest, "0123456789") == "" {
			return true
		}
	}
	return false
}

// file is the index of a file's name. Places come file by file.
func (all *ids) file(name string) int32 {
	if n := len(all.names); n == 0 || all.names[n-1] != name {
		all.names = append(all.names, name)
	}
	return int32(len(all.names) - 1)
}
