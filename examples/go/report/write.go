package report

import (
	"strconv"
	"time"

	"pgohub.dev/example/orders"
)

// Counts tells which orders are not in the report.
type Counts struct {
	Refused, Duplicates int
}

// A column shows one property of an order.
type column interface {
	appendValue(to []byte, o *orders.Order) []byte
}

// columns are those of a row, with their widths; a negative one puts the value at the right end.
var columns = []struct {
	column
	width int
}{
	{day{}, 11},
	{label(func(o *orders.Order) string { return o.ID }), 18},
	{label(func(o *orders.Order) string { return o.Customer }), 22},
	{label(func(o *orders.Order) string { return o.SKU }), 12},
	{quantity{}, -6},
	{total{}, -18},
}

// Write writes a row for each order, a sum after each run of the same country and currency, and the counts.
func Write(layout Layout, list []*orders.Order, counts Counts) []byte {
	to := make([]byte, 0, 96*len(list)+256)
	value := make([]byte, 0, 64)
	var sum int64
	for i, o := range list {
		for _, c := range columns {
			value = c.appendValue(value[:0], o)
			to = layout.AppendCell(to, value, c.width)
		}
		to = layout.AppendEnd(to)
		sum += o.Total()
		if i+1 == len(list) || list[i+1].Country != o.Country || list[i+1].Currency != o.Currency {
			to = layout.AppendCell(to, append(append(value[:0], "sum "...), o.Country...), 11)
			to = layout.AppendCell(to, appendMoney(value[:0], sum, o.Currency), -81)
			to = layout.AppendEnd(to)
			sum = 0
		}
	}
	for _, count := range []struct {
		name   string
		number int
	}{{"orders", len(list)}, {"refused", counts.Refused}, {"duplicates", counts.Duplicates}} {
		to = layout.AppendCell(to, append(value[:0], count.name...), 11)
		to = layout.AppendCell(to, strconv.AppendInt(value[:0], int64(count.number), 10), -6)
		to = layout.AppendEnd(to)
	}
	return to
}

type day struct{}

func (day) appendValue(to []byte, o *orders.Order) []byte {
	return time.Unix(o.Placed, 0).UTC().AppendFormat(to, time.DateOnly)
}

type label func(*orders.Order) string

func (of label) appendValue(to []byte, o *orders.Order) []byte { return append(to, of(o)...) }

type quantity struct{}

func (quantity) appendValue(to []byte, o *orders.Order) []byte {
	return strconv.AppendInt(to, o.Quantity, 10)
}

type total struct{}

func (total) appendValue(to []byte, o *orders.Order) []byte {
	return appendMoney(to, o.Total(), o.Currency)
}

// appendMoney writes an amount such as 12,345.60 EUR.
func appendMoney(to []byte, cents int64, currency string) []byte {
	if cents < 0 {
		to = append(to, '-')
		cents = -cents
	}
	var digits [20]byte
	whole := strconv.AppendInt(digits[:0], cents/100, 10)
	for i, digit := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			to = append(to, ',')
		}
		to = append(to, digit)
	}
	to = append(to, '.', byte('0'+cents/10%10), byte('0'+cents%10), ' ')
	return append(to, currency...)
}
