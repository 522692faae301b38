package repo

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"runtime"
	"slices"
	"strings"
)

// worktree is the snapshot of the files on disk.
type worktree struct{ repo *Repo }

// WorkTree returns the files as they are on disk: those that git tracks, and
// those that it neither tracks nor ignores. Their bytes are those that git
// would store, with the conversions of line ends and the filters that are set
// up, so that they are the same once they are committed. A file that a sparse
// checkout leaves out is read from its blob.
func (r *Repo) WorkTree() (Snapshot, error) {
	if r.root == "" {
		return nil, r.noWorkTree()
	}
	return &worktree{r}, nil
}

// Describe returns "worktree".
func (w *worktree) Describe() string { return "worktree" }

// Files implements Snapshot. git is asked what is tracked and what is ignored,
// which it knows best. Measured on 5,020 files in 101 folders: 16 ms, of which
// git takes 4 ms and looking at each file the rest.
func (w *worktree) Files(ctx context.Context, under ...string) ([]File, error) {
	places, err := cleanUnder(under)
	if err != nil {
		return nil, err
	}
	quirks := background(func() (quirks, error) { return w.repo.quirks(ctx) })
	list, err := w.repo.listFiles(ctx, places, "--cached", "--others", "--exclude-standard")
	if err != nil {
		return nil, err
	}
	q, err := quirks()
	if err != nil {
		return nil, err
	}
	d := w.disk()
	var files []File
	for _, l := range list {
		f, ok, err := d.look(l, q)
		if err != nil {
			return nil, err
		}
		if ok {
			files = append(files, f)
		}
	}
	// A file with conflicts is listed several times.
	return slices.CompactFunc(sorted(files), func(a, b File) bool { return a.Path == b.Path }), nil
}

// quirks is what the file system cannot do, and git makes up for.
type quirks struct{ noExecutable, noSymlinks bool }

// quirks reads, once, what git found out when it made the repository.
func (r *Repo) quirks(ctx context.Context) (quirks, error) {
	r.quirksMutex.Lock()
	defer r.quirksMutex.Unlock()
	if r.knownQuirks == nil {
		q, err := r.readQuirks(ctx)
		if err != nil {
			return quirks{}, err
		}
		r.knownQuirks = &q
	}
	return *r.knownQuirks, nil
}

func (r *Repo) readQuirks(ctx context.Context) (quirks, error) {
	out, err := r.git.run(ctx, nil, "config", "-z", "--bool", "--get-regexp", `^core\.(filemode|symlinks)$`)
	if err != nil && !isStatus(err, 1) {
		return quirks{}, err
	}
	var q quirks
	for entry := range strings.SplitSeq(string(out), "\x00") {
		switch key, value, _ := strings.Cut(entry, "\n"); key {
		case "core.filemode":
			q.noExecutable = value == "false"
		case "core.symlinks":
			q.noSymlinks = value == "false"
		}
	}
	return q, nil
}

// look returns the file as it is on disk, if it is there. A folder that may
// not be read is an error: nobody can say what is in it.
func (d *disk) look(l indexed, q quirks) (File, bool, error) {
	if strings.HasSuffix(l.Path, "/") {
		return File{}, false, nil // another repository, which git does not look into
	}
	info, err := d.stat(l.Path)
	switch {
	case errors.Is(err, fs.ErrPermission):
		return File{}, false, err
	case err != nil:
		return l.File, l.tag == "S" && isNoFile(err), nil
	}
	f, ok := d.kind(l, q, info)
	return f, ok, nil
}

// kind tells what sort of file it is, and false for what is none to git.
func (d *disk) kind(l indexed, q quirks, info fs.FileInfo) (File, bool) {
	f := File{Path: l.Path}
	switch mode := info.Mode(); {
	case mode.IsDir():
		f.Mode = Gitlink
		return f, l.Mode == Gitlink
	case mode&os.ModeSymlink != 0, q.noSymlinks && mode.IsRegular() && l.Mode == Symlink:
		f.Mode = Symlink
	case !mode.IsRegular():
		return f, false
	case q.noExecutable && l.Mode.IsFile():
		f.Mode = l.Mode
	case mode&0o100 != 0 && !q.noExecutable:
		f.Mode = Executable
	default:
		f.Mode = Regular
	}
	return f, true
}

// Read implements Snapshot.
func (w *worktree) Read(ctx context.Context, path string) ([]byte, error) {
	clean, err := cleanPath(path)
	if err != nil {
		return nil, err
	}
	d := w.disk()
	d.nested = false // Files lists none of those
	data, err := d.read(clean)
	if isNoFile(err) {
		return w.readLeftOut(ctx, clean, err)
	}
	if err != nil {
		return nil, err
	}
	viaGit, err := w.repo.filtered(ctx, []File{{Path: clean}})
	if err == nil && (viaGit[0] || normalisable(data)) {
		err = w.readStored(ctx, []File{{Path: clean}}, func(_ int, stored []byte) error { data = stored; return nil })
	}
	return data, err
}

// normalisable reports whether git might store other bytes because of the line
// ends.
func normalisable(data []byte) bool { return bytes.IndexByte(data, '\r') >= 0 }

// readLeftOut reads a file that is not on disk because a sparse checkout left
// it out; for any other it returns err.
func (w *worktree) readLeftOut(ctx context.Context, path string, err error) ([]byte, error) {
	if !w.repo.leavesOut(path) {
		return nil, err
	}
	list, listErr := w.repo.listFiles(ctx, []string{path}, "--cached")
	if listErr != nil {
		return nil, listErr
	}
	for _, l := range list {
		switch {
		case l.tag != "S":
		case l.Path == path:
			return w.repo.readBlob(ctx, w, l.File)
		default:
			return nil, &FileError{path, w.Describe(), ErrFolder}
		}
	}
	return nil, err
}

// ReadAll implements Snapshot. Files are read ahead by two workers and more
// where there are more cores. As soon as one needs git, the rest of the list
// goes through git as well: that costs one run, however many need it.
func (w *worktree) ReadAll(ctx context.Context, files []File, visit func(int, []byte) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	filtered := background(func() ([]bool, error) { return w.repo.filtered(ctx, files) })
	if err := w.repo.objects().prefetch(ctx, hashes(files)); err != nil {
		return err
	}
	i := 0
	for part := range inOrder(ctx, files, min(runtime.GOMAXPROCS(0), 4), func(part []File) []content { return w.readPart(ctx, part) }) {
		viaGit, err := filtered()
		if err != nil {
			return err
		}
		for _, c := range part {
			if c.err != nil {
				return c.err
			}
			if files[i].Hash == "" && (viaGit[i] || normalisable(c.data)) {
				return w.readStored(ctx, files[i:], func(n int, data []byte) error { return visit(i+n, data) })
			}
			if err := visit(i, c.data); err != nil {
				return err
			}
			i++
		}
	}
	if i < len(files) {
		return context.Cause(ctx)
	}
	return nil
}

// content is a file's bytes as they are on disk, or why it has none.
type content struct {
	data []byte
	err  error
}

// readPart reads some of the files that Files has given.
func (w *worktree) readPart(ctx context.Context, part []File) []content {
	d := w.disk()
	done := make([]content, len(part))
	for i, f := range part {
		done[i].data, done[i].err = w.readListed(ctx, d, f)
	}
	return done
}

// readListed reads a file that Files has given.
func (w *worktree) readListed(ctx context.Context, d *disk, f File) ([]byte, error) {
	if err := readable(f.Mode); err != nil {
		return nil, &FileError{f.Path, w.Describe(), err}
	}
	if f.Hash != "" {
		return w.repo.readBlob(ctx, w, f)
	}
	return d.read(f.Path)
}

// hashes returns the blobs of those files whose blob is known.
func hashes(files []File) []Hash {
	var ids []Hash
	for _, f := range files {
		if f.Hash != "" {
			ids = append(ids, f.Hash)
		}
	}
	return ids
}
