package webhook

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestABufferThatIsUsedAgainHoldsNothingOfTheBodyBefore(t *testing.T) {
	rx := &Receiver{opts: Options{maxBody: 1 << 20}}
	for range 100 {
		_, room, n, err := rx.readChunked(strings.NewReader(strings.Repeat("record ", 1000)))
		require.NoError(t, err)
		require.Equal(t, 7000, n)
		require.Equal(t, strings.Repeat("record ", 1000), string(room[:n]))
		buf := scratch.Get().(*bytes.Buffer)
		require.Zero(t, buf.Len())
		require.NotContains(t, string(buf.AvailableBuffer()[:buf.Available()]), "record")
		scratch.Put(buf)
	}
}
