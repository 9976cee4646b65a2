package intents

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// smallLexicon is a lexicon of a few rows, for tests that need entities without
// the content of the service.
func smallLexicon() Lexicon {
	commune := func(code, name string, population int, home bool, postcodes ...string) PlaceName {
		return PlaceName{Code: code, Name: name, Postcodes: postcodes, Departement: code[:2], Population: population, Home: home}
	}
	communes := []PlaceName{
		commune("54395", "Nancy", 104000, true, "54000", "54100"),
		commune("57463", "Metz", 120000, true, "57000", "57050"),
		commune("57672", "Thionville", 41000, true, "57100"),
		commune("57631", "Sarreguemines", 20000, true, "57200"),
		commune("54528", "Toul", 15500, true, "54200"),
		commune("54431", "Pont-à-Mousson", 14500, true, "54700"),
		commune("54547", "Vandœuvre-lès-Nancy", 29900, true, "54500"),
		commune("88413", "Saint-Dié-des-Vosges", 19000, true, "88100"),
		commune("88160", "Épinal", 32000, true, "88000"),
		commune("88196", "Gérardmer", 7600, true, "88400"),
		commune("55029", "Bar-le-Duc", 14600, true, "55000"),
		commune("54382", "Mont-sur-Meurthe", 1100, true, "54360"),
		commune("69123", "Lyon", 520000, false, "69001"),
		commune("37261", "Tours", 137000, false, "37000"),
		commune("89387", "Sens", 26600, false, "89100"),
		commune("38544", "Vienne", 30000, false, "38200"),
		commune("76351", "Le Havre", 166000, false, "76600"),
		commune("57591", "Rombas", 9800, true, "57120"),
		commune("57631x", "Sarreguemines-Test", 0, true),
		commune("88304", "Mirecourt", 5000, true, "88500"),
		commune("54329", "Lunéville", 18000, true, "54300"),
		commune("80521", "Mirecourt", 900, false, "80000"),
	}
	communes[5].Aliases = []string{"ponta"}
	return Lexicon{
		Jobs: []Term{{"soudeur", []string{"soudeur", "soudeuse", "soudage", "soudure", "souder"}}, {"usineur", []string{"usineur", "fraiseur", "tourneur"}},
			{"maintenance", []string{"maintenance", "technicien de maintenance"}}, {"logistique", []string{"cariste"}}, {"chaudronnier", []string{"chaudronnier", "chaudronnerie"}}},
		Partners: []Term{{"france_travail", []string{"France Travail", "Pôle emploi", "ANPE"}}, {"uimm_lorraine", []string{"UIMM", "pôle formation"}}, {"afpa", []string{"Afpa"}}},
		Schemes:  []Term{{"cpf", []string{"CPF", "compte formation", "moncompteformation"}}, {"vae", []string{"VAE"}}, {"apprentissage", []string{"apprentissage", "apprenti"}}, {"poei", []string{"POEI", "AFPR"}}},
		Departements: []Term{{"54", []string{"Meurthe-et-Moselle"}}, {"57", []string{"Moselle"}}, {"88", []string{"Vosges"}}, {"55", []string{"Meuse"}},
			{"42", []string{"Loire"}}, {"86", []string{"Vienne"}}, {"59", []string{"Nord"}}, {"06", []string{"Alpes-Maritimes"}}},
		Regions:  []Term{{"53", []string{"Bretagne"}}, {"04", []string{"La Réunion"}}},
		Abroad:   []Term{{"Luxembourg", []string{"Luxembourg"}}, {"Sarrebruck", []string{"Sarrebruck", "Saarbrücken"}}},
		Areas:    []Area{{[]string{"vallée de la Fensch"}, "57672"}},
		Communes: communes,
		Year:     2026,
	}
}

func TestSpellOut(t *testing.T) {
	var got []string
	for _, wording := range SpellOut("jamais (eu / passe (le / mon)) (/ petit) brevet") {
		got = append(got, strings.Join((&factReader{}).nameWords(wording), " "))
	}
	want := []string{
		"jamai eu brevet", "jamai passe le brevet", "jamai passe mon brevet",
		"jamai eu petit brevet", "jamai passe le petit brevet", "jamai passe mon petit brevet",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got := SpellOut("sans (fin"); len(got) != 0 {
		t.Errorf("an open bracket gives %q", got)
	}
}
