package lint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/config"
	"github.com/promptctl-io/promptctl/pkg/diag"
)

// unknownRules is X003 for codes that have the form of one in promptctl.yaml,
// and are no rule's. They do nothing, so all else goes on.
func unknownRules(c *config.Config) diag.List {
	var found diag.List
	for _, r := range c.Lint.Rules {
		unknownRule(&found, c, config.RuleCode{Code: r.Code, At: r.At}, true)
	}
	for _, i := range c.Lint.Ignore {
		for _, r := range i.Rules {
			unknownRule(&found, c, r, false)
		}
	}
	return found
}

// unknownRule notes a code that is no rule's. As a key it may be there once.
func unknownRule(found *diag.List, c *config.Config, r config.RuleCode, isKey bool) {
	if _, known := Find(r.Code); known {
		return
	}
	near := meantRule(r.Code)
	message := fmt.Sprintf("there is no rule %q", r.Code)
	if near != "" {
		message += fmt.Sprintf(" (did you mean %q?)", near)
	}
	f := diag.Finding{Code: "X003", Severity: diag.Error, Range: r.At, Message: message, Hint: "`promptctl explain` lists the rules"}
	if !isKey || !hasRule(c, near) {
		f.Fix = writeRule(r.At, near)
	}
	found.Add(f)
}

// proposeRules says of what is no code which rule was meant, such as that of a
// name. Reading promptctl.yaml does not know the rules.
func proposeRules(c *config.Config, src []byte, found diag.List) diag.List {
	for i := range found {
		f := &found[i]
		if f.Code != "X003" {
			continue
		}
		written := string(src[f.Range.Start.Offset:f.Range.End.Offset])
		if near := meantRule(strings.Trim(written, `"' `)); near != "" && !hasRule(c, near) {
			f.Hint = fmt.Sprintf("did you mean %q?", near)
			f.Fix = writeRule(f.Range, near)
		}
	}
	return found
}

// hasRule reports whether a rule has its severity already.
func hasRule(c *config.Config, code string) bool {
	return slices.ContainsFunc(c.Lint.Rules, func(r config.Rule) bool { return r.Code == code })
}

// writeRule is the fix that puts a rule's code in its place; nil for none.
func writeRule(at diag.Range, code string) *diag.Fix {
	if code == "" {
		return nil
	}
	return diag.UnsafeFix("write "+code, diag.Edit{Start: at.Start.Offset, End: at.End.Offset, New: code})
}

// meantRule is the code of the rule that a word most likely stands for: its
// name, its code with letters for digits, or the only code that is one letter
// away; "" where that cannot be said.
func meantRule(word string) string {
	if word == "" {
		return ""
	}
	code := strings.ToUpper(word[:1]) + strings.NewReplacer("O", "0", "o", "0", "I", "1", "l", "1").Replace(word[1:])
	if rule, ok := Find(code); ok {
		return rule.Code
	}
	if rule, ok := Find(word); ok {
		return rule.Code
	}
	var near, names []string
	for _, rule := range Rules() {
		names = append(names, rule.Name)
		if diag.Suggest(code, []string{rule.Code}) != "" {
			near = append(near, rule.Code)
		}
	}
	if len(near) == 1 {
		return near[0]
	}
	rule, _ := Find(diag.Suggest(word, names))
	return rule.Code
}
