package kombo

import (
	"fmt"

	"github.com/rolecall-dev/rolecall/internal/safeprint"
)

// See print_models.go.

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v ApplicationBlock) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v ApplicationSection) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v CreateAIApplyApplicationRequest) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v HRISSkill) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v UnknownBlock) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v ApplicationQuestion) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

// Format prints v like package fmt does, but the length of raw bytes in their place.
func (v DisplayCondition) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }
