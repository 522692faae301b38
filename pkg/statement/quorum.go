package statement

import (
	"maps"
	"slices"

	"github.com/promptctl-io/promptctl/pkg/policy"
)

// assign gives each person one of the roles in which they approved, so that as
// many as possible of the approvals that are asked for are there: a maximum
// matching of persons and places, by augmenting paths (Kuhn 1955). Persons and
// roles are taken in a fixed order, so that the answer is always the same one.
func assign(asked []policy.Approval, approved map[string][]string) map[string][]string {
	m := assignment{roles: approved, room: map[string]int{}, taken: map[string][]string{}}
	for _, a := range asked {
		m.room[a.Role] = a.Count
	}
	for _, person := range slices.Sorted(maps.Keys(approved)) {
		m.place(person, map[string]bool{})
	}
	return m.taken
}

// assignment is a matching that grows.
type assignment struct {
	roles map[string][]string // by person
	room  map[string]int      // by role: how many it takes
	taken map[string][]string // by role: who counts in it
}

// place finds a role for a person, and moves others to make room.
func (m *assignment) place(person string, tried map[string]bool) bool {
	for _, role := range m.roles[person] {
		if tried[role] || m.room[role] == 0 {
			continue
		}
		tried[role] = true
		if len(m.taken[role]) < m.room[role] {
			m.taken[role] = append(m.taken[role], person)
			return true
		}
		for i, other := range m.taken[role] {
			if m.place(other, tried) {
				m.taken[role][i] = person
				return true
			}
		}
	}
	return false
}
