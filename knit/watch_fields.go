package knit

import (
	"context"
	"fmt"

	"github.com/rolecall-dev/rolecall"
)

// WatchFieldsRequest selects the members whose changes produce an event.
type WatchFieldsRequest struct {
	// DataType selects the sync. Required.
	DataType DataType `json:"dataType"`
	// JSONPaths select members of the event's data, such as "$.profile.workEmail". At least one is required.
	JSONPaths []string `json:"jsonPaths"`

	rolecall.Extra `json:"-"`
}

// Problem describes what makes the request invalid, or returns "" if it is valid.
func (v WatchFieldsRequest) Problem() string {
	switch {
	case v.DataType == "":
		return "DataType is empty"
	case len(v.JSONPaths) == 0:
		return "JSONPaths is empty"
	}
	for n, path := range v.JSONPaths {
		if !isJSONPath(path) {
			return fmt.Sprintf(`JSONPaths[%d] is not a JSONPath ("$.profile.workEmail")`, n)
		}
	}
	return ""
}

// WatchFields limits record.modified events to changes of the given members; other changes produce no
// event. A call replaces the members of the previous call (inferred). Knit does not document how to remove
// the limit.
//
// The SDK does not retry the call once it may have reached Knit. Source: developers.getknit.dev, "Sync
// watch fields".
func (i *Integration) WatchFields(ctx context.Context, watch WatchFieldsRequest, call ...rolecall.CallOption) error {
	return send(ctx, i.service, "sync.watchFields.update", watch, call)
}
