package repo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
)

// readBlob reads the bytes of a file whose blob is known.
func (r *Repo) readBlob(ctx context.Context, in Snapshot, f File) ([]byte, error) {
	if err := readable(f.Mode); err != nil {
		return nil, &FileError{f.Path, in.Describe(), err}
	}
	data, err := r.objectOf(ctx, kindBlob, f.Hash)
	if err != nil {
		return nil, locate(err, f.Path, in)
	}
	return bytes.Clone(data), nil
}

// readBlobs reads the bytes of files whose blobs are known.
func (r *Repo) readBlobs(ctx context.Context, in Snapshot, files []File, visit func(int, []byte) error) error {
	ids := make([]Hash, len(files))
	for i, f := range files {
		if err := readable(f.Mode); err != nil {
			return &FileError{f.Path, in.Describe(), err}
		}
		ids[i] = f.Hash
	}
	next, failed := 0, error(nil)
	err := r.eachObject(ctx, ids, func(i int, o object) error {
		if o.kind != kindBlob {
			return &ObjectError{Hash: ids[i], Err: fmt.Errorf("is a %s, not a blob", o.kind)}
		}
		failed = visit(i, bytes.Clone(o.data))
		next = i + 1
		return failed
	})
	if err != nil && failed == nil && next < len(files) {
		err = locate(err, files[next].Path, in)
	}
	return err
}

// locate says in an *ObjectError where the object was met.
func locate(err error, path string, in Snapshot) error {
	var o *ObjectError
	if errors.As(err, &o) && o.In == "" {
		o.Path, o.In = path, in.Describe()
	}
	return err
}
