package pgohub

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"runtime/debug"
	"sort"
	"strconv"
	"strings"
	"time"
	"unicode"
)

const (
	defaultURL         = "http://localhost:8080"
	defaultFirstWindow = 10 * time.Second
	defaultWindow      = time.Minute
	defaultMaxPending  = 10
	defaultEmitLimit   = 10 * time.Second

	shortestWindow = time.Second
	longestWindow  = time.Hour
	mostPending    = 1000
	longestLabel   = 256 // bytes of an instance or a build
)

// An Option changes one setting of a capture. An option wins over its PGOHUB_* variable.
type Option func(*settings) error

// WithURL sets the address of the server: http or https, a host, and perhaps a path before /profile.
// Variable PGOHUB_URL, default http://localhost:8080.
func WithURL(address string) Option {
	return func(s *settings) error { return s.setURL(address) }
}

// WithMode names one way of running the same binary, such as "serve" or "batch": up to 64 characters of those that
// a tag may have. Variable PGOHUB_MODE, default none.
func WithMode(mode string) Option {
	return func(s *settings) error { return s.setMode(mode) }
}

// WithInstance names who is profiled, up to 256 bytes. The server bounds how many windows it counts of one instance,
// so processes of one service that share a host's name need one each. Variable PGOHUB_INSTANCE, default the host's
// name, which is the pod's in Kubernetes.
func WithInstance(instance string) Option {
	return func(s *settings) error { return setLabel("instance", &s.instance, instance) }
}

// WithBuild names what is profiled, up to 256 bytes. Variable PGOHUB_BUILD, default the commit or else the version
// that the Go command recorded in the binary.
func WithBuild(build string) Option {
	return func(s *settings) error { return setLabel("build", &s.build, build) }
}

// WithFirstWindow sets the length of the first window, 1 second to 1 hour. Variable PGOHUB_FIRST_WINDOW, such as
// "5s", default 10 seconds.
func WithFirstWindow(length time.Duration) Option {
	return func(s *settings) error { return setWindow("first window", &s.firstWindow, length) }
}

// WithWindow sets the length of the later windows, 1 second to 1 hour; each is up to a tenth shorter or longer, so
// that instances started together do not post together. Variable PGOHUB_WINDOW, such as "2m", default 60 seconds.
func WithWindow(length time.Duration) Option {
	return func(s *settings) error { return setWindow("window", &s.window, length) }
}

// WithMaxPending sets how many windows wait while the server is away, 1 to 1000; beyond it the oldest is dropped.
// Variable PGOHUB_MAX_PENDING, default 10.
func WithMaxPending(windows int) Option {
	return func(s *settings) error { return s.setMaxPending(windows) }
}

// WithToken sets the bearer token that is sent with each window. Variable PGOHUB_TOKEN, default none.
func WithToken(token string) Option {
	return func(s *settings) error { return s.setToken(token) }
}

// WithLogger sets where trouble is logged. Default slog.Default().
func WithLogger(logger *slog.Logger) Option {
	return func(s *settings) error {
		s.logger = logger
		return nil
	}
}

// WithHTTPClient sets the client that posts, for certificates or proxies of your own. It should not follow
// redirects, as a redirected POST may lose its body. Default: a client of the capture's own.
func WithHTTPClient(client *http.Client) Option {
	return func(s *settings) error {
		if client == nil {
			return errors.New("pgohub: the HTTP client is nil")
		}
		s.client = client
		return nil
	}
}

// settings is what newSettings made of options, environment and defaults.
type settings struct {
	tag         string
	url         *url.URL
	mode        string
	instance    string
	build       string
	token       string
	firstWindow time.Duration
	window      time.Duration
	maxPending  int
	enabled     bool
	logger      *slog.Logger
	client      *http.Client

	emitLimit  time.Duration // for Emit without a deadline
	firstDelay time.Duration // before the first retry; doubles
	lastDelay  time.Duration // the most between retries, unless the server asks for more

	troubles []string // wrong variables, for the log
}

// newSettings applies defaults, then the environment, then the options. It fails for a wrong tag or option; a wrong
// variable keeps the default and is listed in troubles, but without a usable address the capture is off.
func newSettings(tag string, options []Option) (settings, error) {
	s := settings{
		tag:         tag,
		firstWindow: defaultFirstWindow,
		window:      defaultWindow,
		maxPending:  defaultMaxPending,
		enabled:     true,
		emitLimit:   defaultEmitLimit,
		firstDelay:  time.Second,
		lastDelay:   time.Minute,
	}
	if name, err := os.Hostname(); err == nil {
		s.instance = firstBytes(name, longestLabel)
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		s.build = firstBytes(builtFrom(info), longestLabel)
	}
	s.readEnvironment(os.Environ())
	if err := checkTag(tag); err != nil {
		return s, err
	}
	for _, option := range options {
		if err := option(&s); err != nil {
			return s, err
		}
	}
	if s.url == nil {
		if s.troubledURL() {
			s.enabled = false
		} else if err := s.setURL(defaultURL); err != nil {
			return s, err
		}
	}
	return s, nil
}

// variables are the settings that have one, by their name after PGOHUB_.
var variables = map[string]func(*settings, string) error{
	"URL":          (*settings).setURL,
	"MODE":         (*settings).setMode,
	"INSTANCE":     func(s *settings, text string) error { return setLabel("instance", &s.instance, text) },
	"BUILD":        func(s *settings, text string) error { return setLabel("build", &s.build, text) },
	"TOKEN":        (*settings).setToken,
	"FIRST_WINDOW": func(s *settings, text string) error { return parseWindow("first window", &s.firstWindow, text) },
	"WINDOW":       func(s *settings, text string) error { return parseWindow("window", &s.window, text) },
	"MAX_PENDING": func(s *settings, text string) error {
		windows, err := strconv.Atoi(text)
		if err != nil {
			return fmt.Errorf("pgohub: %q is no number of windows", text)
		}
		return s.setMaxPending(windows)
	},
	"ENABLED": func(s *settings, text string) (err error) {
		enabled, err := strconv.ParseBool(text)
		if err != nil {
			return fmt.Errorf("pgohub: %q is neither true nor false", text)
		}
		s.enabled = enabled
		return nil
	},
}

const prefix = "PGOHUB_"

// readEnvironment applies the variables in lines of the form NAME=value; an empty value counts as none.
func (s *settings) readEnvironment(lines []string) {
	sort.Strings(lines)
	for _, line := range lines {
		name, value, _ := strings.Cut(line, "=")
		value = strings.TrimSpace(value)
		if !strings.HasPrefix(name, prefix) || value == "" {
			continue
		}
		set, known := variables[name[len(prefix):]]
		if !known {
			// Other programs of pgohub have variables of their own, so only a likely misspelling is one.
			if near := nearestVariable(name[len(prefix):]); near != "" {
				s.troubles = append(s.troubles, name+" is unknown and ignored; is "+prefix+near+" meant?")
			}
			continue
		}
		if err := set(s, value); err != nil {
			s.troubles = append(s.troubles, name+": "+strings.TrimPrefix(err.Error(), "pgohub: "))
		}
	}
}

func (s *settings) troubledURL() bool {
	for _, trouble := range s.troubles {
		if strings.HasPrefix(trouble, prefix+"URL:") {
			return true
		}
	}
	return false
}

func (s *settings) setURL(address string) error {
	parsed, err := url.Parse(strings.TrimRight(address, "/"))
	if err != nil {
		// The cause is left out, as it repeats the address with a password that it may hold.
		return errors.New("pgohub: the address cannot be parsed; one such as " + defaultURL + " is needed")
	}
	if parsed.Scheme != "http" && parsed.Scheme != "https" || parsed.Hostname() == "" ||
		parsed.RawQuery != "" || parsed.Fragment != "" {
		return fmt.Errorf("pgohub: address %q; one such as %s is needed", parsed.Redacted(), defaultURL)
	}
	s.url = parsed
	return nil
}

func (s *settings) setMode(mode string) error {
	if err := checkMode(mode); err != nil {
		return err
	}
	s.mode = mode
	return nil
}

func (s *settings) setMaxPending(windows int) error {
	if windows < 1 || windows > mostPending {
		return fmt.Errorf("pgohub: %d pending windows; 1 to %d", windows, mostPending)
	}
	s.maxPending = windows
	return nil
}

func (s *settings) setToken(token string) error {
	for _, r := range token {
		if r <= ' ' || r >= 0x7f {
			return errors.New("pgohub: the token holds something else than printable ASCII")
		}
	}
	s.token = token
	return nil
}

func setLabel(kind string, label *string, text string) error {
	if len(text) > longestLabel {
		return fmt.Errorf("pgohub: the %s has %d bytes; at most %d", kind, len(text), longestLabel)
	}
	if strings.IndexFunc(text, unicode.IsControl) >= 0 {
		return fmt.Errorf("pgohub: the %s %q holds a control character", kind, text)
	}
	*label = text
	return nil
}

func setWindow(kind string, window *time.Duration, length time.Duration) error {
	if length < shortestWindow || length > longestWindow {
		return fmt.Errorf("pgohub: %s of %v; %v to %v", kind, length, shortestWindow, longestWindow)
	}
	*window = length
	return nil
}

func parseWindow(kind string, window *time.Duration, text string) error {
	length, err := time.ParseDuration(text)
	if err != nil {
		return fmt.Errorf("pgohub: %s %q; a duration such as 90s is needed", kind, text)
	}
	return setWindow(kind, window, length)
}

func firstBytes(text string, most int) string {
	if len(text) > most {
		return text[:most]
	}
	return text
}
