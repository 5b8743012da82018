package main

import (
	"github.com/pokt-network/poktroll/x/proof/types"
	servicetypes "github.com/pokt-network/poktroll/x/service/types"
	sharedtypes "github.com/pokt-network/poktroll/x/shared/types"

	"pocket-spec/adapters/go-protocol"
)

// badRoot is the library's error for roots that carry no sum.
var badRoot = reasons{"invalid root length": "CLAIM_ROOT_HASH_LENGTH"}

// price answers claim.price.
func price(input protocol.Value) (protocol.Output, error) {
	input.Record("root_hash", "target_hash", "compute_units_to_tokens_multiplier", "compute_unit_cost_granularity")
	claim := &types.Claim{RootHash: input.Field("root_hash").Hex()}
	difficulty := servicetypes.RelayMiningDifficulty{TargetHash: input.Field("target_hash").Hex()}
	params := sharedtypes.Params{
		ComputeUnitsToTokensMultiplier: input.Field("compute_units_to_tokens_multiplier").Uint64(),
		ComputeUnitCostGranularity:     input.Field("compute_unit_cost_granularity").Uint64(),
	}
	output, err := claimFigures(claim)
	if err != nil {
		return nil, err
	}
	err = translating(reasons{"division by zero": "DIFFICULTY_TARGET_ZERO"}, func() error {
		estimated, err := claim.GetNumEstimatedComputeUnits(difficulty)
		output["estimated_compute_units"] = protocol.Decimal(estimated)
		return err
	})
	if err != nil {
		return nil, err
	}
	return output, addPrice(output, claim, params, difficulty)
}

// claimFigures asks for the relays and compute units of a claim.
func claimFigures(claim *types.Claim) (protocol.Output, error) {
	relays, err := claim.GetNumRelays()
	if err != nil {
		return nil, badRoot.refusal(err)
	}
	units, err := claim.GetNumClaimedComputeUnits()
	if err != nil {
		return nil, badRoot.refusal(err)
	}
	return protocol.Output{
		"num_relays":            protocol.Decimal(relays),
		"claimed_compute_units": protocol.Decimal(units),
	}, nil
}

// addPrice asks for the price of a claim. Its target hash is not zero: what remains to divide by is the granularity.
func addPrice(
	output protocol.Output,
	claim *types.Claim,
	params sharedtypes.Params,
	difficulty servicetypes.RelayMiningDifficulty,
) error {
	known := reasons{
		"division by zero": "SHARED_PARAM_INVALID",
		"out of bound":     "AMOUNT_OVERFLOW",
	}
	return translating(known, func() error {
		coin, err := claim.GetClaimeduPOKT(params, difficulty)
		switch {
		case err != nil && types.ErrProofInvalidClaimedAmount.Is(err):
			return protocol.Rejection("CLAIM_AMOUNT_NEGATIVE")
		case err != nil:
			return err
		}
		output["claimed_upokt"] = coin.Amount.String()
		return nil
	})
}
