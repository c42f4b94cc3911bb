package humansourcing

import (
	"encoding/json"
	"time"

	"github.com/rolecall-dev/rolecall"
)

// Job is a job for which candidates are sought. Every creation and update carries the whole record. A job
// has no status: only [JobDeleted] means that it is no longer open.
//
// Any member may be absent or empty. An id of "0" means none.
//
// Source: doc-api-core.humansourcing.com, "Webhook", the sample of "Job creation". The page does not
// explain the members, so their meaning is inferred from their names.
type Job struct {
	// ID is the id that Human Sourcing assigns. It equals [Post].ID in the actions of candidates (inferred).
	ID string `json:"job_id,omitempty" required:"true"`
	// OfficeID and OfficeName identify the customer's office.
	OfficeID   string `json:"job_office_id,omitempty"`
	OfficeName string `json:"job_office_name,omitempty"`
	// Reference is the customer's own reference.
	Reference string `json:"job_reference,omitempty"`
	// Title is the title of the job.
	Title string `json:"job_title,omitempty"`
	// Description is the description of the job. Whether it is HTML or text is not documented.
	Description string `json:"job_description,omitempty"`
	// Profile describes the candidate that is sought.
	Profile string `json:"job_profil,omitempty"`
	// Comment is a comment on the job.
	Comment string `json:"job_commentaire,omitempty"`
	// StartsAt is the start of the job, and MissionStartsAt the start of the mission.
	StartsAt        time.Time `json:"job_jobstart,omitzero"`
	MissionStartsAt time.Time `json:"job_mission_start,omitzero"`
	// Type is the kind of the job.
	Type JobType `json:"job_type,omitempty"`
	// Address is the address in one line.
	Address string `json:"job_address,omitempty"`
	// Company is the name of the company, and CompanyDescription describes it.
	Company            string `json:"job_company,omitempty"`
	CompanyDescription string `json:"job_company_description,omitempty"`
	// ContractType and ContractStatus describe the contract.
	ContractType   string `json:"job_contract_type,omitempty"`
	ContractStatus string `json:"job_contract_status,omitempty"`
	// Salary is a number in a string; "0" seems to mean unset.
	Salary string `json:"job_salary,omitempty"`
	// EducationLevel and ExperienceLevel are the required education and experience.
	EducationLevel  string `json:"job_education_level,omitempty"`
	ExperienceLevel string `json:"job_experience_level,omitempty"`
	// City is the city of the job. CityInternational is for places outside
	// France (inferred).
	City              string `json:"job_city,omitempty"`
	CityInternational string `json:"job_city_intl,omitempty"`
	// Country is the country of the job. It is nil if it is absent or all its members are empty.
	Country *Country `json:"job_country_intl,omitempty" codec:"empty"`
	// Regions and Departments (French départements) are the places of the job. Both are empty in
	// the sample. The type of their elements is not documented, so they are kept unmodified.
	Regions     []json.RawMessage `json:"job_regions,omitempty"`
	Departments []json.RawMessage `json:"job_departments,omitempty"`
	// WorkingTime is the working time of the job. Its format is not documented.
	WorkingTime string `json:"job_working_time,omitempty"`
	// Logo identifies a logo. Whether it is a URL or a file name is not documented.
	Logo string `json:"job_logo,omitempty"`
	// PublishedAt is the time of publication.
	PublishedAt time.Time `json:"job_published_at,omitzero"`
	// UpdatedAt is the time of the last update, which orders the states of a job. See [Version].
	UpdatedAt time.Time `json:"job_updated_at,omitzero"`
	// CategoryID and CategoryName identify the category of the job. "999999999" and
	// "~Autres Familles" stand for any other category.
	CategoryID   string `json:"job_category_id,omitempty"`
	CategoryName string `json:"job_category_name,omitempty"`
	// SubCategoryID and SubCategoryName identify the subcategory of the job.
	SubCategoryID   string `json:"job_sub_category_id,omitempty"`
	SubCategoryName string `json:"job_sub_category_name,omitempty"`
	// SectorID and SectorName identify the sector of the job.
	SectorID   string `json:"job_secteur_id,omitempty"`
	SectorName string `json:"job_secteur_name,omitempty"`
	// ContactID and ContactName identify a person to contact.
	ContactID   string `json:"job_interlocutor_id,omitempty"`
	ContactName string `json:"job_interlocutor_name,omitempty"`
	// Openings is the number of candidates to recruit. It is nil if absent.
	Openings *int `json:"job_nb_cand_to_recruit,omitempty"`
	// VariableSalary is the variable part of the salary.
	VariableSalary string `json:"job_var_salary,omitempty"`
	// RecruitmentCost and OtherCost are costs of the recruitment.
	RecruitmentCost string `json:"job_recruitment_cost,omitempty"`
	OtherCost       string `json:"job_other_cost,omitempty"`
	// Customer is the recruiter's customer.
	Customer string `json:"job_customer,omitempty"`
	// FormURL is the URL of the application form. It can be an invalid URL: check it before
	// you show it.
	FormURL string `json:"job_form_url,omitempty"`

	rolecall.Extra `json:"-"`
}

// JobType is the kind of a job. Human Sourcing's page shows only one value, [JobTypeSpontaneous].
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

// DeletedJob is the data of a [JobDeleted] event. It holds only the id of the job.
type DeletedJob struct {
	// ID is the id of the job, the same as [Job].ID.
	ID string `json:"job_id,omitempty" required:"true"`

	rolecall.Extra `json:"-"`
}
