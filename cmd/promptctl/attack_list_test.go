package main

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// attacks is how many there are.
const attacks = 51

// Every attack has a test of its number, and a place in the README's table.
func TestEveryAttackHasATest(t *testing.T) {
	files, err := filepath.Glob("*_test.go")
	require.NoError(t, err)
	var all strings.Builder
	for _, file := range files {
		all.WriteString(readAll(t, file))
	}
	told := tabled(t, readAll(t, filepath.Join("..", "..", "README.md")))
	for number := 1; number <= attacks; number++ {
		require.Contains(t, all.String(), fmt.Sprintf("\nfunc TestAttack%02d", number))
		require.True(t, told[number], "attack %d is not in the README's table", number)
	}
}

// tabled are the numbers in the first column of the table of attacks, such as
// "1–3, 31".
func tabled(t *testing.T, readme string) map[int]bool {
	t.Helper()
	told := map[int]bool{}
	_, table, found := strings.Cut(readme, "\n| attack |")
	require.True(t, found)
	for line := range strings.Lines(table) {
		if !strings.HasPrefix(line, "|") && line != "\n" && len(told) > 0 {
			break
		}
		cell, _, _ := strings.Cut(strings.TrimPrefix(line, "| "), " |")
		if !regexp.MustCompile(`^[0-9][0-9–, ]*$`).MatchString(cell) {
			continue
		}
		for span := range strings.SplitSeq(cell, ", ") {
			first, last, several := strings.Cut(span, "–")
			if !several {
				last = first
			}
			from, err := strconv.Atoi(first)
			require.NoError(t, err)
			to, err := strconv.Atoi(last)
			require.NoError(t, err)
			for number := from; number <= to; number++ {
				told[number] = true
			}
		}
	}
	return told
}
