package pgohub

import (
	"bytes"
	"compress/gzip"
	"context"
	"os"
	"path/filepath"
	"runtime/pprof"
	"testing"
	"time"
)

func TestCapture_profilerInUse(t *testing.T) {
	busy(t)
	theirs := newOutput()
	if err := pprof.StartCPUProfile(theirs); err != nil {
		t.Fatal(err)
	}
	h := newHub(t, nil)
	log := &logged{}
	c := started(t, "checkout", WithURL(h.URL), WithLogger(log.logger()), hurried(50*time.Millisecond, 100*time.Millisecond))
	eventually(t, "windows are skipped", func() bool { return c.Stats().Skipped >= 3 })
	if closed(theirs.written) {
		t.Error("their profile was stopped")
	}
	pprof.StopCPUProfile()
	if !hasSamples(theirs.bytes()) {
		t.Error("their profile is empty")
	}
	eventually(t, "it goes on", func() bool { return c.Stats().Posted >= 2 })
	if log.lines() != 1 {
		t.Errorf("logged:\n%s", log)
	}
}

func TestCapture_profilerTakenAway(t *testing.T) {
	busy(t)
	h := newHub(t, nil)
	c := started(t, "checkout", WithURL(h.URL), WithLogger((&logged{}).logger()), hurried(time.Minute, 100*time.Millisecond))
	theirs := newOutput()
	eventually(t, "the window runs", func() bool { return profilerHeld() })
	pprof.StopCPUProfile()
	if err := pprof.StartCPUProfile(theirs); err != nil {
		t.Fatal(err)
	}
	time.Sleep(500 * time.Millisecond)
	c.Emit(context.Background())
	pprof.StopCPUProfile()
	if !hasSamples(theirs.bytes()) {
		t.Error("their profile is empty")
	}
	if s := c.Stats(); s.Skipped == 0 || s.Captured != 0 {
		t.Errorf("%+v", s)
	}
}

// profilerHeld reports whether a CPU profile is running.
func profilerHeld() bool {
	if err := pprof.StartCPUProfile(newOutput()); err != nil {
		return true
	}
	pprof.StopCPUProfile()
	return false
}

func TestGiveWay(t *testing.T) {
	busy(t)
	h := newHub(t, nil)
	log := &logged{}
	c := started(t, "checkout", WithURL(h.URL), WithLogger(log.logger()), hurried(time.Minute, 100*time.Millisecond))
	eventually(t, "the window runs", func() bool { return profilerHeld() })
	time.Sleep(100 * time.Millisecond) // so that the window has samples
	theirs := newOutput()
	GiveWay(func() {
		GiveWay(func() {
			if err := pprof.StartCPUProfile(theirs); err != nil {
				t.Error(err)
			}
		})
		time.Sleep(300 * time.Millisecond)
		if closed(theirs.written) {
			t.Error("their profile was stopped")
		}
		pprof.StopCPUProfile()
	})
	if !hasSamples(theirs.bytes()) {
		t.Error("their profile is empty")
	}
	eventually(t, "it goes on", func() bool { return c.Stats().Posted >= 3 })
	if c.Stats().Skipped == 0 || log.lines() != 0 {
		t.Errorf("%+v, logged:\n%s", c.Stats(), log)
	}
}

func TestGiveWay_panics(t *testing.T) {
	func() {
		defer func() { _ = recover() }()
		GiveWay(func() { panic("handler") })
	}()
	if w, err := captureWindow(time.Millisecond, nil); err != nil || len(w.profile) == 0 {
		t.Error(err)
	}
}

func TestHasSamples(t *testing.T) {
	empty := func() []byte {
		var out bytes.Buffer
		zip := gzip.NewWriter(&out)
		// sample_type {1, 2}, period 10, no sample
		_, _ = zip.Write([]byte{1<<3 | 2, 4, 1 << 3, 1, 2 << 3, 2, 12 << 3, 10})
		_ = zip.Close()
		return out.Bytes()
	}()
	if hasSamples(empty) {
		t.Error("samples in an empty profile")
	}
	for _, doubtful := range [][]byte{nil, []byte("text"), empty[:len(empty)-9]} {
		if !hasSamples(doubtful) {
			t.Errorf("%q is for the server to judge", doubtful)
		}
	}
	profiles, _ := filepath.Glob("../../corpus/fleet/apiserver/*.pprof")
	for _, name := range profiles {
		profile, err := os.ReadFile(name)
		if err != nil || !hasSamples(profile) {
			t.Error(name, err)
		}
	}
}

func TestCapture_idle(t *testing.T) {
	h := newHub(t, nil)
	c := started(t, "checkout", WithURL(h.URL), hurried(20*time.Millisecond, 20*time.Millisecond))
	// Even an idle process wakes up now and then, so some windows may have a sample.
	eventually(t, "an idle window", func() bool { return c.Stats().Idle >= 1 })
	c.Emit(context.Background())
	if s := c.Stats(); uint64(len(h.seen())) != s.Posted {
		t.Errorf("%+v, %d posts", s, len(h.seen()))
	}
}
