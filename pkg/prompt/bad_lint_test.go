package prompt_test

import "testing"

func TestBadLint(t *testing.T) {
	refuse(t, []badFile{
		{user + "lint: ⟦[]⟧\n", []string{"Y004 lint must be a mapping, not a list"}},
		{user + "lint: {⟦ignor⟧: []}\n", []string{`Y003 unknown key "ignor" in lint (did you mean "ignore"?)`}},
		{user + "lint: {ignore: ⟦{}⟧}\n", []string{"Y004 lint.ignore must be a list, not a mapping"}},
		{user + "lint: {ignore: [⟦T003⟧]}\n", []string{"Y004 an entry of lint.ignore must be a mapping, not a string"}},
		{user + "lint: {ignore: [⟦{reason: a}⟧]}\n", []string{"Y005 the entry of lint.ignore has no rules\nhint: write rules: [T003], and the reason"}},
		{user + "lint: {ignore: [{rules: ⟦T003⟧, reason: a}]}\n", []string{"Y004 rules must be a list, not a string"}},
		{user + "lint: {ignore: [{rules: ⟦[]⟧, reason: a}]}\n", []string{"Y004 rules must name at least one rule"}},
		{user + "lint: {ignore: [{rules: [a, ⟦1⟧], reason: a}]}\n", []string{"Y004 an entry of rules must be a string, but 1 is a number to YAML\nhint: quote it: \"1\""}},
		{user + "lint: {ignore: [{rules: [a], ⟦reson⟧: a}]}\n", []string{`Y003 unknown key "reson" in an entry of lint.ignore (did you mean "reason"?)`}},
		{user + "lint: {ignore: [{rules: [a], match: ⟦''⟧, reason: a}]}\n", []string{"Y004 match must not be empty"}},
		{user + "lint: {ignore: [{rules: [a], reason: ⟦true⟧}]}\n", []string{"Y004 reason must be a string, but true is a boolean to YAML\nhint: quote it: \"true\""}},
	})
}
