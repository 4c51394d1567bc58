package report

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

// A Layout writes values as the cells of a report.
type Layout interface {
	ContentType() string
	// AppendCell writes one value into a column of that width, negative when the value stands at its right end.
	AppendCell(to, value []byte, width int) []byte
	// AppendEnd ends a row.
	AppendEnd(to []byte) []byte
}

// LayoutFor is the layout of that name: text, which is the default, or csv.
func LayoutFor(name string) (Layout, error) {
	switch name {
	case "", "text":
		return aligned{}, nil
	case "csv":
		return separated{}, nil
	}
	return nil, fmt.Errorf("a report is text or csv, not %q", name)
}

// aligned fills columns up with spaces.
type aligned struct{}

func (aligned) ContentType() string { return "text/plain; charset=utf-8" }

func (aligned) AppendCell(to, value []byte, width int) []byte {
	if width < 0 {
		to = appendSpaces(to, -width-utf8.RuneCount(value))
		return append(append(to, value...), ' ')
	}
	to = append(to, value...)
	return append(appendSpaces(to, width-utf8.RuneCount(value)), ' ')
}

func (aligned) AppendEnd(to []byte) []byte { return append(bytes.TrimRight(to, " "), '\n') }

func appendSpaces(to []byte, spaces int) []byte {
	for ; spaces > 0; spaces-- {
		to = append(to, ' ')
	}
	return to
}

// separated writes comma-separated values, a comma after each.
type separated struct{}

func (separated) ContentType() string { return "text/csv; charset=utf-8" }

func (separated) AppendCell(to, value []byte, _ int) []byte {
	if !bytes.ContainsAny(value, ",\"\r\n") {
		return append(append(to, value...), ',')
	}
	to = append(to, '"')
	for _, c := range value {
		if c == '"' {
			to = append(to, '"')
		}
		to = append(to, c)
	}
	return append(to, '"', ',')
}

func (separated) AppendEnd(to []byte) []byte {
	to[len(to)-1] = '\n'
	return to
}
