package content

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"text/template/parse"
)

// Template is a text with gaps, in the syntax of Go's templates: fields of the data,
// with, if, else, range and its variables, eq, ne, lt, gt, not, and, or, and the functions of grammar.
//
// Filling in is done here and not by text/template, which calls methods by a name that is
// known only then: with it the linker keeps every exported method of every library in
// the program, which is a quarter of its size.
type Template struct {
	name string
	root *parse.ListNode
}

// ParseTemplate reads a template. The name stands in errors.
func ParseTemplate(name, text string) (*Template, error) {
	trees, err := parse.Parse(name, text, "", "", map[string]any{
		"eq": 1, "ne": 1, "lt": 1, "gt": 1, "not": 1, "and": 1, "or": 1, "de": 1, "en": 1, // that they exist is all it asks
	})
	if err != nil {
		return nil, err
	}
	t := &Template{name: name}
	if tree := trees[name]; tree != nil { // an empty text has none
		t.root = tree.Root
	}
	if len(trees) > 1 {
		return nil, fmt.Errorf("template: %s: define and block are not known", name)
	}
	return t, t.check(t.root)
}

// check refuses what the parser knows and Fill does not.
func (t *Template) check(n parse.Node) error {
	switch n := n.(type) {
	case *parse.ListNode:
		if n == nil {
			return nil
		}
		var errs []error
		for _, child := range n.Nodes {
			errs = append(errs, t.check(child))
		}
		return errors.Join(errs...)
	case *parse.TextNode, *parse.ActionNode, *parse.CommentNode:
		return nil
	case *parse.IfNode:
		return errors.Join(t.check(n.List), t.check(n.ElseList))
	case *parse.WithNode:
		return errors.Join(t.check(n.List), t.check(n.ElseList))
	case *parse.RangeNode:
		return errors.Join(t.check(n.List), t.check(n.ElseList))
	}
	return fmt.Errorf("template: %s: %s is not known", t.name, n)
}

// Lazy is data whose fields are computed when they are asked for: before a template reads
// .A.B of it, it calls Compute("A", "B").
type Lazy interface{ Compute(field ...string) }

// Fill gives the text for the data: a struct, a pointer to one, or a map with strings as keys.
func (t *Template) Fill(data any) (string, error) {
	root := reflect.ValueOf(data)
	f := filling{vars: []variable{{"$", root}}}
	f.lazy, _ = data.(Lazy)
	if err := f.list(root, t.root); err != nil {
		return "", fmt.Errorf("template: %s: %w", t.name, err)
	}
	return f.out.String(), nil
}

// filling is a template being filled in.
type filling struct {
	out  strings.Builder
	vars []variable // innermost last
	lazy Lazy       // the data, if it is
}

type variable struct {
	name  string
	value reflect.Value
}

func (f *filling) list(dot reflect.Value, list *parse.ListNode) error {
	if list == nil {
		return nil
	}
	outer := len(f.vars)
	for _, n := range list.Nodes {
		if err := f.node(dot, n); err != nil {
			return err
		}
	}
	f.vars = f.vars[:outer]
	return nil
}

func (f *filling) node(dot reflect.Value, n parse.Node) error {
	switch n := n.(type) {
	case *parse.TextNode:
		f.out.Write(n.Text)
	case *parse.ActionNode:
		v, err := f.pipe(dot, n.Pipe)
		if err == nil && len(n.Pipe.Decl) == 0 {
			f.print(v)
		}
		return err
	case *parse.IfNode:
		return f.branch(dot, &n.BranchNode, false)
	case *parse.WithNode:
		return f.branch(dot, &n.BranchNode, true)
	case *parse.RangeNode:
		return f.loop(dot, n)
	}
	return nil
}

// branch is an if, or a with, which moves the dot.
func (f *filling) branch(dot reflect.Value, n *parse.BranchNode, moves bool) error {
	outer := len(f.vars)
	defer func() { f.vars = f.vars[:outer] }()
	v, err := f.pipe(dot, n.Pipe)
	if err != nil {
		return err
	}
	if !truth(v) {
		return f.list(dot, n.ElseList)
	}
	if moves {
		dot = v
	}
	return f.list(dot, n.List)
}

func (f *filling) loop(dot reflect.Value, n *parse.RangeNode) error {
	outer := len(f.vars)
	defer func() { f.vars = f.vars[:outer] }()
	v, err := f.pipe(dot, &parse.PipeNode{Cmds: n.Pipe.Cmds})
	if err != nil {
		return err
	}
	if v = inside(v); v.IsValid() && v.Kind() != reflect.Slice && v.Kind() != reflect.Array {
		return fmt.Errorf("range can't iterate over %s", n.Pipe)
	}
	if !v.IsValid() || v.Len() == 0 {
		return f.list(dot, n.ElseList)
	}
	for i := range v.Len() {
		f.vars = f.vars[:outer]
		switch decl := n.Pipe.Decl; len(decl) {
		case 1:
			f.vars = append(f.vars, variable{decl[0].Ident[0], v.Index(i)})
		case 2:
			f.vars = append(f.vars, variable{decl[0].Ident[0], reflect.ValueOf(i)}, variable{decl[1].Ident[0], v.Index(i)})
		}
		if err := f.list(v.Index(i), n.List); err != nil {
			return err
		}
	}
	return nil
}

// pipe gives the value of « a | b | c »: each command gets the value before it as its last argument.
func (f *filling) pipe(dot reflect.Value, n *parse.PipeNode) (v reflect.Value, err error) {
	for i, cmd := range n.Cmds {
		var piped []reflect.Value
		if i > 0 {
			piped = []reflect.Value{v}
		}
		if v, err = f.command(dot, cmd, piped); err != nil {
			return v, err
		}
	}
	for _, d := range n.Decl {
		f.vars = append(f.vars, variable{d.Ident[0], v})
	}
	return v, nil
}

func (f *filling) command(dot reflect.Value, n *parse.CommandNode, piped []reflect.Value) (reflect.Value, error) {
	function, ok := n.Args[0].(*parse.IdentifierNode)
	if !ok {
		if len(n.Args)+len(piped) > 1 {
			return reflect.Value{}, fmt.Errorf("%s is no function", n.Args[0])
		}
		return f.value(dot, n.Args[0])
	}
	args := make([]reflect.Value, 0, len(n.Args)-1+len(piped))
	for _, arg := range n.Args[1:] {
		v, err := f.value(dot, arg)
		if err != nil {
			return v, err
		}
		if name := function.Ident; (name == "and" || name == "or") && truth(v) == (name == "or") {
			return v, nil // what follows need not make sense
		}
		args = append(args, v)
	}
	v, err := apply(function.Ident, append(args, piped...))
	if err != nil {
		err = fmt.Errorf("%s: %w", n, err)
	}
	return v, err
}

func (f *filling) value(dot reflect.Value, n parse.Node) (reflect.Value, error) {
	switch n := n.(type) {
	case *parse.DotNode:
		return dot, nil
	case *parse.FieldNode:
		return f.fields(dot, n.Ident)
	case *parse.VariableNode:
		for _, v := range slices.Backward(f.vars) {
			if v.name == n.Ident[0] {
				return f.fields(v.value, n.Ident[1:])
			}
		}
	case *parse.PipeNode:
		return f.pipe(dot, n)
	case *parse.IdentifierNode:
		return apply(n.Ident, nil)
	case *parse.StringNode:
		return reflect.ValueOf(n.Text), nil
	case *parse.BoolNode:
		return reflect.ValueOf(n.True), nil
	case *parse.NumberNode:
		if n.IsInt {
			return reflect.ValueOf(n.Int64), nil
		}
	}
	return reflect.Value{}, fmt.Errorf("can't evaluate %s", n)
}

// fields follows .A.B.C.
func (f *filling) fields(v reflect.Value, names []string) (reflect.Value, error) {
	if root := f.vars[0].value; f.lazy != nil && len(names) > 0 && v == root {
		f.lazy.Compute(names...)
	}
	for _, name := range names {
		v = inside(v)
		var field reflect.Value
		switch {
		case !v.IsValid():
			return v, fmt.Errorf("nothing there to evaluate .%s of", name)
		case v.Kind() == reflect.Struct:
			field = v.FieldByName(name)
		case v.Kind() == reflect.Map && v.Type().Key().Kind() == reflect.String:
			field = v.MapIndex(reflect.ValueOf(name))
		}
		if !field.IsValid() || !field.CanInterface() {
			return v, fmt.Errorf("can't evaluate field %s in %s", name, v.Type())
		}
		v = field
	}
	return v, nil
}

// inside goes through pointers and interfaces; nil gives no value.
func inside(v reflect.Value) reflect.Value {
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	return v
}

// truth tells whether a value is not the zero of its kind, or not empty.
func truth(v reflect.Value) bool {
	switch v = inside(v); v.Kind() {
	case reflect.Invalid:
		return false
	case reflect.String, reflect.Slice, reflect.Array, reflect.Map:
		return v.Len() > 0
	case reflect.Struct:
		return true
	default:
		return !v.IsZero()
	}
}

// apply calls a function.
func apply(name string, args []reflect.Value) (v reflect.Value, err error) {
	want := 2
	switch name {
	case "and", "or":
		want = max(1, len(args))
	case "not", "de", "en":
		want = 1
	}
	if len(args) != want {
		return v, fmt.Errorf("wrong number of arguments: %d, want %d", len(args), want)
	}
	switch name {
	case "not":
		return reflect.ValueOf(!truth(args[0])), nil
	case "and", "or":
		return args[len(args)-1], nil // no other decided
	}
	for i := range args {
		args[i] = inside(args[i])
	}
	if phrase, ok := grammar[name]; ok {
		if args[0].Kind() != reflect.String {
			return v, fmt.Errorf("wants a name, not a %s", args[0].Kind())
		}
		return reflect.ValueOf(phrase(args[0].String())), nil
	}
	order, err := compare(args[0], args[1])
	if err != nil {
		return v, err
	}
	return reflect.ValueOf(name == "eq" && order == 0 || name == "ne" && order != 0 || name == "lt" && order < 0 || name == "gt" && order > 0), nil
}

func compare(a, b reflect.Value) (int, error) {
	switch {
	case a.CanInt() && b.CanInt():
		return cmp.Compare(a.Int(), b.Int()), nil
	case a.Kind() == reflect.String && b.Kind() == reflect.String:
		return cmp.Compare(a.String(), b.String()), nil
	}
	return 0, fmt.Errorf("can't compare a %s with a %s", a.Kind(), b.Kind())
}

func (f *filling) print(v reflect.Value) {
	switch v = inside(v); {
	case !v.IsValid():
		f.out.WriteString("<no value>") // which the checks of the content look for
	case v.Kind() == reflect.String:
		f.out.WriteString(v.String())
	case v.CanInt():
		f.out.WriteString(strconv.FormatInt(v.Int(), 10))
	default:
		_, _ = fmt.Fprint(&f.out, v.Interface())
	}
}

// lines keeps of a template what makes the lines that begin with a mark: the others are not
// filled in. It is nil when there are none.
func (t *Template) lines(mark string) *Template {
	if root := keepLines(t.root, mark, true); root != nil {
		return &Template{name: t.name, root: root}
	}
	return nil
}

// fixed gives what a template says whatever the data. No template says nothing.
func (t *Template) fixed() (text string, ok bool) {
	if t == nil {
		return "", true
	}
	for _, n := range t.root.Nodes {
		n, ok := n.(*parse.TextNode)
		if !ok {
			return "", false
		}
		text += string(n.Text)
	}
	return text, true
}

// keepLines does so for a list; begins tells that the list begins a line.
func keepLines(list *parse.ListNode, mark string, begins bool) *parse.ListNode {
	if list == nil {
		return nil
	}
	kept := &parse.ListNode{NodeType: parse.NodeList, Pos: list.Pos}
	keep := false // the line under way
	for _, n := range list.Nodes {
		switch n := n.(type) {
		case *parse.TextNode:
			var text []byte
			for line := range bytes.Lines(n.Text) {
				if begins {
					keep = bytes.HasPrefix(bytes.TrimLeft(line, " "), []byte(mark))
				}
				if begins = line[len(line)-1] == '\n'; keep {
					text = append(text, line...)
				} else if begins {
					text = append(text, '\n') // lest two lines become one
				}
			}
			if len(text) > 0 {
				kept.Nodes = append(kept.Nodes, &parse.TextNode{NodeType: parse.NodeText, Pos: n.Pos, Text: text})
			}
		case *parse.ActionNode:
			if keep || len(n.Pipe.Decl) > 0 {
				kept.Nodes = append(kept.Nodes, n)
			}
			begins = begins && len(n.Pipe.Decl) > 0
		case *parse.IfNode, *parse.WithNode, *parse.RangeNode:
			if keep {
				kept.Nodes = append(kept.Nodes, n)
			} else if inner := keepBranch(n, mark, begins); inner != nil {
				kept.Nodes = append(kept.Nodes, inner)
			}
		}
	}
	if !slices.ContainsFunc(kept.Nodes, func(n parse.Node) bool {
		text, ok := n.(*parse.TextNode)
		return !ok || len(bytes.TrimLeft(text.Text, "\n")) > 0
	}) {
		return nil
	}
	return kept
}

func keepBranch(n parse.Node, mark string, begins bool) parse.Node {
	keep := func(b parse.BranchNode) (parse.BranchNode, bool) {
		b.List, b.ElseList = keepLines(b.List, mark, begins), keepLines(b.ElseList, mark, begins)
		return b, b.List != nil || b.ElseList != nil
	}
	switch n := n.(type) {
	case *parse.IfNode:
		if b, ok := keep(n.BranchNode); ok {
			return &parse.IfNode{BranchNode: b}
		}
	case *parse.WithNode:
		if b, ok := keep(n.BranchNode); ok {
			return &parse.WithNode{BranchNode: b}
		}
	case *parse.RangeNode:
		if b, ok := keep(n.BranchNode); ok {
			return &parse.RangeNode{BranchNode: b}
		}
	}
	return nil
}
