// Package report sorts orders and writes them down with sums.
package report

import (
	"fmt"
	"sort"
	"strings"

	"pgohub.dev/example/orders"
)

// A Key compares two orders by one property: below 0 when a comes first, above 0 when b does.
type Key interface {
	Compare(a, b *orders.Order) int
}

// A Sorting sorts by its keys, the first one that tells two orders apart deciding.
type Sorting []Key

var keys = map[string]Key{
	"id":       byText(func(o *orders.Order) string { return o.ID }),
	"customer": byText(func(o *orders.Order) string { return o.Customer }),
	"sku":      byText(func(o *orders.Order) string { return o.SKU }),
	"currency": byText(func(o *orders.Order) string { return o.Currency }),
	"country":  byText(func(o *orders.Order) string { return o.Country }),
	"placed":   byNumber(func(o *orders.Order) int64 { return o.Placed }),
	"total":    byNumber((*orders.Order).Total),
}

// ParseSorting reads names of keys, separated by commas, a minus sign turning one around; empty means
// country,currency,customer,-total,id.
func ParseSorting(names string) (Sorting, error) {
	if names == "" {
		names = "country,currency,customer,-total,id"
	}
	var sorting Sorting
	for _, name := range strings.Split(names, ",") {
		bare := strings.TrimPrefix(name, "-")
		key, known := keys[bare]
		if !known || len(sorting) == len(keys) {
			return nil, fmt.Errorf("cannot sort by %q", names)
		}
		if bare != name {
			key = reversed{key}
		}
		sorting = append(sorting, key)
	}
	return sorting, nil
}

// Sort returns the orders of list, sorted; the list stays as it is.
func (keys Sorting) Sort(list []orders.Order) []*orders.Order {
	sorted := make([]*orders.Order, len(list))
	for i := range list {
		sorted[i] = &list[i]
	}
	sort.Sort(byKeys{sorted, keys})
	return sorted
}

type byKeys struct {
	list []*orders.Order
	keys []Key
}

func (s byKeys) Len() int      { return len(s.list) }
func (s byKeys) Swap(i, j int) { s.list[i], s.list[j] = s.list[j], s.list[i] }

func (s byKeys) Less(i, j int) bool {
	for _, key := range s.keys {
		if order := key.Compare(s.list[i], s.list[j]); order != 0 {
			return order < 0
		}
	}
	return false
}

type byText func(*orders.Order) string

func (of byText) Compare(a, b *orders.Order) int { return strings.Compare(of(a), of(b)) }

type byNumber func(*orders.Order) int64

func (of byNumber) Compare(a, b *orders.Order) int {
	switch x, y := of(a), of(b); {
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return 0
}

type reversed struct{ Key }

func (r reversed) Compare(a, b *orders.Order) int { return -r.Key.Compare(a, b) }
