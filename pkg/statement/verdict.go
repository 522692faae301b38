package statement

// Reason is why a statement counts or does not.
type Reason string

// The reasons. Counted is the only one that is good.
const (
	Counted    Reason = "counted"
	Void       Reason = "void"        // it cannot be read, or is not where it says that it is
	Foreign    Reason = "foreign"     // of another repository
	Unsigned   Reason = "unsigned"    // nobody signed it
	BadKey     Reason = "signature"   // the signature does not verify, or its key is not good
	Stranger   Reason = "unknown-key" // the policy does not know the key
	Withdrawn  Reason = "withdrawn"   // the key was retired or compromised
	Role       Reason = "role"        // the signer does not have the role, or it does not say such things
	Future     Reason = "future"      // it is dated in the future
	Expired    Reason = "expired"
	Revoked    Reason = "revoked"
	Elsewhere  Reason = "elsewhere"  // it is not for this environment
	Other      Reason = "other"      // it is of another prompt or digest
	Stale      Reason = "stale"      // the ledger went past it
	NotAsked   Reason = "not-asked"  // nobody asks for this role, or this fact
	Author     Reason = "author"     // the signer wrote the change
	Suite      Reason = "suite"      // the tests were others
	Falls      Reason = "below"      // too few cases passed, or not with a live model
	Repeated   Reason = "repeated"   // this person counts already
	Superseded Reason = "superseded" // the same person approved since
	Blocks     Reason = "blocks"     // a rejection that stands
)

// Verdict is whether a statement counts, and why.
type Verdict struct {
	*Signed
	Reason Reason
	Why    string // in words, for people
	Person string // whose key signed, "" where nobody's that the policy knows did
	Robot  bool
	Key    string // the fingerprint, "" where there is none
	Proven bool   // the signature verifies: it was made with Key
	// Retired says of what was withdrawn that it is genuine but for its key, which
	// was retired since, and not compromised.
	Retired bool
}

// Lapsed reports whether the statement is genuine and was good once: it expired,
// it was revoked, or its key was withdrawn since.
func (v Verdict) Lapsed() bool {
	return v.Proven && (v.Reason == Expired || v.Reason == Revoked || v.Reason == Withdrawn)
}

// Good reports whether the statement counts.
func (v Verdict) Good() bool { return v.Reason == Counted }
