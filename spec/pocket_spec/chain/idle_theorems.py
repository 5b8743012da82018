"""What is claimed of the handlers and steps that move no coins: nobody's balance, nobody's stake, whatever they are.

Each of them does what it is for, in a world of one application, one gateway and one supplier: none of the messages is
refused. How much everybody holds and has staked is not known, so that nothing depends on it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from immutables import Map

from pocket_spec.actors.application.delegation import (
    auto_undelegate,
    delegate_to_gateway,
    prune_undelegations,
    undelegate_from_gateway,
)
from pocket_spec.actors.application.messages import (
    MsgDelegateToGateway,
    MsgUndelegateFromGateway,
    MsgUnstakeApplication,
)
from pocket_spec.actors.application.unbonding import unstake_application
from pocket_spec.actors.gateway.card import update_gateway_metadata
from pocket_spec.actors.gateway.messages import MsgUnstakeGateway, MsgUpdateGatewayMetadata
from pocket_spec.actors.gateway.unbonding import unstake_gateway
from pocket_spec.actors.service.add_service import transfer_service
from pocket_spec.actors.service.messages import MsgTransferService
from pocket_spec.actors.supplier.activation import activate_services, prune_service_config_history
from pocket_spec.actors.supplier.messages import MsgUnstakeSupplier
from pocket_spec.actors.supplier.unstake import unstake_supplier
from pocket_spec.chain.bank_messages import MsgSend, send
from pocket_spec.chain.small_world import (
    APPLICATION,
    GATEWAY,
    OPERATOR,
    OWNER,
    SERVICE_ID,
    STRANGER,
    executed,
    handled,
    keeps_books,
    stepped,
    world,
)
from pocket_spec.claims.create_claim import create_claim
from pocket_spec.claims.messages import Claim, MsgCreateClaim, Proof
from pocket_spec.claims.validate_proofs import validate_submitted_proofs
from pocket_spec.governance.application import (
    MsgUpdateApplicationParam,
    MsgUpdateApplicationParams,
    update_param_application,
    update_params_application,
)
from pocket_spec.governance.gateway import (
    MsgUpdateGatewayParam,
    MsgUpdateGatewayParams,
    update_param_gateway,
    update_params_gateway,
)
from pocket_spec.governance.history import with_shared_entry
from pocket_spec.governance.migration import MsgUpdateMigrationParams, update_params_migration
from pocket_spec.governance.promotion import promote_shared_params
from pocket_spec.governance.proof import (
    MsgUpdateProofParam,
    MsgUpdateProofParams,
    update_param_proof,
    update_params_proof,
)
from pocket_spec.governance.service import (
    MsgUpdateServiceParam,
    MsgUpdateServiceParams,
    update_param_service,
    update_params_service,
)
from pocket_spec.governance.session import (
    MsgUpdateSessionParam,
    MsgUpdateSessionParams,
    update_param_session,
    update_params_session,
)
from pocket_spec.governance.shared import (
    MsgUpdateSharedParam,
    MsgUpdateSharedParams,
    update_param_shared,
    update_params_shared,
)
from pocket_spec.governance.supplier import (
    MsgUpdateSupplierParam,
    MsgUpdateSupplierParams,
    update_param_supplier,
    update_params_supplier,
)
from pocket_spec.governance.tokenomics import (
    MsgUpdateTokenomicsParam,
    MsgUpdateTokenomicsParams,
    update_param_tokenomics,
    update_params_tokenomics,
)
from pocket_spec.invariants import Change
from pocket_spec.migration.import_accounts import import_morse_claimable_accounts
from pocket_spec.migration.messages import MorseAccountState, MsgImportMorseClaimableAccounts
from pocket_spec.releases import v0_1_35
from pocket_spec.session.block_hash import store_block_hash
from pocket_spec.session.hydration import hydrate_session
from pocket_spec.state.bank import APPLICATION_POOL, AUTHORITY, GATEWAY_POOL, SUPPLIER_POOL
from pocket_spec.state.coin import upokt
from pocket_spec.state.records.application import Application, UndelegatingGatewayList
from pocket_spec.state.records.gateway import Gateway
from pocket_spec.state.records.migration import MorseClaimableAccount
from pocket_spec.state.records.shared import (
    ApplicationServiceConfig,
    Metadata,
    ServiceConfigUpdate,
    ServiceRevenueShare,
    Supplier,
    SupplierEndpoint,
    SupplierServiceConfig,
)
from pocket_spec.state.state import ClaimKey, State

Execute = Callable[..., Any]
SERVING = SupplierServiceConfig(
    SERVICE_ID, (SupplierEndpoint("http://a.example:80", 3),), (ServiceRevenueShare(OPERATOR, 100),)
)


def inhabited(stakes: tuple[int, int, int], surplus: int, held: int, **fields: Any) -> State:
    """Make a world of an application, a gateway and a supplier with these stakes, and a stranger that holds coins."""
    application, gateway, supplier = stakes
    holdings = {
        STRANGER: held,
        APPLICATION_POOL: application + surplus,
        GATEWAY_POOL: gateway + surplus,
        SUPPLIER_POOL: supplier + surplus,
    }
    records = {
        "applications": Map(
            {APPLICATION: Application(APPLICATION, upokt(application), (ApplicationServiceConfig(SERVICE_ID),))}
        ),
        "gateways": Map({GATEWAY: Gateway(GATEWAY, upokt(gateway))}),
        "suppliers": Map({OPERATOR: Supplier(OWNER, OPERATOR, upokt(supplier))}),
        "service_config_updates": Map({(SERVICE_ID, 1, OPERATOR): ServiceConfigUpdate(OPERATOR, SERVING, 1)}),
    }
    return world(holdings, **{**records, **fields})


def moves_nothing(change: Change) -> tuple[bool, ...]:
    """Say of a change that something came of it, but that all balances and stakes are what they were."""
    before, after = change.before, change.after
    same = [
        getattr(after, records)[address].stake == getattr(before, records)[address].stake
        for records, address in (("applications", APPLICATION), ("gateways", GATEWAY), ("suppliers", OPERATOR))
    ]
    return (*keeps_books(change), after != before, after.balances is before.balances, *same)


def all_of(changes: list[Change]) -> tuple[bool, ...]:
    """Say of every change that it moves nothing."""
    return tuple(part for change in changes for part in moves_nothing(change))


def delegated(state: State) -> State:
    """Let the application be delegated to the gateway."""
    return executed(delegate_to_gateway, state, MsgDelegateToGateway(APPLICATION, GATEWAY)).after


# Messages of actors.


def actors_that_stake_nothing_move_nothing(
    application: int, gateway: int, supplier: int, surplus: int, held: int
) -> tuple[bool, ...]:
    """Delegating, changing cards, giving services away and asking to leave move no coins and change no stake."""
    state = inhabited((application, gateway, supplier), surplus, held)
    return all_of(
        [
            executed(unstake_application, state, MsgUnstakeApplication(APPLICATION)),
            executed(delegate_to_gateway, state, MsgDelegateToGateway(APPLICATION, GATEWAY)),
            executed(undelegate_from_gateway, delegated(state), MsgUndelegateFromGateway(APPLICATION, GATEWAY)),
            executed(unstake_gateway, state, MsgUnstakeGateway(GATEWAY)),
            executed(update_gateway_metadata, state, MsgUpdateGatewayMetadata(GATEWAY, Metadata(b"{}"))),
            executed(unstake_supplier, state, MsgUnstakeSupplier(OWNER, OPERATOR)),
            executed(transfer_service, state, MsgTransferService(STRANGER, SERVICE_ID, OWNER)),
        ]
    )


def actors_that_stake_nothing_move_nothing_canary(
    application: int, gateway: int, supplier: int, surplus: int, held: int
) -> tuple[bool, ...]:
    """Whoever asks to leave pays a uPOKT."""
    state = inhabited((application, gateway, supplier), surplus, held)
    change = executed(unstake_application, state, MsgUnstakeApplication(APPLICATION))
    paid = executed(send, change.after, MsgSend(STRANGER, APPLICATION_POOL, (upokt(1),))).after
    return moves_nothing(replace(change, after=paid))


def making_a_claim_moves_nothing(
    application: int, gateway: int, supplier: int, surplus: int, held: int
) -> tuple[bool, ...]:
    """A claim that is made moves no coins and changes no stake."""
    state = inhabited((application, gateway, supplier), surplus, held, height=6)
    header = hydrate_session(state, APPLICATION, SERVICE_ID, 4, v0_1_35.RULES).header
    root = b"\x07" * 32 + (3).to_bytes(8, "big") * 2
    return moves_nothing(executed(create_claim, state, MsgCreateClaim(OPERATOR, header, root)))


def making_a_claim_moves_nothing_canary(
    application: int, gateway: int, supplier: int, surplus: int, held: int
) -> tuple[bool, ...]:
    """What is claimed is taken from the application's stake at once."""
    state = inhabited((application, gateway, supplier), surplus, held, height=6)
    header = hydrate_session(state, APPLICATION, SERVICE_ID, 4, v0_1_35.RULES).header
    root = b"\x07" * 32 + (3).to_bytes(8, "big") * 2
    change = executed(create_claim, state, MsgCreateClaim(OPERATOR, header, root))
    charged = replace(state.applications[APPLICATION], stake=upokt(application - 3))
    return moves_nothing(replace(change, after=replace(change.after, applications=Map({APPLICATION: charged}))))


# Messages of governance.


def governance_moves_nothing(
    application: int, gateway: int, supplier: int, surplus: int, held: int
) -> tuple[bool, ...]:
    """No message of governance moves coins or changes a stake, whichever parameters it sets."""
    state = inhabited((application, gateway, supplier), surplus, held)
    coin, by = upokt(7), AUTHORITY
    bulk: list[tuple[Execute, Any]] = [
        (update_params_application, MsgUpdateApplicationParams(by, replace(state.application_params, min_stake=coin))),
        (update_params_gateway, MsgUpdateGatewayParams(by, replace(state.gateway_params, min_stake=coin))),
        (update_params_supplier, MsgUpdateSupplierParams(by, replace(state.supplier_params, min_stake=coin))),
        (update_params_service, MsgUpdateServiceParams(by, replace(state.service_params, add_service_fee=coin))),
        (
            update_params_session,
            MsgUpdateSessionParams(by, replace(state.session_params, num_suppliers_per_session=3)),
        ),
        (update_params_proof, MsgUpdateProofParams(by, replace(state.proof_params, proof_missing_penalty=coin))),
        (
            update_params_migration,
            MsgUpdateMigrationParams(by, replace(state.migration_params, morse_account_claiming_enabled=False)),
        ),
        (update_params_tokenomics, MsgUpdateTokenomicsParams(by, replace(state.tokenomics_params, mint_ratio=0.5))),
        (update_params_shared, MsgUpdateSharedParams(by, replace(state.shared_params, num_blocks_per_session=8))),
    ]
    return all_of([executed(execute, state, message) for execute, message in bulk])


def governance_moves_nothing_canary(
    application: int, gateway: int, supplier: int, surplus: int, held: int
) -> tuple[bool, ...]:
    """Raising the minimum raises the stakes."""
    state = inhabited((application, gateway, supplier), surplus, held)
    message = MsgUpdateApplicationParams(AUTHORITY, replace(state.application_params, min_stake=upokt(7)))
    change = executed(update_params_application, state, message)
    raised = replace(state.applications[APPLICATION], stake=upokt(application + 7))
    return moves_nothing(replace(change, after=replace(change.after, applications=Map({APPLICATION: raised}))))


def single_parameters_move_nothing(
    application: int, gateway: int, supplier: int, surplus: int, held: int
) -> tuple[bool, ...]:
    """No message of governance that sets one parameter moves coins or changes a stake."""
    state = inhabited((application, gateway, supplier), surplus, held)
    coin, by = upokt(7), AUTHORITY
    single: list[tuple[Execute, Any]] = [
        (update_param_application, MsgUpdateApplicationParam(by, "min_stake", as_coin=coin)),
        (update_param_gateway, MsgUpdateGatewayParam(by, "min_stake", as_coin=coin)),
        (update_param_supplier, MsgUpdateSupplierParam(by, "min_stake", as_coin=coin)),
        (update_param_service, MsgUpdateServiceParam(by, "add_service_fee", as_coin=coin)),
        (update_param_session, MsgUpdateSessionParam(by, "num_suppliers_per_session", as_uint64=3)),
        (update_param_proof, MsgUpdateProofParam(by, "proof_missing_penalty", as_coin=coin)),
        (update_param_tokenomics, MsgUpdateTokenomicsParam(by, "mint_ratio", as_float=0.5)),
        (update_param_shared, MsgUpdateSharedParam(by, "compute_units_to_tokens_multiplier", as_uint64=9)),
    ]
    return all_of([executed(execute, state, message) for execute, message in single])


def single_parameters_move_nothing_canary(
    application: int, gateway: int, supplier: int, surplus: int, held: int
) -> tuple[bool, ...]:
    """A message of governance costs what the parameter is."""
    state = inhabited((application, gateway, supplier), surplus, held)
    message = MsgUpdateApplicationParam(AUTHORITY, "min_stake", as_coin=upokt(7))
    change = executed(update_param_application, state, message)
    paid = executed(send, change.after, MsgSend(STRANGER, APPLICATION_POOL, (upokt(7),))).after
    return moves_nothing(replace(change, after=paid))


def importing_from_morse_moves_nothing(
    application: int, gateway: int, supplier: int, surplus: int, held: int
) -> tuple[bool, ...]:
    """Accounts that are imported from Morse bring no coins until they are claimed, whatever they hold."""
    state = inhabited((application, gateway, supplier), surplus, held)
    imported = MorseClaimableAccount(morse_src_address="0" * 40, unstaked_balance=upokt(held))
    message = MsgImportMorseClaimableAccounts(AUTHORITY, MorseAccountState((imported,)))
    return moves_nothing(executed(import_morse_claimable_accounts, state, message))


def importing_from_morse_moves_nothing_canary(
    application: int, gateway: int, supplier: int, surplus: int, held: int
) -> tuple[bool, ...]:
    """They are in the supply from then on."""
    state = inhabited((application, gateway, supplier), surplus, held)
    imported = MorseClaimableAccount(morse_src_address="0" * 40, unstaked_balance=upokt(held))
    message = MsgImportMorseClaimableAccounts(AUTHORITY, MorseAccountState((imported,)))
    change = executed(import_morse_claimable_accounts, state, message)
    return moves_nothing(replace(change, after=replace(change.after, supply=state.supply + held)))


# Steps of blocks.


def steps_of_bookkeeping_move_nothing(
    application: int, gateway: int, supplier: int, surplus: int, held: int
) -> tuple[bool, ...]:
    """Hashes that are stored, services that begin, histories that are pruned, delegations that end move nothing."""
    stakes = (application, gateway, supplier)
    ended = replace(ServiceConfigUpdate(OPERATOR, SERVING, 1), deactivation_height=2)
    left = Gateway(GATEWAY, upokt(gateway), unstake_session_end_height=4)
    loose = Application(
        APPLICATION,
        upokt(application),
        (ApplicationServiceConfig(SERVICE_ID),),
        (GATEWAY,),
        ((4, UndelegatingGatewayList((GATEWAY,))),),
    )
    begun = inhabited(stakes, surplus, held, height=5, gateways=Map({GATEWAY: left}))
    dearer = replace(begun.shared_params, compute_units_to_tokens_multiplier=9)
    old = inhabited(
        stakes,
        surplus,
        held,
        height=400,
        applications=Map({APPLICATION: loose}),
        service_config_updates=Map({(SERVICE_ID, 1, OPERATOR): ended}),
    )
    undelegating = replace(begun, applications=Map({APPLICATION: replace(loose, pending_undelegations=())}))
    proven: Map[ClaimKey, Claim] = Map({("session", OPERATOR): Claim(OPERATOR)})
    return all_of(
        [
            stepped(store_block_hash, inhabited(stakes, surplus, held, header_hash=b"\x01" * 32)),
            stepped(auto_undelegate, undelegating),
            stepped(prune_undelegations, old),
            stepped(prune_service_config_history, old),
            stepped(promote_shared_params, with_shared_entry(begun, 5, dearer)),
            stepped(
                validate_submitted_proofs,
                replace(begun, claims=proven, proofs=Map({("session", OPERATOR): Proof(OPERATOR)})),
            ),
        ]
    )


def steps_of_bookkeeping_move_nothing_canary(
    application: int, gateway: int, supplier: int, surplus: int, held: int
) -> tuple[bool, ...]:
    """A claim whose proof is invalid costs its supplier a uPOKT at once."""
    proven: Map[ClaimKey, Claim] = Map({("session", OPERATOR): Claim(OPERATOR)})
    state = inhabited(
        (application, gateway, supplier), surplus, held,
        claims=proven, proofs=Map({("session", OPERATOR): Proof(OPERATOR)}),
    )  # fmt: skip
    change = stepped(validate_submitted_proofs, state)
    slashed = replace(state.suppliers[OPERATOR], stake=upokt(supplier - 1))
    return moves_nothing(replace(change, after=replace(change.after, suppliers=Map({OPERATOR: slashed}))))


def services_that_begin_move_nothing(
    application: int, gateway: int, supplier: int, surplus: int, held: int
) -> tuple[bool, ...]:
    """The first step of a block, in which services begin, changes nothing but what it announces."""
    state = inhabited((application, gateway, supplier), surplus, held)
    change = stepped(activate_services, state)
    return (*keeps_books(change), change.after is state, len(change.events) > 0)


def services_that_begin_move_nothing_canary(
    application: int, gateway: int, supplier: int, surplus: int, held: int
) -> tuple[bool, ...]:
    """Those of nobody begin as well."""
    state = inhabited((application, gateway, supplier), surplus, held, service_config_updates=Map())
    change = stepped(activate_services, state)
    return (*keeps_books(change), change.after is state, len(change.events) > 0)


ACTORS = "1 application, 1 gateway, 1 supplier; amounts below 2^96"
SOLVED = (
    handled(
        actors_that_stake_nothing_move_nothing,
        actors_that_stake_nothing_move_nothing_canary,
        unstake_application,
        delegate_to_gateway,
        undelegate_from_gateway,
        unstake_gateway,
        update_gateway_metadata,
        unstake_supplier,
        transfer_service,
        scope=ACTORS,
    ),
    handled(making_a_claim_moves_nothing, making_a_claim_moves_nothing_canary, create_claim, scope=ACTORS),
    handled(
        governance_moves_nothing,
        governance_moves_nothing_canary,
        update_params_application,
        update_params_gateway,
        update_params_supplier,
        update_params_service,
        update_params_session,
        update_params_proof,
        update_params_migration,
        update_params_tokenomics,
        update_params_shared,
        scope=ACTORS,
    ),
    handled(
        single_parameters_move_nothing,
        single_parameters_move_nothing_canary,
        update_param_application,
        update_param_gateway,
        update_param_supplier,
        update_param_service,
        update_param_session,
        update_param_proof,
        update_param_tokenomics,
        update_param_shared,
        scope=ACTORS,
    ),
    handled(
        importing_from_morse_moves_nothing,
        importing_from_morse_moves_nothing_canary,
        import_morse_claimable_accounts,
        scope=ACTORS,
    ),
    handled(
        steps_of_bookkeeping_move_nothing,
        steps_of_bookkeeping_move_nothing_canary,
        store_block_hash,
        auto_undelegate,
        prune_undelegations,
        prune_service_config_history,
        promote_shared_params,
        validate_submitted_proofs,
        scope=ACTORS,
    ),
    handled(services_that_begin_move_nothing, services_that_begin_move_nothing_canary, activate_services, scope=ACTORS),
)
