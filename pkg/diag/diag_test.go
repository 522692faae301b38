package diag_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestRangeNamesItsBeginning(t *testing.T) {
	for want, r := range map[string]diag.Range{
		"a.yaml":      {File: "a.yaml"},
		"a.yaml:3:7":  {File: "a.yaml", Start: diag.Pos{Line: 3, Col: 7, Offset: 40}},
		"b/c.md:1:1":  {File: "b/c.md", Start: diag.Pos{Line: 1, Col: 1}, End: diag.Pos{Line: 9, Col: 9}},
		"a:b.yaml":    {File: "a:b.yaml", End: diag.Pos{Line: 2, Col: 1}},
		"":            {},
		"é.yaml:1:12": {File: "é.yaml", Start: diag.Pos{Line: 1, Col: 12}},
	} {
		require.Equal(t, want, r.String())
	}
}

func TestFindingSaysWhereAndWhat(t *testing.T) {
	f := diag.Finding{Code: "Y003", Message: `unknown key "modle"`, Hint: "h",
		Range: diag.Range{File: "a.yaml", Start: diag.Pos{Line: 2, Col: 1}}}
	require.Equal(t, `a.yaml:2:1: unknown key "modle"`, f.String())
	f.Range = diag.Range{File: "a.yaml"}
	require.Equal(t, `a.yaml: unknown key "modle"`, f.String())
}

func TestFindingsAsJSON(t *testing.T) {
	list := diag.List{}
	list.Errorf("Y001", diag.Range{File: "a", Start: diag.Pos{Line: 1, Col: 2, Offset: 1}}, "wrong by %d%%", 5)
	list.Warnf("T003", diag.Range{File: "b"}, "unused")
	list[1].Hint = "remove it"
	text, err := json.Marshal(list)
	require.NoError(t, err)
	require.JSONEq(t, `[
		{"code": "Y001", "severity": "error", "message": "wrong by 5%",
		 "range": {"file": "a", "start": {"line": 1, "col": 2, "offset": 1}, "end": {"line": 0, "col": 0, "offset": 0}}},
		{"code": "T003", "severity": "warning", "message": "unused", "hint": "remove it",
		 "range": {"file": "b", "start": {"line": 0, "col": 0, "offset": 0}, "end": {"line": 0, "col": 0, "offset": 0}}}]`, string(text))
}

func TestSeveritiesByNameAndOrder(t *testing.T) {
	require.Equal(t, []string{"info", "warning", "error"},
		[]string{diag.Info.String(), diag.Warning.String(), diag.Error.String()})
	require.Less(t, diag.Info, diag.Warning)
	require.Less(t, diag.Warning, diag.Error)
	require.Equal(t, diag.Info, diag.Finding{}.Severity)
}

func TestSortIsByFilePlaceAndCode(t *testing.T) {
	list := diag.List{
		at("b", 0, "Y1", "1"), at("a", 9, "Y1", "2"), at("a", 10, "Y1", "3"), at("a", 9, "T9", "4"), at("a", 0, "Z1", "5"), at("B", 3, "Y1", "6"),
	}
	list.Sort()
	require.Equal(t, []string{"6", "5", "4", "2", "3", "1"}, messages(list))
}

// What file, place and code do not tell apart stays in the order in which it
// was found, however many findings there are.
func TestSortIsStable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var list diag.List
		for i := range rapid.IntRange(0, 60).Draw(t, "findings") {
			list = append(list, at(rapid.SampledFrom([]string{"a", "b"}).Draw(t, "file"), rapid.IntRange(0, 2).Draw(t, "offset"),
				rapid.SampledFrom([]string{"T1", "Y1"}).Draw(t, "code"), fmt.Sprintf("%03d", i)))
		}
		want := slices.Clone(list)
		key := func(f diag.Finding) string {
			return fmt.Sprintf("%s %d %s %s", f.Range.File, f.Range.Start.Offset, f.Code, f.Message)
		}
		slices.SortFunc(want, func(a, b diag.Finding) int {
			return map[bool]int{true: -1, false: 1}[key(a) < key(b)]
		})
		list.Sort()
		require.Equal(t, messages(want), messages(list))
	})
}

func TestErrHoldsTheErrorsAlone(t *testing.T) {
	var none diag.List
	require.NoError(t, none.Err())
	require.False(t, none.HasErrors())

	mild := diag.List{{Severity: diag.Info}, {Severity: diag.Warning}}
	require.NoError(t, mild.Err())
	require.False(t, mild.HasErrors())
	require.Equal(t, 1, mild.Count(diag.Warning))
	require.Equal(t, 0, mild.Count(diag.Error))

	mixed := append(mild, at("b", 4, "Y1", "later"), at("a", 7, "Y1", "sooner"))
	require.True(t, mixed.HasErrors())
	require.Equal(t, 2, mixed.Count(diag.Error))
	err := mixed.Err()
	var failed *diag.FindingsError
	require.ErrorAs(t, err, &failed)
	require.Equal(t, []string{"sooner", "later"}, messages(failed.Findings))
	require.EqualError(t, err, "a:1:8: sooner\nb:1:5: later")
	require.Equal(t, "later", mixed[2].Message, "the list itself keeps its order")
}

func TestHints(t *testing.T) {
	require.NoError(t, diag.WithHint(nil, "run %s", "x"))
	require.Empty(t, diag.Hint(nil))
	require.Empty(t, diag.Hint(fs.ErrNotExist))

	err := diag.WithHint(fs.ErrNotExist, "run %q", "init")
	require.EqualError(t, err, fs.ErrNotExist.Error())
	require.ErrorIs(t, err, fs.ErrNotExist)
	require.Equal(t, `run "init"`, diag.Hint(err))

	wrapped := fmt.Errorf("open: %w", err)
	require.Equal(t, `run "init"`, diag.Hint(wrapped))
	require.Equal(t, "outer", diag.Hint(diag.WithHint(wrapped, "outer")), "the outermost one counts")
	require.Equal(t, `run "init"`, diag.Hint(errors.Join(fs.ErrClosed, err)))
}

func at(file string, offset int, code, message string) diag.Finding {
	return diag.Finding{Code: code, Severity: diag.Error, Message: message,
		Range: diag.Range{File: file, Start: diag.Pos{Line: 1, Col: offset + 1, Offset: offset}}}
}

func messages(list diag.List) []string {
	all := make([]string, len(list))
	for i, f := range list {
		all[i] = f.Message
	}
	return all
}
