// Command schema prints the form of Traefik's dynamic configuration files, read from its own types: for each struct its fields
// with their types. A question mark marks what may stand there empty.
package main

import (
	"encoding/json"
	"os"
	"reflect"
	"strings"

	"github.com/traefik/traefik/v3/pkg/config/dynamic"
)

type fields = map[string]string

var structs = map[string]fields{}

func main() {
	root := describe(reflect.TypeOf(dynamic.Configuration{}))
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(map[string]any{"root": root, "structs": structs}); err != nil {
		panic(err)
	}
}

// describe names a type: string, boolean, integer, number, duration, any, [type], {type}, or a struct that is then listed.
func describe(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Pointer:
		return describe(t.Elem())
	case reflect.String:
		return "string"
	case reflect.Bool:
		return "boolean"
	case reflect.Float32, reflect.Float64:
		return "number"
	case reflect.Slice:
		return "[" + describe(t.Elem()) + "]"
	case reflect.Map:
		return "{" + describe(t.Elem()) + "}"
	case reflect.Struct:
		return describeStruct(t)
	case reflect.Interface:
		return "any"
	default:
		if t.Name() == "Duration" {
			return "duration"
		}
		return "integer"
	}
}

func describeStruct(t reflect.Type) string {
	name := t.PkgPath()[strings.LastIndex(t.PkgPath(), "/")+1:] + "." + t.Name()
	if _, known := structs[name]; known {
		return name
	}
	own := fields{}
	structs[name] = own
	collect(t, own)
	return name
}

func collect(t reflect.Type, own fields) {
	for i := range t.NumField() {
		field := t.Field(i)
		label, _, _ := strings.Cut(field.Tag.Get("yaml"), ",")
		if field.Anonymous {
			collect(field.Type, own)
			continue
		}
		if !field.IsExported() || label == "-" || field.Tag.Get("file") == "-" {
			continue
		}
		described := describe(field.Type)
		if field.Tag.Get("file") == "allowEmpty" {
			described += "?"
		}
		own[label] = described
	}
}
