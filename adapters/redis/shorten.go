package redis

import (
	"encoding/binary"
	"fmt"
)

// Sessions are many and small, and mostly made of the same words. What is stored of them refers
// to a fixed text instead of repeating it: a value is a first byte that says how it is written,
// then, alternating, the length of what is literal, the literal bytes, the length of what is
// copied and its place in the text, all numbers as varints. It costs about a microsecond and
// halves a million sessions.

const (
	asItIs    = 0
	shortened = 1 // with vocabulary
)

// vocabulary is what shortened values refer to. It is never changed, as stored values
// depend on each byte; a better one would be another first byte.
const vocabulary = `{"t":{"p":"|demandeur_emploi|salarie|lyceen|apprenti|etudiant|reconversion|sans_diplome|cap|bac|bac_pro|bts|licence|` +
	`","o":"recommendation","n":"","o":"information","o":"handoff","o":"open","o":"closed","o":"unsubscribed","t":"","r":"formation-` +
	`","f":63,"q":"metier","q":"commune","q":"situation","q":"niveau","q":"suite","s":"piste;suite","s":"bienvenue;","a":"mcsn","k":"` +
	`chercher_formation","k":"infos_metier","k":"financement","k":"parler_humain","l":1,"d":1790000000,"e":1,"b":1,"w":{"i":"","t":179` +
	`,"p":"","x":"","c":""}},"r":"AAAAAAAACAAIAAgACAAIAAgACAA==","n":1,"k":1,"d":207,"g":true,"m":{"suivi":"telegram:","f":{"s":179,"c":1}}` +
	`soudeur|chaudronnier|usineur|electricien|electrotechnicien|maintenance|mecanicien|conducteur|automatisme|54395|57463|88160|55029|` +
	`afpa-nancy-metz-epinal-maxeville-greta-cfai-lycee-uimm-lorraine-titre-professionnel-industrie`

const (
	// minCopy is the shortest part worth a reference: it takes 2 to 4 bytes.
	minCopy = 4
	// maxShortened is the longest value that is looked at: longer ones are texts of people.
	maxShortened = 2048
)

// places finds where 4 bytes begin in the vocabulary: plus one, 0 is nowhere.
var places = func() *[1 << 12]uint16 {
	var t [1 << 12]uint16
	for i := 0; i+minCopy <= len(vocabulary); i++ {
		t[spread4([]byte(vocabulary[i:i+minCopy]))] = uint16(i + 1)
	}
	return &t
}()

// spread4 is the place in a table for 4 bytes.
func spread4(b []byte) uint32 {
	return binary.LittleEndian.Uint32(b) * 2654435761 >> 20 // Knuth's multiplier
}

// shorten writes a value as it is stored.
func shorten(value []byte) []byte {
	out := append(make([]byte, 0, len(value)+1), shortened)
	literal := 0
	for i := 0; len(value) <= maxShortened && i+minCopy <= len(value); {
		at := int(places[spread4(value[i:])]) - 1
		n := 0
		if at >= 0 {
			for at+n < len(vocabulary) && i+n < len(value) && vocabulary[at+n] == value[i+n] {
				n++
			}
		}
		if n < minCopy {
			i++
			continue
		}
		out = appendField(out, value[literal:i])
		out = binary.AppendUvarint(out, uint64(n))
		out = binary.AppendUvarint(out, uint64(at))
		i += n
		literal = i
	}
	if literal > 0 {
		out = appendField(out, value[literal:])
	}
	if literal == 0 || len(out) > len(value) {
		return append(append(out[:0], asItIs), value...)
	}
	return out
}

// lengthen gives back the value.
func lengthen(b []byte) ([]byte, error) {
	if len(b) > 0 && b[0] == asItIs {
		return b[1:], nil
	}
	if len(b) == 0 || b[0] != shortened {
		return nil, fmt.Errorf("record: %w", errPack)
	}
	d := decoder{b: b[1:]}
	out := make([]byte, 0, 2*len(b))
	for {
		out = append(out, d.field()...)
		if d.err {
			return nil, fmt.Errorf("record: %w", errPack)
		}
		if len(d.b) == 0 {
			return out, nil
		}
		n, at := d.uvarint(), d.uvarint()
		if d.err || at > uint64(len(vocabulary)) || n > uint64(len(vocabulary))-at {
			return nil, fmt.Errorf("record: %w", errPack)
		}
		out = append(out, vocabulary[at:at+n]...)
	}
}
