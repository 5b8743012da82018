package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"

	sdk "github.com/cosmos/cosmos-sdk/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	"github.com/pokt-network/poktroll/app/pocket"
	apptypes "github.com/pokt-network/poktroll/x/application/types"
	gatewaytypes "github.com/pokt-network/poktroll/x/gateway/types"
	migrationtypes "github.com/pokt-network/poktroll/x/migration/types"
	prooftypes "github.com/pokt-network/poktroll/x/proof/types"
	servicetypes "github.com/pokt-network/poktroll/x/service/types"
	sessiontypes "github.com/pokt-network/poktroll/x/session/types"
	sharedtypes "github.com/pokt-network/poktroll/x/shared/types"
	suppliertypes "github.com/pokt-network/poktroll/x/supplier/types"
	tokenomicstypes "github.com/pokt-network/poktroll/x/tokenomics/types"

	"pocket-spec/adapters/go-protocol"
)

// section is the keys of a store that begin with a prefix. The records of primary sections are in the root of a
// state; the others are indexes that follow from them, or parameters of the SDK.
type section struct {
	prefix  string
	primary bool
}

// stores are the stores that are in the root of a state and their sections, by name.
var stores = map[string][]section{
	apptypes.StoreKey: {
		{string(apptypes.ParamsKey), true},
		{apptypes.ApplicationKeyPrefix, true},
		{apptypes.ApplicationTransferKeyPrefix, false},
		{apptypes.ApplicationUnstakingKeyPrefix, false},
		{apptypes.DelegationKeyPrefix, false},
		{apptypes.UndelegationKeyPrefix, false},
	},
	banktypes.StoreKey: {
		{string(banktypes.SupplyKey), true},
		{string(banktypes.BalancesPrefix), true},
		{string(banktypes.DenomAddressPrefix), false},
		{string(banktypes.ParamsKey), false},
	},
	gatewaytypes.StoreKey: {
		{string(gatewaytypes.ParamsKey), true},
		{gatewaytypes.GatewayKeyPrefix, true},
	},
	migrationtypes.StoreKey: {
		{string(migrationtypes.ParamsKey), true},
		{migrationtypes.MorseClaimableAccountKeyPrefix, true},
	},
	prooftypes.StoreKey: {
		{string(prooftypes.ParamsKey), true},
		{prooftypes.ClaimPrimaryKeyPrefix, true},
		{prooftypes.ClaimSessionEndHeightPrefix, false},
		{prooftypes.ClaimSupplierOperatorAddressPrefix, false},
		{prooftypes.ProofPrimaryKeyPrefix, true},
		{prooftypes.ProofSessionEndHeightPrefix, false},
		{prooftypes.ProofSupplierOperatorAddressPrefix, false},
	},
	servicetypes.StoreKey: {
		{string(servicetypes.ParamsKey), true},
		{servicetypes.ServiceKeyPrefix, true},
		{servicetypes.RelayMiningDifficultyKeyPrefix, true},
		{servicetypes.RelayMiningDifficultyHistoryKeyPrefix, true},
		{servicetypes.ServiceComputeUnitsPerRelayHistoryKeyPrefix, true},
	},
	sessiontypes.StoreKey: {
		{string(sessiontypes.ParamsKey), true},
		{string(sessiontypes.ParamsHistoryKeyPrefix), true},
		{sessiontypes.BlockHashKeyPrefix, true},
	},
	sharedtypes.StoreKey: {
		{string(sharedtypes.ParamsKey), true},
		{string(sharedtypes.ParamsHistoryKeyPrefix), true},
	},
	suppliertypes.StoreKey: {
		{string(suppliertypes.ParamsKey), true},
		{suppliertypes.SupplierOperatorKeyPrefix, true},
		{suppliertypes.ServiceConfigUpdateKeyPrefix, true},
		{suppliertypes.SupplierServiceConfigUpdateKeyPrefix, false},
		{suppliertypes.ServiceConfigUpdateActivationHeightKeyPrefix, false},
		{suppliertypes.ServiceConfigUpdateDeactivationHeightKeyPrefix, false},
		{suppliertypes.SupplierUnstakingHeightKeyPrefix, false},
	},
	tokenomicstypes.StoreKey: {{string(tokenomicstypes.ParamsKey), true}},
}

// record is a key of a store, its value, and whether it is primary.
type record struct {
	key, value []byte
	primary    bool
}

// records lists what is in a store, in the order of keys.
func (node *node) records(ctx sdk.Context, store string) []record {
	iterator := ctx.KVStore(node.GetKey(store)).Iterator(nil, nil)
	defer iterator.Close()
	var found []record
	for ; iterator.Valid(); iterator.Next() {
		key, value := bytes.Clone(iterator.Key()), bytes.Clone(iterator.Value())
		found = append(found, record{key, value, sectionOf(store, key).primary})
	}
	return found
}

// sectionOf finds the section of a key; every key is in one.
func sectionOf(store string, key []byte) section {
	for _, section := range stores[store] {
		if bytes.HasPrefix(key, []byte(section.prefix)) {
			return section
		}
	}
	panic(fmt.Sprintf("store %s: the key %q is in no section", store, key))
}

// storeNames lists the stores in order.
func storeNames() []string {
	names := make([]string, 0, len(stores))
	for name := range stores {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// roots hashes the primary records of each store, and the hashes of all stores.
func (node *node) roots(ctx sdk.Context) (byStore map[string]string, root string) {
	byStore = map[string]string{}
	state := sha256.New()
	for _, name := range storeNames() {
		store := sha256.New()
		for _, record := range node.records(ctx, name) {
			if record.primary {
				store.Write(prefixed(record.key))
				store.Write(prefixed(record.value))
			}
		}
		hash := store.Sum(nil)
		byStore[name] = protocol.Hex(hash)
		state.Write(prefixed([]byte(name)))
		state.Write(hash)
	}
	return byStore, protocol.Hex(state.Sum(nil))
}

// prefixed is bytes after their number.
func prefixed(data []byte) []byte {
	return append(binary.AppendUvarint(nil, uint64(len(data))), data...)
}

// balances lists the accounts that have coins, and how many.
func (node *node) balances(ctx sdk.Context) map[string]string {
	found := map[string]string{}
	node.Keepers.BankKeeper.IterateAllBalances(ctx, func(address sdk.AccAddress, coin sdk.Coin) bool {
		if coin.Denom == pocket.DenomuPOKT && !coin.IsZero() {
			found[address.String()] = coin.Amount.String()
		}
		return false
	})
	return found
}

// describe writes a state after some step, and the events of the step.
func (node *node) describe(ctx sdk.Context, events []any) protocol.Output {
	byStore, root := node.roots(ctx)
	node.dump(ctx)
	return protocol.Output{
		"events":     events,
		"balances":   node.balances(ctx),
		"stores":     byStore,
		"state_root": root,
	}
}
