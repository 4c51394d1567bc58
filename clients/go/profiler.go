package pgohub

import (
	"bytes"
	"errors"
	"runtime/pprof"
	"sync"
	"time"
)

// profiler is the process's one CPU profiler: a window writes, callers of GiveWay read.
var profiler sync.RWMutex

var guests struct {
	sync.Mutex
	inside  int
	arrived chan struct{} // closed while someone is inside
}

// GiveWay runs f while no capture of this process uses the CPU profiler. A window that runs ends early and is sent;
// captures go on when f has returned.
//
//	http.HandleFunc("/debug/pprof/profile", func(w http.ResponseWriter, r *http.Request) {
//		pgohub.GiveWay(func() { pprof.Profile(w, r) })
//	})
func GiveWay(f func()) {
	guests.Lock()
	if guests.inside == 0 {
		close(guestArrived())
	}
	guests.inside++
	guests.Unlock()
	profiler.RLock()
	defer func() {
		profiler.RUnlock()
		guests.Lock()
		defer guests.Unlock()
		guests.inside--
		if guests.inside == 0 {
			guests.arrived = nil
		}
	}()
	f()
}

// guestArrived is closed while a caller of GiveWay waits or runs. The caller holds guests.
func guestArrived() chan struct{} {
	if guests.arrived == nil {
		guests.arrived = make(chan struct{})
	}
	return guests.arrived
}

// A window is what was captured in one stretch of time.
type window struct {
	key         string
	from, until time.Time
	profile     []byte // gzip pprof
	tries       int    // posts so far
}

// Why there is no window.
var (
	errGuest = errors.New("a caller of GiveWay uses the CPU profiler")
	errBusy  = errors.New("the CPU profiler is in use")
	errTaken = errors.New("someone else stopped the running CPU profile")
)

// captureWindow profiles for length, or until stop or a caller of GiveWay ends it.
func captureWindow(length time.Duration, stop <-chan struct{}) (window, error) {
	guests.Lock()
	arrived := guestArrived()
	guests.Unlock()
	select {
	case <-arrived:
		return window{}, errGuest
	default:
	}
	if !profiler.TryLock() {
		return window{}, errBusy
	}
	defer profiler.Unlock()

	out := newOutput()
	w := window{from: time.Now()}
	if err := pprof.StartCPUProfile(out); err != nil {
		return window{}, errBusy
	}
	timer := time.NewTimer(length)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-stop:
	case <-arrived:
	case <-out.written:
	}
	// The runtime writes when a profile is stopped. If it has, someone else called StopCPUProfile, and another
	// profile may be running by now: it is not ours to stop, and ours may still be incomplete.
	select {
	case <-out.written:
		return window{}, errTaken
	default:
	}
	pprof.StopCPUProfile()
	w.until = time.Now()
	w.profile = out.bytes()
	return w, nil
}

// output holds a profile that is written by the runtime's goroutine.
type output struct {
	mu      sync.Mutex
	buffer  bytes.Buffer
	once    sync.Once
	written chan struct{} // closed at the first Write
}

func newOutput() *output {
	return &output{written: make(chan struct{})}
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.once.Do(func() { close(o.written) })
	return o.buffer.Write(p)
}

func (o *output) bytes() []byte {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buffer.Bytes()
}
