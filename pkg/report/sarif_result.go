package report

import (
	"net/url"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/lint"
)

// sourceRoot is the name of the folder that paths count from.
const sourceRoot = "SRCROOT"

type (
	sarifResult struct {
		RuleID       string             `json:"ruleId"`
		RuleIndex    int                `json:"ruleIndex"`
		Level        string             `json:"level"`
		Message      sarifText          `json:"message"`
		Locations    []sarifLocation    `json:"locations"`
		Fingerprints map[string]string  `json:"partialFingerprints"`
		Fixes        []sarifFix         `json:"fixes,omitempty"`
		Suppressions []sarifSuppression `json:"suppressions,omitempty"`
	}
	sarifLocation struct {
		Physical sarifPhysical  `json:"physicalLocation"`
		Logical  []sarifLogical `json:"logicalLocations,omitempty"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   sarifRegion   `json:"region"`
	}
	sarifLogical struct {
		Name string `json:"name"`
		Full string `json:"fullyQualifiedName"`
	}
	sarifArtifact struct {
		URI  string `json:"uri"`
		Base string `json:"uriBaseId"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn"`
		EndLine     int `json:"endLine"`
		EndColumn   int `json:"endColumn"`
	}
	sarifFix struct {
		Description sarifText     `json:"description"`
		Changes     []sarifChange `json:"artifactChanges"`
	}
	sarifChange struct {
		Artifact     sarifArtifact      `json:"artifactLocation"`
		Replacements []sarifReplacement `json:"replacements"`
	}
	sarifReplacement struct {
		Deleted  sarifRegion `json:"deletedRegion"`
		Inserted sarifText   `json:"insertedContent"`
	}
	sarifSuppression struct {
		Kind          string `json:"kind"`
		Justification string `json:"justification,omitempty"`
	}
)

// newResults are the problems; rules are those that they are of.
func newResults(problems []lint.Problem, rules []sarifRule) []sarifResult {
	index := make(map[string]int, len(rules))
	for i, rule := range rules {
		index[rule.ID] = i
	}
	results := make([]sarifResult, len(problems))
	for i, p := range problems {
		results[i] = newResult(p, index[p.Code])
	}
	return results
}

func newResult(p lint.Problem, rule int) sarifResult {
	text := p.Message
	if p.Hint != "" {
		text += "\nhint: " + p.Hint
	}
	out := sarifResult{
		RuleID: p.Code, RuleIndex: rule, Level: level(p.Severity), Message: sarifText{Text: plain(text)},
		Locations:    []sarifLocation{newLocation(p)},
		Fingerprints: map[string]string{"promptctl/v1": p.Fingerprint},
	}
	if p.Fix != nil {
		out.Fixes = []sarifFix{newSARIFFix(p)}
	}
	if s := p.Suppressed; s != nil {
		kind := "external"
		if s.Kind == "comment" || s.Kind == "file" {
			kind = "inSource"
		}
		out.Suppressions = []sarifSuppression{{kind, s.Reason}}
	}
	return out
}

// plain is a text that no reader takes for one with links (SARIF 2.1.0, 3.11.6).
func plain(text string) string {
	if !strings.Contains(text, "](") {
		return text
	}
	return strings.NewReplacer(`\`, `\\`, "[", `\[`, "]", `\]`).Replace(text)
}

func newLocation(p lint.Problem) sarifLocation {
	at := p.Range
	if at.Start.Line == 0 {
		// Code scanning wants a line for everything.
		at.Start = diag.Pos{Line: 1, Col: 1}
		at.End = at.Start
	}
	out := sarifLocation{Physical: sarifPhysical{newArtifact(at.File), newRegion(at)}}
	if region := &out.Physical.Region; region.StartLine == region.EndLine {
		region.EndColumn = max(region.EndColumn, region.StartColumn+1) // an empty region is a place to insert
	}
	if p.Subject != "" || p.Field != "" {
		name := p.Field
		if name == "" {
			name = p.Subject
		}
		out.Logical = []sarifLogical{{name, strings.Trim(p.Subject+"#"+p.Field, "#")}}
	}
	return out
}

func newSARIFFix(p lint.Problem) sarifFix {
	change := sarifChange{newArtifact(p.Range.File), make([]sarifReplacement, len(p.Edits))}
	for i, at := range p.Edits {
		change.Replacements[i] = sarifReplacement{newRegion(at), sarifText{Text: p.Fix.Edits[i].New}}
	}
	return sarifFix{sarifText{Text: plain(p.Fix.Title)}, []sarifChange{change}}
}

func newArtifact(file string) sarifArtifact {
	parts := strings.Split(file, "/")
	for i, part := range parts {
		parts[i] = strings.ReplaceAll(url.PathEscape(part), ":", "%3A") // a colon would end a scheme
	}
	return sarifArtifact{strings.Join(parts, "/"), sourceRoot}
}

func newRegion(r diag.Range) sarifRegion {
	if r.End.Line == 0 {
		r.End = r.Start
	}
	return sarifRegion{r.Start.Line, r.Start.Col, r.End.Line, r.End.Col}
}
