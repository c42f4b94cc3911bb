package codec_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/internal/codec"
)

func TestUnmarshalValid(t *testing.T) {
	for _, text := range []string{
		string(event), `{}`, ` {"id":1} `, `null`, `[]`, `""`, `false`, `{"data":{"stages":{"stages":[{"id":1}]},"customFields":{"a":[1,{"b":"]"}]}}}`,
	} {
		var want, got lenientEvent
		require.NoError(t, codec.Unmarshal([]byte(text), &want), text)
		require.NoError(t, codec.UnmarshalValid([]byte(text), &got), text)
		require.Equal(t, want, got, text)
	}
	for _, text := range []string{`{"int":"many"}`, `{"list":["a",true,"c"]}`, `7`} {
		var want, got record
		wantErr := codec.Unmarshal([]byte(text), &want)
		require.Error(t, wantErr)
		require.Equal(t, wantErr, codec.UnmarshalValid([]byte(text), &got))
		require.Equal(t, want, got)
	}
	require.ErrorContains(t, codec.UnmarshalValid([]byte(`{}`), nil), "needs a pointer")
	require.ErrorContains(t, codec.UnmarshalValid([]byte(`{}`), lenientEvent{}), "needs a pointer")
}

// UnmarshalValid must not panic if its input is invalid JSON.
func FuzzUnmarshalValid(f *testing.F) {
	for _, text := range []string{string(event), `{`, `{"inners":[{"id":`, `{"text":"\`, `{"at":"2019`, `{"map":{"a"}`, `{"number":1x}`, `{"text":"a" "b"}`, `{"flag":"1}`} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var want, got allKinds
		err := codec.UnmarshalValid(data, &got)
		if codec.Unmarshal(data, &want) == nil {
			require.NoError(t, err)
			require.Equal(t, want, got)
		}
	})
}
