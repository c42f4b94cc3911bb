package humansourcing

import (
	"encoding/json"
	"time"

	"github.com/rolecall-dev/rolecall"
)

// Job is a job. Every creation and update carries the whole record. A job has no status: only
// [JobDeleted] means that it is no longer open.
//
// Any member may be absent or empty. An id of "0" means none.
//
// Source: doc-api-core.humansourcing.com, "Webhook", the sample of "Job creation". The page does not
// explain the members, so their meaning is inferred from their names.
type Job struct {
	// ID is job_id. It equals [Post].ID in the actions of candidates (inferred).
	ID string `json:"job_id,omitempty" required:"true"`
	// OfficeID is job_office_id, and OfficeName job_office_name.
	OfficeID   string `json:"job_office_id,omitempty"`
	OfficeName string `json:"job_office_name,omitempty"`
	// Reference is job_reference, the customer's own reference.
	Reference string `json:"job_reference,omitempty"`
	// Title is job_title.
	Title string `json:"job_title,omitempty"`
	// Description is job_description. Whether it is HTML or text is not documented.
	Description string `json:"job_description,omitempty"`
	// Profile is job_profil, the profile of the wanted candidate.
	Profile string `json:"job_profil,omitempty"`
	// Comment is job_commentaire.
	Comment string `json:"job_commentaire,omitempty"`
	// StartsAt is job_jobstart, and MissionStartsAt job_mission_start.
	StartsAt        time.Time `json:"job_jobstart,omitzero"`
	MissionStartsAt time.Time `json:"job_mission_start,omitzero"`
	// Type is job_type.
	Type JobType `json:"job_type,omitempty"`
	// Address is job_address, in one line.
	Address string `json:"job_address,omitempty"`
	// Company is job_company, and CompanyDescription job_company_description.
	Company            string `json:"job_company,omitempty"`
	CompanyDescription string `json:"job_company_description,omitempty"`
	// ContractType is job_contract_type, and ContractStatus job_contract_status.
	ContractType   string `json:"job_contract_type,omitempty"`
	ContractStatus string `json:"job_contract_status,omitempty"`
	// Salary is job_salary, a number in a string; "0" seems to mean unset.
	Salary string `json:"job_salary,omitempty"`
	// EducationLevel is job_education_level, and ExperienceLevel job_experience_level.
	EducationLevel  string `json:"job_education_level,omitempty"`
	ExperienceLevel string `json:"job_experience_level,omitempty"`
	// City is job_city, and CityInternational job_city_intl. CityInternational is for places outside
	// France (inferred).
	City              string `json:"job_city,omitempty"`
	CityInternational string `json:"job_city_intl,omitempty"`
	// Country is job_country_intl. It is nil if absent or if all of it is empty.
	Country *Country `json:"job_country_intl,omitempty" codec:"empty"`
	// Regions is job_regions, and Departments job_departments (French départements). Both are empty in
	// the sample. The type of their elements is not documented, so they are kept unmodified.
	Regions     []json.RawMessage `json:"job_regions,omitempty"`
	Departments []json.RawMessage `json:"job_departments,omitempty"`
	// WorkingTime is job_working_time.
	WorkingTime string `json:"job_working_time,omitempty"`
	// Logo is job_logo.
	Logo string `json:"job_logo,omitempty"`
	// PublishedAt is job_published_at.
	PublishedAt time.Time `json:"job_published_at,omitzero"`
	// UpdatedAt is job_updated_at, which orders the states of a job: see [Version].
	UpdatedAt time.Time `json:"job_updated_at,omitzero"`
	// CategoryID is job_category_id, and CategoryName job_category_name. "999999999" and
	// "~Autres Familles" stand for any other category.
	CategoryID   string `json:"job_category_id,omitempty"`
	CategoryName string `json:"job_category_name,omitempty"`
	// SubCategoryID is job_sub_category_id, and SubCategoryName job_sub_category_name.
	SubCategoryID   string `json:"job_sub_category_id,omitempty"`
	SubCategoryName string `json:"job_sub_category_name,omitempty"`
	// SectorID is job_secteur_id, and SectorName job_secteur_name.
	SectorID   string `json:"job_secteur_id,omitempty"`
	SectorName string `json:"job_secteur_name,omitempty"`
	// ContactID is job_interlocutor_id, and ContactName job_interlocutor_name: a person's name.
	ContactID   string `json:"job_interlocutor_id,omitempty"`
	ContactName string `json:"job_interlocutor_name,omitempty"`
	// Openings is job_nb_cand_to_recruit, the number of candidates to recruit. It is nil if absent.
	Openings *int `json:"job_nb_cand_to_recruit,omitempty"`
	// VariableSalary is job_var_salary.
	VariableSalary string `json:"job_var_salary,omitempty"`
	// RecruitmentCost is job_recruitment_cost, and OtherCost job_other_cost.
	RecruitmentCost string `json:"job_recruitment_cost,omitempty"`
	OtherCost       string `json:"job_other_cost,omitempty"`
	// Customer is job_customer.
	Customer string `json:"job_customer,omitempty"`
	// FormURL is job_form_url, the URL of the application form. It can be an invalid URL: check it before
	// you show it.
	FormURL string `json:"job_form_url,omitempty"`

	rolecall.Extra `json:"-"`
}

// JobType is the type of a job, job_type. The page shows only one value.
type JobType string

// JobTypeSpontaneous is the type of a placeholder job that collects the applications for no particular job.
const JobTypeSpontaneous JobType = "spont"

// Country is a country: its name and its two codes.
type Country struct {
	// Name is the French name, such as "Allemagne" (inferred from one sample).
	Name string `json:"name,omitempty"`
	// Code is ISO 3166-1 alpha-3, "FRA".
	Code string `json:"code,omitempty"`
	// ISO2 is ISO 3166-1 alpha-2, "FR".
	ISO2 string `json:"iso2,omitempty"`

	rolecall.Extra `json:"-"`
}

// DeletedJob is the id of a job that was deleted.
type DeletedJob struct {
	// ID is job_id, the same as [Job].ID.
	ID string `json:"job_id,omitempty" required:"true"`

	rolecall.Extra `json:"-"`
}
