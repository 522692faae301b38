package scaffold

import (
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/repo"
)

// target is the name of a new prompt and the file that it is to have.
type target struct{ name, folder, suffix string }

func (t target) path() string { return path.Join(t.folder, t.name+t.suffix) }

// parseTarget reads what a person typed: a name, or the path of the file, from
// their folder or from the top, with the suffix or without.
func parseTarget(r *repo.Repo, folders []string, typed, folder string) (target, error) {
	t := target{suffix: prompt.Suffix}
	if prompt.IsPartial(typed) {
		err := requestf("%q is the path of a partial, which is plain text and is written by hand", typed)
		return t, diag.WithHint(err, "a prompt ends in %s, or in nothing", prompt.Suffix)
	}
	stem, suffixed := filepath.ToSlash(typed), false
	for _, suffix := range []string{prompt.Suffix, prompt.ShortSuffix} {
		if cut, ok := strings.CutSuffix(stem, suffix); ok {
			stem, t.suffix, suffixed = cut, suffix, true
		}
	}
	if err := t.place(r, folders, stem, suffixed); err != nil {
		return t, err
	}
	if problem := prompt.CheckName(t.name); problem != "" {
		return t, requestf("%q cannot be the name of a prompt: %s", typed, problem)
	}
	return t, t.chooseFolder(folders, folder)
}

// place finds the prompt folder in a path. What lies in none is a name, unless
// it can only be a path.
func (t *target) place(r *repo.Repo, folders []string, stem string, suffixed bool) error {
	absolute := filepath.IsAbs(stem)
	isPath := absolute || strings.HasPrefix(stem, "./") || strings.HasPrefix(stem, "../")
	var places []string // that it may be, from the top
	if absolute {
		if rel, err := filepath.Rel(r.Root(), filepath.FromSlash(stem)); err == nil {
			places = append(places, filepath.ToSlash(rel))
		}
	} else if isPath || suffixed {
		places = append(places, path.Join(r.Prefix(), stem))
	}
	if !isPath {
		places = append(places, stem)
	}
	for _, place := range places {
		for _, folder := range folders {
			if name, ok := below(place, folder); ok {
				t.name, t.folder = name, folder
				return nil
			}
		}
	}
	if isPath {
		err := requestf("%s lies in no prompt folder", stem+t.suffix)
		return diag.WithHint(err, "the prompt folders are %s; promptctl.yaml names them", strings.Join(folders, ", "))
	}
	t.name = stem
	return nil
}

// below returns the rest of a path in a folder.
func below(place, folder string) (string, bool) {
	if folder == "." {
		return place, place != ".." && !strings.HasPrefix(place, "../")
	}
	return strings.CutPrefix(place, folder+"/")
}

// chooseFolder settles the prompt folder: the one that the path names, the one
// that is asked for, or the first.
func (t *target) chooseFolder(folders []string, asked string) error {
	if asked != "" {
		asked = path.Clean(filepath.ToSlash(asked))
	}
	switch {
	case asked != "" && !slices.Contains(folders, asked):
		err := requestf("%s is none of the prompt folders%s", asked, diag.DidYouMean(asked, folders))
		return diag.WithHint(err, "the prompt folders are %s; promptctl.yaml names them", strings.Join(folders, ", "))
	case asked != "" && t.folder != "" && t.folder != asked:
		return requestf("the path lies in the folder %s, and not in %s", t.folder, asked)
	case asked != "":
		t.folder = asked
	case t.folder == "":
		t.folder = folders[0]
	}
	return nil
}

// checkFree refuses a name that another prompt has or that gets in its way, on
// this system or on another.
func checkFree(name string, others []catalog.Entry) error {
	segments := strings.Split(name, "/")
	for _, s := range segments[1:] {
		if catalog.IsVersion(s) {
			return requestf("%q cannot be the name of a prompt: %q looks like a release of another one", name, s)
		}
	}
	for _, e := range others {
		if err := clash(name, segments, e); err != nil {
			return err
		}
	}
	return nil
}

func clash(name string, segments []string, other catalog.Entry) error {
	if other.Name == name {
		err := fmt.Errorf("prompt %q is there already, in %s", name, other.File.Path)
		return diag.WithHint(err, "`promptctl show %s` shows it", name)
	}
	if strings.EqualFold(other.Name, name) {
		return fmt.Errorf("prompt %q and %q differ only in case, which some systems do not tell apart", name, other.Name)
	}
	theirs := strings.Split(other.Name, "/")
	for i := range min(len(segments), len(theirs)) - 1 {
		if segments[i] == theirs[i] {
			continue
		}
		if strings.EqualFold(segments[i], theirs[i]) {
			mine, there := strings.Join(segments[:i+1], "/"), strings.Join(theirs[:i+1], "/")
			err := fmt.Errorf("folder %q and %q differ only in case, which some systems do not tell apart", mine, there)
			return diag.WithHint(err, "name it %s/%s", there, strings.Join(segments[i+1:], "/"))
		}
		break
	}
	return nil
}
