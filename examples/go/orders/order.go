// Package orders reads, checks and deduplicates orders.
package orders

// An Order is one line of a purchase.
type Order struct {
	ID       string `json:"id"`
	Customer string `json:"customer"`
	SKU      string `json:"sku"`
	Country  string `json:"country"` // two letters
	Currency string `json:"currency"`
	Quantity int64  `json:"quantity"`
	Cents    int64  `json:"cents"`  // price of one piece
	Placed   int64  `json:"placed"` // seconds since 1970 UTC
}

// Total is the price of all pieces, in cents.
func (o *Order) Total() int64 { return o.Quantity * o.Cents }
