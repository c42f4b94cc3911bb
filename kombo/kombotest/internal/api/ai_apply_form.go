package api

import (
	"encoding/base64"
	"encoding/json"
	"maps"
	"slices"
	"strconv"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
	"github.com/rolecall-dev/rolecall/kombo/kombotest/internal/world"
)

// asked is a question of an application form. Its number is the id's: see askedID.
type asked struct {
	number                     int
	label, kind, key, category string
	required                   bool
	choices                    []int // their numbers: see choiceID
	when, equals               int   // the question and the choice that it needs
}

// askedAbout are the questions of every application form.
var askedAbout = []asked{
	{number: 1, label: "First name", kind: "TEXT", key: "FIRST_NAME", required: true},
	{number: 2, label: "Last name", kind: "TEXT", key: "LAST_NAME", required: true},
	{number: 3, label: "E-mail", kind: "TEXT", key: "EMAIL", required: true},
	{number: 4, label: "CV", kind: "FILE", key: "RESUME", required: true},
	{number: 5, label: "Where would you like to work?", kind: "SINGLE_SELECT", required: true, choices: []int{1, 2}},
	{number: 6, label: "Which office?", kind: "TEXT", required: true, when: 5, equals: 1},
	{number: 7, label: "How many days a week?", kind: "NUMBER"},
	{number: 8, label: "Which shifts?", kind: "MULTI_SELECT", choices: []int{3, 4}},
	{number: 9, label: "When can you begin?", kind: "DATE", key: "EXPECTED_START_DATE"},
	{number: 10, label: "Do you need a permit?", kind: "BOOLEAN", category: "EEO"},
}

// personalQuestions is how many questions stand in the section at the beginning.
const personalQuestions = 4

func askedID(w *world.World, number int) string { return w.ID("testAsked", number) }

func choiceID(w *world.World, number int) string { return w.ID("testChoice", number) }

func (q *asked) block(w *world.World) record.Object {
	options := []record.Object{}
	for n, choice := range q.choices {
		options = append(options, record.Object{"id", choiceID(w, choice), "label", "Choice " + strconv.Itoa(n+1), "unified_key", nil})
	}
	return record.Object{
		"block_type", "QUESTION", "question_id", askedID(w, q.number), "label", q.label, "description", record.If(q.kind == "FILE", "One PDF."),
		"required", q.required, "category", record.OrNull(q.category), "question_type", q.kind, "unified_key", record.OrNull(q.key),
		"options", record.If(len(options) > 0, options),
		"display_when", record.If(q.when > 0, record.Object{"question_id", askedID(w, q.when), "answer_equals", choiceID(w, q.equals)}),
	}
}

// applyable rejects a posting that takes no applications.
func (c *call) applyable(posting int) error {
	return unless(world.PostingOf(c.world, posting).Availability == "APPLYABLE", "the posting is not APPLYABLE")
}

// inquire makes a token, and shows the form.
func (c *call) inquire(p int) (any, error) {
	if err := c.applyable(p); err != nil {
		return nil, err
	}
	blocks := []record.Object{}
	for i := range askedAbout {
		blocks = append(blocks, askedAbout[i].block(c.world))
	}
	section := record.Object{"block_type", "SECTION", "label", "Personal information", "children", blocks[:personalQuestions]}
	token := c.api.id("testToken")
	c.api.inquiries[token] = inquiry{posting: p}
	form := append([]record.Object{section}, blocks[personalQuestions:]...)
	return record.Object{"application_form", form, "submission_token", token}, nil
}

// applyRequest is the body of an application by AI Apply.
type applyRequest struct {
	Token   string            `json:"submission_token"`
	Email   string            `json:"candidate_email"`
	Params  map[string]string `json:"query_params"`
	Answers []newAnswer       `json:"screening_question_answers"`
	Clicks  *int              `json:"additional_clicks"`
	Scatter *int              `json:"additional_clicks_scatter_duration"`
}

func (c *call) apply(req *applyRequest) (any, error) {
	w := c.world
	inquired, ok := c.api.inquiries[req.Token]
	switch {
	case !ok || inquired.used:
		return nil, invalid("submission_token: there is no such token, or it was used")
	case !isEmail(req.Email):
		return nil, invalid("candidate_email has to be an e-mail address")
	case req.Clicks != nil && (*req.Clicks < 0 || *req.Clicks > 30):
		return nil, invalid("additional_clicks has to be from 0 to 30")
	case req.Scatter != nil && (req.Clicks == nil || *req.Scatter < 1):
		return nil, invalid("additional_clicks_scatter_duration has to be positive, and needs additional_clicks")
	case req.Answers == nil:
		return nil, invalid("screening_question_answers is missing")
	}
	if err := c.applyable(inquired.posting); err != nil {
		return nil, err
	}
	if err := checkAsked(w, req.Answers); err != nil {
		return nil, err
	}
	inquired.used = true
	c.api.inquiries[req.Token] = inquired
	o := world.QueuedRecord(w, world.Queue(w, inquired.posting, req.Email))
	return o.Without("job_posting_id").And("posting_id", o.Get("job_posting_id")), nil
}

// checkAsked rejects answers that do not match the form.
func checkAsked(w *world.World, answers []newAnswer) error {
	given := map[string]json.RawMessage{}
	for _, a := range answers {
		given[a.QuestionID] = a.Answer
	}
	for i := range askedAbout {
		q := &askedAbout[i]
		answer, ok := given[askedID(w, q.number)]
		var other string
		shown := q.when == 0 || json.Unmarshal(given[askedID(w, q.when)], &other) == nil && other == choiceID(w, q.equals)
		switch {
		case !ok && q.required && shown:
			return invalid("screening_question_answers: %q needs an answer", q.label)
		case ok && !shown:
			return invalid("screening_question_answers: %q is not shown", q.label)
		case ok && !q.takes(w, answer):
			return invalid("screening_question_answers: the answer to %q has the wrong type", q.label)
		}
	}
	for i := range askedAbout {
		delete(given, askedID(w, askedAbout[i].number))
	}
	for _, id := range slices.Sorted(maps.Keys(given)) {
		return invalid("screening_question_answers: there is no question %q", id)
	}
	return nil
}

// takes reports whether an answer has the question's type.
func (q *asked) takes(w *world.World, answer json.RawMessage) bool {
	unknown := func(id string) bool {
		return !slices.ContainsFunc(q.choices, func(choice int) bool { return choiceID(w, choice) == id })
	}
	switch q.kind {
	case "NUMBER":
		_, err := valueOf[float64](answer)
		return err == nil
	case "BOOLEAN":
		_, err := valueOf[bool](answer)
		return err == nil
	case "MULTI_SELECT":
		many, err := valueOf[[]string](answer)
		return err == nil && !slices.ContainsFunc(many, unknown)
	case "FILE":
		f, err := valueOf[world.File](answer)
		if err != nil || f.Name == "" || f.ContentType == "" || f.DataURL != "" || f.Data == "" {
			return false
		}
		_, err = base64.StdEncoding.DecodeString(f.Data)
		return err == nil
	}
	word, err := valueOf[string](answer)
	return err == nil && (q.kind != "SINGLE_SELECT" || !unknown(word)) && (q.kind != "DATE" || isTime(word))
}

type applyForJobRequest struct {
	createRequest
	Params map[string]string `json:"query_params"`
}

// applyForJob is an application in the form of the ATS category.
func (c *call) applyForJob(p int, req *applyForJobRequest) (any, error) {
	if err := cmpOr(req.check, func() error { return c.applyable(p) }); err != nil {
		return nil, err
	}
	return world.QueuedAsApplication(c.world, world.Queue(c.world, p, req.Candidate.Email)), nil
}
