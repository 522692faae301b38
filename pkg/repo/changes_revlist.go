package repo

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// revCommit is a commit as git lists it. At the edge of a history that is cut off
// it has no parents.
type revCommit struct {
	id      Hash
	parents []Hash
	date    int64 // the committer's, in seconds since 1970, as git reads it
}

// revList is a running `git rev-list`, which is read ahead of what is asked
// for.
type revList struct {
	*process
	pages chan revPage
	page  []revCommit
	err   error // what came instead of the next page; io.EOF after the last
}

// revPage is some commits of the list, and what came after them.
type revPage struct {
	commits []revCommit
	err     error
}

const (
	pageLen   = 256 // commits that are handed over at once
	pageAhead = 16  // pages that are read ahead
)

// revList lists the commits that lead to any of the tips and not to any of not.
// The options say in which order.
func (r *Repo) revList(ctx context.Context, tips, not []Hash, options ...string) (*revList, error) {
	args := append([]string{"rev-list", "--parents", "--timestamp"}, options...)
	p, err := r.git.start(ctx, append(args, "--stdin")...)
	if err != nil {
		return nil, err
	}
	var revs bytes.Buffer
	for _, h := range tips {
		fmt.Fprintln(&revs, h)
	}
	for _, h := range not {
		fmt.Fprintf(&revs, "^%s\n", h)
	}
	l := &revList{process: p, pages: make(chan revPage, pageAhead)}
	go func() {
		defer close(l.pages)
		if _, err := p.in.Write(revs.Bytes()); err == nil {
			p.in.Close()
		}
		l.read()
	}()
	return l, nil
}

// read reads pages until the end, or until the process is closed.
func (l *revList) read() {
	for {
		page := revPage{commits: make([]revCommit, 0, pageLen)}
		for len(page.commits) < pageLen && page.err == nil {
			c, err := readRevCommit(l.out)
			if err != nil {
				page.err = err
				break
			}
			page.commits = append(page.commits, c)
		}
		select {
		case l.pages <- page:
		case <-l.ctx.Done():
			return
		}
		if page.err != nil {
			return
		}
	}
}

// next returns the next commit. The error is io.EOF after the last.
func (l *revList) next() (revCommit, error) {
	for len(l.page) == 0 {
		if l.err != nil {
			return revCommit{}, l.err
		}
		page, ok := <-l.pages
		if !ok {
			page.err = context.Cause(l.ctx)
		}
		l.page, l.err = page.commits, page.err
		if errors.Is(l.err, io.EOF) {
			if err := l.end(); err != nil {
				l.err = err
			}
		} else if l.err != nil {
			l.err = l.failed(l.err)
		}
	}
	c := l.page[0]
	l.page = l.page[1:]
	return c, nil
}

// readRevCommit reads a line "DATE ID PARENT…".
func readRevCommit(r *bufio.Reader) (c revCommit, err error) {
	line, err := r.ReadString('\n')
	if err != nil {
		if line != "" {
			err = io.ErrUnexpectedEOF
		}
		return c, err
	}
	date, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
	id, rest, merge := strings.Cut(rest, " ")
	c.id = Hash(id)
	if c.date, err = strconv.ParseInt(date, 10, 64); err != nil || !validHash(id) {
		return c, fmt.Errorf("answers %q", line)
	}
	for merge {
		id, rest, merge = strings.Cut(rest, " ")
		c.parents = append(c.parents, Hash(id))
	}
	return c, nil
}

// when returns the commit's date.
func (c *revCommit) when() time.Time { return time.Unix(c.date, 0).UTC() }

// edge returns the commits at which the history was cut off.
func (r *Repo) edge() (map[Hash]bool, error) {
	if !r.shallow {
		return nil, nil
	}
	path := filepath.Join(r.commonDir, "shallow")
	if own, ok := lookup(r.git.env, "GIT_SHALLOW_FILE"); ok && own != "" {
		path = absolute(r.git.dir, own)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	edge := map[Hash]bool{}
	for line := range strings.FieldsSeq(string(text)) {
		edge[Hash(line)] = true
	}
	return edge, nil
}
