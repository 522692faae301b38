package signoff

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/statement"
)

// Said is what a person said already.
type Said struct {
	Person string
	*statement.Signed
}

// again looks for what the signer of an opinion said before: where that is the
// same and still stands there is nothing to sign, and what they take back they
// must take back later. With another key of theirs it is not the same: who is to
// lose a key signs again before.
func (d *Desk) again(ctx context.Context, draft *Draft) error {
	known, err := d.Bearing(ctx, draft.Statement)
	if err != nil {
		return err
	}
	same := slices.DeleteFunc(slices.Clone(known), func(s *statement.Signed) bool { return !s.Repeats(draft.Statement) })
	var signer string
	var against *statement.Signed
	for _, f := range draft.Forces {
		person, err := d.Signs(f)
		if err != nil {
			return err
		}
		signer = person.Name
		judge := statement.NewJudge(f.Policy, d.Now, map[string]*statement.Ledger{f.Name: f.Ledger}, known)
		same = slices.DeleteFunc(same, func(s *statement.Signed) bool { return !judge.Stands(s, d.Key, f.Name) })
		if s := judge.Against(draft.Statement, signer); s != nil && (against == nil || s.Tag.Tagger.When.After(against.Tag.Tagger.When)) {
			against = s
		}
	}
	switch {
	case len(same) > 0:
		draft.Already = &Said{signer, same[0]}
		return nil
	case against != nil:
		return d.later(draft, signer, against)
	default:
		return nil
	}
}

// later has a draft dated after what it takes back: git's dates have whole
// seconds, and two words of one second have no order. A date that would be
// refused because it is yet to come is no way out.
func (d *Desk) later(draft *Draft, signer string, than *statement.Signed) error {
	when := than.Tag.Tagger.When
	draft.after = when.Add(time.Second)
	if !draft.after.After(d.Now.Add(statement.Skew)) {
		return nil
	}
	err := fmt.Errorf("%s's %s %s is dated %s, which is yet to come, and nothing that is signed now comes after it",
		signer, than.Kind, than.Ref, when.Format(time.RFC3339))
	return diag.WithHint(err, "take it back: promptctl revoke %s --reason …", than.Tag.Name)
}
