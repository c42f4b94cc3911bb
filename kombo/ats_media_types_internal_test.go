package kombo

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestMediaTypes(t *testing.T) {
	t.Parallel()
	for extension, mediaType := range mediaTypes {
		require.Regexp(t, `^[a-z0-9]+$`, extension)
		require.Regexp(t, contentTypePattern, mediaType)
	}
}
