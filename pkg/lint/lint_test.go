package lint_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/lint"
	"github.com/stretchr/testify/require"
)

func TestRulesAreInOrderAndUnique(t *testing.T) {
	var codes []string
	names := map[string]bool{}
	for _, r := range lint.Rules() {
		require.Regexp(t, `^[A-Z][0-9]{3}$`, r.Code)
		require.Regexp(t, `^[a-z]+(-[a-z]+)*$`, r.Name)
		require.False(t, names[r.Name], r.Name)
		names[r.Name] = true
		codes = append(codes, r.Code)
	}
	require.True(t, slices.IsSorted(codes))
	require.Len(t, slices.Compact(codes), len(lint.Rules()))
}

func TestFind(t *testing.T) {
	for _, word := range []string{"Y002", "y002", "duplicate-key", "Duplicate-Key"} {
		r, ok := lint.Find(word)
		require.True(t, ok, word)
		require.Equal(t, "Y002", r.Code)
	}
	for _, word := range []string{"", "Y999", "duplicate", "Y002 "} {
		_, ok := lint.Find(word)
		require.False(t, ok, word)
	}
}

func TestEveryRuleIsOfAFamily(t *testing.T) {
	letters := map[string]bool{}
	for _, f := range lint.Families() {
		require.False(t, letters[f.Letter], f.Letter)
		letters[f.Letter] = true
	}
	for _, r := range lint.Rules() {
		require.NotEmpty(t, r.Family(), r.Code)
	}
	require.Equal(t, "template", lint.Rule{Code: "T003"}.Family())
	require.Empty(t, lint.Rule{}.Family())
}

func TestDefault(t *testing.T) {
	for want, rule := range map[string]lint.Rule{
		"on":                {},
		"on; needs a base":  {Needs: "a base"},
		"off; needs a base": {Needs: "a base", Asked: true},
		"off; needs a severity for it in promptctl.yaml": {Asked: true},
	} {
		require.Equal(t, want, rule.Default())
		state, _, _ := strings.Cut(want, ";")
		require.Equal(t, state, rule.State())
	}
}

func TestURL(t *testing.T) {
	rule, _ := lint.Find("T003")
	require.Equal(t, "https://github.com/promptctl-io/promptctl/blob/main/pkg/lint/rules/T003.md", rule.URL())
}

func TestEveryRuleIsDocumented(t *testing.T) {
	for _, r := range lint.Rules() {
		d := r.Doc()
		require.Equal(t, r.Code+" "+r.Name, d.Title)
		require.Regexp(t, `^\S[^\n]+\.$`, d.What, r.Code)
		require.Regexp(t, `^[A-Z][^\n]+[.)]$`, d.Why, r.Code)
		require.NotEmpty(t, d.Bad, r.Code)
		require.NotEmpty(t, d.Good, r.Code)
		require.NotEmpty(t, d.Sources, r.Code)
		headings := regexp.MustCompile(`(?m)^#.*`).FindAllString(withoutBlocks(d.Text), -1)
		require.Equal(t, []string{"# " + d.Title, "## Bad", "## Good", "## Source"}, headings)
	}
	require.Zero(t, lint.Rule{Code: "Y999"}.Doc())
}

// withoutBlocks is a page without what stands between ``` lines.
func withoutBlocks(text string) string {
	return regexp.MustCompile("(?ms)^```.*?^```$").ReplaceAllString(text, "")
}

func TestEveryPageIsOfARule(t *testing.T) {
	files, err := filepath.Glob("rules/*")
	require.NoError(t, err)
	files = slices.DeleteFunc(files, func(file string) bool { return filepath.Base(file) == "README.md" }) // lists them
	require.Len(t, files, len(lint.Rules()))
	for _, file := range files {
		_, ok := lint.Find(strings.TrimSuffix(filepath.Base(file), ".md"))
		require.True(t, ok, file)
	}
}

// The rules are the codes that findings have, no more and no less.
func TestRulesAreTheCodesThatAreEmitted(t *testing.T) {
	emitted := map[string]bool{}
	err := filepath.WalkDir("..", func(path string, _ fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") {
			src, err := os.ReadFile(path)
			require.NoError(t, err)
			for _, code := range emittedCodes(t, path, src) {
				emitted[code] = true
			}
		}
		return err
	})
	require.NoError(t, err)
	for _, r := range lint.Rules() {
		require.True(t, emitted[r.Code] || r.Check != nil, "%s is documented and never emitted", r.Code)
		delete(emitted, r.Code)
	}
	require.Empty(t, emitted, "emitted and not documented")
}

// emittedCodes returns the codes in a Go file that are an argument of a call,
// the field of a finding, or what a variable is set to or a function returns.
func emittedCodes(t *testing.T, path string, src []byte) []string {
	file, err := parser.ParseFile(token.NewFileSet(), path, src, 0)
	require.NoError(t, err)
	var codes []string
	add := func(e ast.Expr) {
		if literal, ok := e.(*ast.BasicLit); ok && literal.Kind == token.STRING {
			text, err := strconv.Unquote(literal.Value)
			require.NoError(t, err)
			if regexp.MustCompile(`^[A-Z][0-9]{3}$`).MatchString(text) {
				codes = append(codes, text)
			}
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			for _, argument := range n.Args {
				add(argument)
			}
		case *ast.ReturnStmt:
			for _, result := range n.Results {
				add(result)
			}
		case *ast.AssignStmt:
			for _, value := range n.Rhs {
				add(value)
			}
		case *ast.KeyValueExpr:
			if key, ok := n.Key.(*ast.Ident); ok && strings.EqualFold(key.Name, "code") {
				add(n.Value)
			}
		}
		return true
	})
	return codes
}

func TestEmittedCodesAreFound(t *testing.T) {
	src := `package a
func f() string {
	list := []Code{{"A001", "no"}}
	code := "A007"
	found.Errorf("A002", at, "%s", "A003 text")
	_ = diag.Finding{Code: "A004", Message: "A005"}
	return "A006"
}`
	require.Equal(t, []string{"A007", "A002", "A004", "A006"}, emittedCodes(t, "a.go", []byte(src)))
}
