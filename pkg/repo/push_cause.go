package repo

import (
	"regexp"
	"sync"
)

// Cause is why a remote refused a ref.
type Cause string

// Why remotes refuse refs.
const (
	CauseBehind    Cause = "behind"    // the remote has what is not here yet
	CauseExists    Cause = "exists"    // the remote has a tag of this name that is another
	CauseHook      Cause = "hook"      // a hook or a rule of the remote declined
	CauseProtected Cause = "protected" // the ref is protected
	CauseDeletion  Cause = "deletion"  // the remote lets nothing be deleted
	CauseStorage   Cause = "storage"   // the remote could not write
	CauseShallow   Cause = "shallow"   // this clone is shallow, and the remote takes nothing from such
	CauseOther     Cause = "other"     // another ref of an atomic push was refused
	CauseUnknown   Cause = "unknown"   // see the reason
)

type causeWords struct {
	words *regexp.Regexp
	cause Cause
}

// causes are the words of git (send-pack.c, receive-pack.c and transport.c of
// git 2.31 to 2.50) and of hosts. The first that fit count.
var causes = sync.OnceValue(func() []causeWords {
	c := func(words string, cause Cause) causeWords {
		return causeWords{regexp.MustCompile(`(?i)` + words), cause}
	}
	return []causeWords{
		c(`^atomic (push failed|push failure|transaction failed)`, CauseOther),
		c(`protected`, CauseProtected),
		c(`hook declined|rule violations|declined`, CauseHook),
		c(`deletion prohibited|deletion of the current branch`, CauseDeletion),
		c(`already exists|needs force`, CauseExists),
		c(`fetch first|non-fast-forward|stale info|remote ref updated|cannot lock ref|failed to update ref|incorrect old value`, CauseBehind),
		c(`unpacker error|failed to write|read.only|permission denied`, CauseStorage),
		c(`shallow`, CauseShallow),
	}
})

// causeOf reads a reason.
func causeOf(reason string) Cause {
	for _, c := range causes() {
		if c.words.MatchString(reason) {
			return c.cause
		}
	}
	return CauseUnknown
}
