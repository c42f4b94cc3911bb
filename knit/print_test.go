package knit_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"reflect"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/knit"
)

// secretFields are the fields that hold a credential or a file, by type.
var secretFields = map[string][]string{
	"APIDetails": {"Body", "Headers"}, "PassthroughRequest": {"Body", "Headers", "Params"}, "PassthroughResponse": {"Body", "Headers"},
	"Document": {"Content", "URL"}, "Attachment": {"Link"}, "NewAttachment": {"Link", "Content"}, "KYC": {"AadharURL", "PANURL"},
	"PassthroughFilters": {"Query", "Body", "Headers"},
}

const marker = `"marker"`

// marked has a value with the marker for each type that is never printed.
var marked = map[reflect.Type]any{
	reflect.TypeFor[json.RawMessage]():            json.RawMessage(marker),
	reflect.TypeFor[[]byte]():                     []byte(marker),
	reflect.TypeFor[map[string]json.RawMessage](): map[string]json.RawMessage{"name": json.RawMessage(marker)},
	reflect.TypeFor[knit.Token]():                 knit.Token(marker),
	reflect.TypeFor[knit.PassthroughBody]():       knit.PassthroughBody(marker),
	reflect.TypeFor[knit.TextMap]():               knit.TextMap{"name": marker},
	reflect.TypeFor[knit.PassthroughHeaders]():    knit.PassthroughHeaders{"name": {marker}},
}

// mark puts the marker into every value that must not be printed, nested models included.
func mark(v reflect.Value, depth int) {
	if value, ok := marked[v.Type()]; ok {
		v.Set(reflect.ValueOf(value))
		return
	}
	switch {
	case v.Kind() == reflect.Pointer && depth > 0:
		v.Set(reflect.New(v.Type().Elem()))
		mark(v.Elem(), depth-1)
	case v.Kind() == reflect.Slice && depth > 0:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		mark(v.Index(0), depth-1)
	case v.Kind() == reflect.Struct:
		for f, field := range v.Fields() {
			switch {
			case !f.IsExported():
			case field.Kind() == reflect.String && slices.Contains(secretFields[v.Type().Name()], f.Name):
				field.SetString(marker)
			case field.Kind() == reflect.String && f.Name == "Path":
				field.SetString("/v1/jobs?key=" + marker)
			default:
				mark(field, depth)
			}
		}
	default:
	}
}

// markerForms are the forms in which a verb could print the marker.
var markerForms = []string{"marker", "109 97 114", "109, 97", "6d61726b", "6D61726B", "0x6d", "0X6D"}

func TestPrintHidesSecretsAndRawJSON(t *testing.T) {
	t.Parallel()
	types := models()
	for _, more := range []reflect.Type{
		reflect.TypeFor[knit.RawAnswer](), reflect.TypeFor[knit.CompanyList](), reflect.TypeFor[knit.UploadDocumentRequest](), reflect.TypeFor[knit.RawEvent](),
		reflect.TypeFor[knit.TextMap](), reflect.TypeFor[knit.PassthroughBody](), reflect.TypeFor[knit.PassthroughHeaders](), reflect.TypeFor[knit.Token](),
	} {
		types[more.String()] = more
	}
	require.Greater(t, len(types), 80)
	for name, typ := range types {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := reflect.New(typ)
			mark(v.Elem(), 6)
			for verb := 'A'; verb <= 'z'; verb++ {
				if verb == 'p' || verb == 'w' || verb == 'T' {
					continue // these call no method and print no field
				}
				for _, flags := range []string{"", "+", "#"} {
					format := "%" + flags + string(verb)
					for _, printed := range []string{fmt.Sprintf(format, v.Elem().Interface()), fmt.Sprintf(format, v.Interface())} {
						for _, form := range markerForms {
							require.NotContains(t, printed, form, format)
						}
					}
				}
			}
		})
	}
}

func TestJSONLogHidesSecrets(t *testing.T) {
	t.Parallel()
	for _, v := range []any{
		&knit.AuthSession{}, &knit.EventSubscription{}, &knit.SubscriptionMetaData{}, &knit.PassthroughRequest{}, &knit.PassthroughResponse{}, &knit.APIDetails{},
		&knit.StartCustomSyncRequest{}, &knit.Document{}, &knit.Attachment{}, &knit.NewAttachment{}, &knit.UploadDocumentRequest{}, &knit.KYC{}, &knit.RawAnswer{},
		&knit.CompanyList{}, &knit.PassthroughFilters{},
	} {
		mark(reflect.ValueOf(v).Elem(), 6)
		for _, value := range []any{v, reflect.ValueOf(v).Elem().Interface()} {
			var log bytes.Buffer
			slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "v", value)
			for _, form := range append(markerForms, "Im1hcmtlciI") {
				require.NotContains(t, log.String(), form, "%T", v)
			}
		}
	}
}

func TestPrintModels(t *testing.T) {
	t.Parallel()
	job := knit.Job{Info: &knit.JobInfo{ID: "1", Title: "Nurse"}, Extra: extra("x", "1")}
	printed := fmt.Sprintf("%+v", job)
	require.Contains(t, printed, "Info:{ID:1 Title:Nurse")
	require.Contains(t, printed, "Extra:map[x:[1 bytes]]")
	client, err := knit.NewClient(apiKey)
	require.NoError(t, err)
	for _, v := range []any{client, *client, client.Integration("mg_a"), *client.Integration("mg_a").ATS} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
			require.NotContains(t, fmt.Sprintf(verb, v), apiKey)
		}
	}
}
