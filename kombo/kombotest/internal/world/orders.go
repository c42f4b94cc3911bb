package world

import (
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
)

var orderSample = sampleOf("order", "")

var orderModel = Model{
	Path: "/assessment/orders", Table: func(w *World) *record.Table { return w.Orders }, Enum: "status", Poison: "candidate", Plain: true,
	Record: OrderRecord,
	Filters: []Filter{
		among("statuses", OrderStatus, orderStatuses...),
		record.At("created_after", func(w *World, k int) time.Time { return createdAt(w.Orders, k) }, time.Time.After),
	},
}

var orderStatuses = []string{"OPEN", "COMPLETED", "CANCELLED", "REJECTED"}

// orderState holds the data of an order that do not follow from its number.
type orderState struct {
	application int    // not used for base records
	status      string // "" if it follows from the number
}

// OrderStatus returns the status of an order. Every other base order is open.
func OrderStatus(w *World, k int) string {
	switch s := record.State[orderState](w.Orders, k); {
	case s != nil && s.status != "":
		return s.status
	case k >= w.Orders.Base() || k%2 == 0:
		return "OPEN"
	}
	return pick(orderStatuses, 1+k/2%3)
}

// orderApplication returns the application of order k.
func orderApplication(w *World, k int) int {
	if k >= w.Orders.Base() {
		return record.State[orderState](w.Orders, k).application
	}
	return 5 * k
}

// OrderRecord returns order k.
func OrderRecord(w *World, k int) record.Object {
	a := orderApplication(w, k)
	c, j := CandidateOf(w, a), JobOf(w, a)
	email := "candidate" + w.Candidates.ID(c) + "@example.com"
	if own := candidateEmails(w, c); len(own) > 0 {
		email = own[0]
	}
	team, roles := []record.Object{}, []string{"RECRUITER", "HIRING_MANAGER"}
	for n := range []int{2, 1, 0}[j%3] {
		team = append(team, userRef(w, (j+n)%userCount).Without("id").And("hiring_team_roles", roles[:1+(j+n)%2]))
	}
	return orderSample.record(w, w.Orders, k,
		"package_id", []string{"typing", "references"}[k%2],
		"status", OrderStatus(w, k),
		"candidate.remote_id", remoteID(w.Candidates, c),
		"candidate.email", email,
		"candidate.first_name", record.OrNull(candidateFirst(w, c)),
		"candidate.last_name", record.OrNull(candidateLast(w, c)),
		"candidate.phone", record.If(k%3 != 2, "+4315550001"),
		"application.remote_id", remoteID(w.Applications, a),
		"job.remote_id", remoteID(w.Jobs, j),
		"job.name", record.OrNull(jobName(w, j)),
		"job.job_code", record.OrNull(jobCode(w, j)),
		"job.location", location(j),
		"job.hiring_team", team,
	)
}

// Order adds an order for an application and returns its number, or -1 if there is no such application.
func Order(w *World, application int) int {
	if !w.Applications.Has(application) {
		return -1
	}
	return w.Orders.Add(&orderState{application: application}, w.Now())
}

// SetOrderStatus sets the status of order k.
func SetOrderStatus(w *World, k int, status string) {
	w.Orders.Modify(k, w.Now())
	record.Edit[orderState](w.Orders, k).status = status
}
