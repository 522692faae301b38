package template

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"strings"
)

// valueKind is what a value is to a template.
type valueKind string

const (
	nullKind    valueKind = "null"
	boolKind    valueKind = "a boolean"
	numberKind  valueKind = "a number"
	textKind    valueKind = "text"
	listKind    valueKind = "a list"
	objectKind  valueKind = "an object"
	unknownKind valueKind = "unknown"
)

func kindOf(v any) valueKind {
	switch v.(type) {
	case nil:
		return nullKind
	case bool:
		return boolKind
	case int, int64, float64, json.Number:
		return numberKind
	case string:
		return textKind
	case []any:
		return listKind
	case map[string]any:
		return objectKind
	}
	return unknownKind
}

// truthy reports whether a section shows for v: not for false, nil, "" and the
// empty list. Zero and the empty object count as true, as in the specification.
func truthy(v any) bool {
	switch v := v.(type) {
	case nil:
		return false
	case bool:
		return v
	case string:
		return v != ""
	case []any:
		return len(v) > 0
	}
	return true
}

// plainText is the text of a value that is no list, no object and not unknown.
func plainText(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case bool:
		return strconv.FormatBool(v)
	case int:
		return strconv.Itoa(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		return formatFloat(v)
	case json.Number:
		return formatNumber(v)
	}
	return ""
}

// formatFloat writes f as JavaScript's Number.prototype.toString does
// (ECMA-262, 6.1.6.1.20): shortest digits that read back as f, an exponent
// only from 1e21 up and below 1e-6.
func formatFloat(f float64) string {
	switch abs := math.Abs(f); {
	case f == 0:
		return "0" // also for -0
	case math.IsNaN(f):
		return "NaN"
	case math.IsInf(f, 1):
		return "Infinity"
	case math.IsInf(f, -1):
		return "-Infinity"
	case abs >= 1e21 || abs < 1e-6:
		return strings.Replace(strconv.FormatFloat(f, 'e', -1, 64), "e-0", "e-", 1)
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}

// formatNumber writes whole numbers as they stand, however long, and others
// as formatFloat does, so that a number looks the same whichever way it was
// decoded.
func formatNumber(n json.Number) string {
	s := string(n)
	if digits := strings.TrimPrefix(s, "-"); strings.Trim(digits, "0123456789") == "" && strings.Trim(digits, "0") != "" {
		return s
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return s
	}
	return formatFloat(f)
}

// compactJSON writes a list or an object on one line, keys in order.
func compactJSON(v any) (string, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return strings.TrimSuffix(b.String(), "\n"), err
}

// escapeHTML escapes the five characters that matter in HTML, the double quote
// as the Mustache specification spells it.
func escapeHTML(s string) string {
	if !strings.ContainsAny(s, `&<>"'`) {
		return s
	}
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#39;").Replace(s)
}
