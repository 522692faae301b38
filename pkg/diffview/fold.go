package diffview

import "github.com/promptctl-io/promptctl/pkg/prose"

// leastFolded is how many lines that have text and did not change are put out
// of sight.
const leastFolded = 4

// fold is lines that stand together, and whether they are out of sight at first.
type fold struct {
	lines  []line
	closed bool
	texts  int // lines that have text
}

// foldsOf puts lines that are far from any change out of sight, where they are
// many.
func foldsOf(lines []line) []fold {
	shown := nearChanges(lines)
	var all []fold
	for i := 0; i < len(lines); {
		f := fold{closed: !shown[i]}
		for ; i < len(lines) && shown[i] != f.closed; i++ {
			f.lines = append(f.lines, lines[i])
			if !lines[i].blank() {
				f.texts++
			}
		}
		f.closed = f.closed && f.texts >= leastFolded
		if last := len(all) - 1; !f.closed && last >= 0 && !all[last].closed {
			all[last].lines = append(all[last].lines, f.lines...)
			continue
		}
		all = append(all, f)
	}
	return all
}

// pair is a line of the old text beside one of the new; nil where there is none.
type pair struct{ old, now *line }

// pairsOf are lines in two columns. What is gone stands beside what is new.
func pairsOf(lines []line) []pair {
	var all []pair
	var gone, come []line
	flush := func() {
		for i := range max(len(gone), len(come)) {
			p := pair{}
			if i < len(gone) {
				p.old = &gone[i]
			}
			if i < len(come) {
				p.now = &come[i]
			}
			all = append(all, p)
		}
		gone, come = nil, nil
	}
	for _, l := range lines {
		switch l.kind() {
		case goneLine, wentLine:
			gone = append(gone, l)
		case newLine, cameLine:
			come = append(come, l.side(prose.Insert))
		default:
			flush()
			old, now := l.side(prose.Delete), l.side(prose.Insert)
			all = append(all, pair{&old, &now})
		}
	}
	flush()
	return all
}

// side is what a line has of one text: that of which nothing else becomes than
// op, and what is equal.
func (l line) side(op prose.Op) line {
	half := line{changed: l.changed}
	for _, p := range l.pieces {
		if p.op == op || p.op == prose.Equal {
			half.pieces = append(half.pieces, p)
		}
	}
	return half
}
