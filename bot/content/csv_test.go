package content

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// read gives the cells of a table of two columns, id and names, and its faults.
func read(file []byte) (cells [][]string, faults Faults) {
	readTable("t.csv", file, []string{"id", "names"}, &faults, func(r row) {
		cells = append(cells, []string{r.text("id"), strings.Join(r.list("names"), "+")})
	})
	return cells, faults
}

func TestTablesAsSpreadsheetsSaveThem(t *testing.T) {
	want := [][]string{{"soudeur", "soudé+brasé"}, {"usineur", "œil ; « 5 axes »"}}
	const plain = "id;names\nsoudeur;soudé|brasé\nusineur;\"œil ; « 5 axes »\"\n"
	windows := strings.NewReplacer("é", "\xe9", "œ", "\x9c", "«", "\xab", "»", "\xbb").Replace(plain)
	for name, file := range map[string]string{
		"plain":                  plain,
		"byte order mark":        "\xef\xbb\xbf" + plain,
		"CRLF":                   strings.ReplaceAll(plain, "\n", "\r\n"),
		"CR alone":               strings.ReplaceAll(plain, "\n", "\r"),
		"mark and CRLF":          "\xef\xbb\xbf" + strings.ReplaceAll(plain, "\n", "\r\n"),
		"Windows-1252":           windows,
		"no newline at the end":  strings.TrimSuffix(plain, "\n"),
		"commas":                 "id,names\nsoudeur,soudé|brasé\nusineur,œil ; « 5 axes »\n",
		"columns the other way":  "names;id\nsoudé|brasé;soudeur\n\"œil ; « 5 axes »\";usineur\n",
		"empty columns and rows": "id;names;;\nsoudeur;soudé|brasé;;\n;;;\n\nusineur;\"œil ; « 5 axes »\";;\n;;;\n",
		"spaces":                 "ID ; names\n soudeur ; soudé | brasé \nusineur;\"œil ; « 5 axes »\"\n",
	} {
		t.Run(name, func(t *testing.T) {
			got, faults := read([]byte(file))
			if len(faults) > 0 {
				t.Fatal(faults)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestBrokenTables(t *testing.T) {
	for name, c := range map[string]struct{ file, fault string }{
		"empty":             {"", "t.csv: the table is empty, not even a line of column names"},
		"missing column":    {"id\na\n", `t.csv:1: column "names" is missing`},
		"unknown column":    {"id;names;prix\na;b;c\n", `t.csv:1: unknown column "prix" (known: id, names)`},
		"column twice":      {"id;names;id\na;b;c\n", `t.csv:1: column "id" is there twice`},
		"one cell too many": {"id;names\na;b\nc;d;e\n", "t.csv:3: 3 cells where the header has 2"},
		"one cell too few":  {"id;names\n\na\n", "t.csv:3: 1 cells where the header has 2"},
		"line break":        {"id;names\na;\"b\nc\"\n", "t.csv:2: names: holds a line break: a cell is one line"},
		"tab":               {"id;names\na\tb;c\n", "t.csv:2: id: holds a tab"},
		"invisible":         {"id;names\na;b\u200bc\n", "t.csv:2: names: holds the invisible character U+200B"},
		"lost letters":      {"id;names\na;soud\uFFFD\n", "t.csv:2: names: holds a letter that was lost when the file was saved: save it as « CSV UTF-8 »"},
		"bare quote":        {"id;names\na;b \"c\" d\ne;f\n", "t.csv:2: a quotation mark opens or closes in the wrong place: bare \" in non-quoted-field"},
		"open quote":        {"id;names\na;\"b\n", "t.csv:2: a quotation mark opens or closes in the wrong place: extraneous or missing \" in quoted-field"},
		"empty value":       {"id;names\na;b||c\n", "t.csv:2: names: an empty value between two bars"},
		"value twice":       {"id;names\na;b|b\n", `t.csv:2: names: "b" is there twice`},
	} {
		t.Run(name, func(t *testing.T) {
			_, faults := read([]byte(c.file))
			if diff := cmp.Diff([]string{c.fault}, strings.Split(faults.Error(), "\n")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAllFaultsOfAFileAreTold(t *testing.T) {
	var faults Faults
	readTable("t.csv", []byte("n;f;lat\nx;peut-être;91\n-1;oui;48,5\n"), []string{"n", "f", "lat"}, &faults, func(r row) {
		r.number("n")
		r.flag("f")
		if lat := r.degrees("lat", 90); r.line == 3 && lat != 48.5 {
			t.Errorf("a decimal comma reads as %v", lat)
		}
	})
	want := []string{
		`t.csv:2: n: "x" is not a whole number`,
		`t.csv:2: f: "peut-être" is neither oui nor non`,
		`t.csv:2: lat: "91" is not a number of degrees within ±90`,
		`t.csv:3: n: "-1" is not a whole number`,
	}
	if diff := cmp.Diff(want, strings.Split(faults.Error(), "\n")); diff != "" {
		t.Error(diff)
	}
}

func TestWhatSpreadsheetsDoToDatesAndCodes(t *testing.T) {
	var faults Faults
	file := "code;day\n8105;23/11/2026\n08105;2026-11-23\n2A004;novembre\n;\n54395;\n"
	want := [][2]string{{"08105", "2026-11-23"}, {"08105", "2026-11-23"}, {"2A004", "novembre"}, {"54395", ""}}
	var got [][2]string
	readTable("t.csv", []byte(file), []string{"code", "day"}, &faults, func(r row) {
		got = append(got, [2]string{r.insee("code"), r.day("day")})
	})
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cell := rapid.StringMatching(`[a-zéœ0-9;,"«» '.-]{1,12}`).Filter(func(s string) bool {
			return strings.TrimSpace(s) != ""
		})
		rows := rapid.SliceOfN(rapid.SliceOfN(cell, 2, 2), 0, 5).Draw(t, "rows")
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		w.Comma = rapid.SampledFrom([]rune{';', ','}).Draw(t, "comma")
		w.UseCRLF = rapid.Bool().Draw(t, "crlf")
		if err := w.WriteAll(append([][]string{{"id", "names"}}, rows...)); err != nil {
			t.Fatal(err)
		}
		var want [][]string
		for _, r := range rows {
			want = append(want, []string{strings.TrimSpace(r[0]), strings.TrimSpace(r[1])})
		}
		got, faults := read(b.Bytes())
		if len(faults) > 0 {
			t.Fatal(faults)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}

// FuzzReadTable feeds files as no program would save them: nothing panics, and
// every fault points at a line that exists.
func FuzzReadTable(f *testing.F) {
	f.Add([]byte("id;names\nsoudeur;soudé|brasé\n"))
	f.Add([]byte("\xef\xbb\xbfid,names\r\na,\"b\"\"c\"\r\n"))
	f.Add([]byte("id;names\na;\"b\n\n\"x;;\"\n"))
	f.Add([]byte("\xe9;\x80\nid"))
	f.Fuzz(func(t *testing.T, file []byte) {
		cells, faults := read(file)
		lines := bytes.Count(plain(file), []byte("\n")) + 1
		for _, fault := range faults {
			if fault.Line < 0 || fault.Line > lines {
				t.Errorf("%v: the file has %d lines", fault, lines)
			}
		}
		for _, c := range cells {
			for _, s := range c {
				if strings.ContainsFunc(s, unwanted) {
					t.Errorf("%q came through", s)
				}
			}
		}
	})
}
