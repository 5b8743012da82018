package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	errorsmod "cosmossdk.io/errors"
	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	gogoproto "github.com/cosmos/gogoproto/proto"

	"github.com/pokt-network/poktroll/pkg/crypto/rings"
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

// meaning is a registered error and the reason that it stands for.
type meaning struct {
	registered *errorsmod.Error
	reason     protocol.Rejection
}

// meanings is every registered error of the protocol's modules, and those of the SDK that handlers return. Of errors
// with the same description the first is taken where nothing else tells.
var meanings = []meaning{
	{sharedtypes.ErrSharedInvalidSigner, "SHARED_INVALID_SIGNER"},
	{sharedtypes.ErrSharedInvalidAddress, "SHARED_INVALID_ADDRESS"},
	{sharedtypes.ErrSharedParamNameInvalid, "SHARED_PARAM_NAME_INVALID"},
	{sharedtypes.ErrSharedParamInvalid, "SHARED_PARAM_INVALID"},
	{sharedtypes.ErrSharedEmitEvent, "SHARED_EMIT_EVENT"},
	{sharedtypes.ErrSharedUnauthorizedSupplierUpdate, "SHARED_UNAUTHORIZED_SUPPLIER_UPDATE"},
	{sharedtypes.ErrSharedInvalidRevShare, "SHARED_INVALID_REV_SHARE"},
	{sharedtypes.ErrSharedInvalidService, "SHARED_INVALID_SERVICE"},
	{sharedtypes.ErrSharedInvalidServiceId, "SESSION_SERVICE_ID_INVALID"},
	{sharedtypes.ErrSharedInvalidServiceName, "SHARED_INVALID_SERVICE_NAME"},
	{sharedtypes.ErrSharedInvalidComputeUnitsPerRelay, "SHARED_INVALID_COMPUTE_UNITS_PER_RELAY"},
	{sharedtypes.ErrSharedInvalidServiceMetadata, "SHARED_INVALID_SERVICE_METADATA"},
	{apptypes.ErrAppInvalidSigner, "APPLICATION_INVALID_SIGNER"},
	{apptypes.ErrAppInvalidStake, "APPLICATION_INVALID_STAKE"},
	{apptypes.ErrAppInvalidAddress, "APPLICATION_INVALID_ADDRESS"},
	{apptypes.ErrAppUnauthorized, "APPLICATION_UNAUTHORIZED"},
	{apptypes.ErrAppNotFound, "APPLICATION_NOT_FOUND"},
	{apptypes.ErrAppInvalidServiceConfigs, "APPLICATION_INVALID_SERVICE_CONFIGS"},
	{apptypes.ErrAppGatewayNotFound, "APPLICATION_GATEWAY_NOT_FOUND"},
	{apptypes.ErrAppInvalidGatewayAddress, "APPLICATION_INVALID_GATEWAY_ADDRESS"},
	{apptypes.ErrAppAlreadyDelegated, "APPLICATION_ALREADY_DELEGATED"},
	{apptypes.ErrAppMaxDelegatedGateways, "APPLICATION_MAX_DELEGATED_GATEWAYS"},
	{apptypes.ErrAppNotDelegated, "APPLICATION_NOT_DELEGATED"},
	{apptypes.ErrAppIsUnstaking, "APPLICATION_IS_UNSTAKING"},
	{apptypes.ErrAppDuplicateAddress, "APPLICATION_DUPLICATE_ADDRESS"},
	{apptypes.ErrAppHasPendingTransfer, "APPLICATION_HAS_PENDING_TRANSFER"},
	{apptypes.ErrAppParamInvalid, "APPLICATION_PARAM_INVALID"},
	{apptypes.ErrAppEmitEvent, "APPLICATION_EMIT_EVENT"},
	{apptypes.ErrQueryAppsInvalidGatewayAddress, "APPLICATION_QUERY_APPS_INVALID_GATEWAY_ADDRESS"},
	{apptypes.ErrAppInvalidPerSessionSpendLimit, "APPLICATION_INVALID_PER_SESSION_SPEND_LIMIT"},
	{gatewaytypes.ErrGatewayInvalidSigner, "GATEWAY_INVALID_SIGNER"},
	{gatewaytypes.ErrGatewayInvalidAddress, "GATEWAY_INVALID_ADDRESS"},
	{gatewaytypes.ErrGatewayInvalidStake, "GATEWAY_INVALID_STAKE"},
	{gatewaytypes.ErrGatewayUnauthorized, "GATEWAY_UNAUTHORIZED"},
	{gatewaytypes.ErrGatewayNotFound, "GATEWAY_NOT_FOUND"},
	{gatewaytypes.ErrGatewayParamInvalid, "GATEWAY_PARAM_INVALID"},
	{gatewaytypes.ErrGatewayEmitEvent, "GATEWAY_EMIT_EVENT"},
	{gatewaytypes.ErrGatewayIsUnstaking, "GATEWAY_IS_UNSTAKING"},
	{gatewaytypes.ErrGatewayIsInactive, "GATEWAY_IS_INACTIVE"},
	{suppliertypes.ErrSupplierInvalidSigner, "SUPPLIER_INVALID_SIGNER"},
	{suppliertypes.ErrSupplierInvalidStake, "SUPPLIER_INVALID_STAKE"},
	{suppliertypes.ErrSupplierInvalidAddress, "SUPPLIER_INVALID_ADDRESS"},
	{suppliertypes.ErrSupplierNotFound, "SUPPLIER_NOT_FOUND"},
	{suppliertypes.ErrSupplierInvalidServiceConfig, "SUPPLIER_INVALID_SERVICE_CONFIG"},
	{suppliertypes.ErrSupplierIsUnstaking, "SUPPLIER_IS_UNSTAKING"},
	{suppliertypes.ErrSupplierServiceNotFound, "SUPPLIER_SERVICE_NOT_FOUND"},
	{suppliertypes.ErrSupplierParamInvalid, "SUPPLIER_PARAM_INVALID"},
	{suppliertypes.ErrSupplierEmitEvent, "SUPPLIER_EMIT_EVENT"},
	{suppliertypes.ErrSupplierInvalidServiceId, "SUPPLIER_INVALID_SERVICE_ID"},
	{servicetypes.ErrServiceInvalidSigner, "SERVICE_INVALID_SIGNER"},
	{servicetypes.ErrServiceDuplicateIndex, "SERVICE_DUPLICATE_INDEX"},
	{servicetypes.ErrServiceInvalidAddress, "SERVICE_INVALID_ADDRESS"},
	{servicetypes.ErrServiceMissingID, "SERVICE_MISSING_ID"},
	{servicetypes.ErrServiceMissingName, "SERVICE_MISSING_NAME"},
	{servicetypes.ErrServiceAlreadyExists, "SERVICE_ALREADY_EXISTS"},
	{servicetypes.ErrServiceNotEnoughFunds, "SERVICE_NOT_ENOUGH_FUNDS"},
	{servicetypes.ErrServiceFailedToDeductFee, "SERVICE_FAILED_TO_DEDUCT_FEE"},
	{servicetypes.ErrServiceInvalidRelayResponse, "RELAY_RESPONSE_INVALID"},
	{servicetypes.ErrServiceInvalidRelayRequest, "RELAY_REQUEST_INVALID"},
	{servicetypes.ErrServiceInvalidOwnerAddress, "SERVICE_INVALID_OWNER_ADDRESS"},
	{servicetypes.ErrServiceParamInvalid, "SERVICE_PARAM_INVALID"},
	{servicetypes.ErrServiceMissingRelayMiningDifficulty, "SERVICE_MISSING_RELAY_MINING_DIFFICULTY"},
	{servicetypes.ErrServiceNotFound, "SERVICE_NOT_FOUND"},
	{servicetypes.ErrServiceUnauthorized, "SERVICE_UNAUTHORIZED"},
	{sessiontypes.ErrSessionInvalidSigner, "SESSION_INVALID_SIGNER"},
	{sessiontypes.ErrSessionHydration, "SESSION_HYDRATION"},
	{sessiontypes.ErrSessionAppNotFound, "SESSION_APP_NOT_FOUND"},
	{sessiontypes.ErrSessionAppNotStakedForService, "SESSION_APP_NOT_STAKED_FOR_SERVICE"},
	{sessiontypes.ErrSessionSuppliersNotFound, "SESSION_SUPPLIERS_NOT_FOUND"},
	{sessiontypes.ErrSessionInvalidAppAddress, "SESSION_APPLICATION_ADDRESS_INVALID"},
	{sessiontypes.ErrSessionInvalidBlockHeight, "SESSION_HEIGHT_INVALID"},
	{sessiontypes.ErrSessionInvalidSessionId, "SESSION_ID_INVALID"},
	{sessiontypes.ErrSessionAppNotActive, "SESSION_APP_NOT_ACTIVE"},
	{sessiontypes.ErrSessionParamInvalid, "SESSION_PARAM_INVALID"},
	{prooftypes.ErrProofInvalidSigner, "PROOF_INVALID_SIGNER"},
	{prooftypes.ErrProofInvalidAddress, "PROOF_INVALID_ADDRESS"},
	{prooftypes.ErrProofNotFound, "PROOF_NOT_FOUND"},
	{prooftypes.ErrProofInvalidService, "PROOF_INVALID_SERVICE"},
	{prooftypes.ErrProofInvalidClaimRootHash, "PROOF_INVALID_CLAIM_ROOT_HASH"},
	{prooftypes.ErrProofInvalidQueryRequest, "PROOF_INVALID_QUERY_REQUEST"},
	{prooftypes.ErrProofClaimNotFound, "PROOF_CLAIM_NOT_FOUND"},
	{prooftypes.ErrProofProofNotFound, "PROOF_PROOF_NOT_FOUND"},
	{prooftypes.ErrProofInvalidProof, "PROOF_INVALID_PROOF"},
	{prooftypes.ErrProofInvalidRelay, "PROOF_INVALID_RELAY"},
	{prooftypes.ErrProofInvalidRelayRequest, "RELAY_REQUEST_INVALID"},
	{prooftypes.ErrProofInvalidRelayResponse, "RELAY_RESPONSE_INVALID"},
	{prooftypes.ErrProofNotSecp256k1Curve, "PROOF_NOT_SECP256K1_CURVE"},
	{prooftypes.ErrProofApplicationNotFound, "PROOF_APPLICATION_NOT_FOUND"},
	{prooftypes.ErrProofPubKeyNotFound, "PROOF_PUB_KEY_NOT_FOUND"},
	{prooftypes.ErrProofInvalidSessionHeader, "PROOF_SESSION_HEADER_INVALID"},
	{prooftypes.ErrProofInvalidSessionId, "PROOF_INVALID_SESSION_ID"},
	{prooftypes.ErrProofInvalidSessionEndHeight, "PROOF_INVALID_SESSION_END_HEIGHT"},
	{prooftypes.ErrProofInvalidSessionStartHeight, "PROOF_INVALID_SESSION_START_HEIGHT"},
	{prooftypes.ErrProofParamNameInvalid, "PROOF_PARAM_NAME_INVALID"},
	{prooftypes.ErrProofParamInvalid, "PROOF_PARAM_INVALID"},
	{prooftypes.ErrProofClaimOutsideOfWindow, "PROOF_CLAIM_OUTSIDE_OF_WINDOW"},
	{prooftypes.ErrProofProofOutsideOfWindow, "PROOF_PROOF_OUTSIDE_OF_WINDOW"},
	{prooftypes.ErrProofSupplierMismatch, "PROOF_SUPPLIER_MISMATCH"},
	{prooftypes.ErrProofAccNotFound, "PROOF_ACC_NOT_FOUND"},
	{prooftypes.ErrProofServiceNotFound, "PROOF_SERVICE_NOT_FOUND"},
	{prooftypes.ErrProofComputeUnitsMismatch, "PROOF_COMPUTE_UNITS_MISMATCH"},
	{prooftypes.ErrProofNotEnoughFunds, "PROOF_NOT_ENOUGH_FUNDS"},
	{prooftypes.ErrProofFailedToDeductFee, "PROOF_FAILED_TO_DEDUCT_FEE"},
	{prooftypes.ErrProofNotRequired, "PROOF_NOT_REQUIRED"},
	{prooftypes.ErrProofInvalidRelayDifficulty, "PROOF_RELAY_DIFFICULTY"},
	{prooftypes.ErrProofInvalidClaimedAmount, "CLAIM_AMOUNT_NEGATIVE"},
	{tokenomicstypes.ErrTokenomicsInvalidAuthoritySigner, "TOKENOMICS_INVALID_AUTHORITY_SIGNER"},
	{tokenomicstypes.ErrTokenomicsAuthorityAddressInvalid, "TOKENOMICS_AUTHORITY_ADDRESS_INVALID"},
	{tokenomicstypes.ErrTokenomicsClaimSessionHeaderNil, "TOKENOMICS_CLAIM_SESSION_HEADER_NIL"},
	{tokenomicstypes.ErrTokenomicsClaimSessionHeaderInvalid, "TOKENOMICS_CLAIM_SESSION_HEADER_INVALID"},
	{tokenomicstypes.ErrTokenomicsClaimRootHashInvalid, "TOKENOMICS_CLAIM_ROOT_HASH_INVALID"},
	{tokenomicstypes.ErrTokenomicsSupplierOperatorAddressInvalid, "TOKENOMICS_SUPPLIER_OPERATOR_ADDRESS_INVALID"},
	{tokenomicstypes.ErrTokenomicsSupplierNotFound, "TOKENOMICS_SUPPLIER_NOT_FOUND"},
	{tokenomicstypes.ErrTokenomicsApplicationNotFound, "TOKENOMICS_APPLICATION_NOT_FOUND"},
	{tokenomicstypes.ErrTokenomicsApplicationAddressInvalid, "TOKENOMICS_APPLICATION_ADDRESS_INVALID"},
	{tokenomicstypes.ErrTokenomicsApplicationNewStakeInvalid, "TOKENOMICS_APPLICATION_NEW_STAKE_INVALID"},
	{tokenomicstypes.ErrTokenomicsParamsInvalid, "TOKENOMICS_PARAMS_INVALID"},
	{tokenomicstypes.ErrTokenomicsParamNameInvalid, "TOKENOMICS_PARAM_NAME_INVALID"},
	{tokenomicstypes.ErrTokenomicsParamInvalid, "TOKENOMICS_PARAM_INVALID"},
	{tokenomicstypes.ErrTokenomicsUnmarshalInvalid, "TOKENOMICS_UNMARSHAL_INVALID"},
	{tokenomicstypes.ErrTokenomicsEmittingEventFailed, "TOKENOMICS_EMITTING_EVENT_FAILED"},
	{tokenomicstypes.ErrTokenomicsServiceNotFound, "TOKENOMICS_SERVICE_NOT_FOUND"},
	{tokenomicstypes.ErrTokenomicsConstraint, "TOKENOMICS_CONSTRAINT"},
	{tokenomicstypes.ErrTokenomicsSettlementInternal, "TOKENOMICS_SETTLEMENT_INTERNAL"},
	{tokenomicstypes.ErrTokenomicsTLMInternal, "TOKENOMICS_TLM_INTERNAL"},
	{tokenomicstypes.ErrTokenomicsProcessingTLM, "TOKENOMICS_PROCESSING_TLM"},
	{tokenomicstypes.ErrTokenomicsCoinIsZero, "TOKENOMICS_COIN_IS_ZERO"},
	{tokenomicstypes.ErrTokenomicsSettlementMint, "TOKENOMICS_SETTLEMENT_MINT"},
	{tokenomicstypes.ErrTokenomicsSettlementBurn, "TOKENOMICS_SETTLEMENT_BURN"},
	{tokenomicstypes.ErrTokenomicsSettlementTransfer, "TOKENOMICS_SETTLEMENT_TRANSFER"},
	{migrationtypes.ErrInvalidSigner, "MIGRATION_INVALID_SIGNER"},
	{migrationtypes.ErrMorseAccountsImport, "MIGRATION_MORSE_ACCOUNTS_IMPORT"},
	{migrationtypes.ErrMorseAccountClaim, "MIGRATION_MORSE_ACCOUNT_CLAIM"},
	{migrationtypes.ErrMorseApplicationClaim, "MIGRATION_MORSE_APPLICATION_CLAIM"},
	{migrationtypes.ErrMorseSupplierClaim, "MIGRATION_MORSE_SUPPLIER_CLAIM"},
	{migrationtypes.ErrMigrationParamInvalid, "MIGRATION_PARAM_INVALID"},
	{migrationtypes.ErrMorseSrcAddress, "MIGRATION_MORSE_SRC_ADDRESS"},
	{migrationtypes.ErrMorseSignature, "MIGRATION_MORSE_SIGNATURE"},
	{migrationtypes.ErrMorseRecoverableAccountClaim, "MIGRATION_MORSE_RECOVERABLE_ACCOUNT_CLAIM"},
	{rings.ErrRingsNotSecp256k1Curve, "RINGS_NOT_SECP256K1_CURVE"},
	{rings.ErrRingClientInvalidRelayRequest, "RELAY_REQUEST_INVALID"},
	{rings.ErrRingClientInvalidRelayRequestSignature, "PROOF_RING_SIGNATURE_INVALID"},
	{sdkerrors.ErrUnauthorized, "TX_UNAUTHORIZED"},
	{sdkerrors.ErrInvalidAddress, "ADDRESS_MALFORMED"},
	{sdkerrors.ErrInsufficientFunds, "BANK_INSUFFICIENT_FUNDS"},
	{sdkerrors.ErrInvalidCoins, "BANK_INVALID_COINS"},
	{sdkerrors.ErrInvalidRequest, "TX_INVALID_REQUEST"},
}

// cause is a meaning of a registered error where it has several: in one message, or with a part of the text.
type cause struct {
	registered *errorsmod.Error
	message    string
	part       string
	reason     protocol.Rejection
}

// The messages that cause errors of several meanings.
const (
	createClaim        = "pocket.proof.MsgCreateClaim"
	submitProof        = "pocket.proof.MsgSubmitProof"
	updateSessionParam = "pocket.session.MsgUpdateParam"
)

// causes are tried in order, before the meanings. The handler of updates of a session parameter returns the text of
// the supplier module's error, which is the same as that of its own.
var causes = []cause{
	{prooftypes.ErrProofInvalidClaimRootHash, "", "expecting root hash", "CLAIM_ROOT_HASH_LENGTH"},
	{prooftypes.ErrProofInvalidClaimRootHash, "", "zero count", "CLAIM_RELAYS_ZERO"},
	{prooftypes.ErrProofInvalidClaimRootHash, "", "zero sum", "CLAIM_COMPUTE_UNITS_ZERO"},
	{prooftypes.ErrProofInvalidAddress, createClaim, "", "CLAIM_SUPPLIER_ADDRESS_INVALID"},
	{prooftypes.ErrProofInvalidAddress, submitProof, "claim application address", "PROOF_CLAIM_APPLICATION_MISMATCH"},
	{prooftypes.ErrProofInvalidService, submitProof, "claim service ID", "PROOF_CLAIM_SERVICE_MISMATCH"},
	{prooftypes.ErrProofInvalidSessionStartHeight, "", "claim session start", "PROOF_CLAIM_START_HEIGHT_MISMATCH"},
	{prooftypes.ErrProofInvalidSessionEndHeight, "", "claim session end", "PROOF_CLAIM_END_HEIGHT_MISMATCH"},
	{prooftypes.ErrProofInvalidProof, "", "proof cannot be empty", "PROOF_EMPTY"},
	{prooftypes.ErrProofInvalidProof, "", "failed to", "SMST_BAD_PROOF"},
	{prooftypes.ErrProofInvalidProof, "", otherPath, "PROOF_PATH_MISMATCH"},
	{prooftypes.ErrProofInvalidProof, "", "invalid closest merkle proof", "PROOF_ROOT_MISMATCH"},
	{prooftypes.ErrProofInvalidRelay, "", "failed to unmarshal relay", "PROOF_RELAY_MALFORMED"},
	{prooftypes.ErrProofInvalidRelay, "", "session headers", "PROOF_RELAY_HEADER_MISMATCH"},
	{prooftypes.ErrProofInvalidRelayDifficulty, "", "length wanted", "PROOF_TARGET_HASH_LENGTH"},
	{servicetypes.ErrServiceInvalidRelayResponse, "", "invalid signature", "PROOF_SUPPLIER_SIGNATURE_INVALID"},
	{rings.ErrRingClientInvalidRelayRequestSignature, "", "error deserializing", "RING_SIGNATURE_MALFORMED"},
	{rings.ErrRingClientInvalidRelayRequestSignature, "", "does not match the expected one", "PROOF_RING_MISMATCH"},
	{rings.ErrRingClientInvalidRelayRequest, "", "error getting ring", "PROOF_RING_UNKNOWN"},
	{servicetypes.ErrServiceInvalidRelayRequest, "", "error getting ring", "PROOF_RING_UNKNOWN"},
	{sessiontypes.ErrSessionInvalidSigner, updateSessionParam, "", "SUPPLIER_INVALID_SIGNER"},
	{sdkerrors.ErrUnauthorized, "", "is not allowed to receive funds", "BANK_BLOCKED_ADDRESS"},
	{sdkerrors.ErrInvalidAddress, submitProof, "", "PROOF_SUPPLIER_ADDRESS_INVALID"},
}

// unregistered are errors of the SDK that have no code.
var unregistered = reasons{
	"decoding bech32 failed":              "ADDRESS_MALFORMED",
	"invalid Bech32 prefix":               "ADDRESS_MALFORMED",
	"empty address string is not allowed": "ADDRESS_MALFORMED",
	"bad proof":                           "PROOF_ROOT_MISMATCH",
	"invalid root length":                 "CLAIM_ROOT_HASH_LENGTH",
}

// handlerPanics are the panics of handlers for which the protocol has reasons of their own.
var handlerPanics = map[string]reasons{
	submitProof:                                 deliveryPanics,
	"pocket.migration.MsgClaimMorseAccount":     keyPanics,
	"pocket.migration.MsgClaimMorseApplication": keyPanics,
	"pocket.migration.MsgClaimMorseSupplier":    keyPanics,
}

// keyPanics is the panic of the library for Ed25519.
var keyPanics = reasons{"pubkey is incorrect size": "MORSE_PUBLIC_KEY_MALFORMED"}

// refusing runs real code that may refuse a message. The chain recovers every panic of it and refuses the
// transaction, with a code of the SDK's own where the protocol has no reason.
func refusing(msg sdk.Msg, run func() error) (err error) {
	defer func() {
		if problem := recover(); problem != nil {
			text := fmt.Sprint(problem)
			dumpRefusal(errors.New(text))
			err = protocol.Rejection("TX_PANIC")
			if reason, found := handlerPanics[gogoproto.MessageName(msg)].of(text); found {
				err = reason
			}
		}
	}()
	if err := run(); err != nil {
		return refusal(msg, err)
	}
	return nil
}

// refusal turns an error with which a message, or a query of this type, ends into the reason for it. An error that
// means nothing to the protocol stays as it is.
func refusal(about gogoproto.Message, err error) error {
	dumpRefusal(err)
	name := gogoproto.MessageName(about)
	var registered *errorsmod.Error
	reason, known := protocol.Rejection(""), false
	if errors.As(err, &registered) {
		reason, known = reasonOf(registered, name, err.Error())
	} else {
		reason, known = reasonOfText(name, err.Error())
	}
	if known {
		return reason
	}
	return err
}

// reasonOfText finds the reason for an error of which only the text is left.
func reasonOfText(message, text string) (protocol.Rejection, bool) {
	if registered := lastDescribed(codespaceOf(message), text); registered != nil {
		return reasonOf(registered, message, text)
	}
	return unregistered.of(text)
}

// codespaceOf is the module of a message, by its name.
func codespaceOf(name string) string {
	parts := strings.Split(name, ".")
	return parts[max(0, len(parts)-2)]
}

// reasonOf finds the reason that a registered error stands for in a message, and with a text.
func reasonOf(registered *errorsmod.Error, message, text string) (protocol.Rejection, bool) {
	for _, cause := range causes {
		if cause.registered == registered && strings.Contains(text, cause.part) &&
			(cause.message == "" || cause.message == message) {
			return cause.reason, true
		}
	}
	for _, meaning := range meanings {
		if meaning.registered == registered {
			return meaning.reason, true
		}
	}
	return "", false
}

// lastDescribed finds the registered error whose description comes last in a text. Most handlers return the text of
// an error and not the error; its description is at the end, after what it was wrapped with. Where descriptions are
// the same, a module's own comes first.
func lastDescribed(codespace, text string) *errorsmod.Error {
	var found *errorsmod.Error
	best := -1
	for _, meaning := range meanings {
		candidate := meaning.registered
		end := strings.LastIndex(text, candidate.Error())
		if end < 0 {
			continue
		}
		end += len(candidate.Error())
		longer := found != nil && end == best && len(candidate.Error()) > len(found.Error())
		own := found != nil && candidate.Error() == found.Error() && candidate.Codespace() == codespace
		if end > best || longer || own {
			found, best = candidate, end
		}
	}
	return found
}

// errorFields are the fields of events in which the chain writes the text of an error.
var errorFields = []string{"error", "failure_reason", "reason"}

// prose are events in which it writes sentences that name no registered error of their own.
var prose = []string{
	"pocket.tokenomics.EventClaimDiscarded",
	"pocket.tokenomics.EventSupplierRevShareFallbackDistribution",
}

// nameErrors replaces the texts of errors in an event by the reasons that they stand for, and leaves out prose.
func nameErrors(event string, attributes protocol.Output) {
	for _, field := range errorFields {
		text, ok := attributes[field].(string)
		if !ok {
			continue
		}
		if slices.Contains(prose, event) {
			attributes[field] = ""
		} else if reason, found := reasonOfText("", text); found {
			attributes[field] = string(reason)
		}
	}
}
