package report

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/lint"
)

type (
	sarifRule struct {
		ID         string         `json:"id"`
		Name       string         `json:"name"`
		Short      sarifText      `json:"shortDescription"`
		Full       sarifText      `json:"fullDescription"`
		Help       sarifText      `json:"help"`
		HelpURI    string         `json:"helpUri"`
		Default    sarifLevel     `json:"defaultConfiguration"`
		Properties sarifRuleFacts `json:"properties"`
	}
	sarifLevel struct {
		Enabled bool   `json:"enabled"`
		Level   string `json:"level"`
	}
	// sarifRuleFacts are what code scanning of GitHub reads besides.
	sarifRuleFacts struct {
		Tags      []string `json:"tags"`
		Precision string   `json:"precision"`
		Severity  string   `json:"problem.severity"`
		Security  string   `json:"security-severity,omitempty"`
	}
)

// newDriver tells of promptctl and of the rules that found something.
func newDriver(version string, problems []lint.Problem) sarifDriver {
	found := map[string]bool{}
	for _, p := range problems {
		found[p.Code] = true
	}
	d := sarifDriver{Name: "promptctl", Version: version, Semantic: semantic(version), InformationURI: home, Rules: []sarifRule{}}
	for _, rule := range lint.Rules() {
		if found[rule.Code] {
			d.Rules = append(d.Rules, newSARIFRule(rule))
		}
	}
	return d
}

// semantic is a version as semver.org has it, "" where it is none.
func semantic(version string) string {
	bare := strings.TrimPrefix(version, "v")
	if !regexp.MustCompile(`^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$`).MatchString(bare) {
		return ""
	}
	return bare
}

func newSARIFRule(rule lint.Rule) sarifRule {
	doc := rule.Doc()
	about := doc.What + "\n\n" + doc.Why
	return sarifRule{
		ID: rule.Code, Name: rule.Name, HelpURI: rule.URL(),
		Short: sarifText{Text: atMost(doc.What)}, Full: sarifText{Text: atMost(about)},
		Help:       sarifText{Text: about + "\n\n" + rule.URL(), Markdown: doc.Text},
		Default:    sarifLevel{!rule.Asked, level(rule.Severity)},
		Properties: newRuleFacts(rule),
	}
}

// atMost cuts a text to what code scanning takes.
func atMost(text string) string {
	if utf8.RuneCountInString(text) <= maxText {
		return text
	}
	return string([]rune(text)[:maxText-1]) + "…"
}

// level is a severity in the words of SARIF.
func level(s diag.Severity) string {
	if s == diag.Info {
		return "note"
	}
	return s.String()
}

// newRuleFacts says how far a rule can be trusted and how much it matters. A
// number for security makes it a matter of security on GitHub.
func newRuleFacts(rule lint.Rule) sarifRuleFacts {
	f := sarifRuleFacts{
		Tags:      []string{"prompt", strings.ReplaceAll(strings.ToLower(rule.Family()), " ", "-")},
		Precision: "high", Severity: rule.Severity.String(),
	}
	switch {
	case rule.Asked:
		f.Precision = "medium"
	case rule.Severity == diag.Error:
		f.Precision = "very-high"
	}
	if rule.Severity == diag.Info {
		f.Severity = "recommendation"
	}
	if strings.HasPrefix(rule.Code, "S") {
		f.Tags = append(f.Tags, "security")
		f.Security = map[diag.Severity]string{diag.Error: "8.0", diag.Warning: "5.0", diag.Info: "2.0"}[rule.Severity]
	}
	slices.Sort(f.Tags)
	return f
}
