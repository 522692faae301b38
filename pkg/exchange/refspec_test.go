package exchange

import (
	"fmt"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/stretchr/testify/require"
)

// A pattern stands for tags only where it means none but them.
func TestTagRefspecs(t *testing.T) {
	var items []Item
	from, to := map[string]repo.Hash{}, map[string]repo.Hash{}
	for i := range 60 {
		ref := fmt.Sprintf("refs/tags/approvals/greet/%d", i)
		from[ref] = "1"
		if i < 55 {
			items = append(items, Item{Kind: Approval, Ref: ref, ID: "1"})
		} else {
			to[ref] = "1" // it is there already
		}
	}
	for i := range 3 {
		ref := fmt.Sprintf("refs/tags/greet/v%d.0.0", i)
		from[ref] = "2"
		items = append(items, Item{Kind: Release, Ref: ref, ID: "2"})
	}
	releases := []string{"refs/tags/greet/v0.0.0:refs/tags/greet/v0.0.0", "refs/tags/greet/v1.0.0:refs/tags/greet/v1.0.0", "refs/tags/greet/v2.0.0:refs/tags/greet/v2.0.0"}
	require.Equal(t, append([]string{"refs/tags/approvals/*:refs/tags/approvals/*"}, releases...), tagRefspecs(items, from, to))
	to["refs/tags/approvals/greet/59"] = "3"
	require.Len(t, tagRefspecs(items, from, to), 58, "two tags of one name differ")
	to["refs/tags/approvals/greet/59"] = "1"
	from["refs/tags/approvals/{}"] = "4"
	require.Len(t, tagRefspecs(items, from, to), 58, "something is not ours")
	delete(from, "refs/tags/approvals/{}")
	require.Len(t, tagRefspecs(items[10:], from, to), 48, "there are few, and others stay")
}

func TestBatches(t *testing.T) {
	require.Empty(t, batches(nil, threeTags))
	require.Equal(t, [][]string{{"a", "b", "c"}, {"d"}}, batches([]string{"a", "b", "c", "d"}, threeTags))
	require.Equal(t, [][]string{{"aa", "b"}, {"c"}}, batches([]string{"aa", "b", "c"}, func(_, bytes int) bool { return bytes > 3 }))
}
