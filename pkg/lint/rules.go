// Package lint is the rules that prompts and their settings are held to: what
// each finds, how much that matters, and why.
//
// A rule is data. Its documentation is a file of its own, rules/CODE.md, which
// `promptctl explain` prints and whose examples the tests execute.
package lint

import (
	"github.com/promptctl-io/promptctl/pkg/diag"
)

// Rules returns every rule, in order of code.
func Rules() []Rule {
	return []Rule{
		{Code: "C002", Name: "token-growth", Severity: diag.Warning, Needs: "--base REV", Check: tokenGrowth},
		{Code: "E001", Name: "no-tests", Severity: diag.Warning, Needs: "a release of the prompt", Check: noTests},
		{Code: "E002", Name: "case-missing-variable", Severity: diag.Error, Check: caseMissingVariable},
		{Code: "E003", Name: "case-unknown-variable", Severity: diag.Error, Mends: Unsafely, Check: caseUnknownVariable},
		{Code: "E004", Name: "duplicate-case-name", Severity: diag.Error, Check: duplicateCaseName},
		{Code: "E005", Name: "invalid-assertion", Severity: diag.Error, Check: invalidAssertion},
		{Code: "E006", Name: "contradictory-assertions", Severity: diag.Error, Check: contradictoryAssertions},
		{Code: "E007", Name: "unreachable-assertion", Severity: diag.Warning, Check: unreachableAssertion},
		{Code: "E008", Name: "example-violates-schema", Severity: diag.Error, Check: exampleViolatesSchema},
		{Code: "F001", Name: "bad-folder", Severity: diag.Error},
		{Code: "F002", Name: "overlapping-folders", Severity: diag.Error},
		{Code: "F003", Name: "bad-pattern", Severity: diag.Error},
		{Code: "F004", Name: "unsettled-layout", Severity: diag.Warning},
		{Code: "G002", Name: "unreleased-change", Severity: diag.Error, Needs: "a severity for it in promptctl.yaml, and a release of the prompt", Asked: true, Check: unreleasedChange},
		{Code: "G003", Name: "breaking-needs-major", Severity: diag.Error, Needs: "--base REV, and a release of the prompt", Check: breakingNeedsMajor},
		{Code: "M003", Name: "param-range", Severity: diag.Error},
		{Code: "M006", Name: "bad-json-schema", Severity: diag.Error},
		{Code: "P001", Name: "repository-id", Severity: diag.Error},
		{Code: "P002", Name: "policy-name", Severity: diag.Error},
		{Code: "P003", Name: "reserved-environment", Severity: diag.Error},
		{Code: "P004", Name: "key-fingerprint", Severity: diag.Error},
		{Code: "P005", Name: "zero-threshold", Severity: diag.Error},
		{Code: "P006", Name: "shared-identity", Severity: diag.Error},
		{Code: "P007", Name: "robot-role", Severity: diag.Error},
		{Code: "P008", Name: "unheld-role", Severity: diag.Error},
		{Code: "P009", Name: "role-misuse", Severity: diag.Error},
		{Code: "P010", Name: "unmet-quorum", Severity: diag.Error},
		{Code: "P011", Name: "branch-name", Severity: diag.Error},
		{Code: "P012", Name: "shared-branch", Severity: diag.Error},
		{Code: "P013", Name: "environment-order", Severity: diag.Error},
		{Code: "P014", Name: "open-environment", Severity: diag.Error},
		{Code: "P015", Name: "policy-pattern", Severity: diag.Error},
		{Code: "P016", Name: "idle-rule", Severity: diag.Warning},
		{Code: "P017", Name: "policy-folder", Severity: diag.Error},
		{Code: "R002", Name: "unknown-role", Severity: diag.Error},
		{Code: "T001", Name: "template-syntax", Severity: diag.Error},
		{Code: "T002", Name: "undefined-variable", Severity: diag.Error},
		{Code: "T003", Name: "unused-variable", Severity: diag.Warning, Mends: Unsafely, Check: unusedVariable},
		{Code: "T004", Name: "include-missing", Severity: diag.Error},
		{Code: "T005", Name: "include-cycle", Severity: diag.Error},
		{Code: "T006", Name: "include-escapes-root", Severity: diag.Error},
		{Code: "T007", Name: "foreign-tag", Severity: diag.Error},
		{Code: "T011", Name: "include-depth", Severity: diag.Error},
		{Code: "X003", Name: "unknown-rule-in-config", Severity: diag.Error},
		{Code: "Y001", Name: "yaml-syntax", Severity: diag.Error},
		{Code: "Y002", Name: "duplicate-key", Severity: diag.Error},
		{Code: "Y003", Name: "unknown-field", Severity: diag.Error},
		{Code: "Y004", Name: "wrong-type", Severity: diag.Error},
		{Code: "Y005", Name: "missing-field", Severity: diag.Error},
		{Code: "Y006", Name: "unquoted-template", Severity: diag.Error},
		{Code: "Y007", Name: "alias-abuse", Severity: diag.Error},
		{Code: "Y008", Name: "encoding", Severity: diag.Error},
		{Code: "Y009", Name: "multi-document", Severity: diag.Error},
		{Code: "Y010", Name: "custom-tag", Severity: diag.Error},
		{Code: "Y013", Name: "duplicate-name", Severity: diag.Error},
		{Code: "Y014", Name: "prompt-name", Severity: diag.Error},
	}
}
