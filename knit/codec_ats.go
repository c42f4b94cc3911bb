package knit

import "github.com/rolecall-dev/rolecall/internal/codec"

// UnmarshalJSON decodes [CreateJobRequest] in any of the shapes that Knit sends.
func (v *CreateJobRequest) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [CreateJobRequest] under Knit's names, Extra included.
func (v CreateJobRequest) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [CreatedJob] in any of the shapes that Knit sends.
func (v *CreatedJob) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [CreatedJob] under Knit's names, Extra included.
func (v CreatedJob) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [Application] in any of the shapes that Knit sends.
func (v *Application) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [Application] under Knit's names, Extra included.
func (v Application) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [ApplicationInfo] in any of the shapes that Knit sends.
func (v *ApplicationInfo) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [ApplicationInfo] under Knit's names, Extra included.
func (v ApplicationInfo) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [Rejection] in any of the shapes that Knit sends.
func (v *Rejection) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [Rejection] under Knit's names, Extra included.
func (v Rejection) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [Interview] in any of the shapes that Knit sends.
func (v *Interview) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [Interview] under Knit's names, Extra included.
func (v Interview) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [Attachment] in any of the shapes that Knit sends.
func (v *Attachment) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [Attachment] under Knit's names, Extra included.
func (v Attachment) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [QuestionResponse] in any of the shapes that Knit sends.
func (v *QuestionResponse) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [QuestionResponse] under Knit's names, Extra included.
func (v QuestionResponse) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [QuestionAnswer] in any of the shapes that Knit sends.
func (v *QuestionAnswer) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [QuestionAnswer] under Knit's names, Extra included.
func (v QuestionAnswer) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [DeletedApplication] in any of the shapes that Knit sends.
func (v *DeletedApplication) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [DeletedApplication] under Knit's names, Extra included.
func (v DeletedApplication) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [Candidate] in any of the shapes that Knit sends.
func (v *Candidate) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [Candidate] under Knit's names, Extra included.
func (v Candidate) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [CandidateInfo] in any of the shapes that Knit sends.
func (v *CandidateInfo) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [CandidateInfo] under Knit's names, Extra included.
func (v CandidateInfo) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [Email] in any of the shapes that Knit sends.
func (v *Email) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [Email] under Knit's names, Extra included.
func (v Email) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [Education] in any of the shapes that Knit sends.
func (v *Education) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [Education] under Knit's names, Extra included.
func (v Education) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [DeletedCandidate] in any of the shapes that Knit sends.
func (v *DeletedCandidate) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [DeletedCandidate] under Knit's names, Extra included.
func (v DeletedCandidate) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [CreateApplicationRequest] in any of the shapes that Knit sends.
func (v *CreateApplicationRequest) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [CreateApplicationRequest] under Knit's names, Extra included.
func (v CreateApplicationRequest) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [NewCandidate] in any of the shapes that Knit sends.
func (v *NewCandidate) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [NewCandidate] under Knit's names, Extra included.
func (v NewCandidate) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [NewAnswer] in any of the shapes that Knit sends.
func (v *NewAnswer) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [NewAnswer] under Knit's names, Extra included.
func (v NewAnswer) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [CreatedApplication] in any of the shapes that Knit sends.
func (v *CreatedApplication) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [CreatedApplication] under Knit's names, Extra included.
func (v CreatedApplication) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [UpdateStageRequest] in any of the shapes that Knit sends.
func (v *UpdateStageRequest) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [UpdateStageRequest] under Knit's names, Extra included.
func (v UpdateStageRequest) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [NewAttachment] in any of the shapes that Knit sends.
func (v *NewAttachment) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [NewAttachment] under Knit's names, Extra included.
func (v NewAttachment) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [AddAttachmentRequest] in any of the shapes that Knit sends.
func (v *AddAttachmentRequest) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [AddAttachmentRequest] under Knit's names, Extra included.
func (v AddAttachmentRequest) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [SearchCandidatesRequest] in any of the shapes that Knit sends.
func (v *SearchCandidatesRequest) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [SearchCandidatesRequest] under Knit's names, Extra included.
func (v SearchCandidatesRequest) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }
