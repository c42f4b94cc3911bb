package knit_test

import (
	"context"
	"encoding/json"
	"maps"
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/knit"
)

// dateFields returns the index paths of the fields of a request that hold a date, by name.
func dateFields(t reflect.Type, index []int, name string) (list map[string][]int) {
	list = map[string][]int{}
	for i := range t.NumField() {
		f := t.Field(i)
		path := append(append([]int{}, index...), i)
		switch {
		case f.Type == reflect.TypeFor[rolecall.Date]():
			list[name+f.Name] = path
		case f.Anonymous && f.Type.Kind() == reflect.Struct: // its fields are those of t
			maps.Copy(list, dateFields(f.Type, path, name))
		case f.Type.Kind() == reflect.Struct && f.Type != reflect.TypeFor[time.Time]():
			maps.Copy(list, dateFields(f.Type, path, name+f.Name+"."))
		}
	}
	return list
}

// The dates of all requests are found by reflection, so that new ones are also checked.
func TestInvalidDatesNotSent(t *testing.T) {
	t.Parallel()
	invalid := []rolecall.Date{
		{Year: 2026, Month: 2, Day: 31},
		{Year: 2026, Month: 7, Day: 32},
		{Year: 2025, Month: 2, Day: 29},
		{Year: 2026, Month: 13, Day: 1},
		{Year: 2026, Month: 1},
		{Year: 2026},
		{Month: 1, Day: 1},
		{Year: 26, Month: 1, Day: 1},
		{Year: -1, Month: 1, Day: 1},
		{Year: 10000, Month: 1, Day: 1},
		{Year: 2026, Month: -1, Day: 1},
		{Year: 2026, Month: 1, Day: -1},
		rolecall.DateOf(time.Time{}),
	}
	c, network := mockCaller(t, 200, `{"success":true,"data":{}}`)
	found := 0
	for _, service := range []any{c.integration, c.integration.ATS, c.integration.HRIS, c.client} {
		for m, method := range reflect.ValueOf(service).Methods() {
			if m.Type.NumIn() < 3 || m.Type.In(2).Kind() != reflect.Struct {
				continue
			}
			for field, index := range dateFields(m.Type.In(2), nil, "") {
				found++
				for _, date := range invalid {
					req := reflect.New(m.Type.In(2)).Elem()
					for _, f := range reflect.VisibleFields(req.Type()) {
						if f.Type.Kind() == reflect.String { // the required fields
							req.FieldByIndex(f.Index).SetString("x")
						}
					}
					req.FieldByIndex(index).Set(reflect.ValueOf(date))
					out := method.Call([]reflect.Value{reflect.ValueOf(t.Context()), req})
					err, _ := reflect.TypeAssert[error](out[len(out)-1])
					require.ErrorIs(t, err, rolecall.ErrInvalid, "%s %s", m.Name, date)
					require.Regexp(t, "^"+field+" (is not in the calendar|has a year that does not have four digits)$", asError(t, err).Message, m.Name)
				}
			}
		}
	}
	require.Equal(t, 4, found)
	require.Empty(t, network.requests())
	for _, date := range invalid {
		require.NotEmpty(t, date.Problem(), "%#v", date)
	}
	for _, date := range []rolecall.Date{{}, {Year: 2024, Month: 2, Day: 29}, {Year: 1000, Month: 1, Day: 1}, {Year: 9999, Month: 12, Day: 31}} {
		_, err := c.integration.HRIS.CreateEmployee(t.Context(), knit.CreateEmployeeRequest{EmployeeFields: knit.EmployeeFields{FirstName: "Jo", LastName: "Doe", BirthDate: date}})
		require.NoError(t, err)
	}
}

func TestUploadDocumentBase64(t *testing.T) {
	t.Parallel()
	t.Run("document is encoded", func(t *testing.T) {
		t.Parallel()
		c, network := mockCaller(t, 200, `{"success":true,"data":{}}`)
		req := knit.UploadDocumentRequest{EmployeeID: "e1", FileName: "a.bin", Content: []byte{0, 0xff, '<'}, Extra: extra("x", "1")}
		_, err := c.integration.HRIS.UploadDocument(t.Context(), req)
		require.NoError(t, err)
		require.JSONEq(t, `{"employeeId":"e1","fileName":"a.bin","content":"AP88","encoding":"BASE64","x":1}`, network.requests()[0].Body)
		require.Equal(t, req, decode[knit.UploadDocumentRequest](t, network.requests()[0].Body))
		for _, body := range []string{`{"content":"%%"}`, `{"content":"aGk="}`, `{"content":"aGk=","encoding":"HEX"}`, `7`} {
			require.Error(t, json.Unmarshal([]byte(body), new(knit.UploadDocumentRequest)), body)
		}
		_, err = c.integration.HRIS.UploadDocument(t.Context(), knit.UploadDocumentRequest{EmployeeID: "e1", FileName: "a.bin"})
		require.ErrorIs(t, err, rolecall.ErrInvalid)
		require.Contains(t, asError(t, err).Message, "Content")
		require.Len(t, network.requests(), 1)
	})
	t.Run("attachment that is not base64 is not sent", func(t *testing.T) {
		t.Parallel()
		for content, want := range map[string]bool{
			"hello, world": false, "aGk": false, "aG k=": false, "aGk=\n": false, "aGl=": false, "_-8=": false, "data:text/plain;base64,aGk=": false, "aGk=": true, "/+8=": true,
		} {
			for name, send := range map[string]func(ctx context.Context, i *knit.Integration, a knit.NewAttachment) error{
				"add": func(ctx context.Context, i *knit.Integration, a knit.NewAttachment) error {
					return errOf(i.ATS.AddAttachment(ctx, knit.AddAttachmentRequest{ApplicationID: "a", Attachment: a}))
				},
				"apply": func(ctx context.Context, i *knit.Integration, a knit.NewAttachment) error {
					return errOf(i.ATS.CreateApplication(ctx, knit.CreateApplicationRequest{JobID: "j", CandidateID: "c", Attachment: &a}))
				},
			} {
				for _, encoding := range []knit.FileEncoding{"", knit.EncodingBase64} {
					c, network := mockCaller(t, 200, `{"success":true,"data":{"applicationId":"a"}}`)
					err := send(t.Context(), c.integration, knit.NewAttachment{Name: "a.txt", Content: content, Encoding: encoding})
					require.Equal(t, want, err == nil, "%s of %q", name, content)
					if !want {
						require.ErrorIs(t, err, rolecall.ErrInvalid)
						require.Contains(t, asError(t, err).Message, "Attachment.Content is not base64")
						requireHides(t, err, content)
						require.Empty(t, network.requests())
					}
					require.NoError(t, send(t.Context(), c.integration, knit.NewAttachment{Content: content, Encoding: "HEX"}), "other encodings are not checked")
				}
			}
		}
		var a knit.NewAttachment
		a.SetContent([]byte("hi"))
		require.Equal(t, knit.NewAttachment{Content: "aGk=", Encoding: knit.EncodingBase64}, a)
		c, network := mockCaller(t, 200, `{"success":true,"data":{"applicationId":"a"}}`)
		_, err := c.integration.ATS.CreateApplication(t.Context(), knit.CreateApplicationRequest{JobID: "j", CandidateID: "c", Attachment: &knit.NewAttachment{Name: "a.txt"}})
		require.ErrorIs(t, err, rolecall.ErrInvalid, "an empty attachment")
		require.Empty(t, network.requests())
	})
}
