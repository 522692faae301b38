package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/config"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/lint"
)

// summary is how much was found.
type summary struct {
	Errors     int  `json:"errors"`
	Warnings   int  `json:"warnings"`
	Infos      int  `json:"infos"`
	Suppressed int  `json:"suppressed"`
	Fixable    int  `json:"fixable"`           // by --fix
	Unsafe     int  `json:"unsafelyFixable"`   // by --unsafe-fixes besides
	Files      int  `json:"files"`             // that were looked at
	With       int  `json:"filesWithProblems"` // of these
	Unusable   bool `json:"unusable"`          // promptctl.yaml is wrong, and nothing else was looked at
}

func summarize(r *lint.Result) summary {
	found := lint.Findings(r.Problems)
	s := summary{
		Errors: found.Count(diag.Error), Warnings: found.Count(diag.Warning), Infos: found.Count(diag.Info),
		Suppressed: len(r.Suppressed), Files: len(files(r)), Unusable: r.Unusable,
	}
	with := map[string]bool{}
	for _, f := range found {
		with[f.Range.File] = true
		switch {
		case f.Fix == nil:
		case f.Fix.Unsafe:
			s.Unsafe++
		default:
			s.Fixable++
		}
	}
	s.With = len(with)
	return s
}

// files are those that were looked at, and those that a problem is in though
// they were asked for by no name, in order.
func files(r *lint.Result) []string {
	all := slices.Clone(r.Files)
	for _, p := range r.Problems {
		all = append(all, p.Range.File)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Summary says in a line how much was found, and how much of it a program can
// mend: "3 errors, 2 warnings in 2 of 14 files; 2 can be mended with --fix".
// What is not on disk is mended in the work tree.
func Summary(r *lint.Result, onDisk bool) string {
	s := summarize(r)
	parts := []string{s.found()}
	if mended := s.mended(); mended != "" {
		if !onDisk {
			mended += " in the work tree"
		}
		parts = append(parts, mended)
	}
	if s.Suppressed > 0 {
		parts = append(parts, fmt.Sprintf("%d suppressed", s.Suppressed))
	}
	return strings.Join(parts, "; ")
}

// Mended says in a line how much fixes have mended, and of which rules: "mended
// 3 problems in 2 files: T003 ×2, Y003 ×1".
func Mended(files []lint.FixedFile) string {
	n, of := 0, map[string]int{}
	for _, f := range files {
		n += len(f.Fixed)
		for _, p := range f.Fixed {
			of[p.Code]++
		}
	}
	var rules []string
	for _, code := range slices.Sorted(maps.Keys(of)) {
		rules = append(rules, fmt.Sprintf("%s ×%d", code, of[code]))
	}
	return fmt.Sprintf("mended %s in %s: %s", number(n, "problem"), number(len(files), "file"), strings.Join(rules, ", "))
}

func (s summary) found() string {
	counted := s.counted()
	switch {
	case s.Unusable:
		return counted + " in " + config.File + ", and nothing else was looked at"
	case s.Files == 0:
		return "no files to look at"
	case counted == "":
		return "no problems in " + number(s.Files, "file")
	default:
		return fmt.Sprintf("%s in %d of %s", counted, s.With, number(s.Files, "file"))
	}
}

// counted is how many there are of each severity, "" where there is none.
func (s summary) counted() string {
	var parts []string
	for _, one := range []struct {
		n    int
		unit string
	}{{s.Errors, "error"}, {s.Warnings, "warning"}, {s.Infos, "info"}} {
		if one.n > 0 {
			parts = append(parts, number(one.n, one.unit))
		}
	}
	return strings.Join(parts, ", ")
}

func (s summary) mended() string {
	switch {
	case s.Fixable > 0 && s.Unsafe > 0:
		return fmt.Sprintf("%d can be mended with --fix, %d more with --unsafe-fixes", s.Fixable, s.Unsafe)
	case s.Fixable > 0:
		return fmt.Sprintf("%d can be mended with --fix", s.Fixable)
	case s.Unsafe > 0:
		return fmt.Sprintf("%d can be mended with --unsafe-fixes", s.Unsafe)
	default:
		return ""
	}
}

func number(n int, unit string) string {
	if n != 1 {
		unit += "s"
	}
	return fmt.Sprintf("%d %s", n, unit)
}
