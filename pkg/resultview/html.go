package resultview

import (
	"bufio"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html/template"
	"io"

	"github.com/promptctl-io/promptctl/pkg/results"
	"github.com/promptctl-io/promptctl/pkg/term"
)

//go:embed report.html.tmpl report.css report.js
var pageFiles embed.FS

// HTML writes runs as one page that needs nothing besides itself: a table of cases
// by runs in which one can search, filter and sort, with whole answers and the words
// in which they differ. What is not of the page itself is data in it: its policy
// forbids the browser to fetch anything, and to run any script but its own.
func HTML(w io.Writer, runs []Of, o Options) error {
	var files [3][]byte
	for i, name := range []string{"report.html.tmpl", "report.css", "report.js"} {
		var err error
		if files[i], err = pageFiles.ReadFile(name); err != nil {
			return err
		}
	}
	t, err := template.New("page").Parse(string(files[0]))
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(w, 1<<16)
	f, err := newFit(runs)
	if err != nil {
		return err
	}
	style, script := files[1], files[2]
	p := newPage(runs, o)
	p.left(f)
	p.Policy = "default-src 'none'; style-src '" + sum(style) + "'; script-src '" + sum(script) + "'; base-uri 'none'; form-action 'none'"
	if err := t.ExecuteTemplate(out, "head", p); err != nil {
		return err
	}
	fmt.Fprintf(out, "<style>%s</style>", style)
	if err := t.ExecuteTemplate(out, "body", p); err != nil {
		return err
	}
	if err := f.writeData(out, runs, p.matrix); err != nil {
		return err
	}
	fmt.Fprintf(out, "<script>%s</script>", script)
	if err := t.ExecuteTemplate(out, "foot", p); err != nil {
		return err
	}
	return out.Flush()
}

func sum(text []byte) string {
	hash := sha256.Sum256(text)
	return "sha256-" + base64.StdEncoding.EncodeToString(hash[:])
}

// matrix says where runs are in the table of the page: in which column, and in the
// rows of which prompt.
type matrix struct {
	Prompts  []string    `json:"prompts"`
	Columns  []string    `json:"columns"`
	Runs     []matrixRun `json:"runs"`
	NoAnswer string      `json:"noAnswer"`
}

type matrixRun struct {
	Prompt int `json:"prompt"`
	Column int `json:"column"`
}

// newMatrix gives each run of a prompt a column of its own: the first runs of all
// prompts share one, and so on.
func newMatrix(runs []Of) matrix {
	m := matrix{Prompts: promptsOf(runs), NoAnswer: results.NoAnswer}
	index, used := map[string]int{}, map[string]int{}
	for i, name := range m.Prompts {
		index[name] = i
	}
	columns := 0
	for _, r := range runs {
		name := r.Head.Prompt
		m.Runs = append(m.Runs, matrixRun{index[name], used[name]})
		used[name]++
		columns = max(columns, used[name])
	}
	for i, name := range m.Prompts {
		m.Prompts[i] = term.OneLine(name)
	}
	m.Columns = columnTitles(runs, m.Runs, columns)
	return m
}

// columnTitles names the columns by that in which they differ: by prompt and model
// wherever they do, and by how and when they were run if that alone tells them apart.
func columnTitles(runs []Of, at []matrixRun, columns int) []string {
	firsts := make([]Of, columns)
	for i := len(runs) - 1; i >= 0; i-- {
		firsts[at[i].Column] = runs[i]
	}
	texts := make([]string, columns)
	for i, part := range []func(results.Head) string{
		func(h results.Head) string { return revision(h) },
		func(h results.Head) string { return h.Model },
		func(h results.Head) string { return h.Mode },
		func(h results.Head) string { return h.Started.UTC().Format("2006-01-02 15:04:05") },
	} {
		if i < 2 || !alone(texts) {
			distinguish(texts, firsts, part)
		}
	}
	for i, text := range texts {
		if text == "" {
			text = fmt.Sprintf(" · run %d", i+1)
		}
		texts[i] = text[len(" · "):]
	}
	return texts
}

// distinguish adds a part of their heads to the names of runs, if they differ in it.
func distinguish(texts []string, runs []Of, part func(results.Head) string) {
	differ := false
	for _, r := range runs {
		differ = differ || part(r.Head) != part(runs[0].Head)
	}
	for i, r := range runs {
		if differ && part(r.Head) != "" {
			texts[i] += " · " + term.OneLine(part(r.Head))
		}
	}
}

// revision is what a run was made at, as it was asked for.
func revision(h results.Head) string {
	if h.Reference != "" {
		return h.Reference
	}
	return h.Prompt
}

// writeData writes what the script of the page reads. JSON is escaped so that
// nothing in it ends the element.
func (f *fit) writeData(w *bufio.Writer, runs []Of, m matrix) error {
	data, err := json.Marshal(m)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "<script type=\"application/json\" id=\"page\">%s</script>\n", data)
	suites := map[string]string{} // of the first run of each prompt
	for i, r := range runs {
		first, later := suites[r.Head.Prompt]
		suites[r.Head.Prompt] = r.Head.Suite
		fmt.Fprintf(w, "<script type=\"application/json\" class=\"cases\" data-run=\"%d\">[", i)
		separator := "\n"
		for c, err := range r.Cases {
			if err != nil {
				return err
			}
			if !f.has(r, c) {
				continue
			}
			data, err := json.Marshal(f.newPageCase(c, later && first == r.Head.Suite))
			if err != nil {
				return fmt.Errorf("the page of %s: %w", c.ID, err)
			}
			w.WriteString(separator)
			w.Write(data)
			separator = ",\n"
		}
		w.WriteString("\n]</script>\n")
	}
	return nil
}
