package prose

// leastMoved is how many tokens a paragraph must have to be followed to where it
// went: shorter ones are likely to be there by chance.
const leastMoved = 4

// moves finds the paragraphs that were deleted at one place and inserted, much as
// they were, at another.
func (a *alignment) moves() []*Move {
	gone, goneAt := a.changedParagraphs(a.from, func(old, _ extent) extent { return old })
	come, comeAt := a.changedParagraphs(a.to, func(_, now extent) extent { return now })
	var all []*Move
	for _, p := range a.room.pairs(pieces{a.old, gone}, pieces{a.now, come}) {
		if goneAt[p.old] == comeAt[p.new] {
			continue // it was replaced where it stands
		}
		from, to := gone[p.old], come[p.new]
		inside := &alignment{old: a.old, now: a.now, inOld: from, inNow: to, room: a.room}
		inside.bySentences(from, to)
		inside.tidy(inside.cost())
		all = append(all, &Move{
			Number: len(all) + 1,
			Old:    Span{a.old.start(from.from), a.old.end(from.to)}, New: Span{a.now.start(to.from), a.now.end(to.to)},
			Runs: inside.describe(nil),
			from: from, to: to,
		})
	}
	return all
}

// changedParagraphs returns those paragraphs of one side that are changed whole,
// and in which hole each is.
func (a *alignment) changedParagraphs(paragraphs []extent, side func(old, now extent) extent) (changed []extent, at []int) {
	k := 0
	for _, p := range paragraphs {
		for k < len(a.matches) && side(a.hole(k)).to < p.to {
			k++
		}
		if in := side(a.hole(k)); p.len() >= leastMoved && in.from <= p.from && p.to <= in.to {
			changed, at = append(changed, p), append(at, k)
		}
	}
	return changed, at
}
