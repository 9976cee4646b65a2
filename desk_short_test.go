//go:build !soak

package main

// How much the tests of the desk by whole programs do.
const (
	deskPeople = 4
	deskRounds = 5
	deskKills  = 8
	claimPairs = 300
)
