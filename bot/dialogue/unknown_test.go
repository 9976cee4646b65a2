package dialogue

import "testing"

// Health and the law are noticed in any words; what everybody asks is not taken for them.
func TestTouches(t *testing.T) {
	for _, text := range []string{
		"j'ai mal au dos", "je ne peux plus porter", "RQTH", "à cause de ma dépression", "j'ai fait de la taule", "mon casier n'est pas vide", "je sors de prison",
		"suite à un accident", "ma sclérose en plaques", "je suis enceinte", "en plein burn-out", "l'hôpital", "sous bracelet", "au tribunal", "handicapé", "kasier judiciere", "j'étais malade",
	} {
		if !touches(fold(text)) {
			t.Errorf("%q is not noticed", text)
		}
	}
	for _, text := range []string{
		"je veux être soudeur à Nancy", "c'est payé combien", "je suis au chômage depuis trois mois", "le permis et la voiture", "ça dure combien de temps", "c'est quoi le truc bleu",
		"une formation en maintenance", "je peux parler à quelqu'un", "comment on s'inscrit", "je suis opérateur, le TIG et la tôle ça me va", "traitement de surface", "j'ai à peine 18 ans", "j'ai du mal à comprendre",
		"les conditions de travail", "conditionnement de pièces", "je suis aide-soignante", "j'ai le niveau B1 en français", "des grosses machines",
	} {
		if touches(fold(text)) {
			t.Errorf("%q is taken for health or the law", text)
		}
	}
}

func BenchmarkTouches(b *testing.B) {
	words := fold("je veux une formation de soudeur près de Nancy, je suis au chômage depuis trois mois et j'ai pas le permis")
	for b.Loop() {
		touches(words)
	}
}
