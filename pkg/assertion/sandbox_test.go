package assertion

import (
	"context"
	"testing"

	"github.com/expr-lang/expr"
	"github.com/stretchr/testify/require"
)

func TestEvaluate(t *testing.T) {
	for source, wanted := range map[string]any{
		`output + "!" == "Hello!"`:                                 true,
		`len(json.items) == 3 and all(json.items, # > 0)`:          true,
		`sum(filter(json.items, # > 1)) == 5`:                      true,
		`any(toolCalls, .name == "lookup" and .arguments.id == 7)`: true,
		`first(map(json.items, # * 2))`:                            2,
		`reduce(json.items, #acc + #, 0)`:                          6,
		`let a = lower(output); a contains "ell"`:                  true,
		`output matches "^H"`:                                      true,
		`not (output matches "^h") and output matches ("^" + "H")`: true,
		`vars.none matches "a" or "a" matches vars.none`:           false,
		`type(json.items[0])`:                                      "int",
		`vars.name ?? "nobody"`:                                    "nobody",
		`json.missing == nil`:                                      true,
		`len(split("a b c", " "))`:                                 3,
	} {
		t.Run(source, func(t *testing.T) {
			program, err := expr.Compile(source, bounded()...)
			require.NoError(t, err)
			env := map[string]any{
				"output": "Hello", "json": map[string]any{"items": []any{1, 2, 3}}, "vars": map[string]any{},
				"toolCalls": []any{map[string]any{"name": "lookup", "arguments": map[string]any{"id": 7}}},
			}
			got, err := evaluate(context.Background(), program, env)
			require.NoError(t, err)
			require.EqualValues(t, wanted, got)
		})
	}
}

func TestExpressionsAreBounded(t *testing.T) {
	for _, source := range []string{
		`all(1..100000, all(1..100000, # > 0))`,
		`let a = output + output; let b = a + a; let c = b + b; let d = c + c; let e = d + d; let f = e + e; let g = f + f; len(g + g + g + g) > 0`,
		`len(reduce(1..60, #acc + #acc, output)) > 0`,
		`len(map(1..2000000, #)) > 0`,
		`len(filter(1..900000, # in (1..900000))) > 0`,
		`output matches "(a?b?c?){300}$"`,
		`any(1..100000, output matches "a+$")`,
		`output matches ("(a?b?c?){300}" + "$")`,
	} {
		t.Run(source, func(t *testing.T) {
			program, err := expr.Compile(source, bounded()...)
			require.NoError(t, err)
			env := map[string]any{"output": string(make([]byte, 1<<20))}
			_, err = evaluate(context.Background(), program, env)
			require.ErrorContains(t, outOfBounds(err), "takes more time or memory")
		})
	}
}

// What tells the time, reaches out or makes values out of proportion is not there.
func TestExpressionsHaveNoMore(t *testing.T) {
	for _, source := range []string{`now()`, `repeat("a", 9)`, `join(["a"], "")`, `replace("a", "", "b")`, `toJSON(vars)`, `concat([1], [2])`, `flatten([[1]])`, `os.Getenv("HOME")`, `date("2026-01-01")`} {
		_, err := expr.Compile(source, language()...)
		require.Error(t, err, source)
	}
}
