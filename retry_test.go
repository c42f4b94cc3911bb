package rolecall_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
)

func TestRetryPolicyDefaults(t *testing.T) {
	for name, tc := range map[string]struct{ given, want rolecall.RetryPolicy }{
		"zero value":                        {rolecall.RetryPolicy{}, rolecall.RetryPolicy{MaxAttempts: 4, MinWait: 500 * time.Millisecond, MaxWait: 30 * time.Second}},
		"retries disabled":                  {rolecall.RetryPolicy{MaxAttempts: 1}, rolecall.RetryPolicy{MaxAttempts: 1, MinWait: 500 * time.Millisecond, MaxWait: 30 * time.Second}},
		"all fields set":                    {rolecall.RetryPolicy{MaxAttempts: 2, MinWait: 3, MaxWait: 4}, rolecall.RetryPolicy{MaxAttempts: 2, MinWait: 3, MaxWait: 4}},
		"MaxWait below the default MinWait": {rolecall.RetryPolicy{MaxWait: time.Millisecond}, rolecall.RetryPolicy{MaxAttempts: 4, MinWait: time.Millisecond, MaxWait: time.Millisecond}},
		"MinWait above the default MaxWait": {rolecall.RetryPolicy{MinWait: time.Minute}, rolecall.RetryPolicy{MaxAttempts: 4, MinWait: time.Minute, MaxWait: time.Minute}},
	} {
		t.Run(name, func(t *testing.T) {
			got := tc.given.WithDefaults()
			require.Equal(t, tc.want, got)
			require.Equal(t, got, got.WithDefaults(), "the result is unchanged by WithDefaults")
			_, err := rolecall.NewCall(t.Context()).Retry(got)
			require.NoError(t, err)
		})
	}
}
