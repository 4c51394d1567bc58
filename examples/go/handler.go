package main

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/http/pprof"

	pgohub "pgohub.dev/clients/go"
	"pgohub.dev/example/orders"
	"pgohub.dev/example/report"
)

// maxBody bounds the orders of one request.
const maxBody = 4 << 20

func newHandler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/report", serveReport)
	mux.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "ok\n") })
	mux.HandleFunc("/debug/cpu", func(w http.ResponseWriter, _ *http.Request) {
		seconds, err := cpuSeconds()
		if err != nil {
			http.Error(w, err.Error(), http.StatusNotImplemented)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprintf(w, "{\"cpuSeconds\":%.6f}\n", seconds)
	})
	mux.HandleFunc("/debug/pprof/profile", func(w http.ResponseWriter, r *http.Request) {
		pgohub.GiveWay(func() { pprof.Profile(w, r) })
	})
	return mux
}

func serveReport(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		http.Error(w, "POST orders here", http.StatusMethodNotAllowed)
		return
	}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	decoder, err := orders.DecoderFor(kind)
	if err != nil {
		http.Error(w, err.Error(), http.StatusUnsupportedMediaType)
		return
	}
	sorting, err := report.ParseSorting(r.URL.Query().Get("sort"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	layout, err := report.LayoutFor(r.URL.Query().Get("as"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	list, err := decoder.Decode(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		status := http.StatusBadRequest
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			status = http.StatusRequestEntityTooLarge
		}
		http.Error(w, err.Error(), status)
		return
	}
	accepted, refused := orders.Validate(list, orders.StandardRules())
	unique := orders.Deduplicate(accepted, orders.NewFingerprint())
	w.Header().Set("Content-Type", layout.ContentType())
	_, _ = w.Write(report.Write(layout, sorting.Sort(unique), report.Counts{
		Refused: refused, Duplicates: len(accepted) - len(unique),
	}))
}
