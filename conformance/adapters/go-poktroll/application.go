package main

import (
	"crypto/sha256"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"sync"
	"time"

	coreheader "cosmossdk.io/core/header"
	"cosmossdk.io/log"
	storetypes "cosmossdk.io/store/types"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	dbm "github.com/cosmos/cosmos-db"
	"github.com/cosmos/cosmos-sdk/client/flags"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"

	"github.com/pokt-network/poktroll/app"
	"github.com/pokt-network/poktroll/app/pocket"
)

// defaultChainID is the chain of a state that names none.
const defaultChainID = "pocket"

// defaultTime is the time of a block whose state names none.
var defaultTime = time.Unix(0, 0).UTC()

// node is the application that validators run, over stores in memory, and the state from which every request starts:
// no record of a module of the protocol, and what the SDK's modules need.
type node struct {
	*app.App
	empty storetypes.CacheMultiStore
}

// application makes the one node of this process when it is first asked for.
var application = sync.OnceValue(newNode)

// newNode wires the application by its own configuration.
func newNode() *node {
	home, err := os.MkdirTemp("", "go-poktroll")
	must(err)
	defer os.RemoveAll(home)
	*proofWorkers = 1
	real, err := app.New(log.NewNopLogger(), dbm.NewMemDB(), io.Discard, true, options{flags.FlagHome: home})
	must(err)
	node := &node{App: real, empty: real.CommitMultiStore().CacheMultiStore()}
	node.setDefaults(node.context(node.empty, defaultChainID, 0, defaultTime))
	return node
}

// setDefaults sets the parameters of the SDK's modules that the protocol uses, and makes the accounts of all modules,
// as if each had been used before.
func (node *node) setDefaults(ctx sdk.Context) {
	staking := stakingtypes.DefaultParams()
	staking.BondDenom = pocket.DenomuPOKT
	must(node.Keepers.AccountKeeper.Params.Set(ctx, authtypes.DefaultParams()))
	must(node.Keepers.StakingKeeper.SetParams(ctx, staking))
	for _, name := range slices.Sorted(maps.Keys(node.Keepers.AccountKeeper.GetModulePermissions())) {
		node.Keepers.AccountKeeper.GetModuleAccount(ctx, name)
	}
}

// context is the context of a block, for an event manager of its own. The hash of the block is the default one.
func (node *node) context(stores storetypes.MultiStore, chainID string, height int64, now time.Time) sdk.Context {
	header := cmtproto.Header{ChainID: chainID, Height: height, Time: now}
	return node.NewUncachedContext(false, header).
		WithMultiStore(stores).
		WithHeaderInfo(coreheader.Info{ChainID: chainID, Height: height, Time: now}).
		WithHeaderHash(defaultBlockHash(height)).
		WithEventManager(sdk.NewEventManager())
}

// defaultBlockHash is the hash of a block for which none is given.
func defaultBlockHash(height int64) []byte {
	hash := sha256.Sum256(fmt.Appendf(nil, "block%d", height))
	return hash[:]
}

// options are the settings with which the application starts.
type options map[string]any

// Get returns a setting, nil if there is none.
func (settings options) Get(name string) any { return settings[name] }

// must ends the request over an error that the code never returns for any input.
func must(err error) {
	if err != nil {
		panic(err)
	}
}
