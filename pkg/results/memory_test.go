package results_test

import (
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/results"
	"github.com/stretchr/testify/require"
)

// held is how many bytes are in use, and how many there were before.
func held(before uint64) int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc) - int64(before)
}

// A run of 100,000 cases is summed up, kept, read again and written in the memory that
// one of 1,000 takes: all of their texts together would be 100 MB.
func TestMemoryIsFlat(t *testing.T) {
	const n = 100_000
	long := strings.Repeat("An answer of many words. ", 40)
	of := func(i int) *results.Case {
		c := &results.Case{ID: fmt.Sprint(i), Repeat: 1, Status: results.Passed, Score: 1, Output: fmt.Sprint(i, long), LatencyMS: float64(i % 977), Attempts: 1}
		if i%4 == 0 {
			c.Status, c.Score, c.Assertions = results.Failed, 0, []results.Assertion{{Type: "contains", Place: fmt.Sprintf("t.yaml:%d:1", i%50), Reason: long}}
		}
		return c
	}
	before := uint64(held(0))
	spool, err := results.NewSpool(t.TempDir())
	require.NoError(t, err)
	defer spool.Close()
	var sums results.Summer
	var early, late int64
	for i := range n {
		c := of(i)
		sums.Add(c)
		require.NoError(t, spool.Add(c))
		switch i {
		case n / 5: // more than 10,000, so that latencies are not kept any more
			early = held(before)
		case n - 1:
			late = held(before)
		}
	}
	require.Less(t, late-early, int64(1<<20))
	require.Less(t, late, int64(8<<20))
	sum, most, i := sums.Summary(), int64(0), 0
	require.Equal(t, n, sum.Cases)
	require.NoError(t, results.Write(io.Discard, head(), sum, sums.Modes(100), func(yield func(*results.Case, error) bool) {
		for c, err := range spool.All() {
			if i++; i == n {
				most = held(before)
			}
			if !yield(c, err) {
				return
			}
		}
	}))
	require.Less(t, most, int64(8<<20))
	runtime.KeepAlive(&sums)
}
