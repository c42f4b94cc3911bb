package linkedin

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEscapedForms(t *testing.T) {
	t.Parallel()
	require.Nil(t, escapedForms([]byte(`{"plain":"\u00fc"}`)), "JSON that is already ASCII has no escaped form")
	require.Nil(t, escapedForms([]byte("\xff")))
	require.Nil(t, escapedForms(nil))
	forms := escapedForms([]byte("aü😀"))
	require.Len(t, forms, 2)
	require.Equal(t, `a\u00fc\ud83d\ude00`, string(forms[0]))
	require.Equal(t, `a\u00FC\uD83D\uDE00`, string(forms[1]))
}
