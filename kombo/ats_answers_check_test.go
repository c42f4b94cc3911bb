package kombo_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/kombo"
)

const questionsJSON = `{"id":"j","screening_questions":[
	{"id":"text","required":true,"format":{"type":"TEXT","max_length":5}},
	{"id":"number","format":{"type":"NUMBER","min":1,"max":9}},
	{"id":"file","format":{"type":"FILE","accepted_mime_types":["application/pdf","image/*"],"max_file_size_bytes":8}},
	{"id":"single","format":{"type":"SINGLE_SELECT","options":[{"id":"o1"},{"id":"o2"}]}},
	{"id":"multi","required":true,"format":{"type":"MULTI_SELECT","options":[{"id":"p1"},{"id":"p2"}]}},
	{"id":"boolean","required":false,"format":{"type":"BOOLEAN"}},
	{"id":"date","format":{"type":"DATE"}},
	{"id":"information","required":true,"format":{"type":"INFORMATION"}},
	{"id":"unknown type","format":{"type":"STARS"}},
	{"id":"no format"},
	{"id":"after boolean","required":true,"format":{"type":"TEXT"},"precondition_question_id":"boolean","precondition_options":[true]},
	{"id":"after single","required":true,"format":{"type":"TEXT"},"precondition_question_id":"single","precondition_options":["o2","o3"]},
	{"id":"after multi","required":true,"format":{"type":"TEXT"},"precondition_question_id":"multi","precondition_options":["p2"]},
	{"id":"self","required":true,"precondition_question_id":"self","precondition_options":[true]},
	{"id":"after absent","required":true,"precondition_question_id":"absent","precondition_options":[true]}
]}`

func TestValidateAnswers(t *testing.T) {
	t.Parallel()
	job := decode[kombo.Job](t, questionsJSON)
	pdf := kombo.File{Name: "a.pdf", ContentType: "application/pdf", Data: []byte("%PDF")}
	required := []kombo.NewAnswer{kombo.TextAnswer("text", "Yes"), kombo.OptionsAnswer("multi", "p1")}

	for name, answers := range map[string][]kombo.NewAnswer{
		"required answers only": nil,
		"one answer of each type": {
			kombo.NumberAnswer("number", 9), kombo.FileAnswer("file", pdf), kombo.OptionAnswer("single", "o1"), kombo.BooleanAnswer("boolean", false),
			kombo.DateAnswer("date", rolecall.Date{Year: 2026, Month: 2, Day: 28}), kombo.TextAnswer("unknown type", "x"), kombo.NumberAnswer("no format", 1),
		},
		"file of an accepted wildcard type":        {kombo.FileAnswer("file", kombo.File{Name: "a.png", ContentType: "image/png", Data: []byte("x")})},
		"file with DataURL":                        {kombo.FileAnswer("file", kombo.File{Name: "a.pdf", DataURL: "https://example.com/a.pdf"})},
		"answer to a question with a precondition": {kombo.BooleanAnswer("boolean", true), kombo.TextAnswer("after boolean", "x")},
	} {
		t.Run(name+" is valid", func(t *testing.T) {
			t.Parallel()
			require.NoError(t, job.ValidateAnswers(append(answers, required...)))
		})
	}
	for _, tt := range []struct {
		name   string
		answer kombo.NewAnswer
		path   string
		code   kombo.ProblemCode
		limit  *float64
	}{
		{"number below the minimum", kombo.NumberAnswer("number", 0), "number", kombo.ProblemTooSmall, new(1.0)},
		{"number above the maximum", kombo.NumberAnswer("number", 10), "number", kombo.ProblemTooLarge, new(9.0)},
		{"text for a number", kombo.TextAnswer("number", "3"), "number", kombo.ProblemType, nil},
		{"file that is too large", kombo.FileAnswer("file", kombo.File{Name: "a.pdf", ContentType: "application/pdf", Data: []byte("%PDF-1.7 ")}), "file", kombo.ProblemTooLarge, new(8.0)},
		{"file of a type that is not accepted", kombo.FileAnswer("file", kombo.File{Name: "a.txt", ContentType: "text/plain", Data: []byte("x")}), "file", kombo.ProblemFile, nil},
		{"file without data", kombo.FileAnswer("file", kombo.File{Name: "a.txt"}), "file", kombo.ProblemFile, nil},
		{"text for a file", kombo.TextAnswer("file", "x"), "file", kombo.ProblemType, nil},
		{"unknown option", kombo.OptionAnswer("single", "o9"), "single", kombo.ProblemOption, nil},
		{"list for a single option", kombo.OptionsAnswer("single", "o1"), "single", kombo.ProblemOption, nil},
		{"text for a boolean", kombo.TextAnswer("boolean", "true"), "boolean", kombo.ProblemType, nil},
		{"text that is not a date", kombo.TextAnswer("date", "2026-02-31"), "date", kombo.ProblemDate, nil},
		{"date that does not exist", kombo.DateAnswer("date", rolecall.Date{Year: 2026, Month: 2, Day: 31}), "date", kombo.ProblemDate, nil},
		{"answer to an information question", kombo.TextAnswer("information", "x"), "information", kombo.ProblemUnknown, nil},
		{"answer to an unknown question", kombo.TextAnswer("other", "x"), "other", kombo.ProblemUnknown, nil},
		{"duplicate answer", kombo.TextAnswer("text", "No"), "text", kombo.ProblemDuplicate, nil},
		{"zero date", kombo.DateAnswer("date", rolecall.Date{}), "date", kombo.ProblemMissing, nil},
		{"true requires another answer", kombo.BooleanAnswer("boolean", true), "after boolean", kombo.ProblemMissing, nil},
		{"option requires another answer", kombo.OptionAnswer("single", "o2"), "after single", kombo.ProblemMissing, nil},
	} {
		t.Run(tt.name+" is a problem", func(t *testing.T) {
			t.Parallel()
			all := problemsOf(t, job.ValidateAnswers(append(required[:2:2], tt.answer)))
			require.Len(t, all, 1)
			require.Equal(t, []string{tt.path}, all[0].Path)
			require.Equal(t, tt.code, all[0].Code)
			require.Equal(t, tt.limit, all[0].Limit)
		})
	}
	t.Run("required questions need a valid answer", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, map[string]string{"text": "it is missing", "multi": "it is missing"}, problems(t, job.ValidateAnswers(nil)))
		require.Equal(t, map[string]string{"text": "it is empty", "multi": "it is empty"}, problems(t, job.ValidateAnswers([]kombo.NewAnswer{kombo.TextAnswer("text", ""), kombo.OptionsAnswer("multi")})))
		require.Equal(t, map[string]string{"text": "it has more than 5 characters", "multi": "it is not a list of options"}, problems(t, job.ValidateAnswers([]kombo.NewAnswer{kombo.TextAnswer("text", "secret"), kombo.OptionAnswer("multi", "p1")})))
		require.Equal(t, map[string]string{"after multi": "it is missing"}, problems(t, job.ValidateAnswers([]kombo.NewAnswer{required[0], kombo.OptionsAnswer("multi", "p1", "p2")})))
	})
	t.Run("job without questions accepts no answers", func(t *testing.T) {
		t.Parallel()
		var noJob *kombo.Job
		require.NoError(t, noJob.ValidateAnswers(nil))
		err := noJob.ValidateAnswers(required)
		require.Len(t, problemsOf(t, err), 2)
		require.ErrorContains(t, err, "the answers do not match the questions of the job")
	})
}

// Check a candidate's answers before sending them, while the form can still be corrected.
func ExampleJob_ValidateAnswers() {
	job := kombo.Job{ScreeningQuestions: []kombo.ScreeningQuestion{ // from ListJobs
		{ID: "q1", Title: "Years of experience?", Required: new(true), Format: &kombo.Union[kombo.QuestionFormat]{Variant: &kombo.NumberFormat{Max: new(60.0)}}},
		{ID: "q2", Title: "Driving licence?", Required: new(true), Format: &kombo.Union[kombo.QuestionFormat]{Variant: &kombo.BooleanFormat{}}},
	}}
	fmt.Println(job.ValidateAnswers([]kombo.NewAnswer{kombo.NumberAnswer("q1", 90)}))
	fmt.Println(job.ValidateAnswers([]kombo.NewAnswer{kombo.NumberAnswer("q1", 9), kombo.BooleanAnswer("q2", true)}))
	// Output:
	// kombo: the answers do not match the questions of the job: q1: it is more than 60; q2: it is missing
	// <nil>
}
