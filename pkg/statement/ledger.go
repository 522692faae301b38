package statement

import (
	"maps"
	"sync"
)

// Ledger is what freshness asks of an environment's history. A nil ledger is
// that of an environment where nothing was ever served.
type Ledger struct {
	tip     string
	known   int                    // how many commits there are
	earlier func(place int) string // of those that were there before the first Append; nil where none were
	index   sync.Once
	place   map[string]int // of each commit, the oldest is 0; nil until it is asked for
	dropped map[string]int // the last place at which a digest was given up
	policy  int            // the last place at which the policy became another one
}

// Resume returns the ledger of so many commits, of which at returns each by its place:
// it is called only where somebody asks where a commit is. The other two are the last
// places at which each digest was given up, and at which the policy became another one.
func Resume(known int, at func(place int) string, dropped map[string]int, policy int) *Ledger {
	l := &Ledger{known: known, earlier: at, dropped: maps.Clone(dropped), policy: policy}
	if known > 0 {
		l.tip = at(known - 1)
	}
	return l
}

// places returns the place of each commit.
func (l *Ledger) places() map[string]int {
	l.index.Do(func() {
		l.place = make(map[string]int, l.known)
		for i := range l.known {
			l.place[l.earlier(i)] = i
		}
	})
	return l.place
}

// Append adds the next commit of a ledger, with the digests that it rolled back
// from, removed or revoked.
func (l *Ledger) Append(commit string, dropped ...string) {
	l.places()[commit] = l.known
	for _, digest := range dropped {
		if l.dropped == nil {
			l.dropped = map[string]int{}
		}
		l.dropped[digest] = l.known
	}
	l.tip, l.known = commit, l.known+1
}

// ChangePolicy says that the commit which was added last changed the policy.
func (l *Ledger) ChangePolicy() { l.policy = l.known - 1 }

// Tip returns the newest commit, None where there is none.
func (l *Ledger) Tip() string {
	if l == nil || l.tip == "" {
		return None
	}
	return l.tip
}

// Dropped returns the place, the oldest commit's being 0, at which a digest was
// last given up.
func (l *Ledger) Dropped(digest string) (place int, ever bool) {
	if l == nil {
		return 0, false
	}
	place, ever = l.dropped[digest]
	return place, ever
}

// seen returns the place of the tip that a signer saw: -1 for None.
func (l *Ledger) seen(tip string) (place int, known bool) {
	if tip == None {
		return -1, true
	}
	if l == nil {
		return 0, false
	}
	place, known = l.places()[tip]
	return place, known
}

// stale says why an approval of a digest, given by someone who saw this tip, is
// not fresh; "" where it is.
func (l *Ledger) stale(tip, digest string) string {
	place, known := l.seen(tip)
	if !known {
		return "it was given with another history in view: " + tip[:min(12, len(tip))] + " is not in this ledger"
	}
	if at, dropped := l.Dropped(digest); dropped && at > place {
		return "it was given before this digest was rolled back from, removed or revoked"
	}
	return ""
}

// stalePolicy says why a consent to a policy, given by someone who saw this tip,
// is not fresh; "" where it is.
func (l *Ledger) stalePolicy(tip string) string {
	place, known := l.seen(tip)
	switch {
	case !known:
		return "it was given with another history in view: " + tip[:min(12, len(tip))] + " is not in this ledger"
	case l != nil && place < l.policy:
		return "it was given before the policy last changed"
	}
	return ""
}
