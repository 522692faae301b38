package main

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/glob"
	"github.com/promptctl-io/promptctl/pkg/suite"
	"github.com/spf13/cobra"
)

var errNothingToTest = diag.WithHint(errors.New("NAME is missing"), "--all tests every prompt that has test cases")

// chooseFlags say which cases are meant.
type chooseFlags struct{ cases, tags []string }

func (f *chooseFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringArrayVar(&f.cases, "case", nil, "only the cases with this `ID`, or whose ids it matches as a pattern; several may be given")
	cmd.Flags().StringArrayVar(&f.tags, "tag", nil, "only cases with this `TAG`; several must all be there")
}

// selection chooses among inputs; nil is for all of them.
func (f *chooseFlags) selection() func(*suite.Input) bool {
	if len(f.cases)+len(f.tags) == 0 {
		return nil
	}
	return func(in *suite.Input) bool {
		named := len(f.cases) == 0 || slices.ContainsFunc(f.cases, func(pattern string) bool {
			return pattern == in.ID || glob.Matches(pattern, in.ID) || in.Case.ID != "" && glob.Matches(pattern, in.Case.ID)
		})
		return named && !slices.ContainsFunc(f.tags, func(tag string) bool { return !slices.Contains(in.Case.Tags, tag) })
	}
}

// unread reports whether inputs that cannot be read may be meant: they have no id, but
// nobody knows which tags they would have.
func (f *chooseFlags) unread() bool { return len(f.cases) == 0 }

// String is the flags as they were given.
func (f *chooseFlags) String() string {
	var all []string
	for _, id := range f.cases {
		all = append(all, "--case "+id)
	}
	for _, tag := range f.tags {
		all = append(all, "--tag "+tag)
	}
	return strings.Join(all, " ")
}

// share is a flag's value from 0 to 1, which may be written in per cent.
type share float64

// String returns the value.
func (s *share) String() string { return strconv.FormatFloat(float64(*s), 'g', -1, 64) }

// Set takes 0.95 or 95%.
func (s *share) Set(text string) error {
	number, percent := strings.CutSuffix(text, "%")
	value, err := strconv.ParseFloat(number, 64)
	if percent {
		value /= 100
	}
	if err != nil || !(value >= 0 && value <= 1) {
		return errors.New("a share is wanted, from 0 to 1 or from 0% to 100%")
	}
	*s = share(value)
	return nil
}

// Type names the value in the help.
func (s *share) Type() string { return "SHARE" }

// dollars is a flag's value in US dollars, above 0; 0 is not given.
type dollars float64

// String returns the value, and nothing for none.
func (d *dollars) String() string {
	if *d == 0 {
		return ""
	}
	return fmt.Sprintf("%g", float64(*d))
}

// Set takes an amount.
func (d *dollars) Set(text string) error {
	value, err := strconv.ParseFloat(strings.TrimPrefix(text, "$"), 64)
	if err != nil || !(value > 0 && value < 1e9) {
		return errors.New("an amount of US dollars above 0 is wanted")
	}
	*d = dollars(value)
	return nil
}

// Type names the value in the help.
func (d *dollars) Type() string { return "USD" }

// recorder is the command that records the answer to a case.
func (f *testFlags) recorder(reference, model, id string) string {
	words := []string{"promptctl test", shellWord(reference), "--case", shellWord(id), "--record"}
	if model != "" {
		words = append(words, "--model", shellWord(model))
	}
	if f.recordings != "" {
		words = append(words, "--recordings", shellWord(f.recordings))
	}
	if f.tests != "" {
		words = append(words, "--tests", shellWord(f.tests))
	}
	return strings.Join(words, " ")
}
