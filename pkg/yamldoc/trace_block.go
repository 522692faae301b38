package yamldoc

// block decodes the block scalar at start, whose lines begin at column indent.
func (r *tracer) block(start, indent int, folded bool) {
	h, _ := r.text.readHeader(start)
	r.at = h.end
	var empty []int // breaks of empty lines since the last line
	last := -1      // break of the last line
	indented := false
	i := r.blockEmpty(h.next, indent, &empty)
	for r.text.isContent(i, indent) {
		i += indent
		blank := r.text.blank(i)
		if folded && last >= 0 && !indented && !blank && !r.text.keptBreak(last) {
			if len(empty) == 0 {
				r.put(last, i, ' ')
			}
		} else if last >= 0 {
			r.lineBreak(last)
		}
		r.lineBreaks(empty)
		empty, last, indented = empty[:0], -1, blank
		end := r.text.lineEnd(i)
		r.copy(i, end)
		if i = end; i < len(r.text) {
			last = i
			i += r.text.breakLen(i)
		}
		i = r.blockEmpty(i, indent, &empty)
	}
	if !h.strip && last >= 0 {
		r.lineBreak(last)
	}
	if h.keep {
		r.lineBreaks(empty)
	}
}

func (r *tracer) lineBreaks(at []int) {
	for _, i := range at {
		r.lineBreak(i)
	}
}

// blockEmpty notes the breaks of the empty lines from i on and returns the start
// of the first line that is not empty.
func (r *tracer) blockEmpty(i, indent int, breaks *[]int) int {
	for {
		j := i
		for j < i+indent && r.text.at(j) == ' ' {
			j++
		}
		n := r.text.breakLen(j)
		if n == 0 {
			return i
		}
		*breaks = append(*breaks, j)
		i = j + n
	}
}

// isContent reports whether the line at i is indented enough to belong to
// a block scalar.
func (t text) isContent(i, indent int) bool {
	for j := range indent {
		if t.at(i+j) != ' ' {
			return false
		}
	}
	return i+indent < len(t)
}
