package pgohub

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// Capture starts to capture CPU profiles for the service named tag and returns the function that ends it.
//
// A tag has 1 to 128 ASCII letters, digits, dots, underscores and hyphens, starts with a letter or a digit, holds
// no ".." and does not end in ".", ".lock" or ".git".
//
// emit ends the running window and sends what is left; see [Capturer.Emit]. The error tells of a wrong argument,
// that is a bad tag or a bad option, and of nothing else: wrong PGOHUB_* variables are logged, and a server that
// is away is none. emit is never nil, so a service may ignore the error and run without profiles.
func Capture(tag string, options ...Option) (emit func(context.Context), err error) {
	c, err := Start(tag, options...)
	return c.Emit, err
}

// A Capturer captures CPU profiles in the background until [Capturer.Emit]. It is safe for concurrent use.
type Capturer struct {
	settings settings
	key      string // unique for this capture; the fragments' keys start with it
	pending  *queue
	log      *troubles

	emitted  atomic.Bool
	deadline time.Time     // when Emit gives up; set before stop is closed
	stop     chan struct{} // closed by Emit
	recorded chan struct{} // closed when no window will be added to pending
	done     chan struct{} // closed when nothing is left to do
	ctx      context.Context
	cancel   context.CancelFunc

	mu    sync.Mutex
	stats Stats
}

// Start is [Capture] for those who want to see [Capturer.Stats]. The Capturer is never nil; with an error, or when
// PGOHUB_ENABLED is false, it does nothing.
func Start(tag string, options ...Option) (*Capturer, error) {
	c := &Capturer{
		stop:     make(chan struct{}),
		recorded: make(chan struct{}),
		done:     make(chan struct{}),
	}
	c.ctx, c.cancel = context.WithCancel(context.Background())
	set, err := newSettings(tag, options)
	c.settings = set
	c.log = newTroubles(set.logger)
	for _, trouble := range set.troubles {
		c.log.warn(trouble, trouble)
	}
	if err != nil || !set.enabled {
		c.cancel()
		close(c.done)
		return c, err
	}
	c.key = randomKey()
	c.pending = newQueue(set.maxPending)
	go c.record()
	go c.send()
	return c, nil
}

// Emit ends the running window, sends what is left and returns when that is done or given up, at the latest when
// ctx is done, or after 10 seconds when ctx has no deadline. It tries less hard than a running capture and gives up
// after three posts in a row have failed, so a server that is down costs about three seconds.
//
// With a ctx that is already done, such as the one that told the service to end, nothing more is sent. Later calls
// wait for the first one.
func (c *Capturer) Emit(ctx context.Context) {
	if ctx == nil {
		ctx = context.Background()
	}
	if _, bounded := ctx.Deadline(); !bounded {
		limit := c.settings.emitLimit
		if limit <= 0 {
			limit = defaultEmitLimit
		}
		bounded, cancel := context.WithTimeout(ctx, limit)
		defer cancel()
		ctx = bounded
	}
	first := c.emitted.CompareAndSwap(false, true)
	if first {
		c.deadline, _ = ctx.Deadline()
		if ctx.Err() != nil {
			c.cancel()
		}
		close(c.stop)
	}
	select {
	case <-c.done:
		return
	case <-ctx.Done():
	}
	if !first {
		return
	}
	c.cancel()
	select {
	case <-c.done:
	default:
		c.log.warn("emit", "no time was left to send the last CPU profile", "cause", context.Cause(ctx))
	}
}

// Stats tells what became of the windows of one capture, counted from its start.
type Stats struct {
	// Windows in which a profile was captured, whatever became of it after.
	Captured uint64
	// Of these, those that the server took.
	Posted uint64
	// Those without a sample: the process used no CPU time. They are not sent.
	Idle uint64
	// Those that the server refused for good: a bad profile, a wrong address, a missing right.
	Rejected uint64
	// Those given up: the queue was full while the server was away, or Emit ran out of time.
	Dropped uint64

	// Windows in which nothing was captured, because someone else used the CPU profiler.
	Skipped uint64
	// Posts beyond the first for one window.
	Retries uint64
}

// Pending is the number of windows that wait to be sent or are being sent.
func (s Stats) Pending() uint64 {
	return s.Captured - s.Posted - s.Idle - s.Rejected - s.Dropped
}

// Stats returns the counts as of now. Once Emit has sent everything they no longer change.
func (c *Capturer) Stats() Stats {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.stats
}

// count changes the statistics in one step.
func (c *Capturer) count(change func(*Stats)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	change(&c.stats)
}

// survive keeps a panic, such as one in a logger or HTTP client handed to us, away from the service.
func (c *Capturer) survive() {
	if cause := recover(); cause != nil {
		c.log.warn("panic", "capturing CPU profiles ended by a panic", "cause", cause)
	}
}
