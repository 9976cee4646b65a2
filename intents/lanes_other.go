//go:build !amd64

package intents

// abreast would tell whether the processor does several sums at once.
var abreast = false

func sumAbreast(*float32, *cell, int, *[lanes]float32) uint16 { panic("no such instructions") }

func moveAbreast(*float32, *cell, int, *[lanes]float32) { panic("no such instructions") }
