package policy

import (
	"fmt"
	"math"

	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// Bounds that no real policy comes near, so that reading any file ends soon.
const (
	maxEntries      = 1000 // of a list
	maxPersons      = 1000
	maxEnvironments = 64
	maxRules        = 256 // of one environment
	maxCount        = 100 // persons of one role
)

// reader takes the file's nodes apart and collects what is wrong with them.
// There are no free keys: one that is not understood might be relied on.
type reader struct {
	*yamldoc.Reader

	guard  string   // the first environment that is not open
	checks []func() // what can be told only when all of the file is read
	all    *census  // of the whole policy, for the checks
	owners owners   // whose an e-mail address and a key are
}

type value = yamldoc.Value

// list reads a list of texts that must have an entry.
func (r *reader) list(v value, each func(value)) { r.Texts(v, 1, maxEntries, each) }

// count reads how many persons something takes.
func (r *reader) count(v value) (int, bool) {
	if f, ok := v.Node.Float(); ok && f == math.Trunc(f) && f < 1 {
		r.Errorf("P005", v.Node, "%s must be at least 1, not %s", v.Name(), v.Node.Describe()).
			Hint = fmt.Sprintf("leave %s out where nobody is needed", v.Key.Value)
		return 0, false
	}
	return r.Whole(v, 1, maxCount)
}
