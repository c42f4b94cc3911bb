package linkedin

import (
	"time"

	"github.com/rolecall-dev/rolecall"
)

// JobPosting is one job as LinkedIn takes it, for every operation: an update, a renewal and a
// closing, too, send the whole job again.
//
// It serves both generations of the API; [WithVersion] decides how it is written. Company is
// called integrationContext in v2 and company in the versioned API. A field that the API in
// use does not have is refused before anything is sent, see [Client.Validate]; so is a value
// that is too long. Where "v2" or "versioned" stands behind a field, the other one has not got
// it. Lengths count characters.
//
// JSON is written under the names of v2, and read under both. Decoding keeps unknown members
// in Extra, and what is in Extra is sent: also the way to a field that is too new for this SDK.
//
// Source: learn.microsoft.com/linkedin, "Job Posting API Schema", and LinkedIn's own Java SDK
// (2025-09) for the versioned API.
type JobPosting struct {
	// ExternalJobPostingID is your id of the job: at most 200 characters, versioned 75. Keep it
	// for the job's whole life; a resync names jobs by it. Required.
	ExternalJobPostingID string `json:"externalJobPostingId"`
	// Operation says what to do with the job. Required.
	Operation Operation `json:"jobPostingOperationType,omitempty"`

	// Company is the page of the company that hires, "urn:li:organization:1234". One of it,
	// CompanyPageURL and CompanyName is required.
	Company string `json:"integrationContext,omitempty" alt:"company"`
	// CompanyName is for customers without a contract with LinkedIn. A match with a page is not
	// guaranteed.
	CompanyName    string `json:"companyName,omitempty"`
	CompanyPageURL string `json:"companyPageUrl,omitempty"`
	// CompanyDescription is old: v2.
	CompanyDescription string `json:"companyDescription,omitempty"`

	// CompanyApplyURL is where candidates apply. Required.
	CompanyApplyURL string `json:"companyApplyUrl,omitempty"`
	// Title has at most 200 characters. Required.
	Title string `json:"title,omitempty"`
	// Description has 100 to 25,000 characters, and of HTML the tags b, strong, u, i, br, p, ul
	// and li: others would be stripped. Required.
	Description string `json:"description,omitempty"`
	// SkillsDescription has at most 4,000 characters and the same tags.
	SkillsDescription string `json:"skillsDescription,omitempty"`
	// ListedAt is when the job was first listed in your system, not in the future. The wire has
	// milliseconds. Required.
	ListedAt time.Time `json:"listedAt,omitzero" wire:"millis"`
	// ExpireAt is when it ends, in the future. Zero: in 180 days, promoted jobs in 30. At most 90
	// days ahead for promoted jobs; versioned: from 24 hours to 365 days.
	ExpireAt time.Time `json:"expireAt,omitzero" wire:"millis"`

	// Location is "CITY, STATE, COUNTRY", "CITY, STATE", "CITY, COUNTRY" or "POSTALCODE,
	// COUNTRYCODE"; a country alone is for remote jobs. Required.
	Location string `json:"location,omitempty"`
	// AlternateLocations are up to 7, Location among them; nil where there is but one. Each
	// becomes a task of its own.
	AlternateLocations []string `json:"alternateLocations,omitempty"`
	// WorkplaceTypes is exactly one, or nil, which means on site.
	WorkplaceTypes []WorkplaceType `json:"workplaceTypes,omitempty"`

	// Categories are up to 3 of LinkedIn's codes of job functions: "acct", "rsch".
	Categories []string `json:"categories,omitempty"`
	// Industries replace those of the page: "urn:li:industry:4".
	Industries       []string         `json:"industries,omitempty"`
	EmploymentStatus EmploymentStatus `json:"employmentStatus,omitempty"`
	ExperienceLevel  ExperienceLevel  `json:"experienceLevel,omitempty"`
	Compensation     *Compensation    `json:"compensation,omitempty"`
	// CompanyJobCode is your code of the job where it differs from the id, by which LinkedIn
	// finds duplicates: v2.
	CompanyJobCode   string `json:"companyJobCode,omitempty"`
	TrackingPixelURL string `json:"trackingPixelUrl,omitempty"`

	// ListingType is BASIC if empty. PREMIUM needs Contract.
	ListingType ListingType `json:"listingType,omitempty"`
	// Contract is the customer's with LinkedIn, "urn:li:contract:1234". Required for promoted and
	// for internal jobs.
	Contract string `json:"contract,omitempty"`
	// PosterEmail is the primary address of a person with a seat in the contract. Both schemas of
	// LinkedIn require it since June 2025. Jobs without it were accepted before, so a job without it
	// has a warning, see [Client.Validate], and is sent.
	PosterEmail string `json:"posterEmail,omitempty"`
	// ShowPosterInfo shows the poster on the page of the job. Nil: no.
	ShowPosterInfo *bool `json:"showPosterInfo,omitempty"`
	// Availability is who sees the job. It must be PUBLIC, or empty, for promoted jobs and for
	// Apply Connect.
	Availability Availability `json:"availability,omitempty"`

	// OnsiteApply lets candidates apply on LinkedIn (Apply Connect).
	OnsiteApply *OnsiteApplyConfiguration `json:"onsiteApplyConfiguration,omitempty"`

	// AccessRestricted and the requisition's owner belong to Recruiter System Connect: v2.
	AccessRestricted          *bool  `json:"accessRestricted,omitempty"`
	RequisitionOwnerEmail     string `json:"requisitionOwnerEmail,omitempty"`
	RequisitionOwnerFirstName string `json:"requisitionOwnerFirstName,omitempty"`
	RequisitionOwnerLastName  string `json:"requisitionOwnerLastName,omitempty"`
	// PartnerRequisitionID links the job to its requisition, for customers of Recruiter System
	// Connect: versioned.
	PartnerRequisitionID string `json:"partnerRequisitionId,omitempty"`
	// Budget is for jobs that are paid by performance: versioned.
	Budget *Budget `json:"budget,omitempty"`

	rolecall.Extra `json:"-"`
}

// Operation is what to do with a job. The set is open; a value that LinkedIn does not have is
// refused before it is sent.
type Operation string

// Values of [Operation].
const (
	// OperationCreate lists a new job. For an id that is there already its task fails, see
	// [JobTask.Duplicate].
	OperationCreate Operation = "CREATE"
	// OperationUpdate replaces a job. For an id that LinkedIn does not have its task fails: create it,
	// see [JobTask.Missing].
	OperationUpdate Operation = "UPDATE"
	// OperationRenew lets it end 30 days later.
	OperationRenew Operation = "RENEW"
	// OperationClose ends it.
	OperationClose Operation = "CLOSE"
	// OperationUpgrade promotes a job and OperationDowngrade ends that: versioned. In v2 it is an
	// OperationUpdate with another ListingType.
	OperationUpgrade   Operation = "UPGRADE"
	OperationDowngrade Operation = "DOWNGRADE"
)

// WorkplaceType is where people work. The set is open; samples have it in lower case, too.
type WorkplaceType string

// Values of [WorkplaceType].
const (
	WorkplaceOnSite WorkplaceType = "On-site"
	WorkplaceHybrid WorkplaceType = "Hybrid"
	WorkplaceRemote WorkplaceType = "Remote"
)

// EmploymentStatus is the kind of employment. The set is open.
type EmploymentStatus string

// Values of [EmploymentStatus]. EmploymentOther is in LinkedIn's OpenAPI document alone.
const (
	EmploymentFullTime   EmploymentStatus = "FULL_TIME"
	EmploymentPartTime   EmploymentStatus = "PART_TIME"
	EmploymentContract   EmploymentStatus = "CONTRACT"
	EmploymentInternship EmploymentStatus = "INTERNSHIP"
	EmploymentTemporary  EmploymentStatus = "TEMPORARY"
	EmploymentVolunteer  EmploymentStatus = "VOLUNTEER"
	EmploymentOther      EmploymentStatus = "OTHER"
)

// ExperienceLevel is how much experience a job asks for. The set is open.
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

// ListingType is whether a job is promoted. The set is open.
type ListingType string

// Values of [ListingType].
const (
	ListingBasic   ListingType = "BASIC"
	ListingPremium ListingType = "PREMIUM"
)

// Availability is who sees a job. The set is open.
type Availability string

// Values of [Availability].
const (
	AvailabilityPublic   Availability = "PUBLIC"
	AvailabilityInternal Availability = "INTERNAL"
	// AvailabilityPrivateToATSIntegration shows it within Recruiter alone: v2. From PUBLIC there is
	// no way to it but to close the job and create another.
	AvailabilityPrivateToATSIntegration Availability = "PRIVATE_TO_ATS_INTEGRATION"
)

// Budget is what a job that is paid by performance may cost.
type Budget struct {
	Total *Money `json:"payForPerformanceTotalBudget,omitempty"`

	rolecall.Extra `json:"-"`
}

// Money is an amount. Amount is a decimal number as text, "4000.50"; CurrencyCode is of ISO
// 4217, "EUR".
type Money struct {
	Amount       string `json:"amount"`
	CurrencyCode string `json:"currencyCode"`

	rolecall.Extra `json:"-"`
}

// Compensation is what a job pays.
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

// PayValue is either a range or an exact amount. LinkedIn's Java SDK leaves the member range
// out; its documentation has it.
type PayValue struct {
	Range       *PayRange `json:"range,omitempty"`
	ExactAmount *Money    `json:"exactAmount,omitempty"`

	rolecall.Extra `json:"-"`
}

// PayRange is from Start to End. One of them may be nil where the range is open.
type PayRange struct {
	Start *Money `json:"start,omitempty"`
	End   *Money `json:"end,omitempty"`

	rolecall.Extra `json:"-"`
}

// PayPeriod is how often it is paid. The set is open.
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

// PayType is what it is paid for. The set is open.
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
