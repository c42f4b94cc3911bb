package knit

import (
	"fmt"
	"strings"
	"time"

	"github.com/rolecall-dev/rolecall"
)

// Knit has three kinds of filter for a sync. Knit translates a [NativeFilter] for each tool, sends
// [PassthroughFilters] unmodified to the tool's API, and applies a [VirtualFilter] itself. NativeFilter
// describes how to set them.

// MemberPassthroughFilters is the name of the member that holds [PassthroughFilters] in Knit's requests.
// The members for the other two kinds are not public.
//
// Source: developers.getknit.dev, "Passthrough filters".
const MemberPassthroughFilters = "passThroughFilters"

// KeyAppliedAt is the key of an application's date in a [VirtualFilter], as on Knit's page. Every key, such
// as [KeyDepartment], is a dotted path into the data of an event.
//
// Source: developers.getknit.dev, "Time based filters" and "Virtual filters".
const KeyAppliedAt = "info.appliedAt"

// KeyDepartment is the key of an employee's department in a [VirtualFilter].
//
// Source: developers.getknit.dev, "Virtual filters".
const KeyDepartment = "orgStructure.department"

// NativeFilterName is the name of a filter that Knit translates for the tool. Tools differ in the filters
// that they support.
type NativeFilterName string

// The native filters on the public part of Knit's page.
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

// NativeFilter is one native filter and its value. The names of the two members are inferred; only the
// names of the filters are public.
//
// The filters of a sync (NativeFilter, [PassthroughFilters] and [VirtualFilter]) are set by a separate call.
// Make it with [Call], with the filters in the body. Its path and its members are not public, except
// [MemberPassthroughFilters]: ask Knit's support. No page of Knit shows filters in [StartSyncRequest].
// Lists have other filters: see [ListJobsOptions] and [ListOptions].Params.
type NativeFilter struct {
	Name  NativeFilterName `json:"name"`
	Value string           `json:"value"`

	rolecall.Extra `json:"-"`
}

// PassthroughFilters are added to Knit's requests to the tool's API. Knit does not validate them. Join
// several values of one name with commas: see [JoinValues]. The call that sets filters contains them in the
// member [MemberPassthroughFilters].
//
// Source: developers.getknit.dev, "Passthrough filters".
type PassthroughFilters struct {
	Query   TextMap `json:"query,omitempty"`
	Body    TextMap `json:"body,omitempty"`
	Headers TextMap `json:"headers,omitempty"`

	rolecall.Extra `json:"-"`
}

// JoinValues joins several values of one passthrough filter with commas.
func JoinValues(values ...string) string { return strings.Join(values, ",") }

// VirtualFilter is a node in the tree of a filter that Knit applies to the tool's responses. A node is an
// operator with a key on the left and a value on the right, or "and" or "or" with a filter on each side.
// [DateAfter], [DateBefore], [DateBetween] and [TextEquals] return complete filters; [AllOf] and [AnyOf]
// combine them. [NativeFilter] describes the call that sets filters. Knit also has rolling periods, but
// their shape is not public.
//
// Source: developers.getknit.dev, "Virtual filters" and "Time based filters".
type VirtualFilter struct {
	// Data is an operator, a key or a value, depending on Type.
	Data string            `json:"data"`
	Type VirtualFilterType `json:"type"`
	// Left and Right are nil for a key or a value, and are then sent as null.
	Left  *VirtualFilter `json:"left"`
	Right *VirtualFilter `json:"right"`

	rolecall.Extra `json:"-"`
}

// VirtualFilterType is the type of a [VirtualFilter] node.
type VirtualFilterType string

// Values of [VirtualFilterType].
const (
	VirtualFilterDateOperator VirtualFilterType = "date_operator"
	VirtualFilterKey          VirtualFilterType = "key"
	VirtualFilterDateValue    VirtualFilterType = "value_date"

	// Knit's documentation describes these types. Their names are inferred from those for dates.
	VirtualFilterLogicalOperator VirtualFilterType = "logical_operator"
	VirtualFilterTextOperator    VirtualFilterType = "string_operator"
	VirtualFilterTextValue       VirtualFilterType = "value_string"
)

// Operators for [VirtualFilterDateOperator].
const (
	OperatorGreaterThan = "isGreaterThan"
	OperatorLessThan    = "isLessThan"
	OperatorBetween     = "isInBetween"
)

// OperatorEqual is the operator for [VirtualFilterTextOperator] that compares for equality. Knit
// documents the operator but not its value: "isEqualTo" is inferred from the values of the date operators.
const OperatorEqual = "isEqualTo"

// Operators for [VirtualFilterLogicalOperator].
const (
	OperatorAnd = "and"
	OperatorOr  = "or"
)

// AllOf returns a filter that keeps the records that every given filter keeps. [AnyOf] keeps those that at
// least one filter keeps. If a filter is nil, or an operator lacks one of its sides, the call with the
// filter in its body returns [rolecall.ErrInvalid].
//
//	knit.AnyOf(knit.TextEquals(knit.KeyDepartment, "Technology"), knit.TextEquals(knit.KeyDepartment, "Marketing"))
//
// "and" and "or" with a filter on each side are documented. The type of their node,
// [VirtualFilterLogicalOperator], is inferred.
//
// Source: developers.getknit.dev, "Virtual filters".
func AllOf(first, second *VirtualFilter, more ...*VirtualFilter) *VirtualFilter {
	return joined(OperatorAnd, first, second, more)
}

// AnyOf returns a filter that keeps the records that at least one given filter keeps. See [AllOf].
func AnyOf(first, second *VirtualFilter, more ...*VirtualFilter) *VirtualFilter {
	return joined(OperatorOr, first, second, more)
}

// joined combines filters in a tree, because a node has only two sides.
func joined(operator string, left, right *VirtualFilter, more []*VirtualFilter) *VirtualFilter {
	node := &VirtualFilter{Data: operator, Type: VirtualFilterLogicalOperator, Left: left, Right: right}
	for _, next := range more {
		node = &VirtualFilter{Data: operator, Type: VirtualFilterLogicalOperator, Left: node, Right: next}
	}
	return node
}

// TextEquals returns a filter that keeps records whose string at key equals value. key is a dotted path,
// such as "orgStructure.department".
func TextEquals(key, value string) *VirtualFilter { return TextFilter(OperatorEqual, key, value) }

// TextFilter returns a filter that compares the string at key with value. Use it for an operator without a
// constant.
func TextFilter(operator, key, value string) *VirtualFilter {
	return &VirtualFilter{
		Data: operator, Type: VirtualFilterTextOperator,
		Left:  &VirtualFilter{Data: key, Type: VirtualFilterKey},
		Right: &VirtualFilter{Data: value, Type: VirtualFilterTextValue},
	}
}

// Problem describes what makes the node invalid, or returns "" if it is valid. The Problem methods of Left
// and Right check the sides.
func (v VirtualFilter) Problem() string {
	if v.Type != VirtualFilterLogicalOperator && v.Type != VirtualFilterTextOperator {
		return ""
	}
	switch {
	case v.Left == nil:
		return fmt.Sprintf("Left is nil: operator %q requires two sides", v.Data)
	case v.Right == nil:
		return fmt.Sprintf("Right is nil: operator %q requires two sides", v.Data)
	case v.Data == "":
		return "Data is empty: set an operator"
	case v.Left.Data == "":
		return "Left.Data is empty: set an operator or a key"
	}
	return ""
}

// DateAfter returns a filter that keeps records whose date at key is after t. key is a dotted path, such as
// "info.appliedAt".
func DateAfter(key string, t time.Time) *VirtualFilter {
	return dateFilter(OperatorGreaterThan, key, wireTime(t))
}

// DateBefore returns a filter that keeps records whose date at key is before t.
func DateBefore(key string, t time.Time) *VirtualFilter {
	return dateFilter(OperatorLessThan, key, wireTime(t))
}

// DateBetween returns a filter that keeps records whose date at key is between from and to.
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
