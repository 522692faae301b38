package review

import (
	"context"
	"errors"
	"slices"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/prose"
)

const (
	// alike is the share of words by which a prompt that is gone and one that is
	// new are taken for one, as where two states are compared.
	alike = 0.6
	// mostNew is how many new prompts are read to find one that was renamed.
	mostNew = 100
)

// Of returns those of some threads that are about a prompt of the revision, or all
// where it is "": those too that were begun when it was called otherwise.
func (s *Shown) Of(ctx context.Context, all []*Thread, prompt string) (threads []*Thread, err error) {
	for _, t := range all {
		if prompt != "" && t.Prompt != prompt {
			name, err := s.name(ctx, t)
			if err != nil {
				return nil, err
			}
			if name != prompt {
				continue
			}
		}
		threads = append(threads, t)
	}
	return threads, nil
}

// Open returns those of some threads that nobody has resolved, on whatever branch
// they were begun.
func Open(threads []*Thread) []*Thread {
	return slices.DeleteFunc(slices.Clone(threads), func(t *Thread) bool { return t.Resolved })
}

// name returns what the prompt of a thread is called now: as then, where there is
// one of that name, or where no other can be what became of it.
func (s *Shown) name(ctx context.Context, t *Thread) (string, error) {
	if _, err := s.catalog.Find(t.Prompt); !errors.As(err, new(*catalog.UnknownPromptError)) {
		return t.Prompt, nil
	}
	key := before{t.Commit, t.File, t.Prompt}
	if name, known := s.names[key]; known {
		return name, nil
	}
	name := t.Prompt
	then, err := s.then(ctx, t)
	if err == nil && then != nil {
		name, err = s.successor(ctx, t, then)
	}
	if err == nil {
		s.names[key] = name
	}
	return name, err
}

// successor finds a prompt that was not there when a thread began, and is the same
// file as that of the thread was or, where none is, says nearly the same.
func (s *Shown) successor(ctx context.Context, t *Thread, then *Version) (string, error) {
	files, err := s.project.Repo.At(ctx, t.Commit)
	if err != nil {
		return "", err
	}
	old, err := catalog.New(ctx, files, s.catalog.Folders)
	if err != nil {
		return "", err
	}
	was, err := files.Files(ctx, t.File)
	if err != nil {
		return "", err
	}
	come := newPrompts(old, s.catalog)
	same := slices.DeleteFunc(slices.Clone(come), func(e catalog.Entry) bool { return len(was) != 1 || e.File.Hash != was[0].Hash })
	switch {
	case len(same) == 1:
		return same[0].Name, nil
	case len(same) > 1 || len(come) > mostNew:
		return t.Prompt, nil
	}
	return s.likest(ctx, t.Prompt, then, come)
}

// newPrompts are the prompts of a catalog that another has not.
func newPrompts(old, now *catalog.Catalog) (come []catalog.Entry) {
	known := map[string]bool{}
	for _, e := range old.Prompts {
		known[e.Name] = true
	}
	for _, e := range now.Prompts {
		if !known[e.Name] {
			come = append(come, e)
		}
	}
	return come
}

// likest returns the prompt that says most of what one said, or the name of that
// one where none is like it, or two are equally so.
func (s *Shown) likest(ctx context.Context, name string, then *Version, come []catalog.Entry) (string, error) {
	most, tied := 0.0, false
	for _, e := range come {
		now, err := s.current(ctx, e.Name)
		if err != nil {
			return "", err
		}
		if now == nil {
			continue
		}
		switch share := prose.Similarity(string(then.Closure.Prompt.Doc.Src), string(now.Closure.Prompt.Doc.Src)); {
		case share < alike || share < most:
		case share == most:
			tied = true
		default:
			most, tied, name = share, false, e.Name
		}
	}
	if tied {
		return then.Name, nil
	}
	return name, nil
}
