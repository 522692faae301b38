package token

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"fmt"
	"hash/maphash"
	"io"
	"strconv"
	"strings"
)

// noRank is the rank of bytes that are no token. It is above all others.
const noRank = ^uint32(0)

// vocabulary is the tokens of an encoding. A token's rank is its number, and the
// order in which it was learnt. The tokens lie one after the other in one
// string and are found through a hash table of ranks: a map[string]uint32 of
// them takes six times the memory and a third more time to fill.
type vocabulary struct {
	text  string   // all tokens, by rank
	start []uint32 // where in text the token of each rank begins; one more for the end
	table []uint32 // rank+1 at the hash of its token or in the next free slot; 0 is free
	seed  maphash.Seed
}

// readVocabulary reads the form in which tiktoken publishes vocabularies: a
// line per token, its bytes in base64 and its rank, which counts up from 0. The
// size of the file in bytes spares it growing what it fills.
func readVocabulary(name string, f io.Reader, size int64) (*vocabulary, error) {
	v := &vocabulary{start: make([]uint32, 1, size/16+2), seed: maphash.MakeSeed()}
	var text strings.Builder
	text.Grow(int(size) / 2)
	var token [256]byte
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		n, err := parseLine(token[:], lines.Bytes(), len(v.start)-1)
		if err != nil {
			return nil, fmt.Errorf("vocabulary %s: line %d: %w", name, len(v.start), err)
		}
		text.Write(token[:n])
		v.start = append(v.start, uint32(text.Len()))
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("vocabulary %s: %w", name, err)
	}
	v.text = text.String()
	v.index()
	return v, nil
}

// parseLine decodes the token of a line into dst and returns its length.
func parseLine(dst, line []byte, rank int) (int, error) {
	code, number, _ := bytes.Cut(line, []byte(" "))
	if r, err := strconv.Atoi(string(number)); err != nil || r != rank {
		return 0, fmt.Errorf("rank is %q, want %d", number, rank)
	}
	if base64.StdEncoding.DecodedLen(len(code)) > len(dst) {
		return 0, fmt.Errorf("token of %d characters is too long", len(code))
	}
	return base64.StdEncoding.Decode(dst, code)
}

// index fills the table, which is at most half full.
func (v *vocabulary) index() {
	size := 1
	for size < 2*len(v.start) {
		size *= 2
	}
	v.table = make([]uint32, size)
	for rank := range len(v.start) - 1 {
		slot := v.slot(v.text[v.start[rank]:v.start[rank+1]])
		for v.table[slot] != 0 {
			slot = (slot + 1) % len(v.table)
		}
		v.table[slot] = uint32(rank) + 1
	}
}

func (v *vocabulary) slot(token string) int {
	return int(maphash.String(v.seed, token) & uint64(len(v.table)-1))
}

// rank returns the rank of a token, or noRank.
func (v *vocabulary) rank(token string) uint32 {
	for slot := v.slot(token); ; slot = (slot + 1) & (len(v.table) - 1) {
		r := v.table[slot] - 1
		if r == noRank {
			return noRank
		}
		if v.text[v.start[r]:v.start[r+1]] == token {
			return r
		}
	}
}
