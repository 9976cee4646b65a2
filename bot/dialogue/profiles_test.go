package dialogue

import (
	"bufio"
	"os"
	"strings"
	"testing"
)

// TestProfiles reads testdata/profiles.txt: all that the profile must hold, then what a person writes, turn
// by turn, parted by tabs.
func TestProfiles(t *testing.T) {
	f, err := os.Open("testdata/profiles.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	d := load(t)
	sc := bufio.NewScanner(f)
	for n := 1; sc.Scan(); n++ {
		cells := strings.Split(sc.Text(), "\t")
		if len(cells) < 2 || strings.HasPrefix(cells[0], "#") {
			continue
		}
		k := &talk{d: d}
		for _, line := range cells[1:] {
			k.send(message(line))
		}
		if got := profileWords(k.s.Profile); got != cells[0] {
			t.Errorf("profiles.txt:%d: %s\n\tis %s\n\tnot %s", n, strings.Join(cells[1:], " | "), got, cells[0])
		}
	}
	if err := sc.Err(); err != nil {
		t.Fatal(err)
	}
}
