package model

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// ServiceError is what a provider says in place of an answer.
type ServiceError struct {
	Code    string // the provider's own word or number for it; "" where it has none
	Message string
	After   time.Duration // how long it wants to be left alone; 0 is not said
}

// Error returns the message, or the code where there is none.
func (e *ServiceError) Error() string {
	if e.Message == "" {
		return e.Code
	}
	return e.Message
}

// ReadError returns what a body says of an error, in any of the forms that
// providers have for it, and nil where it tells of none.
func ReadError(body []byte) *ServiceError {
	var tree any
	if json.Unmarshal(body, &tree) != nil {
		return nil
	}
	if list, ok := tree.([]any); ok && len(list) > 0 {
		tree = list[0] // Gemini's streams
	}
	fields, _ := tree.(map[string]any)
	switch inner := fields["error"].(type) {
	case string:
		return &ServiceError{Code: word(fields["error_type"]), Message: inner}
	case map[string]any:
		return errorOf(inner)
	}
	if fields["choices"] != nil || fields["object"] != "error" && fields["detail"] == nil && !onlyMessage(fields) {
		return nil
	}
	return errorOf(fields)
}

// onlyMessage reports whether fields are an error of a gateway that sends
// {"message": …} and little else.
func onlyMessage(fields map[string]any) bool {
	_, ok := fields["message"].(string)
	return ok
}

func errorOf(fields map[string]any) *ServiceError {
	e := &ServiceError{Message: word(fields["message"])}
	for _, name := range []string{"code", "status", "type"} {
		// A number is the status of HTTP once more; a word says more.
		if w := word(fields[name]); w != "" && (e.Code == "" || !isNumber(w) && isNumber(e.Code)) {
			e.Code = w
		}
	}
	if e.Message == "" {
		e.Message = detail(fields["detail"])
	}
	e.After = retryDelay(fields["details"])
	if meta, ok := fields["metadata"].(map[string]any); ok {
		e.Message = strings.TrimSpace(e.Message + " " + word(meta["raw"])) // what a gateway was told itself
	}
	return e
}

// retryDelay is what Google's RetryInfo says: {"retryDelay": "34.07s"}.
func retryDelay(v any) time.Duration {
	details, _ := v.([]any)
	for _, d := range details {
		fields, _ := d.(map[string]any)
		if delay, err := time.ParseDuration(word(fields["retryDelay"])); err == nil && delay > 0 {
			return min(delay, time.Hour)
		}
	}
	return 0
}

// detail is what FastAPI says: a text, or a list of what is wrong where.
func detail(v any) string {
	switch d := v.(type) {
	case string:
		return d
	case []any:
		var all []string
		for _, item := range d {
			fields, _ := item.(map[string]any)
			all = append(all, strings.TrimSpace(fmt.Sprint(word(fields["msg"]), " ", place(fields["loc"]))))
		}
		return strings.Join(all, "; ")
	case map[string]any:
		return word(d["message"])
	}
	return ""
}

// place writes where FastAPI found something: (body.messages.0).
func place(v any) string {
	steps, _ := v.([]any)
	var all []string
	for _, s := range steps {
		all = append(all, word(s))
	}
	if len(all) == 0 {
		return ""
	}
	return "(" + strings.Join(all, ".") + ")"
}

func word(v any) string {
	switch w := v.(type) {
	case string:
		return w
	case float64:
		return strconv.FormatFloat(w, 'f', -1, 64)
	}
	return ""
}

func isNumber(s string) bool {
	_, err := strconv.ParseFloat(s, 64)
	return err == nil
}
