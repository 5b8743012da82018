package main

import (
	"google.golang.org/protobuf/encoding/protowire"

	"github.com/pokt-network/poktroll/x/migration/types"

	"pocket-spec/adapters/go-protocol"
)

// claimMessage is what the three messages that claim a Morse account have in common.
type claimMessage interface {
	Unmarshal([]byte) error
	GetMorseSignerAddress() string
	ValidateMorseSignature() error
}

// verifyClaimSignature answers morse.verify_claim_signature.
func verifyClaimSignature(input protocol.Value) (protocol.Output, error) {
	encoded := input.Record("msg").Field("msg").Hex()
	message := emptyClaimMessage(encoded)
	if err := message.Unmarshal(encoded); err != nil {
		return nil, protocol.Rejection("PROTO_MALFORMED")
	}
	var output protocol.Output
	err := translating(reasons{"pubkey is incorrect size": "MORSE_PUBLIC_KEY_MALFORMED"}, func() error {
		address := message.GetMorseSignerAddress()
		output = protocol.Output{"valid": message.ValidateMorseSignature() == nil, "morse_address": address}
		return nil
	})
	return output, err
}

// emptyClaimMessage returns a message of the type that the bytes can be. In a transaction a URL says it; here the
// fields do: only a supplier's claim has fields 2, 7 and 8, and of the others only an application's has field 6.
func emptyClaimMessage(encoded []byte) claimMessage {
	fields := fieldNumbers(encoded)
	switch {
	case fields[2] || fields[7] || fields[8]:
		return new(types.MsgClaimMorseSupplier)
	case fields[6]:
		return new(types.MsgClaimMorseApplication)
	}
	return new(types.MsgClaimMorseAccount)
}

// fieldNumbers lists the fields of a message up to where it ends or is malformed.
func fieldNumbers(encoded []byte) map[protowire.Number]bool {
	numbers := map[protowire.Number]bool{}
	for len(encoded) > 0 {
		number, _, length := protowire.ConsumeField(encoded)
		if length < 0 {
			break
		}
		numbers[number] = true
		encoded = encoded[length:]
	}
	return numbers
}
