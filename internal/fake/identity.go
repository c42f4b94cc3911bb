package fake

import (
	"strconv"
	"sync/atomic"
)

// identities counts the fakes and integrations of this process.
var identities atomic.Int64

// Identity is a number that no other fake or integration of this process has. Keys, secrets and ids made
// from it differ from all others, so that a test whose tenants are swapped fails. The numbers begin at 1
// and depend on the order in which fakes are made: a test reads an id from the fake and does not spell it
// out.
type Identity int64

// NewIdentity draws the next number.
func NewIdentity() Identity { return Identity(identities.Add(1)) }

// String is the number.
func (i Identity) String() string { return strconv.FormatInt(int64(i), 10) }

// Of is name with the number: "test-knit-api-key-3".
func (i Identity) Of(name string) string { return name + "-" + i.String() }
