package webhook

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestABufferThatIsUsedAgainHoldsNothingOfTheBodyBefore(t *testing.T) {
	rx := &Receiver{opts: Options{maxBody: 1 << 20}}
	body := strings.Repeat("record ", 20_000)
	for range 100 {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", struct{ *strings.Reader }{strings.NewReader(body)})
		require.Negative(t, r.ContentLength)
		in, err := rx.read(r)
		require.NoError(t, err)
		require.Equal(t, body, string(in.body()))
		for class := range pools {
			b := takeBuffer(class, 0)
			require.Equal(t, make([]byte, firstRead<<(2*class)), b.bytes)
			b.release(0)
		}
	}
}
