package template_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/template"
)

// FuzzTemplate parses anything, and renders what has no mistakes in every mode
// with the text itself as a value and as a partial.
func FuzzTemplate(f *testing.F) {
	for _, c := range behaviours() {
		f.Add(c.Template)
		for _, p := range c.Partials {
			f.Add(p)
		}
	}
	for _, c := range malformed {
		f.Add(c.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		tree, errs := template.Parse(text)
		requireCovers(t, tree)
		for _, u := range tree.Uses() {
			require.Equal(t, u.Name, text[u.NameSpan.Start:u.NameSpan.End])
		}
		data := object{"a": text, "x": []any{text, 1, nil}, "xs": []any{object{"a": true}}, "t": object{"x": 1.5}}
		for _, r := range []template.Renderer{{}, {Strict: true}, {HTML: true}} {
			r.MaxBytes = 1 << 16
			r.Partials = partials(map[string]string{"p": text, "q": "{{a}}\n{{>p}}"})
			out, err := r.Render(tree, data)
			requireOutcome(t, tree, errs, out, err)
		}
	})
}

func requireOutcome(t *testing.T, tree *template.Template, errs []*template.SyntaxError, out string, err error) {
	require.LessOrEqual(t, len(out), 1<<16)
	if err == nil {
		require.Empty(t, errs)
		return
	}
	var fault *template.RenderError
	require.ErrorAs(t, err, &fault)
	require.Empty(t, out)
	require.NotEmpty(t, fault.Msg)
	if fault.Partial == "" {
		requireInside(t, fault.Span, template.Span{End: len(tree.Text)})
	}
}
