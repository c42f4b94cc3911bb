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

// MarshalJSON writes Raw unmodified, or the type alone if Raw is empty.
func (v UnknownScale) MarshalJSON() ([]byte, error) { return rawOr(v.Raw, onlyType{v.Type}) }

var proficiencyScales = union[ScaleVariant]{
	path: typeMember,
	known: map[string]func() ScaleVariant{
		"NUMERIC":       func() ScaleVariant { return new(NumericScale) },
		"SINGLE_SELECT": func() ScaleVariant { return new(SingleSelectScale) },
	},
	unknown: func(typ string, raw json.RawMessage) ScaleVariant { return &UnknownScale{Type: typ, Raw: raw} },
}

// UnmarshalJSON reads the variant that "type" names.
func (v *ProficiencyScale) UnmarshalJSON(b []byte) (err error) {
	v.Variant, err = proficiencyScales.decode(b)
	return err
}

// MarshalJSON writes the variant, an unknown one unmodified.
func (v ProficiencyScale) MarshalJSON() ([]byte, error) { return proficiencyScales.encode(v.Variant) }

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

// MarshalJSON writes Raw unmodified, or the type alone if Raw is empty.
func (v UnknownProficiency) MarshalJSON() ([]byte, error) { return rawOr(v.Raw, onlyType{v.Type}) }

var proficiencies = union[ProficiencyVariant]{
	path: typeMember,
	known: map[string]func() ProficiencyVariant{
		"NUMERIC":       func() ProficiencyVariant { return new(NumericProficiency) },
		"SINGLE_SELECT": func() ProficiencyVariant { return new(SingleSelectProficiency) },
	},
	unknown: func(typ string, raw json.RawMessage) ProficiencyVariant {
		return &UnknownProficiency{Type: typ, Raw: raw}
	},
}

// UnmarshalJSON reads the variant that "type" names.
func (v *Proficiency) UnmarshalJSON(b []byte) (err error) {
	v.Variant, err = proficiencies.decode(b)
	return err
}

// MarshalJSON writes the variant, an unknown one unmodified.
func (v Proficiency) MarshalJSON() ([]byte, error) { return proficiencies.encode(v.Variant) }
