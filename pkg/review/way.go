package review

import (
	"strings"

	"github.com/promptctl-io/promptctl/pkg/editscript"
)

const (
	// most is the product of the numbers of differing lines above which no
	// shortest way is sought.
	most = 10_000_000
	// around is how many lines on each side tell equal lines apart.
	around = 3
	// telling is how many words a line has at least that is known by itself.
	telling = 3
)

// way is how the lines of a text became those of another.
type way struct {
	then, now []string
	same      []int            // the line of now that each of then is, from 1; 0 where it is none
	fresh     map[string][]int // lines of now that no line of then is, by what they say
}

func newWay(then, now []string) *way {
	w := &way{then, now, make([]int, len(then)), map[string][]int{}}
	i, j := 0, 0
	for _, run := range editscript.Shortest(then, now, most) {
		for range run.Len {
			switch run.Op {
			case editscript.Equal:
				w.same[i] = j + 1
				i, j = i+1, j+1
			case editscript.Delete:
				i++
			case editscript.Insert:
				w.fresh[said(now[j])] = append(w.fresh[said(now[j])], j+1)
				j++
			}
		}
	}
	return w
}

// said is a line without its indentation.
func said(line string) string { return strings.TrimSpace(line) }

// follow returns where a line of then is in now, both counted from 1, and 0
// where it is gone.
func (w *way) follow(line int) int {
	if to := w.same[line-1]; to > 0 {
		return to
	}
	text := said(w.then[line-1])
	if text == "" {
		return 0
	}
	best, at, tied := 0, 0, false
	if len(strings.Fields(text)) < telling {
		best = 1 // nothing beside it is the same: it is another one that says so
	}
	for _, to := range w.fresh[text] {
		switch near := w.near(line, to); {
		case near > best || near == best && at == 0:
			best, at, tied = near, to, false
		case near == best:
			tied = true
		}
	}
	if tied {
		return 0
	}
	return at
}

// near counts the lines around two that say the same and say something.
func (w *way) near(then, now int) int {
	count := 0
	for _, side := range []int{-1, 1} {
		for k := 1; k <= around; k++ {
			i, j := then-1+side*k, now-1+side*k
			if i < 0 || j < 0 || i >= len(w.then) || j >= len(w.now) || said(w.then[i]) != said(w.now[j]) {
				break
			}
			if said(w.then[i]) != "" {
				count++
			}
		}
	}
	return count
}

// onlyLine returns the one line that says what was quoted; 0 where there is none,
// or more than one.
func onlyLine(lines []string, quoted string) int {
	at := 0
	for i, line := range lines {
		if quoted == "" || quote(line) != quoted {
			continue
		}
		if at > 0 {
			return 0
		}
		at = i + 1
	}
	return at
}
