package lint

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/config"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/suite"
)

// unreadSettings finds a promptctl.yml where there is no promptctl.yaml: nothing
// of it is in force, and whoever wrote it believes that it is.
func (s *selection) unreadSettings() {
	at := slices.Index(s.settings, config.OtherFile)
	switch {
	case at < 0:
	case slices.Contains(s.settings, config.File):
		s.settings = slices.Delete(s.settings, at, at+1)
	default:
		s.findings.Add(diag.Finding{Code: "Y014", Severity: diag.Warning, Range: diag.Range{File: config.OtherFile},
			Message: fmt.Sprintf("the file is not read: settings are those of %s", config.File), Hint: "rename it to " + config.File})
	}
}

// notLinted is the error for a file that is named and none to lint.
func (s *selection) notLinted(arg string) error {
	return diag.WithHint(&SelectionError{arg, "nothing in such a file can be linted"}, "%s", s.nameHint(arg))
}

// nameHint says which file was meant by the name of one that is none to lint, or
// which name it would have if it were.
func (s *selection) nameHint(arg string) string {
	suffixes := fmt.Sprintf("prompts end in %s or %s, partials in %s, test cases beside a prompt in %s",
		prompt.Suffix, prompt.ShortSuffix, prompt.PartialSuffix, suite.Suffix)
	ext := path.Ext(arg)
	stem := strings.TrimSuffix(strings.TrimSuffix(arg, ext), ".prompt")
	for _, suffix := range []string{prompt.Suffix, prompt.ShortSuffix} {
		if s.has(s.query.path(stem + suffix)) {
			return fmt.Sprintf("did you mean %s? %s", stem+suffix, suffixes)
		}
	}
	switch {
	case path.Base(arg) == config.OtherFile:
		return "the settings are those of " + config.File + ", which is not to end in .yml"
	case ext == ".yaml" || ext == ".yml":
		return suffixes + "; a prompt here would be " + stem + ".prompt" + ext
	}
	return suffixes
}
