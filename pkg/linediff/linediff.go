// Package linediff is the lines that changed between two texts, as a unified
// diff that git apply and patch take.
package linediff

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/sergi/go-diff/diffmatchpatch"
)

const (
	context = 3 // unchanged lines around a change
	// most is the product of the numbers of differing lines above which no
	// shortest way is sought, so that no text takes longer than about a second.
	most = 100_000_000
)

// op is what becomes of a line.
type op struct {
	sign byte   // ' ', '-' or '+'
	line string // with its line feed, which the last line may lack
}

// Unified returns the unified diff that turns the text before into the text
// after, and "" where they are the same. The names stand behind --- and +++ as
// they are given.
func Unified(beforeName, afterName, before, after string) string {
	if before == after {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "--- %s\n+++ %s\n", beforeName, afterName)
	ops := compare(lines(before), lines(after))
	line := [2]int{} // lines of before and after that are written or skipped
	for i := 0; i < len(ops); {
		from, to := nextHunk(ops, i)
		skip(&line, ops[i:from])
		if from < to {
			writeHunk(&b, line, ops[from:to])
		}
		skip(&line, ops[from:to])
		i = to
	}
	return b.String()
}

// lines cuts a text behind each line feed.
func lines(text string) []string {
	all := strings.SplitAfter(text, "\n")
	if last := len(all) - 1; all[last] == "" {
		return all[:last]
	}
	return all
}

// compare returns a shortest way from one list of lines to another.
func compare(a, b []string) []op {
	start := 0
	for start < len(a) && start < len(b) && a[start] == b[start] {
		start++
	}
	end := 0
	for end < len(a)-start && end < len(b)-start && a[len(a)-1-end] == b[len(b)-1-end] {
		end++
	}
	var ops []op
	ops = appendOps(ops, ' ', a[:start])
	ops = append(ops, middle(a[start:len(a)-end], b[start:len(b)-end])...)
	return appendOps(ops, ' ', a[len(a)-end:])
}

func appendOps(ops []op, sign byte, lines []string) []op {
	for _, line := range lines {
		ops = append(ops, op{sign, line})
	}
	return ops
}

// middle compares lists that begin and end with different lines.
func middle(a, b []string) []op {
	if len(a)*len(b) > most {
		return appendOps(appendOps(nil, '-', a), '+', b)
	}
	ids := map[string]rune{}
	differ := diffmatchpatch.DiffMatchPatch{} // without a time limit, so that the answer is always the same
	var ops []op
	for _, d := range differ.DiffMainRunes(runes(ids, a), runes(ids, b), false) {
		n := utf8.RuneCountInString(d.Text)
		switch d.Type {
		case diffmatchpatch.DiffDelete:
			ops, a = appendOps(ops, '-', a[:n]), a[n:]
		case diffmatchpatch.DiffInsert:
			ops, b = appendOps(ops, '+', b[:n]), b[n:]
		default:
			ops, a, b = appendOps(ops, ' ', a[:n]), a[n:], b[n:]
		}
	}
	return ops
}

// runes gives each different line a character of its own: what the library
// compares.
func runes(ids map[string]rune, lines []string) []rune {
	all := make([]rune, len(lines))
	for i, line := range lines {
		id, known := ids[line]
		if !known {
			id = rune(len(ids) + 1)
			if id >= 0xD800 { // surrogates are no characters
				id += 0x800
			}
			ids[line] = id
		}
		all[i] = id
	}
	return all
}

// nextHunk returns the bounds of the next change from i on, with its context;
// both are the end where there is none.
func nextHunk(ops []op, i int) (from, to int) {
	first := i
	for first < len(ops) && ops[first].sign == ' ' {
		first++
	}
	if first == len(ops) {
		return first, first
	}
	last := first
	for j := first; j < len(ops) && j <= last+2*context+1; j++ {
		if ops[j].sign != ' ' {
			last = j
		}
	}
	return max(i, first-context), min(len(ops), last+1+context)
}

// skip counts the lines of ops.
func skip(line *[2]int, ops []op) {
	for _, o := range ops {
		if o.sign != '+' {
			line[0]++
		}
		if o.sign != '-' {
			line[1]++
		}
	}
}

// writeHunk writes a change. before is how many lines precede it.
func writeHunk(b *strings.Builder, before [2]int, ops []op) {
	var count [2]int
	skip(&count, ops)
	fmt.Fprintf(b, "@@ -%s +%s @@\n", bounds(before[0], count[0]), bounds(before[1], count[1]))
	for _, o := range ops {
		b.WriteByte(o.sign)
		b.WriteString(o.line)
		if !strings.HasSuffix(o.line, "\n") {
			b.WriteString("\n\\ No newline at end of file\n")
		}
	}
}

// bounds writes the first line of a hunk and how many there are, as GNU diff
// does: one is left out, and of none the line before is given.
func bounds(before, count int) string {
	switch count {
	case 0:
		return fmt.Sprintf("%d,0", before)
	case 1:
		return fmt.Sprint(before + 1)
	default:
		return fmt.Sprintf("%d,%d", before+1, count)
	}
}
