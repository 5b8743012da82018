package main

import (
	"bytes"
	"fmt"
	"slices"

	sdk "github.com/cosmos/cosmos-sdk/types"
	gogoproto "github.com/cosmos/gogoproto/proto"

	apptypes "github.com/pokt-network/poktroll/x/application/types"
	prooftypes "github.com/pokt-network/poktroll/x/proof/types"
	sharedtypes "github.com/pokt-network/poktroll/x/shared/types"
	suppliertypes "github.com/pokt-network/poktroll/x/supplier/types"
)

// indexedStores are those that have secondary indexes of the protocol's own.
var indexedStores = []string{apptypes.StoreKey, prooftypes.StoreKey, suppliertypes.StoreKey}

// indexDifferences lists the entries of secondary indexes that do not follow from the primary records: those that
// point to nothing, and those that are missing.
func (node *node) indexDifferences(ctx sdk.Context) (orphaned, missing []string) {
	orphaned, missing = []string{}, []string{}
	fresh := node.reindexed(ctx)
	for _, store := range indexedStores {
		has, should := node.indexEntries(ctx, store), node.indexEntries(fresh, store)
		orphaned = append(orphaned, without(has, should)...)
		missing = append(missing, without(should, has)...)
	}
	return orphaned, missing
}

// indexEntries lists the entries of a store's secondary indexes.
func (node *node) indexEntries(ctx sdk.Context, store string) []string {
	entries := []string{}
	for _, record := range node.records(ctx, store) {
		if !record.primary {
			entries = append(entries, fmt.Sprintf("%s: %q is %q", store, record.key, record.value))
		}
	}
	return entries
}

// without lists what is in one list and not in another.
func without(these, those []string) []string {
	return slices.DeleteFunc(slices.Clone(these), func(entry string) bool { return slices.Contains(those, entry) })
}

// reindexed makes a context over stores into which the keepers' setters wrote the primary records of another.
func (node *node) reindexed(ctx sdk.Context) sdk.Context {
	fresh := node.context(node.empty.CacheMultiStore(), ctx.ChainID(), ctx.BlockHeight(), ctx.BlockTime())
	for _, application := range node.Keepers.ApplicationKeeper.GetAllApplications(ctx) {
		node.Keepers.ApplicationKeeper.SetApplication(fresh, application)
	}
	for _, claim := range node.Keepers.ProofKeeper.GetAllClaims(ctx) {
		node.Keepers.ProofKeeper.UpsertClaim(fresh, claim)
	}
	for _, proof := range node.Keepers.ProofKeeper.GetAllProofs(ctx) {
		node.Keepers.ProofKeeper.UpsertProof(fresh, proof)
	}
	updates := stored[sharedtypes.ServiceConfigUpdate](node, ctx, suppliertypes.ServiceConfigUpdateKeyPrefix)
	suppliers := stored[sharedtypes.Supplier](node, ctx, suppliertypes.SupplierOperatorKeyPrefix)
	loader{node, fresh}.suppliers(suppliers, updates)
	return fresh
}

// stored decodes the records of the supplier store under a prefix; its keeper returns suppliers only with their
// history in them.
func stored[T any, P pointerTo[T]](node *node, ctx sdk.Context, prefix string) []T {
	var found []T
	for _, record := range node.records(ctx, suppliertypes.StoreKey) {
		if bytes.HasPrefix(record.key, []byte(prefix)) {
			decoded := P(new(T))
			must(gogoproto.Unmarshal(record.value, decoded))
			found = append(found, *decoded)
		}
	}
	return found
}
