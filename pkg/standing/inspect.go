package standing

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/environment"
	"github.com/promptctl-io/promptctl/pkg/ledger"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/statement"
)

// Inspection is what came of verifying the ledger of an environment.
type Inspection struct {
	Force *Force
	Err   error // why it does not verify, or why nobody can tell; nil where it verifies, or where nothing is to be verified
	Late  bool  // its newest entry is older than it may be

	NotServable []ledger.Problem
	Vouched     []Vouched
	NotEnforced []Remark
	Unbound     []string // the tags of revocations and rejections of what is served that it does not hold
}

// Vouched is what was looked at when versions were promoted, and that nobody can
// verify later.
type Vouched struct {
	Checked ledger.Checked
	By      string // the promoter, who alone vouches for it; "" where that is UNSIGNED
	Prompts []string
}

// Remark is something that is to be known of some of what is served.
type Remark struct {
	What    string
	Prompts []string
}

// Good reports whether nothing is wrong.
func (i *Inspection) Good() bool { return i.Err == nil && !i.Late && len(i.NotServable) == 0 }

// Undecided reports whether nobody can tell, because something is not here or cannot
// be read.
func (i *Inspection) Undecided() bool {
	return errors.As(i.Err, new(*environment.PinError)) || errors.Is(i.Err, ErrIncomplete) || errors.Is(i.Err, ledger.ErrIncomplete) || errors.Is(i.Err, environment.ErrNoLedger)
}

// Inspect looks at the ledgers of environments, each on its own; at all where none
// is named. Their newest entries may be so old; 0 is any age. The register is one of
// Survey.
func (r *Register) Inspect(ctx context.Context, names []string, age time.Duration) ([]*Inspection, error) {
	forces := r.Forces
	if len(names) > 0 {
		var err error
		if forces, err = r.Named(names); err != nil {
			return nil, err
		}
	}
	all := make([]*Inspection, len(forces))
	for n, f := range forces {
		i := &Inspection{Force: f, Err: f.Err}
		switch {
		case f.Err != nil:
		case f.State == nil:
			i.Err = r.missing(ctx, f, len(names) > 0)
		default:
			i.served(f.State)
			i.Late = age > 0 && r.Now.Sub(f.State.When) > age
			if i.Unbound, i.Err = r.unbound(ctx, f); i.Err != nil {
				return nil, i.Err
			}
		}
		all[n] = i
	}
	return all, nil
}

// missing says what it means that an environment has no ledger: this clone may lack
// it and, where someone asked for this one, there is nothing to verify.
func (r *Register) missing(ctx context.Context, f *Force, asked bool) error {
	if f.Open {
		return nil
	}
	if err := r.CompleteLedger(ctx, f); err != nil || !asked {
		return err
	}
	return diag.WithHint(environment.ErrNoLedger, "begin it: promptctl env init %s", f.Name)
}

// served looks at what a ledger serves at its tip.
func (i *Inspection) served(s *ledger.State) {
	i.NotServable = s.NotServable()
	for _, name := range slices.Sorted(maps.Keys(s.Served)) {
		v := s.Served[name]
		if v.Checked != (ledger.Checked{}) {
			i.vouched(v)
		}
		for _, w := range v.Warnings {
			i.remark(name, w)
		}
		if v.Approved == s.Root {
			i.remark(name, "it was taken over by the root, and nothing else in the ledger speaks for it")
		}
		if v.Signer.Key == "" {
			i.remark(name, "it is served UNSIGNED")
		}
	}
}

func (i *Inspection) vouched(v ledger.Version) {
	for n, one := range i.Vouched {
		if one.Checked == v.Checked && one.By == v.Promoter {
			i.Vouched[n].Prompts = append(one.Prompts, v.Name)
			return
		}
	}
	i.Vouched = append(i.Vouched, Vouched{v.Checked, v.Promoter, []string{v.Name}})
}

func (i *Inspection) remark(name, what string) {
	for n, one := range i.NotEnforced {
		if one.What == what {
			i.NotEnforced[n].Prompts = append(one.Prompts, name)
			return
		}
	}
	i.NotEnforced = append(i.NotEnforced, Remark{what, []string{name}})
}

// unbound returns the tags of the revocations and the rejections that concern what an
// environment serves, and that its ledger does not hold: each is forgotten where its
// tag is.
func (r *Register) unbound(ctx context.Context, f *Force) ([]string, error) {
	tags, err := r.refs(ctx)
	if err != nil {
		return nil, err
	}
	if f.Open || !slices.ContainsFunc(tags, func(t repo.TagObject) bool { return opposes(t) && !f.holds(string(t.ID)) }) {
		return nil, nil
	}
	judge, err := r.Judge(ctx, f)
	if err != nil {
		return nil, err
	}
	known, err := r.Statements(ctx)
	if err != nil {
		return nil, err
	}
	var all []string
	for _, s := range known {
		opposed := s.Err == nil && (s.Kind == statement.Revocation || s.Kind == statement.Rejection)
		if opposed && !f.holds(s.ID) && f.concerns(s) && judge.Genuine(s).Good() {
			all = append(all, s.Tag.Name)
		}
	}
	return all, nil
}

// opposes reports whether a tag pretends to speak against something.
func opposes(t repo.TagObject) bool {
	first, _, _ := strings.Cut(strings.TrimPrefix(t.Ref, "refs/tags/"), "/")
	return first == statement.Revocation.Root() || first == statement.Rejection.Root()
}

// holds reports whether the ledger made a statement binding.
func (f *Force) holds(id string) bool {
	return slices.ContainsFunc(f.State.Bound, func(b ledger.Bound) bool { return b.ID == id })
}

// concerns reports whether a statement is about something that is served.
func (f *Force) concerns(s *statement.Signed) bool {
	for _, v := range f.State.Served {
		if s.Kind == statement.Rejection {
			if _, here := s.Tip(f.Name); here && s.Speaks(v.Digest) {
				return true
			}
			continue
		}
		rests := slices.ContainsFunc(v.Rests, func(rest ledger.Rest) bool { return rest.ID == s.Target })
		if s.Target == v.Digest || rests {
			return true
		}
	}
	return false
}

// Told returns what is wrong with a ledger, without its environment, which whoever
// tells of it has named already.
func (i *Inspection) Told() string {
	var wrong *ledger.Error
	if errors.As(i.Err, &wrong) {
		return strings.TrimPrefix(wrong.Error(), "the ledger of "+wrong.Environment+" does not verify: ")
	}
	return i.Err.Error()
}
