package repo

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
)

// NewObject is an object that is to be written.
type NewObject struct {
	Kind string // "commit", "tree", "blob" or "tag"
	Data []byte // without the header that its id is computed with
}

// WriteObjects writes objects, flushed to the disk, and returns their ids. One
// git writes all of them, out of a pack that it gets on its standard input. It
// looks at each: what is malformed, or leads to an object that is neither here
// nor among the objects, is refused; in a partial clone git fetches it. Where
// there is an error, no commit, tree or tag that was written leads to one that
// was not.
//
// Measured: 7 ms at best for six objects, and 20 with git hash-object for each.
// What is left is the disk's: without flushing it is 3 ms.
func (r *Repo) WriteObjects(ctx context.Context, objects ...NewObject) ([]Hash, error) {
	if len(objects) == 0 {
		return nil, nil
	}
	ids, stream, err := r.packStream(objects)
	if err != nil {
		return nil, err
	}
	args := []string{"-c", durable, "unpack-objects", "-q", "--strict"}
	for attempt := 1; ; attempt++ {
		_, err := r.git.run(ctx, bytes.NewReader(stream), args...)
		if err == nil {
			return ids, nil
		}
		if !sweptAway(err) || attempt == sweeps {
			return nil, explainUnpack(err)
		}
	}
}

// sweeps is how often objects are written where a gc is in the way.
const sweeps = 20

// sweptAway reports whether git could not write because a gc in another process
// removed the folder, empty as it was, between its making and its use.
func sweptAway(err error) bool {
	var refusal *GitError
	return errors.As(err, &refusal) && strings.Contains(refusal.Stderr, "unable to create temporary file: No such file or directory")
}

// explainUnpack adds what git said about an object: what it ends with says only
// that there was one.
func explainUnpack(err error) error {
	var refusal *GitError
	if !errors.As(err, &refusal) {
		return err
	}
	for line := range strings.Lines(refusal.Stderr) {
		if reason, ok := strings.CutPrefix(line, "error: "); ok {
			return fmt.Errorf("%w: %s", err, strings.TrimSpace(reason))
		}
	}
	return err
}

// packStream returns a pack of the objects
// (https://git-scm.com/docs/gitformat-pack) and their ids. It holds an object
// that is given twice once, for git takes no other.
func (r *Repo) packStream(objects []NewObject) (ids []Hash, stream []byte, err error) {
	var entries bytes.Buffer
	z, err := zlib.NewWriterLevel(nil, zlib.NoCompression) // git compresses what it keeps
	if err != nil {
		return nil, nil, err
	}
	seen := map[Hash]bool{}
	for _, o := range objects {
		id := r.ObjectID(o.Kind, o.Data)
		ids = append(ids, id)
		if seen[id] {
			continue
		}
		seen[id] = true
		if err := appendEntry(&entries, z, o); err != nil {
			return nil, nil, &ObjectError{Hash: id, Err: err}
		}
	}
	stream = binary.BigEndian.AppendUint32([]byte("PACK\x00\x00\x00\x02"), uint32(len(seen)))
	stream = append(stream, entries.Bytes()...)
	sum := r.newHash()
	sum.Write(stream)
	return ids, sum.Sum(stream), nil
}

// appendEntry writes an object as an entry of a pack: its type and size, seven
// bits in a byte but four beside the type, and its bytes.
func appendEntry(to *bytes.Buffer, z *zlib.Writer, o NewObject) error {
	kind, err := entryType(o.Kind)
	if err != nil {
		return err
	}
	if len(o.Data) > maxObject {
		return errTooLarge
	}
	head := byte(kind<<4 | len(o.Data)&0x0f)
	for size := len(o.Data) >> 4; size > 0; size >>= 7 {
		to.WriteByte(head | 0x80)
		head = byte(size & 0x7f)
	}
	to.WriteByte(head)
	z.Reset(to)
	if _, err := z.Write(o.Data); err != nil {
		return err
	}
	return z.Close()
}

// entryType is the type of a pack entry by the kind of object.
func entryType(kind string) (int, error) {
	for t := range entryOffsetDelta {
		if k, ok := entryKind(t); ok && k == kind {
			return t, nil
		}
	}
	return 0, fmt.Errorf("there is no kind of object %q", kind)
}
