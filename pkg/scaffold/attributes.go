package scaffold

import (
	"bytes"
	"context"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/policy"
	"github.com/promptctl-io/promptctl/pkg/prompt"
)

const attributesFile = ".gitattributes"

// attributePatterns are the files whose line ends are to be the same on every
// system: they reach a model, or a signature is over them.
func attributePatterns() []string {
	return []string{
		"*" + prompt.Suffix, "*" + prompt.ShortSuffix, "*" + prompt.PartialSuffix, "*.tests.yaml", policy.Folder + "/**",
	}
}

const attributesHead = "# Prompts keep their line ends on every system (promptctl)."

func (p *planner) attributes(ctx context.Context) error {
	src, there, err := p.have(ctx, attributesFile)
	if err != nil {
		return err
	}
	data := withAttributes(src)
	switch {
	case !there:
		p.add(Change{Path: attributesFile, Action: Create, Data: data})
	case bytes.Equal(data, src):
		p.add(Change{Path: attributesFile, Action: Keep})
	default:
		p.add(Change{Path: attributesFile, Action: Extend, Data: data, old: src})
	}
	return nil
}

// withAttributes returns a .gitattributes with the lines that it lacks at its
// end. A pattern that has a line end already is left to whoever gave it.
func withAttributes(src []byte) []byte {
	settled := map[string]bool{}
	for line := range strings.Lines(string(src)) {
		fields := strings.Fields(line)
		if len(fields) > 1 && settlesLineEnds(fields[1:]) {
			settled[strings.Trim(fields[0], `"`)] = true
		}
	}
	var missing []string
	for _, pattern := range attributePatterns() {
		if !settled[pattern] && !settled["*"] && !settled["**"] {
			missing = append(missing, pattern+" text eol=lf")
		}
	}
	if len(missing) == 0 {
		return src
	}
	end := lineEnd(src)
	var b bytes.Buffer
	b.Write(src)
	if len(src) > 0 && src[len(src)-1] != '\n' {
		b.WriteString(end)
	}
	if len(src) > 0 {
		b.WriteString(end)
	}
	b.WriteString(attributesHead + end + strings.Join(missing, end) + end)
	return b.Bytes()
}

// settlesLineEnds reports whether attributes say which line ends files have in
// the work tree.
func settlesLineEnds(attributes []string) bool {
	return slices.ContainsFunc(attributes, func(a string) bool {
		return strings.HasPrefix(a, "eol=") || a == "-text" || a == "binary"
	})
}
