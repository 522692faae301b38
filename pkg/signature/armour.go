package signature

import (
	"bytes"
	"encoding/base64"
	"strings"
)

// maxArmourLine is how long a line of base64 may be, in bytes. OpenSSH writes 70
// and OpenPGP 64, but both read what others put on one line.
const maxArmourLine = 8192

// unbase64 decodes lines of base64, none of them empty. There is one way to
// write given bytes but for the length of lines: padding is demanded, and spare
// bits are zero.
func unbase64(lines []byte) ([]byte, *Refused) {
	text := make([]byte, 0, len(lines))
	for line := range bytes.Lines(lines) {
		line = bytes.TrimSuffix(line, []byte("\n"))
		if len(line) == 0 || len(line) > maxArmourLine {
			return nil, refuse(Malformed, "", "a line of the signature is empty or has more than %d characters", maxArmourLine)
		}
		text = append(text, line...)
	}
	out := make([]byte, base64.StdEncoding.DecodedLen(len(text)))
	n, err := base64.StdEncoding.Strict().Decode(out, text)
	if err != nil {
		return nil, refuse(Malformed, "", "the signature is not base64 as it is written")
	}
	return out[:n], nil
}

// unradix64 decodes the body of an OpenPGP armour block: headers, an empty line,
// base64 and, maybe, a checksum, which must be right (RFC 9580, section 6).
// Headers are for people; nothing rests on them.
func unradix64(body []byte) ([]byte, *Refused) {
	for {
		line, rest, ok := bytes.Cut(body, []byte("\n"))
		if !ok {
			return nil, refuse(Malformed, "", "there is no empty line between the headers and the data of the armour")
		}
		body = rest
		if len(bytes.TrimRight(line, " \t")) == 0 {
			break
		}
		if key, _, ok := strings.Cut(string(line), ": "); !ok || key == "" || strings.ContainsAny(key, " \t") {
			return nil, refuse(Malformed, "", "a header of the armour is not of the form Key: Value")
		}
	}
	data, sum, checked := cutChecksum(body)
	out, refused := unbase64(data)
	if refused != nil {
		return nil, refused
	}
	if checked && sum != crc24Text(out) {
		return nil, refuse(Malformed, "", "the checksum of the armour is wrong")
	}
	return out, nil
}

// cutChecksum takes the checksum, the last line where it begins with =, from
// lines of base64.
func cutChecksum(lines []byte) (data []byte, sum string, ok bool) {
	start := bytes.LastIndexByte(bytes.TrimSuffix(lines, []byte("\n")), '\n') + 1
	last := strings.TrimSuffix(string(lines[start:]), "\n")
	if !strings.HasPrefix(last, "=") {
		return lines, "", false
	}
	return lines[:start], last, true
}

// crc24Text is the checksum line of an OpenPGP armour (RFC 9580, section 6.1).
func crc24Text(data []byte) string {
	const initial, polynomial = 0xb704ce, 0x1864cfb
	crc := uint32(initial)
	for _, b := range data {
		crc ^= uint32(b) << 16
		for range 8 {
			crc <<= 1
			if crc&0x1000000 != 0 {
				crc ^= polynomial
			}
		}
	}
	return "=" + base64.StdEncoding.EncodeToString([]byte{byte(crc >> 16), byte(crc >> 8), byte(crc)})
}
