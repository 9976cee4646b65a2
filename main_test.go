package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// importRule says what a package may import.
type importRule struct {
	pkg     string // pattern, below the module's path
	ours    []string
	clients []string // libraries of other systems, which nobody else may import
	because string
}

// mayImport says which packages of ours a package may import, besides those of the standard
// library. The first pattern that fits counts. Tests are free.
var mayImport = []importRule{
	{".", []string{"*"}, []string{"github.com/prometheus/client_golang"},
		"main says what is connected to what; nothing else does"},
	{"adapters/redis/redistest", nil, []string{"github.com/redis/go-redis"},
		"it starts real servers and asks them with their client; it knows nothing of ours"},
	{"adapters/web/pages", nil, nil,
		"how files are served must not depend on whose they are"},
	{"adapters/web/desk", []string{"adapters/web/pages", "bot", "bot/desk"}, nil,
		"the pages of staff and those of people share the rules of a browser, and nothing of what they show"},
	{"adapters/web", []string{"adapters/web/pages", "bot", "bot/dialogue"}, nil,
		"an adapter that knew another could not be left out or replaced alone"},
	{"adapters/*/*test", nil, nil,
		"a fake network that shared our types would test our idea of the network and not the network"},
	{"adapters/telegram", []string{"bot", "bot/dialogue"}, []string{"github.com/go-telegram/bot"},
		"an adapter that knew another could not be left out or replaced alone"},
	{"adapters/slack", []string{"bot", "bot/desk", "bot/dialogue"}, []string{"github.com/slack-go/slack"},
		"an adapter that knew another could not be left out or replaced alone"},
	{"adapters/sqlite", []string{"bot"}, []string{"modernc.org/sqlite"},
		"a store keeps bytes; one that knew what they say would have to change with it"},
	{"adapters/redis", []string{"bot"}, []string{"github.com/redis/go-redis"},
		"a store keeps bytes; one that knew what they say would have to change with it"},
	{"adapters/*", []string{"bot", "bot/desk", "bot/dialogue"}, nil,
		"an adapter that knew another could not be left out or replaced alone"},
	{"bot", []string{"bot/*"}, nil,
		"the conversation must not depend on the networks and databases of the day"},
	{"bot/bottest", []string{"bot", "bot/dialogue"}, nil,
		"what every store and every adapter must do is told by the two seams alone"},
	{"bot/content/*", nil, nil,
		"a command that makes a table must not need the tables to be there"},
	{"bot/content", []string{"intents"}, nil,
		"what is told must be checked without a conversation; the words it gives to the recogniser are all they share"},
	{"bot/desk", []string{"bot/content"}, nil,
		"the desk knows of a person what they consented to, and nothing of how they talk"},
	{"bot/dialogue", []string{"bot/content", "bot/desk", "intents"}, nil,
		"what to say depends on what was said and what is known, and is the same wherever it runs"},
	{"bot/*", []string{"bot/content", "intents"}, nil,
		"what to say depends on what was said and what is known, and is the same wherever it runs"},
	{"intents/*", []string{"intents"}, nil,
		"understanding a sentence is of use to others, without our conversations"},
	{"intents", nil, nil,
		"understanding a sentence is of use to others, without our conversations"},
	{"config", nil, nil,
		"the others are given plain values, so that only main must be read to know what a setting does"},
}

// listed is what go list tells of a package.
type listed struct {
	ImportPath, Dir  string
	Imports, GoFiles []string
}

func list(t *testing.T, args ...string) []listed {
	t.Helper()
	out, err := exec.Command("go", append([]string{"list", "-json=ImportPath,Dir,Imports,GoFiles"}, args...)...).Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []listed
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// below is the path of a package of ours below the module's, "." for the module's own.
func below(importPath string) (string, bool) {
	if importPath == "potentiels" {
		return ".", true
	}
	return strings.CutPrefix(importPath, "potentiels/")
}

func fits(pkg string, patterns []string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool {
		ok, _ := path.Match(pattern, pkg)
		return ok || pattern == "*"
	})
}

func TestImports(t *testing.T) {
	t.Parallel()
	clients := []string{
		"github.com/go-telegram/bot", "github.com/slack-go/slack", "github.com/redis/go-redis", "modernc.org/sqlite",
		"github.com/prometheus/client_golang",
	}
	for _, p := range list(t, "./...") {
		pkg, _ := below(p.ImportPath)
		i := slices.IndexFunc(mayImport, func(r importRule) bool { return fits(pkg, []string{r.pkg}) })
		if i < 0 {
			t.Errorf("no rule says what %s may import", pkg)
			continue
		}
		rule := mayImport[i]
		for _, imported := range p.Imports {
			if ours, ok := below(imported); ok && !fits(ours, rule.ours) {
				t.Errorf("%s imports %s: %s", pkg, ours, rule.because)
			}
			for _, client := range clients {
				if strings.HasPrefix(imported, client) && !slices.Contains(rule.clients, client) {
					t.Errorf("%s imports %s: the client library of a system is imported by its adapter alone", pkg, imported)
				}
			}
		}
	}
}

// testingBesides is a package of the stemmer that has a helper for its tests among its code.
const testingBesides = "github.com/kljensen/snowball/romance"

// What only tests need is not in the program.
func TestBinaryWithoutTests(t *testing.T) {
	t.Parallel()
	for _, p := range list(t, "-deps", ".") {
		pkg, ours := below(p.ImportPath)
		if slices.Contains(p.Imports, "testing") && p.ImportPath != testingBesides {
			t.Errorf("the program holds testing because of %s", p.ImportPath)
		}
		if ours && strings.HasSuffix(pkg, "test") ||
			strings.HasPrefix(p.ImportPath, "github.com/google/go-cmp") || strings.HasPrefix(p.ImportPath, "pgregory.net/rapid") {
			t.Errorf("the program holds %s", p.ImportPath)
		}
	}
}

// callsByName are packages that call methods by a name known only while running: with one of them the
// linker keeps every exported method of every library, which makes the program 8 MB larger.
var callsByName = []string{"text/template", "html/template"}

func TestBinaryStaysSmall(t *testing.T) {
	t.Parallel()
	for _, p := range list(t, "-deps", ".") {
		for _, large := range callsByName {
			if slices.Contains(p.Imports, large) {
				t.Errorf("%s imports %s, for which the linker keeps every method of every library (8 MB); "+
					"sentences are filled in by content.Template, and pages are built without", p.ImportPath, large)
			}
		}
	}
}

// A package's comment is the first page of its manual; two would be no page.
func TestPackageComments(t *testing.T) {
	t.Parallel()
	for _, p := range list(t, "./...") {
		var with []string
		for _, name := range p.GoFiles {
			f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, name), nil, parser.ParseComments|parser.PackageClauseOnly)
			if err != nil {
				t.Fatal(err)
			}
			if f.Doc != nil {
				with = append(with, name)
			}
		}
		if len(with) != 1 {
			t.Errorf("%s has %d package comments, want one: %v", p.ImportPath, len(with), with)
		}
	}
}

// longest is the length that a file of Go stays under, in lines: what is longer has two topics.
const longest = 500

// vague are names that say nothing of what is inside.
var vague = regexp.MustCompile(`^(utils?|helpers?|common|models|misc|shared|base|core)(_test)?(\.go)?$`)

func TestFiles(t *testing.T) {
	t.Parallel()
	err := filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && (strings.HasPrefix(entry.Name(), ".") && name != "." || entry.Name() == "testdata" || entry.Name() == "node_modules") {
			return filepath.SkipDir
		}
		if entry.IsDir() || strings.HasSuffix(name, ".go") {
			if vague.MatchString(entry.Name()) {
				t.Errorf("%s: name it after its topic", name)
			}
		}
		if !strings.HasSuffix(name, ".go") {
			return nil
		}
		text, err := os.ReadFile(name)
		if n := bytes.Count(text, []byte("\n")); n >= longest {
			t.Errorf("%s has %d lines, at most %d: divide it by topic", name, n, longest-1)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Every direct dependency is a decision, and docs/dependencies.md tells why it was taken.
func TestDependencies(t *testing.T) {
	t.Parallel()
	out, err := exec.Command("go", "mod", "edit", "-json").Output()
	if err != nil {
		t.Fatal(err)
	}
	var mod struct {
		Require []struct {
			Path, Version string
			Indirect      bool
		}
		Replace []any
	}
	if err := json.Unmarshal(out, &mod); err != nil {
		t.Fatal(err)
	}
	if len(mod.Replace) > 0 {
		t.Error("go.mod replaces modules: whoever builds this elsewhere would get other code")
	}
	text, err := os.ReadFile("docs/dependencies.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range mod.Require {
		if !r.Indirect && !bytes.Contains(text, []byte("`"+r.Path+"` "+r.Version)) {
			t.Errorf("docs/dependencies.md does not tell why there is `%s` %s", r.Path, r.Version)
		}
	}
}
