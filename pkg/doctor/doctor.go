// Package doctor looks for what would bite: in git, in the repository, in its
// settings and prompts, and in the folders that promptctl keeps things in.
//
// It mends nothing. A check that cannot be done says so, and the others go on.
package doctor

import (
	"context"
	"errors"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/repo"
)

// Status says how a check came out.
type Status string

// The statuses, from the best.
const (
	OK   Status = "ok"
	Note Status = "note" // nothing is wrong; it is good to know
	Warn Status = "warn" // something will go wrong sooner or later
	Fail Status = "fail" // something does not work
)

// Result is what one check found.
type Result struct {
	ID     string `json:"id"` // stays the same between versions
	Title  string `json:"title"`
	Status Status `json:"status"`
	Detail string `json:"detail"`
	Hint   string `json:"hint,omitempty"` // what to do about it
}

// World is where to look.
type World struct {
	Dir string   // the folder that promptctl works in; "" is the current one
	Env []string // the environment, as os.Environ() gives it

	Cache string // promptctl's own folders, which need not exist
	State string
}

// Examine makes all checks, in their order. It fails only where ctx ends.
func Examine(ctx context.Context, w World) ([]Result, error) {
	p := &patient{World: w}
	defer p.close()
	p.meet(ctx)
	var results []Result
	for _, c := range checks() {
		result := c.make(ctx, p)
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		result.ID, result.Title = c.id, c.title
		results = append(results, result)
	}
	return results, nil
}

// Worst returns the worst status of the results.
func Worst(results []Result) Status {
	order := map[Status]int{OK: 0, Note: 1, Warn: 2, Fail: 3}
	worst := OK
	for _, r := range results {
		if order[r.Status] > order[worst] {
			worst = r.Status
		}
	}
	return worst
}

// need is what a check cannot do without.
type need int

const (
	nothing need = iota
	git
	repository
	project // a repository with settings that can be read
)

// check is one thing to look at.
type check struct {
	id, title string
	needs     need
	run       func(context.Context, *patient) (Result, error)
}

// checks are all checks, in the order in which they are told.
func checks() []check {
	return []check{
		{"git", "git", nothing, checkGit},
		{"repository", "repository", git, checkRepository},
		{"environment", "environment", nothing, checkEnvironment},
		{"history", "history", repository, checkHistory},
		{"objects", "objects", repository, checkObjects},
		{"replacements", "replacements", repository, checkReplacements},
		{"checkout", "checkout", repository, checkCheckout},
		{"commit-graph", "commit-graph", repository, checkGraph},
		{"tags", "tags", repository, checkTags},
		{"identity", "identity", git, checkIdentity},
		{"signing", "signing", git, checkSigning},
		{"configuration", "configuration", repository, checkConfiguration},
		{"policy", "policy", project, checkPolicy},
		{"prompts", "prompts", project, checkPrompts},
		{"layout", "layout", project, checkLayout},
		{"line-ends", "line ends", project, checkLineEnds},
		{"hooks", "hooks", repository, checkHooks},
		{"diff", "diff", repository, checkDiff},
		{"editor", "editor", git, checkEditor},
		{"pager", "pager", git, checkPager},
		{"cache", "cache", nothing, func(_ context.Context, p *patient) (Result, error) { return checkFolder(p.Cache, "XDG_CACHE_HOME") }},
		{"state", "state", nothing, checkState},
	}
}

// make runs the check, or says why it cannot be made.
func (c check) make(ctx context.Context, p *patient) Result {
	if reason := p.lacks(c.needs); reason != "" {
		return Result{Status: Note, Detail: "skipped: " + reason}
	}
	r, err := c.run(ctx, p)
	if err != nil {
		return Result{Status: Fail, Detail: err.Error(), Hint: diag.Hint(err)}
	}
	return r
}

// patient is what is looked at, as far as it could be opened.
type patient struct {
	World
	settings    *repo.Settings // nil where there is no git
	settingsErr error
	repo        *repo.Repo // nil where there is none, or it does not open
	repoErr     error
	project     *catalog.Project // nil where the settings are wrong
	projectErr  error
	snapshot    repo.Snapshot    // what commands read unless told otherwise; nil where there is nothing
	catalog     *catalog.Catalog // nil where the prompts cannot be listed
	catalogErr  error
}

// meet opens what can be opened.
func (p *patient) meet(ctx context.Context) {
	o := repo.Options{Dir: p.Dir, Env: p.Env}
	if p.settings, p.settingsErr = repo.NewSettings(o); p.settingsErr != nil {
		p.settings = nil
		return
	}
	if p.repo, p.repoErr = repo.Open(ctx, o); p.repoErr != nil {
		p.repo = nil
		return
	}
	p.settings = p.repo.Settings()
	if p.project, p.projectErr = catalog.Open(ctx, p.repo); p.projectErr != nil {
		p.project = nil
		return
	}
	p.catalog, p.catalogErr = p.list(ctx)
}

// list lists the prompts that commands see unless told otherwise; none where
// there is neither a work tree nor a commit.
func (p *patient) list(ctx context.Context) (*catalog.Catalog, error) {
	head, err := p.repo.Head(ctx)
	if err != nil {
		return nil, err
	}
	if p.repo.Root() == "" && head.Commit == "" {
		return &catalog.Catalog{Folders: p.project.Config.Folders()}, nil
	}
	r, err := p.project.Revision(ctx, "", p.project.DefaultRevision())
	if err != nil {
		return nil, err
	}
	if p.snapshot, err = p.project.Snapshot(ctx, r); err != nil {
		return nil, err
	}
	return catalog.Load(ctx, p.snapshot)
}

func (p *patient) close() {
	if p.repo != nil {
		_ = p.repo.Close() // all that was to be read has been read
	}
}

// lacks says why a need is not met, or "".
func (p *patient) lacks(n need) string {
	switch {
	case n >= git && p.settings == nil:
		return "there is no git"
	case n >= repository && errors.Is(p.repoErr, repo.ErrNoRepository):
		return "not in a repository"
	case n >= repository && p.repo == nil:
		return "the repository cannot be opened"
	case n >= project && p.project == nil:
		return "the configuration is wrong"
	default:
		return ""
	}
}

// getenv looks a variable up in the environment that was handed down.
func (p *patient) getenv(name string) string {
	return lookup(p.Env, name)
}
