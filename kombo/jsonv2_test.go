//go:build goexperiment.jsonv2

package kombo_test

// jsonv2Enabled reports whether encoding/json uses its v2 implementation, which allocates a third less.
const jsonv2Enabled = true
