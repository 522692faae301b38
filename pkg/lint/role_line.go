package lint

import (
	"bytes"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/template"
)

// roleLine is the place of the first line such as "User:" that has a variable on
// it or directly below, in a text that has a line of another role too.
func roleLine(text string, free []*template.Variable) (template.Span, string) {
	lines := bytes.SplitAfter([]byte(text), []byte("\n"))
	trimmed := make([][]byte, len(lines))
	for i, line := range lines {
		trimmed[i] = bytes.TrimSpace(line)
	}
	fences := readFences(text)
	roles, count, total := make([]string, len(lines)), map[string]int{}, 0
	start := 0
	for i, line := range trimmed {
		if fences.around(start) == nil {
			roles[i] = roleOf(line)
		}
		start += len(lines[i])
		if roles[i] != "" {
			count[roles[i]]++
			total++
		}
	}
	start = 0
	for i, line := range lines {
		end := start + len(line)
		if roles[i] != "" && count[roles[i]] < total {
			if len(trimmed[i]) == roleEnd(trimmed[i]) && i+1 < len(lines) {
				end += len(lines[i+1])
			}
			if v := firstWithin(free, start, end); v != nil {
				first := start + bytes.Index(line, trimmed[i])
				return template.Span{Start: first, End: first + roleEnd(trimmed[i])}, v.Name
			}
		}
		start += len(line)
	}
	return template.Span{}, ""
}

// hasTwoRoles reports whether a text has lines of two roles, whatever else is on
// them.
func hasTwoRoles(text string) bool {
	first := ""
	for line := range strings.Lines(text) {
		if len(line) < len("ai:") || strings.IndexByte("*_#[aAbBhHsSuU \t", line[0]) < 0 {
			continue
		}
		role := roleOf([]byte(strings.TrimSpace(line)))
		if first == "" {
			first = role
		} else if role != "" && role != first {
			return true
		}
	}
	return false
}

// firstWithin returns the first variable in a stretch of the text.
func firstWithin(free []*template.Variable, start, end int) *template.Variable {
	i, _ := slices.BinarySearchFunc(free, start, func(v *template.Variable, start int) int { return v.Span.Start - start })
	if i < len(free) && free[i].Span.Start < end {
		return free[i]
	}
	return nil
}

// roleOf returns the role whose turn a line begins. "System:" counts where it
// stands alone: with something behind it, it mostly is a field of a form.
func roleOf(line []byte) string {
	end := roleEnd(line)
	if end == 0 {
		return ""
	}
	switch word := strings.ToLower(strings.Trim(string(line[:end]), "*_#[] :：")); word {
	case "user", "human":
		return "user"
	case "assistant", "ai", "bot":
		return "assistant"
	case "system":
		if end == len(line) {
			return "system"
		}
	}
	return ""
}

// roleEnd returns the length of the word and the colon that a line begins with,
// 0 where it does not: "User:", "**User:**", "### User:", "[User]:".
func roleEnd(line []byte) int {
	i := len(line) - len(bytes.TrimLeft(bytes.TrimLeft(bytes.TrimLeft(line, "#"), " "), "*_["))
	word := i
	for i < len(line) && ('a' <= line[i]|0x20 && line[i]|0x20 <= 'z') {
		i++
	}
	if i == word {
		return 0
	}
	for i < len(line) && strings.IndexByte("*_]", line[i]) >= 0 {
		i++
	}
	switch {
	case bytes.HasPrefix(line[i:], []byte(":")):
		i++
	case bytes.HasPrefix(line[i:], []byte("：")):
		i += len("：")
	default:
		return 0
	}
	for i < len(line) && strings.IndexByte("*_", line[i]) >= 0 {
		i++
	}
	return i
}
