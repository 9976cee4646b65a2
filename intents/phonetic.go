package intents

// phonetic writes the sound of a French word, coarsely, into dst: words that
// sound alike give the same bytes, whatever their spelling (« koi » and « quoi »,
// « fé » and « fait », « travaye » and « travaille »). It reads a folded word, so
// é, è and mute e are told apart only by their place. Capital letters of the key
// are sounds that take several letters: A (an, en), I (in, un), O (on), U (ou),
// S (ch), N (gn).
func phonetic(dst []byte, w string) []byte {
	begin := len(dst)
	at := func(i int) byte {
		if i >= 0 && i < len(w) {
			return w[i]
		}
		return 0
	}
	put := func(b byte) {
		if n := len(dst); n == begin || dst[n-1] != b {
			dst = append(dst, b)
		}
	}
	n := silentTail(w)
	for i := 0; i < n; i++ {
		c, next := w[i], byte(0)
		if i+1 < len(w) {
			next = w[i+1]
		}
		switch c {
		case 'a':
			switch {
			case next == 'i' && at(i+2) == 'l' && (at(i+3) == 'l' || i+3 >= len(w)):
				put('a')
				put('j')
				i += 2
				if at(i+1) == 'l' {
					i++
				}
			case next == 'i' && nasal(w, i+1):
				put('I')
				i += 2
			case next == 'y' && vowel(at(i+2)): // « travaye », and « payer » with it
				put('a')
				put('j')
				i++
			case next == 'i' || next == 'y':
				put('e')
				i++
			case next == 'u':
				put('o')
				i++
			case nasal(w, i):
				put('A')
				i++
			default:
				put('a')
			}
		case 'e':
			switch {
			case next == 'a' && at(i+2) == 'u':
				put('o')
				i += 2
			case next == 'i' && at(i+2) == 'l':
				put('e')
				put('j')
				i += 2
				if at(i+1) == 'l' {
					i++
				}
			case next == 'i' && nasal(w, i+1):
				put('I')
				i += 2
			case next == 'i' || next == 'u':
				put('e')
				i++
			case nasal(w, i):
				if i > 0 && w[i-1] == 'i' { // « bien », « technicien »
					put('I')
				} else {
					put('A')
				}
				i++
			case i == n-1 && i > 1: // mute at the end, or told from it only by its accent
			default:
				put('e')
			}
		case 'i', 'y':
			switch {
			case c == 'i' && next == 'l' && at(i+2) == 'l' && vowel(at(i+3)):
				put('i')
				put('j')
				i += 2
			case nasal(w, i):
				put('I')
				i++
			case c == 'y' && i > 0 && vowel(w[i-1]) && vowel(next):
				put('j')
			case vowel(next) && i+1 < n:
				put('j')
			default:
				put('i')
			}
		case 'o':
			switch {
			case next == 'i' && nasal(w, i+1):
				put('w')
				put('I')
				i += 2
			case next == 'i' || next == 'y':
				put('w')
				put('a')
				i++
				if next == 'y' && vowel(at(i+1)) {
					put('j')
				}
			case next == 'u':
				put('U')
				i++
			case next == 'e' && at(i+2) == 'u':
				put('e')
				i += 2
			case nasal(w, i):
				put('O')
				i++
			default:
				put('o')
			}
		case 'u':
			if nasal(w, i) {
				put('I')
				i++
			} else {
				put('u')
			}
		case 'c':
			switch {
			case next == 'h':
				put('S')
				i++
			case next == 'e' || next == 'i' || next == 'y':
				put('s')
			case next == 'k' || next == 'q':
			default:
				put('k')
			}
		case 'q':
			put('k')
			if next == 'u' {
				i++
			}
		case 'g':
			switch {
			case next == 'n':
				put('N')
				i++
			case next == 'u' && (at(i+2) == 'e' || at(i+2) == 'i'):
				put('g')
				i++
			case next == 'e' && (at(i+2) == 'a' || at(i+2) == 'o'):
				put('z' + 1)
				i++
			case next == 'e' || next == 'i' || next == 'y':
				put('z' + 1)
			default:
				put('g')
			}
		case 'j':
			put('z' + 1)
		case 'p':
			if next == 'h' {
				put('f')
				i++
			} else {
				put('p')
			}
		case 's':
			switch {
			case next == 'c' && (at(i+2) == 'h' || at(i+2) == 'e' || at(i+2) == 'i'):
				if at(i+2) == 'h' {
					put('S')
					i += 2
				} else {
					put('s')
					i++
				}
			default:
				put('s')
			}
		case 'z':
			put('s')
		case 't':
			if next == 'i' && i > 0 && (at(i+2) == 'o' && at(i+3) == 'n' || at(i+2) == 'e' && at(i+3) == 'l') && w[i-1] != 's' {
				put('s')
			} else {
				put('t')
			}
		case 'x':
			put('k')
			put('s')
		case 'w':
			put('w')
		case 'h':
		case 'k':
			put('k')
		default:
			put(c)
		}
	}
	return dst
}

// silentTail is how much of a word is heard: its mute final consonants and the
// mute e before them are left out, and the r of « -er », so that « former »,
// « formé » and « formez » end alike.
func silentTail(w string) int {
	n := len(w)
	if n < 3 {
		return n
	}
	for n > 2 {
		switch w[n-1] {
		case 's', 't', 'd', 'p', 'x', 'z':
			n--
			continue
		case 'r':
			if w[n-2] == 'e' && n > 3 {
				return n - 1
			}
		}
		break
	}
	return n
}

// nasal tells whether the vowel at i is followed by an n or m that is not
// itself followed by a vowel, n or m.
func nasal(w string, i int) bool {
	if i+1 >= len(w) || w[i+1] != 'n' && w[i+1] != 'm' {
		return false
	}
	if i+2 >= len(w) {
		return true
	}
	c := w[i+2]
	return !vowel(c) && c != 'n' && c != 'm' && c != 'h'
}

func vowel(c byte) bool {
	switch c {
	case 'a', 'e', 'i', 'o', 'u', 'y':
		return true
	}
	return false
}
