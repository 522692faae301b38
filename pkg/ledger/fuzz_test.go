package ledger

import (
	"bytes"
	"encoding/hex"
	"strings"
	"testing"
	"time"
)

func entries() []*Entry {
	digest := "sha256:" + strings.Repeat("a", 64)
	other := "sha256:" + strings.Repeat("b", 64)
	change := func(from, to, version string) []Change {
		return []Change{{"a/b", from, to, version, "prompts/a/b.prompt.yaml"}, {"c", from, to, version, "c.prompt.yml"}}
	}
	return []*Entry{
		{Action: Root, From: None, To: digest},
		{Action: Root, From: None, To: digest, Prompts: change(None, other, None)},
		{Action: Promotion, Body: "Why.\n\nMore.", Prompts: change(None, digest, "v1.2.3"), Sources: []string{strings.Repeat("1", 40)},
			Checked: &Checked{Lint: "warning", Soak: 90 * time.Minute, Threads: true, From: "staging"}},
		{Action: Rollback, Prompts: change(digest, other, None)},
		{Action: Removal, Prompts: change(digest, None, None)},
		{Action: Revocation},
		{Action: Policy, From: digest, To: other, Sources: []string{strings.Repeat("2", 64)}},
	}
}

func seeds(f *testing.F) (messages [][]byte) {
	for _, e := range entries() {
		e.Title, e.Environment = "Do it", "production"
		message, err := e.Message()
		if err != nil {
			f.Fatal(err)
		}
		messages = append(messages, message)
	}
	return messages
}

// FuzzMessage: there is one way to write an entry.
func FuzzMessage(f *testing.F) {
	for _, message := range seeds(f) {
		f.Add(message)
	}
	f.Fuzz(func(t *testing.T, message []byte) {
		e, err := ParseMessage(message)
		if err != nil {
			return
		}
		if again, err := e.Message(); err != nil || !bytes.Equal(again, message) {
			t.Fatalf("%v: %q is written as %q", err, message, again)
		}
		if !Speaks(message) {
			t.Fatal("what is an entry must speak like one")
		}
	})
}

// FuzzCommit: there is one way to write a commit, and what is signed is all of it
// but its signature.
func FuzzCommit(f *testing.F) {
	head := "tree " + strings.Repeat("1", 40) + "\nparent " + strings.Repeat("2", 40) + "\nparent " + strings.Repeat("3", 40) +
		"\nauthor Ana <ana@example.com> 1780315200 +0000\ncommitter Bo <> 1780315201 -0130\n"
	for _, message := range seeds(f) {
		f.Add(append([]byte(head+"\n"), message...), false)
		f.Add(append([]byte(head+"mergetag object 1\n type commit\n \n  x\ngpgsig -----BEGIN SSH SIGNATURE-----\n x\n \n -----END\n\n"), message...), false)
		f.Add(append([]byte(strings.ReplaceAll(head, "1111", "1111111111")+"gpgsig-sha256 x\n\n"), message...), true)
	}
	f.Fuzz(func(t *testing.T, raw []byte, long bool) {
		id := strings.Repeat("5", 40)
		if long {
			id = strings.Repeat("5", sha256Digits)
		}
		c, err := ParseCommit(id, raw)
		if err != nil {
			return
		}
		payload, err := c.Unsigned()
		if err != nil || !bytes.Equal(payload, c.Payload) {
			t.Fatalf("%v: %q is written as %q", err, c.Payload, payload)
		}
		again := payload
		if c.Armour != nil {
			if again, err = Sign(payload, c.Armour); err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(again, raw) {
			t.Fatalf("%q is written as %q", raw, again)
		}
	})
}

// FuzzTree: there is one way to write a tree.
func FuzzTree(f *testing.F) {
	f.Add([]byte(nil))
	f.Add(formatTree([]entry{{modeFile, "a.txt", strings.Repeat("1", 40)}, {modeFolder, "a", strings.Repeat("2", 40)}, {modeFile, "é", strings.Repeat("3", 40)}}))
	f.Add([]byte("120000 a\x0012345678901234567890"))
	f.Add([]byte("100644 .GIT\x0012345678901234567890"))
	f.Fuzz(func(t *testing.T, data []byte) {
		entries, err := parseTree(data, 40)
		if err != nil {
			return
		}
		if again := formatTree(entries); !bytes.Equal(again, data) {
			t.Fatalf("%q is written as %q", data, again)
		}
		for _, e := range entries {
			if strings.ContainsAny(e.name, "/\\\n\x00") || e.name == ".." || strings.EqualFold(e.name, ".git") {
				t.Fatalf("%q is a name", e.name)
			}
			if _, err := hex.DecodeString(e.id); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// FuzzChecked: there is one way to say what was checked.
func FuzzChecked(f *testing.F) {
	for _, c := range []Checked{{}, {Lint: "error", Soak: time.Hour, Threads: true, From: "staging"}, {Soak: 1}} {
		f.Add(c.String())
	}
	f.Add("lint=none soak=-1h threads=none from=none")
	f.Add("lint=none soak=1h threads=none from=none")
	f.Fuzz(func(t *testing.T, value string) {
		c, err := parseChecked(value)
		if err != nil {
			return
		}
		if c.String() != value || c.Soak < 0 || c.Lint == None || c.From == None {
			t.Fatalf("%q is %+v", value, c)
		}
	})
}
