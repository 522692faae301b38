package prompt

import (
	"bytes"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// retyped is the safe fix that puts quotes around a value, or takes them off, so
// that it has the type that is wanted; fits says whether it is right then.
func (d *decoder) retyped(n *yamldoc.Node, wanted string, fits func(value any) bool) *diag.Fix {
	var fix *diag.Fix
	switch wanted {
	case StringType:
		fix = d.doc.Quoted(n)
	case NumberType, IntegerType:
		fix = d.doc.Unquoted(n, "!!float")
	case BooleanType:
		fix = d.doc.Unquoted(n, "!!bool")
	}
	if fix == nil {
		return nil
	}
	doc, _ := yamldoc.Parse("", []byte(fix.Edits[0].New))
	if !fits(doc.Root.Decode()) {
		return nil
	}
	return fix
}

// choice is the fix that makes a value one that a variable takes: of its type,
// or the one of its choices that is spelt nearly so.
func (d *decoder) choice(v *Variable, n *yamldoc.Node) *diag.Fix {
	if near := v.nearChoice(n); near != "" {
		return d.doc.Replace(n, near)
	}
	return d.retyped(n, v.Type, func(value any) bool { return len(v.Check(value)) == 0 })
}

// nearChoice is the choice that is spelt nearly as a text, "" where none is.
func (v *Variable) nearChoice(n *yamldoc.Node) string {
	text, ok := n.Text()
	if !ok || text == "" {
		return ""
	}
	var choices []string
	for _, e := range v.Enum {
		choice, ok := e.(string)
		if ok && choice == text {
			return ""
		}
		choices = append(choices, choice)
	}
	return diag.Suggest(text, choices)
}

// otherType is what a type of another language is called here.
func otherType(name string) string {
	switch name {
	case "str", "text", "varchar", "char":
		return StringType
	case "int", "long", "uint", "int64", "int32":
		return IntegerType
	case "float", "double", "decimal", "float64", "numeric":
		return NumberType
	case "bool":
		return BooleanType
	case "list", "tuple", "sequence", "set":
		return ArrayType
	case "dict", "map", "mapping", "json", "struct", "record":
		return ObjectType
	default:
		return ""
	}
}

// nearType is the type that was probably meant.
func (d *decoder) nearType(name string) string {
	if meant := otherType(name); meant != "" {
		return meant
	}
	return d.near("Y004", name, Types())
}

// otherLimit is the key that limits a type as another one limits the type that
// it is for.
func otherLimit(key, typ string) string {
	limits := map[string]map[string]string{
		StringType: {"minItems": "minLength", "maxItems": "maxLength"},
		ArrayType:  {"minLength": "minItems", "maxLength": "maxItems"},
	}
	return limits[typ][key]
}

// declared is the fix that makes a list of names a mapping of declarations that
// take any value.
func (d *decoder) declared(list *yamldoc.Node) *diag.Fix {
	if len(list.Items) == 0 || len(list.Items) > maxFindings || list.Props != list.Start || list.Alias || !d.deeper(list) {
		return nil
	}
	fix := diag.UnsafeFix("declare them as names with any value")
	seen := map[string]bool{}
	for _, item := range list.Items {
		edit, name, ok := d.declaredItem(list, item)
		if !ok || seen[name] {
			return nil
		}
		seen[name] = true
		fix.Edits = append(fix.Edits, edit)
	}
	if list.Style == yamldoc.Flow {
		fix.Edits = append(fix.Edits, diag.Edit{Start: list.Start, End: list.Start + 1, New: "{"}, diag.Edit{Start: list.End - 1, End: list.End, New: "}"})
	}
	return fix
}

// declaredItem makes an item of a list of names a declaration.
func (d *decoder) declaredItem(list, item *yamldoc.Node) (edit diag.Edit, name string, ok bool) {
	name, ok = item.Text()
	edit = diag.Edit{Start: item.Start, End: item.End, New: name + ": {}"}
	if !ok || !isName(name) || item.Props != item.Start || string(d.doc.Src[item.Start:item.End]) != name {
		return edit, "", false
	}
	if list.Style == yamldoc.Block {
		edit.Start -= len("- ")
		ok = edit.Start >= 0 && string(d.doc.Src[edit.Start:item.Start]) == "- "
	}
	return edit, name, ok
}

// deeper reports whether a list is indented more than the key that holds it, as
// a mapping must be.
func (d *decoder) deeper(list *yamldoc.Node) bool {
	if list.Style == yamldoc.Flow {
		return true
	}
	before := bytes.TrimRight(d.doc.Src[:list.Start], " \r\n")
	line := before[bytes.LastIndexByte(before, '\n')+1:]
	key := len(line) - len(bytes.TrimLeft(line, " -"))
	return bytes.HasSuffix(before, []byte{':'}) && d.doc.Pos(list.Start).Col-1 > key
}
