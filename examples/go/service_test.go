package main

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"pgohub.dev/example/sampledata"
)

func ask(t testing.TB, kind, query, body string) *httptest.ResponseRecorder {
	t.Helper()
	request := httptest.NewRequest(http.MethodPost, "/report"+query, strings.NewReader(body))
	request.Header.Set("Content-Type", kind)
	answer := httptest.NewRecorder()
	newHandler().ServeHTTP(answer, request)
	return answer
}

const lines = `4539578763621486,"Ada ""The Countess"" Lovelace",AB-00001,GB,GBP,2,61728,1790000000
4539578763621486,"Ada ""The Countess"" Lovelace",AB-00001,GB,GBP,2,61728,1790000000
4539578763621487,Wrong Digit,AB-00001,GB,GBP,2,61728,1790000000
79927398713,"Grace, Hopper",ZZ-00002,DE,EUR,1000,1000000,1790086400
`

func TestReport_text(t *testing.T) {
	answer := ask(t, "text/csv; charset=utf-8", "", lines)
	want := `2026-09-22  79927398713        Grace, Hopper          ZZ-00002       1000  10,000,000.00 EUR
sum DE                                                                      10,000,000.00 EUR
2026-09-21  4539578763621486   Ada "The Countess" Lovelace AB-00001          2       1,234.56 GBP
sum GB                                                                           1,234.56 GBP
orders           2
refused          1
duplicates       1
`
	if got := answer.Body.String(); answer.Code != 200 || got != want {
		t.Errorf("%d:\n%s", answer.Code, got)
	}
}

func TestReport_csvAndJSONAgree(t *testing.T) {
	list := sampledata.Orders(7, 300)
	query := "?as=csv&sort=-total,placed,id"
	fromCSV := ask(t, "text/csv", query, string(sampledata.CSV(list)))
	fromJSON := ask(t, "application/json", query, string(sampledata.JSON(list)))
	if fromCSV.Code != 200 || !bytes.Equal(fromCSV.Body.Bytes(), fromJSON.Body.Bytes()) {
		t.Errorf("%d:\n%s\n%d:\n%s", fromCSV.Code, fromCSV.Body, fromJSON.Code, fromJSON.Body)
	}
	if rows := strings.Count(fromCSV.Body.String(), "\n"); rows < 500 { // each order and nearly as many sums
		t.Errorf("%d rows", rows)
	}
}

func TestReport_refuses(t *testing.T) {
	for _, c := range []struct {
		kind, query, body string
		status            int
	}{
		{"text/plain", "", lines, 415},
		{"text/csv", "?sort=price", lines, 400},
		{"text/csv", "?as=pdf", lines, 400},
		{"text/csv", "", "a,b\n", 400},
		{"text/csv", "", `1,"`, 400},
		{"text/csv", "", "1,2,3,4,5,x,7,8\n", 400},
		{"application/json", "", "[{]", 400},
		{"text/csv", "", strings.Repeat("x", maxBody+1), 413},
	} {
		if answer := ask(t, c.kind, c.query, c.body); answer.Code != c.status {
			t.Errorf("%s %s: %d, want %d: %s", c.kind, c.query, answer.Code, c.status, answer.Body)
		}
	}
}

func TestCPU(t *testing.T) {
	answer := httptest.NewRecorder()
	newHandler().ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/debug/cpu", nil))
	if answer.Code != 200 || !strings.HasPrefix(answer.Body.String(), `{"cpuSeconds":`) {
		t.Errorf("%d: %s", answer.Code, answer.Body)
	}
}

func BenchmarkReport(b *testing.B) {
	list := sampledata.Orders(1, 200)
	for _, c := range []struct {
		name, kind string
		body       []byte
	}{{"csv", "text/csv", sampledata.CSV(list)}, {"json", "application/json", sampledata.JSON(list)}} {
		b.Run(c.name, func(b *testing.B) {
			handler := newHandler()
			for i := 0; i < b.N; i++ {
				request := httptest.NewRequest(http.MethodPost, "/report", bytes.NewReader(c.body))
				request.Header.Set("Content-Type", c.kind)
				answer := httptest.NewRecorder()
				if handler.ServeHTTP(answer, request); answer.Code != 200 {
					b.Fatal(answer.Code)
				}
			}
		})
	}
}
