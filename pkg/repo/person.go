package repo

import (
	"strconv"
	"strings"
	"time"
)

// Person is who made a commit, and when.
type Person struct {
	Name  string
	Email string
	When  time.Time // in the zone that was recorded; zero where no date can be read
}

// decodePerson reads "NAME <EMAIL> SECONDS ZONE". Where there is more than one
// address the first counts, and the date is after the last, as in git.
func decodePerson(line string) Person {
	name, rest, ok := strings.Cut(line, "<")
	email, _, closed := strings.Cut(rest, ">")
	if !ok || !closed {
		return Person{Name: strings.TrimSpace(name)}
	}
	date := line[strings.LastIndexByte(line, '>')+1:]
	return Person{Name: strings.TrimSpace(name), Email: email, When: decodeDate(date)}
}

// decodeDate reads "SECONDS ZONE". A date that no calendar has is zero; a zone
// that no place has is UTC.
func decodeDate(date string) time.Time {
	fields := strings.Fields(date)
	if len(fields) == 0 {
		return time.Time{}
	}
	seconds, err := strconv.ParseInt(fields[0], 10, 64)
	lastYear := time.Date(10000, time.January, 1, 0, 0, 0, 0, time.UTC).Unix()
	if err != nil || seconds < 0 || seconds >= lastYear-24*60*60 {
		return time.Time{}
	}
	when := time.Unix(seconds, 0).UTC()
	if len(fields) > 1 {
		if offset := decodeZone(fields[1]); offset != 0 {
			when = when.In(time.FixedZone("", offset))
		}
	}
	return when
}

// decodeZone reads "+0130" as seconds east of UTC.
func decodeZone(zone string) int {
	if len(zone) != 5 || zone[0] != '+' && zone[0] != '-' || strings.Trim(zone[1:], "0123456789") != "" {
		return 0
	}
	n, _ := strconv.Atoi(zone[1:]) // four digits
	hours, minutes := n/100, n%100
	if hours > 23 || minutes > 59 {
		return 0
	}
	offset := (hours*60 + minutes) * 60
	if zone[0] == '-' {
		return -offset
	}
	return offset
}
