package kombo

import "encoding/json"

// StaffingSkill is something that a staffing entity asks of people.
// Source: Kombo's TypeScript SDK 1.3.4.
type StaffingSkill struct {
	SkillID string `json:"skill_id"`
	Skill   *Skill `json:"skill,omitempty"`
	// ExpectedProficiency is how well it is to be known, on the skill's own scale. Nil: it is
	// not said.
	ExpectedProficiency *Proficiency `json:"expected_proficiency,omitempty"`
}

// Skill is something that people can do.
type Skill struct {
	ID       string `json:"id"`
	RemoteID string `json:"remote_id,omitempty"`
	Name     string `json:"name,omitempty"`
	// ProficiencyScale says how it is measured. Nil: it is not.
	ProficiencyScale *ProficiencyScale `json:"proficiency_scale,omitempty"`
}

// ProficiencyScale is a way to measure how well a skill is known. Switch on Variant, as with
// [ReviewRating].
type ProficiencyScale struct{ Variant ScaleVariant }

// ScaleVariant is one of *NumericScale, *SingleSelectScale and *UnknownScale.
type ScaleVariant interface{ scaleVariant() }

// The ways to measure a skill.
type (
	// NumericScale goes from Min to Max by Step, where there are such.
	NumericScale struct {
		Type     string   `json:"type"` // "NUMERIC"
		ID       string   `json:"id"`
		RemoteID string   `json:"remote_id,omitempty"`
		Min      *float64 `json:"min,omitempty"`
		Max      *float64 `json:"max,omitempty"`
		Step     *float64 `json:"step,omitempty"`
	}
	// SingleSelectScale is some words, which are in order.
	SingleSelectScale struct {
		Type           string        `json:"type"` // "SINGLE_SELECT"
		ID             string        `json:"id"`
		RemoteID       string        `json:"remote_id,omitempty"`
		OrderedOptions []ScaleOption `json:"ordered_options,omitempty"`
	}
	// UnknownScale is one of a type that this SDK does not know.
	UnknownScale struct {
		Type string
		Raw  json.RawMessage
	}
)

// ScaleOption is a word on a [SingleSelectScale].
type ScaleOption struct {
	ID       string `json:"id"`
	RemoteID string `json:"remote_id,omitempty"`
	Name     string `json:"name,omitempty"`
}

func (*NumericScale) scaleVariant()      {}
func (*SingleSelectScale) scaleVariant() {}
func (*UnknownScale) scaleVariant()      {}

// MarshalJSON writes the bytes as they came.
func (v *UnknownScale) MarshalJSON() ([]byte, error) { return asIs(v.Raw) }

// UnmarshalJSON reads the variant that "type" names.
func (v *ProficiencyScale) UnmarshalJSON(b []byte) (err error) {
	v.Variant, err = decodeVariant(b, func(typ string) (ScaleVariant, bool) {
		switch typ {
		case "NUMERIC":
			return new(NumericScale), true
		case "SINGLE_SELECT":
			return new(SingleSelectScale), true
		}
		return nil, false
	}, func(typ string, raw json.RawMessage) ScaleVariant { return &UnknownScale{typ, raw} })
	return err
}

// MarshalJSON writes the variant, an unknown one as it came.
func (v ProficiencyScale) MarshalJSON() ([]byte, error) { return json.Marshal(v.Variant) }

// Proficiency is a place on a [ProficiencyScale]. Switch on Variant, as with [ReviewRating].
type Proficiency struct{ Variant ProficiencyVariant }

// ProficiencyVariant is one of *NumericProficiency, *SingleSelectProficiency and
// *UnknownProficiency.
type ProficiencyVariant interface{ proficiencyVariant() }

// The places on a scale.
type (
	// NumericProficiency is on a [NumericScale].
	NumericProficiency struct {
		Type  string   `json:"type"` // "NUMERIC"
		Value *float64 `json:"value,omitempty"`
	}
	// SingleSelectProficiency is on a [SingleSelectScale].
	SingleSelectProficiency struct {
		Type             string `json:"type"` // "SINGLE_SELECT"
		SelectedOptionID string `json:"selected_option_id,omitempty"`
	}
	// UnknownProficiency is one of a type that this SDK does not know.
	UnknownProficiency struct {
		Type string
		Raw  json.RawMessage
	}
)

func (*NumericProficiency) proficiencyVariant()      {}
func (*SingleSelectProficiency) proficiencyVariant() {}
func (*UnknownProficiency) proficiencyVariant()      {}

// MarshalJSON writes the bytes as they came.
func (v *UnknownProficiency) MarshalJSON() ([]byte, error) { return asIs(v.Raw) }

// UnmarshalJSON reads the variant that "type" names.
func (v *Proficiency) UnmarshalJSON(b []byte) (err error) {
	v.Variant, err = decodeVariant(b, func(typ string) (ProficiencyVariant, bool) {
		switch typ {
		case "NUMERIC":
			return new(NumericProficiency), true
		case "SINGLE_SELECT":
			return new(SingleSelectProficiency), true
		}
		return nil, false
	}, func(typ string, raw json.RawMessage) ProficiencyVariant { return &UnknownProficiency{typ, raw} })
	return err
}

// MarshalJSON writes the variant, an unknown one as it came.
func (v Proficiency) MarshalJSON() ([]byte, error) { return json.Marshal(v.Variant) }
