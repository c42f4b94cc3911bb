package knit

import (
	"context"
	"fmt"

	"github.com/rolecall-dev/rolecall"
)

// WatchFieldsRequest selects the changes that make an event.
type WatchFieldsRequest struct {
	// DataType says of which sync. Required.
	DataType DataType `json:"dataType"`
	// JSONPaths lead to members of the event's data: "$.profile.workEmail". At least one.
	JSONPaths []string `json:"jsonPaths"`

	rolecall.Extra `json:"-"`
}

// Problem returns why the request would be rejected, "" if nothing is wrong.
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

// WatchFields limits record.modified to changes at the given places; other changes bring no
// event. It replaces what was watched before (inferred). What ends the watching Knit does not
// say.
//
// It is not repeated once it may have reached Knit. Source: developers.getknit.dev, "Sync watch
// fields".
func (i *Integration) WatchFields(ctx context.Context, watch WatchFieldsRequest, call ...rolecall.CallOption) error {
	return send(ctx, i.service, "sync.watchFields.update", watch, call)
}
