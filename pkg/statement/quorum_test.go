package statement

import (
	"fmt"
	"slices"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/policy"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// most is how many places can be filled at best, by trying everything.
func most(persons [][]string, room map[string]int) int {
	if len(persons) == 0 {
		return 0
	}
	best := most(persons[1:], room)
	for _, role := range persons[0] {
		if room[role] > 0 {
			room[role]--
			best = max(best, 1+most(persons[1:], room))
			room[role]++
		}
	}
	return best
}

func TestAssign(t *testing.T) {
	roles := []string{"a", "b", "c", "d"}
	rapid.Check(t, func(t *rapid.T) {
		var asked []policy.Approval
		room := map[string]int{}
		for _, role := range roles[:rapid.IntRange(1, 4).Draw(t, "roles")] {
			n := rapid.IntRange(1, 3).Draw(t, "count")
			asked, room[role] = append(asked, policy.Approval{Role: role, Count: n}), n
		}
		approved := map[string][]string{}
		var persons [][]string
		for i := range rapid.IntRange(0, 6).Draw(t, "persons") {
			has := rapid.SliceOfNDistinct(rapid.SampledFrom(roles), 0, 4, func(s string) string { return s }).Draw(t, "has")
			approved[fmt.Sprint("p", i)], persons = has, append(persons, has)
		}
		taken := assign(asked, approved)
		total, counted := 0, map[string]bool{}
		for role, names := range taken {
			require.LessOrEqual(t, len(names), room[role])
			for _, name := range names {
				require.Contains(t, approved[name], role)
				require.False(t, counted[name], "%s counts twice", name)
				counted[name] = true
			}
			total += len(names)
		}
		require.Equal(t, most(persons, room), total)
		require.Equal(t, taken, assign(slices.Clone(asked), approved))
	})
}

// Who makes room for another may have to be made room for. Each ends in one role.
func TestAssignMovesMoreThanOne(t *testing.T) {
	asked := []policy.Approval{{Role: "a", Count: 1}, {Role: "b", Count: 1}, {Role: "c", Count: 1}}
	taken := assign(asked, map[string][]string{"p1": {"a", "b"}, "p2": {"b", "c"}, "p3": {"a"}})
	require.Equal(t, map[string][]string{"a": {"p3"}, "b": {"p1"}, "c": {"p2"}}, taken)
}
