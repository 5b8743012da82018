package protocol

import (
	"encoding/hex"
	"strconv"
)

// Hex writes bytes that are always there; nil is written as no bytes.
func Hex(data []byte) string { return hex.EncodeToString(data) }

// NullableHex writes bytes that may be absent: nil is null, empty is "".
func NullableHex(data []byte) any {
	if data == nil {
		return nil
	}
	return Hex(data)
}

// HexList writes a list of bytes; an empty one is [].
func HexList(items [][]byte) []string {
	list := make([]string, len(items))
	for index, item := range items {
		list[index] = Hex(item)
	}
	return list
}

// Decimal writes an amount, a sum, a count or a weight.
func Decimal(number uint64) string { return strconv.FormatUint(number, 10) }

// Number writes any other integer: a JSON number up to 2^53, a decimal string beyond.
func Number(number int64) any {
	if number > largestNumber || number < -largestNumber {
		return strconv.FormatInt(number, 10)
	}
	return number
}
