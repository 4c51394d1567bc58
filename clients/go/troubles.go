package pgohub

import (
	"log/slog"
	"sync"
)

// maxTroubles bounds the kinds that are remembered, as a kind can come from the server.
const maxTroubles = 32

// troubles logs each kind of trouble once.
type troubles struct {
	logger *slog.Logger // nil: slog.Default() at the time of the trouble
	mu     sync.Mutex
	told   map[string]bool
}

func newTroubles(logger *slog.Logger) *troubles {
	return &troubles{logger: logger, told: map[string]bool{}}
}

// warn logs the message unless this kind was logged before. A logger that panics is not our host's problem.
func (t *troubles) warn(kind, message string, attributes ...any) {
	t.mu.Lock()
	told := t.told[kind] || len(t.told) >= maxTroubles
	if !told {
		t.told[kind] = true
	}
	t.mu.Unlock()
	if told {
		return
	}
	defer func() { _ = recover() }()
	logger := t.logger
	if logger == nil {
		logger = slog.Default()
	}
	logger.Warn("pgohub: "+message, attributes...)
}
