package main

import (
	"context"
	"strings"

	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	"github.com/pokt-network/smt"

	poktproto "github.com/pokt-network/poktroll/pkg/crypto/protocol"
	"github.com/pokt-network/poktroll/pkg/crypto/rings"
	"github.com/pokt-network/poktroll/x/proof/types"
	servicetypes "github.com/pokt-network/poktroll/x/service/types"

	"pocket-spec/adapters/go-protocol"
)

// chainError is an error of the chain: which registered one, and a part of its text where one error has many causes.
type chainError struct {
	registered interface{ Is(error) bool }
	part       string
	reason     protocol.Rejection
}

// deliveryErrors are those of the message's handler.
var deliveryErrors = []chainError{
	{sdkerrors.ErrInvalidAddress, "", "PROOF_SUPPLIER_ADDRESS_INVALID"},
	{types.ErrProofInvalidSessionHeader, "", "PROOF_SESSION_HEADER_INVALID"},
	{types.ErrProofInvalidProof, "proof cannot be empty", "PROOF_EMPTY"},
	{types.ErrProofInvalidProof, "failed to", "SMST_BAD_PROOF"},
	{types.ErrProofInvalidRelay, "failed to unmarshal relay", "PROOF_RELAY_MALFORMED"},
	{servicetypes.ErrServiceInvalidRelayRequest, "", "RELAY_REQUEST_INVALID"},
	{types.ErrProofSupplierMismatch, "", "PROOF_SUPPLIER_MISMATCH"},
	{servicetypes.ErrServiceInvalidRelayResponse, "", "RELAY_RESPONSE_INVALID"},
	{types.ErrProofInvalidRelay, "session headers", "PROOF_RELAY_HEADER_MISMATCH"},
	{types.ErrProofInvalidRelayDifficulty, "length wanted", "PROOF_TARGET_HASH_LENGTH"},
	{types.ErrProofInvalidRelayDifficulty, "", "PROOF_RELAY_DIFFICULTY"},
	{types.ErrProofClaimNotFound, "", "PROOF_CLAIM_NOT_FOUND"},
	{types.ErrProofInvalidSessionStartHeight, "", "PROOF_CLAIM_START_HEIGHT_MISMATCH"},
	{types.ErrProofInvalidSessionEndHeight, "", "PROOF_CLAIM_END_HEIGHT_MISMATCH"},
	{types.ErrProofInvalidAddress, "", "PROOF_CLAIM_APPLICATION_MISMATCH"},
	{types.ErrProofInvalidService, "", "PROOF_CLAIM_SERVICE_MISMATCH"},
}

// deliveryPanics are panics of the handler, which the chain recovers and answers by refusing the transaction.
var deliveryPanics = reasons{
	"division by zero":          "DIFFICULTY_TARGET_ZERO",
	"slice bounds out of range": "SMST_BAD_PROOF",
	"index out of range":        "SMST_BAD_PROOF",
	"nil pointer dereference":   "SMST_BAD_PROOF",
}

// endBlockErrors are those of the validation at the end of the block.
var endBlockErrors = []chainError{
	{rings.ErrRingClientInvalidRelayRequestSignature, "error deserializing", "RING_SIGNATURE_MALFORMED"},
	{rings.ErrRingClientInvalidRelayRequestSignature, "", "PROOF_RING_SIGNATURE_INVALID"},
	{servicetypes.ErrServiceInvalidRelayResponse, "invalid signature", "PROOF_SUPPLIER_SIGNATURE_INVALID"},
}

// otherPath is the text of the one check that needs the chain's state and is left out: that of the path.
const otherPath = "does not match one expected by the onchain protocol"

// named turns an error of the chain into a reason.
func named(known []chainError, err error) error {
	if err == nil {
		return nil
	}
	for _, candidate := range known {
		if candidate.registered.Is(err) && strings.Contains(err.Error(), candidate.part) {
			return candidate.reason
		}
	}
	return err
}

// verifyOnchainProof answers claim.verify_onchain_proof: the methods of the proof keeper, in the chain's order, over a
// state that agrees with the input where it must (see proofstate.go).
func verifyOnchainProof(input protocol.Value) (protocol.Output, error) {
	input.Record("msg_submit_proof", "claim", "supplier_public_key", "target_hash")
	message, claim := new(types.MsgSubmitProof), new(types.Claim)
	if message.Unmarshal(input.Field("msg_submit_proof").Hex()) != nil {
		return nil, protocol.Rejection("PROTO_MALFORMED")
	}
	if claim.Unmarshal(input.Field("claim").Hex()) != nil {
		return nil, protocol.Rejection("PROTO_MALFORMED")
	}
	state := &proofState{
		message:     message,
		supplierKey: input.Field("supplier_public_key").Hex(),
		targetHash:  input.Field("target_hash").Hex(),
	}
	if err := deliver(state, claim); err != nil {
		return nil, err
	}
	output, err := claimFigures(claim)
	if err != nil {
		return nil, err
	}
	if err := endBlock(state, claim); err != nil {
		return nil, err
	}
	output["valid"] = true
	output["ring_public_keys"] = protocol.HexList(state.ringKeys)
	return output, nil
}

// deliver runs what the handler of the message checks.
func deliver(state *proofState, claim *types.Claim) error {
	return translating(deliveryPanics, func() error {
		if err := state.message.ValidateBasic(); err != nil {
			return named(deliveryErrors, err)
		}
		keeper, ctx := state.keeper()
		keeper.UpsertClaim(ctx, *claim)
		return named(deliveryErrors, keeper.EnsureWellFormedProof(ctx, state.proof()))
	})
}

// endBlock runs what is checked at the end of the block: the signatures, the path, which is known to be another one
// here, and by itself what comes after the path.
func endBlock(state *proofState, claim *types.Claim) error {
	proof, relay, err := provenRelay(state.message.Proof)
	if err != nil {
		return err
	}
	state.ringKeys = ringKeys(relay.GetReq().GetMeta().Signature)
	keeper, ctx := state.keeper()
	err = keeper.EnsureValidProofSignaturesAndClosestPath(context.Context(ctx), claim, state.proof())
	if err != nil && !strings.Contains(err.Error(), otherPath) {
		return named(endBlockErrors, err)
	}
	if verifyClosestProof(proof, claim.GetRootHash()) != nil {
		return protocol.Rejection("PROOF_ROOT_MISMATCH")
	}
	return nil
}

// provenRelay decodes a proof and the relay in it once more, for what is asked about them directly.
func provenRelay(encoded []byte) (*smt.SparseMerkleClosestProof, *servicetypes.Relay, error) {
	compact := new(smt.SparseCompactMerkleClosestProof)
	if err := compact.Unmarshal(encoded); err != nil {
		return nil, nil, err
	}
	proof, err := smt.DecompactClosestProof(compact, poktproto.NewSMTSpec())
	if err != nil {
		return nil, nil, err
	}
	relay := new(servicetypes.Relay)
	return proof, relay, relay.Unmarshal(proof.GetValueHash(poktproto.NewSMTSpec()))
}
