package main

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const module = "github.com/promptctl-io/promptctl/"

// mayImport is the plan of the house: which of our packages each package may
// import. Imports go downwards only.
var mayImport = map[string][]string{
	// ground floor
	"pkg/diag":        {},
	"pkg/term":        {},
	"pkg/template":    {},
	"pkg/token":       {},
	"pkg/commitgraph": {},
	"pkg/glob":        {},
	"pkg/editscript":  {},
	"pkg/linediff":    {"pkg/editscript"},
	"pkg/prose":       {"pkg/editscript"},
	"pkg/answer":      {},
	"pkg/atomicfile":  {},
	"pkg/yamldoc":     {"pkg/diag"},
	"pkg/markup":      {"pkg/term"},
	"pkg/program":     {},
	"pkg/jsondoc":     {},
	"pkg/jsonschema":  {"pkg/diag", "pkg/jsondoc"},
	"pkg/statistics":  {},
	"pkg/model":       {"pkg/diag"},
	"pkg/signature":   {"pkg/diag"},
	// first floor
	"pkg/prompt":  {"pkg/atomicfile", "pkg/diag", "pkg/model", "pkg/template", "pkg/yamldoc"},
	"pkg/repo":    {"pkg/commitgraph", "pkg/diag"},
	"pkg/config":  {"pkg/diag", "pkg/glob", "pkg/model", "pkg/yamldoc"},
	"pkg/policy":  {"pkg/diag", "pkg/glob", "pkg/signature", "pkg/yamldoc"},
	"pkg/suite":   {"pkg/diag", "pkg/yamldoc"},
	"pkg/results": {"pkg/diag"},
	"pkg/trial":   {"pkg/results", "pkg/statistics"},
	// second floor
	"pkg/provider":  {"pkg/config", "pkg/diag", "pkg/model", "pkg/program"},
	"pkg/recording": {"pkg/atomicfile", "pkg/diag", "pkg/model", "pkg/provider"},
	"pkg/assertion": {"pkg/diag", "pkg/jsondoc", "pkg/jsonschema", "pkg/model", "pkg/program", "pkg/provider", "pkg/suite", "pkg/yamldoc"},
	"pkg/catalog":   {"pkg/config", "pkg/diag", "pkg/ledger", "pkg/policy", "pkg/prompt", "pkg/repo", "pkg/signature", "pkg/token"},
	"pkg/change":    {"pkg/diag", "pkg/model", "pkg/prompt", "pkg/prose", "pkg/suite", "pkg/yamldoc"},
	"pkg/lint": {"pkg/atomicfile", "pkg/catalog", "pkg/change", "pkg/config", "pkg/diag", "pkg/glob", "pkg/linediff", "pkg/model", "pkg/policy", "pkg/prompt", "pkg/repo",
		"pkg/suite", "pkg/template", "pkg/token", "pkg/yamldoc"},
	"pkg/statement": {"pkg/policy", "pkg/prompt", "pkg/signature"},
	"pkg/ledger":    {"pkg/policy", "pkg/prompt", "pkg/signature", "pkg/statement"},
	"pkg/textconv":  {"pkg/prompt", "pkg/prose", "pkg/suite", "pkg/term", "pkg/yamldoc"},
	// third floor
	"pkg/scaffold":    {"pkg/catalog", "pkg/config", "pkg/diag", "pkg/linediff", "pkg/policy", "pkg/prompt", "pkg/repo", "pkg/yamldoc"},
	"pkg/manual":      {"pkg/config", "pkg/diag", "pkg/lint", "pkg/policy", "pkg/prompt", "pkg/suite", "pkg/term", "pkg/yamldoc"},
	"pkg/review":      {"pkg/catalog", "pkg/change", "pkg/diag", "pkg/editscript", "pkg/prompt", "pkg/prose", "pkg/repo", "pkg/yamldoc"},
	"pkg/comparison":  {"pkg/catalog", "pkg/change", "pkg/config", "pkg/diag", "pkg/model", "pkg/prompt", "pkg/prose", "pkg/repo", "pkg/suite", "pkg/token"},
	"pkg/doctor":      {"pkg/catalog", "pkg/config", "pkg/diag", "pkg/environment", "pkg/hook", "pkg/policy", "pkg/prompt", "pkg/repo"},
	"pkg/environment": {"pkg/atomicfile", "pkg/diag", "pkg/ledger", "pkg/policy", "pkg/prompt", "pkg/repo", "pkg/statement", "pkg/suite"},
	"pkg/exchange":    {"pkg/catalog", "pkg/diag", "pkg/policy", "pkg/prompt", "pkg/repo", "pkg/statement"},
	"pkg/hook":        {"pkg/atomicfile", "pkg/diag", "pkg/prompt", "pkg/repo", "pkg/suite", "pkg/textconv"},
	"pkg/standing":    {"pkg/atomicfile", "pkg/catalog", "pkg/comparison", "pkg/diag", "pkg/environment", "pkg/ledger", "pkg/policy", "pkg/prompt", "pkg/repo", "pkg/review", "pkg/statement"},
	"pkg/eval":        {"pkg/assertion", "pkg/catalog", "pkg/diag", "pkg/model", "pkg/prompt", "pkg/provider", "pkg/recording", "pkg/repo", "pkg/results", "pkg/suite", "pkg/token"},
	"pkg/history":     {"pkg/catalog", "pkg/diag", "pkg/repo", "pkg/results"},
	"pkg/signoff":     {"pkg/catalog", "pkg/change", "pkg/comparison", "pkg/diag", "pkg/environment", "pkg/policy", "pkg/repo", "pkg/results", "pkg/signature", "pkg/standing", "pkg/statement"},
	"pkg/deploy": {"pkg/catalog", "pkg/comparison", "pkg/diag", "pkg/environment", "pkg/exchange", "pkg/ledger", "pkg/lint", "pkg/policy", "pkg/prompt", "pkg/repo", "pkg/review", "pkg/signoff",
		"pkg/standing", "pkg/statement", "pkg/token"},
	"pkg/dossier":  {"pkg/catalog", "pkg/comparison", "pkg/diag", "pkg/history", "pkg/lint", "pkg/repo", "pkg/review", "pkg/standing", "pkg/statement"},
	"pkg/audit":    {"pkg/glob", "pkg/ledger", "pkg/statement", "pkg/term"},
	"pkg/overview": {"pkg/atomicfile", "pkg/catalog", "pkg/diag", "pkg/ledger", "pkg/prompt", "pkg/repo", "pkg/standing", "pkg/statement"},
	// top floor
	"pkg/diffview":   {"pkg/change", "pkg/comparison", "pkg/diag", "pkg/linediff", "pkg/markup", "pkg/model", "pkg/prompt", "pkg/prose", "pkg/term"},
	"pkg/resultview": {"pkg/markup", "pkg/results", "pkg/term", "pkg/trial"},
	"pkg/report":     {"pkg/config", "pkg/diag", "pkg/lint", "pkg/manual", "pkg/markup", "pkg/model", "pkg/term"},
	// support of tests
	"pkg/markup/markuptest":  {},
	"pkg/ledger/ledgertest":  {"pkg/ledger", "pkg/repo/repotest", "pkg/statement"},
	"pkg/repo/repotest":      {},
	"pkg/term/termtest":      {},
	"pkg/yamldoc/schematest": {"pkg/diag", "pkg/yamldoc"},
}

// onlyImporter says which packages alone may import what comes from outside,
// so that it could be changed in one place.
var onlyImporter = map[string][]string{
	"gopkg.in/yaml.v3":            {"pkg/yamldoc"},
	"github.com/go-git/go-git/":   {"pkg/repo"},
	"github.com/spf13/cobra":      {"cmd/promptctl"},
	"github.com/sergi/go-diff/":   {"pkg/editscript"},
	"github.com/stretchr/":        {"pkg/markup/markuptest", "pkg/repo/repotest", "pkg/term/termtest", "pkg/yamldoc/schematest"}, // and tests, which are not looked at
	"github.com/pkoukk/tiktoken":  {"pkg/token"},
	"github.com/santhosh-tekuri/": {"pkg/yamldoc/schematest"}, // it takes 6 ms to start
	"golang.org/x/term":           {"pkg/term"},
	"golang.org/x/crypto/":        {"pkg/signature", "pkg/repo/repotest"},
	"github.com/ProtonMail/":      {"pkg/signature"},
	"net/http":                    {"pkg/provider"},
	"github.com/expr-lang/":       {"pkg/assertion"},
	"github.com/theory/jsonpath":  {"pkg/assertion"},
	"os/exec":                     {"pkg/program", "pkg/repo", "pkg/repo/repotest", "pkg/signature", "pkg/term"},
}

type goPackage struct {
	ImportPath string
	Imports    []string
}

func packages(t *testing.T) []goPackage {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", module+"...").Output()
	require.NoError(t, err)
	var all []goPackage
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p goPackage
		err := decoder.Decode(&p)
		if errors.Is(err, io.EOF) {
			return all
		}
		require.NoError(t, err)
		all = append(all, p)
	}
}

func TestImportsGoDownwards(t *testing.T) {
	all := packages(t)
	require.NotEmpty(t, all)
	for _, p := range all {
		name := strings.TrimPrefix(p.ImportPath, module)
		if name == "cmd/promptctl" {
			continue // the top: it may import everything
		}
		allowed, known := mayImport[name]
		require.True(t, known, "%s is not in the plan of the house", name)
		for _, i := range p.Imports {
			if own, ok := strings.CutPrefix(i, module); ok {
				require.Contains(t, allowed, own, "%s may not import %s", name, own)
			}
		}
	}
}

func TestOutsideComesInByOneDoor(t *testing.T) {
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, module)
		for prefix, doors := range onlyImporter {
			for _, i := range p.Imports {
				if strings.HasPrefix(i, prefix) {
					require.True(t, slices.Contains(doors, name), "%s may not import %s", name, i)
				}
			}
		}
	}
}
