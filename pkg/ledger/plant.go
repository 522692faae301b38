package ledger

import (
	"context"
	"maps"
	"slices"
	"strings"
)

// Plan is what a new entry makes of the tree. Whatever it does not name stays.
type Plan struct {
	Files  map[string]map[string]string // by a prompt's name: the ids of its closure's files by their paths
	Trees  map[string]string            // by a prompt's name: the id of a folder that was served before; "" serves it no more
	Policy string                       // the id of the tree of the policy's folder; "" leaves it
}

// Plant returns the id of the tree that a plan makes of what a ledger has at its
// tip, nothing where s is nil, and the trees that have to be written for it.
func Plant(ctx context.Context, store Store, s *State, plan Plan) (id string, objects []Object, err error) {
	p := &planter{forest: &forest{store: store}, fresh: map[string][]byte{}, made: map[string][]entry{}}
	var top tops
	if s != nil {
		top = s.top
	}
	for _, name := range slices.Sorted(maps.Keys(plan.Files)) {
		folder := ""
		for _, path := range slices.Sorted(maps.Keys(plan.Files[name])) {
			if folder, err = p.set(ctx, folder, strings.Split(path, "/"), entry{mode: modeFile, id: plan.Files[name][path]}); err != nil {
				return "", nil, err
			}
		}
		if err := p.prompt(ctx, &top, name, folder); err != nil {
			return "", nil, err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(plan.Trees)) {
		if err := p.prompt(ctx, &top, name, plan.Trees[name]); err != nil {
			return "", nil, err
		}
	}
	if plan.Policy != "" {
		top.policy = plan.Policy
	}
	entries := []entry{{modeFolder, PolicyFolder, top.policy}}
	if top.served != "" {
		entries = append(entries, entry{modeFolder, Served, top.served})
	}
	id = p.write(entries)
	return id, p.reachable(id, nil), nil
}

// reachable returns the new trees that a tree is made of: those that were made
// on the way to it are of no use.
func (p *planter) reachable(id string, objects []Object) []Object {
	if _, new := p.fresh[id]; !new {
		return objects
	}
	objects = append(objects, Object{"tree", p.fresh[id]})
	delete(p.fresh, id)
	for _, e := range p.made[id] {
		objects = p.reachable(e.id, objects)
	}
	return objects
}

// planter changes trees, and gathers those that are new.
type planter struct {
	*forest
	fresh map[string][]byte  // new trees by their ids
	made  map[string][]entry // what is in them
}

// prompt puts the folder of a prompt in its place, or takes it away.
func (p *planter) prompt(ctx context.Context, top *tops, name, tree string) error {
	folder, err := folderOf(name)
	if err != nil {
		return err
	}
	top.served, err = p.set(ctx, top.served, strings.Split(folder, "/"), entry{mode: modeFolder, id: tree})
	return err
}

// set returns a tree in which an entry is at a path; one without an id is taken
// out, and with it each folder that holds nothing else.
func (p *planter) set(ctx context.Context, tree string, path []string, e entry) (id string, err error) {
	entries, made := p.made[tree]
	if !made {
		if entries, err = p.tree(ctx, tree, ""); err != nil {
			return "", err
		}
	}
	e.name = path[0]
	at := slices.IndexFunc(entries, func(o entry) bool { return o.name == path[0] })
	if len(path) > 1 {
		below := ""
		if at >= 0 && entries[at].folder() {
			below = entries[at].id
		}
		if e.id, err = p.set(ctx, below, path[1:], e); err != nil {
			return "", err
		}
		e.mode, e.name = modeFolder, path[0]
	}
	entries = slices.DeleteFunc(slices.Clone(entries), func(o entry) bool { return o.name == path[0] })
	if e.id != "" {
		entries = append(entries, e)
	}
	if len(entries) == 0 {
		return "", nil
	}
	return p.write(entries), nil
}

// write gathers a tree.
func (p *planter) write(entries []entry) string {
	data := formatTree(entries)
	id := p.store.ID("tree", data)
	p.fresh[id], p.made[id] = data, entries
	return id
}
