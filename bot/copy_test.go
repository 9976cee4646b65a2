package bot_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"potentiels/bot"
)

// Whatever has to find everything finds every family there is: one that was left out would
// not be copied.
func TestFamilies(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	var declared []bot.Family
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			if kind, ok := spec.Type.(*ast.Ident); !ok || kind.Name != "Family" || len(spec.Values) == 0 {
				return true
			}
			value, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			declared = append(declared, bot.Family(value))
			return true
		})
	}
	if len(declared) < 6 {
		t.Fatalf("found only %q", declared)
	}
	for _, f := range declared {
		if f != "copy" && !slices.Contains(bot.Families(), f) {
			t.Errorf("%q is not among the families", f)
		}
	}
}
