package assertion

import (
	"context"
	"fmt"

	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// isYAML holds where the answer is one document of YAML, and a mapping or a list: any
// prose is a text of YAML.
func (c *compiler) isYAML() holder {
	return func(_ context.Context, s *Subject) finding {
		answer := s.output()
		if len(answer) > yamldoc.MaxSize {
			return finding{err: fmt.Errorf("the answer has %d bytes, more than can be read as YAML", len(answer))}
		}
		doc, found := yamldoc.Parse("answer", []byte(answer))
		switch {
		case found.HasErrors():
			first := found[0]
			return finding{reason: func() string {
				return fmt.Sprintf("the answer is not YAML: line %d, column %d: %s%s", first.Range.Start.Line, first.Range.Start.Col, first.Message, got(answer))
			}}
		case doc.Root == nil || doc.Root.Kind == yamldoc.Scalar:
			return finding{reason: func() string { return "the answer is neither a mapping nor a list of YAML" + got(answer) }}
		}
		return finding{holds: true, reason: func() string { return "the answer is a " + doc.Root.Kind.String() + " of YAML" }}
	}
}
