package ledger_test

import (
	"bytes"
	"encoding/gob"
	"testing"
	"time"

	"github.com/promptctl-io/promptctl/pkg/ledger"
	"github.com/promptctl-io/promptctl/pkg/ledger/ledgertest"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// kept is a state as it comes back from where it was kept.
func kept(t require.TestingT, s *ledger.State) *ledger.State {
	var b bytes.Buffer
	require.NoError(t, gob.NewEncoder(&b).Encode(s))
	back := &ledger.State{}
	require.NoError(t, gob.NewDecoder(&b).Decode(back))
	return back
}

// same checks that two states are the same but for the past, which is known only
// to who walked from the root.
func same(t require.TestingT, want, got *ledger.State) {
	require.Equal(t, kept(t, want), kept(t, got))
	require.Equal(t, want.NotServable(), got.NotServable())
	require.Equal(t, want.Freshness().Tip(), got.Freshness().Tip()) // the rest of it is in what is kept
	require.Equal(t, want.InForce(), got.InForce())
	require.Equal(t, want.Tree(), got.Tree())
}

func TestResume(t *testing.T) {
	b := whole(t)
	b.resumes(t)
}

// resumes checks that the ledger verifies alike from whatever was kept of it.
func (b *book) resumes(t require.TestingT) {
	states := make([]*ledger.State, len(b.Tips))
	for i, tip := range b.Tips {
		var err error
		states[i], err = ledger.Verify(b.t.Context(), b.Store, b.Claim(tip))
		require.NoError(t, err)
	}
	for i := range b.Tips {
		known := kept(t, states[i])
		before := kept(t, known)
		for j := i; j < len(b.Tips); j++ {
			claim := b.Claim(b.Tips[j])
			claim.Known = known
			for _, claim.Root = range []string{b.Tips[0], ""} {
				got, err := ledger.Verify(b.t.Context(), b.Store, claim)
				require.NoError(t, err)
				same(t, states[j], got)
			}
		}
		require.Equal(t, before, known, "what is known is not touched")
	}
}

// Any ledger verifies alike from whatever was kept of it.
func TestResumeOfAnyLedger(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		b := begun(t, "production")
		prompts := []string{"a", "b/c", "d"}
		var said [][]byte
		for range rapid.IntRange(0, 5).Draw(r, "length") {
			at := *b.Book
			at.Served = map[string]map[string]string{}
			for name, files := range b.Served {
				at.Served[name] = files
			}
			p := version(rapid.SampledFrom(prompts).Draw(r, "prompt"), rapid.IntRange(1, 3).Draw(r, "version"))
			var d ledgertest.Draft
			switch rapid.SampledFrom([]string{"promote", "promote", "roll back", "remove", "revoke", "reject", "policy"}).Draw(r, "action") {
			case "promote":
				d = b.promotion(p)
				said = append(said, d.Evidence...)
			case "roll back":
				d = b.rollback(p)
			case "remove":
				if b.Served[p.Name] == nil {
					continue
				}
				d = b.Remove("ana", p)
			case "revoke":
				target := p.Subject().Digest
				if len(said) > 0 && rapid.Bool().Draw(r, "a statement") {
					target = b.id(rapid.SampledFrom(said).Draw(r, "statement"))
				}
				said = append(said, b.revoke("bo", "security", target))
				d = b.bind("bo", said[len(said)-1])
			case "reject":
				said = append(said, b.reject("cy", "legal", b.Tip(), p))
				d = b.bind("cy", said[len(said)-1])
			case "policy":
				to := policyText("24h", rapid.SampledFrom([]string{"1h", "2h", "24h"}).Draw(r, "soak"))
				if next := (ledgertest.Book{Policy: to}); next.PolicyDigest() == b.PolicyDigest() {
					continue
				}
				d = b.Change("ci", to, b.consents(b.PolicyDigest(), to)...)
			}
			// Not all of these are good; those that are go on.
			if _, err := b.Write(d); err == nil {
				_, err = b.Verify(t.Context())
				if err == nil {
					continue
				}
			}
			*b.Book = at
		}
		b.resumes(r)
	})
}

// What is known of one ledger says nothing of another one.
func TestWhatIsKnownIsOfOneRoot(t *testing.T) {
	b := serving(t)
	known := b.good()
	other := newBook(t, "production")
	other.memory, other.Store, other.Put = b.memory, b.Store, b.Put
	other.Now = began().Add(time.Hour)
	other.write(other.Root("bo"))
	claim := other.Claim(other.Tip())
	claim.Known, claim.Mark = known, known.Tip
	s, err := ledger.Verify(t.Context(), b.Store, claim)
	require.NoError(t, err)
	require.Equal(t, other.Tip(), s.Root)
	require.Empty(t, s.Served)

	claim.Root = ""
	_, err = ledger.Verify(t.Context(), b.Store, claim)
	require.ErrorIs(t, err, ledger.ErrOtherRoot)

	// Nor is it made use of where it is of another environment or branch.
	claim = b.Claim(b.Tip())
	claim.Known, claim.Branch = known, "env/other"
	_, err = ledger.Verify(t.Context(), b.Store, claim)
	require.ErrorContains(t, err, "its policy does not have production on the branch env/other")
	claim.Branch, claim.Environment = "env/staging", "staging"
	_, err = ledger.Verify(t.Context(), b.Store, claim)
	require.ErrorContains(t, err, "it is of the environment production")

	// A mark that is further than what is known counts as well.
	b.write(b.promotion(version("a", 2)))
	claim = b.Claim(known.Tip)
	claim.Known, claim.Mark = known, b.Tip()
	_, err = ledger.Verify(t.Context(), b.Store, claim)
	require.ErrorIs(t, err, ledger.ErrRewound)
	claim.Tip, claim.Mark = b.Tip(), known.Root
	_, err = ledger.Verify(t.Context(), b.Store, claim)
	require.NoError(t, err)
}

func TestPast(t *testing.T) {
	b := begun(t, "production")
	one, two := version("a", 1), version("a", 2)
	b.write(b.promotion(one))
	kept := b.good()
	b.write(b.promotion(two))
	claim := b.Claim(b.Tip())
	claim.Known = kept
	s, err := ledger.Verify(t.Context(), b.Store, claim)
	require.NoError(t, err)
	_, whole := s.Past("a")
	require.False(t, whole)
	require.Len(t, s.Known(), 1)

	b.write(b.rollback(one)) // takes the whole past, whatever is kept
	claim = b.Claim(b.Tip())
	claim.Known = kept
	s, err = ledger.Verify(t.Context(), b.Store, claim)
	require.NoError(t, err)
	past, whole := s.Past("a")
	require.True(t, whole)
	var versions []string
	for _, v := range past {
		versions = append(versions, v.Version)
	}
	require.Equal(t, []string{"v1.1.0", "v1.2.0", "v1.1.0"}, versions)
	require.Equal(t, past[0].Entry, past[2].Approved)
	none, whole := s.Past("other")
	require.True(t, whole)
	require.Empty(t, none)
	require.Len(t, s.Known(), 4)

	v, err := s.Before("a", one.Subject().Digest)
	require.NoError(t, err)
	require.Equal(t, past[2], v)
	_, err = s.Before("a", two.Subject().Digest)
	require.ErrorContains(t, err, "it was rolled back from, removed or revoked since")
	_, err = s.Before("a", version("a", 3).Subject().Digest)
	require.ErrorContains(t, err, "was never served here")
	require.Zero(t, (*ledger.State)(nil).Len())
	require.Nil(t, (*ledger.State)(nil).Freshness())
	require.Empty(t, (*ledger.State)(nil).Binding())
}
