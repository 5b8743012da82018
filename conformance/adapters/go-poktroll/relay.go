package main

import (
	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"

	servicetypes "github.com/pokt-network/poktroll/x/service/types"
	sessiontypes "github.com/pokt-network/poktroll/x/session/types"

	"pocket-spec/adapters/go-protocol"
)

// encodeRelay answers relay.encode.
func encodeRelay(input protocol.Value) (protocol.Output, error) {
	relay := relayOf(input.Record("relay").Field("relay"))
	encoded, err := relay.Marshal()
	if err != nil {
		return nil, err
	}
	hash, err := relay.GetHash()
	if err != nil {
		return nil, err
	}
	output := protocol.Output{
		"bytes":                  protocol.Hex(encoded),
		"hash":                   protocol.Hex(hash[:]),
		"request_signable_hash":  nil,
		"response_signable_hash": nil,
	}
	return output, addSignableHashes(output, relay)
}

// addSignableHashes asks for the hashes to sign of the parts that are there.
func addSignableHashes(output protocol.Output, relay *servicetypes.Relay) error {
	if relay.Req != nil {
		hash, err := relay.Req.GetSignableBytesHash()
		if err != nil {
			return err
		}
		output["request_signable_hash"] = protocol.Hex(hash[:])
	}
	if relay.Res != nil {
		hash, err := relay.Res.GetSignableBytesHash()
		if err != nil {
			return err
		}
		output["response_signable_hash"] = protocol.Hex(hash[:])
	}
	return nil
}

// relayOf reads a relay.
func relayOf(input protocol.Value) *servicetypes.Relay {
	input.Record("request", "response")
	relay := new(servicetypes.Relay)
	if request := input.Field("request"); !request.IsNull() {
		request.Record("session_header", "signature", "supplier_operator_address", "payload")
		relay.Req = &servicetypes.RelayRequest{
			Meta: servicetypes.RelayRequestMetadata{
				SessionHeader:           sessionHeaderOf(request.Field("session_header")),
				Signature:               request.Field("signature").NullableHex(),
				SupplierOperatorAddress: request.Field("supplier_operator_address").Text(),
			},
			Payload: request.Field("payload").NullableHex(),
		}
	}
	if response := input.Field("response"); !response.IsNull() {
		response.Record("session_header", "supplier_operator_signature", "payload", "payload_hash")
		relay.Res = &servicetypes.RelayResponse{
			Meta: servicetypes.RelayResponseMetadata{
				SessionHeader:             sessionHeaderOf(response.Field("session_header")),
				SupplierOperatorSignature: response.Field("supplier_operator_signature").NullableHex(),
			},
			Payload:     response.Field("payload").NullableHex(),
			PayloadHash: response.Field("payload_hash").NullableHex(),
		}
	}
	return relay
}

// sessionHeaderOf reads a session header or null.
func sessionHeaderOf(input protocol.Value) *sessiontypes.SessionHeader {
	if input.IsNull() {
		return nil
	}
	input.Record("application_address", "service_id", "session_id",
		"session_start_block_height", "session_end_block_height")
	return &sessiontypes.SessionHeader{
		ApplicationAddress:      input.Field("application_address").Text(),
		ServiceId:               input.Field("service_id").Text(),
		SessionId:               input.Field("session_id").Text(),
		SessionStartBlockHeight: input.Field("session_start_block_height").Int64(),
		SessionEndBlockHeight:   input.Field("session_end_block_height").Int64(),
	}
}

// verifySupplierSignature answers relay.verify_supplier_signature with the key type that
// RelayResponse.VerifySupplierOperatorSignature is given on chain.
func verifySupplierSignature(input protocol.Value) (protocol.Output, error) {
	input.Record("public_key", "signature", "message_hash")
	key := secp256k1.PubKey{Key: input.Field("public_key").Hex()}
	message, signature := input.Field("message_hash").HexOf(32), input.Field("signature").Hex()
	return protocol.Output{"valid": key.VerifySignature(message, signature)}, nil
}
