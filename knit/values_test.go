package knit_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/knit"
)

func TestDateZones(t *testing.T) {
	t.Parallel()
	day := rolecall.Date{Year: 2026, Month: time.March, Day: 1}
	require.Equal(t, day, rolecall.DateOf(time.Date(2026, 3, 1, 23, 0, 0, 0, time.FixedZone("", -11*3600))))
	require.Equal(t, "2026-03-01", day.String())
	for encoded, want := range map[string]rolecall.Date{
		`"2026-03-01"`: day, `"2026-03-01T23:00:00.000Z"`: day, `null`: {}, `""`: {},
	} {
		require.Equal(t, want, decode[rolecall.Date](t, encoded), encoded)
	}
	for _, encoded := range []string{`"2026-02-30"`, `"1 March"`, `20260301`, `true`, `{"a":1}`} {
		require.Error(t, json.Unmarshal([]byte(encoded), new(rolecall.Date)), encoded)
	}
	none, err := json.Marshal(rolecall.Date{})
	require.NoError(t, err)
	require.Equal(t, "null", string(none))
	require.Empty(t, rolecall.Date{}.String())
}

func TestTextMap(t *testing.T) {
	t.Parallel()
	require.Equal(t, knit.TextMap{"a": "b", "n": "1.50", "t": "true", "z": ""}, decode[knit.TextMap](t, `{"a":"b","n":1.50,"t":true,"z":null}`))
	for _, encoded := range []string{`null`, `{}`, `[]`, `""`} {
		require.Nil(t, decode[knit.TextMap](t, encoded))
		require.Nil(t, decode[knit.PassthroughHeaders](t, encoded))
	}
	for _, encoded := range []string{`7`, `"x"`, `[1]`, `{"a":{"b":1}}`} {
		require.Error(t, json.Unmarshal([]byte(encoded), new(knit.TextMap)), encoded)
		require.Error(t, json.Unmarshal([]byte(encoded), new(knit.PassthroughHeaders)), encoded)
	}
}

func TestAuthSessionHidesToken(t *testing.T) {
	t.Parallel()
	c, _ := mockCaller(t, 200, `{"success":true,"msg":{"token":"let-me-in"}}`)
	session, err := c.client.CreateAuthSession(t.Context(), session())
	require.NoError(t, err)
	require.Equal(t, "let-me-in", string(session.Token))
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		require.NotContains(t, fmt.Sprintf(verb, *session), "let-me-in")
		require.NotContains(t, fmt.Sprintf(verb, session.Token), "let-me-in")
	}
	log := &logBuffer{}
	slog.New(slog.NewTextHandler(log, nil)).Info("session", "token", session.Token)
	require.NotContains(t, log.lines()[0], "let-me-in")
	encoded, err := json.Marshal(session)
	require.NoError(t, err)
	require.JSONEq(t, `{"token":"let-me-in"}`, string(encoded))
}

// The result of this call is the member "msg"; that of every other call is "data".
func TestCreateAuthSessionMsg(t *testing.T) {
	t.Parallel()
	for body, token := range map[string]string{
		`{"success":true,"msg":{"token":"t"}}`:                      "t",
		`{"success":true,"msg":{"token":"t"},"data":{"token":"u"}}`: "t",
		`{"success":true,"data":{"token":"u"},"msg":"done"}`:        "u", // as in other calls
		`{"success":true,"msg":"done"}`:                             "", `{"success":true}`: "", `{"success":true,"msg":{}}`: "", `{"success":true,"msg":{"token":null}}`: "",
	} {
		c, _ := mockCaller(t, 200, body)
		got, err := c.client.CreateAuthSession(t.Context(), session())
		if token == "" {
			require.Contains(t, asError(t, err).Message, "does not match the documented format", body)
			continue
		}
		require.NoError(t, err)
		require.Equal(t, token, string(got.Token))
	}
}

func TestVirtualFilters(t *testing.T) {
	t.Parallel()
	july := time.Date(2026, 7, 1, 12, 0, 0, 0, time.FixedZone("", 2*3600))
	for operator, filter := range map[string]*knit.VirtualFilter{
		"isGreaterThan": knit.DateAfter("info.appliedAt", july), "isLessThan": knit.DateBefore("info.appliedAt", july),
	} {
		encoded, err := json.Marshal(filter)
		require.NoError(t, err)
		require.JSONEq(t, `{"data":"`+operator+`","type":"date_operator","left":{"data":"info.appliedAt","type":"key","left":null,"right":null},
			"right":{"data":"2026-07-01T10:00:00Z","type":"value_date","left":null,"right":null}}`, string(encoded))
		require.Equal(t, *filter, decode[knit.VirtualFilter](t, string(encoded)))
	}
	require.Equal(t, "open,draft", knit.JoinValues("open", "draft"))
}

func TestJoinedFilters(t *testing.T) {
	t.Parallel()
	technology := knit.TextEquals(knit.KeyDepartment, "Technology")
	const leaf = `{"data":"isEqualTo","type":"string_operator","left":{"data":"orgStructure.department","type":"key","left":null,"right":null},
		"right":{"data":"Technology","type":"value_string","left":null,"right":null}}`
	encoded, err := json.Marshal(knit.AnyOf(technology, technology, technology))
	require.NoError(t, err)
	or := func(left, right string) string {
		return `{"data":"or","type":"logical_operator","left":` + left + `,"right":` + right + `}`
	}
	require.JSONEq(t, or(or(leaf, leaf), leaf), string(encoded))
	both := knit.AllOf(technology, knit.AnyOf(technology, knit.TextFilter("contains", "info.title", "")))
	encoded, err = json.Marshal(both)
	require.NoError(t, err)
	require.Equal(t, *both, decode[knit.VirtualFilter](t, string(encoded)))

	integration, network := mockIntegration(t, respondWith(200, `{"success":true}`))
	for want, filter := range map[string]*knit.VirtualFilter{
		`Right is nil: operator "and" requires two sides`: knit.AllOf(technology, nil),
		`Left is nil: operator "or" requires two sides`:   knit.AnyOf(nil, technology),
		`Right is nil: operator "and" requires`:           knit.AllOf(technology, technology, nil),
		"Right.Left.Data is empty":                        knit.AllOf(technology, knit.TextEquals("", "Technology")),
	} {
		err = callDeal(t, integration, knit.CallRequest{Name: "the.path.of.support", Body: map[string]any{"filter": filter}})
		require.ErrorContains(t, err, want)
		require.ErrorIs(t, err, rolecall.ErrInvalid, want)
	}
	require.Empty(t, network.requests())
}

func TestRawAnswer(t *testing.T) {
	t.Parallel()
	for data, want := range map[string]string{`{"plans":[1.50]}`: `{"plans":[1.50]}`, `"done"`: `"done"`, `null`: "", `[]`: `[]`} {
		c, _ := mockCaller(t, 200, `{"success":true,"data": `+data+` }`)
		plans, err := c.integration.HRIS.ListCompensationPlans(t.Context(), knit.EmployeeOptions{})
		require.NoError(t, err)
		require.Equal(t, want, string(plans.Raw))
		var into any
		require.NoError(t, plans.Decode(&into))
		encoded, err := json.Marshal(plans)
		require.NoError(t, err)
		require.Equal(t, *plans, decode[knit.CompensationPlans](t, string(encoded)))
	}
}

func TestDocumentBytes(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		document knit.Document
		want     string
	}{
		{knit.Document{Content: "aGk=", Encoding: knit.EncodingBase64}, "hi"},
		{knit.Document{Content: "aGk="}, "aGk="},
		{knit.Document{Encoding: knit.EncodingBase64}, ""},
	} {
		data, err := tt.document.Data()
		require.NoError(t, err)
		require.Equal(t, tt.want, string(data))
	}
	_, err := (&knit.Document{Content: "secret!", Encoding: knit.EncodingBase64}).Data()
	require.Error(t, err)
	require.NotContains(t, err.Error(), "secret!")
}
