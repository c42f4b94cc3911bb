package linkedin

import (
	"time"

	"github.com/rolecall-dev/rolecall"
)

// JobPosting is a job as it is sent to LinkedIn. Every operation sends the whole job, including an update, a
// renewal and a closing.
//
// JobPosting serves both v2 and the versioned API ([WithVersion]). A comment that says "v2 only" or "versioned
// only" names the API that has the field. Lengths count characters. A field that the API in use does not have,
// or a value that is too long, is rejected before anything is sent, see [Client.Validate].
//
// MarshalJSON writes the member names of v2, and UnmarshalJSON accepts those of both APIs: Company is
// integrationContext in v2 and company in the versioned API. Unknown members are kept in Extra. Extra is sent,
// so it can hold a member that this SDK has no field for.
//
// Source: learn.microsoft.com/linkedin, "Job Posting API Schema", and LinkedIn's own Java SDK
// (2025-09) for the versioned API.
type JobPosting struct {
	// ExternalJobPostingID is your id of the job, at most 200 characters in v2 and at most 75 in the versioned
	// API. Required. Do not change the id while the job exists: a resync names jobs by their ids.
	ExternalJobPostingID string `json:"externalJobPostingId"`
	// Operation creates, updates, renews or closes the job. Required.
	Operation Operation `json:"jobPostingOperationType,omitempty"`

	// Company is the LinkedIn page of the hiring company, "urn:li:organization:1234". At least one of
	// Company, CompanyPageURL and CompanyName is required.
	Company string `json:"integrationContext,omitempty" alt:"company"`
	// CompanyName is the name of the hiring company, for customers without a contract with LinkedIn.
	// LinkedIn does not guarantee that it finds the page by the name.
	CompanyName    string `json:"companyName,omitempty"`
	CompanyPageURL string `json:"companyPageUrl,omitempty"`
	// CompanyDescription describes the hiring company. The member is obsolete. v2 only.
	CompanyDescription string `json:"companyDescription,omitempty"`

	// CompanyApplyURL is the URL at which candidates apply. Required.
	CompanyApplyURL string `json:"companyApplyUrl,omitempty"`
	// Title is the title of the job, at most 200 characters. Required.
	Title string `json:"title,omitempty"`
	// Description describes the job in 100 to 25,000 characters. It may contain the HTML tags b, strong,
	// u, i, br, p, ul and li; LinkedIn strips others. Required.
	Description string `json:"description,omitempty"`
	// SkillsDescription describes the required skills in at most 4,000 characters. It may contain the same
	// HTML tags as Description.
	SkillsDescription string `json:"skillsDescription,omitempty"`
	// ListedAt is the time at which the job was first listed in your system. It must not be in the future.
	// It is sent in milliseconds. Required.
	ListedAt time.Time `json:"listedAt,omitzero" wire:"millis"`
	// ExpireAt is the time at which the listing ends. It must be in the future. For a promoted job it must be
	// 1 to 90 days ahead. In the versioned API it must be more than 24 hours and at most 365 days ahead. Zero:
	// the listing ends after 180 days, that of a promoted job after 30 days.
	ExpireAt time.Time `json:"expireAt,omitzero" wire:"millis"`

	// Location is "CITY, STATE, COUNTRY", "CITY, STATE", "CITY, COUNTRY" or "POSTALCODE,
	// COUNTRYCODE". Required. For a remote job, "COUNTRY" is accepted as
	// well.
	Location string `json:"location,omitempty"`
	// AlternateLocations are up to 7 locations, including Location. Nil: the job has one location.
	// LinkedIn creates one task per location.
	AlternateLocations []string `json:"alternateLocations,omitempty"`
	// WorkplaceTypes holds the place of work: exactly one value. Nil: on-site.
	WorkplaceTypes []WorkplaceType `json:"workplaceTypes,omitempty"`

	// Categories are up to 3 of LinkedIn's codes of job functions, such as "acct" or "rsch".
	Categories []string `json:"categories,omitempty"`
	// Industries replace the industries of the company's page: "urn:li:industry:4".
	Industries       []string         `json:"industries,omitempty"`
	EmploymentStatus EmploymentStatus `json:"employmentStatus,omitempty"`
	ExperienceLevel  ExperienceLevel  `json:"experienceLevel,omitempty"`
	Compensation     *Compensation    `json:"compensation,omitempty"`
	// CompanyJobCode is your code of the job if it differs from the id. LinkedIn detects duplicates by
	// it. v2 only.
	CompanyJobCode   string `json:"companyJobCode,omitempty"`
	TrackingPixelURL string `json:"trackingPixelUrl,omitempty"`

	// ListingType is PREMIUM for a promoted job, which requires Contract. Empty: BASIC.
	ListingType ListingType `json:"listingType,omitempty"`
	// Contract is the customer's contract with LinkedIn, "urn:li:contract:1234". Required for promoted and
	// for internal jobs.
	Contract string `json:"contract,omitempty"`
	// PosterEmail is the primary email address of a person with a seat in the contract. LinkedIn requires
	// it since June 2025, in v2 and in the versioned API. Jobs without it were accepted before, so a job
	// without it is sent, with a warning, see [Client.Validate].
	PosterEmail string `json:"posterEmail,omitempty"`
	// ShowPosterInfo shows the poster on the page of the job. Nil: false.
	ShowPosterInfo *bool `json:"showPosterInfo,omitempty"`
	// Availability restricts who sees the job. It must be PUBLIC or empty for promoted jobs and for
	// Apply Connect.
	Availability Availability `json:"availability,omitempty"`

	// OnsiteApply lets candidates apply on LinkedIn (Apply Connect).
	OnsiteApply *OnsiteApplyConfiguration `json:"onsiteApplyConfiguration,omitempty"`

	// AccessRestricted, RequisitionOwnerEmail, RequisitionOwnerFirstName and RequisitionOwnerLastName
	// belong to Recruiter System Connect. v2 only.
	AccessRestricted          *bool  `json:"accessRestricted,omitempty"`
	RequisitionOwnerEmail     string `json:"requisitionOwnerEmail,omitempty"`
	RequisitionOwnerFirstName string `json:"requisitionOwnerFirstName,omitempty"`
	RequisitionOwnerLastName  string `json:"requisitionOwnerLastName,omitempty"`
	// PartnerRequisitionID is the id of the job's requisition, for customers of Recruiter System
	// Connect. Versioned only.
	PartnerRequisitionID string `json:"partnerRequisitionId,omitempty"`
	// Budget is the budget of a job that is charged by performance. Versioned only.
	Budget *Budget `json:"budget,omitempty"`

	rolecall.Extra `json:"-"`
}

// Operation is the operation on a job that is sent to LinkedIn. [Client.PostJobs] rejects unknown values.
type Operation string

// Values of [Operation].
const (
	// OperationCreate creates a job. If LinkedIn has a job with this id already, the task fails, see
	// [JobTask.Duplicate].
	OperationCreate Operation = "CREATE"
	// OperationUpdate replaces a job. If LinkedIn has no job with this id, the task fails: create the job,
	// see [JobTask.Missing].
	OperationUpdate Operation = "UPDATE"
	// OperationRenew extends the listing of a job by 30 days.
	OperationRenew Operation = "RENEW"
	// OperationClose closes a job.
	OperationClose Operation = "CLOSE"
	// OperationUpgrade promotes a job, and OperationDowngrade ends the promotion. Versioned only: in v2,
	// use OperationUpdate with another ListingType.
	OperationUpgrade   Operation = "UPGRADE"
	OperationDowngrade Operation = "DOWNGRADE"
)

// WorkplaceType is the place of work. LinkedIn's samples also have the values in lower case.
type WorkplaceType string

// Values of [WorkplaceType].
const (
	WorkplaceOnSite WorkplaceType = "On-site"
	WorkplaceHybrid WorkplaceType = "Hybrid"
	WorkplaceRemote WorkplaceType = "Remote"
)

// EmploymentStatus is the kind of employment.
type EmploymentStatus string

// Values of [EmploymentStatus]. EmploymentOther is not in LinkedIn's schema, but in its OpenAPI document.
const (
	EmploymentFullTime   EmploymentStatus = "FULL_TIME"
	EmploymentPartTime   EmploymentStatus = "PART_TIME"
	EmploymentContract   EmploymentStatus = "CONTRACT"
	EmploymentInternship EmploymentStatus = "INTERNSHIP"
	EmploymentTemporary  EmploymentStatus = "TEMPORARY"
	EmploymentVolunteer  EmploymentStatus = "VOLUNTEER"
	EmploymentOther      EmploymentStatus = "OTHER"
)

// ExperienceLevel is the experience that a job requires.
type ExperienceLevel string

// Values of [ExperienceLevel].
const (
	ExperienceEntryLevel     ExperienceLevel = "ENTRY_LEVEL"
	ExperienceAssociate      ExperienceLevel = "ASSOCIATE"
	ExperienceMidSeniorLevel ExperienceLevel = "MID_SENIOR_LEVEL"
	ExperienceDirector       ExperienceLevel = "DIRECTOR"
	ExperienceExecutive      ExperienceLevel = "EXECUTIVE"
	ExperienceInternship     ExperienceLevel = "INTERNSHIP"
	ExperienceNotApplicable  ExperienceLevel = "NOT_APPLICABLE"
)

// ListingType is the type of a listing. PREMIUM is a promoted job.
type ListingType string

// Values of [ListingType].
const (
	ListingBasic   ListingType = "BASIC"
	ListingPremium ListingType = "PREMIUM"
)

// Availability is the audience of a job.
type Availability string

// Values of [Availability].
const (
	AvailabilityPublic   Availability = "PUBLIC"
	AvailabilityInternal Availability = "INTERNAL"
	// AvailabilityPrivateToATSIntegration shows the job only in LinkedIn Recruiter. v2 only. To change a
	// PUBLIC job to it, close the job and create a new one.
	AvailabilityPrivateToATSIntegration Availability = "PRIVATE_TO_ATS_INTEGRATION"
)

// Budget is the maximum cost of a job that is charged by performance.
type Budget struct {
	Total *Money `json:"payForPerformanceTotalBudget,omitempty"`

	rolecall.Extra `json:"-"`
}

// Money is an amount of money. Amount is a decimal number in a string, "4000.50"; CurrencyCode is an ISO 4217
// code, "EUR".
type Money struct {
	Amount       string `json:"amount"`
	CurrencyCode string `json:"currencyCode"`

	rolecall.Extra `json:"-"`
}

// Compensation is the pay of a job.
type Compensation struct {
	Compensations []Pay `json:"compensations,omitempty"`

	rolecall.Extra `json:"-"`
}

// Pay is one part of a compensation.
type Pay struct {
	Period PayPeriod `json:"period,omitempty"`
	Type   PayType   `json:"type,omitempty"`
	Value  *PayValue `json:"value,omitempty"`

	rolecall.Extra `json:"-"`
}

// PayValue is either a range or an exact amount. LinkedIn documents the member range; its Java SDK omits
// it.
type PayValue struct {
	Range       *PayRange `json:"range,omitempty"`
	ExactAmount *Money    `json:"exactAmount,omitempty"`

	rolecall.Extra `json:"-"`
}

// PayRange is a range of pay. Start or End may be nil if the range is open.
type PayRange struct {
	Start *Money `json:"start,omitempty"`
	End   *Money `json:"end,omitempty"`

	rolecall.Extra `json:"-"`
}

// PayPeriod is the period for which an amount is paid.
type PayPeriod string

// Values of [PayPeriod].
const (
	PeriodYearly      PayPeriod = "YEARLY"
	PeriodMonthly     PayPeriod = "MONTHLY"
	PeriodSemimonthly PayPeriod = "SEMIMONTHLY"
	PeriodBiweekly    PayPeriod = "BIWEEKLY"
	PeriodWeekly      PayPeriod = "WEEKLY"
	PeriodDaily       PayPeriod = "DAILY"
	PeriodHourly      PayPeriod = "HOURLY"
)

// PayType is the kind of pay.
type PayType string

// Values of [PayType].
const (
	PayBaseSalary    PayType = "BASE_SALARY"
	PayTips          PayType = "TIPS"
	PayCommission    PayType = "COMMISSION"
	PayProfitSharing PayType = "PROFIT_SHARING"
	PayStockOptions  PayType = "STOCK_OPTIONS"
	PayStock         PayType = "STOCK"
	PayBonus         PayType = "BONUS"
	PaySignOnBonus   PayType = "SIGN_ON_BONUS"
	PayOverTime      PayType = "OVER_TIME"
	PayOther         PayType = "OTHER"
)
