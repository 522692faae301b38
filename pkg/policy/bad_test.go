package policy

import (
	"fmt"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/yamldoc/schematest"
)

const (
	head = "version: 1\nrepository: 4f6c1b0de29a8857\n"
	open = "environments:\n  production: {branch: env/production, open: true}\n"
)

// people are ana (legal), bo (legal, security), cy (admin) and ci, a robot.
func people() string {
	return fmt.Sprintf(`persons:
  ana: {emails: [ana@example.com], keys: [%q], roles: [legal]}
  bo: {emails: [bo@example.com], keys: [%q], roles: [legal, security]}
  cy: {emails: [cy@example.com], keys: [%q], roles: [admin]}
  ci: {kind: robot, keys: [%q], roles: [release]}
admin: {role: admin, count: 1}
`, fp(1), fp(2), fp(3), fp(4))
}

// closed is a policy with one environment that asks for approvals, on line 11.
func closed(approvals string) string {
	return protected("    requires: {approvals: " + approvals + "}\n")
}

// protected is a policy with one environment that has these lines, from 11 on.
func protected(lines string) string {
	return head + people() + "environments:\n  production:\n" + lines + "    branch: env/production\n    may: {promote: [release]}\n"
}

// person is a policy in which one person is written like this, on line 4.
func person(text string) string { return head + "persons:\n  " + text + "\n" + open }

// environment is a policy in which one environment is written so, on line 4.
func environment(text string) string {
	return head + "environments:\n  " + text + "\n"
}

func badFiles() []schematest.Bad {
	return slicesOf(badShapes(), badPersons(), badWithdrawals(), badAdmins(), badNames(), badBranches(), badEnvironments(), badRequirements(), badRules(), badQuorums())
}

func slicesOf(groups ...[]schematest.Bad) (all []schematest.Bad) {
	for _, g := range groups {
		all = append(all, g...)
	}
	return all
}

func badShapes() []schematest.Bad {
	return []schematest.Bad{
		{"empty", "", []string{`1:1 Y005 version is missing: the file is empty -> an empty policy protects nothing; promptctl init writes one`}, true},
		{"list", "[1]\n", []string{`1:1 Y004 the file must be a mapping, not a list`}, true},
		{"no keys at all", "{}\n", []string{`1:1 Y005 version is missing`, `1:1 Y005 repository is missing`, `1:1 Y005 environments is missing`}, true},
		{"newer version, and nothing else said", "version: 2\nrules: []\n",
			[]string{`1:10 Y004 version 2 is newer than this promptctl, which reads version 1 -> install a newer promptctl`}, true},
		{"version text", strings.Replace(head, "1", "one", 1) + open, []string{`1:10 Y004 version must be 1, not "one"`}, true},
		{"unknown key", head + open + "person: {}\n",
			[]string{`5:1 Y003 unknown key "person" (did you mean "persons"?) -> it may have version, repository, persons, admin, environments, and nothing else`}, true},
		{"no free keys", head + open + "x-team: a\n", []string{`5:1 Y003 unknown key "x-team"`}, true},
		{"duplicate key", head + open + open, []string{`5:1 Y002 *`}, false},
		{"duplicate environment", head + open + "  production: {branch: b, open: true}\n", []string{`5:3 Y002 *`}, false},
		{"short id", "version: 1\nrepository: 4f6c\n" + open,
			[]string{`2:13 P001 repository must be 16 to 64 lower-case hex digits, not "4f6c" -> promptctl init makes one; it stays the same for the life of the repository`}, true},
		{"upper-case id", "version: 1\nrepository: 4F6C1B0DE29A8857\n" + open, []string{`2:13 P001 repository must be 16 to 64 lower-case hex digits, not "4F6C1B0DE29A8857"`}, true},
		{"id of digits", "version: 1\nrepository: 1234567890123456\n" + open,
			[]string{`2:13 Y004 repository must be 16 to 64 hex digits, not 1234567890123456 -> 1234567890123456 is no text to YAML; quote it: "1234567890123456"`}, true},
		{"no environments", head + "environments: {}\n", []string{`3:15 Y004 environments must have at least one entry`}, true},
		{"environments list", head + "environments: [production]\n", []string{`3:15 Y004 environments must be a mapping, not a list`}, true},
		{"environment empty", head + "environments:\n  production:\n", []string{`* Y004 environments.production must be a mapping, not empty`}, true},
		{"too many environments", head + "environments: {" + many(65) + "}\n", []string{`3:15 Y004 environments must have at most 64 entries, not 65`}, true},
		{"nobody signs", environment("production: {branch: b, may: {promote: [release]}}"), []string{
			`1:1 Y005 persons is missing, and production is not open`, `1:1 Y005 admin is missing, and production is not open`}, true},
	}
}

func many(n int) string {
	entries := make([]string, n)
	for i := range entries {
		entries[i] = fmt.Sprintf("e%d: {branch: b%d, open: true}", i, i)
	}
	return strings.Join(entries, ", ")
}

func badPersons() []schematest.Bad {
	k := fp(7)
	return []schematest.Bad{
		{"persons empty", head + "persons: {}\n" + open, []string{`3:10 Y004 persons must have at least one entry`}, true},
		{"person text", person("ana: ana@example.com"), []string{`4:8 Y004 persons.ana must be a mapping, not "ana@example.com"`}, true},
		{"unknown key of a person", person("ana: {email: [a@b], keys: [" + k + "]}"), []string{
			`4:3 Y005 persons.ana.emails is missing`,
			`4:9 Y003 unknown key "email" in persons.ana (did you mean "emails"?) -> it may have kind, emails, keys, retired, compromised, roles, and nothing else`}, true},
		{"no keys", person("ana: {emails: [a@b]}"), []string{`4:3 Y005 persons.ana.keys is missing`}, true},
		{"empty keys", person("ana: {emails: [a@b], keys: []}"), []string{`4:30 Y004 persons.ana.keys must have at least one entry`}, true},
		{"empty roles", person("ci: {kind: robot, keys: [" + k + "], roles: []}"), []string{`4:88 Y004 persons.ci.roles must have at least one entry`}, true},
		{"kind", person("ci: {kind: bot, emails: [a@b], keys: [" + k + "]}"), []string{`4:14 Y004 persons.ci.kind must be person or robot, not "bot"`}, true},
		{"name", person("ana maria: {emails: [a@b], keys: [" + k + "]}"),
			[]string{`4:3 P002 "ana maria" cannot be a person's name -> a name has letters a to z, digits, _, . and -, and begins with a letter, a digit or _`}, true},
		{"look-alike name", person("аna: {emails: [a@b], keys: [" + k + "]}"), []string{`4:3 P002 "аna" cannot be a person's name`}, true},
		{"names but for case", person("ana: {emails: [a@b], keys: [" + k + "]}\n  Ana: {emails: [c@d], keys: [" + fp(8) + "]}"),
			[]string{`5:3 P002 Ana differs from ana on line 4 by case alone`}, false},
		{"email", person("ana: {emails: ['Ana <a@b>'], keys: [" + k + "]}"),
			[]string{`4:18 Y004 persons.ana.emails[0] must be an e-mail address, not "Ana <a@b>" -> write the address alone, such as ana@example.com`}, true},
		{"email twice", person("ana: {emails: [a@b, A@B], keys: [" + k + "]}"), []string{`4:23 P006 e-mail address A@B is there twice`}, false},
		{"email of two", person("ana: {emails: [a@b], keys: [" + k + "]}\n  bo: {emails: [a@B], keys: [" + fp(8) + "]}"),
			[]string{`5:17 P006 e-mail address a@B is ana's on line 4 already`}, false},
		{"key twice", person("ana: {emails: [a@b], keys: [" + k + ", " + k + "]}"), []string{`4:83 P006 key ` + k + ` is there twice`}, true},
		{"key of two", person("ana: {emails: [a@b], keys: [" + k + "]}\n  ci: {kind: robot, keys: [" + k + "]}"), []string{`5:28 P006 key ` + k +
			` is ana's on line 4 already -> give each person their own: what two have in common cannot tell them apart`}, false},
		{"OpenPGP key of two, in two cases", person("ana: {emails: [a@b], keys: [" + strings.Repeat("aB", 20) + "]}\n  ci: {kind: robot, keys: [" + strings.Repeat("Ab", 20) + "]}"),
			[]string{`5:28 P006 key ` + strings.Repeat("AB", 20) + ` is ana's on line 4 already`}, false},
		badKey("public key", "ssh-ed25519 AAAAC3Nz", `is a public key, not its fingerprint -> "ssh-keygen -lf FILE.pub" prints it; the key itself belongs in .promptctl/allowed_signers`),
		badKey("MD5", "'MD5:00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff'", `is an MD5 fingerprint, which can be forged -> "ssh-keygen -lf FILE.pub" prints it as SHA256:…`),
		badKey("short id", "'0x0123456789ABCDEF'", `is a short key id, which can be forged -> write all 40 digits: "gpg --fingerprint" prints them`),
		badKey("spaces", "0123 4567 89AB CDEF 0123  4567 89AB CDEF 0123 4567", `has spaces in it -> write 0123456789ABCDEF0123456789ABCDEF01234567`),
		badKey("padding", k+"=", `has padding at its end -> write `+k),
		badKey("too long", k+"A", `is not a fingerprint -> write SHA256: and 43 characters ("ssh-keygen -lf FILE.pub" prints it), or the 40 hex digits of an OpenPGP key`),
		badKey("impossible last character", k[:49]+"B", `is not a fingerprint`),
		{"fingerprint of digits", person("ci: {kind: robot, keys: [" + strings.Repeat("1", 40) + "]}"),
			[]string{`4:28 Y004 persons.ci.keys[0] must be a fingerprint, not ` + strings.Repeat("1", 40)}, true},
		{"role of two words", person("ana: {emails: [a@b], keys: [" + k + "], roles: [legal team]}"),
			[]string{`4:92 P002 "legal team" cannot be the name of a role -> a name has lower-case letters, digits, - and _, and begins with a letter`}, true},
		{"role in capitals", person("ana: {emails: [a@b], keys: [" + k + "], roles: [Legal]}"),
			[]string{`4:92 P002 "Legal" cannot be the name of a role -> write legal: case is not told apart everywhere`}, true},
		{"empty role", person("ana: {emails: [a@b], keys: [" + k + "], roles: ['']}"), []string{`4:92 Y004 persons.ana.roles[0] must be a role, not ""`}, true},
		{"role twice", person("ana: {emails: [a@b], keys: [" + k + "], roles: [legal, legal]}"), []string{`4:99 Y004 persons.ana.roles has legal a second time`}, true},
		{"robot that approves", person("ci: {kind: robot, keys: [" + k + "], roles: [release, legal]}"),
			[]string{`4:98 P007 ci is a robot and cannot have the role legal -> a robot may have release and evaluation; a person signs for the rest`}, true},
	}
}

func badWithdrawals() []schematest.Bad {
	one := func(text string) string { return person("ci: {kind: robot, keys: [" + fp(7) + "], " + text + "}") }
	keyless := func(src string, n int) string {
		return strings.Replace(src, fmt.Sprintf("keys: [%q]", fp(n)), fmt.Sprintf("keys: [], retired: [%q]", fp(n)), 1)
	}
	return []schematest.Bad{
		{"nothing retired", one("retired: []"), []string{`4:90 Y004 persons.ci.retired must have at least one entry`}, true},
		{"no key, and none that was", person("ci: {kind: robot, keys: [], retired: []}"), []string{`4:27 Y004 persons.ci.keys must have at least one entry`,
			`4:40 Y004 persons.ci.retired must have at least one entry`}, true},
		{"keys missing", person("ci: {kind: robot, retired: [" + fp(7) + "]}"), []string{`4:3 Y005 persons.ci.keys is missing`}, true},
		{"retired text", one("retired: " + fp(8)), []string{`4:90 Y004 persons.ci.retired must be a list, not a text of 50 bytes`}, true},
		{"short id retired", one("retired: [0x0123456789ABCDEF]"), []string{`4:91 Y004 persons.ci.retired[0] must be a fingerprint, not 0x0123456789ABCDEF`}, true},
		{"public key compromised", one("compromised: [ssh-ed25519 AAAAC3Nz]"), []string{`4:95 P004 persons.ci.compromised[0] is a public key, not its fingerprint`}, true},
		{"retired and in use", one("retired: [" + fp(7) + "]"), []string{`4:91 P006 key ` + fp(7) + ` is there twice`}, false},
		{"retired and compromised", one("compromised: [" + fp(8) + "], retired: [" + fp(8) + "]"), []string{`4:158 P006 key ` + fp(8) + ` is there twice`}, false},
		{"another's compromised key", one("compromised: [" + fp(8) + "]}\n  ana: {emails: [a@b], keys: [" + fp(8) + "]"), []string{`5:31 P006 key ` + fp(8) + ` is ci's on line 4 already`}, false},
		{"two who retired one key", one("retired: [" + fp(8) + "]}\n  ana: {emails: [a@b], keys: [], retired: [" + fp(8) + "]"), []string{`5:44 P006 key ` + fp(8) + ` is ci's on line 4 already`}, false},
		{"the admin without a key", keyless(closed("{legal: 1}"), 3),
			[]string{`8:15 P008 nobody with a key has the role "admin" -> cy cannot sign without one: ` + "`promptctl policy add-key cy --key FILE.pub`"}, false},
		{"too few with a key", keyless(closed("{legal: 2}"), 1), []string{`11:27 P010 environments.production.requires.approvals cannot be met: legal takes 2,` +
			` but only bo has the role legal (and ana, without a key) -> lower the number, or give more persons the role`}, false},
		{"nobody with a key releases", keyless(protected("    requires: {release: true}\n"), 4), []string{
			`11:25 P010 environments.production.requires.release cannot be met: nobody with a key has the role release`,
			`13:21 P008 nobody with a key has the role "release"`}, false},
	}
}

func badKey(name, key, want string) schematest.Bad {
	return schematest.Bad{name, person("ci: {kind: robot, keys: [" + key + "]}"), []string{"4:28 P004 persons.ci.keys[0] " + want}, true}
}

func badAdmins() []schematest.Bad {
	admin := func(text string) string {
		return strings.Replace(closed("{legal: 1}"), "{role: admin, count: 1}", text, 1)
	}
	return []schematest.Bad{
		{"admin text", admin("cy"), []string{`8:8 Y004 admin must be a mapping, not "cy"`}, true},
		{"admin without count", admin("{role: admin}"), []string{`8:1 Y005 admin.count is missing`}, true},
		{"admin count 0", admin("{role: admin, count: 0}"), []string{`8:29 P005 admin.count must be at least 1, not 0 -> leave count out where nobody is needed`}, true},
		{"admin count above the admins", admin("{role: admin, count: 2}"), []string{`8:29 P010 admin.count is 2, but only cy has the role admin` +
			` -> a quorum that cannot be met can never be mended: lower the count or name more admins`}, false},
		{"admin role unknown", admin("{role: admim, count: 1}"),
			[]string{`8:15 P008 nobody has the role "admim" (did you mean "admin"?) -> roles that somebody has: admin, legal, release, security`}, false},
		{"admin role unknown, of no roles", head + "persons: {di: {emails: [a@b], keys: [" + fp(1) + "]}}\nadmin: {role: admin, count: 1}\n" + open,
			[]string{`4:15 P008 nobody has the role "admin" -> roles that somebody has: none`}, false},
		{"admin role of robots", admin("{role: release, count: 1}"),
			[]string{`8:15 P009 admin.role cannot be release, which robots may have -> use a role of its own, such as admin`}, true},
	}
}

func badNames() []schematest.Bad {
	name := func(n string) string { return environment(n + ": {branch: b, open: true}") }
	reservedWord := func(n string) schematest.Bad {
		return schematest.Bad{"environment " + n, name(n), []string{`4:3 P003 environment "` + n + `" is a word with a meaning of its own -> choose another name, such as production`}, true}
	}
	return []schematest.Bad{
		reservedWord("worktree"), reservedWord("staged"), reservedWord("latest"), reservedWord("HEAD"), reservedWord("env"),
		reservedWord("release"), reservedWord("rev"), reservedWord("none"), reservedWord("all"), reservedWord("Latest"),
		{"like a release", name("v1.2.3"), []string{`4:3 P003 environment "v1.2.3" looks like a release`}, true},
		{"like a short release", name("v2"), []string{`4:3 P003 environment "v2" looks like a release`}, true},
		{"like a number", name("1.4"), []string{`4:3 P003 environment "1.4" looks like a release`}, true},
		{"like a version", name("'~2'"), []string{`4:3 P003 environment "~2" looks like a version (~N is N versions back)`}, true},
		{"like a commit", name("deadbeef"), []string{`4:3 P003 environment "deadbeef" looks like a commit`}, true},
		{"capitals", name("Production"), []string{`4:3 P002 "Production" cannot be the name of an environment -> write production: case is not told apart everywhere`}, true},
		{"slash", name("eu/production"), []string{`4:3 P002 "eu/production" cannot be the name of an environment`}, true},
		{"empty name", name("''"), []string{`4:3 P002 "" cannot be the name of an environment`}, true},
		{"bidi", name("\"prod\\u202e\""), []string{`4:3 P002 "prod\u202e" cannot be the name of an environment`}, true},
	}
}

func badBranches() []schematest.Bad {
	branch := func(name, b, want string) schematest.Bad {
		return schematest.Bad{"branch " + name, environment("production: {branch: " + b + ", open: true}"), []string{"4:24 P011 branch " + want}, true}
	}
	two := func(name, b, want string, shape bool) schematest.Bad {
		return schematest.Bad{name, environment("staging: {branch: env/a, open: true}\n  production: {branch: " + b + ", open: true}"),
			[]string{"5:24 P012 branch " + want + " -> give each environment a branch of its own, such as env/production"}, shape}
	}
	return []schematest.Bad{
		branch("ref", "refs/heads/main", `"refs/heads/main" is a whole ref -> write main`),
		branch("space", "env production", `"env production" has " " in it, which git refuses`),
		branch("dots", "a..b", `"a..b" has ".." or "@{" in it -> write a branch such as env/production`),
		branch("lock", "a.lock/b", `"a.lock/b" has a step that ends in .lock`),
		branch("dot step", "a/.b", `"a/.b" has a step that begins with a dot`),
		branch("end", "a.", `"a." ends with a dot`),
		branch("slashes", "a//b", `"a//b" begins or ends with a /, or has two together`),
		branch("dash", "'-a'", `"-a" begins with a -`),
		branch("HEAD", "HEAD", `"HEAD" means the current commit`),
		branch("that is long", strings.Repeat("a", 201), `"`+strings.Repeat("a", 201)+`" is longer than 200 bytes`),
		branch("star", "env/*", `"env/*" has "*" in it, which git refuses`),
		branch("tab", `"a\tb"`, `"a\tb" has a character in it that cannot be seen`),
		{"branch unseen", environment(`production: {branch: "env/\u200bproduction", open: true}`),
			[]string{`4:24 P011 branch "env/\u200bproduction" has a character in it that cannot be seen`}, false},
		{"branch missing", environment("production: {open: true}"), []string{`4:3 Y005 environments.production.branch is missing`}, true},
		{"branch number", environment("production: {branch: 12, open: true}"),
			[]string{`4:24 Y004 environments.production.branch must be a branch, not 12 -> 12 is no text to YAML; quote it: "12"`}, true},
		two("one branch", "env/a", "env/a is the branch of staging already", false),
		two("branches but for case", "ENV/A", "ENV/A differs from env/a, the branch of staging, by case alone", false),
		two("branch below a branch", "env/a/b", "env/a/b cannot exist beside env/a, the branch of staging", false),
		two("branch above a branch", "env", "env cannot exist beside env/a, the branch of staging", false),
	}
}

func badEnvironments() []schematest.Bad {
	return []schematest.Bad{
		{"open text", environment("production: {branch: b, open: sure}"), []string{`4:33 Y004 environments.production.open must be true or false, not "sure"`}, true},
		{"open and asking", environment("production: {branch: b, open: true, from: a, requires: {}, may: 3, rules: []}"), []string{
			`4:39 P014 production is open, so environments.production.from asks for nothing -> delete from, or delete open`,
			`4:48 P014 production is open, so environments.production.requires asks for nothing -> delete requires, or delete open`,
			`4:62 P014 production is open, so environments.production.may asks for nothing`,
			`4:70 P014 production is open, so environments.production.rules asks for nothing`}, true},
		{"may missing", head + people() + "environments:\n  production: {branch: b}\n", []string{`10:3 Y005 environments.production.may is missing`}, true},
		{"may promote missing", head + people() + "environments:\n  production: {branch: b, may: {remove: [admin]}}\n",
			[]string{`10:27 Y005 environments.production.may.promote is missing`}, true},
		{"may do something else", protected("    requires: {release: true}\n") + "  x: {branch: x, may: {promote: [release], rolback: [admin]}}\n",
			[]string{`14:44 Y003 unknown key "rolback" in environments.x.may (did you mean "rollback"?) -> it may have promote, rollback, remove, and nothing else`}, true},
		{"may of an unknown role", protected("    requires: {release: true}\n") + "  x: {branch: x, may: {promote: [relaese, admin]}}\n",
			[]string{`14:34 P008 nobody has the role "relaese" (did you mean "release"?) -> roles that somebody has: admin, legal, release, security`}, false},
		{"may of nobody", protected("    requires: {release: true}\n") + "  x: {branch: x, may: {promote: []}}\n",
			[]string{`14:33 Y004 environments.x.may.promote must have at least one entry`}, true},
		{"may twice", protected("    requires: {release: true}\n") + "  x: {branch: x, may: {promote: [admin, admin]}}\n",
			[]string{`14:41 Y004 environments.x.may.promote has admin a second time`}, true},
		{"from unknown", protected("    from: stagin\n") + "  staging: {branch: s, open: true}\n",
			[]string{`11:11 P013 environment "stagin" is not in this policy (did you mean "staging"?) -> environments: production, staging`}, false},
		{"from later", protected("    from: staging\n") + "  staging: {branch: s, open: true}\n",
			[]string{`11:11 P013 production comes from staging, which is listed after it -> list the environments in the order of promotion`}, false},
		{"from itself", protected("    from: production\n"),
			[]string{`11:11 P013 production comes from itself: production from production -> let the first environment come from none`}, false},
		{"from in a circle", protected("    from: staging\n") + "  staging: {branch: s, from: production, may: {promote: [release]}}\n",
			[]string{`11:11 P013 production comes from itself: production from staging from production`}, false},
		{"from a list", protected("    from: [a]\n"), []string{`11:11 Y004 environments.production.from must be an environment, not a list`}, true},
	}
}

func badRequirements() []schematest.Bad {
	ask := func(name, text, want string, shape bool) schematest.Bad {
		return schematest.Bad{name, protected("    requires: {" + text + "}\n"), []string{want}, shape}
	}
	return []schematest.Bad{
		ask("nothing", "", `11:15 Y005 environments.production.requires asks for nothing -> delete it, or add what it is to ask for, such as approvals: {legal: 1}`, true),
		ask("unknown requirement", "approval: {legal: 1}", `11:16 Y003 unknown key "approval" in environments.production.requires (did you mean "approvals"?)`+
			` -> it may have lint, evaluation, approvals, release, separation, threads, soak, and nothing else`, true),
		ask("lint level", "lint: warn", `11:22 Y004 environments.production.requires.lint must be error, warning or info, not "warn"`, true),
		ask("lint level near", "lint: Errors", `11:22 Y004 environments.production.requires.lint must be error, warning or info, not "Errors" -> did you mean "error"?`, true),
		ask("pass rate missing", "evaluation: {mode: live}", `11:16 Y005 environments.production.requires.evaluation.passRate is missing`, true),
		ask("pass rate 0", "evaluation: {passRate: 0}", `11:39 Y004 environments.production.requires.evaluation.passRate must be a share above 0 and up to 1, not 0`, true),
		ask("pass rate in per cent", "evaluation: {passRate: 95}",
			`11:39 Y004 environments.production.requires.evaluation.passRate must be a share above 0 and up to 1, not 95 -> write 0.95 for 95 %`, true),
		ask("mode", "evaluation: {passRate: 1, mode: dry}", `11:48 Y004 environments.production.requires.evaluation.mode must be live or replay, not "dry"`, true),
		ask("nobody evaluates", "evaluation: {passRate: 1}", `11:28 P010 environments.production.requires.evaluation cannot be met: nobody has the role evaluation`+
			` -> give the role evaluation to a person or a robot`, false),
		ask("release text", "release: yes", `11:25 Y004 environments.production.requires.release must be true or false, not "yes"`, true),
		ask("separation text", "separation: warn", `11:28 Y004 environments.production.requires.separation must be true, false or {unsigned: warn}, not "warn"`, true),
		ask("separation other", "separation: {unsigned: deny}", `11:39 Y004 environments.production.requires.separation.unsigned must be "warn", not "deny"`, true),
		ask("threads", "threads: true", `11:25 Y004 environments.production.requires.threads must be "resolved", not true`, true),
		ask("soak", "soak: 2 days", `11:22 Y004 environments.production.requires.soak must be a duration such as 90s, 10m, 36h or 7d, not "2 days"`, true),
		ask("soak 0", "soak: 0d", `11:22 Y004 environments.production.requires.soak must be a duration such as 90s, 10m, 36h or 7d, not "0d"`, true),
		{"nobody releases", strings.Replace(protected("    requires: {release: true}\n"), "roles: [release]", "roles: [evaluation]", 1), []string{
			`11:25 P010 environments.production.requires.release cannot be met: nobody has the role release -> give the role release to a person or a robot`,
			`13:21 P008 nobody has the role "release"`}, false},
	}
}

func badRules() []schematest.Bad {
	rule := func(text string) string {
		return protected("    requires: {approvals: {legal: 1}}\n    rules:\n      - {" + text + "}\n")
	}
	return []schematest.Bad{
		{"rule without match", rule("release: true"), []string{`13:9 Y005 environments.production.rules[0].match is missing`}, true},
		{"rule that asks for nothing", rule("match: [a]"),
			[]string{`13:9 Y005 environments.production.rules[0] asks for nothing -> add what it is to ask for, such as approvals: {legal: 2}`}, true},
		{"rules empty", protected("    rules: []\n"), []string{`11:12 Y004 environments.production.rules must have at least one entry`}, true},
		{"match number", rule("match: [1], release: true"), []string{`13:18 Y004 environments.production.rules[0].match[0] must be a pattern for names of prompts, not 1`}, true},
		{"too many rules", protected("    rules: [" + strings.Repeat("a,", 257) + "]\n"), []string{`11:12 Y004 environments.production.rules must have at most 256 entries, not 257`}, true},
		{"match text", rule("match: a, release: true"), []string{`13:17 Y004 environments.production.rules[0].match must be a list, not "a"`}, true},
		{"unknown key of a rule", rule("match: [a], aprovals: {legal: 1}"), []string{`13:22 Y003 unknown key "aprovals" in environments.production.rules[0] (did you mean "approvals"?)`}, true},
		{"alternatives", rule("match: ['{a,b}/**'], release: true"),
			[]string{`13:18 P015 pattern "{a,b}/**" has alternatives in it -> write them as entries of their own`}, true},
		{"file", rule("match: [prompts/a.prompt.yaml], release: true"),
			[]string{`13:18 P015 pattern "prompts/a.prompt.yaml" is for files -> write a prompt's name, such as support/triage: no folder, no suffix`}, true},
		{"folder", rule("match: [medical/], release: true"),
			[]string{`13:18 P015 pattern "medical/" ends with a /, as no name does -> write medical/** for all that is below it`}, true},
		{"half a doublestar", rule("match: ['medical**'], release: true"),
			[]string{`13:18 P015 pattern "medical**" fits no name -> write a prompt's name with *, ** and ? in it, such as support/**`}, true},
		{"outside", rule("match: [../**], release: true"), []string{`13:18 P015 pattern "../**" fits no name`}, true},
		{"idle", rule("match: [a], approvals: {legal: 1}, release: false"),
			[]string{`13:9 P016 environments.production.rules[0] asks for nothing that production does not ask of every prompt -> a rule can only be stricter: of the two, the stricter counts`}, false},
	}
}

func badQuorums() []schematest.Bad {
	return []schematest.Bad{
		{"no approvals", closed("{}"), []string{`11:27 Y004 environments.production.requires.approvals must have at least one entry`}, true},
		{"approvals list", closed("[legal]"), []string{`11:27 Y004 environments.production.requires.approvals must be a mapping, not a list`}, true},
		{"threshold 0", closed("{legal: 0}"),
			[]string{`11:35 P005 environments.production.requires.approvals.legal must be at least 1, not 0 -> leave legal out where nobody is needed`}, true},
		{"threshold -1", closed("{legal: -1}"), []string{`11:35 P005 environments.production.requires.approvals.legal must be at least 1, not -1`}, true},
		{"threshold half", closed("{legal: 1.5}"), []string{`11:35 Y004 environments.production.requires.approvals.legal must be a whole number from 1 to 100, not 1.5`}, true},
		{"threshold text", closed("{legal: one}"), []string{`11:35 Y004 environments.production.requires.approvals.legal must be a whole number from 1 to 100, not "one"`}, true},
		{"unknown role", closed("{legl: 1}"),
			[]string{`11:28 P008 nobody has the role "legl" (did you mean "legal"?) -> roles that somebody has: admin, legal, release, security`}, false},
		{"role that does not approve", closed("{release: 1}"),
			[]string{`11:28 P009 release is not a role that approves -> ask for a role of its own, such as reviewer; release, evaluation and administration have their own keys`}, false},
		{"admins do not approve", closed("{admin: 1}"), []string{`11:28 P009 admin is not a role that approves`}, false},
		{"more than there are", closed("{legal: 3}"),
			[]string{`11:27 P010 environments.production.requires.approvals cannot be met: legal takes 3, but only ana and bo have the role legal -> lower the number, or give more persons the role`}, false},
		{"one person for two roles", closed("{legal: 2, security: 1}"), []string{`11:27 P010 environments.production.requires.approvals cannot be met: it takes 3 persons,` +
			` and the 2 with these roles cannot fill them, as each counts in one role -> give more persons one of these roles`}, false},
		{"rule and environment together", protected("    requires: {approvals: {legal: 2}}\n    rules:\n      - {match: [a], approvals: {security: 1}}\n"),
			[]string{`13:9 P010 environments.production.rules[0] cannot be met: it takes 3 persons, and the 2 with these roles cannot fill them, as each counts in one role`}, false},
		{"rule by itself", protected("    rules:\n      - {match: [a], approvals: {security: 2}}\n"),
			[]string{`12:33 P010 environments.production.rules[0].approvals cannot be met: security takes 2, but only bo has the role security`}, false},
	}
}
