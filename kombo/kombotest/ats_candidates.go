package kombotest

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// candidateState is what a candidate has that its number does not say.
type candidateState struct {
	made *madeCandidate // nil: a base record
	tags *[]int         // nil: as the number says
}

// madeCandidate is one that was created over the API.
type madeCandidate struct {
	first, last, email     string
	company, title, source string
	emails, phones, links  []object
	location               object
}

func (w *world) made(c int) *madeCandidate {
	if s := state[candidateState](w.candidates, c); s != nil {
		return s.made
	}
	return nil
}

func candidateFirst(w *world, c int) string {
	if m := w.made(c); m != nil {
		return m.first
	}
	if c%19 == 18 {
		return ""
	}
	return pick(givenNames, c)
}

func candidateLast(w *world, c int) string {
	if m := w.made(c); m != nil {
		return m.last
	}
	return pick(familyNames, c)
}

// candidateEmails: most have one, the first has two, some have none.
func candidateEmails(w *world, c int) []string {
	if m := w.made(c); m != nil {
		return []string{m.email}
	}
	own := "candidate" + strconv.Itoa(c) + "@example.com"
	switch {
	case c == 0:
		return []string{own, "candidate0@work.example.com"}
	case c%7 == 6, c%11 == 10:
		return nil
	}
	return []string{own}
}

// candidateByEmail finds a base candidate.
func (w *world) candidateByEmail(email string) (int, bool) {
	name, ok := strings.CutSuffix(strings.ToLower(email), "@example.com")
	c, isNumber := number(name, "candidate")
	ok = ok && isNumber && c < w.candidates.base && slices.Contains(candidateEmails(w, c), strings.ToLower(email))
	return c, ok
}

func (w *world) emailList(c int) any {
	if m := w.made(c); m != nil {
		return m.emails
	}
	if c%11 == 10 {
		return nil
	}
	list := []object{}
	for k, email := range candidateEmails(w, c) {
		list = append(list, object{"email_address", email, "type", only(c%5 != 4, []string{"PERSONAL", "WORK"}[k])})
	}
	return list
}

func (w *world) phoneList(c int) any {
	switch m := w.made(c); {
	case m != nil:
		return m.phones
	case c%5 == 3:
		return nil
	case c%5 == 4:
		return []object{}
	}
	return []object{{"phone_number", "+1 555 01" + numbered("", c%100, 2), "type", only(c%2 == 0, "MOBILE")}}
}

func (w *world) socialList(c int) any {
	switch m := w.made(c); {
	case m != nil:
		return m.links
	case c%4 == 1:
		return nil
	case c%4 == 2:
		return []object{}
	}
	user := "candidate" + strconv.Itoa(c)
	return []object{{"link", "https://social.example.com/" + user, "type", only(c%3 != 2, "SOCIAL"), "username", only(c%3 != 1, user)}}
}

func (w *world) candidateLocation(c int) any {
	switch m := w.made(c); {
	case m != nil && m.location == nil:
		return nil
	case m != nil:
		return m.location
	}
	return jobLocation(c)
}

func (w *world) tagsOf(c int) []int {
	s := state[candidateState](w.candidates, c)
	switch {
	case s != nil && s.tags != nil:
		return *s.tags
	case s != nil && s.made != nil:
		return nil
	case c == 0:
		return []int{0, 1}
	case c%3 == 1:
		return []int{c % len(tagNames)}
	}
	return nil
}

func (w *world) tagRefs(c int) []object {
	list := []object{}
	for _, i := range w.tagsOf(c) {
		list = append(list, w.tagRef(i))
	}
	return list
}

func (w *world) candidateURL(c int) any {
	return only(c%4 != 3, "https://ats.example.com/people/"+strconv.Itoa(c))
}

// source is where a candidate came from.
func (w *world) source(c int) any {
	if m := w.made(c); m != nil {
		return text(m.source)
	}
	return only(c%6 != 5, pick([]string{"Job fair", "Website", "Referral"}, c))
}

// candidateMembers is what a candidate has everywhere, without tags and applications.
func (w *world) candidateMembers(c int) object {
	t := w.candidates
	company, title := only(c%3 != 2, "Example Works "+strconv.Itoa(c%7)), only(c%4 != 2, revised(pick(jobTitles, c+1), t.revision(c)))
	if m := w.made(c); m != nil {
		company, title = text(m.company), text(revised(m.title, t.revision(c)))
	}
	return object{
		"id", t.id(c),
		"remote_id", t.remoteID(c),
		"first_name", text(candidateFirst(w, c)),
		"last_name", text(candidateLast(w, c)),
		"company", company,
		"title", title,
		"confidential", only(c%3 != 1, c%6 == 5),
		"source", w.source(c),
		"phone_numbers", w.phoneList(c),
		"email_addresses", w.emailList(c),
		"social_media", w.socialList(c),
		"location", w.candidateLocation(c),
		"custom_fields", only(c%3 != 1, object{"shirt_size", pick([]string{"S", "M", "L"}, c)}),
		"remote_url", w.candidateURL(c),
		"remote_created_at", t.createdAt(c),
		"remote_updated_at", only(c%10 != 9 || t.revision(c) > 0, t.updatedAt(c)),
		"changed_at", t.changedAt(c),
		"remote_deleted_at", t.deletedAt(c),
	}
}

// candidate makes a candidate. Number 0 has every member filled.
func (w *world) candidate(c int) object {
	full := c == 0
	return w.candidateMembers(c).and(
		"integration_fields", w.integrationFieldsOf(full, "candidates"),
		"remote_data", remoteData(full, "/people", w.candidates.remote(c)),
		"applications", w.applicationRefs(c),
		"tags", w.tagRefs(c),
	)
}

// applicationRefs is the applications as a candidate embeds them.
func (w *world) applicationRefs(c int) []object {
	list := []object{}
	t := w.applications
	for _, a := range w.allApplicationsOf(c) {
		if !t.live(a) {
			continue
		}
		list = append(list, object{
			"id", t.id(a),
			"remote_id", t.remoteID(a),
			"outcome", text(outcome(w, a)),
			"rejection_reason_name", w.reasonName(a),
			"rejected_at", w.rejectedAt(a),
			"remote_url", w.applicationURL(a),
			"changed_at", t.changedAt(a),
			"remote_created_at", t.createdAt(a),
			"remote_updated_at", t.updatedAt(a),
			"current_stage", w.shortStage(a),
			"job", w.jobRef(w.jobOf(a)),
		})
	}
	return list
}

// jobRef is a job as others embed it.
func (w *world) jobRef(i int) object {
	return object{"id", w.jobs.id(i), "name", text(jobName(w, i)), "remote_id", w.jobs.remoteID(i)}
}

// shortStage is the current stage as candidates and answers to writes have it.
func (w *world) shortStage(a int) any {
	s := w.stageOf(a)
	if s < 0 {
		return nil
	}
	return object{
		"id", w.stages.id(s), "name", text(stageName(s)), "remote_id", w.stages.remoteID(s), "index", s % stagesPerJob,
	}
}

// personRef is a candidate as interviews and offers embed it: nil once nothing is left.
func (w *world) personRef(c int, now time.Time) any {
	if w.candidates.blank(c, now) {
		return nil
	}
	t := w.candidates
	return object{
		"id", t.id(c), "remote_id", t.remoteID(c), "first_name", text(candidateFirst(w, c)), "last_name", text(candidateLast(w, c)),
		"email_addresses", w.emailList(c),
	}
}
