package template_test

import (
	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/template"
)

// requireCovers checks what holds of every tree: nodes lie end to end and
// cover the text, and every span is where its meaning says.
func requireCovers(t require.TestingT, tree *template.Template) {
	end := coverNodes(t, tree.Text, tree.Nodes, 0)
	require.Equal(t, len(tree.Text), end)
	for _, e := range tree.Errors {
		requireInside(t, e.Span, template.Span{End: len(tree.Text)})
		require.NotEmpty(t, e.Msg)
		require.NotEmpty(t, e.Hint)
		require.Less(t, e.Start, e.End)
	}
}

// coverNodes checks nodes that begin at start, and returns where they end.
func coverNodes(t require.TestingT, text string, nodes []template.Node, start int) int {
	for _, n := range nodes {
		at := n.Extent()
		require.Equal(t, start, at.Start)
		require.Less(t, at.Start, at.End)
		start = at.End
		coverNode(t, text, n)
	}
	return start
}

func coverNode(t require.TestingT, text string, n template.Node) {
	switch n := n.(type) {
	case *template.Text:
		requireInside(t, n.Shown, n.Span)
		require.Equal(t, text[n.Shown.Start:n.Shown.End], n.Value)
	case *template.Variable:
		requireInside(t, n.NameSpan, n.Span)
		require.Equal(t, text[n.NameSpan.Start:n.NameSpan.End], n.Name)
		require.NotEmpty(t, n.Name)
	case *template.Partial:
		requireInside(t, n.NameSpan, n.Span)
		require.Equal(t, text[n.NameSpan.Start:n.NameSpan.End], n.Name)
		require.Equal(t, text[n.Span.Start-len(n.Indent):n.Span.Start], n.Indent)
	case *template.Section:
		require.Equal(t, n.Span.Start, n.Open.Start)
		require.Equal(t, n.Span.End, n.Close.End)
		requireInside(t, n.NameSpan, n.Open)
		require.Equal(t, text[n.NameSpan.Start:n.NameSpan.End], n.Name)
		require.Equal(t, n.Close.Start, coverNodes(t, text, n.Nodes, n.Open.End))
	}
}

func requireInside(t require.TestingT, inner, outer template.Span) {
	require.LessOrEqual(t, outer.Start, inner.Start)
	require.LessOrEqual(t, inner.Start, inner.End)
	require.LessOrEqual(t, inner.End, outer.End)
}
