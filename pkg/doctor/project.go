package doctor

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/config"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/policy"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/repo"
)

// checkConfiguration looks at promptctl.yaml.
func checkConfiguration(ctx context.Context, p *patient) (Result, error) {
	var wrong *config.Error
	if errors.As(p.projectErr, &wrong) {
		return findings(wrong.Findings), nil
	}
	if p.projectErr != nil {
		return Result{}, p.projectErr
	}
	folders := "prompts in " + strings.Join(p.project.Config.Folders(), ", ")
	if p.snapshot != nil {
		there, err := p.snapshot.Files(ctx, config.File, config.OtherFile)
		switch {
		case err != nil || slices.ContainsFunc(there, func(f repo.File) bool { return f.Path == config.File }):
			return Result{Status: OK, Detail: folders}, err
		case len(there) > 0:
			return Result{Status: Warn, Detail: config.OtherFile + " is not read: settings are those of " + config.File,
				Hint: "mv " + config.OtherFile + " " + config.File}, nil
		}
	}
	return Result{Status: Note, Detail: "no " + config.File + ": " + folders, Hint: "promptctl init"}, nil
}

// findings is the result where a file is wrong: the first finding, and how many
// more there are.
func findings(found diag.List) Result {
	r := Result{Status: Fail, Detail: found[0].String(), Hint: found[0].Hint}
	if more := len(found) - 1; more > 0 {
		r.Detail += fmt.Sprintf(" (and %d more)", more)
	}
	return r
}

// checkPolicy looks at .promptctl.
func checkPolicy(ctx context.Context, p *patient) (Result, error) {
	pol, err := p.project.Policy(ctx)
	var wrong *policy.Error
	switch {
	case errors.As(err, &wrong):
		return findings(wrong.Findings), nil
	case err != nil:
		return Result{}, err
	case pol == nil:
		return Result{Status: Note, Detail: "none: there are no environments", Hint: "promptctl init"}, nil
	}
	names, open := make([]string, len(pol.Environments)), 0
	for i, e := range pol.Environments {
		names[i] = e.Name
		if e.Open {
			names[i] += " (open)"
			open++
		}
	}
	r := Result{Status: OK, Detail: strings.Join(names, ", ")}
	if open == len(names) {
		r.Status, r.Hint = Note, "nothing asks for approval: .promptctl/policy.yaml says how to protect an environment"
	}
	return r, nil
}

// checkPrompts reads every prompt.
func checkPrompts(ctx context.Context, p *patient) (Result, error) {
	const named = 3 // of the wrong ones
	if p.catalogErr != nil {
		return Result{}, p.catalogErr
	}
	wrong := []string{}
	for _, f := range p.catalog.Findings {
		wrong = append(wrong, f.String())
	}
	bad, err := p.unsound(ctx)
	if err != nil {
		return Result{}, err
	}
	wrong = append(wrong, bad...)
	total := count(len(p.catalog.Prompts), "prompt")
	switch {
	case len(wrong) > 0:
		detail := fmt.Sprintf("%s, %d wrong: %s", total, len(wrong), strings.Join(wrong[:min(named, len(wrong))], "; "))
		if more := len(wrong) - named; more > 0 {
			detail += fmt.Sprintf("; and %d more", more)
		}
		return Result{Status: Warn, Detail: detail, Hint: "`promptctl show NAME` shows what is wrong with one"}, nil
	case len(p.catalog.Prompts) == 0:
		return Result{Status: Note, Detail: "none in " + strings.Join(p.catalog.Folders, ", "), Hint: "`promptctl new NAME` begins one"}, nil
	default:
		return Result{Status: OK, Detail: total}, nil
	}
}

// unsound returns the first error of each prompt that has one.
func (p *patient) unsound(ctx context.Context) ([]string, error) {
	first := make([]string, len(p.catalog.Prompts))
	err := p.catalog.Closures(ctx, p.catalog.Prompts, func(i int, _ *prompt.Closure, found diag.List) error {
		if e := slices.IndexFunc(found, func(f diag.Finding) bool { return f.Severity == diag.Error }); e >= 0 {
			first[i] = found[e].String() // each prompt is visited once, so nobody else writes here
		}
		return nil
	})
	return slices.DeleteFunc(first, func(s string) bool { return s == "" }), err
}

// checkLayout looks for folders with so many files that git is slow with them:
// one folder of 5,000 costs 3 to 11 times as much as 100 folders of 50.
func checkLayout(_ context.Context, p *patient) (Result, error) {
	const many = 1000
	if p.catalogErr != nil {
		return Result{}, p.catalogErr
	}
	files := map[string]int{}
	for _, e := range p.catalog.Prompts {
		files[path.Dir(e.File.Path)]++
	}
	largest := ""
	for folder, n := range files {
		if largest == "" || n > files[largest] || n == files[largest] && folder < largest {
			largest = folder
		}
	}
	if files[largest] > many {
		return Result{Status: Warn, Detail: fmt.Sprintf("%s holds %d prompts side by side: history and lists take several times as long", largest, files[largest]),
			Hint: "spread them over folders, some fifty in each"}, nil
	}
	return Result{Status: OK, Detail: "no folder is too full"}, nil
}

// checkLineEnds looks whether prompts may get other line ends on some systems.
func checkLineEnds(ctx context.Context, p *patient) (Result, error) {
	if p.catalogErr != nil || p.repo.Root() == "" {
		return Result{Status: OK, Detail: "no work tree"}, p.catalogErr
	}
	// Names that stand for the prompts to come, and what there is.
	paths := []string{prompt.PathOf(p.catalog.Folders[0], "any"), path.Join(p.catalog.Folders[0], "any"+prompt.PartialSuffix)}
	for _, e := range slices.Concat(p.catalog.Prompts, p.catalog.Partials) {
		paths = append(paths, e.File.Path)
	}
	values, err := p.repo.Attributes(ctx, paths, "text", "eol")
	if err != nil {
		return Result{}, err
	}
	var loose []string
	for i, v := range values {
		if v["text"] != "unset" && v["eol"] != "lf" {
			loose = append(loose, paths[i])
		}
	}
	if len(loose) == 0 {
		return Result{Status: OK, Detail: "the same on every system"}, nil
	}
	auto, _, err := p.repo.Config(ctx, "core.autocrlf")
	if err != nil {
		return Result{}, err
	}
	const mend = "promptctl init adds the lines that .gitattributes lacks"
	if isTrue(auto) && auto != "input" {
		return Result{Status: Warn, Detail: "core.autocrlf writes prompts with CRLF here, such as " + loose[len(loose)-1], Hint: mend}, nil
	}
	return Result{Status: Note, Detail: "prompts may get CRLF on other systems: no attribute says which line ends they have", Hint: mend}, nil
}
