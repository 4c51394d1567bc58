// Command example is a small HTTP service that is worth profiling: it turns lists of orders into reports.
//
//	POST /report?sort=customer,-total&as=text   orders as text/csv or application/json
//	GET  /healthz
//	GET  /debug/cpu                             CPU seconds used so far
//	GET  /debug/pprof/profile                   a CPU profile, beside the ones that pgohub takes
//
// The argument health asks the one that runs beside it, for images in which nothing else can: exit code 0 or 1.
//
// Environment: PORT (8090), HOST (127.0.0.1), SERVICE_TAG (example), and PGOHUB_* as the client documents them.
package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	pgohub "pgohub.dev/clients/go"
)

func main() {
	if len(os.Args) == 2 && os.Args[1] == "health" {
		if !healthy() {
			os.Exit(1)
		}
		return
	}
	emit, err := pgohub.Capture(environment("SERVICE_TAG", "example"))
	if err != nil {
		slog.Warn("runs without profiles", "cause", err)
	}
	defer emit(context.Background())

	if err := serve(); err != nil {
		slog.Error("cannot serve", "cause", err)
		emit(context.Background())
		os.Exit(1)
	}
}

// healthy tells whether the service on this machine answers.
func healthy() bool {
	client := http.Client{Timeout: 2 * time.Second}
	answer, err := client.Get("http://127.0.0.1:" + environment("PORT", "8090") + "/healthz")
	if err != nil {
		return false
	}
	answer.Body.Close()
	return answer.StatusCode == http.StatusOK
}

// serve answers requests until SIGINT or SIGTERM.
func serve() error {
	stopping, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	listener, err := net.Listen("tcp", net.JoinHostPort(
		environment("HOST", "127.0.0.1"), environment("PORT", "8090")))
	if err != nil {
		return err
	}
	if os.Getenv("GOGC") == "" {
		// Hardly anything outlives its request, so the default would collect every few milliseconds.
		debug.SetGCPercent(800)
	}
	server := &http.Server{Handler: newHandler(), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 30 * time.Second}
	slog.Info("serving", "address", "http://"+listener.Addr().String())

	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return err
	case <-stopping.Done():
	}
	bounded, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := server.Shutdown(bounded); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return nil
}

// environment is the value of a variable, or otherwise when it has none.
func environment(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}
