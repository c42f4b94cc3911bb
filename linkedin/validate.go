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

// FieldError is one reason for which LinkedIn would refuse a job, or may refuse it. It never shows
// the value.
type FieldError struct {
	// Field is the wire's name: "description", "compensation.compensations[0].period".
	Field string
	// Problem says what is wrong and what to do.
	Problem string
	// Warning: LinkedIn may accept the job all the same, so it is sent.
	Warning bool
}

// ErrWarning is the class of the error of [Client.Validate] if it has warnings alone.
var ErrWarning = errors.New("linkedin: a warning, which does not stop the job")

// Error is "description: has 42 characters, …".
func (e *FieldError) Error() string { return e.Field + ": " + e.Problem }

// Validate says why LinkedIn would refuse the job, nil if nothing is known against it. The
// error is [rolecall.ErrInvalid], names the job and each field, and has a [*FieldError] for
// each, for errors.As. [Client.PostJobs] does this by itself; call it where people edit jobs.
//
// A problem that does not stop the job is a [*FieldError] with Warning: so far, a missing
// posterEmail. An error that has warnings alone is [ErrWarning], not ErrInvalid, and PostJobs sends
// the job, with the warnings in [PostResult].Warnings:
//
//	if err := client.Validate(&job); errors.Is(err, rolecall.ErrInvalid) {
//		return err
//	} else if err != nil {
//		form.Warn(err) // the job can be sent
//	}
//
// What is checked is what LinkedIn documents for the API in use: required fields, lengths,
// HTML tags, enums, URNs, URLs, times (also seconds in place of milliseconds), what one field
// demands of another, and fields that the API does not have. A closing is only checked for
// what is required and too long: LinkedIn's own sample of one has a description and a time
// that no other operation may have, and a job that cannot be closed is worse.
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

// warnings are those of the problems that do not stop the job.
func warnings(problems []*FieldError) []*FieldError {
	var list []*FieldError
	for _, p := range problems {
		if p.Warning {
			list = append(list, p)
		}
	}
	return list
}

// problemsOf is an error of a class that names the job and each problem.
func (c *Client) problemsOf(name string, class error, problems []*FieldError) error {
	texts := make([]string, len(problems))
	causes := []error{class}
	for i, p := range problems {
		texts[i] = p.Error()
		causes = append(causes, p)
	}
	return c.api.Local(opPostJobs, name+": "+strings.Join(texts, "; "), causes...)
}

// validation collects what is wrong with one job.
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

// warn adds a problem that does not stop the job.
func (v *validation) warn(field, problem string) {
	v.problems = append(v.problems, &FieldError{Field: field, Problem: problem, Warning: true})
}

func (v *validation) all() {
	v.operation()
	v.identity()
	v.texts()
	v.times()
	v.places()
	v.enums()
	v.promotion()
	v.generation()
	v.compensation()
	v.onsiteApply()
	v.poster() // last, since it is a warning
}

func (v *validation) poster() {
	if strings.TrimSpace(v.job.PosterEmail) == "" {
		v.warn("posterEmail", "is required by LinkedIn since June 2025: the address of a person with a seat in the contract")
	}
}

func (v *validation) required(field, value string) bool {
	if strings.TrimSpace(value) == "" {
		v.add(field, "is required")
		return false
	}
	return true
}

// atMost checks a length in characters.
func (v *validation) atMost(field, value string, most int) {
	if n := utf8.RuneCountInString(value); n > most {
		v.add(field, "has %d characters, LinkedIn takes %d", n, most)
	}
}

func (v *validation) operation() {
	const field = "jobPostingOperationType"
	switch v.job.Operation {
	case OperationCreate, OperationUpdate, OperationRenew, OperationClose:
	case OperationUpgrade, OperationDowngrade:
		if !v.versioned {
			v.add(field, "%s belongs to the versioned API: use WithVersion, or send UPDATE with another listingType", v.job.Operation)
		}
	case "":
		v.add(field, "is required: CREATE, UPDATE, RENEW or CLOSE")
	default:
		v.add(field, "is no operation of LinkedIn's")
	}
}

// identity: which job, whose, and where to apply.
func (v *validation) identity() {
	j := v.job
	if v.required("externalJobPostingId", j.ExternalJobPostingID) {
		most := 200
		if v.versioned {
			most = 75
		}
		v.atMost("externalJobPostingId", j.ExternalJobPostingID, most)
	}
	company := "integrationContext"
	if v.versioned {
		company = "company"
	}
	if j.Company == "" && j.CompanyName == "" && j.CompanyPageURL == "" {
		v.add(company, "is required, or companyPageUrl, or companyName")
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

func (v *validation) texts() {
	j := v.job
	if v.required("title", j.Title) {
		v.atMost("title", j.Title, 200)
	}
	if v.required("description", j.Description) {
		n := utf8.RuneCountInString(j.Description)
		if n > 25_000 || n < 100 && !v.closing {
			v.add("description", "has %d characters, LinkedIn takes 100 to 25,000", n)
		}
		v.tags("description", j.Description)
	}
	v.atMost("skillsDescription", j.SkillsDescription, 4000)
	v.tags("skillsDescription", j.SkillsDescription)
}

func (v *validation) tags(field, html string) {
	if v.closing {
		return
	}
	if strange := unsupportedTags(html); len(strange) > 0 {
		v.add(field, "has the HTML tag %s, which LinkedIn would strip: it keeps %s (write &lt; for a < that begins no tag)",
			strings.Join(strange, ", "), strings.Join(allowedTags, ", "))
	}
}

// earliestTime is before any job that is still open, and long after 1970, where seconds lead that
// are taken for milliseconds.
var earliestTime = time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC)

// representable refuses a time that the wire's milliseconds since 1970 cannot carry, or that no calendar
// of LinkedIn's has: a number of nanoseconds that was taken for one of milliseconds, for example.
func (v *validation) representable(field string, at time.Time) bool {
	if year := at.UTC().Year(); !at.IsZero() && (year < 1970 || year > 9999) {
		v.add(field, "is in the year %d: it must be in 1970 to 9999", year)
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
		v.add("listedAt", "is in the future")
	}
	if !expires.IsZero() && !v.tooOld("expireAt", expires) {
		v.expiry(expires.Sub(v.now))
	}
}

// tooOld adds the problem of a time that no open job has.
func (v *validation) tooOld(field string, at time.Time) bool {
	if at.Before(earliestTime) {
		v.add(field, "is in %d: are these seconds where milliseconds are meant?", at.UTC().Year())
		return true
	}
	return false
}

// expiry checks how far ahead the job ends.
func (v *validation) expiry(ahead time.Duration) {
	switch {
	case ahead <= 0:
		v.add("expireAt", "is not in the future")
	case v.versioned && ahead <= 24*time.Hour:
		v.add("expireAt", "must be more than 24 hours ahead")
	case v.versioned && ahead > 365*24*time.Hour:
		v.add("expireAt", "must be at most 365 days ahead")
	case v.job.ListingType == ListingPremium && (ahead < 24*time.Hour || ahead > 90*24*time.Hour):
		v.add("expireAt", "of a promoted job must be 1 to 90 days ahead")
	}
}

func (v *validation) places() {
	j := v.job
	v.required("location", j.Location)
	if n := len(j.AlternateLocations); n > 7 {
		v.add("alternateLocations", "are %d, LinkedIn takes 7", n)
	}
	if n := len(j.WorkplaceTypes); n > 1 {
		v.add("workplaceTypes", "are %d, LinkedIn takes exactly one", n)
	}
	for _, w := range j.WorkplaceTypes {
		if !slices.ContainsFunc([]WorkplaceType{WorkplaceOnSite, WorkplaceHybrid, WorkplaceRemote}, func(known WorkplaceType) bool {
			return strings.EqualFold(string(known), string(w))
		}) {
			v.add("workplaceTypes", "must be On-site, Hybrid or Remote")
		}
	}
	if n := len(j.Categories); n > 3 {
		v.add("categories", "are %d, LinkedIn takes 3", n)
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

// oneOf refuses what LinkedIn answers with "is not an enum symbol". A value that it has since
// got can be sent by way of Extra.
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

// promotion: what promoted, internal and Apply Connect jobs demand of other fields.
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
			v.add("availability", "of a promoted job must be PUBLIC")
		case j.OnsiteApply != nil:
			v.add("availability", "of a job with onsiteApplyConfiguration must be PUBLIC")
		}
	}
}

// generation: fields that the API in use does not have, and answers with "Unpermitted fields
// present in REQUEST_BODY" for the whole batch.
func (v *validation) generation() {
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
			v.add(f.name, "is a field of the versioned API alone: use WithVersion, or leave it out")
		default:
			v.add(f.name, "is a field of the unversioned API alone: leave it out")
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

// urn checks "urn:li:organization:1234"; "" is left to others.
func (v *validation) urn(field, entity, value string) {
	if value == "" {
		return
	}
	id, ok := strings.CutPrefix(value, "urn:li:"+entity+":")
	if !ok || id == "" || strings.ContainsAny(id, " :,()") {
		v.add(field, "must be a URN, as in urn:li:%s:1234", entity)
	}
}

func (v *validation) url(field, value string) {
	if value == "" {
		return
	}
	u, err := url.Parse(value)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
		v.add(field, "must be a whole URL, with https:// and a host")
	}
}

func (v *validation) email(field, value string) {
	if value == "" {
		return
	}
	if address, err := mail.ParseAddress(value); err != nil || address.Address != value {
		v.add(field, "must be a bare e-mail address")
	}
}
