package yamldoc

import (
	"fmt"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// The fixes here edit a node where it stands and touch nothing else. Each is nil
// where that cannot be done without doubt: what an alias shows stands elsewhere,
// what has an anchor is shown elsewhere too, and what has a tag says its type
// itself.

// Rename is the unsafe fix that gives an entry of a mapping another key, which
// the mapping must not have yet.
func (d *Doc) Rename(mapping *Node, entry Pair, to string) *diag.Fix {
	if to == "" || mapping.Alias || entry.Merged || mapping.Get(to) != nil {
		return nil
	}
	return d.rewritten(entry.Key, to, fmt.Sprintf("rename it to %q", to))
}

// Replace is the unsafe fix that puts another text in the place of a scalar's.
func (d *Doc) Replace(n *Node, text string) *diag.Fix {
	if text == "" {
		return nil
	}
	return d.rewritten(n, text, fmt.Sprintf("write %q", text))
}

func (d *Doc) rewritten(n *Node, text, title string) *diag.Fix {
	if !isOwn(n) {
		return nil
	}
	return diag.UnsafeFix(title, diag.Edit{Start: n.Start, End: n.End, New: inStyle(n.Style, text)})
}

// isOwn reports whether a scalar stands here and nowhere else, without a tag.
func isOwn(n *Node) bool {
	return n != nil && n.Kind == Scalar && !n.Alias && n.Props == n.Start && n.Anchor == "" && n.Start < n.End
}

// inStyle writes a text of one line in the quotes that a scalar has, if it can
// be.
func inStyle(style Style, text string) string {
	switch {
	case style == DoubleQuoted:
		return doubleQuoted(text)
	case style == SingleQuoted && !strings.Contains(text, "'") && printable(text, ""):
		return "'" + text + "'"
	}
	return Quote(text, Place{Inline: true})
}

// Quoted is the safe fix that puts a number, a boolean or a date into quotes, as
// it is written.
func (d *Doc) Quoted(n *Node) *diag.Fix {
	if !isOwn(n) || n.Style != Plain || n.IsNull() {
		return nil
	}
	written := string(d.Src[n.Start:n.End])
	if written != n.Value || !printable(written, "") {
		return nil
	}
	return diag.SafeFix("quote it", diag.Edit{Start: n.Start, End: n.End, New: doubleQuoted(written)})
}

// Unquoted is the safe fix that takes the quotes off what is a number or, with
// tag "!!bool", a boolean without them. Words that YAML 1.1 took for booleans,
// such as yes, become true or false.
func (d *Doc) Unquoted(n *Node, tag string) *diag.Fix {
	if !isOwn(n) || n.Tag != "!!str" || n.Style == Literal || n.Style == Folded {
		return nil
	}
	to := n.Value
	if tag == "!!bool" {
		to = booleanWord(n.Value)
	}
	is, known := plainTag(to)
	if to == "" || !known || is != tag && (tag != "!!float" || is != "!!int") {
		return nil
	}
	return diag.SafeFix("write "+to, diag.Edit{Start: n.Start, End: n.End, New: to})
}

// booleanWord is what a word means where true or false is wanted, "" for all
// others.
func booleanWord(s string) string {
	switch strings.ToLower(s) {
	case "true", "yes", "on", "y":
		return "true"
	case "false", "no", "off", "n":
		return "false"
	}
	return ""
}

// Listed is the fix that makes a lone text a list of one, which is safe, or of
// the texts between its commas, which is not.
func (d *Doc) Listed(n *Node) *diag.Fix {
	if text, ok := n.Text(); !ok || text == "" || !isOwn(n) {
		return nil
	}
	written := string(d.Src[n.Start:n.End])
	switch {
	case n.Style == Plain && strings.Contains(written, ","):
		return d.split(n, written)
	case n.Style == Literal || n.Style == Folded || n.Style == Plain && (written != n.Value || strings.ContainsAny(written, "?[]{}")):
		written = Quote(n.Value, Place{Inline: true})
	}
	return diag.SafeFix("make it a list", diag.Edit{Start: n.Start, End: n.End, New: "[" + written + "]"})
}

// split makes a list of words with commas between them.
func (d *Doc) split(n *Node, written string) *diag.Fix {
	for word := range strings.SplitSeq(written, ",") {
		if !plainSafe(strings.TrimSpace(word), true) {
			return nil
		}
	}
	return diag.UnsafeFix("make it a list", diag.Edit{Start: n.Start, End: n.End, New: "[" + written + "]"})
}

// Rewrite is the safe fix that puts YAML text of one line in the place of
// a scalar, as {type: string} in that of string.
func (d *Doc) Rewrite(n *Node, yaml string) *diag.Fix {
	if !isOwn(n) {
		return nil
	}
	return diag.SafeFix("write "+yaml, diag.Edit{Start: n.Start, End: n.End, New: yaml})
}
