package ledger_test

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/ledger"
	"github.com/promptctl-io/promptctl/pkg/ledger/ledgertest"
	"github.com/stretchr/testify/require"
)

// four is a ledger of four entries, with the signer of each.
func four(t *testing.T) (b *book, signers []string) {
	b = begun(t, "production")
	b.write(b.promotion(version("a", 1), version("b/c", 1)))
	b.write(b.promotion(version("a", 2)))
	b.write(b.rollback(version("a", 1)))
	b.good()
	return b, []string{"ana", "ci", "ci", "di"}
}

// flipped is data with another bit at a place.
func flipped(data []byte, at int) []byte {
	data = bytes.Clone(data)
	data[at] ^= 1 << (at % 8)
	return data
}

// refuses checks that a commit in the place of another does not verify.
func (b *book) refuses(place int, raw []byte, what string, args ...any) {
	b.t.Helper()
	id := b.Put("commit", raw)
	defer delete(b.memory.Objects, id)
	claim := b.Claim(id)
	if place == 0 {
		claim.Root = id
	} else {
		claim.Known = b.prefix(place)
	}
	_, err := ledger.Verify(b.t.Context(), b.Store, claim)
	require.Error(b.t, err, fmt.Sprintf(what, args...))
}

// prefix is what is known of the entries before a place.
func (b *book) prefix(place int) *ledger.State {
	b.t.Helper()
	if b.states == nil {
		for _, tip := range b.Tips {
			s, err := ledger.Verify(b.t.Context(), b.Store, b.Claim(tip))
			require.NoError(b.t, err)
			b.states = append(b.states, s)
		}
	}
	return b.states[place-1]
}

// No bit of a signed commit can be another one.
func TestEveryByteOfACommitCounts(t *testing.T) {
	b, _ := four(t)
	for place, id := range b.Tips {
		raw := b.memory.Objects[id].Data
		for at := 0; at < len(raw); at += 7 {
			b.refuses(place, flipped(raw, at), "byte %d of the commit %d", at, place)
		}
		for _, more := range []string{"\n", " ", "x", "\x00"} {
			b.refuses(place, append(bytes.Clone(raw), more...), "%q behind the commit %d", more, place)
		}
	}
}

// resigned is a commit with something replaced in what is signed, which its signer
// signs again: only the rules can notice.
func resigned(t *testing.T, id string, raw []byte, signer string, replace func([]byte) []byte) []byte {
	t.Helper()
	c, err := ledger.ParseCommit(id, raw)
	require.NoError(t, err)
	signed, err := ledgertest.SignCommit(replace(c.Payload), signer)
	require.NoError(t, err)
	return signed
}

// No bit of the evidence can be another one, whoever signs the commit.
func TestEveryByteOfTheEvidenceCounts(t *testing.T) {
	b, signers := four(t)
	for _, place := range []int{1, 2} {
		raw := b.memory.Objects[b.Tips[place]].Data
		c, err := ledger.ParseCommit(b.Tips[place], raw)
		require.NoError(t, err)
		begin, end := bytes.Index(c.Payload, []byte("\nmergetag ")), bytes.Index(c.Payload, []byte("\n\n"))
		for at := begin; at < end; at += 7 {
			b.refuses(place, resigned(t, b.Tips[place], raw, signers[place], func(payload []byte) []byte { return flipped(payload, at) }), "byte %d of the commit %d", at, place)
		}
	}
}

// No bit of what is served, or of the policy, can be another one, whoever signs
// the commit.
func TestEveryByteOfTheTreeCounts(t *testing.T) {
	b, signers := four(t)
	for place, id := range b.Tips {
		raw := b.memory.Objects[id].Data
		top := string(raw[len("tree "):][:40])
		mutants := b.mutants(top)
		require.Greater(t, len(mutants), 50)
		for _, tree := range mutants {
			again := resigned(t, id, raw, signers[place], func(payload []byte) []byte { return bytes.Replace(payload, []byte(top), []byte(tree), 1) })
			b.refuses(place, again, "tree %s of the commit %d", tree, place)
		}
	}
}

// mutants are trees that differ in one bit from another one, somewhere in it: of
// each tree every other byte, of each file some.
func (b *book) mutants(tree string) (ids []string) {
	data := b.memory.Objects[tree].Data
	for at := 0; at < len(data); at += 2 {
		ids = append(ids, b.Put("tree", flipped(data, at)))
	}
	for rest := data; len(rest) > 0; {
		head, behind, _ := bytes.Cut(rest, []byte{0})
		id := hex.EncodeToString(behind[:20])
		rest = behind[20:]
		var others []string
		if strings.HasPrefix(string(head), "40000 ") {
			others = b.mutants(id)
		} else {
			text := b.memory.Objects[id].Data
			for at := 0; at < len(text); at += 1 + len(text)/10 {
				others = append(others, b.Put("blob", flipped(text, at)))
			}
		}
		raw, err := hex.DecodeString(id)
		require.NoError(b.t, err)
		for _, other := range others {
			in, err := hex.DecodeString(other)
			require.NoError(b.t, err)
			ids = append(ids, b.Put("tree", bytes.Replace(data, raw, in, 1)))
		}
	}
	return ids
}
