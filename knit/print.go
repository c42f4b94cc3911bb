package knit

import (
	"fmt"
	"io"
	"log/slog"
	"reflect"
	"strconv"
	"strings"

	"github.com/rolecall-dev/rolecall/internal/safeprint"
)

// Every type that holds raw JSON, a token, a header, a file or a signed URL prints without it, under
// every verb of package fmt: the length of bytes in their place, and nothing of a secret. Those with
// a secret say so in package slog also. Other fields print as package fmt prints them.

// Format writes the names, and nothing of the values: they may be credentials.
func (v TextMap) Format(f fmt.State, _ rune) { safeprint.Names(f, reflect.ValueOf(v)) }

// LogValue is what package slog writes.
func (v TextMap) LogValue() slog.Value { return safeprint.LogValue(v) }

// Format writes the names, and nothing of the values: they may be credentials.
func (v PassthroughHeaders) Format(f fmt.State, _ rune) { safeprint.Names(f, reflect.ValueOf(v)) }

// LogValue is what package slog writes.
func (v PassthroughHeaders) LogValue() slog.Value { return safeprint.LogValue(v) }

// Format writes the length of the body. string(v) is the body.
func (v PassthroughBody) Format(f fmt.State, _ rune) {
	_, _ = io.WriteString(f, "["+strconv.Itoa(len(v))+" bytes]")
}

// LogValue is what package slog writes.
func (v PassthroughBody) LogValue() slog.Value { return safeprint.LogValue(v) }

// withoutQuery is a path whose query, which may hold a credential, is not shown.
func withoutQuery(path string) string {
	if path, _, found := strings.Cut(path, "?"); found {
		return path + "?" + safeprint.Redacted
	}
	return path
}

// Format writes [CreateAuthSessionRequest] without its raw JSON.
func (v CreateAuthSessionRequest) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [AppFilter] without its raw JSON.
func (v AppFilter) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [AuthSession] without its secrets.
func (v AuthSession) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// LogValue is what package slog writes.
func (v AuthSession) LogValue() slog.Value { return safeprint.LogValue(v) }

// Format writes [IntegrationDetails] without its raw JSON.
func (v IntegrationDetails) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [ConnectedApp] without its raw JSON.
func (v ConnectedApp) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [Application] without its raw JSON.
func (v Application) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [ApplicationInfo] without its raw JSON.
func (v ApplicationInfo) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [Rejection] without its raw JSON.
func (v Rejection) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [Interview] without its raw JSON.
func (v Interview) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [Attachment] without its secrets.
func (v Attachment) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v, "Link") }

// LogValue is what package slog writes.
func (v Attachment) LogValue() slog.Value { return safeprint.LogValue(v) }

// Format writes [QuestionResponse] without its raw JSON.
func (v QuestionResponse) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [QuestionAnswer] without its raw JSON.
func (v QuestionAnswer) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [DeletedApplication] without its raw JSON.
func (v DeletedApplication) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [CreateApplicationRequest] without its raw JSON.
func (v CreateApplicationRequest) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [NewCandidate] without its raw JSON.
func (v NewCandidate) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [NewAnswer] without its raw JSON.
func (v NewAnswer) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [CreatedApplication] without its raw JSON.
func (v CreatedApplication) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [UpdateStageRequest] without its raw JSON.
func (v UpdateStageRequest) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [NewAttachment] without its secrets.
func (v NewAttachment) Format(f fmt.State, verb rune) {
	safeprint.Struct(f, verb, v, "Link", "Content")
}

// LogValue is what package slog writes.
func (v NewAttachment) LogValue() slog.Value { return safeprint.LogValue(v) }

// Format writes [AddAttachmentRequest] without its raw JSON.
func (v AddAttachmentRequest) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [SearchCandidatesRequest] without its raw JSON.
func (v SearchCandidatesRequest) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [CreateJobRequest] without its raw JSON.
func (v CreateJobRequest) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [CreatedJob] without its raw JSON.
func (v CreatedJob) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [Candidate] without its raw JSON.
func (v Candidate) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [CandidateInfo] without its raw JSON.
func (v CandidateInfo) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [Email] without its raw JSON.
func (v Email) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [Education] without its raw JSON.
func (v Education) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [DeletedCandidate] without its raw JSON.
func (v DeletedCandidate) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [StartCustomSyncRequest] without its secrets.
func (v StartCustomSyncRequest) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// LogValue is what package slog writes.
func (v StartCustomSyncRequest) LogValue() slog.Value { return safeprint.LogValue(v) }

// Format writes [APIDetails] without its secrets.
func (v APIDetails) Format(f fmt.State, verb rune) {
	v.Path = withoutQuery(v.Path)
	safeprint.Struct(f, verb, v, "Body")
}

// LogValue is what package slog writes.
func (v APIDetails) LogValue() slog.Value { return safeprint.LogValue(v) }

// Format writes [Employee] without its raw JSON.
func (v Employee) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [EmployeeProfile] without its raw JSON.
func (v EmployeeProfile) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [ContactInfo] without its raw JSON.
func (v ContactInfo) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [Phone] without its raw JSON.
func (v Phone) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [OrgStructure] without its raw JSON.
func (v OrgStructure) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [Manager] without its raw JSON.
func (v Manager) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [Dependent] without its raw JSON.
func (v Dependent) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [Locations] without its raw JSON.
func (v Locations) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [Address] without its raw JSON.
func (v Address) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [BankAccount] without its raw JSON.
func (v BankAccount) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [Routing] without its raw JSON.
func (v Routing) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [Identification] without its raw JSON.
func (v Identification) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [KYC] without its secrets.
func (v KYC) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v, "AadharURL", "PANURL") }

// LogValue is what package slog writes.
func (v KYC) LogValue() slog.Value { return safeprint.LogValue(v) }

// Format writes [EmployeeRawValues] without its raw JSON.
func (v EmployeeRawValues) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [DeletedEmployee] without its raw JSON.
func (v DeletedEmployee) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [Event] without its raw JSON.
func (v Event[D]) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [SyncReport] without its raw JSON.
func (v SyncReport) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [NativeFilter] without its raw JSON.
func (v NativeFilter) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [PassthroughFilters] without its secrets.
func (v PassthroughFilters) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// LogValue is what package slog writes.
func (v PassthroughFilters) LogValue() slog.Value { return safeprint.LogValue(v) }

// Format writes [VirtualFilter] without its raw JSON.
func (v VirtualFilter) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [Attendance] without its raw JSON.
func (v Attendance) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [UpdateCompensationRequest] without its raw JSON.
func (v UpdateCompensationRequest) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [CreateDeductionRequest] without its raw JSON.
func (v CreateDeductionRequest) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [UpdateDeductionRequest] without its raw JSON.
func (v UpdateDeductionRequest) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [EnrollDeductionRequest] without its raw JSON.
func (v EnrollDeductionRequest) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [UnenrollDeductionRequest] without its raw JSON.
func (v UnenrollDeductionRequest) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [UpdateEmployeeDeductionRequest] without its raw JSON.
func (v UpdateEmployeeDeductionRequest) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [Document] without its secrets.
func (v Document) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v, "Content", "URL") }

// LogValue is what package slog writes.
func (v Document) LogValue() slog.Value { return safeprint.LogValue(v) }

// Format writes [UploadDocumentRequest] without its secrets.
func (v UploadDocumentRequest) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// LogValue is what package slog writes.
func (v UploadDocumentRequest) LogValue() slog.Value { return safeprint.LogValue(v) }

// Format writes [EmployeeFields] without its raw JSON.
func (v EmployeeFields) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [CreateEmployeeRequest] without its raw JSON.
func (v CreateEmployeeRequest) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [Employment] without its raw JSON.
func (v Employment) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [UpdateEmployeeRequest] without its raw JSON.
func (v UpdateEmployeeRequest) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [TerminateEmployeeRequest] without its raw JSON.
func (v TerminateEmployeeRequest) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [LeaveRequest] without its raw JSON.
func (v LeaveRequest) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [LeaveType] without its raw JSON.
func (v LeaveType) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [LeaveBalance] without its raw JSON.
func (v LeaveBalance) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [CreateLeaveRequest] without its raw JSON.
func (v CreateLeaveRequest) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [Payroll] without its raw JSON.
func (v Payroll) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [PayItem] without its raw JSON.
func (v PayItem) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [Job] without its raw JSON.
func (v Job) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [JobInfo] without its raw JSON.
func (v JobInfo) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [Department] without its raw JSON.
func (v Department) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [Office] without its raw JSON.
func (v Office) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [User] without its raw JSON.
func (v User) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [Stage] without its raw JSON.
func (v Stage) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [DeletedJob] without its raw JSON.
func (v DeletedJob) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [PassthroughRequest] without its secrets.
func (v PassthroughRequest) Format(f fmt.State, verb rune) {
	v.Path = withoutQuery(v.Path)
	safeprint.Struct(f, verb, v, "Body")
}

// LogValue is what package slog writes.
func (v PassthroughRequest) LogValue() slog.Value { return safeprint.LogValue(v) }

// Format writes [PassthroughResponse] without its secrets.
func (v PassthroughResponse) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// LogValue is what package slog writes.
func (v PassthroughResponse) LogValue() slog.Value { return safeprint.LogValue(v) }

// Format writes [RawAnswer] without its raw JSON.
func (v RawAnswer) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// LogValue is what package slog writes.
func (v RawAnswer) LogValue() slog.Value { return safeprint.LogValue(v) }

// Format writes [SubscribeEventsRequest] without its raw JSON.
func (v SubscribeEventsRequest) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [EventSubscription] without its secrets.
func (v EventSubscription) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// LogValue is what package slog writes.
func (v EventSubscription) LogValue() slog.Value { return safeprint.LogValue(v) }

// Format writes [SubscriptionMetaData] without its secrets.
func (v SubscriptionMetaData) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// LogValue is what package slog writes.
func (v SubscriptionMetaData) LogValue() slog.Value { return safeprint.LogValue(v) }

// Format writes [StartSyncRequest] without its raw JSON.
func (v StartSyncRequest) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [UpdateSyncRequest] without its raw JSON.
func (v UpdateSyncRequest) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [PauseSyncRequest] without its raw JSON.
func (v PauseSyncRequest) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [SetStartTimeRequest] without its raw JSON.
func (v SetStartTimeRequest) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [Sync] without its raw JSON.
func (v Sync) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format writes [WatchFieldsRequest] without its raw JSON.
func (v WatchFieldsRequest) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }
