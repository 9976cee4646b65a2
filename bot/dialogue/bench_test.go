package dialogue

import (
	"testing"
	"time"
)

// noisy are messages as people write them, for a talk in any order.
var noisy = []string{
	"bjr je cherche une formation de soudeur vers nanci", "slt ya til des formation pr devenir chaudronié", "jabite a metz", "j'ai 34 ans et je suis au chomage depuis 8 mois",
	"jai un cap mécanique mais sa fait lontemp", "je peu me déplacé a 30 km pas plu", "c payé cb pendant la formation ?", "est ce que le cpf ca marche pour ca", "oui", "non pas trop",
	"nn pas nancy, épinal", "j'ai pas le bac c grave ?", "ca dure combien de temp", "faut il le permis pour y aller", "jveu parler a kelkun", "merci bcp",
	"je travaille de nuit en usine et j'en ai marre je voudrai changer de metier", "usinage tournage fraisage c est quoi la diference", "y a du boulo apres ou pas",
	"et le salaire d'un soudeur débutant ?", "je sui a st dié des vosges", "BONJOUR JE NE SAIS PAS COMMENT M'INSCRIRE", "alternance possible ?", "c koi une poei",
	"je suis frontalier je bosse au luxembourg", "je voudrais un rdv avec un conseiller svp", "électricien a thionville", "quel temps fait il demain", "heu je sais pas trop ce que je veux faire",
	"57000", "tu es un robot ?", "ok d accord", "je suis interimaire en ce moment", "vous avez des portes ouvertes bientot", "stp une formation courte", "au revoir et bonne journée",
}

// BenchmarkTurns plays talks of thirty messages: reading and answering, without a store.
func BenchmarkTurns(b *testing.B) {
	d := load(b)
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		var s Session
		at := began
		for k := range 30 {
			at = at.Add(time.Second * 30)
			m := Message{Kind: Text, Text: noisy[(n*7+k)%len(noisy)], At: at}
			s, _ = d.Answer(s, m)
		}
		n++
	}
}
