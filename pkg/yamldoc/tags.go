package yamldoc

import "strings"

// tags reports the tags that are not of YAML's core.
func (r *report) tags(all []tagged) {
	for _, t := range all {
		name := string(r.doc.text[t.tag.start:t.tag.end])
		if !coreTag(name) {
			r.add("Y010", t.tag.start, t.tag.end, "remove the tag, or quote the value if it is text", "tag %s is not allowed", name)
		}
	}
}

// coreTag reports whether a tag, as written, is one of YAML's core schema.
func coreTag(written string) bool {
	name := strings.TrimPrefix(written, "!!")
	if rest, ok := strings.CutPrefix(written, "!<tag:yaml.org,2002:"); ok {
		name = strings.TrimSuffix(rest, ">")
	}
	switch name {
	case "str", "int", "float", "bool", "null", "map", "seq":
		return name != written
	}
	return written == "!"
}
