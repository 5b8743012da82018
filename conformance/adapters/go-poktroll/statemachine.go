package main

import (
	"fmt"
	"strings"
	"unicode"

	sdk "github.com/cosmos/cosmos-sdk/types"

	prooftypes "github.com/pokt-network/poktroll/x/proof/types"
	sessiontypes "github.com/pokt-network/poktroll/x/session/types"

	"pocket-spec/adapters/go-protocol"
)

// haltText begins the failure of a request in which the chain would stop.
const haltText = "the chain halts: "

// messageSuite has one operation for every message of the protocol and for the bank's transfer.
func messageSuite() protocol.Suite {
	suite := protocol.Suite{"send": runMessage}
	for _, name := range messageTypes {
		suite[operationName(name)] = runMessage
	}
	return suite
}

// messageTypes are the messages of the protocol.
var messageTypes = []string{
	"pocket.application.MsgDelegateToGateway",
	"pocket.application.MsgStakeApplication",
	"pocket.application.MsgTransferApplication",
	"pocket.application.MsgUndelegateFromGateway",
	"pocket.application.MsgUnstakeApplication",
	"pocket.application.MsgUpdateParam",
	"pocket.application.MsgUpdateParams",
	"pocket.gateway.MsgStakeGateway",
	"pocket.gateway.MsgUnstakeGateway",
	"pocket.gateway.MsgUpdateGatewayMetadata",
	"pocket.gateway.MsgUpdateParam",
	"pocket.gateway.MsgUpdateParams",
	"pocket.migration.MsgAdminRecoverMorseAccount",
	"pocket.migration.MsgClaimMorseAccount",
	"pocket.migration.MsgClaimMorseApplication",
	"pocket.migration.MsgClaimMorseSupplier",
	"pocket.migration.MsgImportMorseClaimableAccounts",
	"pocket.migration.MsgRecoverMorseAccount",
	"pocket.migration.MsgUpdateParams",
	"pocket.proof.MsgCreateClaim",
	"pocket.proof.MsgSubmitProof",
	"pocket.proof.MsgUpdateParam",
	"pocket.proof.MsgUpdateParams",
	"pocket.service.MsgAddService",
	"pocket.service.MsgTransferService",
	"pocket.service.MsgUpdateParam",
	"pocket.service.MsgUpdateParams",
	"pocket.session.MsgUpdateParam",
	"pocket.session.MsgUpdateParams",
	"pocket.shared.MsgUpdateParam",
	"pocket.shared.MsgUpdateParams",
	"pocket.supplier.MsgStakeSupplier",
	"pocket.supplier.MsgUnstakeSupplier",
	"pocket.supplier.MsgUpdateParam",
	"pocket.supplier.MsgUpdateParams",
	"pocket.tokenomics.MsgUpdateParam",
	"pocket.tokenomics.MsgUpdateParams",
}

// operationName is the name of a message in snake case; updates of parameters have that of their module after it.
func operationName(message string) string {
	parts := strings.Split(message, ".")
	var name strings.Builder
	for index, letter := range strings.TrimPrefix(parts[2], "Msg") {
		if unicode.IsUpper(letter) && index > 0 {
			name.WriteByte('_')
		}
		name.WriteRune(unicode.ToLower(letter))
	}
	if strings.HasPrefix(parts[2], "MsgUpdateParam") {
		return name.String() + "_" + parts[1]
	}
	return name.String()
}

// endBlockSuite has one operation for every step of the begin and end blockers: the keeper's own method.
func endBlockSuite() protocol.Suite {
	suite := protocol.Suite{"update_relay_mining_difficulty": updateDifficulty}
	for name, run := range steps {
		suite[name] = func(input protocol.Value) (protocol.Output, error) {
			return runStep(input.Record("state"), run)
		}
	}
	return suite
}

// steps are those that need nothing but the state.
var steps = map[string]func(*node, sdk.Context) error{
	"settle_pending_claims": func(node *node, ctx sdk.Context) error {
		_, _, _, err := node.Keepers.TokenomicsKeeper.SettlePendingClaims(ctx)
		return err
	},
	"validate_submitted_proofs": func(node *node, ctx sdk.Context) error {
		_, _, err := node.Keepers.ProofKeeper.ValidateSubmittedProofs(ctx)
		return err
	},
	"auto_undelegate": func(node *node, ctx sdk.Context) error {
		return node.Keepers.ApplicationKeeper.EndBlockerAutoUndelegateFromUnbondingGateways(ctx)
	},
	"prune_undelegations": func(node *node, ctx sdk.Context) error {
		return node.Keepers.ApplicationKeeper.EndBlockerPruneAppToGatewayPendingUndelegation(ctx)
	},
	"unbond_applications": func(node *node, ctx sdk.Context) error {
		return node.Keepers.ApplicationKeeper.EndBlockerUnbondApplications(ctx)
	},
	"transfer_applications": func(node *node, ctx sdk.Context) error {
		return node.Keepers.ApplicationKeeper.EndBlockerTransferApplication(ctx)
	},
	"unbond_gateways": func(node *node, ctx sdk.Context) error {
		_, err := node.Keepers.GatewayKeeper.EndBlockerUnbondGateways(ctx)
		return err
	},
	"unbond_suppliers": func(node *node, ctx sdk.Context) error {
		_, err := node.Keepers.SupplierKeeper.EndBlockerUnbondSuppliers(ctx)
		return err
	},
	"prune_service_config_history": func(node *node, ctx sdk.Context) error {
		_, err := node.Keepers.SupplierKeeper.EndBlockerPruneSupplierServiceConfigHistory(ctx)
		return err
	},
	"activate_services": func(node *node, ctx sdk.Context) error {
		_, err := node.Keepers.SupplierKeeper.BeginBlockerActivateSupplierServices(ctx)
		return err
	},
	"promote_shared_params": func(node *node, ctx sdk.Context) error {
		return node.Keepers.SharedKeeper.EndBlocker(ctx)
	},
	"store_block_hash": func(node *node, ctx sdk.Context) error {
		node.Keepers.SessionKeeper.StoreBlockHash(ctx)
		return nil
	},
}

// runMessage answers every operation of the suite `message`.
func runMessage(input protocol.Value) (protocol.Output, error) {
	input.Record("state", "message")
	node := application()
	ctx := node.load(input.Field("state"))
	if err := node.deliver(ctx, input.Field("message")); err != nil {
		return nil, err
	}
	return node.describe(ctx, typedEvents(ctx.EventManager().ABCIEvents())), nil
}

// runStep answers the operations of the suite `end_block`.
func runStep(input protocol.Value, run func(*node, sdk.Context) error) (protocol.Output, error) {
	node := application()
	ctx := node.load(input.Field("state"))
	if err := run(node, ctx); err != nil {
		return nil, fmt.Errorf("%s%w", haltText, err)
	}
	return node.describe(ctx, typedEvents(ctx.EventManager().ABCIEvents())), nil
}

// updateDifficulty answers end_block.update_relay_mining_difficulty, for numbers of settled relays.
func updateDifficulty(input protocol.Value) (protocol.Output, error) {
	input.Record("state", "relays_per_service")
	names, table := input.Field("relays_per_service").Table()
	relays := map[string]uint64{}
	for _, name := range names {
		relays[name] = table[name].Uint64()
	}
	return runStep(input, func(node *node, ctx sdk.Context) error {
		_, err := node.Keepers.TokenomicsKeeper.UpdateRelayMiningDifficulty(ctx, relays)
		return err
	})
}

// runScenario answers scenario.run.
func runScenario(input protocol.Value) (protocol.Output, error) {
	input.Record("state", "blocks")
	node := application()
	ctx := node.load(input.Field("state"))
	outputs := []any{}
	for index, block := range input.Field("blocks").List() {
		if index > 0 {
			ctx = node.context(ctx.MultiStore(), ctx.ChainID(), ctx.BlockHeight()+1, ctx.BlockTime())
		}
		output, err := node.runBlock(ctx, block)
		if err != nil {
			return nil, err
		}
		outputs = append(outputs, output)
	}
	return protocol.Output{"blocks": outputs}, nil
}

// runBlock runs the begin blockers, the messages and the end blockers of one block.
func (node *node) runBlock(ctx sdk.Context, block protocol.Value) (protocol.Output, error) {
	block.Optional("messages", "proposer", "header_hash")
	ctx = withProposer(ctx, block.FieldOr("proposer", nil))
	if hash := block.FieldOr("header_hash", nil); !hash.IsNull() {
		ctx = ctx.WithHeaderHash(hash.Hex())
	}
	if err := node.beginBlock(ctx); err != nil {
		return nil, fmt.Errorf("%s%w", haltText, err)
	}
	results := []any{}
	for _, message := range block.FieldOr("messages", []any{}).List() {
		result, err := verdict(node.deliver(ctx, message))
		if err != nil {
			return nil, err
		}
		results = append(results, result)
	}
	if err := node.endBlock(ctx); err != nil {
		return nil, fmt.Errorf("%s%w", haltText, err)
	}
	output := node.describe(ctx, typedEvents(ctx.EventManager().ABCIEvents()))
	output["results"] = results
	return output, nil
}

// verdict is the reason for which a message was refused, null if it was not; any other error is one.
func verdict(err error) (any, error) {
	if reason, ok := err.(protocol.Rejection); ok {
		return string(reason), nil
	}
	return nil, err
}

// withProposer makes a validator the proposer of a block, by the address of its operator.
func withProposer(ctx sdk.Context, proposer protocol.Value) sdk.Context {
	if proposer.IsNull() {
		return ctx
	}
	operator, err := sdk.ValAddressFromBech32(proposer.Text())
	if err != nil {
		proposer.Refuse("%v", err)
	}
	header := ctx.BlockHeader()
	header.ProposerAddress = consensusKey(operator).Address()
	return ctx.WithBlockHeader(header)
}

// hydrateSession answers session.hydrate by the keeper's query, which handlers of messages call too.
func hydrateSession(input protocol.Value) (protocol.Output, error) {
	input.Record("state", "application_address", "service_id", "block_height")
	node := application()
	ctx := node.load(input.Field("state"))
	response, err := node.Keepers.SessionKeeper.GetSession(ctx, &sessiontypes.QueryGetSessionRequest{
		ApplicationAddress: input.Field("application_address").Text(),
		ServiceId:          input.Field("service_id").Text(),
		BlockHeight:        input.Field("block_height").Int64(),
	})
	if err != nil {
		return nil, refusal(new(sessiontypes.Session), err)
	}
	return protocol.Output{"session": writeMessage(response.Session)}, nil
}

// proofRequirement answers claim.proof_requirement.
func proofRequirement(input protocol.Value) (protocol.Output, error) {
	input.Record("state", "claim")
	node := application()
	ctx := node.load(input.Field("state"))
	claim := read[prooftypes.Claim](input.Field("claim"))
	requirement, err := node.Keepers.ProofKeeper.ProofRequirementForClaim(ctx, &claim)
	if err != nil {
		return nil, refusal(&claim, err)
	}
	return protocol.Output{"requirement": requirement.String()}, nil
}
