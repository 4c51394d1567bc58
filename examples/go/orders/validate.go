package orders

// A Rule refuses wrong orders.
type Rule interface {
	Holds(*Order) bool
}

// StandardRules are the rules that every order has to keep.
func StandardRules() []Rule {
	return []Rule{
		between{1, 10_000, quantity}, between{1, 10_000_000, price},
		oneOf{country, countries}, oneOf{currency, currencies},
		spelled{id, digits{}}, spelled{customer, printable{}}, spelled{sku, printable{}}, checkDigit{},
	}
}

// Validate returns the orders that keep all rules, in place, and how many do not.
func Validate(list []Order, rules []Rule) (accepted []Order, refused int) {
	accepted = list[:0]
	for i := range list {
		if holdAll(rules, &list[i]) {
			accepted = append(accepted, list[i])
		}
	}
	return accepted, len(list) - len(accepted)
}

func holdAll(rules []Rule, o *Order) bool {
	for _, rule := range rules {
		if !rule.Holds(o) {
			return false
		}
	}
	return true
}

// A class is a set of characters.
type class interface {
	has(c byte) bool
}

type digits struct{}

func (digits) has(c byte) bool { return '0' <= c && c <= '9' }

type printable struct{}

func (printable) has(c byte) bool { return c >= ' ' && c != 0x7f }

// spelled wants a text that is not empty and has only characters of one class.
type spelled struct {
	of func(*Order) string
	in class
}

func (s spelled) Holds(o *Order) bool {
	text := s.of(o)
	for i := 0; i < len(text); i++ {
		if !s.in.has(text[i]) {
			return false
		}
	}
	return text != ""
}

func id(o *Order) string       { return o.ID }
func customer(o *Order) string { return o.Customer }
func sku(o *Order) string      { return o.SKU }

type between struct {
	least, most int64
	of          func(*Order) int64
}

func (b between) Holds(o *Order) bool {
	value := b.of(o)
	return value >= b.least && value <= b.most
}

func quantity(o *Order) int64 { return o.Quantity }
func price(o *Order) int64    { return o.Cents }

type oneOf struct {
	of    func(*Order) string
	names map[string]bool
}

func (r oneOf) Holds(o *Order) bool { return r.names[r.of(o)] }

func country(o *Order) string  { return o.Country }
func currency(o *Order) string { return o.Currency }

var (
	countries = set("AT", "BE", "CH", "DE", "DK", "ES", "FI", "FR", "GB", "IE", "IT", "NL", "NO", "PL", "PT", "SE", "US")

	currencies = set("CHF", "DKK", "EUR", "GBP", "NOK", "PLN", "SEK", "USD")
)

func set(names ...string) map[string]bool {
	members := make(map[string]bool, len(names))
	for _, name := range names {
		members[name] = true
	}
	return members
}

// checkDigit wants the digits of an ID to be a multiple of ten by Luhn's sum, as the numbers of payment cards are.
type checkDigit struct{}

func (checkDigit) Holds(o *Order) bool { return LuhnSum(o.ID)%10 == 0 }

// LuhnSum adds up the digits of id, every second one from the right doubled; other characters do not count.
func LuhnSum(id string) int {
	sum, double := 0, false
	for i := len(id) - 1; i >= 0; i-- {
		digit := int(id[i] - '0')
		if digit < 0 || digit > 9 {
			continue
		}
		if double {
			if digit *= 2; digit > 9 {
				digit -= 9
			}
		}
		sum += digit
		double = !double
	}
	return sum
}
