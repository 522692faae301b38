package statement

import "strings"

// Ledger is what freshness asks of an environment's history. A nil ledger is
// that of an environment where nothing was ever served.
type Ledger struct {
	tip     string
	place   map[string]int // of each commit, the oldest is 0
	dropped map[string]int // the last place at which a digest was given up
}

// Entry is one commit of a ledger.
type Entry struct {
	Commit  string
	Dropped []string // digests that it rolled back from, removed or revoked
}

// NewLedger returns a ledger of these commits, the oldest first.
func NewLedger(entries []Entry) *Ledger {
	l := &Ledger{place: map[string]int{}, dropped: map[string]int{}}
	for i, e := range entries {
		l.tip, l.place[e.Commit] = e.Commit, i
		for _, digest := range e.Dropped {
			l.dropped[digest] = i
		}
	}
	return l
}

// Tip returns the newest commit, None where there is none.
func (l *Ledger) Tip() string {
	if l == nil || l.tip == "" {
		return None
	}
	return l.tip
}

// seen returns the place of the tip that a signer saw: -1 for None.
func (l *Ledger) seen(tip string) (place int, known bool) {
	if tip == None {
		return -1, true
	}
	if l == nil {
		return 0, false
	}
	place, known = l.place[tip]
	return place, known
}

// stale says why an approval of a digest, given by someone who saw this tip, is
// not fresh; "" where it is.
func (l *Ledger) stale(tip, digest string) string {
	place, known := l.seen(tip)
	if !known {
		return "it was given with another history in view: " + tip[:min(12, len(tip))] + " is not in this ledger"
	}
	if l == nil {
		return ""
	}
	if at, dropped := l.dropped[digest]; dropped && at > place {
		return "it was given before this digest was rolled back from, removed or revoked"
	}
	return ""
}

// ledgerMark is the trailer that every commit of a ledger has.
const ledgerMark = "Promptctl-Ledger: v1"

// EntryOf reads the trailers of a commit of a ledger. ok is false for any other
// commit.
func EntryOf(commit, message string) (e Entry, ok bool) {
	trailers := message[strings.LastIndex("\n\n"+strings.TrimSpace(message), "\n\n"):]
	e.Commit = commit
	drops := false
	for line := range strings.Lines(trailers) {
		line = strings.TrimSuffix(line, "\n")
		key, value, _ := strings.Cut(line, ": ")
		switch key {
		case "Promptctl-Ledger":
			ok = line == ledgerMark
		case "Action":
			drops = value == "rollback" || value == "removal"
		case "Prompt":
			if fields := strings.Fields(value); len(fields) > 1 && drops {
				e.Dropped = append(e.Dropped, fields[1])
			}
		}
	}
	return e, ok
}
