package main

import (
	"crypto/sha256"

	"cosmossdk.io/math"
	"github.com/cosmos/cosmos-sdk/crypto/keys/ed25519"
	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	cryptotypes "github.com/cosmos/cosmos-sdk/crypto/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"

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

// loader writes the state of a request into stores that are empty, by the setters of the keepers, which build the
// secondary indexes on the way.
type loader struct {
	*node
	ctx sdk.Context
}

// modules are the parts of a state and what loads them.
var modules = []struct {
	name string
	load func(loader, protocol.Value)
}{
	{"auth", loader.auth},
	{"bank", loader.bank},
	{"staking", loader.staking},
	{"application", loader.application},
	{"gateway", loader.gateway},
	{"supplier", loader.supplier},
	{"service", loader.service},
	{"session", loader.session},
	{"proof", loader.proof},
	{"tokenomics", loader.tokenomics},
	{"shared", loader.shared},
	{"migration", loader.migration},
}

// load makes the context of the block in which a state stands, over stores with its records.
func (node *node) load(state protocol.Value) sdk.Context {
	names := []string{"height", "header_hash", "block_time", "chain_id"}
	for _, module := range modules {
		names = append(names, module.name)
	}
	ctx := node.blockOf(state.Optional(names...))
	for _, module := range modules {
		module.load(loader{node, ctx}, state.FieldOr(module.name, map[string]any{}))
	}
	return ctx
}

// blockOf makes the context of the block in which a state stands, over empty stores.
func (node *node) blockOf(state protocol.Value) sdk.Context {
	chainID, now := defaultChainID, defaultTime
	if given := state.FieldOr("chain_id", nil); !given.IsNull() {
		chainID = given.Text()
	}
	if given := state.FieldOr("block_time", nil); !given.IsNull() {
		now = readTime(given)
	}
	ctx := node.context(node.empty.CacheMultiStore(), chainID, state.Field("height").Int64(), now)
	if hash := state.FieldOr("header_hash", nil); !hash.IsNull() {
		return ctx.WithHeaderHash(hash.Hex())
	}
	return ctx
}

// each reads every item of a list that may be left out.
func each(module protocol.Value, name string, load func(protocol.Value)) {
	for _, item := range module.FieldOr(name, []any{}).List() {
		load(item)
	}
}

// params reads the parameters of a module, the default ones if they are left out.
func params[T any, P pointerTo[T]](module protocol.Value, defaults T) T {
	if given := module.FieldOr("params", nil); !given.IsNull() {
		return read[T, P](given)
	}
	return defaults
}

// auth loads the accounts. Those of modules are there.
func (to loader) auth(module protocol.Value) {
	keeper := to.Keepers.AccountKeeper
	each(module.Optional("accounts"), "accounts", func(item protocol.Value) {
		item.Record("address", "public_key")
		address := readAddress(item.Field("address"))
		if keeper.HasAccount(to.ctx, address) {
			return
		}
		account := authtypes.NewBaseAccountWithAddress(address)
		if key := item.Field("public_key"); !key.IsNull() {
			must(account.SetPubKey(publicKey(key)))
		}
		keeper.SetAccount(to.ctx, keeper.NewAccount(to.ctx, account))
	})
}

// publicKey reads the key of an account: of 33 bytes on secp256k1, of 32 on Ed25519.
func publicKey(value protocol.Value) cryptotypes.PubKey {
	key := value.Hex()
	switch len(key) {
	case secp256k1.PubKeySize:
		return &secp256k1.PubKey{Key: key}
	case ed25519.PubKeySize:
		return &ed25519.PubKey{Key: key}
	}
	value.Refuse("a public key has 33 or 32 bytes")
	return nil
}

// bank loads the balances; the supply is their sum.
func (to loader) bank(module protocol.Value) {
	genesis := banktypes.GenesisState{Params: banktypes.DefaultParams()}
	each(module.Optional("balances"), "balances", func(item protocol.Value) {
		item.Record("address", "amount")
		coin := sdk.NewCoin(pocket.DenomuPOKT, math.NewIntFromBigInt(readAmount(item.Field("amount"))))
		if !coin.IsZero() {
			address := readAddress(item.Field("address")).String()
			genesis.Balances = append(genesis.Balances, banktypes.Balance{Address: address, Coins: sdk.NewCoins(coin)})
		}
	})
	to.Keepers.BankKeeper.InitGenesis(to.ctx, &genesis)
}

// staking loads validators and delegations.
func (to loader) staking(module protocol.Value) {
	module.Optional("validators", "delegations")
	each(module, "validators", to.validator)
	each(module, "delegations", func(item protocol.Value) {
		item.Record("delegator_address", "validator_address", "shares")
		delegation := stakingtypes.NewDelegation(
			item.Field("delegator_address").Text(), item.Field("validator_address").Text(), readDecimal(item.Field("shares")),
		)
		must(to.Keepers.StakingKeeper.SetDelegation(to.ctx, delegation))
	})
}

// validator loads one validator with the keeper's own indexes. Its consensus key is made of its address.
func (to loader) validator(item protocol.Value) {
	item.Record("operator_address", "tokens", "delegator_shares", "commission_rate", "status")
	operator := item.Field("operator_address")
	address, err := sdk.ValAddressFromBech32(operator.Text())
	if err != nil {
		operator.Refuse("%v", err)
	}
	validator, err := stakingtypes.NewValidator(operator.Text(), consensusKey(address), stakingtypes.Description{})
	must(err)
	validator.Tokens = math.NewIntFromBigInt(readAmount(item.Field("tokens")))
	validator.DelegatorShares = readDecimal(item.Field("delegator_shares"))
	validator.Commission.Rate = readDecimal(item.Field("commission_rate"))
	status := item.Field("status").Choice("BOND_STATUS_UNBONDED", "BOND_STATUS_UNBONDING", "BOND_STATUS_BONDED")
	validator.Status = stakingtypes.BondStatus(stakingtypes.BondStatus_value[status])
	must(to.Keepers.StakingKeeper.SetValidator(to.ctx, validator))
	must(to.Keepers.StakingKeeper.SetValidatorByConsAddr(to.ctx, validator))
	must(to.Keepers.StakingKeeper.SetValidatorByPowerIndex(to.ctx, validator))
}

// consensusKey makes the key with which a validator signs blocks: some bytes that differ for each.
func consensusKey(operator sdk.ValAddress) cryptotypes.PubKey {
	key := sha256.Sum256(operator)
	return &ed25519.PubKey{Key: key[:]}
}

// application loads x/application.
func (to loader) application(module protocol.Value) {
	module.Optional("params", "applications")
	must(to.Keepers.ApplicationKeeper.SetParams(to.ctx, params(module, apptypes.DefaultParams())))
	each(module, "applications", func(item protocol.Value) {
		to.Keepers.ApplicationKeeper.SetApplication(to.ctx, read[apptypes.Application](item))
	})
}

// gateway loads x/gateway.
func (to loader) gateway(module protocol.Value) {
	module.Optional("params", "gateways")
	must(to.Keepers.GatewayKeeper.SetParams(to.ctx, params(module, gatewaytypes.DefaultParams())))
	each(module, "gateways", func(item protocol.Value) {
		to.Keepers.GatewayKeeper.SetGateway(to.ctx, read[gatewaytypes.Gateway](item))
	})
}

// supplier loads x/supplier.
func (to loader) supplier(module protocol.Value) {
	module.Optional("params", "suppliers", "service_config_updates")
	must(to.Keepers.SupplierKeeper.SetParams(to.ctx, params(module, suppliertypes.DefaultParams())))
	var suppliers []sharedtypes.Supplier
	each(module, "suppliers", func(item protocol.Value) {
		supplier := read[sharedtypes.Supplier](item)
		if len(supplier.Services)+len(supplier.ServiceConfigHistory) > 0 {
			item.Refuse("a stored supplier has neither services nor their history")
		}
		suppliers = append(suppliers, supplier)
	})
	var updates []sharedtypes.ServiceConfigUpdate
	each(module, "service_config_updates", func(item protocol.Value) {
		update := read[sharedtypes.ServiceConfigUpdate](item)
		if update.Service == nil {
			item.Refuse("without a service")
		}
		updates = append(updates, update)
	})
	to.suppliers(suppliers, updates)
}

// suppliers stores suppliers with the history of their services; what belongs to no supplier is indexed alone.
func (to loader) suppliers(suppliers []sharedtypes.Supplier, updates []sharedtypes.ServiceConfigUpdate) {
	histories := map[string][]*sharedtypes.ServiceConfigUpdate{}
	for _, update := range updates {
		histories[update.OperatorAddress] = append(histories[update.OperatorAddress], &update)
	}
	for _, supplier := range suppliers {
		supplier.ServiceConfigHistory = histories[supplier.OperatorAddress]
		delete(histories, supplier.OperatorAddress)
		to.Keepers.SupplierKeeper.SetAndIndexDehydratedSupplier(to.ctx, supplier)
	}
	for operator, history := range histories {
		orphan := sharedtypes.Supplier{OperatorAddress: operator, ServiceConfigHistory: history}
		indexServiceConfigUpdates(to.Keepers.SupplierKeeper, to.ctx, orphan)
	}
}

// service loads x/service.
func (to loader) service(module protocol.Value) {
	module.Optional("params", "services", "relay_mining_difficulties", "relay_mining_difficulty_history",
		"compute_units_per_relay_history")
	keeper := to.Keepers.ServiceKeeper
	must(keeper.SetParams(to.ctx, params(module, servicetypes.DefaultParams())))
	each(module, "services", func(item protocol.Value) {
		keeper.SetService(to.ctx, read[sharedtypes.Service](item))
	})
	each(module, "relay_mining_difficulties", func(item protocol.Value) {
		keeper.SetRelayMiningDifficulty(to.ctx, read[servicetypes.RelayMiningDifficulty](item))
	})
	each(module, "relay_mining_difficulty_history", func(item protocol.Value) {
		update := read[servicetypes.RelayMiningDifficultyUpdate](item)
		if update.Difficulty == nil {
			item.Refuse("without a difficulty")
		}
		must(keeper.SetRelayMiningDifficultyAtHeight(to.ctx, update.EffectiveHeight, *update.Difficulty))
	})
	each(module, "compute_units_per_relay_history", func(item protocol.Value) {
		update := read[servicetypes.ServiceComputeUnitsPerRelayUpdate](item)
		must(keeper.SetServiceComputeUnitsPerRelayAtHeight(
			to.ctx, update.EffectiveHeight, update.ServiceId, update.ComputeUnitsPerRelay,
		))
	})
}

// session loads x/session; the hashes of past blocks are stored as each block did it.
func (to loader) session(module protocol.Value) {
	module.Optional("params", "params_history", "block_hashes")
	keeper := to.Keepers.SessionKeeper
	must(keeper.SetParams(to.ctx, params(module, sessiontypes.DefaultParams())))
	each(module, "params_history", func(item protocol.Value) {
		update := read[sessiontypes.ParamsUpdate](item)
		if update.Params == nil {
			item.Refuse("without parameters")
		}
		must(keeper.SetParamsAtHeight(to.ctx, update.EffectiveHeight, *update.Params))
	})
	each(module, "block_hashes", func(item protocol.Value) {
		item.Record("height", "hash")
		past := to.ctx.WithBlockHeight(item.Field("height").Int64()).WithHeaderHash(item.Field("hash").Hex())
		keeper.StoreBlockHash(past)
	})
}

// proof loads x/proof.
func (to loader) proof(module protocol.Value) {
	module.Optional("params", "claims", "proofs")
	must(to.Keepers.ProofKeeper.SetParams(to.ctx, params(module, prooftypes.DefaultParams())))
	each(module, "claims", func(item protocol.Value) {
		to.Keepers.ProofKeeper.UpsertClaim(to.ctx, read[prooftypes.Claim](item))
	})
	each(module, "proofs", func(item protocol.Value) {
		to.Keepers.ProofKeeper.UpsertProof(to.ctx, read[prooftypes.Proof](item))
	})
}

// tokenomics loads x/tokenomics.
func (to loader) tokenomics(module protocol.Value) {
	module.Optional("params")
	must(to.Keepers.TokenomicsKeeper.SetParams(to.ctx, params(module, tokenomicstypes.DefaultParams())))
}

// shared loads x/shared.
func (to loader) shared(module protocol.Value) {
	module.Optional("params", "params_history")
	keeper := to.Keepers.SharedKeeper
	must(keeper.SetParams(to.ctx, params(module, sharedtypes.DefaultParams())))
	each(module, "params_history", func(item protocol.Value) {
		update := read[sharedtypes.ParamsUpdate](item)
		if update.Params == nil {
			item.Refuse("without parameters")
		}
		must(keeper.SetParamsAtHeight(to.ctx, update.EffectiveHeight, *update.Params))
	})
}

// migration loads x/migration.
func (to loader) migration(module protocol.Value) {
	module.Optional("params", "morse_claimable_accounts")
	must(to.Keepers.MigrationKeeper.SetParams(to.ctx, params(module, migrationtypes.DefaultParams())))
	each(module, "morse_claimable_accounts", func(item protocol.Value) {
		to.Keepers.MigrationKeeper.SetMorseClaimableAccount(to.ctx, read[migrationtypes.MorseClaimableAccount](item))
	})
}

// readAddress reads the address of an account.
func readAddress(value protocol.Value) sdk.AccAddress {
	address, err := sdk.AccAddressFromBech32(value.Text())
	if err != nil {
		value.Refuse("%v", err)
	}
	return address
}

// readDecimal reads a number with 18 decimals.
func readDecimal(value protocol.Value) math.LegacyDec {
	decimal, err := math.LegacyNewDecFromStr(value.Text())
	if err != nil {
		value.Refuse("%v", err)
	}
	return decimal
}
