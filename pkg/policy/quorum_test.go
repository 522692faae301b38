package policy

import (
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/yamldoc"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// held is a policy in which p, q, r … have these roles.
func held(roles ...string) *census {
	p := &Policy{}
	for i, r := range roles {
		p.Persons = append(p.Persons, Person{Name: string(rune('p' + i)), Roles: strings.Fields(r), Keys: []Key{Key(fp(i))}})
	}
	return p.census()
}

func TestQuorumMovesPersonsToMakeRoom(t *testing.T) {
	chain := held("a b", "b c", "c d", "d") // a takes p, so b must take q, c r and d s
	for _, c := range []struct {
		of    *census
		asked []Approval
		want  bool
	}{
		{held(), nil, true},
		{held(), []Approval{{"a", 1}}, false},
		{held("a b", "a"), []Approval{{"a", 1}, {"b", 1}}, true},
		{held("a b", "a b"), []Approval{{"a", 1}, {"b", 1}}, true},
		{held("a b", "c"), []Approval{{"a", 1}, {"b", 1}}, false},
		{held("a b", "a b", "a"), []Approval{{"a", 1}, {"b", 2}}, true},
		{held("a b", "a", "a"), []Approval{{"a", 1}, {"b", 2}}, false},
		{chain, []Approval{{"d", 1}, {"c", 1}, {"b", 1}, {"a", 1}}, true},
		{chain, []Approval{{"a", 1}, {"b", 1}, {"c", 1}, {"d", 1}}, true},
		{chain, []Approval{{"a", 1}, {"b", 1}, {"c", 2}}, false},
	} {
		require.Equal(t, c.want, c.of.meets(c.asked), "%v %v", c.of.holders, c.asked)
	}
}

// meets agrees with trying every way to give out the places.
func TestQuorumAgreesWithBruteForce(t *testing.T) {
	roles := []string{"a", "b", "c"}
	rapid.Check(t, func(t *rapid.T) {
		p := &Policy{}
		for range rapid.IntRange(2, 7).Draw(t, "persons") {
			held := rapid.SliceOfNDistinct(rapid.SampledFrom(roles), 1, 2, rapid.ID[string]).Draw(t, "roles")
			p.Persons = append(p.Persons, Person{Name: string(rune('p' + len(p.Persons))), Roles: held, Keys: []Key{Key(fp(len(p.Persons)))}})
		}
		var asked []Approval
		for _, role := range roles {
			if n := rapid.IntRange(0, 3).Draw(t, "count"); n > 0 {
				asked = append(asked, Approval{role, n})
			}
		}
		left := map[string]int{}
		for _, a := range asked {
			left[a.Role] = a.Count
		}
		require.Equal(t, fits(p.Persons, left), p.census().meets(asked))
	})
}

// fits lets each person in turn take a place of one of their roles, or none.
func fits(persons []Person, left map[string]int) bool {
	total := 0
	for _, n := range left {
		total += n
	}
	if total == 0 {
		return true
	}
	if len(persons) == 0 {
		return false
	}
	for _, role := range persons[0].Roles {
		if left[role] > 0 {
			left[role]--
			ok := fits(persons[1:], left)
			left[role]++
			if ok {
				return true
			}
		}
	}
	return fits(persons[1:], left)
}

func TestQuorumBeyondTheBudgetIsRefused(t *testing.T) {
	doc, _ := yamldoc.Parse(File, []byte("approvals: {legal: 1}\n"))
	r := &reader{Reader: yamldoc.NewReader(doc, nil, ""), all: parsed(t, closed("{legal: 1}")).census()}
	r.all.budget = 1
	r.Entries(r.Root(), 1, 1, func(v value) { r.quorum(v, []Approval{{"legal", 1}}) })
	require.Equal(t, []string{"policy.yaml:1:12: approvals cannot be checked: there are too many persons, roles and rules"}, texts(r.Findings()))
}
