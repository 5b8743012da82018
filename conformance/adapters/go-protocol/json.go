package protocol

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
)

// deepestNesting bounds the objects and lists inside each other that are read.
const deepestNesting = 64

// parse decodes one JSON value, refusing duplicate fields and anything after the value. Numbers keep their text.
func parse(line []byte) any {
	decoder := json.NewDecoder(bytes.NewReader(line))
	decoder.UseNumber()
	value := parseValue(decoder, "line", 0)
	if _, err := decoder.Token(); err != io.EOF {
		panic(BadInput{"line", "more than one JSON value"})
	}
	return value
}

// parseValue decodes the value that starts at the next token.
func parseValue(decoder *json.Decoder, path string, depth int) any {
	if depth > deepestNesting {
		panic(BadInput{path, "nested too deeply"})
	}
	switch token := nextToken(decoder, path); token {
	case json.Delim('{'):
		return parseObject(decoder, path, depth)
	case json.Delim('['):
		return parseList(decoder, path, depth)
	default:
		return token
	}
}

// parseObject decodes the rest of an object.
func parseObject(decoder *json.Decoder, path string, depth int) map[string]any {
	object := map[string]any{}
	for decoder.More() {
		name := nextToken(decoder, path).(string)
		if _, twice := object[name]; twice {
			panic(BadInput{path + "." + name, "duplicate field"})
		}
		object[name] = parseValue(decoder, path+"."+name, depth+1)
	}
	nextToken(decoder, path)
	return object
}

// parseList decodes the rest of a list; an empty one is not nil.
func parseList(decoder *json.Decoder, path string, depth int) []any {
	list := []any{}
	for decoder.More() {
		list = append(list, parseValue(decoder, fmt.Sprintf("%s[%d]", path, len(list)), depth+1))
	}
	nextToken(decoder, path)
	return list
}

// nextToken returns the next token or refuses the line.
func nextToken(decoder *json.Decoder, path string) json.Token {
	token, err := decoder.Token()
	if err != nil {
		panic(BadInput{path, "not JSON: " + err.Error()})
	}
	return token
}
