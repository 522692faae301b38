package report

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/lint"
	"github.com/promptctl-io/promptctl/pkg/manual"
)

// Page is a page of Markdown.
type Page struct {
	Name string // of its file
	Text string
}

// Reference returns the pages of the rules, an index before them.
func Reference(rules []lint.Rule) []Page {
	pages := []Page{{"README.md", ruleIndex(rules)}}
	for _, r := range rules {
		pages = append(pages, Page{r.Code + ".md", manual.RuleEntry(r).Text})
	}
	return pages
}

// WriteReference writes the pages of the rules to a folder, which is made where
// there is none.
func WriteReference(dir string, rules []lint.Rule) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for _, page := range Reference(rules) {
		if err := os.WriteFile(filepath.Join(dir, page.Name), []byte(page.Text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// indexHead is what the index says before its tables.
const indexHead = `# Rules

What ` + "`promptctl lint`" + ` finds, by the first letter of the code. Each page says what a rule finds and why,
with a bad and a good example; ` + "`promptctl explain CODE`" + ` prints it. ` + "`lint.rules`" + ` in promptctl.yaml
gives a rule another severity, or turns it off.

A safe fix is made by ` + "`promptctl lint --fix`" + `; an unsafe one may change what the prompt means, and is made by
` + "`--unsafe-fixes`" + ` alone.
`

// ruleIndex returns a page with a table of the rules of each family, which
// refers to the page CODE.md of each.
func ruleIndex(rules []lint.Rule) string {
	var page strings.Builder
	page.WriteString(indexHead)
	for _, family := range lint.Families() {
		head := fmt.Sprintf("\n## %s: %s\n\n| code | name | severity | default | fix | what it finds |\n|---|---|---|---|---|---|\n",
			family.Letter, family.Name)
		for _, r := range rules {
			if !strings.HasPrefix(r.Code, family.Letter) {
				continue
			}
			page.WriteString(head)
			head = ""
			fmt.Fprintf(&page, "| [%s](%s.md) | %s | %s | %s | %s | %s |\n",
				r.Code, r.Code, r.Name, r.Severity, inCell(r.Default()), r.Mends, inCell(manual.RuleEntry(r).What))
		}
	}
	return page.String()
}

// inCell is a text as a cell of a table has it.
func inCell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }
