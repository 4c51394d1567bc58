package pgohub

import "sync"

// maxQueuedBytes bounds what waits, besides the number of windows.
const maxQueuedBytes = 32 << 20

// queue holds the windows that wait to be sent, the oldest first, bounded in number and bytes.
type queue struct {
	mu      sync.Mutex
	windows []window
	bytes   int
	most    int
	arrived chan struct{} // holds a token after a push
}

func newQueue(most int) *queue {
	return &queue{most: most, arrived: make(chan struct{}, 1)}
}

// push adds the newest window and returns how many of the oldest had to go.
func (q *queue) push(w window) (dropped int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.windows = append(q.windows, w)
	q.bytes += len(w.profile)
	for len(q.windows) > 1 && !q.fits() {
		q.take()
		dropped++
	}
	select {
	case q.arrived <- struct{}{}:
	default:
	}
	return dropped
}

// putBack returns the oldest window after a failed post. It reports false when there is no room any more.
func (q *queue) putBack(w window) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.windows = append([]window{w}, q.windows...)
	q.bytes += len(w.profile)
	if len(q.windows) > 1 && !q.fits() {
		q.take()
		return false
	}
	return true
}

// pop takes the oldest window.
func (q *queue) pop() (w window, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.windows) == 0 {
		return window{}, false
	}
	return q.take(), true
}

func (q *queue) fits() bool {
	return len(q.windows) <= q.most && q.bytes <= maxQueuedBytes
}

func (q *queue) take() window {
	w := q.windows[0]
	q.windows[0] = window{}
	q.windows = q.windows[1:]
	q.bytes -= len(w.profile)
	return w
}
