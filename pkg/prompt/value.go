package prompt

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"
)

// Check returns what is wrong with a value for this variable, a sentence
// each, and nothing where it fits. The value is plain data: nil, bool,
// string, int64, float64, []any, map[string]any.
func (v *Variable) Check(value any) []string {
	if problem := v.checkType(value); problem != "" {
		return []string{problem}
	}
	var problems []string
	if len(v.Enum) > 0 && !slices.ContainsFunc(v.Enum, func(e any) bool { return equal(e, value) }) {
		problems = append(problems, fmt.Sprintf("%s is not one of %s", show(value), showList(v.Enum)))
	}
	switch value := value.(type) {
	case string:
		problems = append(problems, v.checkString(value)...)
	case []any:
		problems = append(problems, v.checkItems(value)...)
	case map[string]any:
		problems = append(problems, v.checkProperties(value)...)
	default:
		problems = append(problems, v.checkNumber(value)...)
	}
	return problems
}

// checkType says that the value has another type than is declared, or "".
func (v *Variable) checkType(value any) string {
	got := TypeOf(value)
	whole := got == IntegerType || got == NumberType && isWhole(value)
	switch {
	case v.Type == "", v.Type == got, v.Type == NumberType && got == IntegerType, v.Type == IntegerType && whole:
		return ""
	default:
		return fmt.Sprintf("%s is %s, but %s is wanted", show(value), article(got), article(v.Type))
	}
}

func isWhole(value any) bool {
	f, ok := asNumber(value)
	return ok && f == math.Trunc(f) && math.Abs(f) < 1<<53
}

func (v *Variable) checkString(s string) []string {
	var problems []string
	length := utf8.RuneCountInString(s)
	if v.MinLength != nil && length < *v.MinLength {
		problems = append(problems, tooFew(length, "character", *v.MinLength))
	}
	if v.MaxLength != nil && length > *v.MaxLength {
		problems = append(problems, tooMany(length, "character", *v.MaxLength))
	}
	if v.Pattern != nil && !v.Pattern.Matches(s) {
		problems = append(problems, fmt.Sprintf("%s does not match the pattern %s", show(s), v.Pattern))
	}
	return problems
}

func tooFew(n int, what string, least int) string {
	return fmt.Sprintf("has %s, and at least %d %s wanted", counted(n, what), least, isOrAre(least))
}

func tooMany(n int, what string, most int) string {
	return fmt.Sprintf("has %s, and at most %d %s allowed", counted(n, what), most, isOrAre(most))
}

// counted is "1 item" and "2 items".
func counted(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}

func isOrAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

func (v *Variable) checkNumber(value any) []string {
	f, ok := asNumber(value)
	switch {
	case !ok:
		return nil
	case v.Minimum != nil && f < *v.Minimum:
		return []string{fmt.Sprintf("%s is below the minimum of %s", show(value), show(*v.Minimum))}
	case v.Maximum != nil && f > *v.Maximum:
		return []string{fmt.Sprintf("%s is above the maximum of %s", show(value), show(*v.Maximum))}
	default:
		return nil
	}
}

func (v *Variable) checkItems(items []any) []string {
	var problems []string
	if v.MinItems != nil && len(items) < *v.MinItems {
		problems = append(problems, tooFew(len(items), "item", *v.MinItems))
	}
	if v.MaxItems != nil && len(items) > *v.MaxItems {
		problems = append(problems, tooMany(len(items), "item", *v.MaxItems))
	}
	if v.Items == nil {
		return problems
	}
	for i, item := range items {
		for _, p := range v.Items.Check(item) {
			problems = append(problems, fmt.Sprintf("item %d: %s", i+1, p))
		}
	}
	return problems
}

func (v *Variable) checkProperties(object map[string]any) []string {
	var problems []string
	for _, property := range v.Properties {
		value, given := object[property.Name]
		if !given || value == nil {
			if property.Required {
				problems = append(problems, fmt.Sprintf("property %q (%s) is missing", property.Name, property.TypeName()))
			}
			continue
		}
		for _, p := range property.Check(value) {
			problems = append(problems, fmt.Sprintf("property %q: %s", property.Name, p))
		}
	}
	return problems
}

// Complete returns the value with the defaults of absent properties put in,
// and nil for optional ones that have none, so that a template finds them.
func (v *Variable) Complete(value any) any {
	switch value := value.(type) {
	case []any:
		if v.Items == nil {
			return value
		}
		items := make([]any, len(value))
		for i, item := range value {
			items[i] = v.Items.Complete(item)
		}
		return items
	case map[string]any:
		object := maps.Clone(value)
		for _, p := range v.Properties {
			if object[p.Name] == nil {
				object[p.Name] = p.Default
			}
			object[p.Name] = p.Complete(object[p.Name])
		}
		return object
	default:
		return value
	}
}

// ParseText reads a value that was given as text on a command line: as it is
// for a string or an undeclared type, and as JSON for the others.
func (v *Variable) ParseText(text string) (any, error) {
	if v.Type == StringType || v.Type == "" {
		return text, nil
	}
	value, err := readJSON([]byte(text))
	if err != nil {
		return nil, fmt.Errorf("%s is %s, but %s is wanted", show(text), article(StringType), article(v.Type))
	}
	return plainData(value), nil
}

// ParseJSON reads one JSON value as plain data: whole numbers as int64, the
// other numbers as float64. It refuses a key that is there twice, and numbers
// that neither can hold.
func ParseJSON(text []byte) (any, error) {
	value, err := readJSON(text)
	if err != nil {
		return nil, err
	}
	return plainData(value), nil
}

// TypeName returns the declared type, "any" where none is.
func (v *Variable) TypeName() string {
	switch {
	case v.Type == "":
		return "any"
	case v.Type == ArrayType && v.Items != nil && v.Items.Type != "":
		return "array of " + v.Items.Type
	default:
		return v.Type
	}
}

// TypeOf returns the type of a value by JSON Schema's names, "null" for nil.
func TypeOf(value any) string {
	switch value.(type) {
	case nil:
		return "null"
	case string:
		return StringType
	case bool:
		return BooleanType
	case int, int64:
		return IntegerType
	case float64:
		return NumberType
	case []any:
		return ArrayType
	default:
		return ObjectType
	}
}

func article(typ string) string {
	switch typ {
	case "null":
		return "null"
	case ArrayType, ObjectType, IntegerType:
		return "an " + typ
	default:
		return "a " + typ
	}
}

// ShowValue writes a value for people: as JSON, and short.
func ShowValue(value any) string { return show(value) }

func show(value any) string { return shorten(showWhole(value)) }

// shorten cuts a text to what fits in a message.
func shorten(text string) string {
	const most = 60
	n := 0
	for i := range text {
		if n++; n > most {
			return text[:i] + "…"
		}
	}
	return text
}

// showWhole writes a value as JSON, with keys in order.
func showWhole(value any) string {
	var b strings.Builder
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return fmt.Sprint(value)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func showList(values []any) string {
	const most = 12
	var shown []string
	for i, v := range values {
		if i == most {
			shown = append(shown, fmt.Sprintf("… (%d in all)", len(values)))
			break
		}
		shown = append(shown, show(v))
	}
	return strings.Join(shown, ", ")
}

// equal compares plain data, and 1 with 1.0 as equal.
func equal(a, b any) bool {
	x, isNumber := asNumber(a)
	y, alsoNumber := asNumber(b)
	if isNumber && alsoNumber {
		return x == y
	}
	return reflect.DeepEqual(a, b)
}

// asNumber returns a number as float64.
func asNumber(v any) (float64, bool) {
	switch v := v.(type) {
	case int:
		return float64(v), true
	case int64:
		return float64(v), true
	case float64:
		return v, true
	default:
		return 0, false
	}
}
