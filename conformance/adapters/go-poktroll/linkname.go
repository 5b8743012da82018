package main

import (
	"context"
	"math/big"
	"unsafe"

	"cosmossdk.io/log"
	"cosmossdk.io/math"
	"github.com/pokt-network/smt"

	sessionkeeper "github.com/pokt-network/poktroll/x/session/keeper"
	sharedtypes "github.com/pokt-network/poktroll/x/shared/types"
	supplierkeeper "github.com/pokt-network/poktroll/x/supplier/keeper"

	// The packages whose functions are named below; all of them must be linked in.
	_ "github.com/pokt-network/poktroll/x/proof/keeper"
	_ "github.com/pokt-network/poktroll/x/service/keeper"
	_ "github.com/pokt-network/poktroll/x/tokenomics/token_logic_module"
)

// What follows are the real functions, which their packages do not export, under their linker names. The file
// empty.s tells the compiler that their bodies are elsewhere.

// computeEMA moves an average of relays.
//
//go:linkname computeEMA github.com/pokt-network/poktroll/x/service/keeper.computeEma
func computeEMA(alpha *big.Float, previous, current uint64) uint64

// emaSmoothingFactor is the alpha with which the chain moves it.
//
//go:linkname emaSmoothingFactor github.com/pokt-network/poktroll/x/service/keeper.emaSmoothingFactor
var emaSmoothingFactor *big.Float

// supplierRandomWeight draws the weight of a supplier in a session.
//
//go:linkname supplierRandomWeight github.com/pokt-network/poktroll/x/session/keeper.generateSupplierRandomWeight
func supplierRandomWeight(operatorAddress string, sessionIDPreimage []byte) int

// hydrateSessionSuppliers chooses the suppliers of a session. The last argument points to a session hydrator, a type
// that is not exported.
//
//go:linkname hydrateSessionSuppliers github.com/pokt-network/poktroll/x/session/keeper.Keeper.hydrateSessionSuppliers
func hydrateSessionSuppliers(keeper sessionkeeper.Keeper, ctx context.Context, hydrator unsafe.Pointer) error

// proportionalRewards splits a reward in proportion to stakes by the method of the largest remainder.
//
//go:linkname proportionalRewards github.com/pokt-network/poktroll/x/tokenomics/token_logic_module.calculateProportionalRewards
func proportionalRewards(logger log.Logger, stakes map[string]math.Int, total, reward math.Int) map[string]math.Int

// verifyClosestProof checks a closest proof against the root of a claim.
//
//go:linkname verifyClosestProof github.com/pokt-network/poktroll/x/proof/keeper.verifyClosestProof
func verifyClosestProof(proof *smt.SparseMerkleClosestProof, rootHash []byte) error

// proofWorkersOfKeeper is the number of proofs that are validated at a time. With more than one, the order of their
// events is that in which the threads end.
//
//go:linkname proofWorkersOfKeeper github.com/pokt-network/poktroll/x/proof/keeper.numCPU
var proofWorkersOfKeeper int

// proofWorkers points to it.
var proofWorkers = &proofWorkersOfKeeper

// indexServiceConfigUpdates stores the history of a supplier's services and its indexes, without the supplier.
//
//go:linkname indexServiceConfigUpdates github.com/pokt-network/poktroll/x/supplier/keeper.Keeper.indexSupplierServiceConfigUpdates
func indexServiceConfigUpdates(keeper supplierkeeper.Keeper, ctx context.Context, supplier sharedtypes.Supplier)
