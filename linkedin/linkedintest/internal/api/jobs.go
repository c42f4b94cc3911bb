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

// postJobs takes a batch.
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
			return nil, reject(rejected.status, rejected.message) // the same failure has been seen both ways
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

// accept makes the tasks of a posting.
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

// getTasks looks tasks up by their ids.
func (c *call) getTasks() (any, error) {
	ids, err := batchKeys(c.Request)
	if err != nil || slices.ContainsFunc(ids, func(id string) bool { return !strings.HasPrefix(id, world.TaskPrefix) }) {
		return nil, errKeys
	}
	return c.batch(ids, c.world.Task), nil
}

// getStatuses looks jobs up by the partner's ids.
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

// The members of the two generations. Others are not permitted, and the whole batch is rejected.
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

// postings reads the batch of the body. Its rejections are for the whole batch.
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

// rejectMembers checks what causes LinkedIn to reject the whole batch.
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
		return &rejection{status: http.StatusBadRequest, serviceCode: 100, message: "The batch has an externalJobPostingId twice"}
	}
	seen[id] = id != ""
	return nil
}

// rejectPosting checks one job.
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

// symbols are the values of enums. The first one has more in the versioned API.
var symbols = []struct {
	name   string
	values []string
	alone  bool
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

// rejectLengths: a job that is closed may be too short.
func rejectLengths(posting record.Object, versioned bool) *rejection {
	longestID := 200
	if versioned {
		longestID = 75
	}
	for _, length := range []struct {
		name        string
		least, most int
	}{{"externalJobPostingId", 1, longestID}, {"title", 1, 200}, {"description", 100, 25_000}} {
		n := utf8.RuneCountInString(posting.String(length.name))
		if n > length.most || n < length.least && posting.String("jobPostingOperationType") != "CLOSE" {
			return schemaError("/%s :: length is out of range %d...%d\n", length.name, length.least, length.most)
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

// rejectContent checks the rules that a schema cannot express.
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

// rejectState checks the state of the job.
func (c *call) rejectState(posting record.Object) *rejection {
	if posting.String("jobPostingOperationType") == "CLOSE" && !c.world.Open(posting.String("externalJobPostingId")) {
		return &rejection{status: http.StatusConflict, message: "The job is closed or unknown", alone: true}
	}
	return nil
}

func schemaError(format string, args ...any) *rejection {
	return reject(http.StatusUnprocessableEntity, "ERROR :: "+fmt.Sprintf(format, args...))
}
