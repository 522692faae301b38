// Package linediff is the lines that changed between two texts, as a unified
// diff that git apply and patch take.
package linediff

import (
	"fmt"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/editscript"
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
	var ops []op
	for _, r := range editscript.Shortest(a, b, most) {
		from := &a
		if r.Op == editscript.Insert {
			from = &b
		}
		for _, line := range (*from)[:r.Len] {
			ops = append(ops, op{byte(r.Op), line})
		}
		*from = (*from)[r.Len:]
		if r.Op == editscript.Equal {
			b = b[r.Len:]
		}
	}
	return ops
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
