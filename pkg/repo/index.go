package repo

import (
	"cmp"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// index is the snapshot of what is staged.
type index struct{ repo *Repo }

// ErrNoWorkTree is why a bare repository can give neither its work tree nor its
// index.
var ErrNoWorkTree = errors.New("has no work tree")

// Index returns the files as they are staged, in the index that
// GIT_INDEX_FILE names where it is set.
func (r *Repo) Index() (Snapshot, error) {
	if r.root == "" {
		return nil, r.noWorkTree()
	}
	return &index{r}, nil
}

func (r *Repo) noWorkTree() error {
	err := fmt.Errorf("%s: %w", r.gitDir, ErrNoWorkTree)
	return diag.WithHint(err, "name a commit or a branch, such as HEAD")
}

// Describe returns "staged".
func (x *index) Describe() string { return "staged" }

// Files implements Snapshot.
func (x *index) Files(ctx context.Context, under ...string) ([]File, error) {
	places, err := cleanUnder(under)
	if err != nil {
		return nil, err
	}
	files, err := x.direct(places)
	if err == nil || errors.Is(err, errUnmerged) {
		return files, err
	}
	return x.byGit(ctx, places)
}

// direct reads the index itself.
func (x *index) direct(places []string) ([]File, error) {
	idSize := len(emptyBlob(x.repo.format)) / 2
	r, err := openIndex(x.repo.indexPath(), idSize)
	if err != nil {
		return nil, err
	}
	files := make([]File, 0, r.left)
	digits := make([]byte, 0, 2*idSize*int(r.left)) // of all hashes in one: there may be thousands
	var conflict error
	for e, ok := r.next(); ok; e, ok = r.next() {
		if e.intent || !slices.ContainsFunc(places, func(place string) bool { return within(e.path, place) }) {
			continue
		}
		if e.stage != 0 && conflict == nil {
			conflict = unmerged(e.path)
		}
		files = append(files, File{Path: e.path, Mode: e.mode})
		digits = hex.AppendEncode(digits, []byte(e.id))
	}
	if err := cmp.Or(r.ended(), conflict); err != nil {
		return nil, err
	}
	hashes := string(digits)
	for i := range files {
		files[i].Hash = Hash(hashes[2*idSize*i : 2*idSize*(i+1)])
	}
	return files, nil
}

// byGit asks git what is in the index.
func (x *index) byGit(ctx context.Context, places []string) ([]File, error) {
	list, err := x.repo.listFiles(ctx, places)
	if err != nil {
		return nil, err
	}
	files := make([]File, 0, len(list))
	suspect := false
	for _, l := range list {
		if l.stage != "0" {
			return nil, unmerged(l.Path)
		}
		files = append(files, l.File)
		suspect = suspect || l.Hash == emptyBlob(x.repo.format)
	}
	if suspect {
		files, err = x.withoutIntents(ctx, files)
	}
	return files, err
}

// unmerged is the error of reading a file with conflicts.
func unmerged(path string) error {
	return diag.WithHint(&FileError{path, "the index", errUnmerged},
		"resolve the conflict and run `git add -- %s`", path)
}

var errUnmerged = errors.New("is unmerged")

// emptyBlob is the id of a file without bytes.
func emptyBlob(format string) Hash {
	if format == "sha256" {
		return "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813"
	}
	return "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"
}

// withoutIntents leaves out the files of `git add --intent-to-add`. git lists
// them as empty, and a commit does not have them.
func (x *index) withoutIntents(ctx context.Context, files []File) ([]File, error) {
	out, err := x.repo.git.run(ctx, nil, "ls-files", "-z", "--debug")
	if err != nil {
		return nil, err
	}
	intents := intentsToAdd(string(out))
	return slices.DeleteFunc(files, func(f File) bool { return intents[f.Path] }), nil
}

// intentsToAdd reads "PATH\0  ctime: …\n…\tflags: HEX\nPATH\0…" and returns
// the paths whose flags have the bit of an intent to add.
func intentsToAdd(debug string) map[string]bool {
	const bit = 1 << 29
	intents := map[string]bool{}
	path, rest, _ := strings.Cut(debug, "\x00")
	for rest != "" {
		_, after, _ := strings.Cut(rest, "flags: ")
		flags, next, _ := strings.Cut(after, "\n")
		if n, err := strconv.ParseUint(flags, 16, 64); err == nil && n&bit != 0 {
			intents[path] = true
		}
		path, rest, _ = strings.Cut(next, "\x00")
	}
	return intents
}

// Read implements Snapshot.
func (x *index) Read(ctx context.Context, path string) ([]byte, error) {
	clean, err := cleanPath(path)
	if err != nil {
		return nil, err
	}
	files, err := x.Files(ctx, clean)
	if err != nil {
		return nil, err
	}
	switch {
	case clean == "", len(files) > 0 && files[0].Path != clean:
		return nil, &FileError{clean, x.Describe(), ErrFolder}
	case len(files) == 0:
		return nil, &FileError{clean, x.Describe(), errNoFile}
	}
	return x.repo.readBlob(ctx, x, files[0])
}

// ReadAll implements Snapshot.
func (x *index) ReadAll(ctx context.Context, files []File, visit func(int, []byte) error) error {
	return x.repo.readBlobs(ctx, x, files, visit)
}
