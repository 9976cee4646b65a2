package content

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// separator of several values in one cell.
const separator = "|"

// plain turns what a spreadsheet saved into UTF-8 with \n: French ones write a
// byte order mark, or Windows-1252 when they do not write UTF-8.
func plain(b []byte) []byte {
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(b) {
		b = fromWindows1252(b)
	}
	if bytes.IndexByte(b, '\r') >= 0 {
		b = bytes.ReplaceAll(b, []byte("\r\n"), []byte("\n"))
		b = bytes.ReplaceAll(b, []byte("\r"), []byte("\n"))
	}
	return b
}

// windows1252 holds what differs from Latin-1, from 0x80 on; the five bytes
// without a meaning become U+FFFD.
var windows1252 = [32]rune{
	'€', 0xFFFD, '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', 0xFFFD, 'Ž', 0xFFFD,
	0xFFFD, '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', 0xFFFD, 'ž', 'Ÿ',
}

func fromWindows1252(b []byte) []byte {
	out := make([]byte, 0, len(b)+len(b)/8)
	for _, c := range b {
		r := rune(c)
		if c >= 0x80 && c < 0xA0 {
			r = windows1252[c-0x80]
		}
		out = utf8.AppendRune(out, r)
	}
	return out
}

// comma finds the separator of columns in the header line.
func comma(b []byte) rune {
	header, _, _ := bytes.Cut(b, []byte("\n"))
	if bytes.Count(header, []byte(";")) >= bytes.Count(header, []byte(",")) {
		return ';'
	}
	return ','
}

// row is one line of a table. Its methods read a cell and note what is wrong
// with it, so that every fault of a file is told at once.
type row struct {
	table  *table
	line   int
	fields []string
}

type table struct {
	file    string
	columns map[string]int
	faults  *Faults
}

// readTable calls each for every row that holds something. All columns must be
// there, in any order, and no other.
func readTable(file string, b []byte, columns []string, faults *Faults, each func(row)) {
	b = plain(b)
	t := &table{file: file, columns: make(map[string]int, len(columns)), faults: faults}
	r := csv.NewReader(bytes.NewReader(b))
	r.Comma = comma(b)
	r.FieldsPerRecord = -1
	r.ReuseRecord = true
	header, err := r.Read()
	if errors.Is(err, io.EOF) {
		t.fault(0, "the table is empty, not even a line of column names")
		return
	}
	if err != nil {
		t.csvFault(err)
		return
	}
	headerLine, _ := r.FieldPos(0)
	width := len(header)
	for i, name := range header {
		name = strings.ToLower(strings.TrimSpace(name))
		switch _, twice := t.columns[name]; {
		case name == "" && i >= len(columns):
			// spreadsheets save empty columns at the right
		case twice:
			t.fault(headerLine, "column %q is there twice", name)
		case !slices.Contains(columns, name):
			t.fault(headerLine, "unknown column %q (known: %s)", name, strings.Join(columns, ", "))
		default:
			t.columns[name] = i
		}
	}
	complete := true
	for _, name := range columns {
		if _, ok := t.columns[name]; !ok {
			t.fault(headerLine, "column %q is missing", name)
			complete = false
		}
	}
	if !complete {
		return
	}
	for {
		fields, err := r.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.csvFault(err)
			continue
		}
		if blank(fields) {
			continue
		}
		line, _ := r.FieldPos(0)
		if len(fields) < width || !blank(fields[width:]) {
			t.fault(line, "%d cells where the header has %d", len(fields), width)
			continue
		}
		each(row{table: t, line: line, fields: fields})
	}
}

func blank(fields []string) bool {
	for _, f := range fields {
		if strings.TrimSpace(f) != "" {
			return false
		}
	}
	return true
}

func (t *table) fault(line int, format string, args ...any) {
	*t.faults = append(*t.faults, Fault{File: t.file, Line: line, Problem: fmt.Sprintf(format, args...)})
}

func (t *table) csvFault(err error) {
	if parse, ok := errors.AsType[*csv.ParseError](err); ok {
		t.fault(parse.StartLine, "a quotation mark opens or closes in the wrong place: %v", parse.Err)
		return
	}
	t.fault(0, "%v", err)
}

func (r row) fault(format string, args ...any) { r.table.fault(r.line, format, args...) }

// text is the cell with plain single spaces.
func (r row) text(column string) string {
	s := strings.TrimSpace(r.fields[r.table.columns[column]])
	if i := strings.IndexFunc(s, unwanted); i >= 0 {
		c, _ := utf8.DecodeRuneInString(s[i:])
		r.fault("%s: holds %s", column, describe(c))
		return ""
	}
	return s
}

// unwanted characters have no place in a cell: they would break a message, or
// show that the file was saved in a way that lost letters.
func unwanted(c rune) bool {
	return c == utf8.RuneError || unicode.IsControl(c) || c >= 0x200B && c <= 0x200F || c >= 0x202A && c <= 0x202E || c >= 0x2066 && c <= 0x2069
}

func describe(c rune) string {
	switch c {
	case '\n':
		return "a line break: a cell is one line"
	case '\t':
		return "a tab"
	case utf8.RuneError:
		return "a letter that was lost when the file was saved: save it as « CSV UTF-8 »"
	}
	return fmt.Sprintf("the invisible character U+%04X", c)
}

// needed is a text that must not be empty.
func (r row) needed(column string) string {
	s := r.text(column)
	if s == "" {
		r.fault("%s: is empty", column)
	}
	return s
}

// list splits a cell at the vertical bars.
func (r row) list(column string) []string {
	s := r.text(column)
	if s == "" {
		return nil
	}
	out := make([]string, 0, strings.Count(s, separator)+1)
	for part := range strings.SplitSeq(s, separator) {
		part = strings.TrimSpace(part)
		switch {
		case part == "":
			r.fault("%s: an empty value between two bars", column)
		case slices.Contains(out, part):
			r.fault("%s: %q is there twice", column, part)
		default:
			out = append(out, part)
		}
	}
	return out
}

// weights are values with a whole number each, "emploi:3|jeunes"; without one it is 1.
func (r row) weights(column string) map[string]int {
	var out map[string]int
	for _, part := range r.list(column) {
		name, weight, given := strings.Cut(part, ":")
		n := 1
		if given {
			var err error
			if n, err = strconv.Atoi(strings.TrimSpace(weight)); err != nil || n < 1 {
				r.fault("%s: %q has no weight such as %s:2", column, part, name)
				continue
			}
		}
		if out == nil {
			out = make(map[string]int)
		}
		out[strings.TrimSpace(name)] = n
	}
	return out
}

// number is a whole number of at least 0; an empty cell is 0.
func (r row) number(column string) int {
	s := r.text(column)
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		r.fault("%s: %q is not a whole number", column, s)
		return 0
	}
	return n
}

// degrees is a coordinate; French spreadsheets write the comma.
func (r row) degrees(column string, limit float64) float64 {
	s := strings.Replace(r.text(column), ",", ".", 1)
	d, err := strconv.ParseFloat(s, 64)
	if err != nil || !(d >= -limit && d <= limit) {
		r.fault("%s: %q is not a number of degrees within ±%g", column, s, limit)
		return 0
	}
	return d
}

// flag is oui or non; an empty cell is non.
func (r row) flag(column string) bool {
	switch s := r.text(column); strings.ToLower(s) {
	case "oui":
		return true
	case "non", "":
		return false
	default:
		r.fault("%s: %q is neither oui nor non", column, s)
		return false
	}
}

// day is a date; spreadsheets turn 2026-11-23 into 23/11/2026, which is taken
// back. What is no date stays as it is, for [Content.Check] to tell.
func (r row) day(column string) string {
	s := r.text(column)
	if t, err := time.Parse("02/01/2006", s); err == nil {
		return t.Format(time.DateOnly)
	}
	return s
}

// insee is the code of a commune, whose leading zero spreadsheets drop.
func (r row) insee(column string) string {
	s := r.text(column)
	if len(s) == 4 {
		return "0" + s
	}
	return s
}

var provenanceColumns = []string{"source", "checked", "review", "confidence"}

func (r row) provenance() Provenance {
	return Provenance{
		Source:     r.text("source"),
		Checked:    r.day("checked"),
		Review:     r.day("review"),
		Confidence: Confidence(r.text("confidence")),
		row:        r.line,
	}
}
