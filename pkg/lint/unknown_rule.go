package lint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/config"
	"github.com/promptctl-io/promptctl/pkg/diag"
)

// settleRules calls the rules of promptctl.yaml by their codes, where it has
// their names. What is no rule's name stays as it is.
func settleRules(c *config.Config) {
	code := func(word *string) {
		if rule, known := Find(*word); known {
			*word = rule.Code
		}
	}
	for i := range c.Lint.Rules {
		code(&c.Lint.Rules[i].Code)
	}
	for _, ignore := range c.Lint.Ignore {
		for i := range ignore.Rules {
			code(&ignore.Rules[i].Code)
		}
	}
}

// unknownRules is X003 for codes and names that have the form of one in
// promptctl.yaml, and are no rule's, and Y002 for rules that are called by both.
// They do nothing, so all else goes on.
func unknownRules(c *config.Config) diag.List {
	var found diag.List
	seen := map[string]bool{}
	for _, r := range c.Lint.Rules {
		unknownRule(&found, c, config.RuleCode{Code: r.Code, At: r.At}, true)
		if seen[r.Code] {
			found.Errorf("Y002", r.At, "the severity of %s is given twice, by its code and by its name", r.Code)
		}
		seen[r.Code] = true
	}
	for _, i := range c.Lint.Ignore {
		for _, r := range i.Rules {
			unknownRule(&found, c, r, false)
		}
	}
	return found
}

// unknownRule notes a word that is no rule's code or name. As a key it may be
// there once.
func unknownRule(found *diag.List, c *config.Config, r config.RuleCode, isKey bool) {
	if _, known := Find(r.Code); known {
		return
	}
	near := nearRule(r.Code)
	message := fmt.Sprintf("there is no rule %q", r.Code)
	if near != "" {
		message += fmt.Sprintf(" (did you mean %q?)", near)
	}
	f := diag.Finding{Code: "X003", Severity: diag.Error, Range: r.At, Message: message, Hint: "`promptctl explain` lists the rules"}
	if !isKey || !hasRule(c, meantRule(r.Code)) {
		f.Fix = writeRule(r.At, near)
	}
	found.Add(f)
}

// nearRule is how to write the rule that a word most likely stands for: by its
// name where a name was written, or else by its code.
func nearRule(word string) string {
	code := meantRule(word)
	if rule, ok := Find(code); ok && strings.Contains(word, "-") {
		return rule.Name
	}
	return code
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

// writeRule is the fix that puts a rule's code or name in its place; nil for none.
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
