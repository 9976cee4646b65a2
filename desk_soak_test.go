//go:build soak

package main

// How much the tests of the desk by whole programs do.
const (
	deskPeople = 20
	deskRounds = 40
	deskKills  = 100
	claimPairs = 10_000
)
