package suite

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// own says where a file may have keys that are not promptctl's.
const own = "keys of your own begin with x-"

// How much a file may have: more than any that a person writes, so that
// reading, and looking at every case, ends soon. More cases go into data.
const (
	maxCases      = 10000
	maxAssertions = 100
	maxEntries    = 1000
	maxRepeat     = 1000
)

// reader takes the file's nodes apart and collects what is wrong with them.
type reader struct {
	*yamldoc.Reader
	doc *yamldoc.Doc
}

type value = yamldoc.Value

func (r *reader) suite(s *Suite, root value) {
	if r.Newer(Version) {
		return
	}
	r.Fields(root,
		yamldoc.Required("version", func(v value) { r.Version(v, Version) }),
		yamldoc.Optional("defaults", func(v value) { r.defaults(v, &s.Defaults) }),
		yamldoc.Optional("cases", func(v value) { r.Items(v, 1, maxCases, func(v value) { r.readCase(v, s) }) }),
		yamldoc.Optional("data", func(v value) { r.Items(v, 1, maxEntries, func(v value) { r.data(v, s) }) }),
	)
	if root.Node.Kind == yamldoc.Mapping && root.Node.Get("cases") == nil && root.Node.Get("data") == nil {
		r.Errorf("Y005", nil, "the file has neither cases nor data")
	}
	r.judged(s)
}

// judged finds assertions by models that judge of which nothing says which model.
func (r *reader) judged(s *Suite) {
	if named(s.Defaults.Judge) {
		return
	}
	for _, c := range append([]*Case{&s.Defaults}, s.Cases...) {
		for _, a := range c.Assert {
			if a.Type.has("judge") && a.Key != nil && !named(a.Judge) {
				r.Errorf("E005", a.Key, "%s: it does not say which model judges", a.Key.Value).Hint = "write judge: {model: openai/gpt-5.4-mini} beside it, or under defaults for all"
			}
		}
	}
}

func named(j *Judge) bool { return j != nil && j.Model != "" }

func (r *reader) defaults(v value, c *Case) {
	if v.Node.IsNull() {
		return
	}
	c.Node = v.Node
	fields := append(r.shared(c), yamldoc.Optional("judge", func(v value) { c.Judge = r.judge(v) }))
	r.Fields(v, fields...)
}

func (r *reader) readCase(v value, s *Suite) {
	c := &Case{Node: v.Node, index: len(s.Cases)}
	s.Cases = append(s.Cases, c)
	fields := append([]yamldoc.Field{
		yamldoc.Required("id", func(v value) { c.ID, c.IDNode = r.id(v), v.Node }),
		yamldoc.Optional("description", func(v value) { c.Description, _ = r.Text(v, "a text") }),
		yamldoc.Optional("tags", func(v value) { c.Tags = r.texts(v, 0, "a tag") }),
		yamldoc.Optional("expected", func(v value) {
			if _, ok := r.Text(v, "a text"); ok {
				c.Expected = v.Node
			}
		}),
	}, r.shared(c)...)
	r.Fields(v, fields...)
}

// shared are the keys of a case that the defaults may have too.
func (r *reader) shared(c *Case) []yamldoc.Field {
	return []yamldoc.Field{
		yamldoc.Optional("variables", func(v value) { c.Variables = r.variables(v, func(v value) { r.exact(v.Node) }) }),
		yamldoc.Optional("matrix", func(v value) {
			c.Matrix = r.variables(v, func(v value) { r.Items(v, 1, maxEntries, func(v value) { r.exact(v.Node) }) })
		}),
		yamldoc.Optional("assert", func(v value) {
			r.Items(v, 0, maxAssertions, func(v value) {
				if a := r.assertion(v); a != nil {
					c.Assert = append(c.Assert, a)
				}
			})
		}),
		yamldoc.Optional("threshold", func(v value) { c.Threshold = r.fraction(v) }),
		yamldoc.Optional("repeat", func(v value) { c.Repeat, _ = r.Whole(v, 1, maxRepeat) }),
	}
}

var idForm = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$`) })

// id reads the name of a case, by which it is chosen and compared.
func (r *reader) id(v value) string {
	s, ok := r.Text(v, "the id of a case")
	if ok && !idForm().MatchString(s) {
		r.Wrong(v, "the id of a case").Hint = "an id has letters, digits, _, . and - alone, such as late-parcel; words go under description:"
		return ""
	}
	return s
}

// texts reads a list of texts that are not empty.
func (r *reader) texts(v value, least int, wanted string) (texts []string) {
	r.Items(v, least, maxEntries, func(v value) {
		if s, ok := r.Filled(v, wanted); ok {
			texts = append(texts, s)
		}
	})
	return texts
}

// variables reads a mapping of names to values of any kind.
func (r *reader) variables(v value, each func(value)) (all []Variable) {
	r.Entries(v, 0, maxEntries, func(v value) {
		each(v)
		all = append(all, Variable{v.Key.Value, v.Key, v.Node})
	})
	return all
}

// exact finds whole numbers that cannot be kept as they are: identifiers that
// lack quotes.
func (r *reader) exact(n *yamldoc.Node) {
	if _, fits := n.Int(); n.Tag == "!!int" && !fits {
		r.Errorf("Y004", n, "the number %s is too large to be kept exactly", n.Describe()).Hint = "quote it"
	}
	for _, item := range n.Items {
		r.exact(item)
	}
	for _, pair := range n.Pairs {
		r.exact(pair.Value)
	}
}

// dataSuffixes are the ends of files whose rows can be cases.
func dataSuffixes() []string { return []string{".jsonl", ".csv", ".yaml", ".yml"} }

// data reads the path of a file whose rows are cases.
func (r *reader) data(v value, s *Suite) {
	text, ok := r.Filled(v, "the path of a file")
	if !ok {
		return
	}
	file := path.Join(path.Dir(s.File), text)
	switch {
	case !slices.Contains(dataSuffixes(), path.Ext(text)):
		r.Wrong(v, "a file that ends in .jsonl, .csv, .yaml or .yml")
	case strings.ContainsAny(text, "\\\n\r\x00"):
		r.Wrong(v, "the path of a file").Hint = "write / between folders"
	case path.IsAbs(text) || strings.HasPrefix(file, "../"):
		r.Errorf("T006", v.Node, "data file %q lies out of the repository", text)
	default:
		s.Data = append(s.Data, Data{file, text, v.Node})
	}
}

// fraction reads a number from 0 to 1; nil where there is none.
func (r *reader) fraction(v value) *float64 {
	f, ok := v.Node.Float()
	switch {
	case !ok:
		r.Wrong(v, "a number from 0 to 1")
	case f < 0 || f > 1:
		r.Errorf("E005", v.Node, "%s must be a number from 0 to 1, not %s", v.Name(), v.Node.Describe())
	default:
		return &f
	}
	return nil
}
