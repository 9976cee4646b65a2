package content

import (
	"strings"
	"testing"
	"time"
)

func TestConfirmed(t *testing.T) {
	c, err := Load(Embedded())
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 27, 10, 0, 0, 0, Paris)
	sheet := c.Sheet("afpa", nil)
	var phone, training Fact
	for _, f := range sheet {
		switch {
		case f.Kind == Phone && phone.Key == "":
			phone = f
		case f.Kind == trainingFact && training.Key == "":
			training = f
		}
	}
	if phone.Key == "" || training.Key == "" {
		t.Fatalf("sheet %+v", sheet)
	}
	said := Confirmation{Partner: "afpa", Key: phone.Key, Kind: Phone, What: phone.What, By: "Ana", At: at}
	for value, bad := range map[string]bool{"03 83 00 00 00": false, "12": true, "": true, "03 83 00 00 00\n[x -> y]": true} {
		said.Value = value
		if err := c.Refuse(said); (err != nil) != bad {
			t.Errorf("%q: %v", value, err)
		}
	}
	if err := c.Refuse(Confirmation{Partner: "afpa", Key: "no such", Value: "x"}); err == nil {
		t.Error("an entry that is not there was taken")
	}
	said.Value = "03 83 00 00 00"
	gone := Confirmation{Partner: "afpa", Key: training.Key, Kind: trainingFact, What: training.What, Gone: true, By: "Ana", At: at}
	over := c.With([]Confirmation{said, gone})
	p, _ := over.Partner("afpa")
	if phone.What == "" && p.Phone != said.Value || p.Confirmed != "2026-11-27" {
		t.Errorf("told %q, confirmed %q", p.Phone, p.Confirmed)
	}
	if _, ok := over.Training(training.Value); ok {
		t.Error("a training that is no longer given is told")
	}
	if _, ok := c.Training(training.Value); !ok {
		t.Error("the content below has changed")
	}
	if again := over.With(nil); again.Contacts == nil || again.base() != c {
		t.Error("without confirmations it is not the content again")
	}
	for _, f := range over.Sheet("afpa", []Confirmation{said}) {
		if f.Key == phone.Key && (f.Confirmed == nil || f.Value != said.Value || f.Checked != "2026-11-27" || !f.Told) {
			t.Errorf("sheet entry %+v", f)
		}
	}
	if before, after := c.Check(at), over.Check(at); len(after) > len(before) {
		t.Errorf("faults %v, before %v", after, before)
	}
	var table strings.Builder
	if err := c.WriteConfirmations(&table, []Confirmation{said, gone}); err != nil || strings.Count(table.String(), "\n") != 3 || !strings.Contains(table.String(), "03 83 00 00 00;corrigé;Ana;2026-11-27") {
		t.Errorf("table %q, %v", table.String(), err)
	}
}

func TestHolidays(t *testing.T) {
	days := map[string]bool{ // with the two of Alsace-Moselle: true is there alone
		"2026-01-01": false, "2026-04-03": true, "2026-04-06": false, "2026-05-01": false, "2026-05-08": false,
		"2026-05-14": false, "2026-05-25": false, "2026-07-14": false, "2026-08-15": false, "2026-11-01": false,
		"2026-11-11": false, "2026-12-25": false, "2026-12-26": true,
		"2027-03-26": true, "2027-03-29": false, "2027-05-06": false, "2027-05-17": false,
		"2028-04-14": true, "2028-04-17": false, "2028-05-25": false, "2028-06-05": false,
		"2029-03-30": true, "2029-04-02": false, "2029-05-10": false, "2029-05-21": false,
		"2030-04-19": true, "2030-04-22": false, "2030-05-30": false, "2030-06-10": false,
	}
	fixed := map[string]bool{"01-01": true, "05-01": true, "05-08": true, "07-14": true, "08-15": true, "11-01": true, "11-11": true, "12-25": true}
	for d := time.Date(2026, 1, 1, 12, 0, 0, 0, Paris); d.Year() <= 2030; d = d.AddDate(0, 0, 1) {
		day := d.Format(time.DateOnly)
		only, listed := days[day]
		everywhere := listed && !only || fixed[day[5:]]
		if got := Holiday(d, false); got != everywhere {
			t.Errorf("%s is a holiday: %v", day, got)
		}
		if got := Holiday(d, true); got != (everywhere || only || day[5:] == "12-26") {
			t.Errorf("%s is a holiday in Metz: %v", day, got)
		}
	}
}

func TestCalendar(t *testing.T) {
	c, err := ReadCalendar([]string{"lun-jeu 9:00-12:00 14:00-17:00", "ven 9:00-12:00"}, []string{"08-01..08-20", "12-24..01-02"}, true)
	if err != nil {
		t.Fatal(err)
	}
	at := func(s string) time.Time {
		d, err := time.ParseInLocation("2006-01-02 15:04", s, Paris)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, x := range []struct {
		from string
		open time.Duration
		next string
		end  string
	}{
		{"2026-11-23 10:00", 2 * time.Hour, "2026-11-23 10:00", "2026-11-23 12:00"},
		{"2026-11-23 10:00", 3 * time.Hour, "2026-11-23 10:00", "2026-11-23 15:00"},
		{"2026-11-27 15:00", time.Hour, "2026-11-30 09:00", "2026-11-30 10:00"},
		{"2026-04-02 16:30", time.Hour, "2026-04-02 16:30", "2026-04-07 09:30"}, // Good Friday, Easter Monday
		{"2026-07-31 11:30", time.Hour, "2026-07-31 11:30", "2026-08-21 09:30"}, // August
		{"2026-12-24 10:00", time.Hour, "2027-01-04 09:00", "2027-01-04 10:00"},
		{"2026-03-29 01:00", time.Hour, "2026-03-30 09:00", "2026-03-30 10:00"}, // summer time begins
	} {
		if got := c.Next(at(x.from)); !got.Equal(at(x.next)) {
			t.Errorf("after %s it opens %v", x.from, got)
		}
		if got := c.After(at(x.from), x.open); !got.Equal(at(x.end)) {
			t.Errorf("%v after %s is %v", x.open, x.from, got)
		}
	}
	for _, bad := range [][2][]string{
		{{"lundi 9-12"}, nil}, {{"lun"}, nil}, {{"lun 12:00-9:00"}, nil}, {{"lun 9:00-12:00 11:00-13:00"}, nil},
		{nil, {"08/01..08/20"}}, {nil, {"13-01..13-20"}}, {nil, {"01-01..12-31"}},
	} {
		if _, err := ReadCalendar(bad[0], bad[1], true); err == nil {
			t.Errorf("%v was taken", bad)
		}
	}
}
