package scaffold

import (
	"embed"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/prompt"
)

//go:embed templates
var templateFiles embed.FS

// Template is a prompt to begin with.
type Template struct {
	Name    string `json:"name"`
	Summary string `json:"summary"`
}

// DefaultTemplate is what a new prompt is made from where nothing is said.
const DefaultTemplate = "blank"

// Templates returns the templates that are built in, the plainest first.
func Templates() []Template {
	return []Template{
		{"blank", "every section, with a comment on what belongs there"},
		{"chat", "a conversation over several turns, with its history"},
		{"classify", "one label out of a list, with a reason, as JSON"},
		{"extract", "fields out of a document, by a JSON Schema"},
		{"summarize", "a summary of a length for a given reader"},
		{"tools", "an assistant that calls functions"},
		{"vision", "a question about an image"},
		{"judge", "a model as the judge of answers: criteria, scores, a verdict"},
	}
}

// TemplateNames returns the names of the templates.
func TemplateNames() []string {
	var names []string
	for _, t := range Templates() {
		names = append(names, t.Name)
	}
	return names
}

// templateFile returns the bytes of a template's prompt file.
func templateFile(name string) ([]byte, error) {
	names := TemplateNames()
	if slices.Contains(names, name) {
		return templateFiles.ReadFile("templates/" + name + prompt.Suffix)
	}
	err := requestf("there is no template %q%s", name, diag.DidYouMean(name, names))
	return nil, diag.WithHint(err, "the templates are %s; --list says what they are", strings.Join(names, ", "))
}
