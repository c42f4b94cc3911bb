package linkedintest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"
)

// problem is why LinkedIn refuses a job.
type problem struct {
	status   int
	message  string
	code     string
	asStatus bool // LinkedIn's table has it as the HTTP status
}

func (p *problem) element() map[string]any {
	e := map[string]any{"message": p.message, "status": p.status}
	if p.code != "" {
		e["code"] = p.code
	}
	return map[string]any{"error": e, "status": p.status}
}

// The fields of the two generations. Others are not permitted, and cost the whole batch.
var (
	bothAPIs = []string{
		"externalJobPostingId", "jobPostingOperationType", "companyName", "companyPageUrl", "companyApplyUrl", "title", "description",
		"skillsDescription", "listedAt", "expireAt", "location", "alternateLocations", "workplaceTypes", "categories", "industries",
		"employmentStatus", "experienceLevel", "compensation", "trackingPixelUrl", "listingType", "contract", "posterEmail",
		"showPosterInfo", "availability", "onsiteApplyConfiguration",
	}
	v2Only = []string{
		"integrationContext", "companyDescription", "companyJobCode", "accessRestricted", "requisitionOwnerEmail",
		"requisitionOwnerFirstName", "requisitionOwnerLastName",
		"state", "countryCode", "postalCode", "workRemoteAllowed", // removed, and still in LinkedIn's samples
	}
	versionedOnly = []string{"company", "partnerRequisitionId", "budget"}
)

// refuseBatch finds what costs the whole batch.
func refuseBatch(elements []map[string]json.RawMessage, api api) *problem {
	if len(elements) == 0 || len(elements) > 100 {
		return &problem{status: http.StatusBadRequest, message: "The batch must have 1 to 100 elements"}
	}
	permitted := slices.Concat(bothAPIs, v2Only)
	if api == versionedAPI {
		permitted = slices.Concat(bothAPIs, versionedOnly)
	}
	seen := map[string]bool{}
	for _, e := range elements {
		for name := range e {
			if !slices.Contains(permitted, name) {
				return &problem{status: http.StatusForbidden, message: "Unpermitted fields present in REQUEST_BODY: Data Processing Exception while processing fields [/elements/" + name + "]"}
			}
		}
		id, isText := text(e["externalJobPostingId"])
		if e["externalJobPostingId"] != nil && !isText {
			return &problem{status: http.StatusInternalServerError, message: "Internal Server Error"}
		}
		if id != "" && seen[id] {
			return &problem{status: http.StatusBadRequest, message: "The batch has an externalJobPostingId twice"}
		}
		seen[id] = true
	}
	return nil
}

// refuseElement finds what costs one job.
func refuseElement(e map[string]json.RawMessage, api api, now time.Time) *problem {
	for _, name := range []string{"companyApplyUrl", "externalJobPostingId", "jobPostingOperationType", "title", "description", "listedAt", "location"} {
		if value, isText := text(e[name]); e[name] == nil || isText && value == "" {
			return schemaError("/%s :: field is required but not found and has no default value\n", name)
		}
	}
	operations := []string{"CREATE", "UPDATE", "RENEW", "CLOSE"}
	longestID := 200
	if api == versionedAPI {
		operations = append(operations, "UPGRADE", "DOWNGRADE")
		longestID = 75
	}
	for name, symbols := range map[string][]string{
		"jobPostingOperationType": operations,
		"employmentStatus":        {"FULL_TIME", "PART_TIME", "CONTRACT", "INTERNSHIP", "TEMPORARY", "VOLUNTEER", "OTHER"},
		"experienceLevel":         {"ENTRY_LEVEL", "MID_SENIOR_LEVEL", "DIRECTOR", "EXECUTIVE", "INTERNSHIP", "ASSOCIATE", "NOT_APPLICABLE"},
		"listingType":             {"BASIC", "PREMIUM"},
	} {
		if value, _ := text(e[name]); e[name] != nil && !slices.Contains(symbols, value) {
			p := schemaError("/%s :: \"%s\" is not an enum symbol\n", name, value)
			p.asStatus = name == "employmentStatus" || name == "experienceLevel"
			return p
		}
	}
	for name, bounds := range map[string][2]int{"externalJobPostingId": {1, longestID}, "title": {1, 200}, "description": {100, 25_000}} {
		value, _ := text(e[name])
		if n := utf8.RuneCountInString(value); n < bounds[0] || n > bounds[1] {
			if operation, _ := text(e["jobPostingOperationType"]); operation != "CLOSE" || n > bounds[1] {
				return schemaError("/%s :: length is out of range %d...%d\n", name, bounds[0], bounds[1])
			}
		}
	}
	return refuseContent(e, api, now)
}

// refuseContent finds what the schema cannot.
func refuseContent(e map[string]json.RawMessage, api api, now time.Time) *problem {
	listed, err := strconv.ParseInt(string(e["listedAt"]), 10, 64)
	if err != nil {
		return schemaError("/listedAt :: cannot be coerced to Long\n")
	}
	if time.UnixMilli(listed).After(now.Add(time.Minute)) {
		return &problem{status: http.StatusBadRequest, code: "ERROR_INVALID_LISTED_AT_FIELD", message: "listedAt is in the future"}
	}
	if count(e["workplaceTypes"]) > 1 {
		return &problem{status: http.StatusBadRequest, message: "workplaceTypes must have exactly one value"}
	}
	if count(e["alternateLocations"]) > 7 {
		p := schemaError("/alternateLocations :: more than 7 locations\n")
		p.asStatus = true
		return p
	}
	company := "integrationContext"
	if api == versionedAPI {
		company = "company"
	}
	if e[company] == nil && e["companyPageUrl"] == nil && e["companyName"] == nil {
		return &problem{status: http.StatusBadRequest, message: "No company identifier was given", asStatus: true}
	}
	apply, _ := text(e["companyApplyUrl"])
	if u, err := url.Parse(apply); err != nil || u.Host == "" {
		return &problem{status: http.StatusBadRequest, message: "Invalid companyApplyUrl", asStatus: true}
	}
	if listing, _ := text(e["listingType"]); listing == "PREMIUM" && e["contract"] == nil {
		return schemaError("/contract :: field is required for a PREMIUM job\n")
	}
	return nil
}

// refuseState: what cannot be done with the job as it is. The caller holds s.mu.
func (s *Server) refuseState(app *application, e map[string]json.RawMessage) *problem {
	operation, _ := text(e["jobPostingOperationType"])
	id, _ := text(e["externalJobPostingId"])
	if known := s.jobs[jobKey{app.number, id}]; operation == "CLOSE" && (known == nil || !known.open) {
		return &problem{status: http.StatusConflict, message: "The job is closed or unknown", asStatus: true}
	}
	return nil
}

func schemaError(format string, args ...any) *problem {
	return &problem{status: http.StatusUnprocessableEntity, message: "ERROR :: " + fmt.Sprintf(format, args...)}
}

func text(raw json.RawMessage) (string, bool) {
	var s string
	err := json.Unmarshal(raw, &s)
	return s, err == nil
}

func count(raw json.RawMessage) int {
	var list []json.RawMessage
	_ = json.Unmarshal(raw, &list) // anything else counts nothing
	return len(list)
}
