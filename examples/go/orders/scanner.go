package orders

import (
	"errors"
	"io"
)

// position passes bytes on and knows where it is.
type position struct {
	in           io.ByteReader
	line, column int // of the last byte, from 1
	ended        bool
}

func (p *position) ReadByte() (byte, error) {
	c, err := p.in.ReadByte()
	if err != nil {
		return 0, err
	}
	if p.ended {
		p.line, p.column = p.line+1, 0
	}
	p.column++
	p.ended = c == '\n'
	return c, nil
}

// scanner splits comma-separated lines into fields.
type scanner struct {
	in    io.ByteReader
	field []byte
}

func newScanner(in io.ByteReader) *scanner {
	return &scanner{in: in, field: make([]byte, 0, 64)}
}

var errQuote = errors.New("a quoted field does not end")

// next reads one field, valid until the next call; last tells that a line ends with it. At the end it returns io.EOF.
func (s *scanner) next() (field []byte, last bool, err error) {
	s.field = s.field[:0]
	c, err := s.in.ReadByte()
	if err == nil && c == '"' {
		return s.quoted()
	}
	for ; err == nil; c, err = s.in.ReadByte() {
		switch c {
		case ',':
			return s.field, false, nil
		case '\n':
			return s.field, true, nil
		case '\r':
		default:
			s.field = append(s.field, c)
		}
	}
	return s.field, true, err
}

// quoted reads on after an opening quote; a doubled quote stands for one.
func (s *scanner) quoted() (field []byte, last bool, err error) {
	for {
		c, err := s.in.ReadByte()
		if err == io.EOF {
			return nil, true, errQuote
		}
		if err != nil {
			return nil, true, err
		}
		if c != '"' {
			s.field = append(s.field, c)
			continue
		}
		switch c, err = s.in.ReadByte(); {
		case err != nil:
			return s.field, true, err
		case c == '"':
			s.field = append(s.field, c)
		case c == ',':
			return s.field, false, nil
		case c == '\n':
			return s.field, true, nil
		}
	}
}
