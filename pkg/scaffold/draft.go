package scaffold

import (
	"context"
	"fmt"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// Request says what a new prompt is to be.
type Request struct {
	Name     string // or the path of its file
	Folder   string // one of the prompt folders; "" is the first
	Template string // "" is DefaultTemplate
	From     string // NAME@REV of a prompt to copy, instead of a template

	Description, Owner, Model string // set where they are not ""
}

// Draft is a new prompt that is not written yet.
type Draft struct {
	Name string
	Path string // from the top of the repository
	Data []byte

	root    string
	written bool
}

// NewDraft makes a new prompt in memory. It fails with *RequestError where the
// request makes no sense, and where the name is taken.
func NewDraft(ctx context.Context, p *catalog.Project, q Request) (*Draft, error) {
	work, err := workTree(p.Repo)
	if err != nil {
		return nil, err
	}
	t, err := parseTarget(p.Repo, p.Config.Folders(), q.Name, q.Folder)
	if err != nil {
		return nil, err
	}
	c, err := catalog.Load(ctx, work)
	if err != nil {
		return nil, err
	}
	if err := checkFree(t.name, c.Prompts); err != nil {
		return nil, err
	}
	d := &Draft{Name: t.name, Path: t.path(), root: p.Repo.Root()}
	if err := d.checkPlace(); err != nil {
		return nil, err
	}
	if d.Data, err = content(ctx, p, q); err != nil {
		return nil, err
	}
	return d, d.set(q)
}

// checkPlace refuses a path that is taken or cannot be written to.
func (d *Draft) checkPlace() error {
	disk, err := openDisk(d.root)
	if err != nil {
		return err
	}
	defer disk.Close()
	_, there, err := disk.read(d.Path)
	if err == nil && there {
		return exists(d.Path)
	}
	return err
}

// content returns the bytes that the draft begins with.
func content(ctx context.Context, p *catalog.Project, q Request) ([]byte, error) {
	if q.From == "" {
		if q.Template == "" {
			q.Template = DefaultTemplate
		}
		return templateFile(q.Template)
	}
	other, err := p.Resolve(ctx, q.From, p.DefaultRevision())
	if err != nil {
		return nil, err
	}
	closure, _, err := other.Catalog.Closure(ctx, other.Entry)
	if err != nil {
		return nil, err
	}
	return closure.Prompt.Doc.Src, nil
}

// set puts in what was asked for. A copy that calls itself by a name, as some
// formats do, gets its own.
func (d *Draft) set(q Request) error {
	keys := [][2]string{{"description", q.Description}, {"owner", q.Owner}, {"model", q.Model}}
	if doc, _ := yamldoc.Parse(d.Path, d.Data); doc.Root.Get("name") != nil {
		keys = append(keys, [2]string{"name", d.Name})
	}
	for _, k := range keys {
		if k[1] == "" {
			continue
		}
		data, err := setKey(d.Data, k[0], k[1])
		if err != nil {
			return fmt.Errorf("%s: %w", d.Path, err)
		}
		d.Data = data
	}
	return nil
}

// Write writes the file. It never overwrites one.
func (d *Draft) Write() error {
	disk, err := openDisk(d.root)
	if err != nil {
		return err
	}
	defer disk.Close()
	err = disk.write(Change{Path: d.Path, Action: Create, Data: d.Data})
	d.written = err == nil
	return err
}

// Check reads the prompt with all that it is made of: as it was written, and
// edited since, or as Write would write it.
func (d *Draft) Check(ctx context.Context, p *catalog.Project) (*prompt.Closure, diag.List, error) {
	work, err := workTree(p.Repo)
	if err != nil {
		return nil, nil, err
	}
	l := prompt.Loader{Folders: p.Config.Folders(), Read: func(file string) ([]byte, error) {
		if file == d.Path && !d.written {
			return d.Data, nil
		}
		return work.Read(ctx, file)
	}}
	return l.Load(d.Path)
}
