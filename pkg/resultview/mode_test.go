package resultview

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/results"
)

// A mode of fewer cases than are named names them all, however often each failed.
func TestMoreCasesThanAreNamed(t *testing.T) {
	five := []string{"a", "b", "c", "d", "e"}
	require.Empty(t, more(results.FailureMode{Count: 3, Cases: []string{"a"}}))
	require.Empty(t, more(results.FailureMode{Count: 5, Cases: five}))
	require.Equal(t, ", …", more(results.FailureMode{Count: 6, Cases: five}))
}
