package lint

import (
	"context"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/config"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/policy"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/suite"
	"github.com/promptctl-io/promptctl/pkg/token"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// Query says what is linted.
type Query struct {
	Snapshot repo.Snapshot
	// Args are files, folders, names of prompts and partials, and patterns for
	// paths or names; none is everything that there is to lint. They say what is
	// reported. Whatever they say, all of the snapshot is what files are checked
	// against, so that nothing depends on how a list is split.
	Args []string
	// Changed are the only files that are reported besides Args, and those that
	// are gone; nil is no such bound.
	Changed []string
	// Path turns a path as it was given into one from the top; nil is for paths
	// that are such already.
	Path func(arg string) string
	// ForceExclude leaves out what is excluded also where it is named.
	ForceExclude bool
	// History is asked only where a rule needs to know.
	History History
	Tokens  *token.Counter
	// Baseline is what was there already, and is put up with; nil is none.
	Baseline *Baseline

	unbounded bool // list all findings, however many there are
}

// path is an argument as a path from the top.
func (q *Query) path(arg string) string {
	if q.Path == nil {
		return path.Clean(arg)
	}
	return q.Path(arg)
}

// Result is what was found.
type Result struct {
	Problems   []Problem // reported, in the order of files and places
	Suppressed []Problem // found and not reported; each says why
	Files      []string  // that were looked at, in order
	// Unusable says that promptctl.yaml is wrong: then nothing else was looked at.
	Unusable bool

	record record
}

// Run lints. An error is a failure to find out, not a finding.
func Run(ctx context.Context, q Query) (*Result, error) {
	cfg, found, err := readConfig(ctx, q.Snapshot)
	if err != nil {
		return nil, err
	}
	r := &run{Query: q, suppressions: map[string]*suppressions{}, broken: map[string]bool{}}
	if found.HasErrors() {
		// Whoever asks for something else must learn why there is no answer.
		r.unusable = true
		r.linter, r.selection = newLinter(&Index{Config: config.Default()}), &selection{reported: map[string]bool{config.File: true}}
		if err := r.settings(ctx, config.File, found); err != nil {
			return nil, err
		}
		return r.result(), nil
	}
	c, err := catalog.New(ctx, q.Snapshot, cfg.Folders())
	if err != nil {
		return nil, err
	}
	if r.selection, err = choose(ctx, &q, cfg, c); err != nil {
		return nil, err
	}
	index := &Index{Config: cfg, Catalog: c, Tokens: q.Tokens, history: q.History}
	index.read = func(file string) ([]byte, error) { return q.Snapshot.Read(ctx, file) }
	r.linter = newLinter(index)
	r.configured = r.linter.configured()
	if q.unbounded {
		r.linter.limit = 0
	}
	if err := r.all(ctx, slices.Concat(found, unknownRules(cfg), vainSettings(cfg, c))); err != nil {
		return nil, err
	}
	if err := r.unused(ctx); err != nil {
		return nil, err
	}
	if err := r.agree(ctx); err != nil {
		return nil, err
	}
	return r.result(), nil
}

func readConfig(ctx context.Context, s repo.Snapshot) (*config.Config, diag.List, error) {
	src, err := s.Read(ctx, config.File)
	if errors.Is(err, fs.ErrNotExist) {
		return config.Default(), nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	cfg, found := config.Parse(config.File, src)
	settleRules(cfg)
	return cfg, proposeRules(cfg, src, found), nil
}

// run is one run of the linter. Its methods may be called by several
// goroutines.
type run struct {
	Query
	linter    *linter
	selection *selection
	unusable  bool // promptctl.yaml is wrong

	configured []*suppression // of promptctl.yaml, as its lint.ignore

	mutex        sync.Mutex
	problems     []Problem
	files        []string
	suppressions map[string]*suppressions // of files that have some
	broken       map[string]bool          // files that could not be read as a whole
}

// all lints everything that is wanted.
func (r *run) all(ctx context.Context, ofConfig diag.List) error {
	if r.selection.reported[config.File] {
		if err := r.settings(ctx, config.File, ofConfig); err != nil {
			return err
		}
	}
	if err := r.policy(ctx); err != nil {
		return err
	}
	r.names(ctx)
	if err := r.orphans(ctx); err != nil {
		return err
	}
	if err := r.partials(ctx); err != nil {
		return err
	}
	return r.prompts(ctx)
}

// settings lints a file that is no prompt and no partial.
func (r *run) settings(ctx context.Context, file string, found diag.List) error {
	src, err := r.Snapshot.Read(ctx, file)
	var unread *repo.FileError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case errors.As(err, &unread):
		found.Errorf("P017", diag.Range{File: file}, "the file cannot be read: it %v", unread.Err)
		return r.look(&Subject{File: file}, found)
	case err != nil:
		return err
	}
	s := &Subject{File: file, Src: src}
	if strings.HasSuffix(file, ".yaml") {
		s.Doc, _ = yamldoc.Parse(file, src)
	}
	return r.look(s, found)
}

// policy lints the policy's folder.
func (r *run) policy(ctx context.Context) error {
	files, err := r.Snapshot.Files(ctx, policy.Folder)
	if err != nil || len(files) == 0 {
		return err
	}
	if !slices.ContainsFunc(files, func(f repo.File) bool { return r.selection.reported[f.Path] }) {
		return nil
	}
	found := map[string]diag.List{}
	folder := map[string][]byte{}
	unread := map[string]bool{} // which looking at the file says
	for _, f := range files {
		found[f.Path] = nil
		src, err := r.Snapshot.Read(ctx, f.Path)
		if err != nil && !errors.As(err, new(*repo.FileError)) {
			return err
		}
		if err != nil {
			unread[f.Path] = true
		}
		folder[strings.TrimPrefix(f.Path, policy.Folder+"/")] = src
	}
	_, all := policy.Check(folder)
	for _, f := range all {
		missing := len(unread) > 0 && (f.Code == "P018" || f.Code == "P019") // it might be in what could not be read
		if !missing && !(unread[f.Range.File] && f.Code != "P017") {
			found[f.Range.File] = append(found[f.Range.File], f)
		}
	}
	for file, list := range found {
		if !r.selection.reported[file] {
			continue
		}
		if err := r.settings(ctx, file, list); err != nil {
			return err
		}
	}
	return nil
}

// names reports what is wrong with the names of files, and with the files that
// are none.
func (r *run) names(ctx context.Context) {
	for _, f := range r.linter.settled(slices.Concat(r.linter.index.Catalog.Findings, r.selection.findings)) {
		if r.selection.reported[f.Range.File] {
			s := r.misnamed(ctx, f.Range.File)
			r.judge(s, r.suppressionsOf(s), diag.List{f})
			r.breaks(s, diag.List{f})
		}
	}
}

// misnamed is a file with something wrong with its name, as far as it can be
// read.
func (r *run) misnamed(ctx context.Context, file string) *Subject {
	name := r.selection.name(file)
	src, err := r.Snapshot.Read(ctx, file)
	switch {
	case err != nil, suite.Stem(file) != "": // it may be a link, which is what was found
		return &Subject{File: file, Name: name}
	case prompt.IsPartial(file):
		p, _ := prompt.ParsePartial(file, src)
		return ofPartial(name, p)
	case !prompt.IsPrompt(file):
		doc, _ := yamldoc.Parse(file, src)
		return &Subject{File: file, Name: name, Src: src, Doc: doc}
	}
	p, _ := prompt.Parse(file, src)
	return &Subject{File: file, Name: name, Src: src, Doc: p.Doc, Prompt: p}
}

// partials lints the partials that are selected.
func (r *run) partials(ctx context.Context) error {
	return r.readable(r.selection.entries(r.selection.catalog.Partials, prompt.IsPartial), func(entries []catalog.Entry) error {
		return r.Snapshot.ReadAll(ctx, repoFiles(entries), func(i int, src []byte) error {
			p, found := prompt.ParsePartial(entries[i].File.Path, src)
			return r.look(ofPartial(entries[i].Name, p), found)
		})
	})
}

// prompts lints the prompts that are selected, each with its closure and its
// test cases.
func (r *run) prompts(ctx context.Context) error {
	return r.readable(r.selection.entries(r.selection.catalog.Prompts, prompt.IsPrompt), func(entries []catalog.Entry) error {
		return r.selection.catalog.Closures(ctx, entries, func(i int, c *prompt.Closure, found diag.List) error {
			return r.prompt(ctx, entries[i], c, found)
		})
	})
}

// readable looks at those entries whose files can be read, and finds the others.
func (r *run) readable(entries []catalog.Entry, look func([]catalog.Entry) error) error {
	for n := 0; ; n++ {
		err := look(entries)
		var unread *repo.FileError
		if n == maxUnread || !errors.As(err, &unread) {
			return err
		}
		// One that cannot be read is a finding, and the others are looked at; what
		// was found so far is found again, and said once.
		i := slices.IndexFunc(entries, func(e catalog.Entry) bool { return e.File.Path == unread.Path })
		if i < 0 {
			return err
		}
		r.unread(entries[i], unread)
		entries = slices.Delete(slices.Clone(entries), i, i+1)
	}
}

// maxUnread is how many prompts, or partials, may be unreadable before that is no finding any
// more, but the failure to look.
const maxUnread = 20

// unread notes that the file of a prompt or a partial cannot be read.
func (r *run) unread(e catalog.Entry, why *repo.FileError) {
	s := &Subject{File: e.File.Path, Name: e.Name}
	found := diag.List{}
	found.Errorf("Y008", diag.Range{File: e.File.Path}, "the file cannot be read: %v", why.Err)
	r.breaks(s, found)
	r.judge(s, r.suppressionsOf(s), r.linter.settled(found))
}

// look checks one file and keeps what is wrong with it.
func (r *run) look(s *Subject, found diag.List) error {
	r.breaks(s, found)
	own := r.suppressionsOf(s)
	all, err := r.linter.check(s, found, r.limit(own))
	if err == nil {
		r.judge(s, own, append(all, r.faults(s, own)...))
	}
	return err
}

// judge keeps what was found by looking at a file, with what is said of it.
func (r *run) judge(s *Subject, own *suppressions, found diag.List) {
	problems := r.linter.problems(s, found)
	maskSecrets(problems)
	r.suppress(s, own, problems)
	r.keep(s, problems)
}

func (r *run) keep(s *Subject, problems []Problem) {
	problems = slices.DeleteFunc(problems, func(p Problem) bool { return !r.selection.keeps(s.File, p.Finding) })
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.problems = append(r.problems, problems...)
	if r.selection.reported[s.File] {
		r.files = append(r.files, s.File)
	}
}

// result puts everything into its order. What is wrong with a partial is found
// with each prompt that includes it, and said once: where one of the prompts
// puts up with it and another does not, it is reported.
func (r *run) result() *Result {
	slices.Sort(r.files)
	slices.SortFunc(r.problems, compareProblems)
	r.problems = slices.CompactFunc(r.problems, sameProblem)
	out := &Result{Files: slices.Compact(r.files), Unusable: r.unusable, Problems: []Problem{}, Suppressed: []Problem{}}
	out.record = r.settle(out.Files)
	for _, p := range listed(r.problems, r.linter.limit) {
		if p.Suppressed == nil {
			out.Problems = append(out.Problems, p)
		} else {
			out.Suppressed = append(out.Suppressed, p)
		}
	}
	return out
}

func compareProblems(a, b Problem) int {
	for _, c := range []int{
		strings.Compare(a.Range.File, b.Range.File), a.Range.Start.Offset - b.Range.Start.Offset,
		strings.Compare(a.Code, b.Code), a.Range.End.Offset - b.Range.End.Offset, strings.Compare(a.Message, b.Message),
		suppressedLast(a) - suppressedLast(b), strings.Compare(a.Subject, b.Subject),
	} {
		if c != 0 {
			return c
		}
	}
	return 0
}

func suppressedLast(p Problem) int {
	if p.Suppressed == nil {
		return 0
	}
	return 1
}

func sameProblem(a, b Problem) bool {
	return a.Code == b.Code && a.Range == b.Range && a.Message == b.Message
}

// Findings are the problems without what is known besides.
func Findings(problems []Problem) diag.List {
	list := make(diag.List, len(problems))
	for i, p := range problems {
		list[i] = p.Finding
	}
	return list
}
