package kombo

import (
	"github.com/rolecall-dev/rolecall"
)

// StaffingSkill is something that a staffing entity asks of people.
// Source: Kombo's TypeScript SDK 1.3.4.
type StaffingSkill struct {
	SkillID string `json:"skill_id"`
	Skill   *Skill `json:"skill,omitempty"`
	// ExpectedProficiency is how well it is to be known, on the skill's own scale. Nil: it is
	// not said.
	ExpectedProficiency *Union[Proficiency] `json:"expected_proficiency,omitempty"`

	rolecall.Extra `json:"-"`
}

// Skill is something that people can do.
type Skill struct {
	ID       string `json:"id"`
	RemoteID string `json:"remote_id,omitempty"`
	Name     string `json:"name,omitempty"`
	// ProficiencyScale says how it is measured. Nil: it is not.
	ProficiencyScale *Union[ProficiencyScale] `json:"proficiency_scale,omitempty"`

	rolecall.Extra `json:"-"`
}

// ProficiencyScale is a way to measure how well a skill is known: *NumericScale, *SingleSelectScale or
// *Unknown.
type ProficiencyScale interface{ proficiencyScale() }

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

		rolecall.Extra `json:"-"`
	}
	// SingleSelectScale is some words, which are in order.
	SingleSelectScale struct {
		Type           string        `json:"type"` // "SINGLE_SELECT"
		ID             string        `json:"id"`
		RemoteID       string        `json:"remote_id,omitempty"`
		OrderedOptions []ScaleOption `json:"ordered_options,omitempty"`

		rolecall.Extra `json:"-"`
	}
)

// ScaleOption is a word on a [SingleSelectScale].
type ScaleOption struct {
	ID       string `json:"id"`
	RemoteID string `json:"remote_id,omitempty"`
	Name     string `json:"name,omitempty"`

	rolecall.Extra `json:"-"`
}

func (*NumericScale) proficiencyScale()      {}
func (*SingleSelectScale) proficiencyScale() {}
func (*Unknown) proficiencyScale()           {}

var proficiencyScales = familyOf("type", map[string]ProficiencyScale{
	"NUMERIC":       &NumericScale{},
	"SINGLE_SELECT": &SingleSelectScale{},
})

// Proficiency is a place on a [ProficiencyScale]: *NumericProficiency, *SingleSelectProficiency or
// *Unknown.
type Proficiency interface{ proficiency() }

// The places on a scale.
type (
	// NumericProficiency is on a [NumericScale].
	NumericProficiency struct {
		Type  string   `json:"type"` // "NUMERIC"
		Value *float64 `json:"value,omitempty"`

		rolecall.Extra `json:"-"`
	}
	// SingleSelectProficiency is on a [SingleSelectScale].
	SingleSelectProficiency struct {
		Type             string `json:"type"` // "SINGLE_SELECT"
		SelectedOptionID string `json:"selected_option_id,omitempty"`

		rolecall.Extra `json:"-"`
	}
)

func (*NumericProficiency) proficiency()      {}
func (*SingleSelectProficiency) proficiency() {}
func (*Unknown) proficiency()                 {}

var proficiencies = familyOf("type", map[string]Proficiency{
	"NUMERIC":       &NumericProficiency{},
	"SINGLE_SELECT": &SingleSelectProficiency{},
})
