package desk

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"potentiels/bot/desk"
)

// What one look of a page costs, of an adviser with forty requests and a long thread: each page
// that is open does it once a second.
func BenchmarkLook(b *testing.B) {
	o, staff := full(b, time.Hour, "Marie Colin")
	marie := staff[0]
	id := ""
	for _, r := range marie.rows("") {
		if r.Mine {
			id = r.Request
		}
	}
	for range 50 {
		marie.does(id, act{Kind: desk.Note, Text: strings.Repeat("une note ", 10)})
	}
	look := func(path string) int {
		r := request(http.MethodGet, path, "")
		r.AddCookie(marie.cookie)
		return serve(o.pages, r).Body.Len()
	}
	bytes := 0
	for b.Loop() {
		bytes = look("/desk/api/board?scope=all") + look("/desk/api/requests/"+id)
	}
	b.ReportMetric(float64(bytes), "bytes")
}
