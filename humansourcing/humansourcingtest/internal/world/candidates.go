package world

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
)

// firstCandidate is the id of the first candidate.
const firstCandidate = 500001

var (
	firstNames = []string{"Zoé", "Maël", "Inès", "Anaïs"}
	lastNames  = []string{"Inventé", "D'Ailleurs", "Fictif"}
)

// candidateTime formats a time as candidates do: the offset has a colon.
func candidateTime(at time.Time) string { return at.Format("2006-01-02T15:04:05-07:00") }

// candidate returns the candidate with number n, with as many actions as the options ask for.
func (w *World) candidate(n int) record.Object {
	c := samples.Get("candidate").With(
		"id", firstCandidate+n, "first_name", pick(n, firstNames...), "last_name", pick(n, lastNames...),
		"email", fmt.Sprintf("candidate.%d@example.com", n), "tel_landline", nil, "tel_mobile", pick[any](n, nil, "+33 0 00 00 00 00"),
		"action", []any{}, "latest_action", nil,
	)
	if n%3 != 1 {
		c.Set("tags", []any{})
	}
	c = w.withUnknownMember(c)
	for k := range w.opts.Actions {
		c = w.withAction(c, n, k)
	}
	return c
}

// updatedCandidate returns c, the candidate with number n, after one more action.
func (w *World) updatedCandidate(c record.Object, n int) record.Object {
	return w.withAction(c.With("tel_landline", "+33 0 00 00 00 01"), n, w.opts.Actions)
}

// withAction returns c with action k. The action is the first of the list, as in the samples, unless
// IrregularOrder is set.
func (w *World) withAction(c record.Object, n, k int) record.Object {
	actions, _ := c.Get("action").([]any)
	at := 0
	if w.opts.Irregular.has(IrregularOrder) {
		at = w.random(stepUnknown, len(actions)).IntN(len(actions) + 1)
	}
	a := w.action(n, k)
	return c.With("action", slices.Insert(slices.Clone(actions), at, any(a)), "latest_action", a.String("date"))
}

// action returns action k of the candidate with number n. It cycles through the actions of the sample, oldest
// first: an application with a form and two CVs, an acknowledgement with a mail, and a closing action.
func (w *World) action(n, k int) record.Object {
	kinds, _ := samples.Get("candidate").Get("action").([]any)
	sample, _ := kinds[len(kinds)-1-k%len(kinds)].(record.Object)
	a := sample.With(
		"id", strconv.Itoa(7_000_000+n*1000-k), "rating", pick[any](n+k, 0, "-1", "3"), "emailing", k%5 == 4,
		"date", candidateTime(createdAt(n).Add(time.Duration(k)*25*time.Hour)), "consultant", w.withUnknownMember(sample.Object("consultant")),
		"poste", w.withUnknownMember(sample.Object("poste").With("id", strconv.Itoa(firstJob+n%max(w.opts.Jobs, 1)), "title", pick(n, jobTitles...))),
	)
	if files, ok := sample.Get("attachment").([]any); ok {
		list := make([]any, len(files))
		for i, file := range files {
			list[i] = w.attachment(file.(record.Object), n, 2*k+i) //nolint:forcetypeassert // the sample has objects only
		}
		a.Set("attachment", list)
	}
	if form := sample.Object("form"); form != nil {
		a.Set("form", w.form(form, n))
	}
	return w.withUnknownMember(a)
}

// attachment returns an attachment of the sample with an id made of n, the number of the candidate, and k. A
// mail keeps its file name.
func (w *World) attachment(sample record.Object, n, k int) record.Object {
	text := sample.String("text")
	a := sample.With("id", 300000+100*n+k, "text", strings.Repeat(text, 1+w.opts.TextSize/len(text)))
	if sample.Get("uniqfilename") != nil {
		a.Set("filename", fmt.Sprintf("cv (%d).pdf", k))
		a.Set("uniqfilename", fmt.Sprintf("202601/3100_%032x", 100*n+k))
		if w.opts.Irregular.has(IrregularFiles) {
			a.Set("mimetype", pick(k, "APPLICATION/PDF", "Application/Pdf"))
			a.Set("filename", pick(k, "../../étude.pdf", `C:\temp\cv: <final>.pdf`))
		}
	}
	return w.withUnknownMember(a)
}

// form returns the form of the sample for the candidate with number n.
func (w *World) form(sample record.Object, n int) record.Object {
	f := sample.With("id", strconv.Itoa(2_000_000+n), "image", fmt.Sprintf("%064x.png", n), "input.1.answer", pick(n, firstNames...))
	answers, _ := f.Get("input").([]any)
	answer, _ := answers[0].(record.Object)
	answers[0] = w.withUnknownMember(answer)
	return w.withUnknownMember(f)
}
