package main

import (
	poktproto "github.com/pokt-network/poktroll/pkg/crypto/protocol"
	sessionkeeper "github.com/pokt-network/poktroll/x/session/keeper"
	sharedtypes "github.com/pokt-network/poktroll/x/shared/types"

	"pocket-spec/adapters/go-protocol"
)

// noSessionLength is the panic of a session of no blocks.
var noSessionLength = reasons{"integer divide by zero": "SHARED_PARAM_INVALID"}

// sharedParams reads the parameters of the calendar.
func sharedParams(input protocol.Value) *sharedtypes.Params {
	params := new(sharedtypes.Params)
	fields := map[string]*uint64{
		"num_blocks_per_session":           &params.NumBlocksPerSession,
		"grace_period_end_offset_blocks":   &params.GracePeriodEndOffsetBlocks,
		"claim_window_open_offset_blocks":  &params.ClaimWindowOpenOffsetBlocks,
		"claim_window_close_offset_blocks": &params.ClaimWindowCloseOffsetBlocks,
		"proof_window_open_offset_blocks":  &params.ProofWindowOpenOffsetBlocks,
		"proof_window_close_offset_blocks": &params.ProofWindowCloseOffsetBlocks,
		"session_grid_anchor_height":       &params.SessionGridAnchorHeight,
		"session_number_at_anchor":         &params.SessionNumberAtAnchor,
	}
	names := make([]string, 0, len(fields))
	for name := range fields {
		names = append(names, name)
	}
	input.Record(names...)
	for name, field := range fields {
		*field = input.Field(name).Uint64()
	}
	return params
}

// calendar answers session.calendar.
func calendar(input protocol.Value) (output protocol.Output, err error) {
	input.Record("params", "height")
	params, height := sharedParams(input.Field("params")), input.Field("height").Int64()
	err = translating(noSessionLength, func() error {
		output = dates(params, height)
		return nil
	})
	return output, err
}

// dates asks for every date of the session of a height.
func dates(params *sharedtypes.Params, height int64) protocol.Output {
	return protocol.Output{
		"start":            protocol.Number(sharedtypes.GetSessionStartHeight(params, height)),
		"end":              protocol.Number(sharedtypes.GetSessionEndHeight(params, height)),
		"number":           protocol.Number(sharedtypes.GetSessionNumber(params, height)),
		"grace_end":        protocol.Number(sharedtypes.GetSessionGracePeriodEndHeight(params, height)),
		"claim_open":       protocol.Number(sharedtypes.GetClaimWindowOpenHeight(params, height)),
		"claim_close":      protocol.Number(sharedtypes.GetClaimWindowCloseHeight(params, height)),
		"proof_open":       protocol.Number(sharedtypes.GetProofWindowOpenHeight(params, height)),
		"proof_close":      protocol.Number(sharedtypes.GetProofWindowCloseHeight(params, height)),
		"settlement":       protocol.Number(sharedtypes.GetSettlementSessionEndHeight(params, height)),
		"next_start":       protocol.Number(sharedtypes.GetNextSessionStartHeight(params, height)),
		"pending_sessions": protocol.Number(sharedtypes.GetNumPendingSessions(params)),
		"is_start":         sharedtypes.IsSessionStartHeight(params, height),
		"is_end":           sharedtypes.IsSessionEndHeight(params, height),
	}
}

// sessionID answers session.id.
func sessionID(input protocol.Value) (output protocol.Output, err error) {
	input.Record("params", "application_address", "service_id", "block_hash", "height")
	params, height := sharedParams(input.Field("params")), input.Field("height").Int64()
	application, service := input.Field("application_address").Text(), input.Field("service_id").Text()
	blockHash := input.Field("block_hash").Hex()
	err = translating(noSessionLength, func() error {
		id, preimage := sessionkeeper.GetSessionId(params, application, service, blockHash, height)
		output = protocol.Output{"session_id": id, "session_id_preimage": protocol.Hex(preimage)}
		return nil
	})
	return output, err
}

// supplierWeight answers session.supplier_weight.
func supplierWeight(input protocol.Value) (protocol.Output, error) {
	input.Record("session_id_preimage", "operator_address")
	preimage, address := input.Field("session_id_preimage").Hex(), input.Field("operator_address").Text()
	return protocol.Output{"weight": signedDecimal(int64(supplierRandomWeight(address, preimage)))}, nil
}

// proofPath answers session.proof_path.
func proofPath(input protocol.Value) (protocol.Output, error) {
	input.Record("block_hash", "session_id")
	path := poktproto.GetPathForProof(input.Field("block_hash").Hex(), input.Field("session_id").Text())
	return protocol.Output{"path": protocol.Hex(path)}, nil
}
