package orders

import (
	"encoding/binary"
	"hash"
	"hash/fnv"
)

// A Fingerprint tells orders apart.
type Fingerprint interface {
	Of(*Order) uint64
}

// NewFingerprint hashes all that makes an order; it is not safe for concurrent use.
func NewFingerprint() Fingerprint {
	return &hashed{sum: fnv.New64a()}
}

type hashed struct {
	sum    hash.Hash64
	buffer []byte
}

func (h *hashed) Of(o *Order) uint64 {
	h.sum.Reset()
	for _, part := range [...]string{o.ID, o.Customer, o.SKU, o.Country, o.Currency} {
		h.text(part)
	}
	for _, part := range [...]int64{o.Quantity, o.Cents, o.Placed} {
		h.number(part)
	}
	return h.sum.Sum64()
}

func (h *hashed) text(part string) {
	h.buffer = append(h.buffer[:0], part...)
	_, _ = h.sum.Write(h.buffer)
	h.number(int64(len(part)))
}

func (h *hashed) number(part int64) {
	h.buffer = binary.LittleEndian.AppendUint64(h.buffer[:0], uint64(part))
	_, _ = h.sum.Write(h.buffer)
}

// Deduplicate returns the first order of each fingerprint, in place.
func Deduplicate(list []Order, fingerprint Fingerprint) []Order {
	seen := make(map[uint64]struct{}, len(list))
	unique := list[:0]
	for i := range list {
		key := fingerprint.Of(&list[i])
		if _, known := seen[key]; known {
			continue
		}
		seen[key] = struct{}{}
		unique = append(unique, list[i])
	}
	return unique
}
