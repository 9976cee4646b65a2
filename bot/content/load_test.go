package content

import (
	"errors"
	"io/fs"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

var loadShipped = sync.OnceValues(func() (*Content, error) { return Load(Embedded()) })

// shipped is the embedded content, loaded once for the tests that only read it.
func shipped(t testing.TB) *Content {
	t.Helper()
	c, err := loadShipped()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// A table that shrinks by mistake, as when a spreadsheet saved only a part,
// shows here.
func TestShippedCounts(t *testing.T) {
	c := shipped(t)
	want := map[string]int{
		"jobs": 32, "schemes": 32, "partners": 23, "trainings": 261, "contacts": 42,
		"places": 34875, "departements": 101, "regions": 18, "areas": 35, "abroad": 48, "canned": 10,
	}
	got := map[string]int{
		"jobs": len(c.Jobs), "schemes": len(c.Schemes), "partners": len(c.Partners), "trainings": len(c.Trainings),
		"contacts": len(c.Contacts), "places": len(c.Places), "departements": len(c.Departements),
		"regions": len(c.Regions), "areas": len(c.Areas), "abroad": len(c.Abroad), "canned": len(c.Canned),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// The ids of the contract: what messages may be matched to.
func TestContractIDs(t *testing.T) {
	c := shipped(t)
	for id := range strings.FieldsSeq(`cpf poei poec apprentissage professionnalisation vae ptp pro_a periode_reconversion
		pmsmp mrs cqpm cqpi titre_professionnel clea csp cep aif`) {
		if s, ok := c.Scheme(id); !ok || len(s.Names) == 0 {
			t.Errorf("scheme %s is not there, or nobody can name it", id)
		}
	}
	for id := range strings.FieldsSeq(`soudeur chaudronnier tuyauteur usineur regleur maintenance electromeca electrotechnicien
		automaticien conducteur_ligne operateur monteur ajusteur mecanicien controle_qualite methodes dessinateur logistique
		chimie siderurgie plasturgie qhse chef_equipe ingenieur_prod cyber_data hydrogene papier_bois agroalimentaire
		assembleur_electronique traitement_surface frigoriste_energie dessinateur_elec`) {
		if _, ok := c.Job(id); !ok {
			t.Errorf("no job %s", id)
		}
	}
	for id := range strings.FieldsSeq(`c2ime uimm_lorraine france_travail region_grand_est cci_grand_est universite_lorraine
		missions_locales cap_emploi transitions_pro avenir_actifs opco2i afpa greta geiq e2c epide cio apec vae frontaliers_ge
		action_logement agefiph institut_soudure_yutz`) {
		if _, ok := c.Partner(id); !ok {
			t.Errorf("no partner %s", id)
		}
	}
}

// with lays files over the shipped content.
func with(files map[string]string) fs.FS {
	over := fstest.MapFS{}
	for name, data := range files {
		over[name] = &fstest.MapFile{Data: []byte(data)}
	}
	return Overlay(over, Embedded())
}

func TestOverlay(t *testing.T) {
	fsys := with(map[string]string{areasFile: "name,names,commune\nvallée des Rupts,,88383\n", "mes notes.txt": "à moi"})
	c, err := Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Areas) != 1 || c.Areas[0].Name != "vallée des Rupts" {
		t.Errorf("areas %v are not those laid over", c.Areas)
	}
	if len(c.Jobs) != 32 {
		t.Errorf("%d jobs: what is not laid over comes from below", len(c.Jobs))
	}
	tables, err := fs.Glob(fsys, "*.*")
	if err != nil {
		t.Fatal(err)
	}
	var own, below bool
	for _, name := range tables {
		own = own || name == "mes notes.txt"
		below = below || name == placesFile
	}
	if !own || !below {
		t.Errorf("a listing shows both: %v", tables)
	}
	if _, err := fsys.Open("nothing.csv"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("what is nowhere: %v", err)
	}
}

func TestFilesThatNothingReads(t *testing.T) {
	empty := &fstest.MapFile{}
	faults := Unread(fstest.MapFS{"job.csv": empty, jobsFile: empty, "dialogue/aide.txt": empty, "examples/aide.txt": empty,
		"textes/aide.txt": empty, ".gitignore": empty})
	if len(faults) != 2 || faults[0].File != "job.csv" || faults[1].File != "textes" || len(faults.Refused()) != 0 {
		t.Errorf("want warnings for job.csv and textes: %v", faults)
	}
}

func TestDeadReferencesAreRefused(t *testing.T) {
	const provenance = ";https://exemple.fr;2026-11-01;2027-11-01;verified\n"
	trainings := "id;jobs;name;kind;provider;commune;departements;entry_level;exit_level;situations;age_min;age_max;weeks_min;weeks_max;" +
		"leads_to;unknown;next_step;contact;url;source;checked;review;confidence\n" +
		"a;soudeur|plombier;A;poe;;99999;54|99;;;;;;;;;b;c;personne;" + provenance
	_, err := Load(with(map[string]string{
		trainingsFile: trainings,
		areasFile:     "name;names;commune\nvallée perdue;;57999\n",
		nicknamesFile: "code;commune;names\n54395;Nanzig;Nanci\n54999;Nulle part;x\n",
		contactsFile:  "partner;kind;value;label;dated;source;checked;review;confidence\npersonne;site;https://exemple.fr;;" + provenance,
	}))
	var faults Faults
	if !errors.As(err, &faults) {
		t.Fatalf("error is %v, want faults", err)
	}
	want := []string{
		`nicknames.csv:2: commune: 54395 is "Nancy", not "Nanzig"`,
		`nicknames.csv:3: code: no commune "54999" in places.csv`,
		`contacts.csv:2: partner: no partner "personne"`,
		`trainings.csv:2: jobs: no job "plombier"`,
		`trainings.csv:2: kind: no scheme "poe"`,
		`trainings.csv:2: commune: no commune "99999"`,
		`trainings.csv:2: departements: no département "99"`,
		`trainings.csv:2: contact: no partner "personne"`,
		`areas.csv:2: commune: no commune "57999"`,
	}
	if diff := cmp.Diff(want, strings.Split(faults.Error(), "\n")); diff != "" {
		t.Error(diff)
	}
}

func TestAMissingTableIsNamed(t *testing.T) {
	_, err := Load(fstest.MapFS{})
	if err == nil || !strings.Contains(err.Error(), "jobs.csv: open jobs.csv") {
		t.Errorf("error is %v", err)
	}
}

func TestTwoRowsOfOneID(t *testing.T) {
	const row = "a;A;;b;;c;;d;;;;e;;x;2026-11-01;2027-11-01;verified\n"
	_, err := Load(with(map[string]string{
		schemesFile: "id;name;names;for_whom;decides;contact;never;explain;cost;income;length;url;decides2\n",
	}))
	if err == nil || strings.Contains(err.Error(), trainingsFile) {
		t.Errorf("a table that cannot be read makes no dead references: %v", err)
	}
	_, err = Load(with(map[string]string{
		regionsFile: "code;name;names\n44;Grand Est;\n",
		areasFile:   "name;names;commune\nvallée;;54395\n",
		jobsFile: "id;name;family;names;rome;tasks;qualities;conditions;night;day;physical;interests;related;source;checked;review;confidence\n" +
			row + row,
	}))
	if err == nil || !strings.Contains(err.Error(), `jobs.csv:3: id: "a" is already at line 2`) {
		t.Errorf("error is %v", err)
	}
}

func TestPartnersTellOnlyWhatMayBeTold(t *testing.T) {
	c := shipped(t)
	told := map[string]string{
		"uimm_lorraine":       "", // a phone of 2019, sites read nowhere
		"universite_lorraine": "https://www.univ-lorraine.fr",
		"france_travail":      "https://www.francetravail.fr",
		"greta":               "",
		"transitions_pro":     "https://www.transitionspro.fr/contacts-en-region/",
	}
	for id, site := range told {
		p, _ := c.Partner(id)
		if p.Site != site {
			t.Errorf("%s: site %q, want %q", id, p.Site, site)
		}
	}
	for _, p := range c.Partners {
		for _, d := range c.Contacts {
			if d.Partner == p.ID && d.Kind == Phone && p.Phone == d.Value && !recent(d.Dated, d.Checked) {
				t.Errorf("%s tells %s, read in %q", p.ID, p.Phone, d.Dated)
			}
		}
	}
}

func TestContactPointTold(t *testing.T) {
	for _, c := range []struct {
		kind, dated string
		confidence  Confidence
		want        bool
	}{
		{Site, "", Verified, true},
		{Site, "2026-01-01", Dated, false},
		{Site, "2026-01-01", Unchecked, false},
		{Phone, "2026-03-03", Verified, true},
		{Phone, "2025", Verified, true},
		{Phone, "2024-12", Verified, false},
		{Phone, "", Verified, false},
		{Phone, "2026-03-03", Dated, false},
		{Address, "2024", Verified, false},
		{Hours, "2026", Verified, true},
		{Email, "2027", Verified, false}, // a source after the check is a slip of the pen
	} {
		d := ContactPoint{Kind: c.kind, Dated: c.dated, Provenance: Provenance{Checked: "2026-11-23", Confidence: c.confidence}}
		if got := d.Told(); got != c.want {
			t.Errorf("%s of %q, %s: told %v", c.kind, c.dated, c.confidence, got)
		}
	}
}
