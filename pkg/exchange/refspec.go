package exchange

import (
	"strings"

	"github.com/promptctl-io/promptctl/pkg/repo"
)

// many is from how many tags on those of one kind are asked for by a pattern.
// git holds each refspec against each ref: 5,000 took it 57 s, and a pattern 7 s.
const many = 50

// tagRefspecs returns the refspecs of the tags of items. Those of a kind are one
// pattern where there are many of them and it means none but them and what the
// other side has already.
func tagRefspecs(items []Item, from, to map[string]repo.Hash) []string {
	wanted, number := map[string]bool{}, map[Kind]int{}
	for _, i := range items {
		wanted[i.Ref] = true
		number[i.Kind]++
	}
	others := map[string]bool{} // the folders that have something else as well
	for ref, id := range from {
		if !wanted[ref] && to[ref] != id {
			folder, _, _ := strings.Cut(strings.TrimPrefix(ref, tagsPrefix), "/")
			others[folder] = true
		}
	}
	var refspecs []string
	said := map[Kind]bool{}
	for _, i := range items {
		ref := i.Ref
		if folder := i.Kind.folder(); folder != "" && number[i.Kind] >= many && !others[folder] {
			ref = tagsPrefix + folder + "/*"
			if said[i.Kind] {
				continue
			}
			said[i.Kind] = true
		}
		refspecs = append(refspecs, ref+":"+ref)
	}
	return refspecs
}

// idsHere is what is here as it is known of the other side.
func (x *Exchange) idsHere() map[string]repo.Hash {
	ids := make(map[string]repo.Hash, len(x.here))
	for name, ref := range x.here {
		ids[name] = ref.Hash
	}
	return ids
}
