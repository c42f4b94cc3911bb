package fake

import (
	"strconv"
	"sync/atomic"
)

// identities counts the fakes and integrations of this process.
var identities atomic.Int64

// Identity is a number that no other fake or integration of this process has. Keys, secrets and ids that
// contain it are unique, so that a test that mixes up two tenants fails. The numbers start at 1 and depend
// on the order in which fakes are created, so a test must read an id from the fake.
type Identity int64

// NewIdentity returns the next number.
func NewIdentity() Identity { return Identity(identities.Add(1)) }

// String returns the number in decimal.
func (i Identity) String() string { return strconv.FormatInt(int64(i), 10) }

// Of returns name with the number: "test-knit-api-key-3".
func (i Identity) Of(name string) string { return name + "-" + i.String() }
