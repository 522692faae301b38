package lint

import (
	"fmt"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/template"
)

// untrustedInSystem is S004: a value from outside in the system message, whose
// word the model takes for its operator's.
func untrustedInSystem(p *Pass) {
	if !untrusted(p.Prompt) {
		return
	}
	found := &systemUses{Pass: p, seen: map[*template.Variable]bool{}}
	w := walkUses(p.Closure, found.node)
	found.walker = w
	for _, s := range p.Prompt.Sections {
		if s.Text != nil {
			found.where = "section " + s.ID
			w.text(s.Text)
		}
	}
	for i, m := range p.Prompt.Messages {
		if m.Role.Value != model.System {
			continue
		}
		found.where = fmt.Sprintf("messages[%d]", i)
		for _, t := range textParts(m) {
			w.text(t)
		}
	}
}

// systemUses is a walk through the system message that notes each tag once.
type systemUses struct {
	*Pass
	walker *walker
	where  string // the section or message
	seen   map[*template.Variable]bool
}

func (u *systemUses) node(n template.Node, at standing) {
	tag, ok := n.(*template.Variable)
	if !ok || u.seen[tag] {
		return
	}
	r := at.scope.Find(tag.Name)
	if r.Untrusted == "" || !u.walker.free.text(r.Variable) {
		return
	}
	u.seen[tag] = true
	if !u.room() {
		return
	}
	u.Report(at.text.Range(tag.NameSpan), "%s is put into the system message%s",
		untrustedName(tag.Name, r), u.way(u.where, at.via)).
		Hint = "put it into a message of role user, between tags of its own"
}

// way says how a tag in a partial gets into the prompt; "" for one in the
// prompt's own file, which shows that itself.
func (p *Pass) way(where string, via []string) string {
	if len(via) == 0 {
		return ""
	}
	return fmt.Sprintf(", by %s of %s, which includes %s", where, p.File, strings.Join(via, " > "))
}
