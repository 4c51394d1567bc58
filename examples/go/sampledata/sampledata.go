// Package sampledata makes up orders that look real, for the load generator and the benchmark.
package sampledata

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand"
	"strings"

	"pgohub.dev/example/orders"
)

var (
	first = strings.Fields("Ada Alan Barbara Carl Donald Edsger Frances Grace Hedy Ivan Jean John Karen Katherine " +
		"Leslie Lynn Margaret Mary Niklaus Radia Robin Sophie Tim Tony")
	last = strings.Fields("Allen Bartik Dijkstra Granville Hamilton Hoare Hopper Johnson Jones Kay Knuth Lamport " +
		"Liskov Lovelace Perlman Ritchie Shannon Sutherland Thompson Turing Wilkes Wilson Wing Wirth")
	places = strings.Fields("DE:EUR FR:EUR AT:EUR NL:EUR ES:EUR IT:EUR CH:CHF GB:GBP SE:SEK DK:DKK PL:PLN US:USD")
)

// Orders makes up a list of that length; the same seed gives the same list. About one in fifty is a duplicate and
// one in fifty is wrong.
func Orders(seed int64, length int) []orders.Order {
	random := rand.New(rand.NewSource(seed))
	list := make([]orders.Order, 0, length)
	for len(list) < length {
		if len(list) > 0 && random.Intn(50) == 0 {
			list = append(list, list[random.Intn(len(list))])
			continue
		}
		place := places[random.Intn(len(places))]
		o := orders.Order{
			ID:       id(random),
			Customer: first[random.Intn(len(first))] + " " + last[random.Intn(len(last))],
			SKU:      fmt.Sprintf("%c%c-%05d", 'A'+random.Intn(26), 'A'+random.Intn(26), random.Intn(3000)),
			Country:  place[:2],
			Currency: place[3:],
			Quantity: 1 + int64(random.ExpFloat64()*3),
			Cents:    1 + int64(random.ExpFloat64()*5000),
			Placed:   1_790_000_000 + random.Int63n(30*24*3600),
		}
		if random.Intn(50) == 0 {
			o.Country = "XX"
		}
		list = append(list, o)
	}
	return list
}

// id is a number of 16 digits whose last one makes the check digit right.
func id(random *rand.Rand) string {
	digits := fmt.Sprintf("%015d", random.Int63n(1e15))
	return digits + string(rune('0'+(10-orders.LuhnSum(digits+"0")%10)%10))
}

// CSV writes orders as text/csv.
func CSV(list []orders.Order) []byte {
	var out bytes.Buffer
	for _, o := range list {
		fmt.Fprintf(&out, "%s,\"%s\",%s,%s,%s,%d,%d,%d\n",
			o.ID, o.Customer, o.SKU, o.Country, o.Currency, o.Quantity, o.Cents, o.Placed)
	}
	return out.Bytes()
}

// JSON writes orders as application/json.
func JSON(list []orders.Order) []byte {
	out, err := json.Marshal(list)
	if err != nil {
		panic(err) // strings and numbers can always be written
	}
	return out
}
