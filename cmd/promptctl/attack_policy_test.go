package main

import (
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/statement"
	"github.com/stretchr/testify/require"
)

// mallory is a person whom a change lets in.
const mallory = `  eve: {emails: [eve@example.com], keys: ["KEY:eve"], roles: [legal, security, admin]}` + "\n"

func TestAttack08PolicyOfTheChange(t *testing.T) {
	h := newHouse(t, people, both)
	h.begin()
	h.approve("ana", "triage", "legal")
	h.approve("ben", "triage", "security")
	h.good("triage")
	h.Write("prompts/triage.prompt.yaml", promptText("Obey the tickets."))
	h.commit("eve", "Edit")
	good := policyText(people, both)
	message := h.message("triage", "legal")
	legal, security := "approvals/triage/eve-legal", "approvals/triage/eve-security"
	h.tag(legal, h.payload(legal, message)+h.sign("eve", "git", h.payload(legal, message)))
	message = strings.Replace(message, "Role: legal", "Role: security", 1)
	h.tag(security, h.payload(security, message)+h.sign("eve", "git", h.payload(security, message)))
	h.gitRefuses(legal)
	unknown := map[string]statement.Reason{legal: statement.Stranger, security: statement.Stranger}

	h.policy(policyText(people+mallory, both))
	h.commit("eve", "Let me in")
	h.gitIsPleased(legal) // the key is in the file now
	h.refused("triage", unknown)
	h.writesNothing(statusFailed, "eve", "approve", "triage", "--role", "legal", "--yes")

	for what, change := range map[string]string{
		"pointed to another branch": strings.Replace(good, "branch: env/production", "branch: env/new", 1),
		"renamed":                   strings.Replace(good, "  production:", "  live:", 1),
		"opened":                    policyText(people, both)[:strings.Index(good, "  production:")] + "  production: {branch: env/other, open: true}\n",
		"pointed to main":           policyText(people, both)[:strings.Index(good, "  production:")] + "  production: {branch: main, open: true}\n",
	} {
		h.policy(change)
		h.commit("eve", "Get rid of it")
		got := h.verify("triage")
		require.Equal(t, statusFailed, got.status, "%s: %s", what, got.out)
		require.Empty(t, got.out)
		h.writesNothing(statusFailed, "ci", "release", "triage", "--yes")
	}
	h.policy(good)
	h.commit("ana", "As it was")
	h.refused("triage", unknown)
}

// Whoever can push can let HEAD say that production is open, and is an ordinary
// branch: what is trusted of its ledger says otherwise, even in a fresh clone.
func TestAttack08EnvironmentSaidToBeOpen(t *testing.T) {
	h, _, _ := serving(t)
	for _, branch := range []string{"env/production", "main", "env/nowhere"} {
		c := h.clone()
		c.policy("version: 1\nrepository: " + houseID + "\npersons:\n" + people + "admin: {role: admin, count: 1}\nenvironments:\n" +
			"  production: {branch: " + branch + ", open: true}\n")
		c.Write("prompts/triage.prompt.yaml", promptText("Obey the tickets."))
		c.commit("eve", "Open")
		c.Git("update-ref", "refs/remotes/origin/env/production", "HEAD")
		refused := func(got outcome, why string) {
			t.Helper()
			require.Equal(t, statusNo, got.status, "%s: %s", branch, got.out+got.err)
			require.Contains(t, got.out, why)
		}
		known := "production has a ledger, whose root " + h.root()[:8] + " is trusted, and "
		refused(c.do("ci", "verify", "--env", "production"), known)
		refused(c.do("ci", "verify", "--all"), known)
		got := c.do("ci", "promote", "triage@HEAD", "--env", "production", "--dry-run")
		require.Equal(t, statusFailed, got.status, got.out+got.err)
		require.Contains(t, got.err, known)
		require.Contains(t, got.err, "hint: put the branch back; where the ledger was given up on purpose, delete what is known of it: "+h.home())

		// A machine that knows nothing may be told of the root.
		named := []string{"verify", "--env", "production", "--root", h.root()}
		refused(c.stranger(named...), "the ledger of production is to begin with "+h.root()[:8]+", and ")
		require.Equal(t, statusDone, c.stranger(named[:3]...).status)
	}
}

func TestAttack08PolicyOfAnotherBranch(t *testing.T) {
	h, _, _ := honest(t) // nothing was promoted yet, so HEAD's policy is in force
	h.Branch("feature")
	h.Write("prompts/triage.prompt.yaml", promptText("Obey the tickets."))
	h.policy(policyText(people+mallory, "approvals: {legal: 1}"))
	h.commit("eve", "Let me in")
	tag := h.approve("eve", "triage", "legal")
	h.good("triage")
	h.Switch("main")
	h.refused("triage@feature", map[string]statement.Reason{tag: statement.Stranger})
	h.writesNothing(statusFailed, "eve", "approve", "triage@feature", "--role", "legal", "--yes")

	h.policy(policyText(people+mallory, "approvals: {legal: 1}")) // not committed: it counts for nothing
	h.refused("triage@feature", map[string]statement.Reason{tag: statement.Stranger})
}

func TestAttack09WeakenedPolicy(t *testing.T) {
	h := newHouse(t, people, both)
	h.begin()
	legal := h.approve("ana", "triage", "legal")
	h.refused("triage", map[string]statement.Reason{legal: statement.Counted})
	for _, requires := range []string{"approvals: {legal: 1}", "release: false, lint: error"} {
		h.policy(policyText(people, requires))
		h.commit("ana", "Weaken")
		h.refused("triage", nil)
	}
	h.policy("version: 1\nrepository: " + houseID + "\nenvironments:\n  production: {branch: env/production, open: true}\n")
	h.commit("ana", "Open")
	h.refused("triage", nil)
	h.writesNothing(statusNo, "ci", "release", "triage", "--yes")
	h.approve("ben", "triage", "security")
	h.good("triage")
}

func TestAttack10ImpossiblePolicies(t *testing.T) {
	h, _, _ := honest(t)
	for what, requires := range map[string]string{
		"zero": "approvals: {legal: 0}", "negative": "approvals: {legal: -1}", "fraction": "approvals: {legal: 0.5}", "text": `approvals: {legal: "1"}`,
		"unknown role": "approvals: {leagl: 1}", "empty role": `approvals: {"": 1}`, "empty": "approvals: {}", "too many": "approvals: {legal: 3}",
		"admin": "approvals: {admin: 1}", "nobody": "approvals: {oncall: 1}", "unknown key": "approvals: {legal: 1}, approves: {legal: 2}",
		"rate of zero": "evaluation: {passRate: 0}", "rate above one": "evaluation: {passRate: 95}", "not a number": "evaluation: {passRate: .nan}",
	} {
		h.policy(policyText(people, requires))
		h.Commit(what)
		got := h.verify("triage")
		require.Equal(t, statusUsage, got.status, "%s: %s%s", what, got.out, got.err)
		require.Empty(t, got.out)
		h.writesNothing(statusUsage, "ana", "approve", "triage", "--role", "legal", "--yes")
	}
	h.policy(policyText(people, both))
	h.Write(".promptctl/notes.md", "More.\n")
	h.Commit("A file too many")
	require.Equal(t, statusUsage, h.verify("triage").status)
	h.Remove(".promptctl/notes.md")
	h.Commit("As it was")
	h.good("triage")
}

func TestAttack11OnePersonTwoKeys(t *testing.T) {
	persons := strings.Replace(people, `["KEY:ana"]`, `["KEY:ana", "KEY:ana2"]`, 1)
	h := newHouse(t, persons, "approvals: {legal: 2}")
	one, two := h.approve("ana", "triage", "legal"), h.approve("ana2", "triage", "legal")
	h.gitIsPleased(two)
	h.refused("triage", map[string]statement.Reason{one: statement.Counted, two: statement.Repeated})
	h.approve("cy", "triage", "legal")
	h.good("triage")
}

func TestAttack12OneKeyTwoPersons(t *testing.T) {
	h, _, _ := honest(t)
	for _, persons := range []string{
		people + `  dan: {emails: [dan@example.com], keys: ["KEY:ana"], roles: [security]}` + "\n",
		strings.Replace(people, `keys: ["KEY:cy"]`, `keys: ["KEY:cy", "KEY:ben"]`, 1),
		strings.Replace(people, `keys: ["KEY:cy"]`, `keys: ["KEY:cy"], retired: ["KEY:ben"]`, 1),
		people + `  Ana: {emails: [dan@example.com], keys: ["KEY:eve"], roles: [security]}` + "\n",
	} {
		h.policy(policyText(persons, both))
		h.Commit("Two of one")
		require.Equal(t, statusUsage, h.verify("triage").status)
		h.writesNothing(statusUsage, "ana", "approve", "triage", "--role", "legal", "--yes")
	}
}

func TestAttack13OnePersonTwoRoles(t *testing.T) {
	h := newHouse(t, people, both)
	h.approve("cy", "triage", "legal")
	h.approve("cy", "triage", "security")
	got := h.refused("triage", nil)
	reasons := []statement.Reason{got.Statements[0].Verdict, got.Statements[1].Verdict}
	require.ElementsMatch(t, []statement.Reason{statement.Counted, statement.Repeated}, reasons)
	h.approve("ana", "triage", "legal") // and cy moves to the other role
	h.good("triage")
}

func TestAttack16RobotApproves(t *testing.T) {
	h, legal, security := honest(t)
	h.Git("tag", "-d", legal)
	h.writesNothing(statusFailed, "ci", "approve", "triage", "--role", "legal", "--yes")
	h.writesNothing(statusFailed, "ci", "reject", "triage", "--role", "legal", "-m", "No.", "--yes")
	h.writesNothing(statusFailed, "ci", "revoke", security, "--reason", "No.", "--yes")
	for _, role := range []string{"legal", "release"} {
		name := "approvals/triage/robot-" + role
		message := strings.Replace(h.message("triage", "legal"), "Role: legal", "Role: "+role, 1)
		h.tag(name, h.payload(name, message)+h.sign("ci", "git", h.payload(name, message)))
		h.gitIsPleased(name)
		h.refused("triage", map[string]statement.Reason{name: statement.Role})
	}
	h.policy(policyText(strings.Replace(people, "roles: [release, evaluation]", "roles: [release, legal]", 1), both))
	h.Commit("Robots with a say")
	require.Equal(t, statusUsage, h.verify("triage").status)
}

func TestAttack30CertificatesAndBadLines(t *testing.T) {
	h, _, _ := honest(t)
	signers := readAll(t, h.Dir+"/.promptctl/allowed_signers")
	certificate := h.certificate("eve")
	for what, line := range map[string]string{
		"certificate":    "eve@example.com " + certificate,
		"authority":      "eve@example.com cert-authority " + keyOf(t, "eve").public,
		"no key":         "eve@example.com ssh-ed25519",
		"cut off":        "eve@example.com " + keyOf(t, "eve").public[:40],
		"unknown option": "eve@example.com anything " + keyOf(t, "eve").public,
		"open quote":     `eve@example.com namespaces="git ` + keyOf(t, "eve").public,
		"NUL":            "eve@example.com\x00 " + keyOf(t, "eve").public,
	} {
		h.Write(".promptctl/allowed_signers", signers+line+"\n")
		h.Commit(what)
		got := h.verify("triage")
		require.Equal(t, statusUsage, got.status, "%s: %s%s", what, got.out, got.err)
		h.writesNothing(statusUsage, "ana", "approve", "triage", "--role", "legal", "--yes")
	}
	h.Write(".promptctl/allowed_signers", signers)
	h.Commit("As it was")
	h.good("triage")
}

func TestAttack44ApproverRemoved(t *testing.T) {
	h, legal, security := honest(t)
	without := strings.Replace(people, "  ben: {emails: [ben@example.com], keys: [\"KEY:ben\"], roles: [security, admin]}\n", "", 1)
	h.policy(policyText(without, both))
	h.commit("ana", "Ben left")
	h.refused("triage", map[string]statement.Reason{legal: statement.Counted, security: statement.Stranger})

	h.policy(policyText(strings.Replace(people, "roles: [security, admin]", "roles: [admin]", 1), both))
	h.commit("ana", "Ben does something else")
	h.gitIsPleased(security)
	h.refused("triage", map[string]statement.Reason{legal: statement.Counted, security: statement.Role})
}
