package lint

import (
	"math"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// shape is what the value of a schema's keyword must be.
type shape int

const (
	unknownShape shape = iota
	free               // anything
	anySchema
	itemsSchema // a schema, or a list of them before draft 2020-12
	schemaList
	schemaMap
	typeWords
	nameList
	valueList
	reference
	regularExpression
	textValue
	flag
	anyNumber
	positiveNumber
	wholeNumber
)

// shapeOf returns the shape of a keyword of draft-07 or 2020-12.
func shapeOf(keyword string) shape {
	switch keyword {
	case "not", "if", "then", "else", "additionalProperties", "unevaluatedProperties", "propertyNames", "contains",
		"additionalItems", "unevaluatedItems", "contentSchema":
		return anySchema
	case "items":
		return itemsSchema
	case "allOf", "anyOf", "oneOf", "prefixItems":
		return schemaList
	case "properties", "patternProperties", "$defs", "definitions", "dependentSchemas":
		return schemaMap
	case "type":
		return typeWords
	case "required":
		return nameList
	case "enum":
		return valueList
	case "$ref":
		return reference
	case "pattern":
		return regularExpression
	case "title", "description", "$comment", "format", "contentEncoding", "contentMediaType", "$id", "$schema", "$anchor",
		"$dynamicAnchor", "$dynamicRef":
		return textValue
	case "uniqueItems", "readOnly", "writeOnly":
		return flag
	case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum":
		return anyNumber
	case "multipleOf":
		return positiveNumber
	case "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "minContains", "maxContains":
		return wholeNumber
	case "const", "default", "examples", "deprecated", "dependentRequired", "dependencies", "$vocabulary",
		"example", "nullable", "discriminator", "xml", "externalDocs", "id", "name", "strict", "optional", "label",
		"propertyOrdering", "enumNames", "units", "unit", "value", "values", "enumDescriptions", "$recursiveRef", "$recursiveAnchor":
		return free // of JSON Schema, and what OpenAPI, Gemini and forms have besides
	}
	return unknownShape
}

// simple checks a keyword whose value is one scalar.
func (c *schemaCheck) simple(m model.Member, n *yamldoc.Node) {
	wanted, ok := "", true
	number, isNumber := asNumber(m.Value)
	switch shapeOf(m.Name) {
	case textValue:
		_, ok = m.Value.(string)
		wanted = "text"
	case flag:
		_, ok = m.Value.(bool)
		wanted = "true or false"
	case anyNumber:
		ok, wanted = isNumber, "a number"
	case positiveNumber:
		ok, wanted = isNumber && number > 0, "a number above 0"
	case wholeNumber:
		ok, wanted = isNumber && number >= 0 && number == math.Trunc(number), "a whole number of at least 0"
	}
	if !ok {
		c.report(n, "%s must be %s, not %s", m.Name, wanted, shownValue(m.Value))
	}
}

func asNumber(v any) (float64, bool) {
	switch v := v.(type) {
	case int64:
		return float64(v), true
	case float64:
		return v, true
	}
	return 0, false
}

// schemaTypes are the types of JSON Schema.
func schemaTypes() []string {
	return []string{"string", "number", "integer", "boolean", "array", "object", "null"}
}

func isType(word string) bool { return slices.Contains(schemaTypes(), word) }

// meantType is the type that a word of another language means, or a
// misspelling; "" for none.
func meantType(word string) string {
	lower := strings.ToLower(word)
	if isType(lower) {
		return lower
	}
	switch lower {
	case "str", "text", "date", "datetime", "varchar", "char":
		return "string"
	case "int", "int32", "int64", "long":
		return "integer"
	case "float", "double", "decimal", "float64", "numeric":
		return "number"
	case "bool":
		return "boolean"
	case "list", "tuple", "set":
		return "array"
	case "dict", "map", "struct", "hash":
		return "object"
	case "none", "nil", "undefined":
		return "null"
	}
	return diag.Suggest(word, schemaTypes())
}

// nearKeyword is the keyword that an unknown one is a misspelling of. Short
// words are near to too many others.
func nearKeyword(name string) string {
	if len(name) < 4 || strings.HasPrefix(name, "x-") {
		return ""
	}
	return diag.Suggest(name, []string{
		"type", "properties", "required", "items", "enum", "description", "additionalProperties", "patternProperties",
		"propertyNames", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength",
		"minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties", "pattern", "format", "default", "examples",
		"allOf", "anyOf", "oneOf", "definitions", "prefixItems", "additionalItems", "contains", "$defs", "$ref", "$schema",
	})
}
