package template_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/promptctl-io/promptctl/pkg/template"
)

// Random templates are rendered and compared with what they mean.
func TestRenderingIsWhatTheTemplateMeans(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := forms(t, 4)
		data := objects(3).Draw(t, "data")
		tree, errs := template.Parse(f.text)
		require.Empty(t, errs)
		got, err := template.Renderer{}.Render(tree, data)
		require.NoError(t, err)
		require.Equal(t, f.mean([]map[string]any{data}), got)
	})
}

// form is a template together with what it means, worked out as it is made.
type form struct {
	text string
	mean func(stack []map[string]any) string
}

// forms draws templates within lines: text, variables, sections, comments.
func forms(t *rapid.T, depth int) form {
	var parts []form
	for range rapid.IntRange(0, 4).Draw(t, "parts") {
		parts = append(parts, onePart(t, depth))
	}
	return form{
		text: strings.Join(apply(parts, func(f form) string { return f.text }), ""),
		mean: func(stack []map[string]any) string {
			return strings.Join(apply(parts, func(f form) string { return f.mean(stack) }), "")
		},
	}
}

func apply[T, U any](from []T, f func(T) U) []U {
	to := make([]U, len(from))
	for i, v := range from {
		to[i] = f(v)
	}
	return to
}

func onePart(t *rapid.T, depth int) form {
	name := names.Draw(t, "name")
	kind := rapid.IntRange(0, 4).Draw(t, "kind")
	switch {
	case kind >= 3 && depth > 0:
		return sectionForm(name, kind == 4, forms(t, depth-1))
	case kind >= 2:
		return form{"{{" + name + "}}", func(stack []map[string]any) string { return text(find(stack, name)) }}
	case kind == 1:
		return form{"{{! " + name + " }}", func([]map[string]any) string { return "" }}
	}
	return form{" {" + name + "} ", func([]map[string]any) string { return " {" + name + "} " }}
}

func sectionForm(name string, inverted bool, body form) form {
	sign := map[bool]string{false: "#", true: "^"}[inverted]
	return form{"{{" + sign + name + "}}" + body.text + "{{/" + name + "}}", func(stack []map[string]any) string {
		v := find(stack, name)
		empty := v == nil || v == "" || v == false
		list, isList := v.([]any)
		switch {
		case inverted && (empty || isList && len(list) == 0):
			return body.mean(stack)
		case inverted || empty:
			return ""
		case !isList:
			list = []any{v}
		}
		return strings.Join(apply(list, func(item any) string {
			level, _ := item.(map[string]any)
			return body.mean(append(stack[:len(stack):len(stack)], level))
		}), "")
	}}
}

func find(stack []map[string]any, name string) any {
	for i := len(stack) - 1; i >= 0; i-- {
		if v, ok := stack[i][name]; ok {
			return v
		}
	}
	return nil
}

func text(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case []any, map[string]any:
		var b strings.Builder
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		_ = e.Encode(v) // the data is made of what JSON knows
		return strings.TrimSuffix(b.String(), "\n")
	default:
		return fmt.Sprint(v)
	}
}

func objects(depth int) *rapid.Generator[map[string]any] {
	return rapid.Custom(func(t *rapid.T) map[string]any {
		return rapid.MapOfN(names, anyValue(depth), 0, 5).Draw(t, "object")
	})
}

func anyValue(depth int) *rapid.Generator[any] {
	scalar := rapid.OneOf(rapid.Just[any](nil), rapid.Map(rapid.Bool(), toAny), rapid.Map(rapid.IntRange(-9, 9), toAny), rapid.Map(soup, toAny))
	if depth == 0 {
		return scalar
	}
	return rapid.OneOf(scalar, rapid.Map(objects(depth-1), toAny), rapid.Map(rapid.SliceOfN(anyValue(depth-1), 0, 3), toAny))
}

func toAny[T any](v T) any { return v }
