// Package ringsig answers relay.verify_ring_signature from github.com/pokt-network/ring-go with its default backend.
package ringsig

import (
	"github.com/pokt-network/ring-go"

	"pocket-spec/adapters/go-protocol"
)

// Verify answers relay.verify_ring_signature.
func Verify(input protocol.Value) (protocol.Output, error) {
	input.Record("signature", "message_hash")
	encoded, message := input.Field("signature").Hex(), [32]byte(input.Field("message_hash").HexOf(32))
	signature := new(ring.RingSig)
	if err := signature.Deserialize(ring.Secp256k1(), encoded); err != nil {
		return nil, protocol.Rejection("RING_SIGNATURE_MALFORMED")
	}
	keys := [][]byte{}
	for _, key := range signature.PublicKeys() {
		keys = append(keys, key.Encode())
	}
	return protocol.Output{"valid": signature.Verify(message), "public_keys": protocol.HexList(keys)}, nil
}
