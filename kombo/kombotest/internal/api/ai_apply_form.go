package api

import (
	"encoding/json"
	"slices"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
	"github.com/rolecall-dev/rolecall/kombo/kombotest/internal/world"
)

// formQuestion is a question in an application form of AI Apply.
type formQuestion struct{ record.Object }

func (q formQuestion) id() string { return q.String("question_id") }

// shown reports whether the form shows the question, given the answers to other questions.
func (q formQuestion) shown(answerByID map[string]json.RawMessage) bool {
	when := q.Object.Object("display_when")
	other, err := valueOf[string](answerByID[when.String("question_id")])
	return when == nil || err == nil && other == when.String("answer_equals")
}

// unknown reports whether no option of the question has this id.
func (q formQuestion) unknown(id string) bool {
	return !slices.ContainsFunc(world.Objects(q.Get("options")), func(o record.Object) bool { return o.Get("id") == id })
}

// accepts reports whether an answer has the question's type.
func (q formQuestion) accepts(answer json.RawMessage) bool {
	switch q.Get("question_type") {
	case "NUMBER":
		_, err := valueOf[float64](answer)
		return err == nil
	case "BOOLEAN":
		_, err := valueOf[bool](answer)
		return err == nil
	case "MULTI_SELECT":
		many, err := valueOf[[]string](answer)
		return err == nil && !slices.ContainsFunc(many, q.unknown)
	case "FILE":
		f, err := valueOf[world.File](answer)
		return err == nil && f.Data != "" && checkFile(&f, "") == nil
	}
	s, err := valueOf[string](answer)
	return err == nil && (q.Get("question_type") != "SINGLE_SELECT" || !q.unknown(s)) && (q.Get("question_type") != "DATE" || isTime(s))
}

// checkFormAnswers rejects answers that do not match the form.
func checkFormAnswers(form record.Object, answers []newAnswer) error {
	answerByID := map[string]json.RawMessage{}
	for _, a := range answers {
		answerByID[a.QuestionID] = a.Answer
	}
	known := map[string]bool{}
	for _, o := range blocks(form.Get("application_form")) {
		q := formQuestion{o}
		known[q.id()] = true
		answer, ok := answerByID[q.id()]
		shown := q.shown(answerByID)
		switch {
		case !ok && q.Get("required") == true && shown:
			return invalid("screening_question_answers: the required question %q has no answer", q.Get("label"))
		case ok && !shown:
			return invalid("screening_question_answers: the form does not show the question %q", q.Get("label"))
		case ok && !q.accepts(answer):
			return invalid("screening_question_answers: the answer to %q has the wrong type", q.Get("label"))
		}
	}
	for id := range answerByID {
		if !known[id] {
			return invalid("screening_question_answers: question %q not found", id)
		}
	}
	return nil
}

// blocks returns the questions of a form, including those in its sections.
func blocks(form any) []record.Object {
	var list []record.Object
	for _, o := range world.Objects(form) {
		if o.Has("children") {
			list = append(list, blocks(o.Get("children"))...)
		} else {
			list = append(list, o)
		}
	}
	return list
}

// applyable rejects a posting that does not accept applications.
func (c *call) applyable(posting int) error {
	return unless(world.PostingOf(c.world, posting).Availability == "APPLYABLE", "the posting is not APPLYABLE")
}

// inquire returns the application form of a posting and a new submission token.
func (c *call) inquire(p int) (any, error) {
	if err := c.applyable(p); err != nil {
		return nil, err
	}
	token := c.api.id("testToken")
	c.api.inquiries[token] = inquiry{posting: p}
	return c.world.Sample("application_form").And("submission_token", token), nil
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
		return nil, invalid("submission_token is unknown or has been used")
	case !isEmail(req.Email):
		return nil, invalid("candidate_email must be an email address")
	case req.Clicks != nil && (*req.Clicks < 0 || *req.Clicks > 30):
		return nil, invalid("additional_clicks must be between 0 and 30")
	case req.Scatter != nil && (req.Clicks == nil || *req.Scatter < 1):
		return nil, invalid("additional_clicks_scatter_duration must be positive and requires additional_clicks")
	case req.Answers == nil:
		return nil, invalid("screening_question_answers is missing")
	}
	if err := c.applyable(inquired.posting); err != nil {
		return nil, err
	}
	if err := checkFormAnswers(w.Sample("application_form"), req.Answers); err != nil {
		return nil, err
	}
	inquired.used = true
	c.api.inquiries[req.Token] = inquired
	o := world.AIApplicationRecord(w, world.AddAIApplication(w, inquired.posting, req.Email))
	return o.Without("job_posting_id").And("posting_id", o.Get("job_posting_id")), nil
}

type applyForJobRequest struct {
	createRequest
	Params map[string]string `json:"query_params"`
}

// applyForJob adds an AI Apply application whose request and response have the form of the ATS category.
func (c *call) applyForJob(p int, req *applyForJobRequest) (any, error) {
	if err := firstError(req.check, func() error { return c.applyable(p) }); err != nil {
		return nil, err
	}
	return world.AIApplicationInATSForm(c.world, world.AddAIApplication(c.world, p, req.Candidate.Email)), nil
}
