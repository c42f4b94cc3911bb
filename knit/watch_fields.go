package knit

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/rolecall-dev/rolecall"
)

// WatchFieldsRequest says which changes are worth an event.
type WatchFieldsRequest struct {
	// DataType says of which sync. Required.
	DataType DataType `json:"dataType"`
	// JSONPaths lead to members of the event's data: "$.profile.workEmail". At least one.
	JSONPaths []string `json:"jsonPaths"`

	// Extra holds members that this SDK does not know; they are sent as they are.
	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
}

// WatchFields limits record.modified to changes at the given places; other changes bring no
// event. It replaces what was watched before (inferred). What ends the watching Knit does not
// say.
//
// It is not repeated once it may have reached Knit. Source: developers.getknit.dev, "Sync watch
// fields".
func (i *Integration) WatchFields(ctx context.Context, watch WatchFieldsRequest, call ...rolecall.CallOption) error {
	req := i.write("sync.watchFields.update", watch)
	switch {
	case watch.DataType == "":
		return i.api.Invalid(req.Op, "DataType is empty")
	case len(watch.JSONPaths) == 0:
		return i.api.Invalid(req.Op, "JSONPaths is empty")
	}
	for n, path := range watch.JSONPaths {
		if !isJSONPath(path) {
			return i.api.Invalid(req.Op, fmt.Sprintf(`JSONPaths[%d] is no JSONPath ("$.profile.workEmail")`, n))
		}
	}
	_, err := i.api.Do(ctx, req, call...)
	return err
}
