package repo

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strconv"
)

// fewContents is up to how many contents are read in this process. With more it
// pays to start git: of 50,000 contents in the order of a history, git reads
// one in half of our time.
const fewContents = 64

// contents reads many blobs, in one process that git starts when there is
// enough for it to do.
type contents struct {
	repo *Repo
	cat  *process
	data []byte // of the last blob
}

// each gives the blobs to visit, in the order of ids. The data holds until the
// next one.
func (c *contents) each(ctx context.Context, ids []Hash, visit func(i int, data []byte)) error {
	if c.cat == nil && len(ids) <= fewContents {
		return c.repo.eachObject(ctx, ids, func(i int, o object) error { visit(i, o.data); return nil })
	}
	if err := c.repo.objects().prefetch(ctx, ids); err != nil {
		return err
	}
	if c.cat == nil {
		git := c.repo.objects().git.runner()
		cat, err := git.start(ctx, "cat-file", "--batch")
		if err != nil {
			return err
		}
		c.cat = cat
	}
	return c.ask(ids, visit)
}

func (c *contents) ask(ids []Hash, visit func(i int, data []byte)) error {
	var questions bytes.Buffer
	for _, id := range ids {
		questions.WriteString(string(id) + "\n")
	}
	asked := make(chan struct{})
	go func() {
		defer close(asked)
		_, _ = c.cat.in.Write(questions.Bytes()) // where it fails, so does reading
	}()
	defer func() { <-asked }()
	for i, id := range ids {
		if err := c.read(id); err != nil {
			return &ObjectError{Hash: id, Err: c.cat.failed(err)}
		}
		visit(i, c.data)
	}
	return nil
}

// read reads "ID KIND SIZE\n", the content, and a line break.
func (c *contents) read(id Hash) error {
	head, err := c.cat.token('\n')
	if err != nil {
		return err
	}
	rest, ok := bytes.CutPrefix(head, []byte(string(id)+" "+kindBlob+" "))
	size, err := strconv.Atoi(string(rest))
	if !ok || err != nil {
		return fmt.Errorf("answers %q", head)
	}
	if size < 0 || size > maxObject {
		return errTooLarge
	}
	if cap(c.data) < size {
		c.data = make([]byte, size+size/2)
	}
	c.data = c.data[:size]
	if _, err := io.ReadFull(c.cat.out, c.data); err != nil {
		return eofIsEarly(err)
	}
	_, err = c.cat.out.ReadByte()
	return err
}

func (c *contents) close() {
	if c.cat != nil {
		c.cat.close()
	}
}
