package knit

import (
	"errors"

	"github.com/rolecall-dev/rolecall/internal/codec"
)

// UnmarshalJSON decodes [CreateAuthSessionRequest] in any of the shapes that Knit sends.
func (v *CreateAuthSessionRequest) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [CreateAuthSessionRequest] under Knit's names, Extra included.
func (v CreateAuthSessionRequest) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [AppFilter] in any of the shapes that Knit sends.
func (v *AppFilter) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [AppFilter] under Knit's names, Extra included.
func (v AppFilter) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [AuthSession] in any of the shapes that Knit sends.
func (v *AuthSession) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [AuthSession] under Knit's names, Extra included.
func (v AuthSession) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [IntegrationDetails] in any of the shapes that Knit sends.
func (v *IntegrationDetails) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [IntegrationDetails] under Knit's names, Extra included.
func (v IntegrationDetails) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [ConnectedApp] in any of the shapes that Knit sends.
func (v *ConnectedApp) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [ConnectedApp] under Knit's names, Extra included.
func (v ConnectedApp) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [StartCustomSyncRequest] in any of the shapes that Knit sends.
func (v *StartCustomSyncRequest) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [StartCustomSyncRequest] under Knit's names, Extra included.
func (v StartCustomSyncRequest) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [APIDetails] in any of the shapes that Knit sends.
func (v *APIDetails) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [APIDetails] under Knit's names, Extra included.
func (v APIDetails) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [WatchFieldsRequest] in any of the shapes that Knit sends.
func (v *WatchFieldsRequest) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [WatchFieldsRequest] under Knit's names, Extra included.
func (v WatchFieldsRequest) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [SubscribeEventsRequest] in any of the shapes that Knit sends.
func (v *SubscribeEventsRequest) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [SubscribeEventsRequest] under Knit's names, Extra included.
func (v SubscribeEventsRequest) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [EventSubscription] in any of the shapes that Knit sends.
func (v *EventSubscription) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [EventSubscription] under Knit's names, Extra included.
func (v EventSubscription) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [SubscriptionMetaData] in any of the shapes that Knit sends.
func (v *SubscriptionMetaData) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [SubscriptionMetaData] under Knit's names, Extra included.
func (v SubscriptionMetaData) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [NativeFilter] in any of the shapes that Knit sends.
func (v *NativeFilter) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [NativeFilter] under Knit's names, Extra included.
func (v NativeFilter) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [PassthroughFilters] in any of the shapes that Knit sends.
func (v *PassthroughFilters) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [PassthroughFilters] under Knit's names, Extra included.
func (v PassthroughFilters) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [VirtualFilter] in any of the shapes that Knit sends.
func (v *VirtualFilter) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [VirtualFilter] under Knit's names, Extra included.
func (v VirtualFilter) MarshalJSON() ([]byte, error) {
	if problem := v.problem(); problem != "" {
		return nil, errors.New("knit: " + problem)
	}
	return codec.Marshal(v)
}

// UnmarshalJSON decodes [PassthroughRequest] in any of the shapes that Knit sends.
func (v *PassthroughRequest) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [PassthroughRequest] under Knit's names, Extra included.
func (v PassthroughRequest) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [PassthroughResponse] in any of the shapes that Knit sends.
func (v *PassthroughResponse) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [PassthroughResponse] under Knit's names, Extra included.
func (v PassthroughResponse) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }
