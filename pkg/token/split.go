package token

import "strings"

// Both encodings split a text into pieces with a regular expression before any
// merging. They are written out as code here: Go's regexp has no look-ahead, a
// backtracking engine takes ten times as long, and these never go back
// further than the piece they are in.
//
// The patterns are those of tiktoken 0.14 (github.com/openai/tiktoken,
// tiktoken_ext/openai_public.py).

// nextO200k returns the end of the piece that begins at i:
//
//	[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?
//	[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?
//	\p{N}{1,3}
//	 ?[^\s\p{L}\p{N}]+[\r\n/]*
//	\s*[\r\n]+
//	\s+(?!\S)
//	\s+
func (k *classes) nextO200k(s string, i int) int {
	c, n := k.at(s, i)
	if c&(number|newline) == 0 {
		if end := k.casedWord(s, i, c, n); end > 0 {
			return contraction(s, end)
		}
	}
	if c&number != 0 {
		return k.digits(s, i)
	}
	if end := k.symbols(s, i, "\r\n/"); end > 0 {
		return end
	}
	return k.blanks(s, i, k.run(s, i, space))
}

// nextCL100k returns the end of the piece that begins at i:
//
//	'(?i:[sdmt]|ll|ve|re)
//	[^\r\n\p{L}\p{N}]?+\p{L}++
//	\p{N}{1,3}+
//	 ?[^\s\p{L}\p{N}]++[\r\n]*+
//	\s++$
//	\s*[\r\n]
//	\s+(?!\S)
//	\s
func (k *classes) nextCL100k(s string, i int) int {
	if end := contraction(s, i); end > i {
		return end
	}
	c, n := k.at(s, i)
	if end := k.word(s, i, c, n); end > 0 {
		return end
	}
	if c&number != 0 {
		return k.digits(s, i)
	}
	if end := k.symbols(s, i, "\r\n"); end > 0 {
		return end
	}
	end := k.run(s, i, space)
	if end == len(s) {
		return end
	}
	return k.blanks(s, i, end)
}

// casedWord matches the first two lines of nextO200k up to the contraction. The
// class and length of the first character are c and n. It returns 0 for no
// match, as do all that follow.
func (k *classes) casedWord(s string, i int, c class, n int) int {
	if c&letter == 0 { // one character that is no letter may come first
		if end := k.endsLower(s, i+n); end > 0 {
			return end
		}
	}
	if end := k.endsLower(s, i); end > 0 {
		return end
	}
	if c&letter == 0 {
		return k.startsUpper(s, i+n)
	}
	return k.startsUpper(s, i)
}

// endsLower matches head* tail+ at i: the greedy head* gives back as much as
// tail+ needs, which is the last character that is in both.
func (k *classes) endsLower(s string, i int) int {
	both := 0
	for {
		c, n := k.at(s, i)
		if c&head == 0 {
			break
		}
		i += n
		if c&tail != 0 {
			both = i
		}
	}
	if end := k.run(s, i, tail); end > i {
		return end
	}
	return both
}

// startsUpper matches head+ tail* at i.
func (k *classes) startsUpper(s string, i int) int {
	end := k.run(s, i, head)
	if end == i {
		return 0
	}
	return k.run(s, end, tail)
}

// word matches the second line of nextCL100k.
func (k *classes) word(s string, i int, c class, n int) int {
	if c&(number|newline) != 0 {
		return 0
	}
	if c&letter == 0 {
		i += n
	}
	if end := k.run(s, i, letter); end > i {
		return end
	}
	return 0
}

// digits matches \p{N}{1,3}.
func (k *classes) digits(s string, i int) int {
	for range 3 {
		c, n := k.at(s, i)
		if c&number == 0 {
			break
		}
		i += n
	}
	return i
}

// symbols matches ` ?[^\s\p{L}\p{N}]+` and then as many bytes of trail as there
// are.
func (k *classes) symbols(s string, i int, trail string) int {
	if s[i] == ' ' {
		i++
	}
	end := k.run(s, i, other|mark)
	if end == i {
		return 0
	}
	for end < len(s) && strings.IndexByte(trail, s[end]) >= 0 {
		end++
	}
	return end
}

// blanks matches \s*[\r\n]+ or \s+(?!\S) or \s+ in the white space s[i:end], which
// ends where something else begins, or the text.
func (k *classes) blanks(s string, i, end int) int {
	if p := strings.LastIndexAny(s[i:end], "\r\n"); p >= 0 {
		return i + p + 1
	}
	if end == len(s) {
		return end
	}
	last := end - 1
	for s[last]&0xC0 == 0x80 { // the second and later bytes of a character
		last--
	}
	if last > i {
		return last
	}
	return end
}

// contraction returns the end of what (?i:'s|'t|'re|'ve|'m|'ll|'d)? matches at
// i. As Unicode folds case, ſ is an s.
func contraction(s string, i int) int {
	if i+1 >= len(s) || s[i] != '\'' {
		return i
	}
	switch s[i+1] | 0x20 {
	case 's', 't', 'm', 'd':
		return i + 2
	case 'r', 'v':
		if i+2 < len(s) && s[i+2]|0x20 == 'e' {
			return i + 3
		}
	case 'l':
		if i+2 < len(s) && s[i+2]|0x20 == 'l' {
			return i + 3
		}
	}
	if strings.HasPrefix(s[i+1:], "ſ") {
		return i + 1 + len("ſ")
	}
	return i
}
