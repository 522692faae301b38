package token

import (
	_ "embed" // the vocabularies
	"encoding/binary"
	"fmt"
)

// noRank is the rank of bytes that are no token. It is above all others.
const noRank = ^uint32(0)

// vocabulary is the tokens of an encoding. A token's rank is its number, and the
// order in which it was learnt. The tokens lie one after the other in one
// string and are found through a hash table of ranks.
//
// All of it is laid out when the program is built and used where it lies, as to
// read the form that tiktoken publishes takes longer than most commands do
// (measured: 26 ms for o200k_base). Numbers have four bytes, the lowest first.
type vocabulary struct {
	text  string // all tokens, by rank
	start string // where in text the token of each rank begins; one more for the end
	table string // rank+1 at the hash of its token or in the next free slot; 0 is free
	slots uint32 // of the table, a power of two, less one
}

//go:embed o200k_base.bin
var o200kData string

//go:embed cl100k_base.bin
var cl100kData string

// magic begins a file of a vocabulary; behind it are the number of tokens and
// that of the table's slots, and then start, table and text.
const magic = "promptctl tokens 1\n\x00"

const headerSize = len(magic) + 8

// openVocabulary uses the data of a file where it lies.
func openVocabulary(name, data string) (*vocabulary, error) {
	damaged := fmt.Errorf("vocabulary %s: damaged", name)
	if len(data) < headerSize || data[:len(magic)] != magic {
		return nil, damaged
	}
	tokens, slots := uint64(uint32At(data, len(magic))), uint64(uint32At(data, len(magic)+4))
	start, table := uint64(headerSize), uint64(headerSize)+4*(tokens+1)
	text := table + 4*slots
	if slots == 0 || slots&(slots-1) != 0 || slots <= tokens || text > uint64(len(data)) {
		return nil, damaged
	}
	v := &vocabulary{text: data[text:], start: data[start:table], table: data[table:text], slots: uint32(slots - 1)}
	if int(v.begin(uint32(tokens))) != len(v.text) {
		return nil, damaged
	}
	return v, nil
}

// uint32At reads a number of four bytes.
func uint32At(s string, at int) uint32 {
	_ = s[at+3]
	return uint32(s[at]) | uint32(s[at+1])<<8 | uint32(s[at+2])<<16 | uint32(s[at+3])<<24
}

// begin is where the token of a rank begins in text.
func (v *vocabulary) begin(rank uint32) uint32 { return uint32At(v.start, 4*int(rank)) }

// layOut writes a vocabulary as a file has it. The table is at most three
// quarters full: above that, to find that there is no such token takes several
// times longer.
func layOut(tokens []string) []byte {
	slots := 1
	for 3*slots < 4*(len(tokens)+1) {
		slots *= 2
	}
	data := append([]byte(magic), make([]byte, 8)...)
	binary.LittleEndian.PutUint32(data[len(magic):], uint32(len(tokens)))
	binary.LittleEndian.PutUint32(data[len(magic)+4:], uint32(slots))
	table := make([]uint32, slots)
	at := uint32(0)
	for rank, token := range tokens {
		data = binary.LittleEndian.AppendUint32(data, at)
		at += uint32(len(token))
		slot := hash(token) & uint32(slots-1)
		for table[slot] != 0 {
			slot = (slot + 1) & uint32(slots-1)
		}
		table[slot] = uint32(rank) + 1
	}
	data = binary.LittleEndian.AppendUint32(data, at)
	for _, entry := range table {
		data = binary.LittleEndian.AppendUint32(data, entry)
	}
	for _, token := range tokens {
		data = append(data, token...)
	}
	return data
}

// hash is FNV-1a of 64 bits, folded to 32.
func hash(token string) uint32 {
	h := uint64(14695981039346656037)
	for i := range len(token) {
		h = (h ^ uint64(token[i])) * 1099511628211
	}
	return uint32(h>>32) ^ uint32(h)
}

// rank returns the rank of a token, or noRank.
func (v *vocabulary) rank(token string) uint32 {
	for slot := hash(token) & v.slots; ; slot = (slot + 1) & v.slots {
		r := uint32At(v.table, 4*int(slot)) - 1
		if r == noRank {
			return noRank
		}
		begin := v.begin(r)
		if v.begin(r+1)-begin == uint32(len(token)) && v.text[begin:begin+uint32(len(token))] == token {
			return r
		}
	}
}
