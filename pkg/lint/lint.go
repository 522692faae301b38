// Package lint is the rules that prompts and their settings are held to: what
// each finds, how much that matters, and why.
//
// A rule is data. Its documentation is a file of its own, rules/CODE.md, which
// `promptctl explain` prints and whose examples the tests execute.
package lint

import (
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// Rule is one thing that can be wrong.
type Rule struct {
	Code     string        // a capital letter and three digits, such as "Y002"
	Name     string        // in words, such as "duplicate-key"
	Severity diag.Severity // of its findings; the gravest, where they differ
}

// Rules returns every rule, in order of code.
func Rules() []Rule {
	return []Rule{
		{"F001", "bad-folder", diag.Error},
		{"F002", "overlapping-folders", diag.Error},
		{"F003", "bad-pattern", diag.Error},
		{"F004", "unsettled-layout", diag.Warning},
		{"M003", "param-range", diag.Error},
		{"M006", "bad-json-schema", diag.Error},
		{"P001", "repository-id", diag.Error},
		{"P002", "policy-name", diag.Error},
		{"P003", "reserved-environment", diag.Error},
		{"P004", "key-fingerprint", diag.Error},
		{"P005", "zero-threshold", diag.Error},
		{"P006", "shared-identity", diag.Error},
		{"P007", "robot-role", diag.Error},
		{"P008", "unheld-role", diag.Error},
		{"P009", "role-misuse", diag.Error},
		{"P010", "unmet-quorum", diag.Error},
		{"P011", "branch-name", diag.Error},
		{"P012", "shared-branch", diag.Error},
		{"P013", "environment-order", diag.Error},
		{"P014", "open-environment", diag.Error},
		{"P015", "policy-pattern", diag.Error},
		{"P016", "idle-rule", diag.Warning},
		{"P017", "policy-folder", diag.Error},
		{"R002", "unknown-role", diag.Error},
		{"T001", "template-syntax", diag.Error},
		{"T002", "undefined-variable", diag.Error},
		{"T004", "include-missing", diag.Error},
		{"T005", "include-cycle", diag.Error},
		{"T006", "include-escapes-root", diag.Error},
		{"T007", "foreign-tag", diag.Error},
		{"T011", "include-depth", diag.Error},
		{"X003", "unknown-rule-in-config", diag.Error},
		{"Y001", "yaml-syntax", diag.Error},
		{"Y002", "duplicate-key", diag.Error},
		{"Y003", "unknown-field", diag.Error},
		{"Y004", "wrong-type", diag.Error},
		{"Y005", "missing-field", diag.Error},
		{"Y006", "unquoted-template", diag.Error},
		{"Y007", "alias-abuse", diag.Error},
		{"Y008", "encoding", diag.Error},
		{"Y009", "multi-document", diag.Error},
		{"Y010", "custom-tag", diag.Error},
		{"Y013", "duplicate-name", diag.Error},
		{"Y014", "prompt-name", diag.Error},
	}
}

// Find returns the rule that has this code or this name, in any case.
func Find(codeOrName string) (Rule, bool) {
	for _, r := range Rules() {
		if strings.EqualFold(r.Code, codeOrName) || strings.EqualFold(r.Name, codeOrName) {
			return r, true
		}
	}
	return Rule{}, false
}
