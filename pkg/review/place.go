package review

import (
	"context"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/change"
	"github.com/promptctl-io/promptctl/pkg/repo"
)

// Place is where what a thread is about is now.
type Place struct {
	Prompt  string // what the prompt is called now; "" where that is as then, or it is gone
	Section string // its id now; "" where it is in none
	Line    int    // of the file, from 1: of the line, or that the section begins on; 0 for all of the prompt
	// Outdated says that what the thread is about is gone, and the rest is empty.
	Outdated bool
}

// Shown is the prompts of a revision, in which threads get their places. It is
// for one goroutine.
type Shown struct {
	project *catalog.Project
	catalog *catalog.Catalog
	now     map[string]*Version
	before  map[before]*Version
	ways    map[before]*way
	names   map[before]string // of prompts that are not there any more by the name that they had
}

// before is a file that was looked at, and the prompt that it is now.
type before struct {
	commit       repo.Hash
	file, prompt string
}

// Show returns the prompts of a revision.
func Show(p *catalog.Project, c *catalog.Catalog) *Shown {
	return &Shown{p, c, map[string]*Version{}, map[before]*Version{}, map[before]*way{}, map[before]string{}}
}

// Place returns where what a thread is about is now. A section is followed also
// where it is called otherwise now and says nearly the same; a line by what lies
// between then and now, and elsewhere by what it says and stands between.
func (s *Shown) Place(ctx context.Context, t *Thread) (Place, error) {
	name, err := s.name(ctx, t)
	if err != nil {
		return Place{}, err
	}
	place, err := s.within(ctx, t, name)
	if name != t.Prompt {
		place.Prompt = name
	}
	return place, err
}

// within is Place in the prompt that has a name now.
func (s *Shown) within(ctx context.Context, t *Thread, name string) (Place, error) {
	now, err := s.current(ctx, name)
	switch {
	case err != nil:
		return Place{}, err
	case now == nil:
		return Place{Outdated: true}, nil
	case t.Line > 0:
		return s.line(ctx, t, now)
	case t.Section != "":
		return s.section(ctx, t, now)
	}
	return Place{}, nil
}

// current returns a prompt as it is now; nil where it is gone.
func (s *Shown) current(ctx context.Context, name string) (*Version, error) {
	if v, known := s.now[name]; known {
		return v, nil
	}
	e, err := s.catalog.Find(name)
	if err != nil {
		s.now[name] = nil
		return nil, nil //nolint:nilerr // why it is not there is no matter
	}
	v, err := load(ctx, s.catalog, e)
	if err == nil {
		s.now[name] = v
	}
	return v, err
}

// then returns a prompt as it was looked at; nil where that cannot be read any
// more: what a note names need not be in the repository.
func (s *Shown) then(ctx context.Context, t *Thread) (*Version, error) {
	key := before{t.Commit, t.File, t.Prompt}
	if v, known := s.before[key]; known {
		return v, nil
	}
	v, err := s.read(ctx, t)
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if err != nil {
		v = nil
	}
	s.before[key] = v
	return v, nil
}

func (s *Shown) read(ctx context.Context, t *Thread) (*Version, error) {
	files, err := s.project.Repo.At(ctx, t.Commit)
	if err != nil {
		return nil, err
	}
	closure, _, err := catalog.Loader(ctx, files, s.catalog.Folders).Load(t.File)
	if err != nil {
		return nil, err
	}
	return newVersion(t.Prompt, closure), nil
}

func (s *Shown) line(ctx context.Context, t *Thread, now *Version) (Place, error) {
	then, err := s.then(ctx, t)
	if err != nil {
		return Place{}, err
	}
	line := 0
	switch {
	case then == nil || t.Line > len(then.lines):
		line = onlyLine(now.lines, t.Quote)
	default:
		key := before{t.Commit, t.File, t.Prompt}
		if s.ways[key] == nil {
			s.ways[key] = newWay(then.lines, now.lines)
		}
		line = s.ways[key].follow(t.Line)
	}
	if line == 0 {
		return Place{Outdated: true}, nil
	}
	return Place{Section: now.sectionOf(line), Line: line}, nil
}

func (s *Shown) section(ctx context.Context, t *Thread, now *Version) (Place, error) {
	id := t.Section
	line, there := now.sectionLine(id)
	if !there {
		then, err := s.then(ctx, t)
		if err != nil || then == nil {
			return Place{Outdated: true}, err
		}
		if id, there = change.SectionNow(then.Closure, now.Closure, id); there {
			line, there = now.sectionLine(id)
		}
	}
	if !there {
		return Place{Outdated: true}, nil
	}
	return Place{Section: id, Line: line}, nil
}
