package humansourcing

import "github.com/rolecall-dev/rolecall/internal/codec"

// Human Sourcing is loose about shapes, so every model decodes by the rules of internal/codec,
// and is written as the page shows it, its Extra members included. These methods are all there
// is to it.

// UnmarshalJSON decodes [Event] in any of the shapes that Human Sourcing sends.
func (v *Event[D]) UnmarshalJSON(b []byte) error { return codec.UnmarshalValid(b, v) }

// MarshalJSON writes [Event] under Human Sourcing's names, Extra included.
func (v Event[D]) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [Job] in any of the shapes that Human Sourcing sends.
func (v *Job) UnmarshalJSON(b []byte) error { return codec.UnmarshalValid(b, v) }

// MarshalJSON writes [Job] under Human Sourcing's names, Extra included.
func (v Job) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [Country] in any of the shapes that Human Sourcing sends.
func (v *Country) UnmarshalJSON(b []byte) error { return codec.UnmarshalValid(b, v) }

// MarshalJSON writes [Country] under Human Sourcing's names, Extra included.
func (v Country) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [DeletedJob] in any of the shapes that Human Sourcing sends.
func (v *DeletedJob) UnmarshalJSON(b []byte) error { return codec.UnmarshalValid(b, v) }

// MarshalJSON writes [DeletedJob] under Human Sourcing's names, Extra included.
func (v DeletedJob) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [Candidate] in any of the shapes that Human Sourcing sends.
func (v *Candidate) UnmarshalJSON(b []byte) error { return codec.UnmarshalValid(b, v) }

// MarshalJSON writes [Candidate] under Human Sourcing's names, Extra included.
func (v Candidate) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [Action] in any of the shapes that Human Sourcing sends.
func (v *Action) UnmarshalJSON(b []byte) error { return codec.UnmarshalValid(b, v) }

// MarshalJSON writes [Action] under Human Sourcing's names, Extra included.
func (v Action) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [Consultant] in any of the shapes that Human Sourcing sends.
func (v *Consultant) UnmarshalJSON(b []byte) error { return codec.UnmarshalValid(b, v) }

// MarshalJSON writes [Consultant] under Human Sourcing's names, Extra included.
func (v Consultant) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [Post] in any of the shapes that Human Sourcing sends.
func (v *Post) UnmarshalJSON(b []byte) error { return codec.UnmarshalValid(b, v) }

// MarshalJSON writes [Post] under Human Sourcing's names, Extra included.
func (v Post) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [Attachment] in any of the shapes that Human Sourcing sends.
func (v *Attachment) UnmarshalJSON(b []byte) error { return codec.UnmarshalValid(b, v) }

// MarshalJSON writes [Attachment] under Human Sourcing's names, Extra included.
func (v Attachment) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [Form] in any of the shapes that Human Sourcing sends.
func (v *Form) UnmarshalJSON(b []byte) error { return codec.UnmarshalValid(b, v) }

// MarshalJSON writes [Form] under Human Sourcing's names, Extra included.
func (v Form) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [Answer] in any of the shapes that Human Sourcing sends.
func (v *Answer) UnmarshalJSON(b []byte) error { return codec.UnmarshalValid(b, v) }

// MarshalJSON writes [Answer] under Human Sourcing's names, Extra included.
func (v Answer) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [DeletedCandidate] in any of the shapes that Human Sourcing sends.
func (v *DeletedCandidate) UnmarshalJSON(b []byte) error { return codec.UnmarshalValid(b, v) }

// MarshalJSON writes [DeletedCandidate] under Human Sourcing's names, Extra included.
func (v DeletedCandidate) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }
