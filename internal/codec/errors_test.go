package codec_test

import (
	"errors"
	"fmt"
	"net/netip"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/codec"
)

// record has a field for each kind of decoding error.
type record struct {
	Text    string         `json:"text"`
	Bool    *bool          `json:"bool"`
	Int     *int8          `json:"int"`
	Uint    uint           `json:"uint"`
	Float   float64        `json:"float"`
	Time    time.Time      `json:"time"`
	Epoch   time.Time      `json:"epoch" wire:"epochms"`
	List    []string       `json:"list"`
	Struct  *department    `json:"struct"`
	Map     rawMap         `json:"map"`
	Custom  customType     `json:"custom"`
	Address netip.Addr     `json:"address"`
	Model   model          `json:"model"`
	Numbers map[string]int `json:"numbers"`
	Array   [2]time.Time   `json:"array"`
}

func TestErrorHidesValue(t *testing.T) {
	secrets := []string{"secret", "4711.4711"}
	failures := 0
	for _, member := range []string{
		"text", "bool", "int", "uint", "float", "time", "epoch", "list", "struct", "map", "custom", "address", "model", "numbers", "array",
	} {
		for _, value := range []string{
			`"secret"`, `4711.4711`, `["secret"]`, `{"secret":"secret"}`, `[{"id":"secret"}]`, `{"id":["secret"]}`, `["secret",true]`, `"2024-05-secret"`,
			`"4711.4711"`, `4711.4711e999`, `"secret`, `secret`,
		} {
			err := codec.Unmarshal([]byte(`{"`+member+`":`+value+`}`), &record{})
			if err == nil {
				continue
			}
			failures++
			for ; err != nil; err = errors.Unwrap(err) {
				for _, secret := range secrets {
					require.NotContains(t, err.Error(), secret, member)
					require.NotContains(t, fmt.Sprintf("%+v %#v", err, err), secret, member)
				}
			}
		}
	}
	require.Greater(t, failures, 80, "nearly every combination should fail")
}

func TestErrorText(t *testing.T) {
	type info struct {
		CreatedAt time.Time `json:"createdAt"`
	}
	type job struct {
		Info        info           `json:"info"`
		Departments []department   `json:"departments"`
		Matrix      [][]department `json:"matrix"`
	}
	for text, want := range map[string]codec.Error{
		`{"info":{"createdAt":"soon"}}`:                    {Path: "info.createdAt", Want: "time", Got: "text"},
		`{"departments":[{},{},{"id":true}]}`:              {Path: "departments[2].id", Want: "text", Got: "true"},
		`{"departments":{"departments":[{"id":{"a":1}}]}}`: {Path: "departments[0].id", Want: "text", Got: "object"},
		`{"matrix":[[],[{},1]]}`:                           {Path: "matrix[1][1]", Want: "object", Got: "number"},
		`[[]]`:                                             {Want: "object", Got: "array"},
	} {
		err := codec.Unmarshal([]byte(text), &job{})
		var got *codec.Error
		require.ErrorAs(t, err, &got, text)
		require.Equal(t, want, *got, text)
	}
	require.EqualError(t, &codec.Error{Path: "info.createdAt", Want: "time", Got: "text"}, "info.createdAt: text that is not a time")
	require.EqualError(t, &codec.Error{Path: "departments[2].id", Want: "text", Got: "true"}, "departments[2].id: true where text is expected")
}

func TestInvalidTags(t *testing.T) {
	for want, v := range map[string]any{
		"is not an exported map": &struct {
			Extra map[string]any `json:"-" lenient:"extra"`
		}{},
		`wire:"epochms", which its type does not allow`: &struct {
			At string `wire:"epochms"`
		}{},
		`wire:"unix", which its type does not allow`: &struct {
			At time.Time `wire:"unix"`
		}{},
		`wire:"hhmm", which its type does not allow`: &struct {
			At time.Time `wire:"hhmm"`
		}{},
		`codec:"empty", which is allowed only for`: &struct {
			Text string `codec:"empty"`
		}{},
		`At of`: &struct {
			At *time.Time `codec:"empty"`
		}{},
		"json option string": &struct {
			N int `json:"n,string"`
		}{},
	} {
		require.ErrorContains(t, codec.Unmarshal([]byte(`{}`), v), want)
		_, err := codec.Marshal(v)
		require.ErrorContains(t, err, want)
	}
}

func TestConcurrentFirstUse(t *testing.T) {
	type fresh struct {
		Deep []struct {
			Deeper *struct {
				Model          *model `json:"model"`
				rolecall.Extra `json:"-"`
			} `json:"deeper"`
		} `json:"deep"`
	}
	text := `{"deep":[{"deeper":{"model":{"id":"1"},"x":1}}]}`
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			var got fresh
			if err := codec.Unmarshal([]byte(text), &got); err != nil {
				t.Error(err)
			}
			if again, err := codec.Marshal(got); err != nil || string(again) != text {
				t.Errorf("%v: %s", err, again)
			}
		})
	}
	group.Wait()
}
