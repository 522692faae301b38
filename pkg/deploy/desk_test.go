package deploy_test

import (
	"testing"

	"github.com/promptctl-io/promptctl/pkg/deploy"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
	"github.com/stretchr/testify/require"
)

// Who has to wait for another process is told so before.
func TestLockTellsOfWaiting(t *testing.T) {
	made := repotest.New(t)
	r, err := repo.Open(t.Context(), repo.Options{Dir: made.Dir, Env: made.Env()})
	require.NoError(t, err)
	first, err := deploy.Lock(r, "production", func() { t.Error("nobody else is there") })
	require.NoError(t, err)
	waited := false
	second, err := deploy.Lock(r, "production", func() {
		waited = true
		first()
	})
	require.NoError(t, err)
	require.True(t, waited)
	second()
}
