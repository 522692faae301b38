package statement

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestLedger(t *testing.T) {
	a := digestOf("a")
	l := NewLedger([]Entry{{Commit: "0"}, {Commit: "1"}, {Commit: "2", Dropped: []string{a}}, {Commit: "3"}, {Commit: "4", Dropped: []string{a}}, {Commit: "5"}})
	require.Equal(t, "5", l.Tip())
	for tip, fresh := range map[string]bool{None: false, "0": false, "1": false, "2": false, "3": false, "4": true, "5": true, "6": false} {
		require.Equal(t, fresh, l.stale(tip, a) == "", tip)
		require.Equal(t, tip != "6", l.stale(tip, digestOf("b")) == "", tip)
	}
	for _, none := range []*Ledger{nil, NewLedger(nil)} {
		require.Equal(t, None, none.Tip())
		require.Empty(t, none.stale(None, a))
		require.NotEmpty(t, none.stale("1", a))
	}
}

func TestEntryOf(t *testing.T) {
	from, to := digestOf("a"), digestOf("b")
	message := func(action string) string {
		return "A step\n\nMore of it.\n\nPromptctl-Ledger: v1\nAction: " + action + "\nEnvironment: production\nPrompt: triage " + from + " " + to + " v1.0.0 p\n"
	}
	for action, drops := range actions() {
		e, ok := EntryOf("1", message(action))
		require.True(t, ok)
		require.Equal(t, "production", e.Environment)
		require.Equal(t, drops, len(e.Dropped) == 1, action)
	}
	// The order of the lines is no way to keep what was given up.
	lines := strings.Split(strings.TrimSuffix(message("rollback"), "\n"), "\n")
	n := len(lines)
	e, ok := EntryOf("1", strings.Join(append(append([]string{}, lines[:n-4]...), lines[n-1], lines[n-2], lines[n-3], lines[n-4]), "\n"))
	require.True(t, ok)
	require.Equal(t, []string{from}, e.Dropped)
	for name, bad := range map[string]string{
		"another commit": "Fix it\n", "empty": "", "unknown action": message("blessing"), "newer": strings.Replace(message("root"), "v1\n", "v2\n", 1),
		"no action": strings.Replace(message("root"), "Action: root\n", "", 1), "no environment": strings.Replace(message("root"), "Environment: production\n", "", 1),
		"two actions": strings.Replace(message("rollback"), "Environment", "Action: promotion\nEnvironment", 1), "twice": message("root") + "Promptctl-Ledger: v1\n",
		"above": "Promptctl-Ledger: v1\nAction: root\nEnvironment: production\n\nAn afterthought.\n", "cut off": strings.Replace(message("rollback"), " "+from+" "+to+" v1.0.0 p", "", 1),
	} {
		_, ok := EntryOf("1", bad)
		require.False(t, ok, name)
	}
}
