package scaffold

import (
	"context"
	"fmt"
	"path"
	"slices"

	"github.com/promptctl-io/promptctl/pkg/config"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/policy"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/repo"
)

// CheckFolder says what is wrong with a folder for prompts, as promptctl.yaml
// would.
func CheckFolder(folder string) error {
	_, found := config.Parse(config.File, config.Template([]string{folder}))
	for _, f := range found {
		if f.Severity == diag.Error {
			return diag.WithHint(requestf("%s", f.Message), "%s", f.Hint)
		}
	}
	return nil
}

// Plan finds out what is to be done to set a repository up. It writes nothing.
// It fails with *config.Error where promptctl.yaml is there and wrong, and
// where something is in the way of what would have to be written.
func Plan(ctx context.Context, r *repo.Repo, o Options) (*Setup, error) {
	work, err := workTree(r)
	if err != nil {
		return nil, err
	}
	if err := CheckFolder(o.Folder); err != nil {
		return nil, err
	}
	d, err := openDisk(r.Root())
	if err != nil {
		return nil, err
	}
	defer d.Close()
	p := &planner{repo: r, work: work, disk: d, options: o, Setup: &Setup{root: r.Root(), prefix: r.Prefix()}}
	for _, step := range []func(context.Context) error{p.look, p.config, p.signing, p.policy, p.attributes, p.prompts} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	return p.Setup, nil
}

// planner is a plan in the making.
type planner struct {
	*Setup
	repo    *repo.Repo
	work    repo.Snapshot
	disk    disk
	options Options
	files   map[string]bool // those of the work tree that git does not ignore
	staged  map[string]bool // those of the looked after that git tracks
}

// look lists what there is.
func (p *planner) look(ctx context.Context) error {
	files, err := p.work.Files(ctx)
	if err != nil {
		return err
	}
	p.files = paths(files)
	index, err := p.repo.Index()
	if err != nil {
		return err
	}
	staged, err := index.Files(ctx, config.File, policy.Folder, attributesFile)
	p.staged = paths(staged)
	return err
}

func paths(files []repo.File) map[string]bool {
	set := make(map[string]bool, len(files))
	for _, f := range files {
		set[f.Path] = true
	}
	return set
}

// have reports whether a file is there, and returns its bytes. What a sparse
// checkout leaves out is there.
func (p *planner) have(ctx context.Context, file string) ([]byte, bool, error) {
	data, there, err := p.disk.read(file)
	switch {
	case there || err != nil:
		return data, there, err
	case p.files[file]:
		data, err := p.work.Read(ctx, file)
		return data, true, err
	case p.staged[file]:
		err := fmt.Errorf("%s is in git and was deleted here", file)
		return nil, false, diag.WithHint(err, "`git restore %s` brings it back; to have a new one, commit the deletion first", quote(file))
	}
	return nil, false, nil
}

func (p *planner) add(c Change) { p.Changes = append(p.Changes, c) }

func (p *planner) config(ctx context.Context) error {
	p.Folders = []string{path.Clean(p.options.Folder)}
	src, there, err := p.have(ctx, config.File)
	switch {
	case err != nil:
		return err
	case !there:
		p.add(Change{Path: config.File, Action: Create, Data: config.Template(p.Folders)})
	default:
		c, err := config.Load(config.File, src)
		if err != nil {
			return err
		}
		p.Folders = c.Folders()
		p.add(Change{Path: config.File, Action: Keep})
	}
	for _, folder := range p.Folders {
		if err := p.disk.folder(folder); err != nil {
			return err
		}
	}
	return nil
}

// prompts adds the example, and notes prompt files that will not be seen.
func (p *planner) prompts(ctx context.Context) error {
	some := false
	for file := range p.files {
		switch {
		case !prompt.IsPrompt(file):
		case prompt.NameOf(file, p.Folders) == "":
			p.Outside = append(p.Outside, file)
		default:
			some = true
		}
	}
	slices.Sort(p.Outside)
	file := prompt.PathOf(p.Folders[0], ExampleName)
	if !p.options.Example || some || len(p.Outside) > 0 {
		return nil
	}
	data, err := templateFile("summarize")
	if err != nil {
		return err
	}
	_, there, err := p.have(ctx, file)
	if err == nil && !there {
		p.add(Change{Path: file, Action: Create, Data: data})
	}
	return err
}
