package prompt_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/stretchr/testify/require"
)

// declared are the variables of the prompts in the tests of uses.
const declared = `variables:
  tone: {type: string}
  premium: {type: boolean}
  any: {}
  bag: {type: object}
  order: {type: object, properties: {id: {type: string}, address: {type: object, properties: {city: {type: string}}}}}
  orders: {type: array, items: {type: object, properties: {id: {type: string}, lines: {type: array, items: {type: object, properties: {sku: {}}}}}}}
  names: {type: array, items: {type: string}}
  things: {type: array}
`

func TestUsesThatAreDeclared(t *testing.T) {
	for _, text := range []string{
		"{{tone}} {{{tone}}} {{&tone}}", "{{#premium}}{{tone}}{{/premium}}{{^premium}}{{tone}}{{/premium}}",
		"{{order.id}} {{order.address.city}}", "{{#order}}{{id}} {{address.city}} {{tone}}{{#address}}{{city}}{{id}}{{/address}}{{/order}}",
		"{{#orders}}{{id}}{{#lines}}{{sku}} {{id}} {{tone}}{{/lines}}{{.}}{{/orders}}", "{{#names}}{{.}}{{tone}}{{/names}}",
		"{{any.thing.at.all}} {{#any}}{{whatever}}{{/any}}", "{{bag.anything}} {{#bag}}{{anything}}{{/bag}}",
		"{{#things}}{{anything}} {{tone}}{{/things}}", "{{#order.address}}{{city}}{{/order.address}}", "{{^orders}}{{tone}}{{/orders}}",
		"{{!undeclared}} {{=<% %>=}}<%tone%>", "{{#premium}}{{.}}{{/premium}}",
	} {
		closureOf(t, declared+"sections: {role: '"+text+"'}\n")
	}
}

func TestUsesThatAreNotDeclared(t *testing.T) {
	const declare = "\nhint: declare it under variables: in " + file
	for _, c := range []badFile{
		{"{{⟦tune⟧}}", []string{`T002 variable "tune" is not declared (did you mean "tone"?)` + declare}},
		{"{{&⟦missing⟧}} {{{ ⟦missing⟧ }}}", []string{`T002 variable "missing" is not declared` + declare, `T002 variable "missing" is not declared` + declare}},
		{"{{#⟦missing⟧}}{{whatever}}{{/missing}}", []string{`T002 variable "missing" is not declared` + declare}},
		{"{{^⟦missing⟧}}{{⟦tune⟧}}{{/missing}}", []string{
			`T002 variable "missing" is not declared` + declare, `T002 variable "tune" is not declared (did you mean "tone"?)` + declare}},
		{"{{⟦order.idd⟧}}", []string{`T002 variable "order" (object) has no property "idd" (did you mean "id"?)`}},
		{"{{⟦order.address.street⟧}}", []string{`T002 variable "address" (object) has no property "street"`}},
		{"{{⟦tone.length⟧}}", []string{`T002 variable "tone" (string) has no property "length"`}},
		{"{{⟦orders.id⟧}}", []string{`T002 variable "orders" (array of object) has no property "id"`}},
		{"{{⟦id⟧}}{{#orders}}{{id}}{{⟦sku⟧}}{{/orders}}", []string{
			`T002 variable "id" is not declared` + declare, `T002 variable "sku" is not declared` + declare}},
		{"{{#orders}}{{⟦idd⟧}}{{/orders}}", []string{`T002 variable "idd" is not declared (did you mean "id"?)` + declare}},
		{"{{#names}}{{⟦name⟧}}{{/names}}", []string{`T002 variable "name" is not declared (did you mean "names"?)` + declare}},
		{"{{#order}}{{⟦address.town⟧}}{{/order}}", []string{`T002 variable "address" (object) has no property "town"`}},
		{"{{⟦missing.a.b⟧}}", []string{`T002 variable "missing" is not declared` + declare}},
	} {
		marked := declared + "sections:\n  role: |\n    " + c.src + "\n"
		src, _ := unmark(marked)
		_, found := files{file: src}.load(t)
		requireFindings(t, file, marked, found, c.want...)
	}
}

// A partial is checked with the sections around each place that includes it,
// and what is wrong with it is shown in its own file, once.
func TestUsesInPartials(t *testing.T) {
	all := files{
		file:                       declared + "sections: {role: '{{#orders}}{{> row}}{{/orders}}'}\n",
		"prompts/row.partial.md":   "{{id}} {{tone}}",
		"prompts/other.partial.md": "x",
	}
	all.sound(t)

	all[file] = declared + "sections: {role: '{{> row}} {{#orders}}{{> row}}{{/orders}} {{> row}}'}\n"
	_, found := all.load(t)
	require.Equal(t, []string{"T002 variable \"id\" is not declared\nhint: declare it under variables: in " + file}, tellAll(found))
	require.Equal(t, "prompts/row.partial.md:1:3", found[0].Range.String())
}

func TestHistoriesAreNoText(t *testing.T) {
	const told = `T002 "history" is a placeholder for messages, and a text cannot use it`
	for _, head := range []string{"", "variables: {}\n"} {
		marked := head + "messages:\n  - placeholder: history\n  - role: user\n    content: 'x {{⟦history⟧}}{{#⟦history⟧}}y{{/history}}'\n"
		src, _ := unmark(marked)
		c, found := files{file: src}.load(t)
		requireFindings(t, file, marked, found, told, told)
		require.Empty(t, c.Inputs())
	}
}

func TestInputs(t *testing.T) {
	inputs := func(c *prompt.Closure) string {
		var all []string
		for _, v := range c.Inputs() {
			all = append(all, fmt.Sprintf("%s %s %v", v.Name, v.TypeName(), v.Required))
		}
		return strings.Join(all, ", ")
	}
	c := closureOf(t, "variables:\n  b: {type: string}\n  a: {type: integer, default: 1}\n  c: {required: false}\n  d:\nsections: {role: '{{a}}'}\n")
	require.Equal(t, "b string true, a integer false, c any false, d any true", inputs(c))

	// Without declarations: each name that is used outside of sections.
	all := files{
		file: "sections: {role: '{{b.x}} {{#list}}{{inner}}{{> row}}{{/list}}{{^none}}{{a}}{{> note}}{{/none}} {{.}} {{b}}'}\n" +
			"messages: [{placeholder: history}, {role: user, content: '{{a}} {{last}}'}]\n",
		"prompts/row.partial.md":  "{{field}}",
		"prompts/note.partial.md": "{{note}} {{> note2}}", "prompts/note2.partial.md": "{{deep}}",
	}
	c = all.sound(t)
	require.Equal(t, "b any true, list any true, none any true, a any true, note any true, deep any true, last any true", inputs(c))
	require.Equal(t, file+":1:21", c.Inputs()[0].Range.String())
	require.Equal(t, "prompts/note.partial.md:1:3", c.Inputs()[4].Range.String())
}
