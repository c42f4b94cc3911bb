package kombotest

import (
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strconv"
)

// The questions of every application form.
var (
	questionFirst  = idOf("testAsked", 1)
	questionLast   = idOf("testAsked", 2)
	questionEmail  = idOf("testAsked", 3)
	questionResume = idOf("testAsked", 4)
	questionPlace  = idOf("testAsked", 5)
	questionOffice = idOf("testAsked", 6)
	questionDays   = idOf("testAsked", 7)
	questionShifts = idOf("testAsked", 8)
	questionStart  = idOf("testAsked", 9)
	questionPermit = idOf("testAsked", 10)
	questionMotive = idOf("testAsked", 11)

	choiceOffice = idOf("testChoice", 1)
	choiceHome   = idOf("testChoice", 2)
)

// asked is a question of an application form.
type asked struct {
	id, label, kind, key, category string
	required                       bool
	options                        []string // their ids
	when, equals                   string   // the question and the answer that it needs
}

var askedAbout = []asked{
	{id: questionFirst, label: "First name", kind: "TEXT", key: "FIRST_NAME", required: true},
	{id: questionLast, label: "Last name", kind: "TEXT", key: "LAST_NAME", required: true},
	{id: questionEmail, label: "E-mail", kind: "TEXT", key: "EMAIL", required: true},
	{id: questionResume, label: "CV", kind: "FILE", key: "RESUME", required: true},
	{id: questionPlace, label: "Where would you like to work?", kind: "SINGLE_SELECT", required: true, options: []string{choiceOffice, choiceHome}},
	{id: questionOffice, label: "Which office?", kind: "TEXT", required: true, when: questionPlace, equals: choiceOffice},
	{id: questionDays, label: "How many days a week?", kind: "NUMBER"},
	{id: questionShifts, label: "Which shifts?", kind: "MULTI_SELECT", options: []string{idOf("testChoice", 3), idOf("testChoice", 4)}},
	{id: questionStart, label: "When can you begin?", kind: "DATE", key: "EXPECTED_START_DATE"},
	{id: questionPermit, label: "Do you need a permit?", kind: "BOOLEAN", category: "EEO"},
}

// personalQuestions is how many questions stand in the section at the beginning.
const personalQuestions = 4

func (q *asked) block() object {
	var options any
	if q.options != nil {
		list := []object{}
		for n, id := range q.options {
			list = append(list, object{"id", id, "label", "Choice " + strconv.Itoa(n+1), "unified_key", nil})
		}
		options = list
	}
	return object{
		"block_type", "QUESTION", "question_id", q.id, "label", q.label, "description", only(q.kind == "FILE", "One PDF."), "required", q.required,
		"category", text(q.category), "question_type", q.kind, "unified_key", text(q.key), "options", options,
		"display_when", only(q.when != "", object{"question_id", q.when, "answer_equals", q.equals}),
	}
}

// errNotApplyable is about a posting that takes no applications.
func errNotApplyable() error { return invalid("the posting is not APPLYABLE") }

// inquire makes a token, and shows the form.
func (s *Server) inquire(_ *call, p int) (any, error) {
	if s.world.postingOf(p).availability != "APPLYABLE" {
		return nil, errNotApplyable()
	}
	personal, form := []object{}, []object{}
	for i := range askedAbout {
		if block := askedAbout[i].block(); i < personalQuestions {
			personal = append(personal, block)
		} else {
			form = append(form, block)
		}
	}
	form = append([]object{{"block_type", "SECTION", "label", "Personal information", "children", personal}}, form...)
	token := s.nextID("testToken")
	s.world.inquiries[token] = inquiry{posting: p}
	return object{"application_form", form, "submission_token", token}, nil
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

func (s *Server) apply(c *call) (any, error) {
	var req applyRequest
	if err := c.decode(&req); err != nil {
		return nil, err
	}
	w := s.world
	inquired, ok := w.inquiries[req.Token]
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
	case w.postingOf(inquired.posting).availability != "APPLYABLE":
		return nil, errNotApplyable()
	}
	if err := checkAsked(req.Answers); err != nil {
		return nil, err
	}
	inquired.used = true
	w.inquiries[req.Token] = inquired
	k := w.queue(inquired.posting, req.Email, c)
	return object{
		"id", w.queued.id(k), "posting_id", w.adverts.id(inquired.posting), "status", w.queuedOf(k).status,
		"created_at", w.queued.createdAt(k), "updated_at", w.queued.updatedAt(k),
	}, nil
}

func (w *world) queue(posting int, email string, c *call) int {
	return w.queued.add(&queuedState{posting: posting, email: email, status: "PENDING"}, c.now)
}

// checkAsked refuses answers that do not match the form.
func checkAsked(answers []newAnswer) error {
	given := map[string]json.RawMessage{}
	for _, a := range answers {
		given[a.QuestionID] = a.Answer
	}
	for i := range askedAbout {
		q := &askedAbout[i]
		answer, ok := given[q.id]
		delete(given, q.id)
		var other string
		shown := q.when == "" || json.Unmarshal(answerTo(answers, q.when), &other) == nil && other == q.equals
		switch {
		case !ok && q.required && shown:
			return invalid("screening_question_answers: %q needs an answer", q.label)
		case ok && !shown:
			return invalid("screening_question_answers: %q is not shown", q.label)
		case ok && !q.takes(answer):
			return invalid("screening_question_answers: the answer to %q has the wrong type", q.label)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(given)) {
		return invalid("screening_question_answers: there is no question %q", id)
	}
	return nil
}

// answerTo is the answer to a question.
func answerTo(answers []newAnswer, id string) json.RawMessage {
	for _, a := range answers {
		if a.QuestionID == id {
			return a.Answer
		}
	}
	return nil
}

// takes tells whether an answer is of the question's type.
func (q *asked) takes(answer json.RawMessage) bool {
	var (
		word   string
		number float64
		is     bool
		many   []string
		sent   file
	)
	among := func(id string) bool { return slices.Contains(q.options, id) }
	switch q.kind {
	case "NUMBER":
		return json.Unmarshal(answer, &number) == nil
	case "BOOLEAN":
		return json.Unmarshal(answer, &is) == nil
	case "MULTI_SELECT":
		return json.Unmarshal(answer, &many) == nil && !slices.ContainsFunc(many, func(id string) bool { return !among(id) })
	case "FILE":
		if json.Unmarshal(answer, &sent) != nil || sent.Name == "" || sent.ContentType == "" || sent.DataURL != "" {
			return false
		}
		_, err := base64.StdEncoding.DecodeString(sent.Data)
		return err == nil && sent.Data != ""
	case "SINGLE_SELECT":
		return json.Unmarshal(answer, &word) == nil && among(word)
	case "DATE":
		return json.Unmarshal(answer, &word) == nil && utcTime.MatchString(word)
	}
	return json.Unmarshal(answer, &word) == nil
}

// applyForJob is an application in the form of the ATS category.
func (s *Server) applyForJob(c *call, p int) (any, error) {
	var req struct {
		createRequest
		Params map[string]string `json:"query_params"`
	}
	if err := c.decode(&req); err != nil {
		return nil, err
	}
	if err := req.check(); err != nil {
		return nil, err
	}
	w := s.world
	if w.postingOf(p).availability != "APPLYABLE" {
		return nil, &refusal{http.StatusBadRequest, codeInputInvalid, "the posting is not APPLYABLE"}
	}
	k := w.queue(p, req.Candidate.Email, c)
	made := object{
		"id", w.queued.id(k), "outcome", "PENDING", "job_id", w.adverts.id(p), "integration_fields",
		[]object{},
		"screening_question_answers",
		[]object{},
		"changed_at", c.now,
		"job",
		object{"id", w.adverts.id(p), "name", "Posting " + strconv.Itoa(p), "remote_id", w.adverts.id(p)},
	}
	for _, name := range []string{
		"remote_id", "rejection_reason_name", "rejected_at", "current_stage_id", "candidate_id", "custom_fields", "remote_url", "remote_deleted_at",
		"remote_created_at", "remote_updated_at", "remote_data", "current_stage", "candidate",
	} {
		made = made.and(name, nil)
	}
	return made, nil
}
