// Package fake holds the code that all four fake providers need.
//
// A fake has three layers. Each is a package, so that the compiler separates them:
//
//	knit/knittest                  the face, which a test calls: NewServer and Start, options, handles of
//	                               integrations, injected faults, deliveries. Methods have one or two lines.
//	knit/knittest/internal/api     the API: a table of operations (method, path, function), parameters,
//	                               limits, and errors in the provider's envelope. It reads and writes the world.
//	knit/knittest/internal/world   the world: the records of one integration, their links and their changes.
//	                               It does not use HTTP or webhooks.
//
// A layer imports the layers below it. All import this package and
// [github.com/rolecall-dev/rolecall/internal/fake/record]. None imports the wire models of its client, so
// that a wrong JSON tag in the client fails a test.
//
// This package holds:
//
//   - [Settings] and the options that every fake has: address, clock, and how events are delivered
//     ([Delivery]: [Twice], [Shuffled], [Late], [Parallel], [RetryEvery], [Once]).
//   - [Server], which listens on loopback, records requests and injects faults ([Faults], [Fault],
//     [Catalog]).
//   - [Courier], which delivers webhooks, records the attempts, and counts running work, so that Wait
//     can return when all work has ended.
//   - [Identity], which makes the keys, secrets and ids of each fake unique.
//   - [TB] and [ForTest], which close a fake with its test.
package fake
