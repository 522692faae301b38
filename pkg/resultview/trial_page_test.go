package resultview_test

import (
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/resultview"
	"github.com/stretchr/testify/require"
)

// A comparison is the page of two runs, with the verdict above all else.
func TestTrialIsThePageOfTwoRuns(t *testing.T) {
	runs := fixture()
	compared, err := resultview.NewTrial(runs[0], runs[1], 0)
	require.NoError(t, err)
	var b strings.Builder
	require.NoError(t, compared.HTML(&b, resultview.Options{}))
	page := b.String()
	data := requireAlone(t, page)
	require.Contains(t, data[0], `"columns":["support/triage@v1","support/triage"]`)
	top := strings.Index(page, `<section class="verdict"`)
	require.Greater(t, top, 0)
	require.Less(t, top, strings.Index(page, `<table class="runs"`))
	require.Contains(t, page, `<span class="tool">promptctl compare</span>`)
	for _, link := range []string{`<a href="#case=b"><bdi>b</bdi></a>`, `<a href="#case=a"><bdi>a</bdi></a>`} {
		require.Contains(t, page[top:strings.Index(page, "</section>")], link, "what broke and what was fixed can be opened")
	}
}
