package jsonschema

import (
	"maps"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
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
	email := matches(`^[^\s@"(),:;<>\[\\\]]+@`+label+`(\.`+label+`)*$`, 254)
	duration := matches(`^P(\d+W|(\d+Y)?(\d+M)?(\d+D)?(T(\d+H)?(\d+M)?(\d+S)?)?)$`, 100)
	return map[string]func(string) bool{
		"date-time": func(s string) bool { return parses(time.RFC3339Nano, strings.ToUpper(s)) },
		"date":      func(s string) bool { return parses(time.DateOnly, s) },
		"time":      func(s string) bool { return parses("15:04:05.999999999Z07:00", strings.ToUpper(s)) },
		"duration": func(s string) bool {
			return duration(s) && s != "P" && !strings.HasSuffix(s, "T")
		},
		"email": func(s string) bool {
			return email(s) && !strings.Contains(s, "..") && s[0] != '.' && !strings.Contains(s, ".@")
		},
		"hostname": matches(`^`+label+`(\.`+label+`)*$`, 253),
		"ipv4":     func(s string) bool { a, err := netip.ParseAddr(s); return err == nil && a.Is4() },
		"ipv6":     func(s string) bool { a, err := netip.ParseAddr(s); return err == nil && a.Is6() && a.Zone() == "" },
		"uri": func(s string) bool {
			u, err := url.Parse(s)
			return err == nil && u.IsAbs() && !strings.ContainsAny(s, " \"<>\\^`{|}")
		},
		"uuid":         matches(`^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$`, 36),
		"regex":        func(s string) bool { _, err := regexp.Compile(s); return err == nil },
		"json-pointer": matches(`^(/([^~/]|~[01])*)*$`, 10000),
	}
})

func parses(layout, s string) bool {
	_, err := time.Parse(layout, s)
	return err == nil
}
