package lint

import (
	"embed"
	"strings"
)

//go:embed rules/[A-Z][0-9][0-9][0-9].md
var pages embed.FS

// Doc is the documentation of a rule, taken apart.
type Doc struct {
	Text string // all of it, as Markdown

	Title   string    // code and name
	What    string    // what is found: a paragraph
	Why     string    // why that is bad, and what the limits of the rule are
	Bad     []Example // the files in which it is found
	Good    []Example // the same files, mended
	Sources []string  // what the rule rests on, an entry each
}

// Example is one file of an example.
type Example struct {
	Path string `json:"path"` // from the top of the repository
	Text string `json:"text"`
}

// examplePath is the file of an example that names none.
const examplePath = "prompts/example.prompt.yaml"

// Doc returns the rule's documentation.
func (r Rule) Doc() Doc {
	text, err := pages.ReadFile("rules/" + r.Code + ".md")
	if err != nil {
		return Doc{} // not one of Rules: they all have a page
	}
	return parseDoc(string(text))
}

// parseDoc takes a page apart: a title, a paragraph that says what, paragraphs
// that say why, and the parts below Bad, Good and Source.
func parseDoc(text string) Doc {
	head, parts := splitParts(text)
	title, body, _ := strings.Cut(head, "\n")
	what, why, _ := strings.Cut(strings.TrimSpace(body), "\n\n")
	d := Doc{
		Text: text, Title: strings.TrimPrefix(title, "# "), What: what, Why: strings.TrimSpace(why),
		Bad: parseExamples(parts["Bad"]), Good: parseExamples(parts["Good"]),
	}
	for line := range strings.Lines(parts["Source"]) {
		if source, ok := strings.CutPrefix(strings.TrimSpace(line), "- "); ok {
			d.Sources = append(d.Sources, source)
		}
	}
	return d
}

// splitParts returns what is before the first heading of level two, and what
// is below each.
func splitParts(text string) (head string, parts map[string]string) {
	pieces := strings.Split(text, "\n## ")
	parts = make(map[string]string, len(pieces)-1)
	for _, piece := range pieces[1:] {
		name, body, _ := strings.Cut(piece, "\n")
		parts[strings.TrimSpace(name)] = body
	}
	return pieces[0], parts
}

// parseExamples reads blocks between ``` lines. The first of these names the
// language and, where it is not that of a prompt, the file.
func parseExamples(part string) []Example {
	const fence = "```"
	var examples []Example
	var open *Example
	for line := range strings.Lines(part) {
		info, isFence := strings.CutPrefix(strings.TrimRight(line, "\r\n"), fence)
		switch {
		case !isFence && open != nil:
			open.Text += line
		case isFence && open != nil:
			examples = append(examples, *open)
			open = nil
		case isFence:
			open = &Example{Path: examplePath}
			if _, path, ok := strings.Cut(info, " "); ok {
				open.Path = path
			}
		}
	}
	return examples
}
