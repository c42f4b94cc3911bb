package kombo

import (
	"fmt"

	"github.com/rolecall-dev/rolecall/internal/safeprint"
)

// The types below hold raw bytes, or one of the types of print.go, in a field or deeper. Each one has
// its own Format method, since package fmt prints what a nested pointer leads to without asking the
// methods of its fields, if the verb is not for pointers (%s).

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v Absence) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v AbsenceType) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v AddApplicationNoteRequest) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v AddAttachmentRequest) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v AddEmployeeDocumentRequest) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v AddResultLinkRequest) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v AnsweredUnknown) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v Application) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v ApplicationStage) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v ArrayField) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v AttachmentList) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v Candidate) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v CandidateApplication) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v CandidateTagRequest) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v CreateAbsenceRequest) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v CreateApplicationRequest) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v CreateCandidateRequest) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v CreateEmployeeWithFormRequest) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v CreatedApplication) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v CustomFieldMapping) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v DeleteAbsenceRequest) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v Employee) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v EmployeeDocumentCategory) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v Employment) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v FieldOption) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v FieldOptions) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v Form) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v FormField) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v FoundJob) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v Group) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v IntegrationField) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v Interview) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v Job) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v JobMatch) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v JobPosting) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v JobStage) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v LegalEntity) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v ListEmployeesOptions) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v Location) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v MoveApplicationToStageRequest) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v MultiSelectField) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v ObjectField) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v Offer) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v PerformanceReview) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v PerformanceReviewCycle) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v Proficiency) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v ProficiencyScale) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v QuestionFormat) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v RejectApplicationRequest) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v RejectionReason) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v Remote) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v ResultAttribute) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v ReviewRating) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v Role) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v Scorecard) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v ScorecardResponse) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v ScorecardUnknown) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v ScreeningQuestionAnswer) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// String prints v like package fmt does, but the length of raw bytes in their place. The type has a
// field named Format.
func (v ScreeningQuestion) String() string {
	type fields ScreeningQuestion // without String
	return fmt.Sprintf("%+v", fields(v))
}

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v SingleSelectField) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v Skill) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v StaffingEntity) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v StaffingSkill) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v Tag) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v TimeOffBalance) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v Timesheet) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v UnknownField) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v UnknownFormat) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v UnknownProficiency) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v UnknownRating) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v UnknownResult) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v UnknownScale) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v UpdateOrderResultRequest) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v User) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format shows of raw bytes how many they are.
func (v UpdateForm) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format shows of raw bytes how many they are.
func (v RehireForm) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format shows of raw bytes how many they are.
func (v UpdateFormRequest) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format shows of raw bytes how many they are.
func (v RehireRequest) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }
