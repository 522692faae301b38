package statement

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// ledgerOf is a ledger of commits "0", "1" and so on, with what each gives up.
func ledgerOf(dropped ...string) *Ledger {
	l := &Ledger{}
	for i, digest := range dropped {
		given := []string{digest}
		if digest == "" {
			given = nil
		}
		l.Append(string(rune('0'+i)), given...)
	}
	return l
}

func TestLedger(t *testing.T) {
	a := digestOf("a")
	l := ledgerOf("", "", a, "", a, "")
	require.Equal(t, "5", l.Tip())
	for tip, fresh := range map[string]bool{None: false, "0": false, "1": false, "2": false, "3": false, "4": true, "5": true, "6": false} {
		require.Equal(t, fresh, l.stale(tip, a) == "", tip)
		require.Equal(t, tip != "6", l.stale(tip, digestOf("b")) == "", tip)
	}
	at, ever := l.Dropped(a)
	require.Equal(t, 4, at)
	require.True(t, ever)
	_, ever = l.Dropped(digestOf("b"))
	require.False(t, ever)
	for _, none := range []*Ledger{nil, {}} {
		require.Equal(t, None, none.Tip())
		require.Empty(t, none.stale(None, a))
		require.NotEmpty(t, none.stale("1", a))
		_, ever := none.Dropped(a)
		require.False(t, ever)
	}
}

// A consent is to the policy that was in force when it was given, so that it is
// worth nothing once that came and went.
func TestConsentsGoStale(t *testing.T) {
	l := ledgerOf("", "")
	for tip, fresh := range map[string]bool{None: false, "0": true, "1": true, "2": false} {
		require.Equal(t, fresh, l.stalePolicy(tip) == "", tip)
	}
	l.ChangePolicy() // "1" did
	l.Append("2")
	for tip, fresh := range map[string]bool{None: false, "0": false, "1": true, "2": true, "3": false} {
		require.Equal(t, fresh, l.stalePolicy(tip) == "", tip)
	}
	for _, none := range []*Ledger{nil, {}} {
		require.NotEmpty(t, none.stalePolicy("0"))
	}
	require.Empty(t, (*Ledger)(nil).stalePolicy(None))
}
