// Package runstest tests your own implementation of what package runs needs: a [runs.Store] with [TestStore], and a
// [rolecall.Later] with [TestLater]. With [FailAt], your own test interrupts a tracker at each of its steps.
//
//	func TestMyStore(t *testing.T) {
//		runstest.TestStore(t, func() runstest.Backend { return runstest.Backend{Store: openMyStore(t)} })
//	}
package runstest
