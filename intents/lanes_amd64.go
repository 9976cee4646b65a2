package intents

import "golang.org/x/sys/cpu"

// abreast tells whether the processor does eight sums at once: those made since 2011 do.
var abreast = cpu.X86.HasAVX

// sumAbreast is [sumLanes] for all lanes of n cells, one at the least.
//
//go:noescape
func sumAbreast(w *float32, cells *cell, n int, sums *[lanes]float32) (near uint16)

// moveAbreast is [moveLanes] for all lanes.
//
//go:noescape
func moveAbreast(w *float32, cells *cell, n int, steps *[lanes]float32)
