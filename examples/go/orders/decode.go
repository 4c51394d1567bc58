package orders

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// A Decoder reads a list of orders in one format.
type Decoder interface {
	Decode(io.Reader) ([]Order, error)
}

// DecoderFor is the decoder of a media type.
func DecoderFor(mediaType string) (Decoder, error) {
	switch mediaType {
	case "text/csv":
		return csvDecoder{}, nil
	case "application/json":
		return jsonDecoder{}, nil
	}
	return nil, fmt.Errorf("orders are text/csv or application/json, not %q", mediaType)
}

type jsonDecoder struct{}

func (jsonDecoder) Decode(in io.Reader) ([]Order, error) {
	var list []Order
	if err := json.NewDecoder(in).Decode(&list); err != nil {
		return nil, err
	}
	return list, nil
}

type csvDecoder struct{}

// Decode reads lines of id,customer,sku,country,currency,quantity,cents,placed; fields may be quoted.
func (csvDecoder) Decode(in io.Reader) ([]Order, error) {
	at := &position{in: bufio.NewReader(in), line: 1}
	fields := newScanner(at)
	known := names{}
	var o Order
	columns := []field{
		text{&o.ID}, text{&o.Customer}, text{&o.SKU}, name{&o.Country, known}, name{&o.Currency, known},
		number{&o.Quantity}, number{&o.Cents}, number{&o.Placed},
	}
	list := make([]Order, 0, 256)
	for {
		for i, column := range columns {
			value, last, err := fields.next()
			if err == io.EOF && i == 0 && len(value) == 0 {
				return list, nil
			}
			if err != nil && err != io.EOF {
				return nil, fmt.Errorf("line %d, byte %d: %w", at.line, at.column, err)
			}
			if last != (i == len(columns)-1) {
				return nil, fmt.Errorf("line %d has not %d fields", at.line, len(columns))
			}
			if err := column.set(value); err != nil {
				return nil, fmt.Errorf("line %d, field %d: %w", at.line, i+1, err)
			}
		}
		list = append(list, o)
	}
}

// A field of an order takes its value from text.
type field interface {
	set(value []byte) error
}

type text struct{ to *string }

func (t text) set(value []byte) error {
	*t.to = string(value)
	return nil
}

// names holds each name once, as the same ones come again and again.
type names map[string]string

type name struct {
	to    *string
	known names
}

func (n name) set(value []byte) error {
	found, ok := n.known[string(value)]
	if !ok {
		found = string(value)
		n.known[found] = found
	}
	*n.to = found
	return nil
}

type number struct{ to *int64 }

var errNumber = errors.New("a number is needed")

func (n number) set(field []byte) error {
	if len(field) == 0 || len(field) > 18 {
		return errNumber
	}
	negative := field[0] == '-'
	if negative {
		field = field[1:]
	}
	var value int64
	for _, c := range field {
		if c < '0' || c > '9' {
			return errNumber
		}
		value = value*10 + int64(c-'0')
	}
	if negative {
		value = -value
	}
	*n.to = value
	return nil
}
