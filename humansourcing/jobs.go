package humansourcing

import (
	"encoding/json"
	"time"
)

// Job is a job, whole: every event carries all of it, not a difference. Human Sourcing has no
// status on it; that a job is closed is told by [JobDeleted] alone.
//
// Any member may be missing or empty, and becomes "", nil or the zero time then. An id of "0"
// means none. Numbers and ids come as number or as text; both become the same here.
//
// Source: doc-api-core.humansourcing.com, "Webhook", the sample of "Job creation". What a member
// means is inferred from its name, since the page explains none.
type Job struct {
	// ID is job_id. It is [Post].ID in a candidate's actions (inferred).
	ID string `json:"job_id" wire:"number" void:"null" codec:"strict"`
	// OfficeID is job_office_id, "0" for none, and OfficeName job_office_name.
	OfficeID   string `json:"job_office_id" wire:"number" void:"null"`
	OfficeName string `json:"job_office_name"`
	// Reference is job_reference, the customer's own.
	Reference string `json:"job_reference"`
	// Title is job_title.
	Title string `json:"job_title"`
	// Description is job_description. Whether it is HTML or text is not documented.
	Description string `json:"job_description"`
	// Profile is job_profil: who is wanted.
	Profile string `json:"job_profil"`
	// Comment is job_commentaire.
	Comment string `json:"job_commentaire"`
	// StartsAt is job_jobstart, and MissionStartsAt job_mission_start.
	StartsAt        time.Time `json:"job_jobstart" wire:"hhmm" void:"text"`
	MissionStartsAt time.Time `json:"job_mission_start" wire:"hhmm" void:"text"`
	// Type is job_type.
	Type JobType `json:"job_type"`
	// Address is job_address, in one line.
	Address string `json:"job_address"`
	// Company is job_company, and CompanyDescription job_company_description.
	Company            string `json:"job_company"`
	CompanyDescription string `json:"job_company_description"`
	// ContractType is job_contract_type, and ContractStatus job_contract_status.
	ContractType   string `json:"job_contract_type"`
	ContractStatus string `json:"job_contract_status"`
	// Salary is job_salary, a number in text; "0" seems to mean unset.
	Salary string `json:"job_salary"`
	// EducationLevel is job_education_level, and ExperienceLevel job_experience_level.
	EducationLevel  string `json:"job_education_level"`
	ExperienceLevel string `json:"job_experience_level"`
	// City is job_city, CityInternational job_city_intl: of the two the second is for places
	// outside of France (inferred).
	City              string `json:"job_city"`
	CityInternational string `json:"job_city_intl"`
	// Country is job_country_intl, nil where there is none, however that is written.
	Country *Country `json:"job_country_intl" void:"null"`
	// Regions is job_regions, and Departments job_departments (of France). Both are empty in the
	// sample, and what their elements are is not documented, so they are kept as they came.
	Regions     []json.RawMessage `json:"job_regions" void:"list"`
	Departments []json.RawMessage `json:"job_departments" void:"list"`
	// WorkingTime is job_working_time.
	WorkingTime string `json:"job_working_time"`
	// Logo is job_logo.
	Logo string `json:"job_logo"`
	// PublishedAt is job_published_at.
	PublishedAt time.Time `json:"job_published_at" wire:"hhmm" void:"text"`
	// UpdatedAt is job_updated_at, by which an older state is told from a newer: see [Version].
	UpdatedAt time.Time `json:"job_updated_at" wire:"hhmm" void:"text"`
	// CategoryID is job_category_id, and CategoryName job_category_name. "999999999" and
	// "~Autres Familles" stand for any other.
	CategoryID   string `json:"job_category_id" wire:"number" void:"null"`
	CategoryName string `json:"job_category_name"`
	// SubCategoryID is job_sub_category_id, and SubCategoryName job_sub_category_name.
	SubCategoryID   string `json:"job_sub_category_id" wire:"number" void:"null"`
	SubCategoryName string `json:"job_sub_category_name"`
	// SectorID is job_secteur_id, and SectorName job_secteur_name.
	SectorID   string `json:"job_secteur_id" wire:"number" void:"null"`
	SectorName string `json:"job_secteur_name"`
	// ContactID is job_interlocutor_id, and ContactName job_interlocutor_name: a person's name.
	ContactID   string `json:"job_interlocutor_id" wire:"number" void:"null"`
	ContactName string `json:"job_interlocutor_name"`
	// Openings is job_nb_cand_to_recruit, nil where it does not say.
	Openings *int `json:"job_nb_cand_to_recruit"`
	// VariableSalary is job_var_salary.
	VariableSalary string `json:"job_var_salary"`
	// RecruitmentCost is job_recruitment_cost, and OtherCost job_other_cost.
	RecruitmentCost string `json:"job_recruitment_cost"`
	OtherCost       string `json:"job_other_cost"`
	// Customer is job_customer.
	Customer string `json:"job_customer"`
	// FormURL is job_form_url: where to apply. It need not be a URL: check it before you show it.
	FormURL string `json:"job_form_url"`

	// Extra holds the members that this SDK does not know, as they came.
	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
}

// JobType is job_type. The set is open; the page shows one of it.
type JobType string

// JobTypeSpontaneous is no job but the place of applications that are for none.
const JobTypeSpontaneous JobType = "spont"

// Country is a country under its name and its two codes.
type Country struct {
	// Name is French: "Allemagne" (inferred from one sample).
	Name string `json:"name"`
	// Code is ISO 3166-1 alpha-3, "FRA".
	Code string `json:"code"`
	// ISO2 is ISO 3166-1 alpha-2, "FR".
	ISO2 string `json:"iso2"`

	// Extra holds the members that this SDK does not know, as they came.
	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
}

// DeletedJob is a job that is gone, by its id alone.
type DeletedJob struct {
	// ID is job_id, the same as [Job].ID.
	ID string `json:"job_id" wire:"number" void:"null" codec:"strict"`

	// Extra holds the members that this SDK does not know, as they came.
	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
}
