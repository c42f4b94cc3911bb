package knit

import "github.com/rolecall-dev/rolecall/internal/codec"

// Knit is loose about shapes, so every model decodes by the rules of internal/codec and
// writes its Extra members back. These methods are all there is to it.

// UnmarshalJSON decodes [StartSyncRequest] in any of the shapes that Knit sends.
func (v *StartSyncRequest) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [StartSyncRequest] under Knit's names, Extra included.
func (v StartSyncRequest) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [UpdateSyncRequest] in any of the shapes that Knit sends.
func (v *UpdateSyncRequest) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [UpdateSyncRequest] under Knit's names, Extra included.
func (v UpdateSyncRequest) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [SetStartTimeRequest] in any of the shapes that Knit sends.
func (v *SetStartTimeRequest) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [SetStartTimeRequest] under Knit's names, Extra included.
func (v SetStartTimeRequest) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [PauseSyncRequest] in any of the shapes that Knit sends.
func (v *PauseSyncRequest) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [PauseSyncRequest] under Knit's names, Extra included.
func (v PauseSyncRequest) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [Sync] in any of the shapes that Knit sends.
func (v *Sync) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [Sync] under Knit's names, Extra included.
func (v Sync) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [Event] in any of the shapes that Knit sends.
func (v *Event[D]) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [Event] under Knit's names, Extra included.
func (v Event[D]) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [SyncReport] in any of the shapes that Knit sends.
func (v *SyncReport) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [SyncReport] under Knit's names, Extra included.
func (v SyncReport) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [Job] in any of the shapes that Knit sends.
func (v *Job) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [Job] under Knit's names, Extra included.
func (v Job) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [JobInfo] in any of the shapes that Knit sends.
func (v *JobInfo) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [JobInfo] under Knit's names, Extra included.
func (v JobInfo) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [Department] in any of the shapes that Knit sends.
func (v *Department) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [Department] under Knit's names, Extra included.
func (v Department) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [Office] in any of the shapes that Knit sends.
func (v *Office) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [Office] under Knit's names, Extra included.
func (v Office) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [User] in any of the shapes that Knit sends.
func (v *User) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [User] under Knit's names, Extra included.
func (v User) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [Stage] in any of the shapes that Knit sends.
func (v *Stage) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [Stage] under Knit's names, Extra included.
func (v Stage) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [DeletedJob] in any of the shapes that Knit sends.
func (v *DeletedJob) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [DeletedJob] under Knit's names, Extra included.
func (v DeletedJob) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [Employee] in any of the shapes that Knit sends.
func (v *Employee) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [Employee] under Knit's names, Extra included.
func (v Employee) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [EmployeeProfile] in any of the shapes that Knit sends.
func (v *EmployeeProfile) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [EmployeeProfile] under Knit's names, Extra included.
func (v EmployeeProfile) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [ContactInfo] in any of the shapes that Knit sends.
func (v *ContactInfo) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [ContactInfo] under Knit's names, Extra included.
func (v ContactInfo) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [Phone] in any of the shapes that Knit sends.
func (v *Phone) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [Phone] under Knit's names, Extra included.
func (v Phone) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [OrgStructure] in any of the shapes that Knit sends.
func (v *OrgStructure) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [OrgStructure] under Knit's names, Extra included.
func (v OrgStructure) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [Manager] in any of the shapes that Knit sends.
func (v *Manager) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [Manager] under Knit's names, Extra included.
func (v Manager) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [Dependent] in any of the shapes that Knit sends.
func (v *Dependent) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [Dependent] under Knit's names, Extra included.
func (v Dependent) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [Locations] in any of the shapes that Knit sends.
func (v *Locations) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [Locations] under Knit's names, Extra included.
func (v Locations) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [Address] in any of the shapes that Knit sends.
func (v *Address) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [Address] under Knit's names, Extra included.
func (v Address) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [BankAccount] in any of the shapes that Knit sends.
func (v *BankAccount) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [BankAccount] under Knit's names, Extra included.
func (v BankAccount) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [Routing] in any of the shapes that Knit sends.
func (v *Routing) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [Routing] under Knit's names, Extra included.
func (v Routing) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [Identification] in any of the shapes that Knit sends.
func (v *Identification) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [Identification] under Knit's names, Extra included.
func (v Identification) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [KYC] in any of the shapes that Knit sends.
func (v *KYC) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [KYC] under Knit's names, Extra included.
func (v KYC) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [EmployeeRawValues] in any of the shapes that Knit sends.
func (v *EmployeeRawValues) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [EmployeeRawValues] under Knit's names, Extra included.
func (v EmployeeRawValues) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [DeletedEmployee] in any of the shapes that Knit sends.
func (v *DeletedEmployee) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [DeletedEmployee] under Knit's names, Extra included.
func (v DeletedEmployee) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }
