// Package intents tells what a French sentence asks for.
//
// People write as they speak: without accents, in SMS spelling, several wishes
// at once. A [Recogniser] is trained at start from one text file of example
// sentences per intent and from word lists that the caller gives it ([Lexicon]);
// [Recogniser.Understand] then reads a sentence in microseconds: the intent with
// a calibrated probability, the other intents asked in the same breath, and the
// facts stated ([Entity]). It is a pure function: no clock, no network, no state
// but what [Load] built, so the same text always gives the same answer, and it
// is safe for concurrent use.
//
// The package knows nothing of the conversation. What was just asked reaches it
// as an [Expected] value, which weighs the reading without hiding a clear change
// of subject.
package intents

// OutOfScope is the intent of a message that none of the intents fits.
const OutOfScope = "hors_sujet"

// Names of entities. The values they take are those of the entity table in the
// documentation of the contract: catalogue ids, INSEE codes, whole years, E.164.
const (
	Metier      = "metier"        // id of a job of the catalogue
	Commune     = "commune"       // INSEE code of a French commune
	Departement = "departement"   // INSEE code of a French département
	Partenaire  = "partenaire"    // id of a partner of the directory
	Dispositif  = "dispositif"    // id of a scheme
	Niveau      = "niveau"        // sans_diplome, cap, bac, bac2, bac3, bac5
	Situation   = "situation"     // demandeur_emploi, salarie, interimaire, jeune, autre
	Age         = "age"           // whole years of the person the message is about
	Telephone   = "telephone"     // E.164
	Email       = "email"         // as written
	MobiliteKm  = "mobilite_km"   // how far one can go, kilometres
	Duree       = "duree"         // a length of time wished for a training, in weeks
	Etranger    = "lieu_etranger" // a place outside France, as its usual French name
	Region      = "region"        // a French region other than Grand Est, INSEE code
	Prenom      = "prenom"        // a first name the writer gave as theirs
)

// Bearer says whose fact an entity is.
type Bearer int

const (
	Self   Bearer = iota // the writer's
	Ward                 // the person to be trained, who is not the writer: « mon fils a 17 ans »
	Nobody               // told of somebody without bearing on the search: « mon patron a 52 ans »
)

// Entity is one fact found in the text.
type Entity struct {
	Name  string // one of the names above
	Value string
	// Start and End delimit the words it was read from, as byte offsets into
	// the text given to Understand.
	Start, End int
	// Negated is set for what the person ruled out: « non pas Nancy, Metz »,
	// « je ne veux pas d'alternance ».
	Negated bool
	Bearer  Bearer
	// Past marks what the person did or was, not what they wish: the job in
	// « j'étais cariste, je veux devenir soudeur ».
	Past bool
	// Others lists the other values the same words could mean (homonymous
	// communes), likeliest first; empty when there is no doubt.
	Others []string
}

// Expected is what the conversation just asked; the zero value is nothing.
type Expected struct {
	// Entities are the names whose values would answer the question: a bare
	// « 52 » is an age when Age is expected, and a distance when MobiliteKm is.
	Entities []string
	// YesNo is set when the question takes a yes or a no.
	YesNo bool
	// Choices are the labels of the buttons on offer.
	Choices []string
}

// Alternative is an intent that was considered.
type Alternative struct {
	Intent string  `json:"intent"`
	Score  float64 `json:"score"`
}

// Understanding is what a sentence was read as.
type Understanding struct {
	// Intent is an id of the examples, or OutOfScope.
	Intent string
	// Score is a calibrated probability in 0..1 that Intent is right.
	Score float64
	// Also lists the other intents asked in the same message, in reading order.
	Also []string
	// Entities are in reading order.
	Entities []Entity
	// Alternatives are the runners-up by falling score, at most three.
	Alternatives []Alternative
	// Answer is set when the message answers what was expected and says nothing
	// else of weight: « 52 », « j'habite à Toul », « oui ». What it answers is then
	// in Entities, or in Intent for a yes or no; otherwise Intent is of no interest.
	Answer bool
	// Correction is set when the person takes back something said before:
	// « non pas Nancy, Metz », « je me suis trompé ».
	Correction bool
}

// Values gives the affirmed entities in the form of the contract, the last of a
// name when it occurs twice; what is negated, past or nobody's is left out (a
// past job stands when no other is named),
// age is the only number.
func (u Understanding) Values() map[string]any {
	return values(u.Entities)
}

// PlaceName is a French commune as the reader of entities needs it.
type PlaceName struct {
	Code        string // INSEE
	Name        string
	Aliases     []string // other names: « Pont-à-Mousson » is also « ponta »
	Former      []string // names of communes that are part of it today
	Postcodes   []string
	Departement string // INSEE
	Population  int
	Home        bool // in the region the service is for: wins over homonyms elsewhere
}

// Term is an entry of a closed list: a job, a partner, a scheme.
type Term struct {
	ID    string
	Names []string // official and everyday names, as people say them
}

// Lexicon holds the word lists that entities are read against.
type Lexicon struct {
	Jobs         []Term
	Partners     []Term
	Schemes      []Term
	Departements []Term // ID is the INSEE code
	Regions      []Term
	Areas        []Area
	Abroad       []Term // places outside France; ID is the name to show
	Communes     []PlaceName
	// Year is the current one, for « né en 72 »; 0 leaves years of birth unread.
	Year int
}

// Area is a named stretch of country that is not an administrative unit:
// « vallée de la Fensch », « pays haut ».
type Area struct {
	Names   []string
	Commune string // INSEE code of the commune that stands for it
}
