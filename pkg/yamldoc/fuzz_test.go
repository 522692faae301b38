package yamldoc

import "testing"

// FuzzParse compares our reading of any bytes with yaml.v3's.
func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"a: b\nc:\n  - d\n  - e: f\n    g: |-\n      x\n\n      y\n",
		"a: &x [1, {b: c}]\nd: *x\n<<: *x\n",
		"\"a\\x41\\\n  b\": 'c''d\n\n  e'\n",
		"- >2+\n    a\n   b\n\n\n",
		"? a\n: b\n? c\n",
		"a: {b: [c: d], e: }\n# x\n",
		"---\na\n...\n---\nb\n",
		"%YAML 1.2\n---\n- - a\n  - b\n-\n",
		"a:\r\n  - b # c\r\n",
		"!!str a: !x b\n",
		"k: {{x}}\n",
		"{?}:",
		"k0: a\r\n a #x\r\n \r\n\t\r\n #x",
		"\xEF\xBB\xBFa: \xE9\x00\u2028\n",
		string(ordinary()),
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		if p := disagreement(src); p != "" {
			t.Fatalf("%q\n%s", src, p)
		}
	})
}
