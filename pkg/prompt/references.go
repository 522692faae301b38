package prompt

import (
	"bytes"
	"path"
	"regexp"
	"strings"
	"sync"
)

// References returns the paths that a file of a closure refers to itself, by
// its content: a prompt to partials, attached files and schemas, a partial to
// partials, a schema to schemas. A partial counts in every prompt folder. It
// keeps nothing of the content, and costs a scan where there is no reference.
func (l Loader) References(file string, content []byte) []string {
	switch {
	case IsPrompt(file):
		if !mayRefer(content) {
			return nil
		}
		if names, ok := ordinaryIncludes(content); ok {
			return l.ofNames(names)
		}
		p, _ := Parse(file, content)
		return l.ofPrompt(p)
	case IsPartial(file):
		if !mayRefer(content) {
			return nil
		}
		p, _ := ParsePartial(file, content)
		return l.ofTexts([]*Text{p.Text})
	case bytes.Contains(content, []byte("$ref")), bytes.Contains(content, []byte(`\`)):
		data, _ := parseSchemaFile(file, content)
		return l.ofSchema(data, path.Dir(file))
	default:
		return nil
	}
}

// mayRefer reports whether a file could refer to another. An escape in a
// quoted string, or one that joins two lines, could hide what is looked for,
// so it counts too.
func mayRefer(content []byte) bool {
	for _, sign := range []string{"$ref", "path", `\x`, `\u`, `\U`, "\\\n", "\\\r"} {
		if bytes.Contains(content, []byte(sign)) {
			return true
		}
	}
	for rest := content; ; {
		i := bytes.Index(rest, []byte("{{"))
		if i < 0 {
			return false
		}
		rest = bytes.TrimLeft(rest[i+2:], " \t\r\n")
		if len(rest) > 0 && (rest[0] == '>' || rest[0] == '=' || rest[0] == '\\') {
			return true
		}
	}
}

// isUnusual reports whether there is something that can make an include
// something else than it looks like: a comment or other delimiters around it,
// a key of the author's own, or what mayRefer looks for besides includes.
func isUnusual(content []byte) bool {
	for _, sign := range [...]string{"{{!", "{{=", "{{ !", "{{ =", "x-", "$ref", "path", `\`, "\t"} {
		if bytes.Contains(content, []byte(sign)) {
			return true
		}
	}
	return false
}

var ordinaryInclude = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^ +\{\{> ?([A-Za-z0-9_./-]+) ?\}\} *\r?$`) })

// ordinaryIncludes finds the includes of a prompt file without parsing it,
// where each stands alone on a line below sections: or messages: and nothing
// unusual is there. Of a file with errors it may find more than a parser does.
// It makes a walk over all contents that thousands of prompts ever had quick.
func ordinaryIncludes(content []byte) (names []string, ok bool) {
	if isUnusual(content) {
		return nil, false
	}
	part := ""
	for line := range bytes.Lines(content) {
		line = bytes.TrimSuffix(line, []byte("\n"))
		if len(line) > 0 && line[0] != ' ' && line[0] != '#' && line[0] != '-' {
			part = string(line)
		}
		if hidesLines(line, part) {
			return nil, false
		}
		if !mayRefer(line) && !bytes.HasSuffix(bytes.TrimSpace(line), []byte("{{")) {
			continue
		}
		found := ordinaryInclude().FindSubmatch(line)
		if found == nil || part != "sections:" && part != "messages:" {
			return nil, false
		}
		names = append(names, string(found[1]))
	}
	return names, true
}

var (
	openQuote   = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(^|[:,\[{-]) *("[^"]*|'[^']*)$`) })
	blockHeader = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[ -]*([^:]*):.* [|>][-+0-9]*\r?$`) })
)

// hidesLines reports whether the lines below one may be no template: it may
// begin a quoted text that goes on there, or the text of a message's key that
// is no template.
func hidesLines(line []byte, part string) bool {
	if bytes.ContainsAny(line, `"'`) && openQuote().Match(line) {
		return true
	}
	if part != "messages:" || !bytes.ContainsAny(line, "|>") {
		return false
	}
	header := blockHeader().FindSubmatch(line)
	return header != nil && string(header[1]) != "content" && string(header[1]) != "text"
}

func (l Loader) ofPrompt(p *Prompt) []string {
	files := l.ofTexts(p.Texts())
	for _, m := range p.Messages {
		for _, part := range m.Parts {
			if part.Path.Node != nil {
				files = l.appendLocal(files, p.Dir(), part.Path.Value)
			}
		}
	}
	for _, s := range p.Schemas() {
		files = append(files, l.ofSchema(s.Data, p.Dir())...)
	}
	return files
}

func (l Loader) ofTexts(texts []*Text) []string {
	var names []string
	for _, t := range texts {
		for _, include := range t.Partials() {
			names = append(names, include.Name)
		}
	}
	return l.ofNames(names)
}

func (l Loader) ofNames(names []string) []string {
	var files []string
	for _, name := range names {
		if CheckPartialName(name) != "" {
			continue
		}
		for _, folder := range l.Folders {
			files = append(files, path.Join(folder, name+PartialSuffix))
		}
	}
	return files
}

func (l Loader) ofSchema(data any, dir string) []string {
	var files []string
	for _, ref := range refs(data) {
		name, _, _ := strings.Cut(ref, "#")
		files = l.appendLocal(files, dir, name)
	}
	return files
}

// appendLocal adds the file of a relative path, if a closure may have it.
func (l Loader) appendLocal(files []string, dir, name string) []string {
	file := path.Join(dir, name)
	if !isPath(name) || path.IsAbs(name) || !l.inside(file) {
		return files
	}
	return append(files, file)
}
