package lint

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/config"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/glob"
	"github.com/promptctl-io/promptctl/pkg/policy"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/suite"
)

// ignoreList lists, in the form of a .gitignore file, what is not linted.
const ignoreList = ".promptctlignore"

// SelectionError is an argument that stands for nothing that can be linted.
type SelectionError struct{ Argument, Problem string }

// Error names the argument.
func (e *SelectionError) Error() string { return e.Argument + ": " + e.Problem }

// selection is which files of a catalog are looked at and reported.
type selection struct {
	query   *Query
	config  *config.Config
	catalog *catalog.Catalog
	ignore  glob.Ignore

	tests    map[string]string // files of test cases, by their stems
	findings diag.List         // of names
	settings []string          // promptctl.yaml, or what has another name for it, and the files of the policy, where they are there
	reported map[string]bool   // files
	affected map[string]bool   // prompts that refer to what is reported, and are not reported themselves
	outside  []catalog.Entry   // named prompts and partials that lie in no prompt folder
}

// choose makes the selection of a query.
func choose(ctx context.Context, q *Query, cfg *config.Config, c *catalog.Catalog) (*selection, error) {
	s := &selection{query: q, config: cfg, catalog: c, reported: map[string]bool{}, affected: map[string]bool{}}
	if err := s.gather(ctx); err != nil {
		return nil, err
	}
	switch {
	case q.Changed != nil:
		s.add(q.Changed)
	case len(q.Args) == 0:
		s.add(s.lintable())
		return s, nil
	}
	for _, arg := range q.Args {
		if err := s.argument(ctx, arg); err != nil {
			return nil, err
		}
	}
	return s, s.reach(ctx)
}

// gather finds out what there is to lint, and what is left out.
func (s *selection) gather(ctx context.Context) error {
	list, err := s.query.Snapshot.Read(ctx, ignoreList)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	s.ignore = glob.ParseIgnore(string(list))
	s.tests, s.findings = testFiles(s.catalog)
	settings, err := s.query.Snapshot.Files(ctx, config.File, config.OtherFile, policy.Folder)
	for _, f := range settings {
		s.settings = append(s.settings, f.Path)
	}
	s.unreadSettings()
	return err
}

// lintable are the files that there are to lint.
func (s *selection) lintable() []string {
	files := slices.Clone(s.settings)
	for _, f := range s.catalog.Files {
		if isLintable(f.Path) {
			files = append(files, f.Path)
		}
	}
	return files
}

// has reports whether a file is there, and can be linted.
func (s *selection) has(file string) bool {
	return isLintable(file) && s.catalog.Has(file) || slices.Contains(s.settings, file)
}

// isLintable reports whether the path of a file below a prompt folder is that
// of one that can be linted.
func isLintable(file string) bool { return isTemplate(file) || suite.Stem(file) != "" }

// isTemplate reports whether a path is that of a prompt or a partial.
func isTemplate(file string) bool { return prompt.IsPrompt(file) || prompt.IsPartial(file) }

// add reports files, but for those that are none to lint and those that are
// left out.
func (s *selection) add(files []string) {
	for _, file := range files {
		if s.has(file) && !s.excluded(file) {
			s.reported[file] = true
		}
	}
}

// excluded reports whether the settings leave a file out.
func (s *selection) excluded(file string) bool {
	return s.ignore.Matches(file) || len(s.config.Lint.Exclude) > 0 && s.config.Lint.Excludes(s.name(file))
}

// name is that of the prompt or the partial in a file, or of the prompt that
// the test cases in a file are of; "" for any other file.
func (s *selection) name(file string) string {
	if stem := suite.Stem(file); stem != "" {
		file = stem + prompt.Suffix
	}
	return prompt.NameOf(file, s.catalog.Folders)
}

// argument reports what one argument stands for: a file, a prompt or a partial
// by its name, all in a folder, or all that fits a pattern. A file that is
// named is reported though it is excluded, unless the query says otherwise.
func (s *selection) argument(ctx context.Context, arg string) error {
	file := s.query.path(arg)
	if !s.has(file) {
		if e, ok := s.named(arg); ok {
			file = e.File.Path
			s.add([]string{s.tests[stemOf(file)]})
		}
	}
	if s.has(file) {
		if !s.query.ForceExclude || !s.excluded(file) {
			s.reported[file] = true
		}
		return nil
	}
	if found, err := s.several(file, arg); found || err != nil {
		return err
	}
	return s.other(ctx, file, arg)
}

// named finds a prompt, or else a partial, by its name.
func (s *selection) named(name string) (catalog.Entry, bool) {
	for _, list := range [][]catalog.Entry{s.catalog.Prompts, s.catalog.Partials} {
		for _, e := range list {
			if e.Name == name {
				return e, true
			}
		}
	}
	return catalog.Entry{}, false
}

// several reports all in a folder, or all whose path or name fits a pattern.
func (s *selection) several(file, arg string) (found bool, err error) {
	below := func(f string) bool { return file == "." || strings.HasPrefix(f, file+"/") }
	fits := below
	if strings.ContainsAny(arg, "*?[{") {
		if !doublestar.ValidatePattern(file) {
			return false, &SelectionError{arg, "is no pattern"}
		}
		fits = func(f string) bool {
			return doublestar.MatchUnvalidated(file, f) || doublestar.MatchUnvalidated(arg, s.name(f))
		}
	}
	fitting := slices.DeleteFunc(s.lintable(), func(f string) bool { return !fits(f) })
	s.add(fitting)
	return len(fitting) > 0, nil
}

// other reports a prompt or a partial that lies in no prompt folder, or those in
// a folder that has none of its own, or says why there is nothing to report.
func (s *selection) other(ctx context.Context, file, arg string) error {
	files, err := s.filesAt(ctx, file)
	switch {
	case err != nil && isLintable(file):
		return err
	case len(files) == 0: // also where it cannot be a path
		return s.missing(arg)
	}
	outside := slices.DeleteFunc(slices.Clone(files), func(f repo.File) bool { return !isTemplate(f.Path) || !f.Mode.IsFile() })
	for _, f := range outside {
		if !s.ignore.Matches(f.Path) || f.Path == file && !s.query.ForceExclude {
			s.outside = append(s.outside, catalog.Entry{Name: outsideName(f.Path), File: f})
			s.reported[f.Path] = true
		}
	}
	switch {
	case len(outside) > 0:
		return nil
	case files[0].Path != file:
		return diag.WithHint(&SelectionError{arg, "there is no prompt below it"}, "the prompt folders are %s", strings.Join(s.catalog.Folders, ", "))
	case s.query.ForceExclude:
		return nil // a hook names whatever was changed
	}
	return s.notLinted(arg)
}

// filesAt are the files at a path or below it. One that git ignores counts where
// it is named itself.
func (s *selection) filesAt(ctx context.Context, file string) ([]repo.File, error) {
	files, err := s.query.Snapshot.Files(ctx, file)
	if err == nil && len(files) == 0 && isLintable(file) {
		if _, gone := s.query.Snapshot.Read(ctx, file); gone == nil {
			files = []repo.File{{Path: file, Mode: repo.Regular}}
		}
	}
	return files, err
}

// missing is the error for an argument that is not there.
func (s *selection) missing(arg string) error {
	if strings.ContainsAny(arg, "*?[{") {
		return diag.WithHint(&SelectionError{arg, "no prompt's path or name fits the pattern"}, "`promptctl list` shows the names that there are")
	}
	_, err := s.catalog.Find(arg)
	if err == nil {
		err = fmt.Errorf("%s: is not there", arg)
	}
	return err
}

// outsideName is the name of a prompt that no prompt folder gives one.
func outsideName(file string) string {
	for _, suffix := range []string{prompt.Suffix, prompt.ShortSuffix, prompt.PartialSuffix} {
		file = strings.TrimSuffix(file, suffix)
	}
	return file
}

// reach finds the prompts that what is reported reaches: a change of a partial
// is a change of each prompt that includes it.
func (s *selection) reach(ctx context.Context) error {
	touched := map[string]bool{}
	for _, file := range s.query.Changed {
		touched[file] = true
	}
	for file := range s.reported {
		touched[file] = true
	}
	for file := range touched {
		if prompt.IsPrompt(file) || suite.Stem(file) != "" || prompt.NameOf(path.Join(path.Dir(file), "x"+prompt.Suffix), s.catalog.Folders) == "" {
			delete(touched, file) // nothing refers to a prompt, to its test cases, or to what lies outside
		}
	}
	if len(touched) == 0 {
		return nil
	}
	entries, err := s.catalog.Affected(ctx, touched)
	for _, e := range entries {
		if !s.reported[e.File.Path] && !s.excluded(e.File.Path) {
			s.affected[e.File.Path] = true
		}
	}
	return err
}

// entries are those that are to be looked at.
func (s *selection) entries(of []catalog.Entry, is func(file string) bool) []catalog.Entry {
	var wanted []catalog.Entry
	for _, list := range [][]catalog.Entry{of, s.outside} {
		for _, e := range list {
			if (s.wants(e.File.Path) || s.reported[s.tests[stemOf(e.File.Path)]]) && is(e.File.Path) {
				wanted = append(wanted, e)
			}
		}
	}
	return wanted
}

// wants reports whether a file is looked at.
func (s *selection) wants(file string) bool { return s.reported[file] || s.affected[file] }

// keeps reports whether a problem that looking at a file brought up is
// reported: all of a file that is; of a prompt that is only affected, what
// stands in a file that is, and what is wrong with what it includes; of the test
// cases of a prompt, whether they still are such.
func (s *selection) keeps(subject string, f diag.Finding) bool {
	if s.reported[subject] || s.reported[f.Range.File] {
		return true
	}
	codes := []string{"T004", "T005", "T006", "T011"}
	if suite.Stem(subject) != "" {
		codes = []string{"E002", "E003"}
	}
	return slices.Contains(codes, f.Code)
}

// repoFiles are the files of entries.
func repoFiles(entries []catalog.Entry) []repo.File {
	files := make([]repo.File, len(entries))
	for i, e := range entries {
		files[i] = e.File
	}
	return files
}
