package kombo

import (
	"context"
	"maps"
	"time"

	"github.com/rolecall-dev/rolecall"
)

// AssessmentOrder is a test or a background check that a customer has ordered from you in their ATS,
// for one candidate.
// Source: docs.kombo.dev, "Get orders".
type AssessmentOrder struct {
	ID string `json:"id" required:"true"`
	// PackageID is your own id of the package. See [NewAssessmentPackage].
	PackageID   string              `json:"package_id,omitempty"`
	Status      OrderStatus         `json:"status,omitempty"`
	Candidate   *OrderedCandidate   `json:"candidate,omitempty"`
	Application *OrderedApplication `json:"application,omitempty"`
	Job         *OrderedJob         `json:"job,omitempty"`

	rolecall.Extra `json:"-"`
}

// OrderStatus is the state of an order.
type OrderStatus string

// Values of [OrderStatus].
const (
	OrderOpen      OrderStatus = "OPEN"
	OrderCompleted OrderStatus = "COMPLETED"
	OrderCancelled OrderStatus = "CANCELLED"
	OrderRejected  OrderStatus = "REJECTED"
)

// Order returns the order of an event [AssessmentOrderReceived] or [InlineAssessmentOrderReceived] in
// the type that [AssessmentService.ListOrders] also returns. It shares Candidate, Application and Job
// with v.
func (v *AssessmentOrderReceivedData) Order() *AssessmentOrder {
	return &AssessmentOrder{
		ID: v.ID, PackageID: v.PackageID, Status: OrderStatus(v.Status),
		Candidate: v.Candidate, Application: v.Application, Job: v.Job,
		Extra: maps.Clone(v.Extra),
	}
}

// ListOrdersOptions filters [AssessmentService.ListOrders]. See [PageOptions].
type ListOrdersOptions struct {
	PageOptions
	Statuses     []OrderStatus `url:"statuses,comma,omitempty"`
	CreatedAfter time.Time     `url:"created_after,omitempty" layout:"2006-01-02T15:04:05.000Z"`
}

// ListOrders reads a page of orders. Use it to find orders whose webhook was lost.
// Source: docs.kombo.dev, "Get orders".
func (s *AssessmentService) ListOrders(ctx context.Context, opts ListOrdersOptions, call ...rolecall.CallOption) (*rolecall.Page[AssessmentOrder], error) {
	return list[AssessmentOrder](ctx, s.service, "assessment/orders", opts, call)
}
