package main

import (
	"fmt"
	"math"
	"math/big"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"time"

	gogoproto "github.com/cosmos/gogoproto/proto"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/types/dynamicpb"

	"pocket-spec/adapters/go-protocol"
)

// timestamp is the message that is written as text.
const timestamp = protoreflect.FullName("google.protobuf.Timestamp")

// newMessage makes an empty message of a type, nil if there is no such type.
func newMessage(name string) gogoproto.Message {
	concrete := gogoproto.MessageType(name)
	if concrete == nil {
		return nil
	}
	return reflect.New(concrete.Elem()).Interface().(gogoproto.Message)
}

// files are the descriptors of all messages that are linked in, with what they import.
var files = sync.OnceValue(func() *protoregistry.Files {
	set, err := gogoproto.MergedGlobalFileDescriptors()
	must(err)
	files, err := protodesc.NewFiles(set)
	must(err)
	return files
})

// descriptor finds the descriptor of a registered message.
func descriptor(message gogoproto.Message) protoreflect.MessageDescriptor {
	found, err := files().FindDescriptorByName(protoreflect.FullName(gogoproto.MessageName(message)))
	must(err)
	return found.(protoreflect.MessageDescriptor)
}

// malformed is the error of bytes that the chain does not decode.
type malformed struct{ error }

// readMessage reads a message from JSON, by way of its bytes as a transaction or a store has them.
func readMessage(value protocol.Value, message gogoproto.Message) error {
	dynamic := dynamicpb.NewMessage(descriptor(message))
	readFields(value, dynamic)
	encoded, err := proto.MarshalOptions{Deterministic: true}.Marshal(dynamic)
	if err == nil {
		err = gogoproto.Unmarshal(encoded, message)
	}
	if err != nil {
		return malformed{err}
	}
	return nil
}

// pointerTo is a message that is the pointer to a struct, as all generated ones are.
type pointerTo[T any] interface {
	*T
	gogoproto.Message
}

// read reads a record of the state from JSON and refuses what the chain does not decode.
func read[T any, P pointerTo[T]](value protocol.Value) T {
	record := P(new(T))
	if err := readMessage(value, record); err != nil {
		value.Refuse("%v", err)
	}
	return *record
}

// readFields reads the fields of an object into a message.
func readFields(value protocol.Value, message protoreflect.Message) {
	if message.Descriptor().FullName() == timestamp {
		readTimestamp(value, message)
		return
	}
	names, table := value.Table()
	for _, name := range names {
		field := message.Descriptor().Fields().ByName(protoreflect.Name(name))
		if field == nil {
			table[name].Refuse("unknown field")
		}
		readField(table[name], message, field)
	}
}

// readField reads one field into a message; null leaves it absent.
func readField(value protocol.Value, message protoreflect.Message, field protoreflect.FieldDescriptor) {
	switch {
	case value.IsNull():
	case field.IsMap():
		readMap(value, message.Mutable(field).Map(), field)
	case field.IsList():
		list := message.Mutable(field).List()
		for _, item := range value.List() {
			list.Append(readSingular(item, field, list.NewElement))
		}
	default:
		message.Set(field, readSingular(value, field, func() protoreflect.Value { return message.NewField(field) }))
	}
}

// readMap reads an object into a map.
func readMap(value protocol.Value, entries protoreflect.Map, field protoreflect.FieldDescriptor) {
	names, table := value.Table()
	for _, name := range names {
		entries.Set(readKey(table[name], name, field.MapKey()), readSingular(table[name], field.MapValue(), entries.NewValue))
	}
}

// readKey reads the key of an entry of a map.
func readKey(value protocol.Value, name string, key protoreflect.FieldDescriptor) protoreflect.MapKey {
	switch key.Kind() {
	case protoreflect.StringKind:
		return protoreflect.ValueOfString(name).MapKey()
	case protoreflect.Uint64Kind:
		number, err := strconv.ParseUint(name, 10, 64)
		if err != nil || strconv.FormatUint(number, 10) != name {
			value.Refuse("not a decimal integer for a key")
		}
		return protoreflect.ValueOfUint64(number).MapKey()
	}
	panic(fmt.Sprintf("no map of the protocol has keys of kind %s", key.Kind()))
}

// readSingular reads one value, a message into one that make makes.
func readSingular(
	value protocol.Value, field protoreflect.FieldDescriptor, make func() protoreflect.Value,
) protoreflect.Value {
	switch field.Kind() {
	case protoreflect.MessageKind:
		inner := make()
		readFields(value, inner.Message())
		return inner
	case protoreflect.BoolKind:
		return protoreflect.ValueOfBool(value.Boolean())
	case protoreflect.StringKind:
		return protoreflect.ValueOfString(value.Text())
	case protoreflect.BytesKind:
		return protoreflect.ValueOfBytes(value.Hex())
	case protoreflect.EnumKind:
		return protoreflect.ValueOfEnum(readEnum(value, field.Enum()))
	case protoreflect.DoubleKind:
		return protoreflect.ValueOfFloat64(readDouble(value))
	}
	return readInteger(value, field.Kind())
}

// readInteger reads an integer of one of the kinds that messages have.
func readInteger(value protocol.Value, kind protoreflect.Kind) protoreflect.Value {
	switch kind {
	case protoreflect.Uint64Kind:
		return protoreflect.ValueOfUint64(value.Uint64())
	case protoreflect.Int64Kind:
		return protoreflect.ValueOfInt64(value.Int64())
	case protoreflect.Uint32Kind:
		return protoreflect.ValueOfUint32(uint32(within(value, 0, math.MaxUint32)))
	case protoreflect.Int32Kind:
		return protoreflect.ValueOfInt32(int32(within(value, math.MinInt32, math.MaxInt32)))
	}
	panic(fmt.Sprintf("no message of the protocol has fields of kind %s", kind))
}

// within reads an integer of a range.
func within(value protocol.Value, low, high int64) int64 {
	number := value.Int64()
	if number < low || number > high {
		value.Refuse("%d is outside [%d, %d]", number, low, high)
	}
	return number
}

// readEnum reads the name of an enum's value, or a number that has none.
func readEnum(value protocol.Value, enum protoreflect.EnumDescriptor) protoreflect.EnumNumber {
	if !value.IsText() {
		return protoreflect.EnumNumber(within(value, math.MinInt32, math.MaxInt32))
	}
	known := enum.Values().ByName(protoreflect.Name(value.Text()))
	if known == nil {
		value.Refuse("not a value of %s", enum.FullName())
	}
	return known.Number()
}

// readDouble reads a floating point number from its decimal digits.
func readDouble(value protocol.Value) float64 {
	number, err := strconv.ParseFloat(value.Text(), 64)
	if err != nil {
		value.Refuse("not a number")
	}
	return number
}

// readTime reads a time from its text.
func readTime(value protocol.Value) time.Time {
	instant, err := time.Parse(time.RFC3339Nano, value.Text())
	if err != nil || !strings.HasSuffix(value.Text(), "Z") {
		value.Refuse("not a time of RFC 3339 in UTC")
	}
	return instant
}

// readTimestamp reads a time into a message.
func readTimestamp(value protocol.Value, message protoreflect.Message) {
	instant := readTime(value)
	fields := message.Descriptor().Fields()
	message.Set(fields.ByName("seconds"), protoreflect.ValueOfInt64(instant.Unix()))
	message.Set(fields.ByName("nanos"), protoreflect.ValueOfInt32(int32(instant.Nanosecond())))
}

// writeMessage writes a message as JSON, every field of it.
func writeMessage(message gogoproto.Message) protocol.Output {
	encoded, err := gogoproto.Marshal(message)
	must(err)
	dynamic := dynamicpb.NewMessage(descriptor(message))
	must(proto.Unmarshal(encoded, dynamic))
	return writeFields(dynamic)
}

// writeFields writes the fields of a message, of a oneof only the one that is there.
func writeFields(message protoreflect.Message) protocol.Output {
	output := protocol.Output{}
	fields := message.Descriptor().Fields()
	for index := range fields.Len() {
		field := fields.Get(index)
		if field.ContainingOneof() == nil || message.Has(field) {
			output[string(field.Name())] = writeField(message, field)
		}
	}
	return output
}

// writeField writes one field; bytes and messages that are absent are null.
func writeField(message protoreflect.Message, field protoreflect.FieldDescriptor) any {
	value := message.Get(field)
	switch {
	case field.IsMap():
		entries := protocol.Output{}
		value.Map().Range(func(key protoreflect.MapKey, inner protoreflect.Value) bool {
			entries[key.String()] = writeSingular(inner, field.MapValue())
			return true
		})
		return entries
	case field.IsList():
		items := make([]any, value.List().Len())
		for index := range items {
			items[index] = writeSingular(value.List().Get(index), field)
		}
		return items
	case !message.Has(field) && (field.Message() != nil || field.Kind() == protoreflect.BytesKind):
		return nil
	}
	return writeSingular(value, field)
}

// writeSingular writes one value.
func writeSingular(value protoreflect.Value, field protoreflect.FieldDescriptor) any {
	switch field.Kind() {
	case protoreflect.MessageKind:
		return writeInner(value.Message())
	case protoreflect.BytesKind:
		return protocol.Hex(value.Bytes())
	case protoreflect.EnumKind:
		if known := field.Enum().Values().ByNumber(value.Enum()); known != nil {
			return string(known.Name())
		}
		return int32(value.Enum())
	case protoreflect.DoubleKind:
		return strconv.FormatFloat(value.Float(), 'f', -1, 64)
	case protoreflect.Uint64Kind, protoreflect.Int64Kind:
		return value.String()
	}
	return value.Interface()
}

// writeInner writes a message within another.
func writeInner(message protoreflect.Message) any {
	if message.Descriptor().FullName() != timestamp {
		return writeFields(message)
	}
	fields := message.Descriptor().Fields()
	seconds, nanos := message.Get(fields.ByName("seconds")).Int(), message.Get(fields.ByName("nanos")).Int()
	return time.Unix(seconds, nanos).UTC().Format(time.RFC3339Nano)
}

// readAmount reads a number of coins.
func readAmount(value protocol.Value) *big.Int {
	amount := value.Integer()
	if amount.Sign() < 0 || amount.BitLen() > 256 {
		value.Refuse("not an amount of coins")
	}
	return amount
}
