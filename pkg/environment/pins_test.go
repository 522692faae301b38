package environment

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/ledger"
	"github.com/stretchr/testify/require"
)

// id is an object id.
func id(digit string) string { return strings.Repeat(digit, 40) }

// known is a ledger of these commits.
func known(digits string) *ledger.State {
	s := &ledger.State{Environment: "production", Repository: "4f6c", Root: id(digits[:1]), Tip: id(digits[len(digits)-1:]), Served: map[string]ledger.Version{}, Dropped: map[string]int{}}
	for _, digit := range digits {
		s.Commits = append(s.Commits, bytes.Repeat([]byte{byte(digit-'0')<<4 | byte(digit-'0')}, 20)...)
	}
	return s
}

func tip(t *testing.T, p *Pins) string {
	t.Helper()
	mark, err := p.Mark("production")
	require.NoError(t, err)
	require.Equal(t, mark.Tip, mark.State.Tip)
	return mark.Tip
}

func TestNothingIsRememberedWithoutAFolder(t *testing.T) {
	p := NewPins("", "clone")
	require.NoError(t, p.Keep(known("12")))
	require.NoError(t, p.Trust("4f6c", "production", id("1")))
	mark, err := p.Mark("production")
	require.NoError(t, err)
	require.Nil(t, mark)
	root, err := p.Root("4f6c", "production")
	require.NoError(t, err)
	require.Empty(t, root)
}

func TestKeepNeverGoesBack(t *testing.T) {
	folder := t.TempDir()
	p, other := NewPins(folder, "clone"), NewPins(folder, "clone")
	mark, err := p.Mark("production")
	require.NoError(t, err)
	require.Nil(t, mark)
	require.NoError(t, p.Keep(known("12")))
	require.NoError(t, other.Keep(known("1234")))
	require.NoError(t, p.Keep(known("123")))
	require.NoError(t, p.Keep(known("1234")))
	require.Equal(t, id("4"), tip(t, p))
	err = p.Keep(known("1235"))
	require.ErrorIs(t, err, ledger.ErrRewound)
	require.ErrorContains(t, err, id("4")[:8])
	require.Equal(t, id("4"), tip(t, p))
	require.NoError(t, p.Keep(known("12345")))
	require.Equal(t, id("5"), tip(t, p))
	got, err := p.Mark("production")
	require.NoError(t, err)
	require.Equal(t, &Mark{id("1"), id("5"), known("12345")}, got)

	// Whoever trusts a root anew may say that the ledger was put back.
	require.NoError(t, p.Trust("4f6c", "production", id("1")))
	require.NoError(t, p.Keep(known("12")))
	require.Equal(t, id("2"), tip(t, p))
	require.NoError(t, p.Keep(known("67")), "it was verified from another root")
	require.Equal(t, id("7"), tip(t, p))
}

func TestManyKeepAtOnce(t *testing.T) {
	folder := t.TempDir()
	all := "123456789"
	var group sync.WaitGroup
	for range 3 {
		for n := range len(all) {
			group.Add(1)
			go func() {
				defer group.Done()
				if err := NewPins(folder, "clone").Keep(known(all[:n+1])); err != nil {
					t.Error(err)
				}
			}()
		}
	}
	group.Wait()
	require.Equal(t, id("9"), tip(t, NewPins(folder, "clone")))
}

func TestRootsAreOfARepositoryAndMarksOfAClone(t *testing.T) {
	folder := t.TempDir()
	p, clone := NewPins(folder, "here"), NewPins(folder, "there")
	require.NoError(t, p.Keep(known("12")))
	mark, err := clone.Mark("production")
	require.NoError(t, err)
	require.Nil(t, mark)
	root, err := clone.Root("4f6c", "production")
	require.NoError(t, err)
	require.Equal(t, id("1"), root)
	require.NoError(t, clone.Keep(known("34")))
	root, err = p.Root("4f6c", "production")
	require.NoError(t, err)
	require.Equal(t, id("1"), root, "only who trusts it on purpose puts another in its place")
	require.NoError(t, clone.Trust("4f6c", "production", id("3")))
	root, err = p.Root("4f6c", "production")
	require.NoError(t, err)
	require.Equal(t, id("3"), root)
	for _, no := range [][2]string{{"4f6d", "production"}, {"4f6c", "staging"}} {
		root, err := p.Root(no[0], no[1])
		require.NoError(t, err)
		require.Empty(t, root)
	}
	require.Equal(t, id("2"), tip(t, p), "what another clone trusts leaves what this one saw")
}

func TestWhatIsDamagedIsAnError(t *testing.T) {
	folder := t.TempDir()
	p := NewPins(folder, "clone")
	require.NoError(t, p.Keep(known("12")))
	file := p.markFile("production")
	good, err := os.ReadFile(file)
	require.NoError(t, err)
	for at := range good {
		bad := bytes.Clone(good)
		bad[at] ^= 1
		require.NoError(t, os.WriteFile(file, bad, 0o600))
		_, err := p.Mark("production")
		require.ErrorContains(t, err, "what is known of production: "+file+" is damaged", at)
		require.ErrorContains(t, p.Keep(known("123")), "is damaged", "and nothing is put in its place")
	}
	for _, bad := range []string{"", "\n", string(good[:len(good)-1]), string(good) + "x", "promptctl ledger 1 a b c\n"} {
		require.NoError(t, os.WriteFile(file, []byte(bad), 0o600))
		_, err := p.Mark("production")
		require.ErrorContains(t, err, "is damaged")
	}
	require.NoError(t, p.Trust("4f6c", "production", id("1")))
	mark, err := p.Mark("production")
	require.NoError(t, err)
	require.Nil(t, mark)

	root := filepath.Join(folder, "roots", "4f6c", "production")
	for _, bad := range []string{"", "\n", "none\n", id("1") + "\n\n", " "} {
		require.NoError(t, os.WriteFile(root, []byte(bad), 0o600))
		_, err := p.Root("4f6c", "production")
		require.ErrorContains(t, err, root+" is damaged")
	}
}

// What another version of the program kept is a mark at least.
func TestAnotherFormIsAMark(t *testing.T) {
	p := NewPins(t.TempDir(), "clone")
	require.NoError(t, p.Keep(known("12")))
	rest := []byte("whatever")
	line := strings.Join([]string{markHeader, "1", id("1"), id("2"), markSum("1", id("1"), id("2"), rest)}, " ") + "\n"
	require.NoError(t, os.WriteFile(p.markFile("production"), append([]byte(line), rest...), 0o600))
	mark, err := p.Mark("production")
	require.NoError(t, err)
	require.Equal(t, &Mark{Root: id("1"), Tip: id("2")}, mark)
	require.ErrorIs(t, p.Keep(known("13")), ledger.ErrRewound)
	require.NoError(t, p.Keep(known("123")))
	require.Equal(t, id("3"), tip(t, p))
}

// FuzzMark: a file that nobody of us wrote is damaged, and no more.
func FuzzMark(f *testing.F) {
	folder := f.TempDir()
	p := NewPins(folder, "clone")
	require.NoError(f, p.Keep(known("12")))
	data, err := os.ReadFile(p.markFile("production"))
	require.NoError(f, err)
	_, rest, _ := bytes.Cut(data, []byte("\n"))
	f.Add(data, "1", rest)
	f.Add([]byte(nil), "2", []byte(nil))
	f.Fuzz(func(t *testing.T, data []byte, form string, rest []byte) {
		if mark, err := parseMark(data); err == nil && mark.State != nil && mark.State.Tip != mark.Tip {
			t.Fatal("a state of another tip")
		}
		// With the right sum, so that what follows is read as well.
		line := strings.Join([]string{markHeader, form, id("1"), id("2"), markSum(form, id("1"), id("2"), rest)}, " ") + "\n"
		mark, err := parseMark(append([]byte(line), rest...))
		if err == nil && mark.State != nil && mark.State.Len() > 0 {
			_ = mark.State.At(mark.State.Len() - 1)
			_ = mark.State.Freshness()
			_ = mark.State.Binding()
		}
	})
}
