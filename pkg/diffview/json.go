package diffview

import (
	"github.com/promptctl-io/promptctl/pkg/change"
	"github.com/promptctl-io/promptctl/pkg/comparison"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/prose"
)

// Answer is a comparison as JSON.
type Answer struct {
	Before  string         `json:"before"`
	After   string         `json:"after"`
	Class   change.Class   `json:"class"` // the gravest of all prompts
	Prompts []AnswerPrompt `json:"prompts"`
}

// AnswerPrompt is how one prompt differs.
type AnswerPrompt struct {
	Name     string         `json:"name"`
	Was      string         `json:"was,omitempty"`  // where it is called something else now
	Path     string         `json:"path,omitempty"` // absent where the prompt is gone
	OldPath  string         `json:"oldPath,omitempty"`
	Status   change.Kind    `json:"status"`
	Class    change.Class   `json:"class"`
	Step     string         `json:"step"` // the number of the version that is to be raised
	Next     *AnswerNext    `json:"next,omitempty"`
	Digests  AnswerDigests  `json:"digests"`
	Costs    []AnswerCost   `json:"costs"`
	Changes  []AnswerChange `json:"changes"`
	Findings diag.List      `json:"findings"` // why the files could be compared as text alone
	Raw      string         `json:"raw,omitempty"`
}

// AnswerNext is the version that the next release asks for.
type AnswerNext struct {
	Last    string       `json:"last"`
	Class   change.Class `json:"class"` // of all that changed since
	Version string       `json:"version,omitempty"`
}

// AnswerDigests are the digests of the two closures, where they are there.
type AnswerDigests struct {
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
}

// AnswerCost is what the prompt's own text takes of a model.
type AnswerCost struct {
	Model     string   `json:"model,omitempty"`
	Before    int      `json:"before"` // tokens
	After     int      `json:"after"`
	Exact     bool     `json:"exact"`
	Calls     int      `json:"calls"` // that the dollars are for
	USDBefore *float64 `json:"usdBefore,omitempty"`
	USDAfter  *float64 `json:"usdAfter,omitempty"`
}

// AnswerChange is one change.
type AnswerChange struct {
	Subject  change.Subject `json:"subject"`
	Name     string         `json:"name,omitempty"`
	Kind     change.Kind    `json:"kind"`
	Class    change.Class   `json:"class"`
	Message  string         `json:"message"`
	Why      string         `json:"why"`
	Old      string         `json:"old,omitempty"`
	New      string         `json:"new,omitempty"`
	Range    diag.Range     `json:"range"`
	Partials []string       `json:"partials"`
	Text     *AnswerText    `json:"text,omitempty"`
}

// AnswerText is how a text differs. The old text is the old of all runs, and the
// new one the new.
type AnswerText struct {
	Words     AnswerWords  `json:"words"`
	Reflowed  int          `json:"reflowed"`  // stretches of white space that differ between the same words
	Rewritten bool         `json:"rewritten"` // too little is the same for words to be compared
	Runs      []AnswerRun  `json:"runs"`
	Moves     []AnswerMove `json:"moves"`
}

// AnswerWords counts words, and whatever else is shown whole, such as a comma.
type AnswerWords struct {
	Old      int `json:"old"`
	New      int `json:"new"`
	Deleted  int `json:"deleted"`
	Inserted int `json:"inserted"`
}

// AnswerRun is a stretch of text of which the same becomes. Move is the number of
// the move that it is an end of.
type AnswerRun struct {
	Op   string `json:"op"` // equal, delete or insert
	Old  string `json:"old,omitempty"`
	New  string `json:"new,omitempty"`
	Move int    `json:"move,omitempty"`
}

// AnswerMove is a paragraph that stands elsewhere now, and what changed in it.
type AnswerMove struct {
	Number int         `json:"number"`
	Runs   []AnswerRun `json:"runs"`
}

// NewAnswer describes a comparison.
func NewAnswer(c *comparison.Comparison) Answer {
	a := Answer{Before: c.Before, After: c.After, Class: c.Class(), Prompts: []AnswerPrompt{}}
	for _, p := range c.Prompts {
		a.Prompts = append(a.Prompts, newAnswerPrompt(p))
	}
	return a
}

func newAnswerPrompt(p *comparison.Prompt) AnswerPrompt {
	a := AnswerPrompt{
		Name: p.Name, Path: p.File, OldPath: p.OldFile, Status: p.Status, Class: p.Class(), Step: p.Class().Step(),
		Digests: AnswerDigests{digest(p.Before), digest(p.After)},
		Costs:   []AnswerCost{}, Changes: []AnswerChange{}, Findings: append(diag.List{}, p.Broken...),
	}
	if p.Was != p.Name {
		a.Was = p.Was
	}
	if n := p.Next; n != nil {
		a.Next = &AnswerNext{n.Last, n.Class, n.Version}
	}
	if len(p.Broken) > 0 {
		a.Raw = raw(p)
	}
	for _, c := range p.Costs {
		a.Costs = append(a.Costs, AnswerCost{c.Model, c.Before, c.After, c.Exact, comparison.Calls, c.USDBefore, c.USDAfter})
	}
	for _, c := range p.Changes {
		a.Changes = append(a.Changes, AnswerChange{
			c.Subject, c.Name, c.Kind, c.Class, c.Message, c.Why, c.Old, c.New, c.Range, append([]string{}, c.Partials...), newAnswerText(c.Text),
		})
	}
	return a
}

func digest(c *prompt.Closure) string {
	if c == nil {
		return ""
	}
	return c.Digest()
}

func newAnswerText(d *prose.Diff) *AnswerText {
	if d == nil {
		return nil
	}
	a := &AnswerText{AnswerWords(d.Words), d.Reflowed, d.Rewritten, newAnswerRuns(d, d.Runs), []AnswerMove{}}
	for _, m := range d.Moves {
		a.Moves = append(a.Moves, AnswerMove{m.Number, newAnswerRuns(d, m.Runs)})
	}
	return a
}

func newAnswerRuns(d *prose.Diff, runs []prose.Run) []AnswerRun {
	all := []AnswerRun{}
	for _, r := range runs {
		a := AnswerRun{Op: map[prose.Op]string{prose.Equal: "equal", prose.Delete: "delete", prose.Insert: "insert"}[r.Op], Old: r.Old.Of(d.Old), New: r.New.Of(d.New)}
		if r.Move != nil {
			a.Move = r.Move.Number
		}
		all = append(all, a)
	}
	return all
}
