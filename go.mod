module potentiels

go 1.26.0

require (
	github.com/google/go-cmp v0.7.0
	pgregory.net/rapid v1.3.0
)

require (
	github.com/go-telegram/bot v1.19.0
	golang.org/x/time v0.16.0
)
