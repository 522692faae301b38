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
	Commit      string
	Environment string
	Dropped     []string // digests that it rolled back from, removed or revoked
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
// commit, and for one that says a thing twice or does what is not known.
func EntryOf(commit, message string) (e Entry, ok bool) {
	message = strings.TrimSpace(message)
	trailers := message[strings.LastIndex("\n\n"+message, "\n\n"):]
	e.Commit = commit
	said := map[string]string{}
	var before []string
	for line := range strings.Lines(trailers) {
		line = strings.TrimSuffix(line, "\n")
		key, value, _ := strings.Cut(line, ": ")
		if key == "Prompt" { // NAME FROM TO VERSION PATH
			fields := strings.Fields(value)
			if len(fields) < 3 {
				return e, false
			}
			before = append(before, fields[1])
			continue
		}
		if _, twice := said[key]; twice {
			return e, false
		}
		said[key] = line
	}
	drops, known := actions()[strings.TrimPrefix(said["Action"], "Action: ")]
	if drops {
		e.Dropped = before
	}
	e.Environment = strings.TrimPrefix(said["Environment"], "Environment: ")
	return e, known && e.Environment != "" && said["Promptctl-Ledger"] == ledgerMark
}

// actions are what a commit of a ledger can do, and whether it gives up what was
// served.
func actions() map[string]bool {
	return map[string]bool{"root": false, "promotion": false, "policy": false, "rollback": true, "removal": true, "revocation": true}
}
