package main

import (
	"context"
	"reflect"
	"strconv"
	"strings"
	"unsafe"

	sessionkeeper "github.com/pokt-network/poktroll/x/session/keeper"
	sessiontypes "github.com/pokt-network/poktroll/x/session/types"
	sharedtypes "github.com/pokt-network/poktroll/x/shared/types"

	"pocket-spec/adapters/go-protocol"
)

const (
	// hydrationHeight is the height of every session that is put together here; the supplier configurations of all
	// candidates are active since then.
	hydrationHeight = 1

	// Between these numbers of suppliers the real code asks for more memory than there may be, which nothing
	// recovers; beyond the larger one it panics.
	mostSuppliers    = uint64(1) << 24
	tooManyForASlice = uint64(1) << 46
)

// notASliceLength are the panics of a number of suppliers that is negative as a signed integer, or doubled.
var notASliceLength = reasons{
	"makeslice: cap out of range": "SESSION_PARAM_INVALID",
	"slice bounds out of range":   "SESSION_PARAM_INVALID",
}

// suppliers answers session.suppliers by the session keeper's own method, over a store of candidates in the order
// given.
func suppliers(input protocol.Value) (protocol.Output, error) {
	input.Record("session_id_preimage", "operator_addresses", "num_suppliers_per_session")
	wanted := input.Field("num_suppliers_per_session").Uint64()
	preimage := input.Field("session_id_preimage").Hex()
	candidates := &candidateStore{}
	for _, address := range input.Field("operator_addresses").List() {
		candidates.addresses = append(candidates.addresses, address.Text())
	}
	if wanted > mostSuppliers && wanted < tooManyForASlice {
		return nil, protocol.Unsupported
	}
	hydrator := sessionkeeper.NewSessionHydrator("", "", hydrationHeight)
	*hiddenField[[]byte](hydrator, "sessionIDBz") = preimage
	err := translating(notASliceLength, func() error {
		return hydrate(candidates, wanted, unsafe.Pointer(hydrator))
	})
	if err != nil {
		return nil, err
	}
	session := *hiddenField[*sessiontypes.Session](hydrator, "session")
	addresses := []string{}
	for _, supplier := range session.Suppliers {
		addresses = append(addresses, supplier.OperatorAddress)
	}
	return protocol.Output{"operator_addresses": addresses}, nil
}

// hydrate fills a session with suppliers.
func hydrate(candidates *candidateStore, wanted uint64, hydrator unsafe.Pointer) error {
	chain := newChain(sessiontypes.StoreKey)
	keeper := sessionkeeper.NewKeeper(
		chain.codec, chain.store, chain.logger, chain.authority, nil, nil, nil, candidates, nil,
	)
	if err := keeper.SetParams(chain.ctx, sessiontypes.NewParams(wanted)); err != nil {
		return err
	}
	err := hydrateSessionSuppliers(keeper, chain.ctx, hydrator)
	if err != nil && sessiontypes.ErrSessionSuppliersNotFound.Is(err) {
		return protocol.Rejection("SESSION_SUPPLIERS_NOT_FOUND")
	}
	return err
}

// hiddenField points to a field, not exported, of the struct that pointer points to.
func hiddenField[T any](pointer any, name string) *T {
	field := reflect.ValueOf(pointer).Elem().FieldByName(name)
	return (*T)(field.Addr().UnsafePointer())
}

// candidateStore stands in for the supplier keeper: every candidate offers the service.
type candidateStore struct{ addresses []string }

// GetServiceConfigUpdatesIterator iterates over the candidates in their order.
func (store *candidateStore) GetServiceConfigUpdatesIterator(
	context.Context, string, int64,
) sharedtypes.RecordIterator[*sharedtypes.ServiceConfigUpdate] {
	return &candidateIterator{addresses: store.addresses}
}

// GetDehydratedSupplier returns a supplier of that address.
func (store *candidateStore) GetDehydratedSupplier(_ context.Context, address string) (sharedtypes.Supplier, bool) {
	return sharedtypes.Supplier{OperatorAddress: address}, true
}

// candidateIterator is the position in a list of candidates.
type candidateIterator struct{ addresses []string }

// Next goes on to the next candidate.
func (iterator *candidateIterator) Next() { iterator.addresses = iterator.addresses[1:] }

// Valid says whether there is a candidate.
func (iterator *candidateIterator) Valid() bool { return len(iterator.addresses) > 0 }

// Key returns nothing: candidates have no keys.
func (iterator *candidateIterator) Key() []byte { return nil }

// Close does nothing.
func (iterator *candidateIterator) Close() {}

// Value returns the candidate's configuration of the service.
func (iterator *candidateIterator) Value() (*sharedtypes.ServiceConfigUpdate, error) {
	return &sharedtypes.ServiceConfigUpdate{
		OperatorAddress:  strings.Clone(iterator.addresses[0]),
		Service:          new(sharedtypes.SupplierServiceConfig),
		ActivationHeight: hydrationHeight,
	}, nil
}

// signedDecimal writes a signed amount or weight.
func signedDecimal(number int64) string { return strconv.FormatInt(number, 10) }
