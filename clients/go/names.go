package pgohub

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"runtime/debug"
	"strings"
	"time"
)

const (
	maxTag  = 128
	maxMode = 64
)

// checkTag says what is wrong with a tag, or nil.
func checkTag(tag string) error {
	if err := checkName("tag", tag, maxTag); err != nil {
		return err
	}
	if strings.Contains(tag, "..") {
		return fmt.Errorf(`pgohub: tag %q holds ".."`, tag)
	}
	for _, end := range []string{".lock", ".git", "."} {
		if strings.HasSuffix(tag, end) {
			return fmt.Errorf("pgohub: tag %q ends in %q", tag, end)
		}
	}
	return nil
}

func checkMode(mode string) error {
	if mode == "" {
		return nil
	}
	return checkName("mode", mode, maxMode)
}

func checkName(kind, name string, most int) error {
	if name == "" {
		return fmt.Errorf("pgohub: the %s is empty", kind)
	}
	if len(name) > most {
		return fmt.Errorf("pgohub: %s %.32q… has %d bytes; at most %d", kind, name, len(name), most)
	}
	for i, r := range name {
		letterOrDigit := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
		if letterOrDigit || i > 0 && (r == '.' || r == '_' || r == '-') {
			continue
		}
		return fmt.Errorf("pgohub: %s %q: %q at byte %d; allowed are letters, digits and, after the first, . _ -",
			kind, name, r, i)
	}
	return nil
}

// builtFrom names what is running: the commit, else the version of the main module, else nothing.
func builtFrom(info *debug.BuildInfo) string {
	revision, suffix := "", ""
	for _, setting := range info.Settings {
		switch setting.Key {
		case "vcs.revision":
			revision = setting.Value
		case "vcs.modified":
			if setting.Value == "true" {
				suffix = "-dirty"
			}
		}
	}
	if revision != "" {
		return revision + suffix
	}
	if info.Main.Version == "(devel)" {
		return ""
	}
	return info.Main.Version
}

// randomKey tells this capture from every other one, in this process or another.
func randomKey() string {
	var key [16]byte
	if _, err := rand.Read(key[:]); err != nil {
		return fmt.Sprintf("t%x", time.Now().UnixNano())
	}
	return hex.EncodeToString(key[:])
}
