package knit

import (
	"fmt"
	"strings"
	"time"

	"github.com/rolecall-dev/rolecall"
)

// Knit limits a sync with three kinds of filter: [NativeFilter], which it knows for many apps;
// [PassthroughFilters], which go to the app's API as they are; and [VirtualFilter], which Knit
// applies itself. Where they go is described at NativeFilter.

// MemberPassthroughFilters is the member that holds [PassthroughFilters] in Knit's requests. The members
// of the other two kinds are not public.
//
// Source: developers.getknit.dev, "Passthrough filters".
const MemberPassthroughFilters = "passThroughFilters"

// KeyAppliedAt is the key of an application's date in a [VirtualFilter], the one that Knit's page shows.
// Other keys are dotted paths in the data of an event also, such as [KeyDepartment].
//
// Source: developers.getknit.dev, "Time based filters" and "Virtual filters".
const KeyAppliedAt = "info.appliedAt"

// KeyDepartment is the key of an employee's department in a [VirtualFilter].
//
// Source: developers.getknit.dev, "Virtual filters".
const KeyDepartment = "orgStructure.department"

// NativeFilterName names a filter that Knit translates for the app. The set is open, and what of
// it works differs from app to app.
type NativeFilterName string

// The native filters that Knit's page shows, as far as it is public.
// Source: developers.getknit.dev, "Native filters".
const (
	FilterApplicationsCreatedAfter       NativeFilterName = "ats_applications_created_after"
	FilterApplicationsCreatedBefore      NativeFilterName = "ats_applications_created_before"
	FilterApplicationsUpdatedAfter       NativeFilterName = "ats_applications_updated_after"
	FilterApplicationsUpdatedBefore      NativeFilterName = "ats_applications_updated_before"
	FilterApplicationsChangedStageAfter  NativeFilterName = "ats_applications_changed_stage_after"
	FilterApplicationsChangedStageBefore NativeFilterName = "ats_applications_changed_stage_before"
	FilterApplicationsJobID              NativeFilterName = "ats_applications_job_id"
	FilterApplicationsStage              NativeFilterName = "ats_applications_stage"
	FilterApplicationsStatus             NativeFilterName = "ats_applications_status"
	FilterApplicationsTag                NativeFilterName = "ats_applications_tag"
	FilterApplicationsCandidateID        NativeFilterName = "ats_applications_candidate_id"
	FilterApplicationsCandidateEmail     NativeFilterName = "ats_applications_candidate_email"

	FilterJobsCreatedAfter  NativeFilterName = "ats_jobs_created_after"
	FilterJobsCreatedBefore NativeFilterName = "ats_jobs_created_before"
	FilterJobsUpdatedAfter  NativeFilterName = "ats_jobs_updated_after"
	FilterJobsUpdatedBefore NativeFilterName = "ats_jobs_updated_before"
	FilterJobsStatus        NativeFilterName = "ats_jobs_status"
)

// NativeFilter is one native filter and its value. The names of the two members are inferred:
// the names of the filters alone are public.
//
// Where it goes, and [PassthroughFilters] and [VirtualFilter] also: into the body of a call of its own that
// limits a sync, by [Call]. Neither the path of that call nor its members are public, but for
// [MemberPassthroughFilters]; Knit's support names them. No page of Knit shows filters in
// [StartSyncRequest]. The filters of lists are others: [ListJobsOptions], [ListOptions].Params.
type NativeFilter struct {
	Name  NativeFilterName `json:"name"`
	Value string           `json:"value"`

	rolecall.Extra `json:"-"`
}

// PassthroughFilters are parts of the request to the app's API. Knit does not check them.
// Several values of one name are joined with commas: [JoinValues]. They are the member
// [MemberPassthroughFilters] of the request that sets filters.
//
// Source: developers.getknit.dev, "Passthrough filters".
type PassthroughFilters struct {
	Query   TextMap `json:"query,omitempty"`
	Body    TextMap `json:"body,omitempty"`
	Headers TextMap `json:"headers,omitempty"`

	rolecall.Extra `json:"-"`
}

// JoinValues is several values of one passthrough filter.
func JoinValues(values ...string) string { return strings.Join(values, ",") }

// VirtualFilter is a node of a filter that Knit applies to what the app sends: an operator with
// a key on its left and a value on its right, or "and" or "or" with a filter on each side. [DateAfter],
// [DateBefore], [DateBetween] and [TextEquals] make whole ones; [AllOf] and [AnyOf] join them. The call
// that takes them is described at [NativeFilter]. Knit also has rolling periods, whose shape is not
// public.
//
// Source: developers.getknit.dev, "Virtual filters" and "Time based filters".
type VirtualFilter struct {
	// Data is an operator, a key or a value, as Type says.
	Data string            `json:"data"`
	Type VirtualFilterType `json:"type"`
	// Left and Right are nil of a key and a value, and are sent as null.
	Left  *VirtualFilter `json:"left"`
	Right *VirtualFilter `json:"right"`

	rolecall.Extra `json:"-"`
}

// VirtualFilterType is what a node of a [VirtualFilter] is. The set is open.
type VirtualFilterType string

// Values of [VirtualFilterType].
const (
	VirtualFilterDateOperator VirtualFilterType = "date_operator"
	VirtualFilterKey          VirtualFilterType = "key"
	VirtualFilterDateValue    VirtualFilterType = "value_date"

	// That there are these is documented; their names are inferred from those of dates.
	VirtualFilterLogicalOperator VirtualFilterType = "logical_operator"
	VirtualFilterTextOperator    VirtualFilterType = "string_operator"
	VirtualFilterTextValue       VirtualFilterType = "value_string"
)

// The operators of [VirtualFilterDateOperator].
const (
	OperatorGreaterThan = "isGreaterThan"
	OperatorLessThan    = "isLessThan"
	OperatorBetween     = "isInBetween"
)

// OperatorEqual is the operator of [VirtualFilterTextOperator] that Knit's page describes. Its name is inferred
// from those of dates.
const OperatorEqual = "isEqualTo"

// The operators of [VirtualFilterLogicalOperator].
const (
	OperatorAnd = "and"
	OperatorOr  = "or"
)

// AllOf keeps records that each of the filters keeps, AnyOf those that at least one of them keeps. A
// filter that is nil, or an operator without its two sides, is an error when the filter is encoded,
// so the call that has it in its body is [rolecall.ErrInvalid].
//
//	knit.AnyOf(knit.TextEquals(knit.KeyDepartment, "Technology"), knit.TextEquals(knit.KeyDepartment, "Marketing"))
//
// "and" and "or" with a filter on each side are documented; the type of their node is inferred, see
// [VirtualFilterLogicalOperator].
//
// Source: developers.getknit.dev, "Virtual filters".
func AllOf(first, second *VirtualFilter, more ...*VirtualFilter) *VirtualFilter {
	return joined(OperatorAnd, first, second, more)
}

// AnyOf is described at [AllOf].
func AnyOf(first, second *VirtualFilter, more ...*VirtualFilter) *VirtualFilter {
	return joined(OperatorOr, first, second, more)
}

// joined is a tree, since a node has two sides.
func joined(operator string, left, right *VirtualFilter, more []*VirtualFilter) *VirtualFilter {
	node := &VirtualFilter{Data: operator, Type: VirtualFilterLogicalOperator, Left: left, Right: right}
	for _, next := range more {
		node = &VirtualFilter{Data: operator, Type: VirtualFilterLogicalOperator, Left: node, Right: next}
	}
	return node
}

// TextEquals keeps records whose text at key, a dotted path such as "orgStructure.department", is
// value.
func TextEquals(key, value string) *VirtualFilter { return TextFilter(OperatorEqual, key, value) }

// TextFilter compares the text at key with value, by an operator that has no constant here.
func TextFilter(operator, key, value string) *VirtualFilter {
	return &VirtualFilter{
		Data: operator, Type: VirtualFilterTextOperator,
		Left:  &VirtualFilter{Data: key, Type: VirtualFilterKey},
		Right: &VirtualFilter{Data: value, Type: VirtualFilterTextValue},
	}
}

// Problem returns why the filter would be rejected, "" if nothing is wrong. Its sides have problems of
// their own.
func (v VirtualFilter) Problem() string {
	if v.Type != VirtualFilterLogicalOperator && v.Type != VirtualFilterTextOperator {
		return ""
	}
	switch {
	case v.Left == nil:
		return fmt.Sprintf("Left is nil: the operator %q has two sides", v.Data)
	case v.Right == nil:
		return fmt.Sprintf("Right is nil: the operator %q has two sides", v.Data)
	case v.Data == "":
		return "Data is empty: it is the operator"
	case v.Left.Data == "":
		return "Left.Data is empty: it is an operator or a key"
	}
	return ""
}

// DateAfter keeps records whose date at key, a dotted path such as "info.appliedAt", is later
// than t.
func DateAfter(key string, t time.Time) *VirtualFilter {
	return dateFilter(OperatorGreaterThan, key, wireTime(t))
}

// DateBefore keeps records whose date at key is earlier than t.
func DateBefore(key string, t time.Time) *VirtualFilter {
	return dateFilter(OperatorLessThan, key, wireTime(t))
}

// DateBetween keeps records whose date at key is from from to to.
func DateBetween(key string, from, to time.Time) *VirtualFilter {
	return dateFilter(OperatorBetween, key, wireTime(from)+","+wireTime(to))
}

func dateFilter(operator, key, value string) *VirtualFilter {
	return &VirtualFilter{
		Data: operator, Type: VirtualFilterDateOperator,
		Left:  &VirtualFilter{Data: key, Type: VirtualFilterKey},
		Right: &VirtualFilter{Data: value, Type: VirtualFilterDateValue},
	}
}

func wireTime(t time.Time) string { return t.UTC().Format(time.RFC3339) }
