package kombo

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/rolecall-dev/rolecall"
)

// UpdateOrderResultRequest is the result of an order.
type UpdateOrderResultRequest struct {
	// Status is OrderOpen, OrderCompleted or OrderCancelled. An order that has left OrderOpen cannot
	// return to it. Required.
	Status OrderStatus `json:"status"`
	// ResultURL is the page where the customer reads the whole result. Required.
	ResultURL string `json:"result_url"`
	// CompletedAt is the time at which the order was completed or canceled. Kombo expects it for
	// OrderCompleted and OrderCancelled. Zero: not sent.
	CompletedAt time.Time `json:"completed_at,omitzero"`
	// Score is the number of points that the candidate reached, out of MaxScore.
	Score      *float64                 `json:"score,omitempty"`
	MaxScore   *float64                 `json:"max_score,omitempty"`
	Attributes []Union[ResultAttribute] `json:"attributes,omitempty"`
	// Attachments should have less than 10 MB together.
	Attachments []File `json:"attachments,omitempty"`
	// RemoteFields are sent to the tool unmodified. See [RemoteFields].
	RemoteFields RemoteFields `json:"remote_fields,omitempty"`
}

// MarshalJSON encodes the time in UTC, the only time zone that Kombo accepts.
func (v UpdateOrderResultRequest) MarshalJSON() ([]byte, error) {
	type plain UpdateOrderResultRequest
	v.CompletedAt = v.CompletedAt.UTC()
	return json.Marshal(plain(v))
}

// ResultAttribute is a part of a result that the customer's tool shows: *ResultText, *SubResult or
// *Unknown. Create it with [TextAttribute] or [SubResultAttribute].
type ResultAttribute interface{ resultAttribute() }

// The kinds of attribute.
type (
	// ResultText is text with a label.
	ResultText struct {
		Type  string `json:"type"` // "TEXT"
		Label string `json:"label"`
		Value string `json:"value"`
	}
	// SubResult is the result of one of several tests.
	SubResult struct {
		Type string `json:"type"` // "SUB_RESULT"
		// ID is your own id of the sub-result.
		ID    string      `json:"id"`
		Label string      `json:"label"`
		Score ResultScore `json:"score"`
		// Status is OrderCompleted or OrderCancelled.
		Status OrderStatus `json:"status"`
	}
)

// ResultScore is a score with its maximum.
type ResultScore struct {
	Value float64 `json:"value"`
	Max   float64 `json:"max"`
}

// TextAttribute returns an attribute that is text with a label.
func TextAttribute(label, value string) Union[ResultAttribute] {
	return Union[ResultAttribute]{&ResultText{"TEXT", label, value}}
}

// SubResultAttribute returns an attribute that is the result of one of several tests. id is your own,
// and status is OrderCompleted or OrderCancelled.
func SubResultAttribute(id, label string, score ResultScore, status OrderStatus) Union[ResultAttribute] {
	return Union[ResultAttribute]{&SubResult{"SUB_RESULT", id, label, score, status}}
}

// Problem names the required field that is empty, or returns "" if none is.
func (v SubResult) Problem() string {
	return cmp.Or(required("ID", v.ID), required("Status", v.Status))
}

func (*ResultText) resultAttribute() {}
func (*SubResult) resultAttribute()  {}
func (*Unknown) resultAttribute()    {}

var resultAttributes = familyOf("type", map[string]ResultAttribute{
	"TEXT":       &ResultText{},
	"SUB_RESULT": &SubResult{},
})

// Problem describes what makes the request invalid, or returns "" if it is valid. The call checks it
// before sending anything.
func (v UpdateOrderResultRequest) Problem() string {
	if problem := cmp.Or(required("Status", v.Status), required("ResultURL", v.ResultURL)); problem != "" {
		return problem
	}
	first := map[string]int{} // index of the first sub-result with an ID
	for i, attribute := range v.Attributes {
		result, ok := attribute.Variant.(*SubResult)
		switch {
		case attribute.Variant == nil, ok && result == nil:
			return fmt.Sprintf("Attributes[%d] is empty: create it with TextAttribute or SubResultAttribute", i)
		case !ok || result.ID == "":
			continue
		}
		if other, twice := first[result.ID]; twice {
			return fmt.Sprintf("Attributes[%d] has the same ID as Attributes[%d]", i, other)
		}
		first[result.ID] = i
	}
	return ""
}

// UpdateOrderResult sends the result of an order, or its state, to the customer's tool.
// An error that is [rolecall.ErrAmbiguous] means that the write may have happened: check before
// sending it again.
// Source: docs.kombo.dev, "Update order result".
func (s *AssessmentService) UpdateOrderResult(ctx context.Context, orderID string, req UpdateOrderResultRequest, call ...rolecall.CallOption) (*Done, error) {
	return act[struct{}](ctx, s.service, "PUT assessment/orders/{order_id}/result", req, call, orderID)
}
