package results

import (
	"iter"
	"slices"
	"unicode"
)

const (
	// sketchSize is how many hashes of a text's words are kept. With 64 the share
	// of words that two texts have in common is off by 0.06 (one standard
	// deviation); where both have fewer words it is exact.
	sketchSize = 64
	// sketchWords is how many words of a text are looked at.
	sketchWords = 4000
	// alike is the share of the words of two texts, taken together, that both have
	// where they are alike.
	alike = 0.4
)

// sketch is the smallest hashes of the words of a text, in order: a bottom-k
// sketch (Cohen and Kaplan, PODC 2007).
type sketch []uint32

// newSketch returns the sketch of a text. Upper and lower case are the same, and
// so are all digits; white space and punctuation do not count. Of scripts that
// put no spaces between words, each character is a word.
func newSketch(text string) sketch {
	var s sketch
	n := 0
	for h := range wordHashes(text) {
		if n++; n > sketchWords {
			break
		}
		at, found := slices.BinarySearch(s, h)
		if found || at == sketchSize {
			continue
		}
		if len(s) == sketchSize {
			s = s[:sketchSize-1]
		}
		s = slices.Insert(s, at, h)
	}
	return slices.Clip(s)
}

// like estimates the share of the words of two texts, taken together, that both
// have: their Jaccard index, from 0 to 1, which two texts without words have.
func (s sketch) like(o sketch) float64 {
	union, both := 0, 0
	for i, k := 0, 0; union < sketchSize && (i < len(s) || k < len(o)); union++ {
		switch {
		case k == len(o) || i < len(s) && s[i] < o[k]:
			i++
		case i == len(s) || o[k] < s[i]:
			k++
		default:
			i, k, both = i+1, k+1, both+1
		}
	}
	if union == 0 {
		return 1
	}
	return float64(both) / float64(union)
}

// wordHashes yields a hash of each word of a text: FNV-1a, whose bits are then
// mixed as MurmurHash3 does, so that the smallest are any.
func wordHashes(text string) iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		const basis = 2166136261
		h := uint32(basis)
		for _, r := range text {
			alone := spaceless(r)
			inWord := unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
			if (alone || !inWord) && h != basis {
				if !yield(mixed(h)) {
					return
				}
				h = basis
			}
			if inWord {
				h = folded(h, r)
			}
			if alone && h != basis {
				if !yield(mixed(h)) {
					return
				}
				h = basis
			}
		}
		if h != basis {
			yield(mixed(h))
		}
	}
}

// spaceless reports whether a character is of a script that puts no spaces between
// words.
func spaceless(r rune) bool {
	const thai = 0x0E00 // the first of them
	return r >= thai && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// folded takes a character into a hash.
func folded(h uint32, r rune) uint32 {
	if r = unicode.ToLower(r); unicode.IsDigit(r) {
		r = '0'
	}
	for ; r > 0; r >>= 8 {
		h = (h ^ uint32(r&0xFF)) * 16777619
	}
	return h
}

func mixed(h uint32) uint32 {
	h = (h ^ h>>16) * 0x85ebca6b
	h = (h ^ h>>13) * 0xc2b2ae35
	return h ^ h>>16
}
