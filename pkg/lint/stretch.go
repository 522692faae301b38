package lint

import (
	"bytes"
	"slices"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// stretch is a part of a file as it is read: bytes as they stand there, or the
// value of a scalar in which escapes stand for others.
type stretch struct {
	text  []byte
	start int           // where the text begins in the file; of bytes as they stand
	node  *yamldoc.Node // the scalar; nil for bytes as they stand
}

// stretches are the whole file: keys, values and comments. What stands in
// double quotes and has escapes comes decoded.
func (s *Subject) stretches() []stretch {
	if s.parts == nil {
		s.parts = s.cutUp()
	}
	return s.parts
}

func (s *Subject) cutUp() []stretch {
	whole := []stretch{{text: s.Src}}
	if s.Doc == nil || bytes.IndexByte(s.Doc.Src, '\\') < 0 {
		return whole
	}
	var quoted []*yamldoc.Node
	eachNode(s.Doc.Root, func(n *yamldoc.Node) {
		if n.Style == yamldoc.DoubleQuoted && !n.Alias && bytes.IndexByte(s.Src[n.Start:n.End], '\\') >= 0 {
			quoted = append(quoted, n)
		}
	})
	if len(quoted) == 0 {
		return whole
	}
	slices.SortFunc(quoted, func(a, b *yamldoc.Node) int { return a.Start - b.Start })
	var all []stretch
	at := 0
	for _, n := range quoted {
		all = append(all, stretch{text: s.Src[at:n.Start], start: at}, stretch{text: []byte(n.Value), node: n})
		at = n.End
	}
	return append(all, stretch{text: s.Src[at:], start: at})
}

// offsets returns where the bytes [i, j) of a stretch stand in the file.
func (s *Subject) offsets(in stretch, i, j int) (start, end int) {
	if in.node == nil {
		return in.start + i, in.start + j
	}
	at := s.Doc.ValueRange(in.node, i, j)
	return at.Start.Offset, at.End.Offset
}

// rangeIn is the place of the bytes [i, j) of a stretch.
func (s *Subject) rangeIn(in stretch, i, j int) diag.Range {
	start, end := s.offsets(in, i, j)
	return s.Source().Range(start, end)
}
