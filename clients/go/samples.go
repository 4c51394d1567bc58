package pgohub

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"io"
)

// hasSamples reports whether a gzip pprof profile of the runtime holds a sample. It inflates only up to the first
// one, and in doubt reports true: the server judges better.
func hasSamples(profile []byte) bool {
	const sampleField = 2
	inflated, err := gzip.NewReader(bytes.NewReader(profile))
	if err != nil {
		return true
	}
	in := bufio.NewReader(inflated)
	for {
		key, err := binary.ReadUvarint(in)
		if err == io.EOF {
			return false
		}
		if err != nil || key>>3 == sampleField {
			return true
		}
		switch key & 7 {
		case 0: // varint
			_, err = binary.ReadUvarint(in)
		case 2: // length-delimited
			var length uint64
			if length, err = binary.ReadUvarint(in); err == nil {
				_, err = io.CopyN(io.Discard, in, int64(length&(1<<62-1)))
			}
		default: // the runtime writes no others
			return true
		}
		if err != nil {
			return true
		}
	}
}
