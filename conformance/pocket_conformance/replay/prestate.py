"""Inferring the state before a block from what the block wrote and announced: its messages are undone, last to first.

What a message overwrote is not in a capture, but most of it follows: what was staked before is what is staked after
less what the bank moved; a configuration that ends with the session had no end before. Where that leaves a choice, the
message's own rule does not depend on it. Executing the messages again must then lead to what the network has.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from pocket_conformance.replay.older import paid_back
from pocket_conformance.replay.scene import Scene, UndecidableError, coins, transfers
from pocket_conformance.replay.transactions import Located
from pocket_conformance.replay.typed_events import EventError, typed_event
from pocket_spec.governance.history import calendar_params
from pocket_spec.migration.recoverable import normal_morse_address
from pocket_spec.morse.claim_signature import morse_signer_address
from pocket_spec.rejections import Rejected
from pocket_spec.session.calendar import session_end_height
from pocket_spec.state.bank import APPLICATION_POOL, GATEWAY_POOL, SERVICE_POOL, SUPPLIER_POOL
from pocket_spec.state.coin import UPOKT, Coin, amount_of
from pocket_spec.state.records.application import (
    Application,
    ApplicationServiceConfigUpdate,
    UndelegatingGatewayList,
)
from pocket_spec.state.records.gateway import Gateway
from pocket_spec.state.records.migration import MorseClaimableAccount
from pocket_spec.state.records.shared import ApplicationServiceConfig, Service, Supplier
from pocket_spec.state.store import BY_FIELD

Found = TypeVar("Found")
Undo = Callable[[Scene, Located, Any], None]


@dataclass(frozen=True, slots=True)
class Inferred:
    """What was inferred for a message, what the capture lacks for it, and the records that it is about."""

    notes: tuple[str, ...] = ()
    missing: str = ""
    touched: frozenset[tuple[str, Any]] = frozenset()


def infer_before(scene: Scene, messages: list[tuple[Located, Any]]) -> dict[tuple[int, ...], Inferred]:
    """Put what was written into the scene's state, then undo the messages; return what was inferred for each.

    A message whose undoing needs what the capture lacks is left as it is: executing it says so.
    """
    if scene.complete:
        return {}
    _take_over_writes(scene)
    inferred: dict[tuple[int, ...], Inferred] = {}
    for located, message in reversed(messages):
        scene.notes, scene.touched = [], set()
        undo = UNDO.get(located.type)
        if undo is not None:
            try:
                undo(scene, located, message)
            except UndecidableError as missing:
                inferred[located.path] = Inferred(missing=str(missing))
                continue
            except Rejected:
                continue
        inferred[located.path] = Inferred(tuple(scene.notes), "", frozenset(scene.touched))
    return inferred


def _take_over_writes(scene: Scene) -> None:
    for name, params in scene.written.params.items():
        scene.state = replace(scene.state, **{name: params})
        scene.known.add(name)
    for name in scene.written.records:
        for key, record in scene.written.of(name).items():
            scene.put(name, key, record)


def next_session_start(scene: Scene) -> int:
    """Return the first block of the session after the block's."""
    scene.need("shared_params")
    return session_end_height(calendar_params(scene.state.shared_params), scene.block.height) + 1


def announced(located: Located, suffix: str) -> Any:
    """Return the value of the message's event whose name ends so, None where there is none or it cannot be read."""
    for event in located.events:
        if event.type.endswith(suffix):
            try:
                found = typed_event(event)
            except EventError:
                return None
            return None if found is None else found.value
    return None


def _paid(located: Located, sender: str, recipient: str) -> list[int]:
    wanted = (sender.lower(), recipient.lower())
    return [amount for source, target, amount in transfers(located) if (source, target) == wanted]


def _known(record: Found | None, what: str) -> Found:
    if record is None:
        raise UndecidableError(f"the {what} is not in the capture")
    return record


def _coin(amount: int) -> Coin:
    return Coin(UPOKT, amount)


# Applications.


def _application(scene: Scene, located: Located, address: str) -> Application:
    """Return the application after the message: as written, or as announced."""
    record = scene.state.applications.get(address)
    for suffix in ("EventApplicationStaked", "EventRedelegation", "EventApplicationUnbondingBegin"):
        event = announced(located, suffix)
        if record is None and event is not None and event.application is not None:
            record = event.application
    return _known(record, f"record of the application {address}")


def _undo_stake_application(scene: Scene, located: Located, message: Any) -> None:
    escrowed = sum(_paid(located, message.address, APPLICATION_POOL))
    _unstaked_application(scene, located, message.address, escrowed)


def _unstaked_application(scene: Scene, located: Located, address: str, escrowed: int) -> None:
    after = _application(scene, located, address)
    before = amount_of(after.stake) - escrowed
    if before <= 0:
        scene.put("applications", address, None)
        return
    scene.note(f"inferred: {before} uPOKT were staked before, by what the bank moved")
    start = next_session_start(scene)
    history, services = _services_before(after, start)
    cancelled = announced(located, "EventApplicationUnbondingCanceled") is not None
    record = replace(
        after, stake=_coin(before), service_config_history=history, service_configs=services,
        unstake_session_end_height=start - 1 if cancelled else 0,
    )  # fmt: skip
    scene.put("applications", address, record)


def _services_before(
    after: Application, start: int
) -> tuple[tuple[ApplicationServiceConfigUpdate, ...], tuple[ApplicationServiceConfig, ...]]:
    """Undo a change of services that holds from the next session on; history and services are as they were then.

    Services that hold from then on and held before, too, were given back after others had been asked for in between.
    """
    history = tuple(update for update in after.service_config_history if update.activation_height != start)
    if len(history) == len(after.service_config_history):
        return history, after.service_configs
    opened = tuple(
        replace(update, deactivation_height=0) if update.deactivation_height == start else update for update in history
    )
    services = tuple(update.service for update in opened if not update.deactivation_height and update.service)
    if {held.service_id for held in services} == {held.service_id for held in after.service_configs}:
        return history, ()
    return opened, services


def _undo_unstake_application(scene: Scene, located: Located, message: Any) -> None:
    after = _application(scene, located, message.address)
    scene.put("applications", message.address, replace(after, unstake_session_end_height=0))


def _undo_delegation(scene: Scene, located: Located, message: Any) -> None:
    after = _application(scene, located, message.app_address)
    gateways = tuple(held for held in after.delegatee_gateway_addresses if held != message.gateway_address)
    scene.put("applications", message.app_address, replace(after, delegatee_gateway_addresses=gateways))
    if message.gateway_address not in scene.state.gateways:
        scene.put("gateways", message.gateway_address, Gateway(message.gateway_address, _coin(0)))
        scene.note("inferred: the gateway exists and does not unbond")


def _undo_undelegation(scene: Scene, located: Located, message: Any) -> None:
    after = _application(scene, located, message.app_address)
    end = next_session_start(scene) - 1
    pending = tuple(
        (height, _without_last(held, message.gateway_address) if height == end else held)
        for height, held in after.pending_undelegations
    )
    record = replace(
        after,
        delegatee_gateway_addresses=(*after.delegatee_gateway_addresses, message.gateway_address),
        pending_undelegations=tuple((height, held) for height, held in pending if held.gateway_addresses),
    )
    scene.put("applications", message.app_address, record)


def _without_last(pending: UndelegatingGatewayList, gateway: str) -> UndelegatingGatewayList:
    """Take the gateway out where it is the last; one that has others behind it was pending before."""
    gateways = pending.gateway_addresses
    return replace(pending, gateway_addresses=gateways[:-1]) if gateways[-1:] == (gateway,) else pending


def _undo_transfer_application(scene: Scene, located: Located, message: Any) -> None:
    event = announced(located, "EventTransferBegin")
    record = scene.state.applications.get(message.source_address) or (event.source_application if event else None)
    after = _known(record, f"record of the application {message.source_address}")
    scene.put("applications", message.source_address, replace(after, pending_transfer=None))


# Gateways.


def _gateway(scene: Scene, located: Located, address: str) -> Gateway:
    record = scene.state.gateways.get(address)
    for suffix in ("EventGatewayStaked", "EventGatewayUnbondingBegin"):
        event = announced(located, suffix)
        if record is None and event is not None and event.gateway is not None:
            record = event.gateway
    return _known(record, f"record of the gateway {address}")


def _undo_stake_gateway(scene: Scene, located: Located, message: Any) -> None:
    after = _gateway(scene, located, message.address)
    before = amount_of(after.stake) - sum(_paid(located, message.address, GATEWAY_POOL))
    if before <= 0:
        scene.put("gateways", message.address, None)
        return
    scene.note(f"inferred: {before} uPOKT were staked before, by what the bank moved")
    cancelled = announced(located, "EventGatewayUnbondingCanceled") is not None
    unstake = next_session_start(scene) - 1 if cancelled else 0
    record = replace(after, stake=_coin(before), unstake_session_end_height=unstake)
    scene.put("gateways", message.address, record)


def _undo_unstake_gateway(scene: Scene, located: Located, message: Any) -> None:
    after = _gateway(scene, located, message.address)
    scene.put("gateways", message.address, replace(after, unstake_session_end_height=0))


def _undo_gateway_metadata(scene: Scene, _: Located, message: Any) -> None:
    after = _known(scene.state.gateways.get(message.address), f"record of the gateway {message.address}")
    scene.put("gateways", message.address, replace(after, metadata=None))


# Suppliers.


def _undo_stake_supplier(scene: Scene, located: Located, message: Any) -> None:
    paid = _paid(located, message.signer, SUPPLIER_POOL)
    returned = sum(_paid(located, *paid_back(scene.release, message)))
    if "supplier_params" not in scene.known:
        fee = paid[-1] if paid else 0
        params = replace(scene.state.supplier_params, staking_fee=_coin(fee), min_stake=_coin(0))
        scene.state = replace(scene.state, supplier_params=params)
        scene.note(f"inferred: a staking fee of {fee} uPOKT, the last that was paid; the minimum stake is not known")
    fee = amount_of(scene.state.supplier_params.staking_fee or _coin(0))
    event = announced(located, "EventSupplierUnbondingCanceled")
    _know_configs(scene, event.supplier if event else None)
    _unstaked_supplier(scene, located, message, message.stake, sum(paid) - fee - returned)
    _know_services(scene, message.services)


def _know_services(scene: Scene, configs: Any) -> None:
    for config in configs:
        if config.service_id not in scene.state.services:
            scene.put("services", config.service_id, Service(id=config.service_id))
        scene.note("inferred: the services of the message exist")


def _unstaked_supplier(scene: Scene, located: Located, message: Any, stake: Coin | None, escrowed: int) -> None:
    operator = message.operator_address
    made = None if stake is None else Supplier(message.owner_address, operator, stake)
    after = _known(scene.state.suppliers.get(operator) or made, f"record of the supplier {operator}")
    before = amount_of(after.stake or _coin(0)) - escrowed
    if before <= 0:
        scene.put("suppliers", operator, None)
        _undo_configs(scene, operator, message.services)
        return
    signer = getattr(message, "signer", after.owner_address)
    owner = after.owner_address if signer in {after.owner_address, operator} else signer
    scene.note(f"inferred: {before} uPOKT were staked before, by what the bank moved")
    cancelled = announced(located, "EventSupplierUnbondingCanceled") is not None
    unstake = next_session_start(scene) - 1 if cancelled else 0
    record = replace(after, owner_address=owner, stake=_coin(before), unstake_session_end_height=unstake)
    scene.put("suppliers", operator, replace(record, services=(), service_config_history=()))
    if message.services:
        _undo_configs(scene, operator, message.services)


def _know_configs(scene: Scene, supplier: Supplier | None) -> None:
    """Take the configurations that were not written from the supplier inside an event."""
    for update in supplier.service_config_history if supplier else ():
        key = BY_FIELD["service_config_updates"].key(update)
        if key not in scene.state.service_config_updates:
            scene.put("service_config_updates", key, update)


def _undo_configs(scene: Scene, operator: str, services: Any) -> None:
    """Take the message's configurations out, and their ends off those that it ended."""
    start, named = next_session_start(scene), {config.service_id for config in services}
    for key, update in list(scene.state.service_config_updates.items()):
        if update.operator_address != operator:
            continue
        if update.activation_height == start and key[0] in named:
            scene.put("service_config_updates", key, None)
        elif update.deactivation_height == start:
            scene.put("service_config_updates", key, replace(update, deactivation_height=0))


def _undo_unstake_supplier(scene: Scene, located: Located, message: Any) -> None:
    event = announced(located, "EventSupplierUnbondingBegin")
    found = scene.state.suppliers.get(message.operator_address) or (event.supplier if event else None)
    after = _known(found, f"record of the supplier {message.operator_address}")
    record = replace(after, unstake_session_end_height=0, services=(), service_config_history=())
    scene.put("suppliers", message.operator_address, record)
    _undo_configs(scene, message.operator_address, ())


# Services.


def _undo_add_service(scene: Scene, located: Located, message: Any) -> None:
    if message.service is None:
        return
    paid = _paid(located, message.owner_address, SERVICE_POOL)
    if paid:
        if "service_params" not in scene.known:
            params = replace(scene.state.service_params, add_service_fee=_coin(sum(paid)))
            scene.state = replace(scene.state, service_params=params)
            scene.note(f"inferred: a fee of {sum(paid)} uPOKT, as paid")
        scene.put("services", message.service.id, None)
        for key in list(scene.state.compute_units_history):
            if key[0] == message.service.id:
                scene.put("compute_units_history", key, None)
    elif any(key[0] == message.service.id for key in scene.written.of("compute_units_history")):
        raise UndecidableError("what a relay of the service weighed before is not in the capture")
    elif message.service.id not in scene.state.services:
        scene.put("services", message.service.id, message.service)


def _undo_transfer_service(scene: Scene, _: Located, message: Any) -> None:
    after = _known(scene.state.services.get(message.service_id), f"record of the service {message.service_id}")
    scene.put("services", message.service_id, replace(after, owner_address=message.owner_address))


# Morse.


def _undo_morse_account(scene: Scene, located: Located, message: Any) -> None:
    _unclaimed(scene, located, morse_signer_address(message), "EventMorseAccountClaimed")


def _undo_morse_application(scene: Scene, located: Located, message: Any) -> None:
    account = _unclaimed(scene, located, morse_signer_address(message), "EventMorseApplicationClaimed")
    staked = announced(located, "EventApplicationStaked") is not None
    if staked or message.shannon_dest_address in scene.state.applications:
        _unstaked_application(scene, located, message.shannon_dest_address, amount_of(account.application_stake))


def _undo_morse_supplier(scene: Scene, located: Located, message: Any) -> None:
    account = _unclaimed(scene, located, message.morse_node_address, "EventMorseSupplierClaimed")
    operator = message.shannon_operator_address or message.shannon_owner_address
    owner = account.morse_output_address
    if owner and owner not in scene.state.morse_accounts and not message.signer_is_output_address:
        record = MorseClaimableAccount(message.shannon_owner_address, owner, claimed_at_height=1)
        scene.put("morse_accounts", owner, record)
        scene.note("inferred: the owner of the node has claimed before, for the same account")
    event = announced(located, "EventMorseSupplierClaimed")
    claimed = event.supplier if event and announced(located, "EventSupplierStaked") else None
    _know_configs(scene, claimed)
    after = scene.state.suppliers.get(operator) or claimed
    if after is not None:
        scene.put("suppliers", operator, replace(after, services=(), service_config_history=()))
        stake = _SupplierStake(message.shannon_owner_address, operator, message.services)
        _unstaked_supplier(scene, located, stake, after.stake, amount_of(account.supplier_stake))
    _know_services(scene, message.services)


class _SupplierStake:
    """What a claim of a Morse supplier stakes."""

    def __init__(self, owner: str, operator: str, services: Any) -> None:
        self.owner_address, self.operator_address, self.services = owner, operator, services


def _unclaimed(scene: Scene, located: Located, address: str, suffix: str) -> MorseClaimableAccount:
    """Put the account back as it was before it was claimed: as written, or with the amounts that were announced."""
    if "migration_params" not in scene.known:
        params = replace(scene.state.migration_params, morse_account_claiming_enabled=True)
        scene.state = replace(scene.state, migration_params=params)
        scene.note("inferred: accounts of Morse may be claimed")
    after = scene.state.morse_accounts.get(address)
    event = announced(located, suffix)
    if after is None and any("Unbonding" in held.type for held in located.events):
        raise UndecidableError(
            "when the account of Morse stops unbonding is in its record, which is not in the capture"
        )
    if after is None and event is not None:
        after = MorseClaimableAccount(
            morse_src_address=address,
            unstaked_balance=_coin(coins(_first_of(event, "claimed_balance", "recovered_balance"))),
            supplier_stake=_coin(coins(_first_of(event, "claimed_supplier_stake"))),
            application_stake=_coin(coins(_first_of(event, "claimed_application_stake"))),
            morse_output_address=_first_of(event, "morse_output_address"),
        )
        scene.note("inferred: what the account of Morse held, by the event")
    after = _known(after, f"record of the account {address} of Morse")
    scene.put("morse_accounts", address, replace(after, claimed_at_height=0, shannon_dest_address=""))
    return after


def _first_of(event: Any, *names: str) -> str:
    return next((getattr(event, name) for name in names if hasattr(event, name)), "")


def _undo_recovery(scene: Scene, located: Located, message: Any) -> None:
    admin = "Admin" if located.type.endswith("MsgAdminRecoverMorseAccount") else ""
    _unclaimed(scene, located, normal_morse_address(message.morse_src_address), f"EventMorseAccountRecovered{admin}")


def _undo_import(scene: Scene, _: Located, message: Any) -> None:
    for account in message.morse_account_state.accounts:
        scene.put("morse_accounts", normal_morse_address(account.morse_src_address), None)


UNDO: Mapping[str, Undo] = {
    "pocket.application.MsgStakeApplication": _undo_stake_application,
    "pocket.application.MsgUnstakeApplication": _undo_unstake_application,
    "pocket.application.MsgDelegateToGateway": _undo_delegation,
    "pocket.application.MsgUndelegateFromGateway": _undo_undelegation,
    "pocket.application.MsgTransferApplication": _undo_transfer_application,
    "pocket.gateway.MsgStakeGateway": _undo_stake_gateway,
    "pocket.gateway.MsgUnstakeGateway": _undo_unstake_gateway,
    "pocket.gateway.MsgUpdateGatewayMetadata": _undo_gateway_metadata,
    "pocket.supplier.MsgStakeSupplier": _undo_stake_supplier,
    "pocket.supplier.MsgUnstakeSupplier": _undo_unstake_supplier,
    "pocket.service.MsgAddService": _undo_add_service,
    "pocket.service.MsgTransferService": _undo_transfer_service,
    "pocket.migration.MsgClaimMorseAccount": _undo_morse_account,
    "pocket.migration.MsgClaimMorseApplication": _undo_morse_application,
    "pocket.migration.MsgClaimMorseSupplier": _undo_morse_supplier,
    "pocket.migration.MsgRecoverMorseAccount": _undo_recovery,
    "pocket.migration.MsgAdminRecoverMorseAccount": _undo_recovery,
    "pocket.migration.MsgImportMorseClaimableAccounts": _undo_import,
}
"""How each message is undone; the others need nothing of the state, or more of it than a capture has."""
