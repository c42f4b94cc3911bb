package linkedin

import "github.com/rolecall-dev/rolecall/internal/codec"

// LinkedIn is loose about shapes (numbers as text, one id in place of a list), so every model
// decodes by the rules of internal/codec and writes its Extra members back. These methods are
// all there is to it.

// UnmarshalJSON decodes [element] in any of the shapes that LinkedIn sends.
func (v *element) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// UnmarshalJSON decodes [tokenAnswer] in any of the shapes that LinkedIn sends.
func (v *tokenAnswer) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// UnmarshalJSON decodes [JobPosting] in any of the shapes that LinkedIn sends.
func (v *JobPosting) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [JobPosting] under LinkedIn's names, Extra included.
func (v JobPosting) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [Budget] in any of the shapes that LinkedIn sends.
func (v *Budget) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [Budget] under LinkedIn's names, Extra included.
func (v Budget) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [Money] in any of the shapes that LinkedIn sends.
func (v *Money) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [Money] under LinkedIn's names, Extra included.
func (v Money) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [Compensation] in any of the shapes that LinkedIn sends.
func (v *Compensation) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [Compensation] under LinkedIn's names, Extra included.
func (v Compensation) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [Pay] in any of the shapes that LinkedIn sends.
func (v *Pay) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [Pay] under LinkedIn's names, Extra included.
func (v Pay) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [PayValue] in any of the shapes that LinkedIn sends.
func (v *PayValue) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [PayValue] under LinkedIn's names, Extra included.
func (v PayValue) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [PayRange] in any of the shapes that LinkedIn sends.
func (v *PayRange) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [PayRange] under LinkedIn's names, Extra included.
func (v PayRange) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [OnsiteApplyConfiguration] in any of the shapes that LinkedIn sends.
func (v *OnsiteApplyConfiguration) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [OnsiteApplyConfiguration] under LinkedIn's names, Extra included.
func (v OnsiteApplyConfiguration) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [Questions] in any of the shapes that LinkedIn sends.
func (v *Questions) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [Questions] under LinkedIn's names, Extra included.
func (v Questions) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [ContactInformationQuestions] in any of the shapes that LinkedIn sends.
func (v *ContactInformationQuestions) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [ContactInformationQuestions] under LinkedIn's names, Extra included.
func (v ContactInformationQuestions) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [ResumeQuestions] in any of the shapes that LinkedIn sends.
func (v *ResumeQuestions) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [ResumeQuestions] under LinkedIn's names, Extra included.
func (v ResumeQuestions) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [CoverLetterQuestions] in any of the shapes that LinkedIn sends.
func (v *CoverLetterQuestions) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [CoverLetterQuestions] under LinkedIn's names, Extra included.
func (v CoverLetterQuestions) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [WorkQuestions] in any of the shapes that LinkedIn sends.
func (v *WorkQuestions) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [WorkQuestions] under LinkedIn's names, Extra included.
func (v WorkQuestions) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [EducationQuestions] in any of the shapes that LinkedIn sends.
func (v *EducationQuestions) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [EducationQuestions] under LinkedIn's names, Extra included.
func (v EducationQuestions) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [ExperienceQuestionSet] in any of the shapes that LinkedIn sends.
func (v *ExperienceQuestionSet) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [ExperienceQuestionSet] under LinkedIn's names, Extra included.
func (v ExperienceQuestionSet) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [VoluntarySelfIdentificationQuestions] in any of the shapes that LinkedIn sends.
func (v *VoluntarySelfIdentificationQuestions) UnmarshalJSON(b []byte) error {
	return codec.Unmarshal(b, v)
}

// MarshalJSON writes [VoluntarySelfIdentificationQuestions] under LinkedIn's names, Extra included.
func (v VoluntarySelfIdentificationQuestions) MarshalJSON() ([]byte, error) {
	return codec.Marshal(v)
}

// UnmarshalJSON decodes [AdditionalQuestions] in any of the shapes that LinkedIn sends.
func (v *AdditionalQuestions) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [AdditionalQuestions] under LinkedIn's names, Extra included.
func (v AdditionalQuestions) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [CustomQuestionSet] in any of the shapes that LinkedIn sends.
func (v *CustomQuestionSet) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [CustomQuestionSet] under LinkedIn's names, Extra included.
func (v CustomQuestionSet) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [CustomQuestion] in any of the shapes that LinkedIn sends.
func (v *CustomQuestion) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [CustomQuestion] under LinkedIn's names, Extra included.
func (v CustomQuestion) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [QuestionDetails] in any of the shapes that LinkedIn sends.
func (v *QuestionDetails) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [QuestionDetails] under LinkedIn's names, Extra included.
func (v QuestionDetails) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [MultipleChoiceQuestion] in any of the shapes that LinkedIn sends.
func (v *MultipleChoiceQuestion) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [MultipleChoiceQuestion] under LinkedIn's names, Extra included.
func (v MultipleChoiceQuestion) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [Choice] in any of the shapes that LinkedIn sends.
func (v *Choice) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [Choice] under LinkedIn's names, Extra included.
func (v Choice) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [JobTask] in any of the shapes that LinkedIn sends.
func (v *JobTask) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [JobTask] under LinkedIn's names, Extra included.
func (v JobTask) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [JobPostingStatus] in any of the shapes that LinkedIn sends.
func (v *JobPostingStatus) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [JobPostingStatus] under LinkedIn's names, Extra included.
func (v JobPostingStatus) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [JobPostingInfo] in any of the shapes that LinkedIn sends.
func (v *JobPostingInfo) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [JobPostingInfo] under LinkedIn's names, Extra included.
func (v JobPostingInfo) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [CompanyDetails] in any of the shapes that LinkedIn sends.
func (v *CompanyDetails) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [CompanyDetails] under LinkedIn's names, Extra included.
func (v CompanyDetails) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [StatusDetail] in any of the shapes that LinkedIn sends.
func (v *StatusDetail) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [StatusDetail] under LinkedIn's names, Extra included.
func (v StatusDetail) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [ProvisionedApplication] in any of the shapes that LinkedIn sends.
func (v *ProvisionedApplication) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [ProvisionedApplication] under LinkedIn's names, Extra included.
func (v ProvisionedApplication) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [foundApplications] in any of the shapes that LinkedIn sends.
func (v *foundApplications) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// UnmarshalJSON decodes [DeveloperWebhook] in any of the shapes that LinkedIn sends.
func (v *DeveloperWebhook) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [DeveloperWebhook] under LinkedIn's names, Extra included.
func (v DeveloperWebhook) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [restliPaging] in any of the shapes that LinkedIn sends.
func (v *restliPaging) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// UnmarshalJSON decodes [LifecycleAction] in any of the shapes that LinkedIn sends.
func (v *LifecycleAction) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [LifecycleAction] under LinkedIn's names, Extra included.
func (v LifecycleAction) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [ResyncJobsEvent] in any of the shapes that LinkedIn sends.
func (v *ResyncJobsEvent) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [ResyncJobsEvent] under LinkedIn's names, Extra included.
func (v ResyncJobsEvent) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [JobPostingStatusEvent] in any of the shapes that LinkedIn sends.
func (v *JobPostingStatusEvent) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [JobPostingStatusEvent] under LinkedIn's names, Extra included.
func (v JobPostingStatusEvent) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [RequestEvent] in any of the shapes that LinkedIn sends.
func (v *RequestEvent) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [RequestEvent] under LinkedIn's names, Extra included.
func (v RequestEvent) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [HRISExportEvent] in any of the shapes that LinkedIn sends.
func (v *HRISExportEvent) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [HRISExportEvent] under LinkedIn's names, Extra included.
func (v HRISExportEvent) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [MemberDataStatusEvent] in any of the shapes that LinkedIn sends.
func (v *MemberDataStatusEvent) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [MemberDataStatusEvent] under LinkedIn's names, Extra included.
func (v MemberDataStatusEvent) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [MemberStatusUpdate] in any of the shapes that LinkedIn sends.
func (v *MemberStatusUpdate) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [MemberStatusUpdate] under LinkedIn's names, Extra included.
func (v MemberStatusUpdate) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [JobApplicationEvent] in any of the shapes that LinkedIn sends.
func (v *JobApplicationEvent) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [JobApplicationEvent] under LinkedIn's names, Extra included.
func (v JobApplicationEvent) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [QuestionResponses] in any of the shapes that LinkedIn sends.
func (v *QuestionResponses) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [QuestionResponses] under LinkedIn's names, Extra included.
func (v QuestionResponses) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [ContactInformationResponses] in any of the shapes that LinkedIn sends.
func (v *ContactInformationResponses) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [ContactInformationResponses] under LinkedIn's names, Extra included.
func (v ContactInformationResponses) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [TextAnswer] in any of the shapes that LinkedIn sends.
func (v *TextAnswer) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [TextAnswer] under LinkedIn's names, Extra included.
func (v TextAnswer) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [CellphoneNumber] in any of the shapes that LinkedIn sends.
func (v *CellphoneNumber) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [CellphoneNumber] under LinkedIn's names, Extra included.
func (v CellphoneNumber) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [ResumeResponses] in any of the shapes that LinkedIn sends.
func (v *ResumeResponses) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [ResumeResponses] under LinkedIn's names, Extra included.
func (v ResumeResponses) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [MediaAnswer] in any of the shapes that LinkedIn sends.
func (v *MediaAnswer) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [MediaAnswer] under LinkedIn's names, Extra included.
func (v MediaAnswer) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [AdditionalResponses] in any of the shapes that LinkedIn sends.
func (v *AdditionalResponses) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [AdditionalResponses] under LinkedIn's names, Extra included.
func (v AdditionalResponses) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [CustomQuestionSetResponse] in any of the shapes that LinkedIn sends.
func (v *CustomQuestionSetResponse) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [CustomQuestionSetResponse] under LinkedIn's names, Extra included.
func (v CustomQuestionSetResponse) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [CustomQuestionResponse] in any of the shapes that LinkedIn sends.
func (v *CustomQuestionResponse) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [CustomQuestionResponse] under LinkedIn's names, Extra included.
func (v CustomQuestionResponse) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [CustomAnswer] in any of the shapes that LinkedIn sends.
func (v *CustomAnswer) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [CustomAnswer] under LinkedIn's names, Extra included.
func (v CustomAnswer) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [MultipleChoiceAnswer] in any of the shapes that LinkedIn sends.
func (v *MultipleChoiceAnswer) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [MultipleChoiceAnswer] under LinkedIn's names, Extra included.
func (v MultipleChoiceAnswer) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [NumericAnswer] in any of the shapes that LinkedIn sends.
func (v *NumericAnswer) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [NumericAnswer] under LinkedIn's names, Extra included.
func (v NumericAnswer) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [ApplicantSkill] in any of the shapes that LinkedIn sends.
func (v *ApplicantSkill) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [ApplicantSkill] under LinkedIn's names, Extra included.
func (v ApplicantSkill) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [HiringContract] in any of the shapes that LinkedIn sends.
func (v *HiringContract) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [HiringContract] under LinkedIn's names, Extra included.
func (v HiringContract) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [Day] in any of the shapes that LinkedIn sends.
func (v *Day) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [Day] under LinkedIn's names, Extra included.
func (v Day) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [JobReport] in any of the shapes that LinkedIn sends.
func (v *JobReport) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [JobReport] under LinkedIn's names, Extra included.
func (v JobReport) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [JobReportInfo] in any of the shapes that LinkedIn sends.
func (v *JobReportInfo) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [JobReportInfo] under LinkedIn's names, Extra included.
func (v JobReportInfo) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [JobBudgetReport] in any of the shapes that LinkedIn sends.
func (v *JobBudgetReport) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [JobBudgetReport] under LinkedIn's names, Extra included.
func (v JobBudgetReport) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [JobDayMetrics] in any of the shapes that LinkedIn sends.
func (v *JobDayMetrics) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [JobDayMetrics] under LinkedIn's names, Extra included.
func (v JobDayMetrics) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [BudgetReport] in any of the shapes that LinkedIn sends.
func (v *BudgetReport) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [BudgetReport] under LinkedIn's names, Extra included.
func (v BudgetReport) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [setUpContract] in any of the shapes that LinkedIn sends.
func (v *setUpContract) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }
