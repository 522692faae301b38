package jsondoc

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// Decimal is a number exactly as JSON writes it: ±0.DIGITS × 10^Exponent.
type Decimal struct {
	Negative bool
	Digits   string // without zeros at its ends; "" is zero
	Exponent int
}

// maxExponent is where exponents end: larger ones count as this.
const maxExponent = 1 << 40

// NewDecimal reads a number of JSON.
func NewDecimal(n json.Number) Decimal {
	text, negative := strings.CutPrefix(string(n), "-")
	mantissa, power := text, ""
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		mantissa, power = text[:i], text[i+1:]
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	digits := strings.TrimLeft(whole+fraction, "0")
	exponent := len(whole) - (len(whole) + len(fraction) - len(digits))
	digits = strings.TrimRight(digits, "0")
	if digits == "" {
		return Decimal{}
	}
	e, err := strconv.Atoi(power)
	if err != nil && power != "" {
		e = maxExponent // Atoi has gone beyond what fits
		if power[0] == '-' {
			e = -maxExponent
		}
	}
	return Decimal{negative, digits, exponent + max(-maxExponent, min(e, maxExponent))}
}

// Whole reports whether the number has no fraction.
func (d Decimal) Whole() bool { return d.Digits == "" || d.Exponent >= len(d.Digits) }

// Compare returns -1, 0 or 1 as d is less than, equal to or greater than e.
func (d Decimal) Compare(e Decimal) int {
	if s := d.sign(); s != e.sign() || s == 0 {
		return cmp.Compare(s, e.sign())
	}
	c := cmp.Or(cmp.Compare(d.Exponent, e.Exponent), strings.Compare(d.Digits, e.Digits))
	return c * d.sign()
}

func (d Decimal) sign() int {
	switch {
	case d.Digits == "":
		return 0
	case d.Negative:
		return -1
	}
	return 1
}

// Equal reports whether two values are the same to JSON: numbers by what they are
// worth, objects whatever the order of their members. It ends at the first
// difference.
func Equal(a, b any) bool {
	switch a := a.(type) {
	case map[string]any:
		b, ok := b.(map[string]any)
		if !ok || len(a) != len(b) {
			return false
		}
		for name, value := range a {
			if other, ok := b[name]; !ok || !Equal(value, other) {
				return false
			}
		}
		return true
	case []any:
		b, ok := b.([]any)
		return ok && slices.EqualFunc(a, b, Equal)
	case json.Number:
		b, ok := b.(json.Number)
		return ok && (a == b || NewDecimal(a).Compare(NewDecimal(b)) == 0)
	}
	switch b.(type) {
	case map[string]any, []any:
		return false
	}
	return a == b
}

// From returns data of Go, such as a decoded file of YAML, as a value of this
// package: what a reader has after it was written as JSON.
func From(data any) (any, error) {
	text, err := json.Marshal(data)
	if err != nil {
		return nil, err
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var value any
	err = d.Decode(&value)
	return value, err
}

// Write returns a value as JSON in one line, with <, > and & as they are.
func Write(value any) string {
	var out strings.Builder
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(value); err != nil {
		return fmt.Sprint(value)
	}
	return strings.TrimSuffix(out.String(), "\n")
}

// String returns the number as people write it, and with an exponent where it is
// very large or small. Equal numbers are written alike.
func (d Decimal) String() string {
	const most = 21
	s, point := d.Digits, d.Exponent
	switch {
	case s == "":
		return "0"
	case point > most || point < -most/2:
		s = fmt.Sprintf("0.%se%d", s, point)
	case point <= 0:
		s = "0." + strings.Repeat("0", -point) + s
	case point < len(s):
		s = s[:point] + "." + s[point:]
	default:
		s += strings.Repeat("0", point-len(s))
	}
	if d.Negative {
		return "-" + s
	}
	return s
}

// MultipleOf reports whether the number is a whole multiple of another above 0. Where
// one is longer than any that people write, it is reckoned in floating point.
func (d Decimal) MultipleOf(e Decimal) bool {
	const most = 400
	if d.Digits == "" {
		return true
	}
	places := max(len(d.Digits)-d.Exponent, len(e.Digits)-e.Exponent) // after the point
	if max(d.Exponent, e.Exponent, places, len(d.Digits), len(e.Digits)) > most || min(d.Exponent, e.Exponent) < -most {
		a, b := d.float(), e.float()
		return math.Mod(a, b) == 0 // NaN, which is not 0, where one is infinite
	}
	places = max(places, 0)
	return new(big.Int).Rem(d.scaled(places), e.scaled(places)).Sign() == 0
}

// scaled is the number without its sign, times a power of ten that makes it whole.
func (d Decimal) scaled(power int) *big.Int {
	n, _ := new(big.Int).SetString(d.Digits, 10)
	zeros := big.NewInt(int64(d.Exponent + power - len(d.Digits)))
	return n.Mul(n, zeros.Exp(big.NewInt(10), zeros, nil))
}

func (d Decimal) float() float64 {
	f, _ := strconv.ParseFloat(fmt.Sprintf("0.%se%d", d.Digits, d.Exponent), 64)
	return f
}
