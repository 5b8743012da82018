"""Messages that look at the state first, so that the chain often accepts them: they lead the walk into its depths."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from hypothesis import strategies as st

from pocket_conformance.walk.messages import ACCOUNTS, MIN_STAKE, SERVICES
from pocket_reference.smst.tree import Tree
from pocket_spec.actors.application.messages import (
    MsgDelegateToGateway,
    MsgStakeApplication,
    MsgTransferApplication,
    MsgUndelegateFromGateway,
    MsgUnstakeApplication,
)
from pocket_spec.actors.gateway.messages import MsgStakeGateway, MsgUnstakeGateway
from pocket_spec.actors.service.messages import MsgAddService, MsgTransferService
from pocket_spec.actors.supplier.messages import MsgStakeSupplier, MsgUnstakeSupplier
from pocket_spec.claims.messages import MsgCreateClaim, MsgSubmitProof
from pocket_spec.claims.windows import calendar_of
from pocket_spec.encoding.gob import encode_closest_proof
from pocket_spec.rejections import Rejected
from pocket_spec.relay.messages import SessionHeader
from pocket_spec.rules import Rules
from pocket_spec.session.hydration import hydrate_session
from pocket_spec.state.coin import Coin, amount_of, upokt
from pocket_spec.state.records.shared import (
    ApplicationServiceConfig,
    Service,
    ServiceRevenueShare,
    SupplierEndpoint,
    SupplierServiceConfig,
)
from pocket_spec.state.state import State

Draw = Callable[[st.SearchStrategy[Any]], Any]
Plausible = Callable[[Draw, State, Rules], Any]
"""Draws a message for a state, None where the state has nothing for it."""


@cache
def proof_of_one_leaf() -> bytes:
    """Make a well-formed proof that proves nothing: its leaf is no relay."""
    tree = Tree()
    tree.update(bytes(32), b"no relay", 1)
    return encode_closest_proof(tree.compact_closest(bytes(32)))


RAISES = st.sampled_from((0, 1, 50, 400))
RELAYS = st.sampled_from((1, 2, 5, 40, 1_000))
LOOK_BACK = 40
"""Blocks within which a session's end is looked for."""


def _one(draw: Draw, values: Any) -> Any:
    found = sorted(values)
    return draw(st.sampled_from(found)) if found else None


def _stake(draw: Draw, record: Any) -> Coin:
    held = 0 if record is None else amount_of(record.stake)
    return upokt(max(held, MIN_STAKE) + draw(RAISES))


def _stake_application(draw: Draw, state: State, _: Rules) -> MsgStakeApplication:
    address = draw(st.sampled_from(ACCOUNTS))
    service = _one(draw, state.services) or SERVICES[0]
    limit = draw(st.sampled_from((None, None, upokt(7), upokt(200))))
    stake = _stake(draw, state.applications.get(address))
    return MsgStakeApplication(address, stake, (ApplicationServiceConfig(service),), limit)


def _unstake_application(draw: Draw, state: State, _: Rules) -> MsgUnstakeApplication | None:
    address = _one(draw, state.applications)
    return None if address is None else MsgUnstakeApplication(address)


def _delegate(draw: Draw, state: State, _: Rules) -> MsgDelegateToGateway | None:
    address, gateway = _one(draw, state.applications), _one(draw, state.gateways)
    return None if address is None or gateway is None else MsgDelegateToGateway(address, gateway)


def _undelegate(draw: Draw, state: State, _: Rules) -> MsgUndelegateFromGateway | None:
    pairs = [
        (address, gateway)
        for address, application in state.applications.items()
        for gateway in application.delegatee_gateway_addresses
    ]
    pair = _one(draw, pairs)
    return None if pair is None else MsgUndelegateFromGateway(*pair)


def _transfer_application(draw: Draw, state: State, _: Rules) -> MsgTransferApplication | None:
    source = _one(draw, state.applications)
    return None if source is None else MsgTransferApplication(source, draw(st.sampled_from(ACCOUNTS)))


def _stake_gateway(draw: Draw, state: State, _: Rules) -> MsgStakeGateway:
    address = draw(st.sampled_from(ACCOUNTS))
    return MsgStakeGateway(address, _stake(draw, state.gateways.get(address)))


def _unstake_gateway(draw: Draw, state: State, _: Rules) -> MsgUnstakeGateway | None:
    address = _one(draw, state.gateways)
    return None if address is None else MsgUnstakeGateway(address)


def _stake_supplier(draw: Draw, state: State, _: Rules) -> MsgStakeSupplier:
    operator = draw(st.sampled_from(ACCOUNTS))
    record = state.suppliers.get(operator)
    owner = record.owner_address if record else draw(st.sampled_from(ACCOUNTS))
    services = draw(st.lists(st.sampled_from(sorted(state.services) or SERVICES), max_size=2, unique=True))
    other = draw(st.sampled_from(ACCOUNTS))
    shares = (
        (ServiceRevenueShare(owner, 100),)
        if other == owner
        else (ServiceRevenueShare(owner, 67), ServiceRevenueShare(other, 33))
    )
    configs = tuple(
        SupplierServiceConfig(service, (SupplierEndpoint("http://a.example:80", 3),), shares) for service in services
    )
    signer = draw(st.sampled_from((operator, owner)))
    return MsgStakeSupplier(signer, owner, operator, _stake(draw, record), configs)


def _unstake_supplier(draw: Draw, state: State, _: Rules) -> MsgUnstakeSupplier | None:
    operator = _one(draw, state.suppliers)
    if operator is None:
        return None
    signer = draw(st.sampled_from((operator, state.suppliers[operator].owner_address)))
    return MsgUnstakeSupplier(signer=signer, operator_address=operator)


def _add_service(draw: Draw, state: State, _: Rules) -> MsgAddService:
    service = draw(st.sampled_from(SERVICES))
    known = state.services.get(service)
    owner = known.owner_address if known else draw(st.sampled_from(ACCOUNTS))
    return MsgAddService(owner, Service(service, "A service", draw(st.sampled_from((1, 2, 7, 100))), owner))


def _transfer_service(draw: Draw, state: State, _: Rules) -> MsgTransferService | None:
    service = _one(draw, state.services)
    if service is None:
        return None
    return MsgTransferService(state.services[service].owner_address, service, draw(st.sampled_from(ACCOUNTS)))


def claimable(state: State, rules: Rules) -> list[tuple[SessionHeader, str]]:
    """List the sessions whose claim window is open in this block, each with each of its suppliers."""
    found = []
    for end in range(max(1, state.height - LOOK_BACK), state.height):
        calendar = calendar_of(rules.commit_params(state, end), end)
        if calendar.end == end and calendar.claim_open <= state.height <= calendar.claim_close:
            found += [entry for address in sorted(state.applications) for entry in _of(state, address, end, rules)]
    return found


def _of(state: State, address: str, end: int, rules: Rules) -> list[tuple[SessionHeader, str]]:
    found = []
    for config in state.applications[address].service_configs:
        try:
            session = hydrate_session(state, address, config.service_id, end, rules)
        except Rejected:
            continue
        if session.header is not None:
            found += [(session.header, supplier.operator_address) for supplier in session.suppliers]
    return found


def _create_claim(draw: Draw, state: State, rules: Rules) -> MsgCreateClaim | None:
    open_sessions = claimable(state, rules)
    if not open_sessions:
        return None
    header, supplier = draw(st.sampled_from(open_sessions))
    weight = rules.compute_units_at_height(state, header.service_id, header.session_start_block_height) or 1
    relays = draw(RELAYS)
    digest = bytes([draw(st.integers(0, 3))]) * 32
    root = digest + (relays * weight).to_bytes(8, "big") + relays.to_bytes(8, "big")
    return MsgCreateClaim(supplier, header, root)


def _submit_proof(draw: Draw, state: State, _: Rules) -> MsgSubmitProof | None:
    key = _one(draw, state.claims)
    return None if key is None else MsgSubmitProof(key[1], state.claims[key].session_header, proof_of_one_leaf())


PLAUSIBLE: Mapping[str, Plausible] = {
    "stake_application": _stake_application,
    "unstake_application": _unstake_application,
    "delegate_to_gateway": _delegate,
    "undelegate_from_gateway": _undelegate,
    "transfer_application": _transfer_application,
    "stake_gateway": _stake_gateway,
    "unstake_gateway": _unstake_gateway,
    "stake_supplier": _stake_supplier,
    "unstake_supplier": _unstake_supplier,
    "add_service": _add_service,
    "transfer_service": _transfer_service,
    "create_claim": _create_claim,
    "submit_proof": _submit_proof,
}
"""How messages are drawn for a state, by operation."""
