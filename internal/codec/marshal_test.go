package codec_test

import (
	"encoding/json"
	"math"
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/internal/codec"
)

// everything has a field of each kind that Marshal must write as encoding/json does.
type everything struct {
	Text      string                     `json:"text"`
	NoText    string                     `json:"noText,omitempty"`
	Status    status                     `json:"status"`
	Pointer   *string                    `json:"pointer"`
	NoPointer *string                    `json:"noPointer,omitempty"`
	Bool      bool                       `json:"bool"`
	Int       int64                      `json:"int"`
	Uint      uint8                      `json:"uint,omitempty"`
	Float     float64                    `json:"float"`
	Small     float32                    `json:"small"`
	Time      time.Time                  `json:"time"`
	NoTime    time.Time                  `json:"noTime,omitzero"`
	PastTime  *time.Time                 `json:"pastTime,omitempty"`
	List      []string                   `json:"list"`
	NoList    []string                   `json:"noList,omitempty"`
	Structs   []department               `json:"structs"`
	Struct    department                 `json:"struct,omitempty"` //nolint:modernize // the test is that omitempty has no effect here
	ZeroDept  department                 `json:"zeroDept,omitzero"`
	Raw       json.RawMessage            `json:"raw"`
	Map       map[string]json.RawMessage `json:"map"`
	Numbers   map[string]int             `json:"numbers,omitempty"`
	Any       any                        `json:"any"`
	NoAny     any                        `json:"noAny,omitzero"`
	Bytes     []byte                     `json:"bytes"`
	Array     [2]bool                    `json:"array"`
	Model     model                      `json:"model"`
	Models    []*model                   `json:"models"`
	Address   netip.Addr                 `json:"address"`
	ZeroPast  *time.Time                 `json:"zeroPast,omitzero"`
	Either    []int                      `json:"either,omitempty,omitzero"`
	NoAddress *netip.Addr                `json:"noAddress,omitzero"`
	Untagged  string
	Ignored   string `json:"-"`
	Dash      string `json:"-,"` //nolint:staticcheck // the member is named "-"
	Linked
	hidden string
}

func TestMarshalMatchesEncodingJSON(t *testing.T) {
	text, at := "x", time.Date(2024, 5, 1, 12, 0, 0, 123000000, time.FixedZone("", -5*3600))
	for name, value := range map[string]everything{
		"zero struct": {Raw: json.RawMessage("null")},
		"full struct": {
			Text: "a\"b\\c\b\f\n\r\t\x00\x1f\u007fé\u2028\u2029😀", NoText: "x", Status: "OPEN", Pointer: &text, NoPointer: &text,
			Bool: true, Int: math.MinInt64, Uint: 255, Float: 0.1, Small: 0.1, Time: at, NoTime: at.UTC(), PastTime: &at,
			List: []string{"", "b"}, NoList: []string{"c"}, Structs: []department{{ID: "1"}, {Name: "n"}}, Struct: department{ID: "2"},
			ZeroDept: department{ID: "3"}, Raw: json.RawMessage(`{"a":[1]}`), Map: raws("b", "1", "a", `{"c":null}`), Numbers: map[string]int{"n": 1},
			Any: map[string]any{"k": []any{1.5, nil}}, NoAny: 0, Bytes: []byte("hi"), Array: [2]bool{true}, Model: model{ID: "4"},
			Models: []*model{nil, {ID: "5", Owner: &model{}}}, Address: netip.MustParseAddr("10.0.0.1"),
			NoAddress: &netip.Addr{}, ZeroPast: &at, Either: []int{0}, Untagged: "u", Ignored: "i", Dash: "d", Linked: Linked{Link: "l"}, hidden: "h",
		},
		"empty but not nil": {
			List: []string{}, NoList: []string{}, Structs: []department{}, Map: raws(), Numbers: map[string]int{}, Bytes: []byte{}, Raw: json.RawMessage("1"), PastTime: &time.Time{},
			ZeroPast: &time.Time{}, Either: []int{},
		},
	} {
		t.Run(name, func(t *testing.T) {
			want, err := json.Marshal(value)
			require.NoError(t, err)
			for _, v := range []any{value, &value} {
				got, err := codec.Marshal(v)
				require.NoError(t, err)
				require.Equal(t, string(want), string(got))
			}
		})
	}
	for _, f := range []float64{0, math.Copysign(0, -1), 1, -1.5, 1e20, 1e21, 1.5e300, 1e-6, 9.9e-7, 1e-10, 5e-324, math.MaxFloat64, 16777216, 1 << 53} {
		want, err := json.Marshal([]any{f, float32(f / 2)})
		if err != nil {
			continue // too large for a float32
		}
		got, err := codec.Marshal(struct {
			A float64 `json:"a"`
			B float32 `json:"b"`
		}{f, float32(f / 2)})
		require.NoError(t, err)
		var pair struct{ A, B json.RawMessage }
		require.NoError(t, json.Unmarshal(got, &pair))
		require.Equal(t, string(want), "["+string(pair.A)+","+string(pair.B)+"]")
	}
}

func TestMarshal(t *testing.T) {
	marshal := func(t *testing.T, v any) string {
		t.Helper()
		text, err := codec.Marshal(v)
		require.NoError(t, err)
		require.True(t, json.Valid(text))
		return string(text)
	}
	t.Run("HTML is not escaped", func(t *testing.T) {
		require.JSONEq(t, `{"v":"<a & b>"}`, marshal(t, one[string]{V: "<a & b>"}))
		require.JSONEq(t, `{"v":["<"]}`, marshal(t, one[any]{V: []string{"<"}}))
	})
	t.Run("invalid UTF-8 is replaced", func(t *testing.T) {
		require.JSONEq(t, `{"v":"a\ufffd\ufffdb"}`, marshal(t, one[string]{V: "a\xff\xfeb"}))
	})
	t.Run("Extra is written after the fields, sorted by name", func(t *testing.T) {
		require.JSONEq(t, `{"name":"n","a":null,"b":[ 1 ],"c":"<"}`, marshal(t, outer{Name: "n", More: raws("c", `"<"`, "b", ` [ 1 ] `, "a", "null")}))
		require.Equal(t, `{"a":null}`, marshal(t, outer{More: map[string]json.RawMessage{"a": nil}}))
	})
	t.Run("member of Extra is omitted if a field wrote it", func(t *testing.T) {
		require.JSONEq(t, `{"name":"n","x":1}`, marshal(t, outer{Name: "n", More: raws("name", "1", "NAME", "2", "x", "1")}))
		require.Equal(t, `{"name":1}`, marshal(t, outer{More: raws("name", "1")}))
	})
	t.Run("nil and pointers to pointers", func(t *testing.T) {
		value := &outer{Name: "n"}
		require.Equal(t, `null`, marshal(t, nil))
		require.Equal(t, `null`, marshal(t, (*outer)(nil)))
		require.JSONEq(t, `{"name":"n"}`, marshal(t, &value))
	})
	t.Run("nested methods with pointer receivers are called", func(t *testing.T) {
		require.JSONEq(t, `{"v":{"id":"1"}}`, marshal(t, one[pointerModel]{V: pointerModel{ID: "1"}}))
	})
	t.Run("invalid values are rejected and not shown", func(t *testing.T) {
		for want, v := range map[string]any{
			"v: a malformed value where JSON is expected":                                       one[json.RawMessage]{V: json.RawMessage(`secret`)},
			"x: a malformed value where JSON is expected":                                       outer{More: raws("x", "secret")},
			"v.x: a malformed value where JSON is expected":                                     one[rawMap]{V: rawMap(raws("x", ""))},
			"v: a failure of customType where JSON is expected":                                 one[customType]{},
			"v[1]: a malformed value where JSON is expected":                                    one[[]customType]{V: []customType{{seen: "1"}, {seen: "secret"}}},
			"v: an infinity or NaN where a number is expected":                                  one[float64]{V: math.Inf(1)},
			"v: a failure of chan int where JSON is expected":                                   one[chan int]{V: make(chan int)},
			"v: a time out of range where a time of the years -999999 to 999999 is expected":    one[time.Time]{V: time.Unix(1<<45, 0)},
			"v[0]: a time out of range where a time of the years -999999 to 999999 is expected": one[[]time.Time]{V: []time.Time{time.Unix(1<<45, 0)}},
		} {
			_, err := codec.Marshal(v)
			require.EqualError(t, err, want)
		}
	})
}

func TestMarshalWrapperName(t *testing.T) {
	for _, want := range []outer{
		{Inner: &inner{Extra: raws("inner", `{"id":"x"}`)}},
		{Inner: &inner{Extra: raws("inner", `null`)}},
		{Inner: &inner{Extra: raws("inner", `[]`)}},
		{Inner: &inner{Extra: raws("inner", `{"inner":{}}`)}},
	} {
		text, err := codec.Marshal(want)
		require.NoError(t, err)
		var got outer
		require.NoError(t, codec.Unmarshal(text, &got))
		require.Equal(t, want, got)
	}
}
