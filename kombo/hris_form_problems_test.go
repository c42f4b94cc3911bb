package kombo_test

import (
	"encoding/json"
	"errors"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/kombo"
)

// problemsOf returns the problems of a FormError.
func problemsOf(t *testing.T, err error) []kombo.FormProblem {
	t.Helper()
	formErr, ok := errors.AsType[*kombo.FormError](err)
	require.True(t, ok, "%v", err)
	return formErr.Problems
}

func TestFormProblems(t *testing.T) {
	t.Parallel()
	t.Run("paths of different fields differ", func(t *testing.T) {
		t.Parallel()
		form := decode[kombo.Form](t, `{"properties":{
			"a.b":{"type":"text","required":true},"a/b":{"type":"text","required":true},"":{"type":"text","required":true},"a~1b":{"type":"text","required":true},
			"a":{"type":"object","required":true,"properties":{"b":{"type":"text","required":true},"0":{"type":"text","required":true}}}}}`)
		all := problemsOf(t, form.Validate(kombo.FormValues{"a": kombo.FormValues{}}))
		paths, pointers, messages := [][]string{}, []string{}, map[string]struct{}{}
		for _, p := range all {
			paths, pointers = append(paths, p.Path), append(pointers, p.Pointer())
			messages[p.String()] = struct{}{}
		}
		require.Equal(t, [][]string{{""}, {"a", "0"}, {"a", "b"}, {"a.b"}, {"a/b"}, {"a~1b"}}, paths)
		require.Equal(t, []string{"/", "/a/0", "/a/b", "/a.b", "/a~1b", "/a~01b"}, pointers)
		require.Len(t, messages, 6)
	})
	form := decode[kombo.Form](t, formJSON)
	for _, tt := range []struct {
		key   string
		value any
		code  kombo.ProblemCode
		limit *float64
	}{
		{"name", 7, kombo.ProblemType, nil},
		{"name", nil, kombo.ProblemNull, nil},
		{"name", "", kombo.ProblemEmpty, nil},
		{"name", "A", kombo.ProblemTooShort, new(2.0)},
		{"name", "Adalbertina", kombo.ProblemTooLong, new(10.0)},
		{"badge", "x", kombo.ProblemPattern, nil},
		{"hours", 10, kombo.ProblemTooSmall, new(10.5)},
		{"hours", 41, kombo.ProblemTooLarge, new(40.0)},
		{"hours", make(chan int), kombo.ProblemUnencodable, nil},
		{"firstDay", "tomorrow", kombo.ProblemDate, nil},
		{"firstDay", 7, kombo.ProblemType, nil},
		{"firstDay", rolecall.Date{Year: 2026, Month: 2, Day: 31}, kombo.ProblemDate, nil},
		{"firstDay", &rolecall.Date{Year: 2026, Month: 2, Day: 31}, kombo.ProblemDate, nil},
		{"site", "s9", kombo.ProblemOption, nil},
		{"tools", []string{"t1"}, kombo.ProblemTooFew, new(2.0)},
		{"tools", []string{}, kombo.ProblemTooFew, new(2.0)},
		{"tools", []string{"t1", "t2", "t3"}, kombo.ProblemTooMany, new(2.0)},
		{"shoes", 44, kombo.ProblemUnknown, nil},
	} {
		t.Run(string(tt.code)+" in "+tt.key+" has code and limit", func(t *testing.T) {
			t.Parallel()
			values := validValues()
			values[tt.key] = tt.value
			all := problemsOf(t, form.Validate(values))
			require.Len(t, all, 1)
			require.Equal(t, []string{tt.key}, all[0].Path)
			require.Equal(t, tt.code, all[0].Code)
			require.Equal(t, tt.limit, all[0].Limit)
		})
	}
	for name, field := range map[string]string{
		"multi-select":            `{"type":"multi_select","required":true,"options":{"type":"inline","entries":[{"id":"x"}]}}`,
		"referenced multi-select": `{"type":"multi_select","required":true,"options":{"type":"referenced","link":"/x"}}`,
		"list":                    `{"type":"array","required":true,"item_type":{"type":"text"}}`,
		"list with max_items":     `{"type":"array","required":true,"max_items":1000,"item_type":{"type":"text"}}`,
	} {
		t.Run("required "+name+" must not be empty", func(t *testing.T) {
			t.Parallel()
			form := decode[kombo.Form](t, `{"properties":{"a":`+field+`}}`)
			all := problemsOf(t, form.Validate(kombo.FormValues{"a": []string{}}))
			require.Equal(t, []kombo.FormProblem{{Path: []string{"a"}, Code: kombo.ProblemEmpty, Reason: "it is empty"}}, all)
		})
	}
	t.Run("optional multi-select may be empty", func(t *testing.T) {
		t.Parallel()
		form := decode[kombo.Form](t, `{"properties":{"a":{"type":"multi_select","options":{"type":"inline"}}}}`)
		require.NoError(t, form.Validate(kombo.FormValues{"a": []string{}}))
	})
	t.Run("values are checked as encoding/json encodes them", func(t *testing.T) {
		t.Parallel()
		form := decode[kombo.Form](t, `{"properties":{"a":{"type":"text"},"b":{"type":"text"},"c":{"type":"text"},"d":{"type":"array","item_type":{"type":"text"}},"e":{"type":"object","properties":{"1":{"type":"number"}}},"f":{"type":"date"}}}`)
		type named string
		day := rolecall.Date{Year: 2026, Month: 2, Day: 28}
		require.NoError(t, form.Validate(kombo.FormValues{
			"a": named("x"), "b": new("x"), "c": time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), "e": map[int]int{1: 2}, "f": &day,
		}))
		require.NoError(t, form.Validate(kombo.FormValues{"d": []any{&byPointer{}, json.RawMessage(`"x"`), []byte("x")}}))
		require.NoError(t, form.Validate(kombo.FormValues{"d": []byPointer{{}}}))
		all := problemsOf(t, form.Validate(kombo.FormValues{"e": struct{ Day rolecall.Date }{rolecall.Date{Year: 26, Month: 1, Day: 2}}}))
		require.Equal(t, "it cannot be sent: Day has a year that does not have four digits", all[0].Reason)
	})
	t.Run("problems are sorted by numeric index", func(t *testing.T) {
		t.Parallel()
		form := decode[kombo.Form](t, `{"properties":{"a":{"type":"array","item_type":{"type":"number","max":0}}}}`)
		all := problemsOf(t, form.Validate(kombo.FormValues{"a": []int{0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1}}))
		require.Equal(t, "a[2]", pathOf(all[0]))
		require.Equal(t, "a[10]", pathOf(all[1]))
	})
	t.Run("nil form has no fields", func(t *testing.T) {
		t.Parallel()
		var form *kombo.Form
		require.Empty(t, form.Example())
		require.NoError(t, form.Validate(nil))
		require.Equal(t, kombo.ProblemUnknown, problemsOf(t, form.Validate(kombo.FormValues{"a": 1}))[0].Code)
		values, err := form.Parse(url.Values{"button": {"x"}})
		require.NoError(t, err)
		require.Empty(t, values)
	})
}

// byPointer implements [json.Marshaler] with a pointer receiver.
type byPointer struct{ C chan int }

func (*byPointer) MarshalJSON() ([]byte, error) { return []byte(`"x"`), nil }

func TestFormParse(t *testing.T) {
	t.Parallel()
	form := decode[kombo.Form](t, formJSON)
	validInput := func() url.Values {
		return url.Values{
			"/name": {" Ada"}, "/badge": {"AB-12"}, "/hours": {" 38.50 "}, "/firstDay": {"2030-01-02"}, "/remote": {"false", "on"}, "/site": {"s2"}, "/company": {""},
			"/tools": {"t1", "", "t3"}, "/home/street": {"Hauptplatz 1"}, "/home/keys/3/number": {"7"}, "/home/keys/12/number": {"8"}, "/home/keys/5/number": {""},
			"csrf": {"token"}, "save": {"1"},
		}
	}
	t.Run("valid input", func(t *testing.T) {
		t.Parallel()
		values, err := form.Parse(validInput())
		require.NoError(t, err)
		require.Equal(t, kombo.FormValues{
			"name": " Ada", "badge": "AB-12", "hours": json.Number("38.50"), "firstDay": rolecall.Date{Year: 2030, Month: 1, Day: 2}, "remote": true, "site": "s2",
			"tools": []string{"t1", "t3"}, "home": kombo.FormValues{"street": "Hauptplatz 1", "keys": []any{
				kombo.FormValues{"number": json.Number("7")}, kombo.FormValues{"number": json.Number("8")},
			}},
		}, values)
	})
	for _, tt := range []struct {
		name, input string
		inputValues []string
		path        string
		code        kombo.ProblemCode
	}{
		{"not a number", "/hours", []string{"many"}, "/hours", kombo.ProblemType},
		{"hexadecimal number", "/hours", []string{"0x10"}, "/hours", kombo.ProblemType},
		{"infinity", "/hours", []string{"Inf"}, "/hours", kombo.ProblemType},
		{"decimal comma", "/hours", []string{"38,5"}, "/hours", kombo.ProblemType},
		{"two numbers", "/hours", []string{"38", "38"}, "/hours", kombo.ProblemType},
		{"invalid date", "/firstDay", []string{"2030-02-31"}, "/firstDay", kombo.ProblemDate},
		{"invalid checkbox", "/remote", []string{"maybe"}, "/remote", kombo.ProblemType},
		{"empty string", "/name", []string{"  "}, "/name", kombo.ProblemMissing},
		{"unknown option", "/tools", []string{"t1", "t9"}, "/tools/1", kombo.ProblemOption},
		{"unknown field", "/shoes", []string{"44"}, "/shoes", kombo.ProblemUnknown},
		{"unknown nested field", "/home/shoes/left", []string{"44"}, "/home/shoes", kombo.ProblemUnknown},
		{"list element with index 12", "/home/keys/12/number", []string{"100"}, "/home/keys/12/number", kombo.ProblemTooLarge},
		{"list element of wrong type", "/home/keys/12/number", []string{"x"}, "/home/keys/12/number", kombo.ProblemType},
	} {
		t.Run(tt.name+" has path of its input", func(t *testing.T) {
			t.Parallel()
			input := validInput()
			input[tt.input] = tt.inputValues
			values, err := form.Parse(input)
			require.NotEmpty(t, values)
			all := problemsOf(t, err)
			require.Len(t, all, 1)
			require.Equal(t, tt.path, all[0].Pointer())
			require.Equal(t, tt.code, all[0].Code)
		})
	}
	t.Run("no input reports every required field", func(t *testing.T) {
		t.Parallel()
		values, err := form.Parse(nil)
		require.Equal(t, kombo.FormValues{"remote": false, "home": kombo.FormValues{}}, values)
		require.Equal(t, map[string]string{
			"name": "it is missing", "hours": "it is missing", "firstDay": "it is missing", "site": "it is missing", "home.street": "it is missing",
		}, problems(t, err))
	})
	t.Run("optional object with empty inputs is omitted", func(t *testing.T) {
		t.Parallel()
		form := decode[kombo.Form](t, `{"properties":{"car":{"type":"object","properties":{
			"plate":{"type":"text","required":true},"electric":{"type":"checkbox","required":true},"keys":{"type":"array","required":true,"item_type":{"type":"text"}}}},
			"news":{"type":"checkbox"}}}`)
		for _, input := range []url.Values{{}, {"/car/plate": {""}, "/car/electric": {"false"}, "/car/keys/0": {""}}} {
			values, err := form.Parse(input)
			require.NoError(t, err)
			require.Empty(t, values)
		}
		values, err := form.Parse(url.Values{"/car/keys": {"a", "b"}, "/news": {"false"}})
		require.Equal(t, kombo.FormValues{"car": kombo.FormValues{"electric": false, "keys": []any{"a", "b"}}, "news": false}, values)
		require.Equal(t, map[string]string{"car.plate": "it is missing"}, problems(t, err))
	})
	t.Run("keys may contain any characters", func(t *testing.T) {
		t.Parallel()
		form := decode[kombo.Form](t, `{"properties":{"a/b":{"type":"text"},"a~1b":{"type":"text"},"a.b":{"type":"text"},"":{"type":"text"},"a":{"type":"object","properties":{"b":{"type":"text"}}}}}`)
		input := url.Values{
			kombo.InputName("a/b"): {"1"}, kombo.InputName("a~1b"): {"2"}, kombo.InputName("a.b"): {"3"}, kombo.InputName(""): {"4"}, kombo.InputName("a", "b"): {"5"},
		}
		require.Len(t, input, 5)
		values, err := form.Parse(input)
		require.NoError(t, err)
		require.Equal(t, kombo.FormValues{"a/b": "1", "a~1b": "2", "a.b": "3", "": "4", "a": kombo.FormValues{"b": "5"}}, values)
	})
	t.Run("nested lists", func(t *testing.T) {
		t.Parallel()
		form := decode[kombo.Form](t, `{"properties":{"a":{"type":"array","item_type":{"type":"array","item_type":{"type":"number","max":5}}}}}`)
		_, err := form.Parse(url.Values{"/a/1/2": {"1"}, "/a/7/8": {"2"}, "/a/7/9": {"6"}, "/a/999999999999999999999999/1": {"3"}})
		all := problemsOf(t, err)
		require.Len(t, all, 1)
		require.Equal(t, "/a/7/9", all[0].Pointer())
	})
}

// FuzzFormParse checks that no input panics, and that values without a problem are valid.
func FuzzFormParse(f *testing.F) {
	f.Add("/name", "Ada", "/home/keys/1/number")
	f.Add("/", "", "/home/keys//")
	f.Add("/home", "x", "/home/street/x")
	f.Fuzz(func(t *testing.T, name, value, other string) {
		form := decode[kombo.Form](t, formJSON)
		values, err := form.Parse(url.Values{name: {value}, other: {value, value}})
		if err == nil {
			require.NoError(t, form.Validate(values))
			return
		}
		require.NotEmpty(t, problemsOf(t, err))
	})
}
