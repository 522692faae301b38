package term

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func prompts(t *Terminal) *Table {
	table := t.Table(
		Column{Header: "NAME"},
		Column{Header: "TOKENS", Right: true},
		Column{Header: "DESCRIPTION", Flex: true, Min: 8},
	)
	table.Row("support/triage", "312", "Routes a support ticket to a queue.")
	table.Row("greet", "9", "问候客户，并介绍自己。")
	table.Cells(Cell{Text: "bad\x1b[2J"}, Cell{Text: "1024", Paint: t.OutStyle.Red}, Cell{Text: "two\nlines\tand a tab"})
	table.Row("none", "0", "")
	return table
}

func TestTable(t *testing.T) {
	tests := []struct {
		name  string
		width int
		want  string
	}{
		{"wide", 80, `
NAME            TOKENS  DESCRIPTION
support/triage     312  Routes a support ticket to a queue.
greet                9  问候客户，并介绍自己。
bad<U+001B>[2J    1024  two lines and a tab
none                 0
`},
		{"narrow", 40, `
NAME            TOKENS  DESCRIPTION
support/triage     312  Routes a suppor…
greet                9  问候客户，并介…
bad<U+001B>[2J    1024  two lines and a…
none                 0
`},
		{"too narrow", 10, `
NAME            TOKENS  DESCRIP…
support/triage     312  Routes …
greet                9  问候客…
bad<U+001B>[2J    1024  two lin…
none                 0
`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			term, out, _ := terminal("")
			term.Width = tt.width
			require.NoError(t, prompts(term).Write())
			require.Equal(t, tt.want[1:], out.String())
			require.Equal(t, !strings.Contains(tt.want, "…"), prompts(term).Fits())
		})
	}
}

func TestTableWithColor(t *testing.T) {
	term, out, _ := terminal("")
	term.OutStyle = true
	require.NoError(t, prompts(term).Write())
	require.True(t, strings.HasPrefix(out.String(), "\x1b[2mNAME\x1b[22m            \x1b[2mTOKENS\x1b[22m  \x1b[2mDESCRIPTION\x1b[22m\n"))
	require.Contains(t, out.String(), "bad<U+001B>[2J    \x1b[31m1024\x1b[39m  two lines")
}

func TestTableInPipe(t *testing.T) {
	term, out, _ := terminal("")
	term.OutTTY, term.Width = false, 10
	require.NoError(t, prompts(term).Write())
	require.Equal(t, "support/triage\t312\tRoutes a support ticket to a queue.\n"+
		"greet\t9\t问候客户，并介绍自己。\n"+
		"bad<U+001B>[2J\t1024\ttwo lines and a tab\n"+
		"none\t0\t\n", out.String())
	require.True(t, prompts(term).Fits(), "nothing is cut there")
}

func TestTableWithoutRows(t *testing.T) {
	for _, tty := range []bool{true, false} {
		term, out, _ := terminal("")
		term.OutTTY = tty
		require.NoError(t, term.Table(Column{Header: "NAME"}).Write())
		require.Empty(t, out.String())
	}
}

// broken is a stream that takes nothing.
type broken struct{}

var errBroken = errors.New("broken")

func (broken) Write([]byte) (int, error) { return 0, errBroken }

func TestTableReportsWriteError(t *testing.T) {
	term := &Terminal{Out: broken{}}
	require.ErrorIs(t, prompts(term).Write(), errBroken)
}

func TestTableFits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		term, out, _ := terminal("")
		term.Width = rapid.IntRange(12, 60).Draw(t, "width")
		table := term.Table(Column{Header: "A", Flex: true}, Column{Header: "B", Flex: true}, Column{Header: "C", Flex: true, Right: true})
		for range rapid.IntRange(1, 5).Draw(t, "rows") {
			table.Row(awkward().Draw(t, "a"), awkward().Draw(t, "b"), awkward().Draw(t, "c"))
		}
		require.NoError(t, table.Write())
		for line := range strings.Lines(out.String()) {
			require.LessOrEqual(t, Width(strings.TrimSuffix(line, "\n")), term.Width, "%q", line)
		}
	})
}

func BenchmarkTable(b *testing.B) {
	for b.Loop() {
		term, _, _ := terminal("")
		table := term.Table(Column{Header: "NAME", Flex: true}, Column{Header: "N", Right: true}, Column{Header: "TEXT", Flex: true})
		for range 5000 {
			table.Row("support/tickets/triage", "312", "Routes a support ticket to a queue – the right one, we hope – at once.")
		}
		if err := table.Write(); err != nil {
			b.Fatal(err)
		}
	}
}

func TestTableLeavesOutEmptyColumns(t *testing.T) {
	var out strings.Builder
	terminal := &Terminal{Out: &out, OutTTY: true, Width: 80}
	table := terminal.Table(Column{Header: "NAME"}, Column{Header: "RELEASE"}, Column{Header: "AUTHOR"})
	table.Row("a", "", "Ana")
	table.Row("b", "", "Ben")
	require.NoError(t, table.Write())
	require.Equal(t, "NAME  AUTHOR\na     Ana\nb     Ben\n", out.String())

	out.Reset()
	terminal.OutTTY = false
	require.NoError(t, table.Write())
	require.Equal(t, "a\t\tAna\nb\t\tBen\n", out.String())
}
