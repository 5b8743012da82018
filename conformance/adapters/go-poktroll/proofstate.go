package main

import (
	"context"
	"slices"

	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	"github.com/pokt-network/ring-go"

	apptypes "github.com/pokt-network/poktroll/x/application/types"
	proofkeeper "github.com/pokt-network/poktroll/x/proof/keeper"
	"github.com/pokt-network/poktroll/x/proof/types"
	servicetypes "github.com/pokt-network/poktroll/x/service/types"
	sessiontypes "github.com/pokt-network/poktroll/x/session/types"
	sharedtypes "github.com/pokt-network/poktroll/x/shared/types"
)

// proofState stands in for the chain's state where a proof is validated. It agrees with the message: its session
// header is that of the session on chain, with the supplier in it; the block is in the proof window; the supplier's
// account has the key given; the application delegated to whoever is in the ring of the signature. No block has a
// hash. The claims are in a real store.
type proofState struct {
	message     *types.MsgSubmitProof
	supplierKey []byte
	targetHash  []byte
	ringKeys    [][]byte
}

// proof is the proof that the handler makes of the message.
func (state *proofState) proof() *types.Proof {
	return &types.Proof{
		SupplierOperatorAddress: state.message.GetSupplierOperatorAddress(),
		SessionHeader:           state.message.GetSessionHeader(),
		ClosestMerkleProof:      state.message.GetProof(),
	}
}

// keeper makes a proof keeper over this state, and a context in the proof window.
func (state *proofState) keeper() (proofkeeper.Keeper, sdk.Context) {
	chain := newChain(types.StoreKey)
	keeper := proofkeeper.NewKeeper(
		chain.codec, chain.store, chain.logger, chain.authority,
		nil, sessionState{state}, applicationState{state: state}, &accountState{state: state},
		calendarState{}, serviceState{state: state},
	)
	params := calendarState{}.GetParams(chain.ctx)
	end := state.message.GetSessionHeader().GetSessionEndBlockHeight()
	return keeper, chain.ctx.WithBlockHeight(sharedtypes.GetProofWindowOpenHeight(&params, end))
}

// sessionState stands in for the session keeper.
type sessionState struct{ *proofState }

// GetSession returns the session of the message.
func (state sessionState) GetSession(
	context.Context, *sessiontypes.QueryGetSessionRequest,
) (*sessiontypes.QueryGetSessionResponse, error) {
	header := state.message.GetSessionHeader()
	return &sessiontypes.QueryGetSessionResponse{Session: &sessiontypes.Session{
		Header:    header,
		SessionId: header.GetSessionId(),
		Suppliers: []*sharedtypes.Supplier{{OperatorAddress: state.message.GetSupplierOperatorAddress()}},
	}}, nil
}

// GetBlockHash returns none.
func (sessionState) GetBlockHash(context.Context, int64) []byte { return nil }

// StoreBlockHash does nothing.
func (sessionState) StoreBlockHash(context.Context) {}

// applicationState stands in for the application keeper.
type applicationState struct {
	types.ApplicationKeeper
	state *proofState
}

// GetApplication returns an application that delegates to the owners of all keys of the ring.
func (keeper applicationState) GetApplication(_ context.Context, address string) (apptypes.Application, bool) {
	application := apptypes.Application{Address: address}
	for _, key := range keeper.state.ringKeys {
		application.DelegateeGatewayAddresses = append(application.DelegateeGatewayAddresses, addressOf(key).String())
	}
	return application, true
}

// accountState stands in for the account keeper. The first account that is asked for is the supplier's.
type accountState struct {
	types.AccountKeeper
	state    *proofState
	supplied bool
}

// GetAccount returns an account with the supplier's key, or with the key of the ring that has this address; that of
// the application need not be in the ring, and has any other key then.
func (keeper *accountState) GetAccount(_ context.Context, address sdk.AccAddress) sdk.AccountI {
	if !keeper.supplied {
		keeper.supplied = true
		return account(address, keeper.state.supplierKey)
	}
	for _, key := range keeper.state.ringKeys {
		if addressOf(key).Equals(address) {
			return account(address, key)
		}
	}
	return account(address, slices.Concat(keeper.state.ringKeys, [][]byte{keeper.state.supplierKey})[0])
}

// account returns an account with a key.
func account(address sdk.AccAddress, key []byte) sdk.AccountI {
	return authtypes.NewBaseAccount(address, &secp256k1.PubKey{Key: key}, 0, 0)
}

// addressOf returns the address of a key.
func addressOf(key []byte) sdk.AccAddress {
	return sdk.AccAddress((&secp256k1.PubKey{Key: key}).Address())
}

// calendarState stands in for the shared keeper, with sessions of one block and windows that open at once.
type calendarState struct{}

// GetParams returns the parameters.
func (calendarState) GetParams(context.Context) sharedtypes.Params {
	return sharedtypes.Params{NumBlocksPerSession: 1}
}

// GetParamsAtHeight returns the parameters.
func (calendar calendarState) GetParamsAtHeight(ctx context.Context, _ int64) sharedtypes.Params {
	return calendar.GetParams(ctx)
}

// serviceState stands in for the service keeper.
type serviceState struct {
	types.ServiceKeeper
	state *proofState
}

// GetRelayMiningDifficultyAtHeight returns the target hash given.
func (keeper serviceState) GetRelayMiningDifficultyAtHeight(
	_ context.Context, service string, _ int64,
) (servicetypes.RelayMiningDifficulty, bool) {
	return servicetypes.RelayMiningDifficulty{ServiceId: service, TargetHash: keeper.state.targetHash}, true
}

// ringKeys lists the public keys of a ring signature, none if it is malformed.
func ringKeys(encoded []byte) [][]byte {
	signature := new(ring.RingSig)
	if signature.Deserialize(ring.Secp256k1(), encoded) != nil {
		return nil
	}
	var keys [][]byte
	for _, key := range signature.PublicKeys() {
		keys = append(keys, key.Encode())
	}
	return keys
}
