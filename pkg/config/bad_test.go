package config

import (
	"fmt"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/yamldoc/schematest"
)

func badFiles() []schematest.Bad {
	v := "version: 1\n"
	return []schematest.Bad{
		{"empty", "", []string{`1:1 Y005 version is missing: the file is empty -> write "version: 1", or delete the file`}, true},
		{"comment alone", "# nothing\n", []string{`1:1 Y005 version is missing: the file is empty -> write "version: 1", or delete the file`}, true},
		{"list", "- a\n", []string{`1:1 Y004 the file must be a mapping, not a list`}, true},
		{"text", "prompts\n", []string{`1:1 Y004 the file must be a mapping, not "prompts"`}, true},
		{"no version", "prompts: p\n", []string{`1:1 Y005 version is missing`}, true},
		{"quoted version", "version: \"1\"\n", []string{`1:10 Y004 version must be 1, not "1"`}, true},
		{"version 0", "version: 0\n", []string{`1:10 Y004 version must be 1, not 0`}, true},
		{"newer version, and nothing else said", "prompt: a\nversion: 2\n",
			[]string{`2:10 Y004 version 2 is newer than this promptctl, which reads version 1 -> install a newer promptctl`}, true},
		{"unknown key", v + "promts: p\n",
			[]string{`2:1 Y003 unknown key "promts" (did you mean "prompts"?) -> it may have version, prompts, lint, test; keys of your own begin with x-`}, true},
		{"unknown key with nothing near", v + "environments: {}\n",
			[]string{`2:1 Y003 unknown key "environments" -> it may have version, prompts, lint, test; keys of your own begin with x-`}, true},
		{"duplicate key", v + "prompts: a\nprompts: b\n", []string{`3:1 Y002 *`}, false},
		{"syntax", v + "lint: {\n", []string{`* Y001 *`}, false},

		{"folders empty", v + "prompts:\n", []string{`* Y004 prompts must be a folder or a list of folders, not empty`}, true},
		{"folders mapping", v + "prompts: {a: b}\n", []string{`2:10 Y004 prompts must be a folder or a list of folders, not a mapping`}, true},
		{"folders number", v + "prompts: 3\n", []string{`2:10 Y004 prompts must be a folder, not 3 -> 3 is no text to YAML; quote it: "3"`}, true},
		{"folders boolean", v + "prompts: [a, true]\n", []string{`2:14 Y004 prompts[1] must be a folder, not true -> true is no text to YAML; quote it: "true"`}, true},
		{"no folder", v + "prompts: []\n", []string{`2:10 Y004 prompts must have at least one entry`}, true},
		{"empty folder", v + "prompts: ''\n", []string{`2:10 Y004 prompts must be a folder, not ""`}, true},
		{"absolute", v + "prompts: /etc\n", []string{`2:10 F001 folder "/etc" is not relative to the repository -> write a path below the top of the repository, such as prompts`}, true},
		{"home", v + "prompts: ~/prompts\n", []string{`2:10 F001 folder "~/prompts" is not relative to the repository`}, true},
		{"drive", v + "prompts: 'C:/prompts'\n", []string{`2:10 F001 folder "C:/prompts" is not relative to the repository`}, true},
		{"outside", v + "prompts: ../prompts\n", []string{`2:10 F001 folder "../prompts" has ".." in it`}, true},
		{"outside and back", v + "prompts: [a/../b]\n", []string{`2:11 F001 folder "a/../b" has ".." in it`}, true},
		{"backslash", v + "prompts: a\\b\n", []string{`2:10 F001 folder "a\\b" has a \ in it -> write / between folders, on Windows too`}, true},
		{"control character", v + `prompts: "a\tb"` + "\n", []string{`2:10 F001 folder "a\tb" has a control character in it`}, true},
		{"pattern", v + "prompts: prompts/**\n", []string{`2:10 F001 folder "prompts/**" is a pattern -> write the folder alone: everything below it is found`}, true},
		{"empty step", v + "prompts: a//b\n", []string{`2:10 F001 folder "a//b" has an empty step in it -> write it as a/b`}, true},
		{"dot step", v + "prompts: a/./b\n", []string{`2:10 F001 folder "a/./b" has an empty step in it -> write it as a/b`}, true},
		{"git", v + "prompts: a/.Git/b\n", []string{`2:10 F001 folder "a/.Git/b" is git's own`}, true},
		{"policy", v + "prompts: .promptctl/prompts\n", []string{`2:10 F001 folder ".promptctl/prompts" is the policy's`}, true},
		{"within", v + "prompts: [a, b, a/b]\n",
			[]string{`2:17 F002 folder "a/b" overlaps with "a" on line 2 -> keep the outer one: everything below it is found`}, false},
		{"around", v + "prompts:\n  - a/b\n  - A\n", []string{`4:5 F002 folder "A" overlaps with "a/b" on line 3`}, false},
		{"twice", v + "prompts: [a, ./a/]\n", []string{`2:14 F002 folder "a" overlaps with "a" on line 2`}, false},
		{"all and one", v + "prompts: [a, .]\n", []string{`2:14 F002 folder "." overlaps with "a" on line 2`}, false},

		{"lint text", v + "lint: strict\n", []string{`2:7 Y004 lint must be a mapping, not "strict"`}, true},
		{"lint unknown", v + "lint:\n  rule: {}\n",
			[]string{`3:3 Y003 unknown key "rule" in lint (did you mean "rules"?) -> it may have profile, rules, ignore, exclude, budget, models; keys of your own begin with x-`}, true},
		{"profile", v + "lint: {profile: Strict}\n",
			[]string{`2:17 Y004 lint.profile must be default, strict, pedantic or security, not "Strict" -> did you mean "strict"?`}, true},
		{"severity", v + "lint: {rules: {T003: warn}}\n", []string{`2:22 Y004 lint.rules.T003 must be off, info, warning or error, not "warn"`}, true},
		{"severity false", v + "lint: {rules: {T003: false}}\n", []string{`2:22 Y004 lint.rules.T003 must be off, info, warning or error, not false`}, true},
		{"rule code", v + "lint: {rules: {t003: off}}\n", []string{`2:16 X003 "t003" is not the code of a rule -> did you mean "T003"?`}, true},
		{"rule name with a line below", v + "lint: {rules: {unused_variable: off}}\n",
			[]string{`2:16 X003 "unused_variable" is not the code of a rule -> a code is a capital letter and three digits, such as T003; a name is small letters, such as unused-variable`}, true},
		{"rules list", v + "lint: {rules: [T003]}\n", []string{`2:15 Y004 lint.rules must be a mapping, not a list`}, true},
		{"ignore without reason", v + "lint:\n  ignore:\n    - rules: [T003]\n      match: [a]\n",
			[]string{`4:7 Y005 lint.ignore[0].reason is missing`}, true},
		{"blank reason", v + "lint: {ignore: [{rules: [T003], match: [a], reason: ' '}]}\n",
			[]string{`2:53 Y004 lint.ignore[0].reason must be a reason in words, not " "`}, true},
		{"ignore of a name", v + "lint: {ignore: [{rules: [T3], match: [a], reason: r}]}\n",
			[]string{`2:26 X003 "T3" is not the code of a rule`}, true},
		{"braces", v + "lint: {exclude: ['a/{b,c}']}\n",
			[]string{`2:18 F003 pattern "a/{b,c}" has alternatives in it -> write them as entries of their own`}, true},
		{"file", v + "lint: {exclude: [prompts/a.prompt.yaml]}\n",
			[]string{`2:18 F003 pattern "prompts/a.prompt.yaml" is for files -> write a prompt's name, such as support/triage: no folder, no suffix`}, true},
		{"class", v + "lint: {exclude: ['a[bc]']}\n", []string{`2:18 F003 pattern "a[bc]" has alternatives in it`}, true},
		{"rooted pattern", v + "lint: {exclude: [/a]}\n", []string{`2:18 F003 pattern "/a" fits no name`}, true},
		{"folder as pattern", v + "lint: {exclude: [a/b/]}\n", []string{`2:18 F003 pattern "a/b/" ends with a /, as no name does -> write a/b/** for all that is below it`}, true},
		{"half a doublestar", v + "lint: {exclude: ['a**']}\n",
			[]string{`2:18 F003 pattern "a**" fits no name -> write a prompt's name with *, ** and ? in it, such as support/**`}, true},
		{"pattern outside", v + "lint: {exclude: ['../**']}\n", []string{`2:18 F003 pattern "../**" fits no name`}, true},
		{"pattern not ASCII", v + "lint: {exclude: ['é/**']}\n", []string{`2:18 F003 pattern "é/**" fits no name`}, true},
		{"budget", v + "lint: {budget: {tokens: 0}}\n", []string{`2:25 Y004 lint.budget.tokens must be a whole number from 1 to 2147483647, not 0`}, true},
		{"budget missing", v + "lint:\n  budget: {}\n", []string{`3:3 Y005 lint.budget.tokens is missing`}, true},
		{"budget fraction", v + "lint: {budget: {tokens: 1.5}}\n", []string{`2:25 Y004 lint.budget.tokens must be a whole number from 1 to 2147483647, not 1.5`}, true},

		{"models list", v + "lint: {models: [gpt-4o]}\n", []string{`2:16 Y004 lint.models must be a mapping, not a list`}, true},
		{"model text", v + "lint: {models: {a: yes}}\n", []string{`2:20 Y004 lint.models.a must be a mapping, not "yes"`}, true},
		{"model without a name", v + "lint: {models: {'': {}}}\n", []string{`2:17 Y004 a model's name must not be empty`}, true},
		{"model key", v + "lint: {models: {a: {maxOutpt: 3}}}\n", []string{`2:21 Y003 unknown key "maxOutpt" in lint.models.a (did you mean "maxOutput"?)`}, true},
		{"model context", v + "lint: {models: {a: {contextWindow: 128k}}}\n", []string{
			`2:36 Y004 lint.models.a.contextWindow must be a whole number from 1 to 2147483647, not "128k"`}, true},
		{"model price number", v + "lint: {models: {a: {price: 3}}}\n", []string{`2:28 Y004 lint.models.a.price must be a mapping, not 3`}, true},
		{"model price half", v + "lint: {models: {a: {price: {input: 3}}}}\n", []string{`2:21 Y005 lint.models.a.price.output is missing`}, true},
		{"model price key", v + "lint: {models: {a: {price: {input: 3, output: 4, outpt: 4}}}}\n", []string{
			`2:50 Y003 unknown key "outpt" in lint.models.a.price (did you mean "output"?)`}, true},
		{"model price negative", v + "lint: {models: {a: {price: {input: -0.1, output: 4}}}}\n", []string{
			`2:36 Y004 lint.models.a.price.input must be an amount from 0 to 1000000, not -0.1`}, true},
		{"model price infinite", v + "lint: {models: {a: {price: {input: 0, output: .inf}}}}\n", []string{
			`2:47 Y004 lint.models.a.price.output must be an amount from 0 to 1000000, not .inf`}, true},
		{"model price slip", v + "lint: {models: {a: {price: {input: 2500000, output: 3}}}}\n", []string{
			`2:36 Y004 lint.models.a.price.input must be an amount from 0 to 1000000, not 2500000`}, true},
		{"model price text", v + "lint: {models: {a: {price: {input: $3, output: 4}}}}\n", []string{
			`2:36 Y004 lint.models.a.price.input must be an amount from 0 to 1000000, not "$3"`}, true},
		{"model status", v + "lint: {models: {a: {status: retird}}}\n", []string{
			`2:29 Y004 lint.models.a.status must be active, deprecated or retired, not "retird" -> did you mean "retired"?`}, true},
		{"model shutdown", v + "lint: {models: {a: {shutdown: 2026-13-01}}}\n", []string{
			`2:31 Y004 lint.models.a.shutdown must be a day such as 2026-12-01, not "2026-13-01"`}, true},
		{"model shutdown soon", v + "lint: {models: {a: {shutdown: true}}}\n", []string{
			`2:31 Y004 lint.models.a.shutdown must be a day such as 2026-12-01, not true`}, true},
		{"model successor", v + "lint: {models: {a: {successor: ''}}}\n", []string{`2:32 Y004 lint.models.a.successor must be a model, not ""`}, true},
		{"model parameter", v + "lint: {models: {a: {unsupported: [top_k]}}}\n", []string{`2:35 Y004 "top_k" is no parameter (did you mean "topK"?)`}, true},
		{"model prefill", v + "lint: {models: {a: {prefill: maybe}}}\n", []string{`2:30 Y004 lint.models.a.prefill must be true or false, not "maybe"`}, true},

		{"concurrency", v + "test: {concurrency: 1000}\n", []string{`2:21 Y004 test.concurrency must be a whole number from 1 to 256, not 1000`}, true},
		{"timeout number", v + "test: {timeout: 90}\n", []string{`2:17 Y004 test.timeout must be a duration such as 90s, 10m, 36h or 7d, not 90`}, true},
		{"timeout zero", v + "test: {timeout: 0s}\n", []string{`2:17 Y004 test.timeout must be a duration such as 90s, 10m, 36h or 7d, not "0s"`}, true},
		{"usd", v + "test: {budget: {usd: -1}}\n", []string{`2:22 Y004 test.budget.usd must be an amount above 0, not -1`}, true},
		{"usd infinite", v + "test: {budget: {usd: .inf}}\n", []string{`2:22 Y004 test.budget.usd must be an amount above 0, not .inf`}, true},
		{"recordings in the policy", v + "test: {recordings: .promptctl/a}\n", []string{`2:20 F001 folder ".promptctl/a" is the policy's`}, true},
		{"provider name", v + "test: {providers: {Open AI: {}}}\n", []string{`2:20 Y004 "Open AI" is not a provider's name`}, true},
		{"provider text", v + "test: {providers: {openai: on}}\n", []string{`2:28 Y004 test.providers.openai must be a mapping, not "on"`}, true},
		{"too many folders", v + "prompts: [" + strings.Repeat("a, ", 1001) + "]\n", []string{`2:10 Y004 prompts must have at most 1000 entries, not 1001`}, false},
		{"too many keys", v + many(1000), []string{`1:1 Y004 the file must have at most 1000 entries, not 1001`}, false},
		{"several, in the order of the file", "test: 3\nlint: 4\n", []string{
			`1:1 Y005 version is missing`, `1:7 Y004 test must be a mapping, not 3`, `2:7 Y004 lint must be a mapping, not 4`}, true},
	}
}

func many(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "x-%d: 1\n", i)
	}
	return b.String()
}
