package report

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/lint"
)

// The shapes of JSON. They only ever gain keys; pkg/answer publishes them. A
// list is never null, and a key is absent where there is nothing to say.
type (
	problem struct {
		Code        string        `json:"code"`
		Rule        string        `json:"rule"`
		Severity    diag.Severity `json:"severity"`
		File        string        `json:"file"`
		Range       diag.Range    `json:"range"`
		Message     string        `json:"message"`
		Hint        string        `json:"hint,omitempty"`
		Fix         *fix          `json:"fix,omitempty"`
		Subject     string        `json:"subject,omitempty"`
		Field       string        `json:"field,omitempty"`
		Fingerprint string        `json:"fingerprint"`
		URL         string        `json:"url"`
		Suppression *suppression  `json:"suppression,omitempty"`
	}
	fix struct {
		Title  string `json:"title"`
		Unsafe bool   `json:"unsafe"`
		Edits  []edit `json:"edits"`
	}
	edit struct {
		diag.Edit
		Range diag.Range `json:"range"`
	}
	suppression struct {
		Kind   string `json:"kind"`
		Reason string `json:"reason"`
	}
)

func newProblem(p lint.Problem) problem {
	out := problem{
		Code: p.Code, Rule: p.Rule.Name, Severity: p.Severity, File: p.Range.File, Range: p.Range,
		Message: p.Message, Hint: p.Hint, Fix: newFix(p), Subject: p.Subject, Field: p.Field,
		Fingerprint: p.Fingerprint, URL: p.Rule.URL(),
	}
	if s := p.Suppressed; s != nil {
		out.Suppression = &suppression{s.Kind, s.Reason}
	}
	return out
}

func newFix(p lint.Problem) *fix {
	if p.Fix == nil {
		return nil
	}
	out := &fix{p.Fix.Title, p.Fix.Unsafe, make([]edit, len(p.Edits))}
	for i, at := range p.Edits {
		out.Edits[i] = edit{p.Fix.Edits[i], at}
	}
	return out
}

// writeJSON writes one object, a problem at a time: there may be many.
func writeJSON(w *bufio.Writer, r *lint.Result, _ Options) error {
	w.WriteString("{\n")
	if err := writeList(w, "problems", r.Problems, newProblem); err != nil {
		return err
	}
	if err := writeList(w, "suppressed", r.Suppressed, newProblem); err != nil {
		return err
	}
	if err := writeList(w, "files", files(r), func(file string) string { return file }); err != nil {
		return err
	}
	w.WriteString(`  "summary": `)
	if err := encode(w, "  ", "  ", summarize(r)); err != nil {
		return err
	}
	w.WriteString("\n}\n")
	return nil
}

// writeList writes a key of the object whose value is a list.
func writeList[T, J any](w *bufio.Writer, key string, items []T, shape func(T) J) error {
	fmt.Fprintf(w, "  %q: [", key)
	for i, item := range items {
		if i > 0 {
			w.WriteByte(',')
		}
		w.WriteString("\n    ")
		if err := encode(w, "    ", "  ", shape(item)); err != nil {
			return err
		}
	}
	if len(items) > 0 {
		w.WriteString("\n  ")
	}
	w.WriteString("],\n")
	return nil
}

// writeLines writes an object for each problem that is reported, a line each.
func writeLines(w *bufio.Writer, r *lint.Result, _ Options) error {
	for _, p := range r.Problems {
		if err := encode(w, "", "", newProblem(p)); err != nil {
			return err
		}
		w.WriteByte('\n')
	}
	return nil
}

// encode writes a value as JSON, without a line end after it; prefix stands
// before its further lines.
func encode(w *bufio.Writer, prefix, indent string, v any) error {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent(prefix, indent)
	if err := encoder.Encode(v); err != nil {
		return err
	}
	_, err := w.Write(bytes.TrimSuffix(text.Bytes(), []byte{'\n'}))
	return err
}
