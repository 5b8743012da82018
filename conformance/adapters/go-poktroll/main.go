// Command go-poktroll serves the adapter protocol from the Go packages that Pocket mainnet's validators run:
// github.com/pokt-network/poktroll and what it imports. No rule is written down here a second time; what is not
// exported is reached by its linker name (linkname.go).
package main

import (
	"fmt"
	"io"
	"os"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pokt-network/poktroll/pkg/polylog"
	"github.com/pokt-network/poktroll/pkg/polylog/polyzero"

	"pocket-spec/adapters/go-protocol"
	"pocket-spec/adapters/go-smt/ringsig"
)

// version of the module that is driven, which is the release too.
const version = "v0.1.35"

// addressPrefix is that of account addresses.
const addressPrefix = "pokt"

func main() {
	setPrefixes(sdk.GetConfig())
	polylog.DefaultContextLogger = polyzero.NewLogger(polyzero.WithOutput(io.Discard))
	adapter := protocol.Adapter{
		Implementation: "go-poktroll",
		Version:        version,
		Release:        version,
		Suites:         suites(),
	}
	if err := adapter.Serve(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// setPrefixes sets the prefixes of addresses, as the program of the validators does.
func setPrefixes(config *sdk.Config) {
	config.SetBech32PrefixForAccount(addressPrefix, addressPrefix+"pub")
	config.SetBech32PrefixForValidator(addressPrefix+"valoper", addressPrefix+"valoperpub")
	config.SetBech32PrefixForConsensusNode(addressPrefix+"valcons", addressPrefix+"valconspub")
}

// suites lists every operation that the real packages can run.
func suites() map[string]protocol.Suite {
	return map[string]protocol.Suite{
		"difficulty": {
			"applicable":  applicable,
			"multiplier":  multiplier,
			"target_hash": targetHash,
			"ema":         ema,
		},
		"random": {"seeded_float": seededFloat},
		"session": {
			"calendar":        calendar,
			"id":              sessionID,
			"supplier_weight": supplierWeight,
			"suppliers":       suppliers,
			"proof_path":      proofPath,
			"hydrate":         hydrateSession,
		},
		"relay": {
			"encode":                    encodeRelay,
			"verify_ring_signature":     ringsig.Verify,
			"verify_supplier_signature": verifySupplierSignature,
		},
		"claim": {
			"price":                price,
			"verify_onchain_proof": verifyOnchainProof,
			"proof_requirement":    proofRequirement,
		},
		"distribution": {
			"largest_remainder": largestRemainder,
			"revenue_share":     revenueShare,
		},
		"message":   messageSuite(),
		"end_block": endBlockSuite(),
		"scenario":  {"run": runScenario},
		"morse":     {"verify_claim_signature": verifyClaimSignature},
	}
}
