package jsonschema

import (
	"maps"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Formats returns the names of the formats that texts are held to. Others say
// nothing that is checked.
func Formats() []string { return slices.Sorted(maps.Keys(formats())) }

var formats = sync.OnceValue(func() map[string]func(string) bool {
	matches := func(pattern string, most int) func(string) bool {
		re := regexp.MustCompile(pattern)
		return func(s string) bool { return len(s) <= most && re.MatchString(s) }
	}
	const label = `[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?`
	const domain = label + `(\.` + label + `)*`
	duration := matches(`^P(\d+W|(\d+Y(\d+M(\d+D)?)?|\d+M(\d+D)?|\d+D)?(T(\d+H(\d+M(\d+S)?)?|\d+M(\d+S)?|\d+S))?)$`, 100)
	return map[string]func(string) bool{
		"date-time": func(s string) bool {
			const day = len(time.DateOnly)
			return len(s) > day && parses(time.DateOnly, s[:day]) && (s[day] == 'T' || s[day] == 't') && isTime(s[day+1:])
		},
		"date":     func(s string) bool { return parses(time.DateOnly, s) },
		"time":     isTime,
		"duration": func(s string) bool { return duration(s) && s != "P" },
		"email":    newEmail(matches, domain),
		"hostname": matches(`^`+domain+`$`, 253),
		"ipv4":     isIPv4,
		"ipv6":     isIPv6,
		"uri": func(s string) bool {
			_, err := url.Parse(s)
			return err == nil && uriForm().MatchString(s)
		},
		"uuid":         matches(`^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$`, 36),
		"regex":        func(s string) bool { _, err := regexp.Compile(s); return err == nil },
		"json-pointer": matches(`^(/([^~/]|~[01])*)*$`, 10000),
	}
})

// newEmail reads addresses as mail servers do (RFC 5321, 4.1.2): the name before the @
// may stand in quotes, and the domain may be an address in brackets.
func newEmail(matches func(string, int) func(string) bool, domain string) func(string) bool {
	const atom = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
	isName := matches(`^(`+atom+`(\.`+atom+`)*|"([ !#-\[\]-~]|\\[ -~])*")$`, 64)
	isDomain := matches(`^`+domain+`$`, 253)
	return func(s string) bool {
		at := strings.LastIndexByte(s, '@')
		if at < 0 || !isName(s[:at]) {
			return false
		}
		if address, ok := strings.CutPrefix(s[at+1:], "["); ok {
			return isAddress(address)
		}
		return isDomain(s[at+1:])
	}
}

// isAddress reports whether a text is an address of IP with a bracket behind it.
func isAddress(s string) bool {
	s, closed := strings.CutSuffix(s, "]")
	const tag = "IPv6:"
	if len(s) > len(tag) && strings.EqualFold(s[:len(tag)], tag) {
		return closed && isIPv6(s[len(tag):])
	}
	return closed && isIPv4(s)
}

func isIPv4(s string) bool {
	a, err := netip.ParseAddr(s)
	return err == nil && a.Is4()
}

func isIPv6(s string) bool {
	a, err := netip.ParseAddr(s)
	return err == nil && a.Is6() && a.Zone() == ""
}

var timeForm = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^([01]\d|2[0-3]):([0-5]\d):([0-5]\d|60)(?:\.\d+)?(?:[Zz]|([+-])([01]\d|2[0-3]):([0-5]\d))$`)
})

// isTime holds a text to full-time of RFC 3339. Package time takes more: hours of one
// digit, a comma before the fraction, and offsets that there are not; and less: no leap
// second, which is the last of a day in UTC.
func isTime(s string) bool {
	m := timeForm().FindStringSubmatch(s)
	if m == nil || m[3] != "60" {
		return m != nil
	}
	minutes := func(hours, rest string) int {
		h, _ := strconv.Atoi(hours)
		n, _ := strconv.Atoi(rest)
		return 60*h + n
	}
	offset := minutes(m[5], m[6])
	if m[4] == "-" {
		offset = -offset
	}
	const day = 24 * 60
	return (minutes(m[1], m[2])-offset+day)%day == day-1
}

// uriForm is the form of a URI (RFC 3986), less what stands in its authority, which
// package url reads.
var uriForm = sync.OnceValue(func() *regexp.Regexp {
	const char = `[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2}`
	return regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*:(//(` + char + `|[\[\]])*)?(` + char + `|/)*(\?(` + char + `|[/?])*)?(#(` + char + `|[/?])*)?$`)
})

func parses(layout, s string) bool {
	_, err := time.Parse(layout, s)
	return err == nil
}
