package policy

import (
	"fmt"
	"maps"
	"regexp"
	"strings"
	"sync"
	"unicode"
)

const keyedPolicy = `# Environments, and who may do what in them. For a protected environment the
# policy in force is the one on its own branch: a change here counts once it is
# brought there.
version: 1
# Binds signed statements to this repository. It never changes.
repository: %s

# Those who sign: by which keys, and what they may do. The keys themselves are in
# %s. "promptctl policy add-person" adds someone.
persons:
  %s

# Who may change this folder, and how many of them it takes. There is no recovery
# from losing the admin quorum except "promptctl env init --reroot" and pinning
# the new root everywhere: name at least one admin more than it takes.
admin: {role: admin, count: 1}

# The environments, in the order of promotion.
environments:
  # The branch as it is: nothing is asked, and what is made there is shown as
  # UNSIGNED.
  development: {branch: %s, open: true}
  # A branch that promotions write, and nobody else.
  production:
    branch: %s
    requires:
      approvals: {reviewer: 1}
      release: true
      # Turn it on as soon as there is a second reviewer: an author of a change
      # does not count as its approver then, and who is alone could approve none.
      separation: false
    may: {promote: [release], rollback: [release], remove: [admin]}
`

// Founder is the one who makes a repository ready, and signs alone at first.
type Founder struct {
	Repository  string // its id
	Branch      string // the one that is to be development
	Name, Email string // as git knows them; the name is made to fit
	Key         PublicKey
	Beside      map[string][]byte // files of the folder that are there, and stay
}

// Keyed returns the folder of a policy with one person, who reviews, releases
// and changes the policy: development is the branch that is there and open;
// production asks for an approval and a release. It fails where what git knows
// of the person fits into no policy.
func Keyed(f Founder) (map[string][]byte, error) {
	m := Member{Name: personName(f.Name, f.Email), Emails: []string{f.Email}, Roles: []string{"reviewer", RoleRelease, RoleAdmin}, Key: f.Key}
	if err := m.check(); err != nil {
		return nil, err
	}
	e := editor{folder: map[string][]byte{}}
	maps.Copy(e.folder, f.Beside)
	e.addMaterial(m.Key, m.principal())
	e.folder[File] = fmt.Appendf(nil, keyedPolicy, inList(f.Repository), m.Key.file(), inList(m.Name)+": "+m.yaml(),
		inList(f.Branch), inList(productionBranch(f.Branch)))
	if _, found := Check(e.folder); found.HasErrors() {
		return nil, refusal(found)
	}
	return e.folder, nil
}

var unfit = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[^a-z0-9_]+`) })

// personName makes a person's name of the one that git knows or, where that is
// not written in Latin letters, of the e-mail address.
func personName(name, email string) string {
	address, _, _ := strings.Cut(email, "@")
	if _, after, plus := strings.Cut(address, "+"); plus && strings.HasSuffix(strings.ToLower(email), ".noreply.github.com") {
		address = after // ID+LOGIN
	}
	for _, s := range []string{name, address} {
		if strings.ContainsFunc(s, func(c rune) bool { return c > unicode.MaxASCII }) {
			continue
		}
		if fit := strings.Trim(unfit().ReplaceAllString(strings.ToLower(s), "-"), "-"); fit != "" {
			return strings.TrimRight(fit[:min(len(fit), 63)], "-")
		}
	}
	return "owner"
}
