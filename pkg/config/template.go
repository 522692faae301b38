package config

import (
	"bytes"

	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

const (
	templateHead = `# How prompts are kept, linted and tested in this repository.
# Who may approve and deploy them is another file's affair: .promptctl/policy.yaml.
version: 1

# The folder that holds the prompts, or a list of folders.
`

	templateTail = `
# What "promptctl lint" looks for.
lint:
  # default has the rules that are nearly always right;
  # strict, pedantic and security add to them.
  profile: default
  # The severity of single rules: off, info, warning or error.
  #rules:
  #  T003: error
  # The most tokens that one compiled prompt may have.
  #budget: {tokens: 4000}
  # Findings that are put up with. Each says why. "promptctl explain suppression"
  # tells of comments and of a baseline, which do it too.
  #ignore:
  #  - rules: [T003]
  #    match: ["legacy/**"]
  #    reason: kept as they are until the old gateway is switched off
  # Models of your own, and what you know better of others. With this list, a
  # model that is neither in it nor known to promptctl is a finding.
  #models:
  #  acme/support-7b: {contextWindow: 32000, maxOutput: 4000, unsupported: [topK], price: {input: 0.2, output: 0.6}}
  # Prompts that are not linted at all, by name.
  #exclude: ["drafts/**"]

# How "promptctl test" runs test cases.
test:
  # Requests to models at one time, and the patience with each.
  concurrency: 4
  timeout: 60s
  # A run that would cost more stops.
  #budget: {usd: 2.50}
`
)

// Template returns the promptctl.yaml of a repository whose prompts are in
// these folders, with comments that say what can be set. No folder stands for
// the default one.
func Template(folders []string) []byte {
	if len(folders) == 0 {
		folders = Default().Folders()
	}
	var b bytes.Buffer
	b.WriteString(templateHead)
	if len(folders) == 1 {
		b.WriteString("prompts: " + yamldoc.Quote(folders[0], yamldoc.Place{}) + "\n")
	} else {
		b.WriteString("prompts:\n")
		for _, f := range folders {
			b.WriteString("  - " + yamldoc.Quote(f, yamldoc.Place{Indent: 2}) + "\n")
		}
	}
	b.WriteString(templateTail)
	return b.Bytes()
}
