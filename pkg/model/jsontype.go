package model

import (
	"math"
	"reflect"
)

// JSONType returns the type of a decoded value by the names of JSON Schema:
// "null", "boolean", "string", "integer", "number", "array" or "object". A number
// without a fraction is an integer, however it is written.
func JSONType(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case string:
		return "string"
	case []any:
		return "array"
	}
	switch f, ok := Number(v); {
	case !ok:
		return "object"
	case f == math.Trunc(f):
		return "integer"
	}
	return "number"
}

// Number is a value of any of Go's types of numbers as one of them. It is false
// for what is none.
func Number(v any) (float64, bool) {
	switch n := reflect.ValueOf(v); {
	case n.CanInt():
		return float64(n.Int()), true
	case n.CanUint():
		return float64(n.Uint()), true
	case n.CanFloat():
		return n.Float(), true
	}
	return 0, false
}
