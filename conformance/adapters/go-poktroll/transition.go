package main

import (
	"strings"

	abci "github.com/cometbft/cometbft/abci/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/module"

	"cosmossdk.io/core/appmodule"

	"pocket-spec/adapters/go-protocol"
)

// deliver executes a message in a block as a transaction of its own does, from the validation of its fields on: its
// handler works on a branch of the stores, which is dropped if it refuses.
func (node *node) deliver(ctx sdk.Context, value protocol.Value) error {
	value.Optional("type", "value", "signer")
	msg, err := node.readMsg(value)
	if err != nil {
		return err
	}
	if validated, ok := msg.(sdk.HasValidateBasic); ok {
		if err := refusing(msg, validated.ValidateBasic); err != nil {
			return err
		}
	}
	if err := node.checkSigner(msg, value.FieldOr("signer", nil)); err != nil {
		return err
	}
	return refusing(msg, func() error { return node.handle(ctx, msg) })
}

// handle runs the handler of a message.
func (node *node) handle(ctx sdk.Context, msg sdk.Msg) error {
	branch := ctx.MultiStore().CacheMultiStore()
	result, err := node.MsgServiceRouter().Handler(msg)(ctx.WithMultiStore(branch), msg)
	if err != nil {
		return err
	}
	branch.Write()
	for _, event := range result.Events {
		ctx.EventManager().EmitEvent(sdk.Event(event))
	}
	return nil
}

// readMsg reads a message that has a handler.
func (node *node) readMsg(value protocol.Value) (sdk.Msg, error) {
	name := value.Field("type").Text()
	msg := newMessage(name)
	if msg == nil || node.MsgServiceRouter().HandlerByTypeURL("/"+name) == nil {
		return nil, protocol.Rejection("TX_MESSAGE_UNKNOWN")
	}
	if err := readMessage(value.Field("value"), msg); err != nil {
		return nil, protocol.Rejection("PROTO_MALFORMED")
	}
	return msg, nil
}

// checkSigner refuses a message that another account signs than the one that it names.
func (node *node) checkSigner(msg sdk.Msg, signer protocol.Value) error {
	if signer.IsNull() {
		return nil
	}
	signers, _, err := node.AppCodec().GetMsgV1Signers(msg)
	if err != nil {
		return protocol.Rejection("ADDRESS_MALFORMED")
	}
	for _, named := range signers {
		if sdk.AccAddress(named).String() != signer.Text() {
			return protocol.Rejection("TX_UNAUTHORIZED")
		}
	}
	return nil
}

// isOfProtocol says whether a module is one of the protocol rather than of the SDK.
func isOfProtocol(module string) bool {
	_, known := stores[module]
	return known && module != "bank"
}

// beginBlock runs the begin blockers of the protocol's modules in the application's order.
func (node *node) beginBlock(ctx sdk.Context) error {
	return eachModule(node.ModuleManager.OrderBeginBlockers, node.ModuleManager, func(begins appmodule.HasBeginBlocker) error {
		return begins.BeginBlock(ctx)
	})
}

// endBlock runs the end blockers of the protocol's modules in the application's order.
func (node *node) endBlock(ctx sdk.Context) error {
	return eachModule(node.ModuleManager.OrderEndBlockers, node.ModuleManager, func(ends appmodule.HasEndBlocker) error {
		return ends.EndBlock(ctx)
	})
}

// eachModule runs something on those of the protocol's modules that have it, in order.
func eachModule[T any](order []string, manager *module.Manager, run func(T) error) error {
	for _, name := range order {
		if able, ok := manager.Modules[name].(T); ok && isOfProtocol(name) {
			if err := run(able); err != nil {
				return err
			}
		}
	}
	return nil
}

// typedEvents writes the events of the protocol's modules, in the order in which they were emitted.
func typedEvents(events []abci.Event) []any {
	written := []any{}
	for _, event := range events {
		if !strings.HasPrefix(event.Type, "pocket.") {
			continue
		}
		message, err := sdk.ParseTypedEvent(event)
		must(err)
		attributes := writeMessage(message)
		nameErrors(event.Type, attributes)
		written = append(written, protocol.Output{"type": event.Type, "attributes": attributes})
	}
	return written
}
