package catalog

import (
	"context"
	"errors"
	"io/fs"
	"strings"
	"sync"

	"github.com/promptctl-io/promptctl/pkg/config"
	"github.com/promptctl-io/promptctl/pkg/policy"
	"github.com/promptctl-io/promptctl/pkg/repo"
)

// Project is a repository with the settings that its work tree has, or that
// HEAD has where there is no work tree. It is safe for concurrent use.
type Project struct {
	Repo   *repo.Repo
	Config *config.Config
	// Serves returns the commit that an environment of a repository serves, whose
	// branch has a tip: whoever reads NAME@ENV gets what verified, or nothing. Nil takes
	// every tip as it is.
	Serves func(ctx context.Context, e *policy.Environment, repository string, tip repo.Hash) (repo.Hash, error)

	mutex     sync.Mutex // guards what is below
	policy    *policy.Policy
	hasPolicy bool
	catalogs  map[repo.Hash]func() (*Catalog, error) // by commit
}

// Open reads the settings of a repository. It fails with *config.Error where
// promptctl.yaml is wrong.
func Open(ctx context.Context, r *repo.Repo) (*Project, error) {
	p := &Project{Repo: r, Config: config.Default(), catalogs: map[repo.Hash]func() (*Catalog, error){}}
	base, err := p.base(ctx)
	if err != nil || base == nil {
		return p, err
	}
	if p.Config, err = readConfig(ctx, base); err != nil {
		return nil, err
	}
	return p, nil
}

// base is the snapshot that settings are read from; nil where there is no
// work tree and no commit.
func (p *Project) base(ctx context.Context) (repo.Snapshot, error) {
	if !p.Repo.Bare() && p.Repo.Root() != "" {
		return p.Repo.WorkTree()
	}
	head, err := p.Repo.Head(ctx)
	if err != nil || head.Commit == "" {
		return nil, err
	}
	return p.Repo.At(ctx, head.Commit)
}

func readConfig(ctx context.Context, s repo.Snapshot) (*config.Config, error) {
	src, err := s.Read(ctx, config.File)
	if errors.Is(err, fs.ErrNotExist) {
		return config.Default(), nil
	}
	if err != nil {
		return nil, err
	}
	return config.Load(config.File, src)
}

// configAt reads the settings as they are at a commit.
func (p *Project) configAt(ctx context.Context, commit repo.Hash) (*config.Config, error) {
	s, err := p.Repo.At(ctx, commit)
	if err != nil {
		return nil, err
	}
	return readConfig(ctx, s)
}

// Policy returns the policy that the settings have, nil where they have none.
// It fails with *policy.Error where the policy is wrong.
func (p *Project) Policy(ctx context.Context) (*policy.Policy, error) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if p.hasPolicy {
		return p.policy, nil
	}
	pol, err := p.readPolicy(ctx)
	p.policy, p.hasPolicy = pol, err == nil
	return pol, err
}

// Trust makes a policy the one that names environments and their branches,
// whatever the work tree has.
func (p *Project) Trust(pol *policy.Policy) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.policy, p.hasPolicy = pol, true
}

func (p *Project) readPolicy(ctx context.Context) (*policy.Policy, error) {
	base, err := p.base(ctx)
	if err != nil || base == nil {
		return nil, err
	}
	folder, err := PolicyFolder(ctx, base)
	if err != nil {
		return nil, err
	}
	pol, err := policy.Load(folder)
	if errors.Is(err, policy.ErrNone) {
		return nil, nil
	}
	return pol, err
}

// PolicyFolder returns the files of the policy's folder in a snapshot, by their
// paths within it.
func PolicyFolder(ctx context.Context, s repo.Snapshot) (map[string][]byte, error) {
	files, err := s.Files(ctx, policy.Folder)
	if err != nil {
		return nil, err
	}
	folder := make(map[string][]byte, len(files))
	for _, f := range files {
		data, err := s.Read(ctx, f.Path)
		if err != nil {
			return nil, err
		}
		folder[strings.TrimPrefix(f.Path, policy.Folder+"/")] = data
	}
	return folder, nil
}
