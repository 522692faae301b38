package diag_test

import (
	"testing"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/stretchr/testify/require"
)

func TestApply(t *testing.T) {
	src := []byte("0123456789")
	out, err := diag.Apply(src, []diag.Edit{{Start: 8, End: 10, New: ""}, {Start: 2, End: 4, New: "ab"}, {Start: 2, End: 2, New: "<"}, {Start: 4, End: 4, New: ">"}, {Start: 2, End: 2, New: "="}, {Start: 0, End: 1, New: "x"}})
	require.NoError(t, err)
	require.Equal(t, "x1<=ab>4567", string(out))
	require.Equal(t, "0123456789", string(src))

	for _, bad := range [][]diag.Edit{{{Start: 2, End: 4, New: ""}, {Start: 3, End: 5, New: ""}}, {{Start: 2, End: 4, New: ""}, {Start: 3, End: 3, New: ""}}, {{Start: 2, End: 4, New: ""}, {Start: 2, End: 4, New: ""}}, {{Start: -1, End: 0, New: ""}}, {{Start: 5, End: 4, New: ""}}, {{Start: 9, End: 11, New: ""}}} {
		_, err := diag.Apply(src, bad)
		require.Error(t, err, "%v", bad)
	}
	_, err = diag.Apply(src, []diag.Edit{{Start: 3, End: 5, New: ""}, {Start: 2, End: 4, New: ""}})
	require.EqualError(t, err, "edit of bytes 3 to 5 overlaps the one before it, which ends at 4")
}
