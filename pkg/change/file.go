package change

import (
	"bytes"
	"path"
	"reflect"
	"slices"
	"unicode/utf8"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/prose"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// files compares the files that are attached to messages and go by the same
// path. Where another one is attached, its message tells.
func (c *comparison) files() {
	old := attached(c.before)
	for _, f := range attachedInOrder(c.after) {
		was, there := old[f.Path]
		if !there || bytes.Equal(was, f.Data) {
			continue
		}
		change := Change{Subject: File, Name: f.Path, Kind: Edited, Class: Behaviour, Range: diag.Range{File: f.Path}, Why: sentElse}
		if utf8.Valid(was) && utf8.Valid(f.Data) && !bytes.ContainsRune(was, 0) && !bytes.ContainsRune(f.Data, 0) {
			change.Text = prose.Compare(string(was), string(f.Data))
		}
		c.add(change, "the attached file %s is another one", f.Path)
	}
}

func attached(c *prompt.Closure) map[string][]byte {
	files := map[string][]byte{}
	for _, f := range attachedInOrder(c) {
		files[f.Path] = f.Data
	}
	return files
}

func attachedInOrder(c *prompt.Closure) []prompt.File {
	paths := map[string]bool{}
	for _, m := range c.Prompt.Messages {
		for _, p := range m.Parts {
			if p.Path.Node != nil {
				paths[path.Join(c.Prompt.Dir(), p.Path.Value)] = true
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(c.Files), func(f prompt.File) bool { return !paths[f.Path] })
}

// sent are the keys at the top of a prompt of which the other comparisons tell.
var sent = []string{"variables", "sections", "messages", "tools", "toolChoice", "responseFormat", "jsonSchema", "model", "modelParameters"}

// metadata compares the keys that no model is sent, and tells where nothing but
// comments and layout differ.
func (c *comparison) metadata() {
	old, now := keysOf(c.before), keysOf(c.after)
	for _, pair := range pairsOf(c.after) {
		name := pair.Key.Value
		if value, there := now[name]; there {
			c.datum(name, old[name], value)
		}
	}
	for _, pair := range pairsOf(c.before) {
		name := pair.Key.Value
		if _, there := now[name]; !there && old[name] != nil {
			c.datum(name, old[name], nil)
		}
	}
	for _, name := range slices.Compact(slices.Sorted(slices.Values(append(c.before.PartialNames(), c.after.PartialNames()...)))) {
		c.partialData(name)
	}
	if len(c.changes) == 0 && !SameFiles(c.before, c.after) {
		c.add(Change{Subject: Layout, Kind: Edited, Range: c.after.Prompt.Doc.Range(0, 0), Why: nothingSent}, "comments or layout alone")
	}
}

// SameFiles reports whether two prompts are made of the same texts, whatever
// their files are called: where a whole folder moved, nothing was written anew.
func SameFiles(before, after *prompt.Closure) bool {
	of := func(c *prompt.Closure) [][]byte {
		var texts [][]byte
		for _, f := range c.Files {
			texts = append(texts, f.Data)
		}
		slices.SortFunc(texts, bytes.Compare)
		return texts
	}
	return bytes.Equal(before.Prompt.Doc.Src, after.Prompt.Doc.Src) && slices.EqualFunc(of(before), of(after), bytes.Equal)
}

func pairsOf(c *prompt.Closure) []yamldoc.Pair {
	if c.Prompt.Doc.Root == nil {
		return nil
	}
	return c.Prompt.Doc.Root.Pairs
}

// keysOf are the keys of a prompt that no model is sent.
func keysOf(c *prompt.Closure) map[string]any {
	data, _ := c.Prompt.Doc.Root.Decode().(map[string]any)
	for _, key := range sent {
		delete(data, key)
	}
	return data
}

// datum reports a key that is for people or tools.
func (c *comparison) datum(name string, was, is any) {
	if reflect.DeepEqual(was, is) {
		return
	}
	change := Change{Subject: Metadata, Name: name, Kind: kindOf(was != nil, is != nil), Range: c.key(name), Why: nothingSent}
	if name == "testData" || name == "evaluators" {
		change.Subject, change.Why = Test, checksValues
		c.add(change, "the tests in %s are other ones", name)
		return
	}
	change.Old, change.New = shown(was), shown(is)
	c.add(change, "%s", became(name, change))
}

// partialData reports a partial of which something else than its text changed.
func (c *comparison) partialData(name string) {
	was, is := c.before.Partials[name], c.after.Partials[name]
	if was == nil || is == nil || bytes.Equal(was.Src, is.Src) || was.Text.Template.Text != is.Text.Template.Text {
		return
	}
	c.add(Change{Subject: Metadata, Name: is.File, Kind: Edited, Range: diag.Range{File: is.File}, Why: nothingSent}, "%s says something else about itself", is.File)
}
