package lint

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// The words that a suppression begins with: of what stands there, and of all of
// the file.
const (
	ignoreHere = "promptctl-ignore"
	ignoreFile = "promptctl-ignore-file"
)

// severityHint is what can be done about findings that cannot be suppressed.
const severityHint = "lint.rules in promptctl.yaml gives it another severity, or switches it off"

// directive is what a comment says that begins with one of these words.
type directive struct {
	whole  bool
	rules  []namedRule
	reason string
	unread bool // it names more than these rules
}

// namedRule is a rule as a suppression names it: the bytes [start, end) of it.
type namedRule struct {
	code       string
	start, end int
}

// firstWord returns a comment's first word and what follows it.
func firstWord(text string) (word, rest string) {
	if i := strings.IndexAny(text, " \t\r\n:"); i >= 0 {
		return text[:i], text[i:]
	}
	return text, ""
}

// directive reads a comment's text, which begins with one of the words; at
// tells the places of its bytes. It returns false where it suppresses nothing,
// and notes why.
func (r *suppressionReader) directive(text string, at func(i, j int) diag.Range) (directive, bool) {
	word, rest := firstWord(text)
	head, reason, colon := strings.Cut(rest, ":")
	d := directive{whole: word == ignoreFile, reason: even(reason)}
	problem, proposal := malformed(head, reason, colon)
	if problem != "" {
		all := at(0, len(strings.TrimRight(text, " \t\r\n")))
		r.wrong("X002", all, fmt.Sprintf("write %q", word+" "+proposal), "%s", problem)
		return d, false
	}
	names := splitNames(head, len(word))
	d.rules = r.rules(names, at)
	d.unread = len(d.rules) < len(names)
	return d, len(d.rules) > 0
}

// suppression is what the comment stands for, without what it covers; at tells
// the places of the comment's bytes.
func (d directive) suppression(comment diag.Range, at func(i, j int) diag.Range) *suppression {
	s := &suppression{Suppression: Suppression{Kind: "comment", Reason: d.reason}, unread: d.unread, at: comment, whole: d.whole}
	for _, rule := range d.rules {
		s.rules = append(s.rules, suppressedRule{code: rule.code, at: at(rule.start, rule.end)})
	}
	return s
}

// malformed says what is wrong with the form of a suppression, "" where nothing
// is, and what should follow its word. head is what stands before the colon.
func malformed(head, reason string, colon bool) (problem, proposal string) {
	const why = ": why it is put up with"
	if strings.Count(head, ",") >= maxRules || len(head) > 100*maxRules {
		return fmt.Sprintf("a suppression can name at most %d rules", maxRules), "CODE" + why
	}
	words := strings.FieldsFunc(head, func(c rune) bool { return c == ',' || unicode.IsSpace(c) })
	rules := words[:leadingRules(words)]
	loose := slices.ContainsFunc(strings.Split(head, ","), func(part string) bool { return len(strings.Fields(part)) > 1 })
	listed := strings.Join(rules, ", ")
	switch {
	case len(words) == 0 && colon:
		return "the suppression names no rule", "CODE" + cmp.Or(strings.TrimRight(":"+reason, ": "), why)
	case len(words) == 0 || loose && len(rules) == 0:
		return "the suppression names no rule", "CODE" + why
	case loose && colon && len(rules) == len(words):
		return "the rules have no comma between them", listed + cmp.Or(strings.TrimRight(":"+reason, ": "), why)
	case loose:
		_, prose, _ := strings.Cut(head, rules[len(rules)-1])
		return "the reason has no colon before it", listed + ": " + even(strings.TrimLeft(prose, ", ")) + strings.TrimRight(":"+reason, ": ")
	case even(reason) == "":
		return fmt.Sprintf("the suppression of %s gives no reason", strings.Join(words, ", ")), strings.Join(words, ", ") + why
	}
	return "", ""
}

// maxRules is how many rules a suppression can name.
const maxRules = 50

// leadingRules counts the words at the beginning that are rules.
func leadingRules(words []string) int {
	i := slices.IndexFunc(words, func(word string) bool { _, known := Find(word); return !known })
	if i < 0 {
		return len(words)
	}
	return i
}

// name is a rule's name as it was written.
type name struct {
	text  string
	start int
}

// splitNames returns the names between commas; offset is where the text begins.
func splitNames(text string, offset int) []name {
	var names []name
	for part := range strings.SplitSeq(text, ",") {
		trimmed := strings.TrimSpace(part)
		if trimmed != "" {
			names = append(names, name{trimmed, offset + strings.Index(part, trimmed)})
		}
		offset += len(part) + len(",")
	}
	return names
}

// rules returns the rules that there are and that can be suppressed, and notes
// the others.
func (r *suppressionReader) rules(names []name, at func(i, j int) diag.Range) []namedRule {
	var rules []namedRule
	for _, n := range names {
		end := n.start + len(n.text)
		if code, ok := r.rule(n.text, at(n.start, end)); ok {
			rules = append(rules, namedRule{code, n.start, end})
		}
	}
	return rules
}

// rule returns the code of a rule that a suppression names.
func (r *suppressionReader) rule(word string, at diag.Range) (string, bool) {
	rule, known := Find(word)
	switch {
	case !known:
		r.unknownRule(word, at)
	case !suppressible(rule.Code):
		r.wrong("X002", at, severityHint, "%s cannot be suppressed", rule.Code)
	default:
		return rule.Code, true
	}
	return "", false
}

// unknownRule notes a rule that is not there.
func (r *suppressionReader) unknownRule(word string, at diag.Range) {
	near := nearRule(word)
	if near == "" {
		r.wrong("X003", at, "`promptctl explain` lists the rules", "there is no rule %q", word)
		return
	}
	r.wrong("X003", at, "", "there is no rule %q (did you mean %q?)", word, near)
	if string(r.Src[at.Start.Offset:at.End.Offset]) == word {
		r.found[len(r.found)-1].Fix = writeRule(at, near)
	}
}

// misspelt returns a comment's first words and the one that they should be,
// where it is plain that a suppression was meant: they are nearly that one, and
// a rule or nothing follows.
func misspelt(text string) (given, meant string) {
	if text == "" || text[0] != 'p' && text[0] != 'P' {
		return "", ""
	}
	word, rest := firstWord(text)
	if strings.EqualFold(word, "promptctl") {
		second, after := firstWord(strings.TrimLeft(rest, ": \t"))
		word, rest = word+"-"+second, after
	}
	if given = strings.TrimSuffix(text, rest); len(word) > 2*len(ignoreFile) || !namesRule(rest) {
		return "", ""
	}
	return given, meantBy(word, given, strings.TrimSpace(rest) != "")
}

// meantBy is the word that another one should be; given is how it was written,
// and followed says that a rule stands behind it.
func meantBy(word, given string, followed bool) string {
	what, ours := strings.CutPrefix(strings.ToLower(word), "promptctl-")
	elsewhere := []string{"ignore-line", "ignore-next-line", "disable", "disable-line", "disable-next-line", "suppress", "skip", "allow", "noqa", "nolint"}
	switch {
	case isDirective(given):
		return ""
	case word == ignoreHere, word == ignoreFile:
		return word
	case ours && followed && slices.Contains(elsewhere, what):
		return ignoreHere
	case ours && followed && slices.Contains([]string{"ignore-all", "disable-file"}, what):
		return ignoreFile
	}
	return diag.Suggest(word, []string{ignoreHere, ignoreFile})
}

// namesRule reports whether a text begins with what can be a rule, or is empty.
func namesRule(text string) bool {
	word := strings.TrimLeft(text, ": \t\r\n")
	if i := strings.IndexAny(word, ",: \t\r\n"); i >= 0 {
		word = word[:i]
	}
	if word == "" {
		return strings.TrimSpace(text) == ""
	}
	_, known := Find(word)
	return known || len(word) == 4 && meantRule(word) != "" && strings.ContainsAny(word, "0123456789")
}
