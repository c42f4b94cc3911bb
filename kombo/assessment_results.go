package kombo

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/rolecall-dev/rolecall"
)

// UpdateOrderResultRequest is what came out of an order.
type UpdateOrderResultRequest struct {
	// Status is OrderOpen, OrderCompleted or OrderCancelled. Kombo lets an order leave
	// OrderOpen, and never return. Required.
	Status OrderStatus `json:"status"`
	// ResultURL is where the customer reads the whole result. Required.
	ResultURL string `json:"result_url"`
	// CompletedAt is expected for OrderCompleted and OrderCancelled. Zero: not said.
	CompletedAt time.Time `json:"completed_at,omitzero"`
	// Score is out of MaxScore.
	Score      *float64                 `json:"score,omitempty"`
	MaxScore   *float64                 `json:"max_score,omitempty"`
	Attributes []Union[ResultAttribute] `json:"attributes,omitempty"`
	// Attachments should have less than 10 MB together.
	Attachments []File `json:"attachments,omitempty"`
	// RemoteFields go to the tool as they are, by its name.
	RemoteFields RemoteFields `json:"remote_fields,omitempty"`
}

// MarshalJSON writes the time as UTC, the only zone that Kombo takes.
func (v UpdateOrderResultRequest) MarshalJSON() ([]byte, error) {
	type plain UpdateOrderResultRequest
	v.CompletedAt = v.CompletedAt.UTC()
	return json.Marshal(plain(v))
}

// ResultAttribute is something that the customer's tool shows of a result: *ResultText, *SubResult or
// *Unknown. Make it with [TextAttribute] or [SubResultAttribute].
type ResultAttribute interface{ resultAttribute() }

// The kinds of attribute.
type (
	// ResultText is a remark.
	ResultText struct {
		Type  string `json:"type"` // "TEXT"
		Label string `json:"label"`
		Value string `json:"value"`
	}
	// SubResult is the result of one of several tests.
	SubResult struct {
		Type string `json:"type"` // "SUB_RESULT"
		// ID is your own.
		ID    string      `json:"id"`
		Label string      `json:"label"`
		Score ResultScore `json:"score"`
		// Status is OrderCompleted or OrderCancelled.
		Status OrderStatus `json:"status"`
	}
)

// ResultScore is so much out of Max.
type ResultScore struct {
	Value float64 `json:"value"`
	Max   float64 `json:"max"`
}

// TextAttribute is a remark.
func TextAttribute(label, value string) Union[ResultAttribute] {
	return Union[ResultAttribute]{&ResultText{"TEXT", label, value}}
}

// SubResultAttribute is the result of one of several tests. id is your own, status is
// OrderCompleted or OrderCancelled.
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
	first := map[string]int{} // of sub-results
	for i, attribute := range v.Attributes {
		part, ok := attribute.Variant.(*SubResult)
		switch {
		case attribute.Variant == nil, ok && part == nil:
			return fmt.Sprintf("Attributes[%d] is empty: make it with TextAttribute or SubResultAttribute", i)
		case !ok || part.ID == "":
			continue
		}
		if other, twice := first[part.ID]; twice {
			return fmt.Sprintf("Attributes[%d] has the same ID as Attributes[%d]", i, other)
		}
		first[part.ID] = i
	}
	return ""
}

// UpdateOrderResult tells the customer's tool what came out of an order, or how far it is.
// An error that is [rolecall.ErrAmbiguous] means that the write may have happened: check before
// sending it again.
// Source: docs.kombo.dev, "Update order result".
func (s *AssessmentService) UpdateOrderResult(ctx context.Context, orderID string, req UpdateOrderResultRequest, call ...rolecall.CallOption) (*Done, error) {
	return act[struct{}](ctx, s.service, "PUT assessment/orders/{order_id}/result", req, call, orderID)
}
