package overview

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestLackSaysWhoCouldGiveItOrWhatIsInTheWay(t *testing.T) {
	for want, l := range map[string]Lack{
		"reviewer (ana, bo)":                       {What: "approval", Role: "reviewer", Who: []string{"ana", "bo"}},
		"reviewer (nobody is left)":                {What: "approval", Role: "reviewer"},
		"release":                                  {What: "release"},
		"staging does not serve it yet":            {What: "from", Why: "staging does not serve it yet"},
		"ana revoked this version: It is rude.":    {What: "standing", Role: "reviewer", Why: "ana revoked this version: It is rude."},
		"ana rejected it as reviewer: It is long.": {What: "standing", Role: "reviewer", Who: []string{"ana"}, Why: "ana rejected it as reviewer: It is long."},
		"2 errors: promptctl show greet@1234abcd":  {What: "sound", Why: "2 errors: promptctl show greet@1234abcd"},
	} {
		require.Equal(t, want, l.String())
	}
}
