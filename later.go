package rolecall

import (
	"context"
	"time"
)

// Task is a piece of work that an engine does later, such as checking whether a run has ended. It has text
// only, and no personal data, so that a queue can show it.
type Task struct {
	Engine string // the engine whose method Do does the task: "knit/runs"
	Name   string // what to do, in the engine's own form
}

// Later lets an engine do work later. It is a small interface, so that every queue can implement it, such as
// your own job queue: store the task, and call the engine's method Do with it when its time has come. It must be
// safe for concurrent use.
//
//   - The task is done at t or after, immediately if t has passed. It may be done more than once, also at
//     the same time.
//   - A task with the same Engine and Name replaces one that was not begun. While Do is running, a task of the
//     same name is a new one.
//   - If Do returns an error, the task is done again after a while.
//   - If ctx belongs to a transaction of the queue's database, the task is stored in that transaction.
//
// Package [github.com/rolecall-dev/rolecall/knit/runs] has one for a single process, NewTimers.
type Later interface {
	At(ctx context.Context, t time.Time, task Task) error
}
