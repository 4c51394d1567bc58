package pgohub_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/pprof"
	"time"

	pgohub "pgohub.dev/clients/go"
)

func ExampleCapture() {
	emit, err := pgohub.Capture("checkout", pgohub.WithMode("serve"))
	if err != nil {
		fmt.Println(err) // the service runs without profiles
	}
	defer emit(context.Background())

	// … serve …
}

func ExampleCapture_badTag() {
	emit, err := pgohub.Capture("check out")
	defer emit(context.Background()) // does nothing
	fmt.Println(err)
	// Output: pgohub: tag "check out": ' ' at byte 5; allowed are letters, digits and, after the first, . _ -
}

func ExampleStart() {
	capture, err := pgohub.Start("checkout", pgohub.WithWindow(2*time.Minute))
	if err != nil {
		fmt.Println(err)
	}
	defer capture.Emit(context.Background())

	fmt.Println(capture.Stats().Posted, "windows posted so far")
}

func ExampleGiveWay() {
	http.HandleFunc("/debug/pprof/profile", func(w http.ResponseWriter, r *http.Request) {
		pgohub.GiveWay(func() { pprof.Profile(w, r) })
	})
}
