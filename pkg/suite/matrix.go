package suite

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// maxCombinations is how many inputs a matrix may make of one case.
const maxCombinations = 100_000

// axis is a variable with the values that are tried, and what each is called in ids.
type axis struct {
	name   string
	values []any
	labels []string
}

// newAxis reads the values of a variable of a matrix. Two that would be called alike are
// told apart.
func newAxis(v Variable) axis {
	a := axis{name: v.Name}
	taken := map[string]bool{}
	for _, item := range v.Node.Items {
		value := item.Decode()
		label := labelOf(value)
		if taken[label] {
			label += "~" + fingerprint(value)
		}
		for i := 2; taken[label]; i++ {
			label = labelOf(value) + "#" + strconv.Itoa(i)
		}
		taken[label] = true
		a.values, a.labels = append(a.values, value), append(a.labels, label)
	}
	return a
}

var shortLabel = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[\p{L}\p{N}_.+/-]{1,40}$`) })

// labelOf is what a value is called in the id of an input: itself where it is one word,
// or else its beginning and a fingerprint. It stays what it is when other values come
// and go.
func labelOf(value any) string {
	text, isText := value.(string)
	if !isText {
		text = jsonOf(value)
	}
	if shortLabel().MatchString(text) {
		return text
	}
	words := strings.FieldsFunc(text, func(c rune) bool { return !shortLabel().MatchString(string(c)) })
	start := []rune(strings.Join(words, "-"))
	return string(start[:min(len(start), 20)]) + "~" + fingerprint(value)
}

// fingerprint tells values apart, in eight characters.
func fingerprint(value any) string {
	sum := sha256.Sum256([]byte(jsonOf(value)))
	return hex.EncodeToString(sum[:4])
}

// jsonOf writes plain data as JSON, with keys in order.
func jsonOf(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprint(value) // plain data has a JSON
	}
	return string(text)
}

// combinations is how many choices there are of some axes, up to one more than are allowed.
func combinations(axes []axis) int {
	n := 1
	for _, a := range axes {
		if n *= len(a.values); n > maxCombinations {
			return maxCombinations + 1
		}
	}
	return n
}

// choice is one value of each axis, by its index.
type choice struct {
	axes []axis
	at   []int
}

// choices yields every choice, that of the last axis changing first.
func choices(axes []axis) iter.Seq[choice] {
	return func(yield func(choice) bool) {
		c := choice{axes, make([]int, len(axes))}
		for range combinations(axes) {
			if !yield(c) {
				return
			}
			c.next()
		}
	}
}

func (c choice) next() {
	for i := len(c.at) - 1; i >= 0; i-- {
		if c.at[i]++; c.at[i] < len(c.axes[i].values) {
			return
		}
		c.at[i] = 0
	}
}

// label is what a choice adds to the id of a case.
func (c choice) label() string {
	if len(c.axes) == 0 {
		return ""
	}
	parts := make([]string, len(c.axes))
	for i, a := range c.axes {
		parts[i] = a.name + "=" + a.labels[c.at[i]]
	}
	return "[" + strings.Join(parts, ",") + "]"
}

// over returns values with those of the choice in their place. Null is not given.
func (c choice) over(values map[string]any) map[string]any {
	all := maps.Clone(values)
	for i, a := range c.axes {
		if value := a.values[c.at[i]]; value != nil {
			all[a.name] = value
		} else {
			delete(all, a.name)
		}
	}
	return all
}
