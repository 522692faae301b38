package prompt_test

import (
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/stretchr/testify/require"
)

// describe says what a name stands for, in a few words.
func describe(r prompt.Referent) string {
	var words []string
	for _, v := range r.Path {
		words = append(words, v.Name+">")
	}
	if r.Variable == nil {
		words = append(words, "?")
	} else {
		words = append(words, r.Variable.Name+":"+r.Variable.TypeName())
	}
	if r.Untrusted != "" {
		words = append(words, "untrusted by "+r.Untrusted)
	}
	if r.Unsure {
		words = append(words, "unsure")
	}
	return strings.Join(words, " ")
}

func TestScopeFindsWhatNamesStandFor(t *testing.T) {
	c := closureOf(t, `variables:
  tone: {type: string}
  q: {type: string, untrusted: true}
  any: {}
  mail: {type: object, untrusted: true}
  order: {type: object, properties: {id: {type: integer}, note: {type: string, untrusted: true}, to: {type: object, properties: {city: {type: string}}}}}
  orders: {type: array, untrusted: true, items: {type: object, properties: {id: {type: integer}}}}
  notes: {type: array, items: {type: string, untrusted: true}}
  things: {type: array, untrusted: true}
sections: {role: x}
`)
	for _, test := range []struct {
		within     []string
		name, want string
	}{
		{nil, "tone", "tone:string"},
		{nil, "q", "q:string untrusted by q"},
		{nil, ".", "?"},
		{nil, "missing", "?"},
		{nil, "order.to.city", "order> to> city:string"},
		{nil, "order.note", "order> note:string untrusted by note"},
		{nil, "order.missing.more", "order> ?"},
		{nil, "tone.length", "tone> ?"},
		{nil, "mail.body.text", "mail> ? untrusted by mail"},
		{nil, "any.thing", "any> ?"},
		{[]string{"."}, ".", "?"},
		{[]string{"."}, "tone", "tone:string"},
		{[]string{"q"}, ".", "q:string untrusted by q"},
		{[]string{"q"}, "tone", "tone:string"},
		{[]string{"order"}, "id", "id:integer"},
		{[]string{"order"}, "to.city", "to> city:string"},
		{[]string{"order", "to"}, "note", "note:string untrusted by note"},
		{[]string{"order", "to"}, "tone", "tone:string"},
		{[]string{"orders"}, ".", ":object untrusted by orders"},
		{[]string{"orders"}, "id", "id:integer untrusted by orders"},
		{[]string{"orders"}, "tone", "tone:string"},
		{[]string{"notes"}, ".", ":string untrusted by notes"},
		{[]string{"things"}, ".", "? untrusted by things"},
		{[]string{"things"}, "cell", "? untrusted by things unsure"},
		{[]string{"things"}, "tone", "tone:string unsure"},
		{[]string{"things", "order"}, "id", "id:integer"},
		{[]string{"any"}, "tone", "tone:string unsure"},
		{[]string{"any"}, "thing", "? unsure"},
	} {
		s := c.Scope()
		for _, section := range test.within {
			s = s.Inside(section, s.Find(section))
		}
		require.Equal(t, test.want, describe(s.Find(test.name)), "%s within %v", test.name, test.within)
	}
}

// Walks know a scope again, so that they can tell where they have been.
func TestScopesAreTheSameForTheSameSections(t *testing.T) {
	c := closureOf(t, "variables:\n  a: {type: object, properties: {x: {}}}\n  b: {type: boolean}\nsections: {role: x}\n")
	s := c.Scope()
	a, _ := c.Prompt.Variable("a")
	inA := s.Inside("a", s.Find("a"))
	require.Same(t, inA, s.Inside("a", s.Find("a")))
	require.NotSame(t, inA, s.Inside("b", s.Find("b")))
	require.NotSame(t, inA, inA.Inside("a", inA.Find("a")))
	require.Same(t, s, s.Inside(".", s.Find(".")))

	require.True(t, s.Outermost())
	require.False(t, inA.Outermost())
	require.False(t, s.Within(a))
	require.True(t, inA.Within(a))
	require.True(t, inA.Inside("b", inA.Find("b")).Within(a))
	require.False(t, s.Inside("b", s.Find("b")).Within(a))
}
