package pgohub

import (
	"context"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"
)

// TestKilled_child is no test: it is the service that TestCapture_killed kills.
func TestKilled_child(t *testing.T) {
	if os.Getenv("KILLED_CHILD") == "" {
		t.Skip("runs only as the child of TestCapture_killed")
	}
	emit, err := Capture("checkout", hurried(300*time.Millisecond, 300*time.Millisecond))
	if err != nil {
		t.Fatal(err)
	}
	defer emit(context.Background())
	for end := time.Now().Add(time.Minute); time.Now().Before(end); {
	}
}

func TestCapture_killed(t *testing.T) {
	h := newHub(t, nil)
	child := exec.Command(os.Args[0], "-test.run=^TestKilled_child$")
	child.Env = append(os.Environ(), "KILLED_CHILD=1", "PGOHUB_URL="+h.URL)
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = child.Process.Kill() }()
	eventually(t, "four windows", func() bool { return len(h.seen()) >= 4 })
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	killed := time.Now()
	_ = child.Wait()
	posts := h.seen()
	var last int64
	for _, p := range posts {
		from, _ := strconv.ParseInt(p.query["from"], 10, 64)
		until, _ := strconv.ParseInt(p.query["until"], 10, 64)
		// Window follows window, so what is missing is what came after the last one.
		if last != 0 && time.Duration(from-last) > 5*time.Second {
			t.Errorf("%v between windows", time.Duration(from-last))
		}
		last = until
	}
	// The slack is for a crowded machine; what is meant is one window, which is 0.3 s.
	if lost := killed.Sub(time.Unix(0, last)); lost > 5*time.Second {
		t.Errorf("%v are lost", lost)
	}
}
