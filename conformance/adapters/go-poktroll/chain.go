package main

import (
	"cosmossdk.io/core/store"
	"cosmossdk.io/log"
	rootstore "cosmossdk.io/store"
	"cosmossdk.io/store/metrics"
	storetypes "cosmossdk.io/store/types"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	dbm "github.com/cosmos/cosmos-db"
	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/runtime"
	sdk "github.com/cosmos/cosmos-sdk/types"
)

// chain is what a keeper needs besides other keepers: an empty store in memory, a codec and a context.
type chain struct {
	ctx    sdk.Context
	codec  codec.BinaryCodec
	store  store.KVStoreService
	logger log.Logger

	// authority is the address of governance, for which nothing asks that runs here.
	authority string
}

// newChain makes the surroundings of one keeper.
func newChain(storeName string) chain {
	key, logger := storetypes.NewKVStoreKey(storeName), log.NewNopLogger()
	stores := rootstore.NewCommitMultiStore(dbm.NewMemDB(), logger, metrics.NewNoOpMetrics())
	stores.MountStoreWithDB(key, storetypes.StoreTypeIAVL, nil)
	if err := stores.LoadLatestVersion(); err != nil {
		panic(err)
	}
	return chain{
		ctx:    sdk.NewContext(stores, cmtproto.Header{}, false, logger),
		codec:  codec.NewProtoCodec(codectypes.NewInterfaceRegistry()),
		store:  runtime.NewKVStoreService(key),
		logger: logger,

		authority: sdk.AccAddress(make([]byte, 20)).String(),
	}
}
