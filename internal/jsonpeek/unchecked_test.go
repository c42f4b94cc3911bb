package jsonpeek

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
)

// result contains the members or elements that an iteration returned, and its error.
type result struct {
	names, values []string
	err           error
}

func iterate(data string, object, array func([]byte, *result) error) result {
	var r result
	if len(data) > 0 && data[0] == '[' {
		r.err = array([]byte(data), &r)
	} else {
		r.err = object([]byte(data), &r)
	}
	return r
}

func checked(data string) result {
	return iterate(data, func(b []byte, r *result) error { return Members(b, r.member) }, func(b []byte, r *result) error { return Elements(b, r.element) })
}

func unchecked(data string) result {
	return iterate(data, func(b []byte, r *result) error { return UncheckedMembers(b, r.member) }, func(b []byte, r *result) error { return UncheckedElements(b, r.element) })
}

func (r *result) member(key, value []byte) error {
	r.names = append(r.names, string(key))
	return r.element(value)
}

func (r *result) element(value []byte) error {
	r.values = append(r.values, string(value))
	return nil
}

var uncheckedSeeds = []string{
	`{}`, `[]`, `{"a":1}`, ` {"a" : [ 1 , "x]\"" ] , "b\u0061\\":{"c":"\\\\"} ,"d":-1.5e3, "e":true,"f":null}`, `["\\","\"",["]",{"}":"{"}],"",0,false ]`,
	`{"a":"\\\"","b":"\\\\\""}`, `[[[[]]],{},{"":""}]`, `{"a":1`, `["`, `["\`, `["\"`, `{"a"`, `[1,]`, `[,]`, `{"a":}`, `{"a":,"b":1}`, `[1 2]`, `{"a":"b"c}`, `x`, ``, `[}`, `[1]]`, `{"a":nul}`,
}

func TestUnchecked(t *testing.T) {
	t.Parallel()
	for _, data := range uncheckedSeeds {
		if json.Valid([]byte(data)) {
			require.Equal(t, checked(data), unchecked(data), data)
		}
	}
}

func TestUncheckedTruncated(t *testing.T) {
	t.Parallel()
	for _, data := range []string{`{"a":1`, `["`, `["\`, `["\"`, `{"a"`, `[,]`, `{"a":}`, `{"a":[1`, `{"a":{"b":"`, `{"a":`, `[`, `{`, ``, `x`} {
		require.ErrorIs(t, unchecked(data).err, ErrSyntax, data)
	}
}

func TestUncheckedCallbackError(t *testing.T) {
	t.Parallel()
	enough := errors.New("enough")
	require.Equal(t, enough, UncheckedMembers([]byte(`{"a":1,"b":2}`), func(_, _ []byte) error { return enough }))
	require.Equal(t, enough, UncheckedElements([]byte(`[1,2]`), func([]byte) error { return enough }))
}

func TestUncheckedPick(t *testing.T) {
	t.Parallel()
	var into, want [2][]byte
	data := []byte(`{"data" : {"a":["]","\"}",{}],"b":1} , "sta\u0074us":"ok","x":"{"}`)
	require.NoError(t, Pick(data, want[:], "status", "data"))
	require.NoError(t, UncheckedPick(data, into[:], "status", "data"))
	require.Equal(t, want, into)
	require.ErrorIs(t, UncheckedPick([]byte(`{"data":{},"DATA":[]}`), into[:], "status", "data"), ErrDuplicate)
	require.Nil(t, into[1])
}

// FuzzUnchecked checks that the unchecked functions return the same as the others for valid JSON. For other
// data they must end, and must return no empty values, so that callers can read the first byte of a value.
func FuzzUnchecked(f *testing.F) {
	for _, seed := range uncheckedSeeds {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data string) {
		got := unchecked(data)
		for _, value := range got.values {
			require.NotEmpty(t, value)
		}
		if want := checked(data); want.err == nil {
			require.Equal(t, want, got)
		}
	})
}
