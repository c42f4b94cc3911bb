// Package fake is the foundation of the four fake providers: what they share, once.
//
// A fake has three storeys, each a package, so that the compiler keeps them apart:
//
//	knit/knittest                  the face: what a test calls. NewServer and Start, options, handles of
//	                               integrations, injected faults, deliveries. Methods of one or two lines.
//	knit/knittest/internal/api     the API: a table of operations (method, path, function), parameters,
//	                               limits, and errors in the provider's envelope. It reads and writes the world.
//	knit/knittest/internal/world   the world: the records of one integration, their links and what changed.
//	                               It knows neither HTTP nor webhooks.
//
// A storey imports those below it. All stand on this package and on
// [github.com/rolecall-dev/rolecall/internal/fake/record], and none imports its client: a wrong JSON tag
// in a client must fail a test, and cannot be wrong on both sides.
//
// This package holds:
//
//   - [Settings] and the options that every fake has: address, clock, and how events are delivered
//     ([Delivery]: [Twice], [Shuffled], [Late], [Parallel], [RetryEvery], [Once]).
//   - [Server], which listens on loopback, records requests and injects faults ([Faults], [Fault],
//     [Catalog]).
//   - [Courier], which delivers webhooks, keeps the [Attempt] list and counts what is under way, so that
//     Wait returns when everything is quiet.
//   - [Identity], which keeps the keys, secrets and ids of two fakes apart.
//   - [TB] and [ForTest], which close a fake with its test.
package fake
