package linkedin

import (
	"errors"
	"fmt"
	"net/mail"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/rolecall-dev/rolecall"
)

// FieldError is a problem with one field of a job, for which LinkedIn rejects the job or, if Warning is set,
// may reject it. It never contains the value.
type FieldError struct {
	// Field is the name of the JSON member: "description", "compensation.compensations[0].period".
	Field string
	// Problem says what is wrong and what is valid. It is written for the person who edits the job.
	Problem string
	// Warning means that LinkedIn may accept the job nevertheless, so it is sent.
	Warning bool
}

// ErrWarning is the class of an error of [Client.Validate] that has only warnings.
var ErrWarning = errors.New("linkedin: warnings only, the job can be sent")

// Error returns Field and Problem: "description: must have 100 to 25,000 characters, has 42".
func (e *FieldError) Error() string { return e.Field + ": " + e.Problem }

// Validate checks a job and returns an error that lists its problems, or nil if it finds none. If LinkedIn
// would reject the job, the error is [rolecall.ErrInvalid]. It names the job and each invalid field, and
// wraps a [*FieldError] for each field. [Client.PostJobs] validates each job; call Validate when a person
// edits a job.
//
// A problem that does not prevent sending the job is a [*FieldError] with Warning: at present only a missing
// posterEmail. An error that has only warnings is [ErrWarning], not ErrInvalid. PostJobs sends such a job,
// and returns the warnings in [PostResult].Warnings:
//
//	if err := client.Validate(&job); errors.Is(err, rolecall.ErrInvalid) {
//		return err
//	} else if err != nil {
//		form.Warn(err) // the job can be sent
//	}
//
// Validate checks the rules that LinkedIn documents for the API in use: required fields, lengths, HTML tags,
// enums, URNs, URLs, times (including a time in seconds instead of milliseconds), rules between fields, and
// fields that the API does not have. For a closing the rules are weaker: it may have a short description, any
// HTML tags, any times from 1970 to 9999, and no contract. LinkedIn's own sample of a closing has a
// description and a time that are invalid in other operations, and it is important that a job can be closed.
func (c *Client) Validate(job *JobPosting) error {
	name := fmt.Sprintf("job %q", job.ExternalJobPostingID)
	problems := c.validate(job, time.Now())
	switch {
	case len(problems) == 0:
		return nil
	case len(warnings(problems)) == len(problems):
		return c.problemsOf(name, ErrWarning, problems)
	}
	return c.problemsOf(name, rolecall.ErrInvalid, problems)
}

// validate returns all problems of a job, warnings included.
func (c *Client) validate(job *JobPosting, now time.Time) []*FieldError {
	v := &validation{job: job, now: now, versioned: c.version != "", closing: job.Operation == OperationClose}
	v.all()
	return v.problems
}

// warnings returns the problems that do not prevent sending the job.
func warnings(problems []*FieldError) []*FieldError {
	var list []*FieldError
	for _, p := range problems {
		if p.Warning {
			list = append(list, p)
		}
	}
	return list
}

// problemsOf returns an error of a class that contains the name of the job and all problems.
func (c *Client) problemsOf(name string, class error, problems []*FieldError) error {
	texts := make([]string, len(problems))
	causes := []error{class}
	for i, p := range problems {
		texts[i] = p.Error()
		causes = append(causes, p)
	}
	return c.api.Local(opPostJobs, name+": "+strings.Join(texts, "; "), causes...)
}

// validation collects the problems of one job.
type validation struct {
	job       *JobPosting
	now       time.Time
	versioned bool
	closing   bool
	problems  []*FieldError
}

func (v *validation) add(field, format string, args ...any) {
	v.problems = append(v.problems, &FieldError{Field: field, Problem: fmt.Sprintf(format, args...)})
}

// warn adds a problem that does not prevent sending the job.
func (v *validation) warn(field, problem string) {
	v.problems = append(v.problems, &FieldError{Field: field, Problem: problem, Warning: true})
}

func (v *validation) all() {
	v.operation()
	v.identity()
	v.content()
	v.times()
	v.listLengths()
	v.enums()
	v.promotion()
	v.apiFields()
	v.compensation()
	v.onsiteApply()
	v.poster() // last, since it is a warning
}

func (v *validation) poster() {
	if strings.TrimSpace(v.job.PosterEmail) == "" {
		v.warn("posterEmail", "is required since June 2025: the email address of a person with a seat in the contract")
	}
}

func (v *validation) required(field, value string) bool {
	if strings.TrimSpace(value) == "" {
		v.add(field, "is required")
		return false
	}
	return true
}

// maxLength checks a length in characters.
func (v *validation) maxLength(field, value string, limit int) {
	if n := utf8.RuneCountInString(value); n > limit {
		v.add(field, "must have at most %d characters, has %d", limit, n)
	}
}

func (v *validation) operation() {
	const field = "jobPostingOperationType"
	switch v.job.Operation {
	case OperationCreate, OperationUpdate, OperationRenew, OperationClose:
	case OperationUpgrade, OperationDowngrade:
		if !v.versioned {
			v.add(field, "%s requires the versioned API: use WithVersion, or UPDATE with another listingType", v.job.Operation)
		}
	case "":
		v.add(field, "is required: CREATE, UPDATE, RENEW or CLOSE")
	default:
		v.add(field, "is unknown: use CREATE, UPDATE, RENEW or CLOSE")
	}
}

// identity checks the id of the job, the company, the contract, the industries, and all URLs and email
// addresses.
func (v *validation) identity() {
	j := v.job
	if v.required("externalJobPostingId", j.ExternalJobPostingID) {
		limit := 200
		if v.versioned {
			limit = 75
		}
		v.maxLength("externalJobPostingId", j.ExternalJobPostingID, limit)
	}
	company := "integrationContext"
	if v.versioned {
		company = "company"
	}
	if j.Company == "" && j.CompanyName == "" && j.CompanyPageURL == "" {
		v.add(company, "is required, or companyPageUrl or companyName instead")
	}
	v.urn(company, "organization", j.Company)
	v.url("companyPageUrl", j.CompanyPageURL)
	if v.required("companyApplyUrl", j.CompanyApplyURL) {
		v.url("companyApplyUrl", j.CompanyApplyURL)
	}
	v.url("trackingPixelUrl", j.TrackingPixelURL)
	if strings.TrimSpace(j.PosterEmail) != "" {
		v.email("posterEmail", j.PosterEmail)
	}
	v.email("requisitionOwnerEmail", j.RequisitionOwnerEmail)
	for i, industry := range j.Industries {
		v.urn(fmt.Sprintf("industries[%d]", i), "industry", industry)
	}
	v.urn("contract", "contract", j.Contract)
}

// content checks the title and the descriptions.
func (v *validation) content() {
	j := v.job
	if v.required("title", j.Title) {
		v.maxLength("title", j.Title, 200)
	}
	if v.required("description", j.Description) {
		n := utf8.RuneCountInString(j.Description)
		if n > 25_000 || n < 100 && !v.closing {
			v.add("description", "must have 100 to 25,000 characters, has %d", n)
		}
		v.tags("description", j.Description)
	}
	v.maxLength("skillsDescription", j.SkillsDescription, 4000)
	v.tags("skillsDescription", j.SkillsDescription)
}

func (v *validation) tags(field, html string) {
	if v.closing {
		return
	}
	if tags := unsupportedTags(html); len(tags) > 0 {
		v.add(field, "must not contain the HTML tag %s, allowed are %s (write &lt; for a literal <)",
			strings.Join(tags, ", "), strings.Join(allowedTags, ", "))
	}
}

// earliestTime is before the times of any open job, and long after the times in 1970 that result from seconds
// instead of milliseconds.
var earliestTime = time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC)

// representable rejects a time before 1970, which cannot be sent as milliseconds since 1970, or after the year
// 9999, which results from nanoseconds instead of milliseconds.
func (v *validation) representable(field string, at time.Time) bool {
	if year := at.UTC().Year(); !at.IsZero() && (year < 1970 || year > 9999) {
		v.add(field, "year must be 1970 to 9999, is %d", year)
		return false
	}
	return true
}

func (v *validation) times() {
	listed, expires := v.job.ListedAt, v.job.ExpireAt
	if listed.IsZero() {
		v.add("listedAt", "is required")
	}
	representable := v.representable("listedAt", listed)
	if representable = v.representable("expireAt", expires) && representable; v.closing || !representable {
		return
	}
	if !listed.IsZero() && !v.tooOld("listedAt", listed) && listed.After(v.now) {
		v.add("listedAt", "must not be in the future")
	}
	if !expires.IsZero() && !v.tooOld("expireAt", expires) {
		v.expiry(expires.Sub(v.now))
	}
}

// tooOld reports whether a time is before earliestTime, and adds the problem.
func (v *validation) tooOld(field string, at time.Time) bool {
	if at.Before(earliestTime) {
		v.add(field, "is in %d (seconds instead of milliseconds?)", at.UTC().Year())
		return true
	}
	return false
}

// expiry checks the time from now until the listing ends.
func (v *validation) expiry(ahead time.Duration) {
	switch {
	case ahead <= 0:
		v.add("expireAt", "must be in the future")
	case v.versioned && ahead <= 24*time.Hour:
		v.add("expireAt", "must be more than 24 hours ahead")
	case v.versioned && ahead > 365*24*time.Hour:
		v.add("expireAt", "must be at most 365 days ahead")
	case v.job.ListingType == ListingPremium && (ahead < 24*time.Hour || ahead > 90*24*time.Hour):
		v.add("expireAt", "must be 1 to 90 days ahead for a promoted job")
	}
}

// listLengths checks the location, the workplace type, and the number of elements in lists.
func (v *validation) listLengths() {
	j := v.job
	v.required("location", j.Location)
	if n := len(j.AlternateLocations); n > 7 {
		v.add("alternateLocations", "must have at most 7 elements, has %d", n)
	}
	if n := len(j.WorkplaceTypes); n > 1 {
		v.add("workplaceTypes", "must have exactly one element, has %d", n)
	}
	for _, w := range j.WorkplaceTypes {
		if !slices.ContainsFunc([]WorkplaceType{WorkplaceOnSite, WorkplaceHybrid, WorkplaceRemote}, func(known WorkplaceType) bool {
			return strings.EqualFold(string(known), string(w))
		}) {
			v.add("workplaceTypes", "must be On-site, Hybrid or Remote")
		}
	}
	if n := len(j.Categories); n > 3 {
		v.add("categories", "must have at most 3 elements, has %d", n)
	}
}

func (v *validation) enums() {
	j := v.job
	oneOf(v, "employmentStatus", j.EmploymentStatus, EmploymentFullTime, EmploymentPartTime, EmploymentContract,
		EmploymentInternship, EmploymentTemporary, EmploymentVolunteer, EmploymentOther)
	oneOf(v, "experienceLevel", j.ExperienceLevel, ExperienceEntryLevel, ExperienceAssociate, ExperienceMidSeniorLevel,
		ExperienceDirector, ExperienceExecutive, ExperienceInternship, ExperienceNotApplicable)
	oneOf(v, "listingType", j.ListingType, ListingBasic, ListingPremium)
	if v.versioned {
		oneOf(v, "availability", j.Availability, AvailabilityPublic, AvailabilityInternal)
	} else {
		oneOf(v, "availability", j.Availability, AvailabilityPublic, AvailabilityInternal, AvailabilityPrivateToATSIntegration)
	}
}

// oneOf rejects an unknown enum value, to which LinkedIn responds "is not an enum symbol". A newer value can
// be sent in Extra.
func oneOf[T ~string](v *validation, field string, value T, known ...T) {
	if value == "" || slices.Contains(known, value) {
		return
	}
	names := make([]string, len(known))
	for i, k := range known {
		names[i] = string(k)
	}
	v.add(field, "must be one of %s", strings.Join(names, ", "))
}

// promotion checks the fields that promoted, internal and Apply Connect jobs require.
func (v *validation) promotion() {
	j := v.job
	if j.Contract == "" && !v.closing {
		switch {
		case j.ListingType == ListingPremium:
			v.add("contract", "is required for a promoted job")
		case j.Availability == AvailabilityInternal:
			v.add("contract", "is required for an internal job")
		}
	}
	if j.Availability != "" && j.Availability != AvailabilityPublic {
		switch {
		case j.ListingType == ListingPremium:
			v.add("availability", "must be PUBLIC for a promoted job")
		case j.OnsiteApply != nil:
			v.add("availability", "must be PUBLIC for a job with onsiteApplyConfiguration")
		}
	}
}

// apiFields rejects fields that the API in use does not have. LinkedIn would reject the whole batch with
// "Unpermitted fields present in REQUEST_BODY".
func (v *validation) apiFields() {
	j := v.job
	for _, f := range []struct {
		name      string
		versioned bool
		set       bool
	}{
		{"companyDescription", false, j.CompanyDescription != ""},
		{"companyJobCode", false, j.CompanyJobCode != ""},
		{"accessRestricted", false, j.AccessRestricted != nil},
		{"requisitionOwnerEmail", false, j.RequisitionOwnerEmail != ""},
		{"requisitionOwnerFirstName", false, j.RequisitionOwnerFirstName != ""},
		{"requisitionOwnerLastName", false, j.RequisitionOwnerLastName != ""},
		{"partnerRequisitionId", true, j.PartnerRequisitionID != ""},
		{"budget", true, j.Budget != nil},
	} {
		switch {
		case !f.set || f.versioned == v.versioned:
		case f.versioned:
			v.add(f.name, "requires the versioned API: use WithVersion, or leave it empty")
		default:
			v.add(f.name, "does not exist in the versioned API: leave it empty")
		}
	}
}

func (v *validation) onsiteApply() {
	if v.job.OnsiteApply == nil {
		return
	}
	const field = "onsiteApplyConfiguration.jobApplicationWebhookUrl"
	if v.required(field, v.job.OnsiteApply.JobApplicationWebhookURL) {
		v.url(field, v.job.OnsiteApply.JobApplicationWebhookURL)
	}
}

// urn checks a URN such as "urn:li:organization:1234", unless it is empty.
func (v *validation) urn(field, entity, value string) {
	if value == "" {
		return
	}
	id, ok := strings.CutPrefix(value, "urn:li:"+entity+":")
	if !ok || id == "" || strings.ContainsAny(id, " :,()") {
		v.add(field, "must be a URN such as urn:li:%s:1234", entity)
	}
}

func (v *validation) url(field, value string) {
	if value == "" {
		return
	}
	u, err := url.Parse(value)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
		v.add(field, "must be an absolute URL such as https://example.com/jobs")
	}
}

func (v *validation) email(field, value string) {
	if value == "" {
		return
	}
	if address, err := mail.ParseAddress(value); err != nil || address.Address != value {
		v.add(field, "must be an email address such as jobs@example.com")
	}
}
