package main

import (
	"encoding/binary"
	"math"
	"math/big"

	poktproto "github.com/pokt-network/poktroll/pkg/crypto/protocol"
	poktrand "github.com/pokt-network/poktroll/pkg/crypto/rand"

	"pocket-spec/adapters/go-protocol"
)

// applicable answers difficulty.applicable.
func applicable(input protocol.Value) (protocol.Output, error) {
	input.Record("relay_hash", "target_hash")
	relayHash, target := input.Field("relay_hash").Hex(), input.Field("target_hash").Hex()
	return protocol.Output{"applicable": poktproto.IsRelayVolumeApplicable(relayHash, target)}, nil
}

// multiplier answers difficulty.multiplier.
func multiplier(input protocol.Value) (protocol.Output, error) {
	target := input.Record("target_hash").Field("target_hash").Hex()
	var ratio *big.Rat
	err := translating(reasons{"division by zero": "DIFFICULTY_TARGET_ZERO"}, func() error {
		ratio = poktproto.GetRelayDifficultyMultiplier(target)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return protocol.Output{"numerator": ratio.Num().String(), "denominator": ratio.Denom().String()}, nil
}

// targetHash answers difficulty.target_hash.
func targetHash(input protocol.Value) (protocol.Output, error) {
	input.Record("previous_target_hash", "target_num_relays", "new_relays_ema")
	previous := input.Field("previous_target_hash").Hex()
	wanted, average := input.Field("target_num_relays").Uint64(), input.Field("new_relays_ema").Uint64()
	var target []byte
	err := translating(reasons{"division by zero": "DIFFICULTY_EMA_ZERO"}, func() error {
		target = poktproto.ComputeNewDifficultyTargetHash(previous, wanted, average)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return protocol.Output{"target_hash": protocol.Hex(target)}, nil
}

// ema answers difficulty.ema.
func ema(input protocol.Value) (protocol.Output, error) {
	input.Record("previous", "current")
	average := computeEMA(emaSmoothingFactor, input.Field("previous").Uint64(), input.Field("current").Uint64())
	return protocol.Output{"ema": protocol.Decimal(average)}, nil
}

// seededFloat answers random.seeded_float.
func seededFloat(input protocol.Value) (protocol.Output, error) {
	sample := poktrand.SeededFloat64(input.Record("seed").Field("seed").Hex())
	bits := binary.BigEndian.AppendUint64(nil, math.Float64bits(sample))
	return protocol.Output{"float64_bits": protocol.Hex(bits)}, nil
}
