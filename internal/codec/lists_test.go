package codec_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/internal/codec"
)

type department struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
}

func TestStringLists(t *testing.T) {
	decodesTo(t, []string{"old", "older"}, map[string][]string{
		`["a","b"]`: {"a", "b"}, `["a",1,null,""]`: {"a", "1", "", ""}, `"a"`: {"a"}, `[""]`: {""},
		`null`: nil, `[]`: nil, `{}`: nil, `""`: nil, `false`: nil, `{"v":["a"]}`: {"a"}, `{"v":[]}`: nil, `{"v":null}`: nil, `{ "v" : [ "a" ] }`: {"a"},
	})
	decodesTo(t, nil, map[string][]status{`"OPEN"`: {"OPEN"}, `["OPEN"]`: {"OPEN"}})
	rejects[[]string](t, map[string]string{
		`true`: "v: true where a list is expected", `1`: "v: a number where a list is expected",
		`["a",true]`: "v[1]: true where text is expected", `{"w":["a"]}`: "v[0]: an object where text is expected",
		`{"v":["a"],"w":1}`: "v[0]: an object where text is expected",
	})
}

func TestStructLists(t *testing.T) {
	want := []department{{ID: "1"}, {ID: "2", Name: "x"}}
	decodesTo(t, []department{{ID: "old", Name: "old"}}, map[string][]department{
		`[{"id":1},{"id":"2","name":"x"}]`: want, `{"v":[{"id":1},{"id":"2","name":"x"}]}`: want,
		`{"id":1}`: want[:1], `{"v":{"id":1}}`: {{}}, `[null,{"id":1}]`: {{}, {ID: "1"}}, `[[],{}]`: {{}, {}},
		`null`: nil, `{}`: nil, `[]`: nil, `""`: nil,
	})
	decodesTo(t, nil, map[string][]*department{`[{"id":1},null,{},[]]`: {{ID: "1"}, nil, {}, nil}, `{"id":1}`: {{ID: "1"}}})
	rejects[[]department](t, map[string]string{
		`"x"`: "v: text that is not a list", `[{"id":1},{"id":true}]`: "v[1].id: true where text is expected", `{"id":true}`: "v[0].id: true where text is expected",
		`[1]`: "v[0]: a number where an object is expected",
	})
}

func TestNumberedList(t *testing.T) {
	decodesTo(t, []department{{ID: "old"}}, map[string][]department{
		`{"0":{"id":1},"2":{"id":"2","name":"x"}}`: {{ID: "1"}, {ID: "2", Name: "x"}}, `{ "10" : null, "9":{"id":1}}`: {{}, {ID: "1"}},
		`{"v":{"1":{"id":1}}}`: {{}}, `{"1":{"id":1},"id":2}`: {{ID: "2"}}, `{"id":2,"1":{"id":1}}`: {{ID: "2"}}, `{"1a":{"id":1}}`: {{}},
	})
	decodesTo(t, nil, map[string][]string{`{"3":"a","4":7}`: {"a", "7"}})
	decodesTo(t, nil, map[string][][]int{`{"3":[1],"4":{"0":2}}`: {{1}, {2}}})
	rejects[[]department](t, map[string]string{`{"0":{"id":1},"5":7}`: "v[1]: a number where an object is expected"})
}

func TestOtherLists(t *testing.T) {
	decodesTo(t, nil, map[string][]int{`[1,"2",null]`: {1, 2, 0}})
	decodesTo(t, nil, map[string][][]int{`[[1],null,[]]`: {{1}, nil, nil}})
	decodesTo(t, nil, map[string]*[]int{`[1]`: {1}, `[]`: nil, `{}`: nil, `{"v":[1]}`: {1}, `null`: nil})
	decodesTo(t, nil, map[string][]json.RawMessage{`[1, {"a": 1} ,null]`: {json.RawMessage(`1`), json.RawMessage(`{"a": 1}`), nil}})
	decodesTo(t, nil, map[string][]byte{`"aGk="`: []byte("hi"), `null`: nil})
	decodesTo(t, [2]int{7, 7}, map[string][2]int{`[1,2]`: {1, 2}, `[1]`: {1, 0}, `null`: {}})
	rejects[[][]int](t, map[string]string{`{"a":1}`: "v: an object where a list is expected", `[1]`: "v[0]: a number where a list is expected"})
}

type nestedList []nestedList

func TestRecursiveListType(t *testing.T) {
	decodesTo(t, nil, map[string]nestedList{`[[],[[null]]]`: {nil, {{nil}}}, `{}`: nil})
	rejects[nestedList](t, map[string]string{`{"a":1}`: "v: an object where a list is expected", `[[1]]`: "v[0][0]: a number where a list is expected"})
}

func TestUnwrapListAliases(t *testing.T) {
	var got struct {
		Accounts []department `json:"accounts" alt:"bankAccounts"`
	}
	require.NoError(t, codec.Unmarshal([]byte(`{"bankAccounts":{"accounts":[{"id":1}]}}`), &got))
	require.Equal(t, []department{{ID: "1"}}, got.Accounts)
	require.NoError(t, codec.Unmarshal([]byte(`{"accounts":{"bankAccounts":[{"id":2}]}}`), &got))
	require.Equal(t, []department{{ID: "2"}}, got.Accounts)
}
