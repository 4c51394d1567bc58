package pgohub

import (
	"context"
	"log/slog"
	"os"
	"runtime/debug"
	"strings"
	"testing"
	"time"
)

func TestSettings_defaults(t *testing.T) {
	s, err := newSettings("checkout", nil)
	if err != nil || len(s.troubles) != 0 {
		t.Fatal(err, s.troubles)
	}
	host, _ := os.Hostname()
	if s.url.String() != "http://localhost:8080" || s.firstWindow != 10*time.Second || s.window != time.Minute ||
		s.maxPending != 10 || !s.enabled || s.instance != host || s.mode != "" || s.token != "" {
		t.Errorf("%+v", s)
	}
}

func TestSettings_environment(t *testing.T) {
	for name, value := range map[string]string{
		"URL": "https://hub.example:1/x", "MODE": "batch", "INSTANCE": "i", "BUILD": "b", "TOKEN": " t\n",
		"FIRST_WINDOW": "1s", "WINDOW": "2m", "MAX_PENDING": "3", "ENABLED": "false",
	} {
		t.Setenv("PGOHUB_"+name, value)
	}
	s, err := newSettings("checkout", []Option{WithMode("serve")})
	if err != nil || len(s.troubles) != 0 {
		t.Fatal(err, s.troubles)
	}
	if s.url.String() != "https://hub.example:1/x" || s.mode != "serve" || s.instance != "i" || s.build != "b" ||
		s.token != "t" || s.firstWindow != time.Second || s.window != 2*time.Minute || s.maxPending != 3 || s.enabled {
		t.Errorf("%+v", s)
	}
}

func TestSettings_wrongVariablesAreToldAndKeepTheDefault(t *testing.T) {
	for name, value := range map[string]string{
		"MODE": "a/b", "INSTANCE": strings.Repeat("i", 257), "TOKEN": "a b", "FIRST_WINDOW": "5", "WINDOW": "10ms",
		"MAX_PENDING": "0", "ENABLED": "maybe", "WINDWO": "1m", "HTTP_PORT": "8080", "BOOTSTRAP_SERVERS": "k:9092",
	} {
		t.Setenv("PGOHUB_"+name, value)
	}
	s, err := newSettings("checkout", nil)
	if err != nil {
		t.Fatal(err)
	}
	if s.mode != "" || s.token != "" || s.firstWindow != 10*time.Second || s.window != time.Minute || s.maxPending != 10 ||
		!s.enabled {
		t.Errorf("%+v", s)
	}
	told := strings.Join(s.troubles, "\n")
	for _, name := range []string{"MODE", "INSTANCE", "TOKEN", "FIRST_WINDOW", "WINDOW", "MAX_PENDING", "ENABLED"} {
		if !strings.Contains(told, "PGOHUB_"+name+":") {
			t.Errorf("nothing about %s in:\n%s", name, told)
		}
	}
	if !strings.Contains(told, "is PGOHUB_WINDOW meant?") || len(s.troubles) != 8 {
		t.Errorf("told:\n%s", told)
	}
}

func TestSettings_wrongAddressSwitchesOff(t *testing.T) {
	t.Setenv("PGOHUB_URL", "hub.example:8080")
	log := &logged{}
	c := started(t, "checkout", WithLogger(log.logger()))
	c.Emit(context.Background())
	if c.settings.enabled || log.lines() != 1 || !strings.Contains(log.String(), "PGOHUB_URL") {
		t.Errorf("logged:\n%s", log)
	}
	t.Setenv("PGOHUB_URL", "ftp://user:secret@host")
	s, _ := newSettings("checkout", nil)
	if told := strings.Join(s.troubles, "\n"); strings.Contains(told, "secret") || told == "" {
		t.Errorf("told:\n%s", told)
	}
	if s, err := newSettings("checkout", []Option{WithURL("http://hub")}); err != nil || !s.enabled {
		t.Error("the option wins", err)
	}
}

func TestStart_disabled(t *testing.T) {
	h := newHub(t, nil)
	t.Setenv("PGOHUB_ENABLED", "false")
	c := started(t, "checkout", WithURL(h.URL), hurried(time.Millisecond, time.Millisecond))
	c.Emit(context.Background())
	if s := c.Stats(); s != (Stats{}) {
		t.Errorf("%+v", s)
	}
}

func TestStart_wrongOption(t *testing.T) {
	for name, option := range map[string]Option{
		"no scheme": WithURL("hub:8080"),
		"no host":   WithURL("http://"),
		"empty":     WithURL(""),
		"query":     WithURL("http://hub?a=b"),
		"space":     WithURL("http://a b"),
		"mode":      WithMode("a/b"),
		"long mode": WithMode(strings.Repeat("m", 65)),
		"instance":  WithInstance(strings.Repeat("i", 257)),
		"newline":   WithInstance("a\nb"),
		"build":     WithBuild(strings.Repeat("b", 257)),
		"first":     WithFirstWindow(0),
		"window":    WithWindow(2 * time.Hour),
		"pending":   WithMaxPending(-1),
		"most":      WithMaxPending(1001),
		"token":     WithToken("a\r\nb"),
		"client":    WithHTTPClient(nil),
	} {
		c, err := Start("checkout", option)
		if err == nil || !strings.HasPrefix(err.Error(), "pgohub: ") {
			t.Errorf("%s: %v", name, err)
		}
		c.Emit(context.Background())
	}
}

func TestBuiltFrom(t *testing.T) {
	info := &debug.BuildInfo{Main: debug.Module{Version: "v1.2.3"}}
	if got := builtFrom(info); got != "v1.2.3" {
		t.Error(got)
	}
	info.Main.Version = "(devel)"
	if got := builtFrom(info); got != "" {
		t.Error(got)
	}
	info.Settings = []debug.BuildSetting{{Key: "vcs.revision", Value: "abc"}, {Key: "vcs.modified", Value: "false"}}
	if got := builtFrom(info); got != "abc" {
		t.Error(got)
	}
	info.Settings[1].Value = "true"
	if got := builtFrom(info); got != "abc-dirty" {
		t.Error(got)
	}
}

func TestNearestVariable(t *testing.T) {
	for name, want := range map[string]string{
		"URLS": "URL", "MOD": "MODE", "TOKN": "TOKEN", "FIRSTWINDOW": "FIRST_WINDOW", "WINDOWS": "WINDOW",
		// Those of the server and of the Java library.
		"HTTP_PORT": "", "HTTP_ADDRESS": "", "KAFKA_PORT": "", "DATA_DIR": "", "BOOTSTRAP_SERVERS": "", "STATE_DIR": "",
		"JITTER": "", "SAMPLER": "", "INTERVAL": "", "MAX_STACKS": "", "MAX_RECORDING_BYTES": "", "CLOSE_TIMEOUT": "",
		"JAVA_OPTS": "",
	} {
		if got := nearestVariable(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestWarn_loggerPanics(t *testing.T) {
	newTroubles(slog.New(slog.NewTextHandler(explosive{}, nil))).warn("kind", "message")
}

func TestReadme_namesEveryVariable(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	for name := range variables {
		if !strings.Contains(string(readme), "`PGOHUB_"+name+"`") {
			t.Errorf("README.md does not name PGOHUB_%s", name)
		}
	}
}
