package policy

import (
	"encoding/hex"
	"fmt"
	"io"
	"regexp"
	"strings"
	"sync"

	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

var repositoryForm = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[0-9a-f]{16,64}$`) })

// NewRepositoryID returns an id for a repository: 32 hex digits of 16 random
// bytes. It fails where there is not enough randomness.
func NewRepositoryID(random io.Reader) (string, error) {
	id := make([]byte, 16)
	if _, err := io.ReadFull(random, id); err != nil {
		return "", fmt.Errorf("random bytes for a repository id: %w", err)
	}
	return hex.EncodeToString(id), nil
}

const openPolicy = `# Environments, and who may do what in them. For a protected environment the
# policy in force is the one on its own branch: a change here counts once it is
# brought there.
version: 1
# Binds signed statements to this repository. It never changes.
repository: %s

# The environments, in the order of promotion. Both are open: nothing is asked,
# and all that is made in them is shown as UNSIGNED.
environments:
  # The branch as it is.
  development: {branch: %s, open: true}
  # A branch that promotions write, and nobody else.
  production: {branch: %s, open: true}

# To protect production, say who signs and what it takes. Put this in place of
# the environments above:
#
#persons:
#  ana: {emails: [ana@example.com], keys: ["SHA256:…"], roles: [reviewer, release, admin]}
#admin: {role: admin, count: 1}
#environments:
#  development: {branch: %[2]s, open: true}
#  production:
#    branch: %[3]s
#    requires: {lint: error, approvals: {reviewer: 1}, release: true}
#    may: {promote: [release], rollback: [release], remove: [admin]}
#
# "ssh-keygen -lf FILE.pub" prints the fingerprint of a key. Losing more admins
# than the count can spare is final: name at least one more than it takes.
`

// Open returns the policy.yaml of a repository in which nobody signs yet:
// development is the branch that is there, production one of its own, and both
// are open.
func Open(repositoryID, branch string) []byte {
	in := yamldoc.Place{Inline: true}
	id := yamldoc.Quote(repositoryID, yamldoc.Place{})
	return fmt.Appendf(nil, openPolicy, id, yamldoc.Quote(branch, in), yamldoc.Quote(productionBranch(branch), in))
}

// productionBranch returns a branch that can exist beside another.
func productionBranch(branch string) string {
	const usual = "env/production"
	b := strings.ToLower(branch)
	if b == "env" || b == usual || strings.HasPrefix(b, usual+"/") {
		return "promptctl/production"
	}
	return usual
}
