package results

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"iter"
)

// head is a results file less its cases.
type head struct {
	Head
	Summary Summary       `json:"summary"`
	Modes   []FailureMode `json:"failureModes"`
}

// Write writes a results file: one JSON object, with a line for each case, so that
// any number of cases can be written. The first error of the cases ends it.
func Write(w io.Writer, h Head, s Summary, modes []FailureMode, cases iter.Seq2[*Case, error]) error {
	out := bufio.NewWriterSize(w, 1<<16)
	h.Version = Version
	h.Started = h.Started.UTC()
	if modes == nil {
		modes = []FailureMode{}
	}
	begin, err := begin(head{h, s, modes})
	if err != nil {
		return err
	}
	out.Write(begin)
	if err := writeCases(out, cases); err != nil {
		return err
	}
	out.WriteString("\n  ]\n}\n")
	return out.Flush()
}

// begin is all of a file that is before its cases.
func begin(h head) ([]byte, error) {
	var b bytes.Buffer
	encode := newEncoder(&b)
	encode.SetIndent("", "  ")
	if err := encode.Encode(h); err != nil {
		return nil, fmt.Errorf("writing results: %w", err)
	}
	text, _ := bytes.CutSuffix(b.Bytes(), []byte("\n}\n"))
	return append(text, ",\n  \"cases\": ["...), nil
}

func writeCases(out *bufio.Writer, cases iter.Seq2[*Case, error]) error {
	encode := newEncoder(trimmed{out})
	separator := "\n    "
	for c, err := range cases {
		if err != nil {
			return err
		}
		out.WriteString(separator)
		if err := encode.Encode(whole(c)); err != nil {
			return fmt.Errorf("writing the result of %s: %w", c.ID, err)
		}
		separator = ",\n    "
	}
	return nil
}

// trimmed leaves out the line feed at the end of what is written.
type trimmed struct{ io.Writer }

func (t trimmed) Write(p []byte) (int, error) {
	n, err := t.Writer.Write(bytes.TrimSuffix(p, []byte("\n")))
	if err == nil {
		n = len(p)
	}
	return n, err
}
