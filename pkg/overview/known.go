package overview

import (
	"context"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/standing"
	"github.com/promptctl-io/promptctl/pkg/statement"
)

// At is a text of a prompt, with its newest release; "" where it has none.
type At struct{ Digest, Release string }

// known is what takes long to find out: what is at HEAD and on ordinary branches, the
// releases, and what texts lack to be promoted.
type known struct {
	Prompts  map[string]At            // at HEAD, by name
	Branches map[string]map[string]At // by the branches of open environments, and by name
	Newest   map[string]map[string]At // the newest release that counts, by environment and name
	Lacks    map[string][]Lack        // by lackKey; those that lack nothing are left out
}

func lackKey(environment, name, digest string) string {
	return environment + " " + name + " " + digest
}

// gather finds out what is known, or recalls it.
func gather(ctx context.Context, r *standing.Register, cache string) (*known, error) {
	key, err := r.Fingerprint(ctx)
	if err != nil {
		return nil, err
	}
	file := cacheFile(cache, r.Project.Repo)
	if k := recall(file, key, r.Now); k != nil {
		return k, nil
	}
	k := &known{Branches: map[string]map[string]At{}, Newest: map[string]map[string]At{}, Lacks: map[string][]Lack{}}
	if err := k.texts(ctx, r); err != nil {
		return nil, err
	}
	queue, err := r.Queue(ctx, standing.DefaultRevision, cache)
	if err != nil {
		return nil, err
	}
	for _, w := range queue.Waiting {
		k.Lacks[lackKey(w.Environment, w.Name, w.Digest)] = lacks(w.Needs)
	}
	for _, f := range r.Forces {
		if err := k.releases(ctx, r, f); err != nil {
			return nil, err
		}
	}
	keep(file, key, r.Now, k)
	return k, nil
}

// texts reads what is at HEAD and on ordinary branches.
func (k *known) texts(ctx context.Context, r *standing.Register) (err error) {
	read := reader{r, map[string]string{}, map[repo.Hash]map[string]At{}}
	counted, err := r.Counted(ctx, r.Last())
	if err != nil {
		return err
	}
	for _, s := range counted {
		text := s.Subjects[0].Name + " " + s.Subjects[0].Digest
		if before := read.releases[text]; before == "" || catalog.CompareVersions(s.Version, before) > 0 {
			read.releases[text] = s.Version
		}
	}
	if k.Prompts, err = read.at(ctx, standing.DefaultRevision); err != nil {
		return err
	}
	for _, f := range r.Forces {
		if !f.Ordinary {
			continue
		}
		if k.Branches[f.Branch], err = read.at(ctx, "env:"+f.Name); err != nil {
			return err
		}
	}
	return nil
}

// reader reads the texts of all prompts, at each commit once.
type reader struct {
	*standing.Register
	releases map[string]string // the newest of each text, by "NAME DIGEST"
	commits  map[repo.Hash]map[string]At
}

// at returns the texts of all prompts at a revision.
func (r *reader) at(ctx context.Context, rev string) (map[string]At, error) {
	revision, err := r.Project.Revision(ctx, "", rev)
	if err != nil {
		return nil, err
	}
	if all, there := r.commits[revision.Commit]; there {
		return all, nil
	}
	c, err := r.Project.At(ctx, revision)
	if err != nil {
		return nil, err
	}
	digests := make([]string, len(c.Prompts))
	err = c.Closures(ctx, c.Prompts, func(i int, closure *prompt.Closure, _ diag.List) error { // several at once
		digests[i] = closure.Digest()
		return nil
	})
	all := make(map[string]At, len(digests))
	for i, digest := range digests {
		name := c.Prompts[i].Name
		all[name] = At{digest, r.releases[name+" "+digest]}
	}
	r.commits[revision.Commit] = all
	return all, err
}

// releases finds the newest release of each prompt that counts in an environment and,
// where that is neither served nor at HEAD, what it lacks.
func (k *known) releases(ctx context.Context, r *standing.Register, f *standing.Force) error {
	counted, err := r.Counted(ctx, f)
	if err != nil {
		return err
	}
	newest := map[string]*statement.Signed{}
	for _, s := range counted {
		name := s.Subjects[0].Name
		if before := newest[name]; before == nil || catalog.CompareVersions(s.Version, before.Version) > 0 {
			newest[name] = s
		}
	}
	k.Newest[f.Name] = make(map[string]At, len(newest))
	for name, s := range newest {
		digest := s.Subjects[0].Digest
		k.Newest[f.Name][name] = At{digest, s.Version}
		if f.Open || f.Err != nil || digest == k.Prompts[name].Digest || f.State != nil && f.State.Served[name].Digest == digest {
			continue
		}
		all, err := ask(ctx, r, s, f)
		if err != nil {
			return err
		}
		if len(all) > 0 {
			k.Lacks[lackKey(f.Name, name, digest)] = all
		}
	}
	return nil
}

// ask asks what a release lacks. One whose commit cannot be read lacks that.
func ask(ctx context.Context, r *standing.Register, s *statement.Signed, f *standing.Force) ([]Lack, error) {
	answer, err := r.AskRelease(ctx, s, f)
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if err != nil {
		return []Lack{{What: "release", Why: err.Error()}}, nil
	}
	return lacks(answer.Needs), nil
}

// lacks is what is missing; a release comes last.
func lacks(needs []statement.Need) (all []Lack) {
	approved := standing.Waiting{Needs: needs}.Approved()
	for _, n := range needs {
		if !n.Met && (n.What != "release" || approved) {
			all = append(all, Lack{n.What, n.Role, n.Who, n.Why})
		}
	}
	return all
}
