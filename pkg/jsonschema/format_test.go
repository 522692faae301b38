package jsonschema

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Texts of the official test suite (testdata/README.md): tests/draft2020-12/optional/format,
// and a few beside them in which the grammar of the RFC allows or forbids the same.
func TestOfficialFormats(t *testing.T) {
	for format, texts := range map[string][2][]string{
		"date-time": {{"1963-06-19T08:30:06.283185Z", "1937-01-01T12:00:27.87+00:20", "1998-12-31T23:59:60Z", "1998-12-31T15:59:60.123-08:00", "1963-06-19t08:30:06.283185z", "1985-04-12T00:59:59.999999999999999Z", "0000-01-01T00:00:00Z", "2020-01-01T00:00:00-00:00", "1990-12-31T15:59:59-23:59"},
			{"1998-12-31T23:59:61Z", "1998-12-31T23:58:60Z", "1998-12-31T22:59:60Z", "1990-12-31T15:59:59-24:00", "1990-12-31T24:00:00Z", "1990-12-31T10:00:00+10:60", "1963-06-1T08:30:06Z", "1963-6-19T08:30:06.283185Z", "1963-06-11T0৪:00:00Z", "2020-01-01T1:00:00Z", "2020-01-01T10:00:00,5Z", "2020-01-01T10:00:00", "2020-01-01 10:00:00Z", "2020-01-01T10:00Z", "2020-01-01T10:00:00Z\n", "2020-01-01T10:00:00.Z", "2021-02-29T10:00:00Z", "2020-01-01T10:00:00+0100", "2020-01-01T10:00:00 Z"}},
		"time": {{"08:30:06Z", "23:59:60Z", "23:59:60+00:00", "01:29:60+01:30", "23:29:60+23:30", "15:59:60-08:00", "00:29:60-23:30", "23:20:50.52Z", "12:34:56-00:00", "08:30:06z"},
			{"008:030:006Z", "8:3:6Z", "8:0030:6Z", "22:59:60Z", "23:58:60Z", "23:59:60+01:00", "23:59:60-00:30", "08:30:06-8:000", "24:00:00Z", "00:60:00Z", "00:00:61Z", "01:02:03+24:00", "01:02:03+00:60", "01:02:03Z+00:30", "01:01:01,1111", "12:00:00", "8:30:06Z", "08:30:06+0130", "08:30:06+01", "08:30:06Z\n", "08:30:06,5Z", "08:30:06.Z"}},
		"date":     {{"1963-06-19", "2020-02-29", "0001-01-01"}, {"2020-01-32", "2021-02-29", "2020-02-30", "06/19/1963", "2013-350", "1998-1-20", "1998-01-1", "1998-13-01", "1998-04-31", "1963-06-1৪", "20230328", "2023-W01", "2023-W13-2", "2022W527", "2020-11-28T23:55:45Z", "1963-06-19\n", " 1963-06-19", "12020-11-28", "-0001-01-01", "2020-00-01"}},
		"duration": {{"P4DT12H30M5S", "P4Y", "PT0S", "PT36H", "P2W", "P1Y2M", "PT1M2S", "P01D", "PT1H2M3S", "P1Y2M3DT4H5M6S"}, {"PT1D", "P", "P1YT", "PT", "P2D1Y", "P1Y2W", "P1", "PT0.5S", " P1D", "P1D\n", "", "P1Y2D", "PT1H2S", "-P1D", "P1WT1H", "P২Y"}},
		"email": {{"joe.bloggs@example.com", "te~st@example.com", `"joe bloggs"@example.com`, `"joe..bloggs"@example.com`, `"joe@bloggs"@example.com`, "joe.bloggs@[127.0.0.1]", "joe.bloggs@[IPv6:::1]", "test@255.255.255.255", `""@iana.org`, "test@c--n.com", "test@io"},
			{"2962", ".test@example.com", "test.@example.com", "te..st@example.com", "joe.bloggs@invalid=domain.com", "joe.bloggs@[127.0.0.300]", "user1@oceania.org, user2@oceania.org", "@example.com", "a@", "a\u00e9@iana.org", "a@\u00e9.org", "test@iana.org\n", "a b@c.d", "\u007f@iana.org", `test"@iana.org`, "a@b@c", "test@-iana.org", "test@iana.org.", "a@[]"}},
		"hostname": {{"www.example.com", "xn--4gbwdl.xn--wgbh1c", "hostname", "h0stn4me", "1host", "hostnam3", "a"}, {"-a", "a-", "_a", "a_b", "", ".", ".example", "example.", "a..b", "example.com\n", "a．b", "a b"}},
		"ipv4":     {{"192.168.0.1", "127.0.0.1", "87.10.0.1"}, {"127.0.0.0.1", "256.256.256.256", "127.0", "0x7f000001", "2130706433", "087.10.0.1", "1২7.0.0.1", "192.168.1.0/24", " 1.2.3.4", "1.2.3.4\n"}},
		"ipv6":     {{"::1", "::abef", "::", "::42:ff:1", "d6::", "1:d6::42", "1::d6:192.168.0.1", "1:2::192.168.0.1", "::ffff:192.168.0.1", "1:2:3:4:5:6:7:8", "1000:1000:1000:1000:1000:1000:255.255.255.255"}, {"12345::", "::abcef", "1:1:1:1:1:1:1:1:1:1", "::laptop", ":2:3:4:5:6:7:8", "1:2:3:4:5:6:7:", ":2:3:4::8", "1::d6::42", "1::2:192.168.256.1", "1:2:3:4:5:::8", "1:2:3:4:5:6:7", "1", "127.0.0.1", "1:2:3:4:1.2.3", "  ::1", "fe80::/64", "fe80::a%eth1", "1000:1000:1000:1000:1000:255.255.255.255:1000", "1:2:3:4:5:6:7:৪"}},
		"uri": {{"http://foo.bar/?baz=qux#quux", "http://foo.com/blah_(wikipedia)_blah#cite-1", "http://-.~_!$&'()*+,;=:%40:80%2f::::::@example.com", "ldap://[2001:db8::7]/c=GB?objectClass?one", "mailto:John.Doe@example.com", "tel:+1-816-555-1212", "urn:oasis:names:specification:docbook:dtd:xml:4.1.2", "http://087.10.0.1/", "http://999.999.999.999/", "http://a.com:", "http://a.com:999999999", "http://:80", "http://@a.com", "http://user@", "http://!$&'()*+,;=.com", "http://exa~mple.com/", "http://under_score.com/", "http://example.com/?q=%20"},
			{"//foo.bar/?baz=qux#quux", "/abc", `\\WINDOWS\fileshare`, "abc", "http:// shouldfail.com", ":// should fail", "bar,baz:foo", "https://[@example.org/test.txt", "https://example.org/foobar®.txt", `https://example.org/foobar\.txt`, "https://example.org/foobar<>.txt", "http://example.com/%6G", "http://example.com/%A", "http://example.com/%", "1http://example.com", "ht_tp://example.com", "http://example.com:abc/path", "http://a.com:8:0", "http://a.com::", "https://a/?q=%", "https://a/?q=[x]", "https://a/#a#b", "https://ü.de/", "http://a/b\n"}},
		"uuid":         {{"2EB8AA08-AA98-11EA-B4AA-73B441D16380", "2eb8aa08-aa98-11ea-b4aa-73b441d16380", "00000000-0000-0000-0000-000000000000"}, {"2eb8aa08-aa98-11ea-b4aa-73b441d1638", "2eb8aa08-aa98-11ea-73b441d16380", "2eb8aa08-aa98-11ea-b4ga-73b441d16380", "2eb8aa08aa9811eab4aa73b441d16380", "2eb8aa08aa98-11ea-b4aa73b441d16380", "2eb8aa08-aa98-11ea-b4aa-73b441d1638\n"}},
		"json-pointer": {{"/foo/bar~0/baz~1/%a", "", "/", "/foo/bar~0", "/a/~01", "/foo//bar", "/foo\nbar"}, {"/foo/bar~", "/~2", "#", "#/", "#a", "/~0~", "a", "0", "a/a"}},
		"regex":        {{"([abc])+\\s+$", "^\\d+$"}, {"^(abc]", "("}},
	} {
		for i, valid := range []bool{true, false} {
			for _, s := range texts[i] {
				require.Equal(t, valid, formats()[format](s), "%s %q", format, s)
			}
		}
	}
}
