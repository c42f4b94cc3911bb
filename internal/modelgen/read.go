package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
)

// structure is a struct type of the package.
type structure struct {
	name     string
	receiver string // with its type parameters
	fields   []*ast.Field
	extra    *ast.Field // the embedded rolecall.Extra, nil if there is none
}

// hasField reports whether s has a field of that name, which excludes a method of that name.
func (s *structure) hasField(name string) bool {
	return slices.ContainsFunc(s.fields, func(f *ast.Field) bool {
		return slices.ContainsFunc(f.Names, func(n *ast.Ident) bool { return n.Name == name })
	})
}

// pkg holds the types and methods of a package.
type pkg struct {
	structs []*structure // in the order of declaration
	types   map[string]ast.Expr
	written map[string]map[string]bool // the hand-written methods of each type
	guarded map[string]bool            // the types that hold raw bytes or a secret, or contain one that does
}

// parse parses the hand-written files of a package.
func parse(folder string) ([]*ast.File, error) {
	names, err := sources(folder)
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("no Go files in %s", folder)
	}
	var files []*ast.File
	set := token.NewFileSet()
	for _, name := range names {
		f, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	return files, nil
}

// read collects the types and methods of a package.
func read(files []*ast.File) *pkg {
	p := &pkg{types: map[string]ast.Expr{}, written: map[string]map[string]bool{}, guarded: map[string]bool{}}
	for _, f := range files {
		for _, decl := range f.Decls {
			switch decl := decl.(type) {
			case *ast.FuncDecl:
				p.readMethod(decl)
			case *ast.GenDecl:
				for _, spec := range decl.Specs {
					if spec, ok := spec.(*ast.TypeSpec); ok {
						p.readType(spec)
					}
				}
			}
		}
	}
	p.inherit()
	p.guard()
	return p
}

// inherit makes each struct that embeds a model a model itself: the methods of the embedded model would
// decode and encode only the embedded model.
func (p *pkg) inherit() {
	models := map[string]*ast.Field{}
	for changed := true; changed; {
		changed = false
		for _, s := range p.structs {
			if models[s.name] != nil {
				continue
			}
			for _, f := range s.fields {
				if s.extra == nil && len(f.Names) == 0 {
					s.extra = models[baseName(f.Type)]
				}
			}
			if s.extra != nil {
				models[s.name], changed = s.extra, true
			}
		}
	}
}

func (p *pkg) readMethod(decl *ast.FuncDecl) {
	if decl.Recv == nil {
		return
	}
	name := baseName(decl.Recv.List[0].Type)
	if p.written[name] == nil {
		p.written[name] = map[string]bool{}
	}
	p.written[name][decl.Name.Name] = true
}

// baseName returns the name of a receiver's type, such as "Event" for *Event[D].
func baseName(t ast.Expr) string {
	switch t := t.(type) {
	case *ast.StarExpr:
		return baseName(t.X)
	case *ast.IndexExpr:
		return baseName(t.X)
	case *ast.IndexListExpr:
		return baseName(t.X)
	case *ast.Ident:
		return t.Name
	}
	return ""
}

func (p *pkg) readType(spec *ast.TypeSpec) {
	p.types[spec.Name.Name] = spec.Type
	t, ok := spec.Type.(*ast.StructType)
	if !ok || spec.Assign.IsValid() {
		return
	}
	s := &structure{name: spec.Name.Name, receiver: spec.Name.Name, fields: t.Fields.List}
	if spec.TypeParams != nil {
		var names []string
		for _, f := range spec.TypeParams.List {
			for _, name := range f.Names {
				names = append(names, name.Name)
			}
		}
		for _, f := range s.fields {
			if of, ok := f.Type.(*ast.Ident); ok && slices.Contains(names, of.Name) {
				p.guarded[s.name] = true // a type parameter may be anything
			}
		}
		s.receiver += "[" + strings.Join(names, ", ") + "]"
	}
	for _, f := range s.fields {
		if sel, ok := f.Type.(*ast.SelectorExpr); ok && len(f.Names) == 0 && sel.Sel.Name == "Extra" {
			s.extra = f
		}
	}
	p.structs = append(p.structs, s)
}

// guard finds the types that hold raw bytes or a secret. Package fmt does not call the methods of a value
// behind a pointer, so a type that contains such a type also needs its own Format.
func (p *pkg) guard() {
	for changed := true; changed; {
		changed = false
		for name, t := range p.types {
			if !p.guarded[name] && (p.written[name]["Format"] || p.holds(t)) {
				p.guarded[name], changed = true, true
			}
		}
	}
}

// holds reports whether a value of t may contain raw bytes or a secret, given the types found so far.
func (p *pkg) holds(t ast.Expr) bool {
	switch t := t.(type) {
	case *ast.StructType:
		return slices.ContainsFunc(t.Fields.List, p.fieldHolds)
	case *ast.StarExpr:
		return p.holds(t.X)
	case *ast.ArrayType:
		return isByte(t.Elt) || p.holds(t.Elt)
	case *ast.MapType:
		return p.holds(t.Value)
	case *ast.SelectorExpr:
		return t.Sel.Name == "RawMessage" || t.Sel.Name == "Extra"
	case *ast.Ident:
		return t.Name == "any" || p.guarded[t.Name]
	case *ast.IndexExpr:
		return p.holds(t.X) || p.holds(t.Index)
	case *ast.InterfaceType:
		return t.Methods.NumFields() == 0
	}
	return false
}

func (p *pkg) fieldHolds(f *ast.Field) bool {
	return strings.Contains(tagOf(f), `secret:"`) || p.holds(f.Type)
}

func isByte(t ast.Expr) bool {
	name, ok := t.(*ast.Ident)
	return ok && name.Name == "byte"
}
