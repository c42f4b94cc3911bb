package humansourcingtest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rolecall-dev/rolecall/humansourcing"
)

var (
	firstNames = []string{"Zoé", "Maël", "Inès", "Anaïs"}
	lastNames  = []string{"Inventé", "D'Ailleurs", "Fictif"}
)

// candidate makes the candidate of a number, with the history that was asked for.
func (s *Sender) candidate(n int) humansourcing.Candidate {
	c := humansourcing.Candidate{
		ID: strconv.Itoa(500001 + n), CompanyID: "11", FirstName: pick(n, firstNames...), LastName: pick(n, lastNames...),
		Email: fmt.Sprintf("candidate.%d@example.com", n), Mobile: pick(n, "", "+33 0 00 00 00 00"), Extra: s.extra(),
	}
	if n%3 == 1 {
		c.Tags = []json.RawMessage{json.RawMessage(`"vélo"`), json.RawMessage(`7`)}
	}
	for k := range s.opts.actions {
		c = s.with(c, s.action(n, k))
	}
	return c
}

// acted is c after one more action.
func (s *Sender) acted(c humansourcing.Candidate, n int) humansourcing.Candidate {
	c.Landline = "+33 0 00 00 00 01"
	return s.with(c, s.action(n, s.opts.actions))
}

// with puts an action in front, as the samples have it, or anywhere.
func (s *Sender) with(c humansourcing.Candidate, a humansourcing.Action) humansourcing.Candidate {
	at := 0
	if s.opts.irregular.has(IrregularOrder) {
		at = s.random(stepUnknown, len(c.Actions)).IntN(len(c.Actions) + 1)
	}
	c.Actions = slices.Insert(slices.Clone(c.Actions), at, a)
	c.LatestActionAt = a.Date
	return c
}

// action makes the kth action of a candidate: the first is an application with a form and a CV,
// then acknowledgements with a mail, then steps with nothing.
func (s *Sender) action(n, k int) humansourcing.Action {
	a := humansourcing.Action{
		ID: strconv.Itoa(7_000_000 + n*1000 - k), TypeID: "8801", DefaultTypeID: "56", Rating: humansourcing.Rating(pick(n+k, "0", "-1", "3")),
		Code: humansourcing.ActionCodeClosed, Emailing: new(k%5 == 4), Date: began(n).Add(time.Duration(k) * 25 * time.Hour),
		Consultant: &humansourcing.Consultant{ID: "3100", OfficeID: "12", FirstName: "Léa", LastName: "Imaginaire", Extra: s.extra()},
		Post: &humansourcing.Post{
			ID: strconv.Itoa(1001 + n%max(s.opts.jobs, 1)), Title: pick(n, jobTitles...), StatusID: "61", CustomerID: "0",
			Consultant: &humansourcing.Consultant{ID: "3100", OfficeID: "12"}, Extra: s.extra(),
		},
		Extra: s.extra(),
	}
	switch k % 3 {
	case 0:
		a.Code, a.DefaultTypeID, a.MediaID = humansourcing.ActionCodeApplication, "4", "9902001"
		a.Attachments = []humansourcing.Attachment{s.attachment(n, 2*k), s.attachment(n, 2*k+1)}
		a.Form = s.form(n)
	case 1:
		a.Code, a.DefaultTypeID = humansourcing.ActionCodeAcknowledgement, "93"
		mail := s.attachment(n, 2*k)
		mail.TypeID, mail.MIMEType, mail.FileName, mail.StoredAs = "9", "TEXT/PLAIN", "MESSAGE : bien reçu, été 2026.txt", ""
		a.Attachments = []humansourcing.Attachment{mail}
	}
	return a
}

// cv is what a parser makes of a document: lines and signs.
const cv = "Curriculum vitæ\n\n# Expérience <2019-2026> : conseil, vente & \"contes\" chez Fictive SA, à Lyon et à Saint-Étienne\n" +
	"Chargée d'une équipe de six personnes inventées ; budget, planning, rapports (C:\\Dossiers) ?\n" +
	"Langues : français, anglais, un peu d'espagnol ; loisirs : le vélo, les cartes anciennes et le chant choral.\n"

func (s *Sender) attachment(n, k int) humansourcing.Attachment {
	a := humansourcing.Attachment{
		ID: strconv.Itoa(300000 + 100*n + k), TypeID: "10", MIMEType: "application/pdf", Text: strings.Repeat(cv, 1+s.opts.text/len(cv)),
		FileName: fmt.Sprintf("cv (%d).pdf", k), StoredAs: fmt.Sprintf("202601/3100_%032x", 100*n+k), Extra: s.extra(),
	}
	if s.opts.irregular.has(IrregularFiles) {
		a.MIMEType, a.FileName = pick(k, "APPLICATION/PDF", "Application/Pdf"), pick(k, "../../étude.pdf", `C:\temp\cv: <final>.pdf`)
	}
	return a
}

func (s *Sender) form(n int) *humansourcing.Form {
	return &humansourcing.Form{
		ID: strconv.Itoa(2_000_000 + n), Image: fmt.Sprintf("%064x.png", n), Extra: s.extra(),
		Answers: []humansourcing.Answer{
			{ID: "3001", QuestionID: "401", Question: "Permis de conduire", ValueID: "50001", Answer: "Oui ", Extra: s.extra()},
			{ID: "3002", QuestionID: "402", Question: "Comment vous appeler ?", Answer: pick(n, firstNames...)},
		},
	}
}
