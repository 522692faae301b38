package policy

import (
	"slices"
	"strings"
)

// census is who has which role, counted once for all checks of a policy. Who has
// no key cannot sign and is no holder.
type census struct {
	policy  *Policy
	holders map[string][]string // names of persons, by role
	keyless map[string][]string // those who have the role and no key
	roles   []string            // of the holders, sorted
	budget  int                 // steps left for matchings
}

// matchingBudget is the steps that all matchings of one policy may take
// together, far more than any real one does. A quorum that is not found within
// it is refused: what cannot be checked cannot be relied on.
const matchingBudget = 50_000_000

func (p *Policy) census() *census {
	c := &census{policy: p, holders: map[string][]string{}, keyless: map[string][]string{}, budget: matchingBudget}
	for _, one := range p.Persons {
		to := c.holders
		if !one.CanSign() {
			to = c.keyless
		}
		for _, role := range one.Roles {
			to[role] = append(to[role], one.Name)
		}
	}
	for role := range c.holders {
		c.roles = append(c.roles, role)
	}
	slices.Sort(c.roles)
	return c
}

// some lists the roles that somebody has, the first of them where they are many.
func (c *census) some() string {
	const most = 20
	switch {
	case len(c.roles) == 0:
		return "none"
	case len(c.roles) > most:
		return strings.Join(c.roles[:most], ", ") + ", …"
	}
	return strings.Join(c.roles, ", ")
}

// count returns how many persons have one of the roles that are asked.
func (c *census) count(asked []Approval) int {
	all := map[string]bool{}
	for _, a := range asked {
		for _, name := range c.holders[a.Role] {
			all[name] = true
		}
	}
	return len(all)
}

// meets reports whether the persons of the policy can give all the approvals,
// where each of them counts in one role only. It looks for a matching of
// persons to the places that are asked for (Kuhn's augmenting paths).
func (c *census) meets(asked []Approval) bool {
	if sum(asked) > c.count(asked) {
		return false
	}
	m := matching{census: c, filled: map[string]string{}}
	for _, a := range asked {
		for range a.Count {
			m.tried = map[string]bool{}
			if !m.fill(a.Role) {
				return false
			}
		}
	}
	return true
}

type matching struct {
	*census
	filled map[string]string // the role that a person counts in
	tried  map[string]bool   // persons, in this search
}

// fill finds a person for a place of a role: one who is free, or one who can
// move to make room, because another is found for the place that they had.
func (m *matching) fill(role string) bool {
	holders := m.holders[role]
	if m.budget -= len(holders); m.budget < 0 {
		return false
	}
	for _, name := range holders {
		if _, busy := m.filled[name]; !busy {
			m.filled[name] = role
			return true
		}
	}
	for _, name := range holders {
		if m.tried[name] {
			continue
		}
		m.tried[name] = true
		if m.fill(m.filled[name]) {
			m.filled[name] = role
			return true
		}
	}
	return false
}

func sum(asked []Approval) int {
	n := 0
	for _, a := range asked {
		n += a.Count
	}
	return n
}
