package protocol

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"sort"
)

// largestNumber is the magnitude from which on integers travel as decimal strings: doubles hold no more.
const largestNumber = int64(1) << 53

// longestDecimal is the number of characters of the longest decimal string that is read.
const longestDecimal = 400

var (
	decimalPattern = regexp.MustCompile(`^(0|-?[1-9][0-9]*)$`)
	hexPattern     = regexp.MustCompile(`^[0-9a-f]*$`)
)

// BadInput is the panic with which a Value refuses a request; it becomes the text of a failure.
type BadInput struct{ Path, Problem string }

// Error names the field and what is wrong with it.
func (bad BadInput) Error() string { return bad.Path + ": " + bad.Problem }

// Value is a JSON value and the path that leads to it. Its methods turn it into Go values, or panic with a BadInput
// where it is something else.
type Value struct {
	path string
	json any
}

// Refuse panics with what is wrong with the value.
func (value Value) Refuse(problem string, arguments ...any) {
	panic(BadInput{value.path, fmt.Sprintf(problem, arguments...)})
}

// IsNull says whether the value is null.
func (value Value) IsNull() bool { return value.json == nil }

// IsText says whether the value is a string.
func (value Value) IsText() bool {
	_, ok := value.json.(string)
	return ok
}

// Optional checks that the value is an object with no other fields than these, and returns it.
func (value Value) Optional(names ...string) Value {
	for _, name := range sortedNames(value.object()) {
		if !slices.Contains(names, name) {
			Value{value.path + "." + name, nil}.Refuse("unknown field")
		}
	}
	return value
}

// has says whether the value is an object with this field.
func (value Value) has(name string) bool {
	object, ok := value.json.(map[string]any)
	_, present := object[name]
	return ok && present
}

// object returns the fields of an object.
func (value Value) object() map[string]any {
	object, ok := value.json.(map[string]any)
	if !ok {
		value.Refuse("expected an object")
	}
	return object
}

// Record checks that the value is an object with exactly these fields, and returns it.
func (value Value) Record(names ...string) Value {
	object := value.object()
	for _, name := range sortedNames(object) {
		if !slices.Contains(names, name) {
			Value{value.path + "." + name, nil}.Refuse("unknown field")
		}
	}
	for _, name := range names {
		if _, present := object[name]; !present {
			Value{value.path + "." + name, nil}.Refuse("missing")
		}
	}
	return value
}

// OneOf checks that the value is an object with exactly one field, of these names, and returns its name and value.
func (value Value) OneOf(names ...string) (string, Value) {
	object := value.object()
	for _, name := range names {
		if _, present := object[name]; present && len(object) == 1 {
			return name, value.Field(name)
		}
	}
	value.Refuse("expected an object with one field of %v", names)
	return "", Value{}
}

// Field returns a field of an object.
func (value Value) Field(name string) Value {
	inner, present := value.object()[name]
	field := Value{value.path + "." + name, inner}
	if !present {
		field.Refuse("missing")
	}
	return field
}

// FieldOr returns a field of an object, or a default for one that is left out.
func (value Value) FieldOr(name string, otherwise any) Value {
	if value.has(name) {
		return value.Field(name)
	}
	return Value{value.path + "." + name, otherwise}
}

// Table returns the names of an object's fields in order, and their values.
func (value Value) Table() ([]string, map[string]Value) {
	object := value.object()
	table := make(map[string]Value, len(object))
	for name, inner := range object {
		table[name] = Value{value.path + "." + name, inner}
	}
	return sortedNames(object), table
}

// List returns the items of a list.
func (value Value) List() []Value {
	items, ok := value.json.([]any)
	if !ok {
		value.Refuse("expected a list")
	}
	list := make([]Value, len(items))
	for index, item := range items {
		list[index] = Value{fmt.Sprintf("%s[%d]", value.path, index), item}
	}
	return list
}

// Text returns a string.
func (value Value) Text() string {
	text, ok := value.json.(string)
	if !ok {
		value.Refuse("expected a string")
	}
	return text
}

// Choice returns a string that must be one of these.
func (value Value) Choice(choices ...string) string {
	text := value.Text()
	if !slices.Contains(choices, text) {
		value.Refuse("expected one of %v", choices)
	}
	return text
}

// Boolean returns a boolean.
func (value Value) Boolean() bool {
	boolean, ok := value.json.(bool)
	if !ok {
		value.Refuse("expected true or false")
	}
	return boolean
}

// Hex decodes lower-case hex into bytes that are never nil.
func (value Value) Hex() []byte {
	text := value.Text()
	if len(text)%2 != 0 {
		value.Refuse("hex of odd length %d", len(text))
	}
	if !hexPattern.MatchString(text) {
		value.Refuse("not lower-case hex")
	}
	decoded, err := hex.DecodeString(text)
	if err != nil {
		value.Refuse("%v", err)
	}
	return slices.Clip(decoded)
}

// HexOf decodes hex of exactly this many bytes.
func (value Value) HexOf(length int) []byte {
	decoded := value.Hex()
	if len(decoded) != length {
		value.Refuse("expected %d bytes, got %d", length, len(decoded))
	}
	return decoded
}

// NullableHex decodes hex, or null into nil.
func (value Value) NullableHex() []byte {
	if value.IsNull() {
		return nil
	}
	return value.Hex()
}

// Integer returns an integer written as a JSON number up to 2^53 or as a decimal string.
func (value Value) Integer() *big.Int {
	text, isText := value.json.(string)
	if number, isNumber := value.json.(json.Number); isNumber {
		text = number.String()
	} else if !isText {
		value.Refuse("expected an integer")
	}
	if len(text) > longestDecimal || !decimalPattern.MatchString(text) {
		value.Refuse("not a decimal integer")
	}
	integer, _ := new(big.Int).SetString(text, 10)
	if !isText && integer.CmpAbs(big.NewInt(largestNumber)) > 0 {
		value.Refuse("a number beyond 2^53 must be a decimal string")
	}
	return integer
}

// Uint64 returns an integer of 64 bits without sign.
func (value Value) Uint64() uint64 {
	integer := value.Integer()
	if !integer.IsUint64() {
		value.Refuse("%s is outside [0, 2^64-1]", integer)
	}
	return integer.Uint64()
}

// Int64 returns an integer of 64 bits with sign.
func (value Value) Int64() int64 {
	integer := value.Integer()
	if !integer.IsInt64() {
		value.Refuse("%s is outside [-2^63, 2^63-1]", integer)
	}
	return integer.Int64()
}

// sortedNames returns the names of an object's fields in order.
func sortedNames(object map[string]any) []string {
	names := make([]string, 0, len(object))
	for name := range object {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}
