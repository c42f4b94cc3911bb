package api

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
	"github.com/rolecall-dev/rolecall/linkedin/linkedintest/internal/world"
)

// postJobs accepts or rejects each posting of a batch.
func (c *call) postJobs() (any, error) {
	postings, err := c.postings()
	if err != nil {
		return nil, err
	}
	elements := []record.Object{}
	for _, posting := range postings {
		rejected := rejectPosting(posting, c)
		switch {
		case rejected == nil:
			elements = append(elements, c.accept(posting)...)
		case len(postings) == 1 && rejected.alone:
			// LinkedIn was observed to report the same failure both as the status and in the element.
			return nil, reject(rejected.status, rejected.message)
		default:
			e := record.Object{"message", rejected.message, "status", rejected.status}
			if rejected.code != "" {
				e = e.And("code", rejected.code)
			}
			elements = append(elements, record.Object{"error", e, "status", rejected.status})
		}
	}
	return record.Object{"elements", elements}, nil
}

// accept adds the tasks of a posting. It returns one element of the response for each task.
func (c *call) accept(posting record.Object) (elements []record.Object) {
	for _, id := range c.world.Post(posting, c.now.Add(c.api.opts.TaskTime)) {
		element := record.Object{"id", c.key(id), "status", http.StatusAccepted}
		if c.versioned {
			element = element.And("entity", record.Object{"externalJobPostingId", posting.Get("externalJobPostingId")})
		}
		elements = append(elements, element)
	}
	return elements
}

// getTasks returns tasks by their ids.
func (c *call) getTasks() (any, error) {
	ids, err := batchKeys(c.Request)
	if err != nil || slices.ContainsFunc(ids, func(id string) bool { return !strings.HasPrefix(id, world.TaskPrefix) }) {
		return nil, errKeys
	}
	return c.batch(ids, c.world.Task), nil
}

// getStatuses returns the statuses of jobs by externalJobPostingId.
func (c *call) getStatuses() (any, error) {
	ids, err := batchKeys(c.Request)
	switch {
	case err != nil:
		return nil, err
	case len(ids) > 100:
		return nil, invalid("More than 100 ids")
	}
	return c.batch(ids, c.world.Status), nil
}

// The members of a posting: in both APIs, only below /v2, and only in the versioned API. A batch with any other
// member is rejected.
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
		"state", "countryCode", "postalCode", "workRemoteAllowed", // removed, but still in LinkedIn's samples
	}
	versionedOnly = []string{"company", "partnerRequisitionId", "budget"}
)

// postings decodes the body. An error rejects the whole batch.
func (c *call) postings() ([]record.Object, error) {
	body, err := c.object()
	elements, isArray := body.Get("elements").([]any)
	var postings []record.Object
	for _, e := range elements {
		posting, isObject := e.(record.Object)
		postings, isArray = append(postings, posting), isArray && isObject
	}
	if err != nil || !isArray {
		return nil, forbidden("Unpermitted fields present in REQUEST_BODY: Data Processing Exception while processing fields [/elements]")
	}
	if len(postings) == 0 || len(postings) > 100 {
		return nil, &rejection{status: http.StatusBadRequest, serviceCode: 100, message: "The batch must have 1 to 100 elements"}
	}
	seen := map[string]bool{}
	for _, posting := range postings {
		if err := c.rejectMembers(posting, seen); err != nil {
			return nil, err
		}
	}
	return postings, nil
}

// rejectMembers returns an error if a posting causes LinkedIn to reject the whole batch: an unknown member, an
// id that is not a string, or an id that another posting of the batch has. seen holds the ids so far.
func (c *call) rejectMembers(posting record.Object, seen map[string]bool) error {
	permitted := v2Only
	if c.versioned {
		permitted = versionedOnly
	}
	for i := 0; i < len(posting); i += 2 {
		if name, _ := posting[i].(string); !slices.Contains(bothAPIs, name) && !slices.Contains(permitted, name) {
			return forbidden("Unpermitted fields present in REQUEST_BODY: Data Processing Exception while processing fields [/elements/" + name + "]")
		}
	}
	id, isString := posting.Get("externalJobPostingId").(string)
	switch {
	case !isString && posting.Get("externalJobPostingId") != nil:
		return &rejection{status: http.StatusInternalServerError, serviceCode: 100, message: "Internal Server Error"}
	case seen[id]:
		return &rejection{status: http.StatusBadRequest, serviceCode: 100, message: "Duplicate externalJobPostingId in the batch"}
	}
	seen[id] = id != ""
	return nil
}

// rejectPosting returns the rejection of one posting, or nil if the fake accepts it.
func rejectPosting(posting record.Object, c *call) *rejection {
	for _, name := range []string{"companyApplyUrl", "externalJobPostingId", "jobPostingOperationType", "title", "description", "listedAt", "location"} {
		if v := posting.Get(name); v == nil || v == "" {
			return schemaError("/%s :: field is required but not found and has no default value\n", name)
		}
	}
	return cmp.Or(
		rejectSymbols(posting, c.versioned), rejectLengths(posting, c.versioned), rejectTime(posting, c.now),
		rejectContent(posting, c.versioned), c.rejectState(posting),
	)
}

// symbols lists the values of enums. The first enum has more values in the versioned API.
var symbols = []struct {
	name   string
	values []string
	alone  bool // of the rejection
}{
	{"jobPostingOperationType", []string{"CREATE", "UPDATE", "RENEW", "CLOSE"}, false},
	{"employmentStatus", []string{"FULL_TIME", "PART_TIME", "CONTRACT", "INTERNSHIP", "TEMPORARY", "VOLUNTEER", "OTHER"}, true},
	{"experienceLevel", []string{"ENTRY_LEVEL", "MID_SENIOR_LEVEL", "DIRECTOR", "EXECUTIVE", "INTERNSHIP", "ASSOCIATE", "NOT_APPLICABLE"}, true},
	{"listingType", []string{"BASIC", "PREMIUM"}, false},
}

func rejectSymbols(posting record.Object, versioned bool) *rejection {
	for k, enum := range symbols {
		value := posting.String(enum.name)
		if versioned && k == 0 && (value == "UPGRADE" || value == "DOWNGRADE") {
			continue
		}
		if posting.Has(enum.name) && !slices.Contains(enum.values, value) {
			rejected := schemaError("/%s :: \"%s\" is not an enum symbol\n", enum.name, value)
			rejected.alone = enum.alone
			return rejected
		}
	}
	return nil
}

// rejectLengths checks the lengths of strings. The minimum lengths do not apply to CLOSE.
func rejectLengths(posting record.Object, versioned bool) *rejection {
	maxID := 200
	if versioned {
		maxID = 75
	}
	for _, length := range []struct {
		name     string
		min, max int
	}{{"externalJobPostingId", 1, maxID}, {"title", 1, 200}, {"description", 100, 25_000}} {
		n := utf8.RuneCountInString(posting.String(length.name))
		if n > length.max || n < length.min && posting.String("jobPostingOperationType") != "CLOSE" {
			return schemaError("/%s :: length is out of range %d...%d\n", length.name, length.min, length.max)
		}
	}
	return nil
}

func rejectTime(posting record.Object, now time.Time) *rejection {
	digits, _ := posting.Get("listedAt").(json.RawMessage)
	listed, err := strconv.ParseInt(string(digits), 10, 64)
	switch {
	case err != nil:
		return schemaError("/listedAt :: cannot be coerced to Long\n")
	case time.UnixMilli(listed).After(now.Add(time.Minute)):
		return &rejection{status: http.StatusBadRequest, code: "ERROR_INVALID_LISTED_AT_FIELD", message: "listedAt is in the future"}
	}
	return nil
}

// rejectContent checks the rules that are not part of the schema.
func rejectContent(posting record.Object, versioned bool) *rejection {
	company := "integrationContext"
	if versioned {
		company = "company"
	}
	workplaces, _ := posting.Get("workplaceTypes").([]any)
	locations, _ := posting.Get("alternateLocations").([]any)
	apply, err := url.Parse(posting.String("companyApplyUrl"))
	switch {
	case len(workplaces) > 1:
		return invalid("workplaceTypes must have exactly one value")
	case len(locations) > 7:
		rejected := schemaError("/alternateLocations :: more than 7 locations\n")
		rejected.alone = true
		return rejected
	case !posting.Has(company) && !posting.Has("companyPageUrl") && !posting.Has("companyName"):
		return &rejection{status: http.StatusBadRequest, message: "No company identifier was given", alone: true}
	case err != nil || apply.Host == "":
		return &rejection{status: http.StatusBadRequest, message: "Invalid companyApplyUrl", alone: true}
	case posting.String("listingType") == "PREMIUM" && !posting.Has("contract"):
		return schemaError("/contract :: field is required for a PREMIUM job\n")
	}
	return nil
}

// rejectState rejects a CLOSE of a job that is not open.
func (c *call) rejectState(posting record.Object) *rejection {
	if posting.String("jobPostingOperationType") == "CLOSE" && !c.world.Open(posting.String("externalJobPostingId")) {
		return &rejection{status: http.StatusConflict, message: "The job is closed or unknown", alone: true}
	}
	return nil
}

func schemaError(format string, args ...any) *rejection {
	return reject(http.StatusUnprocessableEntity, "ERROR :: "+fmt.Sprintf(format, args...))
}
