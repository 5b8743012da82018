"""What earlier releases did with sessions, claims and proofs where they did otherwise than today's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import deal

from pocket_spec.numbers import int64
from pocket_spec.relay.messages import SessionHeader
from pocket_spec.relay.ring_members import PLACEHOLDER_ADDRESS, ring_addresses
from pocket_spec.releases.go_sort import go_sorted
from pocket_spec.session.assignment import supplier_weight
from pocket_spec.settlement.pricing import ClaimPrice
from pocket_spec.state.records.session import SessionModuleParams
from pocket_spec.state.records.shared import SharedParams
from pocket_spec.state.state import State


@deal.ensure(lambda state, height, result: result is state.shared_params)
def shared_params_in_force(state: State, height: int) -> SharedParams:
    """Give the shared parameters in force, whatever the height.

    Sessions, windows, the drawing block and the price of claims went by these until v0.1.30, before there was a
    history; in v0.1.31 and v0.1.32 the opening of both windows, the drawing block and the price still did, while
    sessions and the closing of windows went by the history.
    Source: poktroll v0.1.32 x/proof/types/shared_query_client.go, x/proof/keeper/msg_server_create_claim.go,
    msg_server_submit_proof.go; v0.1.30 x/session/keeper/session_hydrator.go, x/proof/keeper/session.go
    """
    return state.shared_params


@deal.ensure(lambda state, height, result: result is state.session_params)
def session_params_in_force(state: State, height: int) -> SessionModuleParams:
    """Give the session module's parameters in force, whatever the height.

    Source: poktroll v0.1.30 x/session/keeper/session_hydrator.go (hydrateSessionSuppliers), until v0.1.30
    """
    return state.session_params


@deal.ensure(lambda _header, session_header, result: result is session_header)
def header_of_session(_header: SessionHeader, session_header: SessionHeader) -> SessionHeader:
    """Keep a claim with the header of the session on chain, not that of the message.

    Source: poktroll v0.1.30 x/proof/keeper/msg_server_create_claim.go (CreateClaim), until v0.1.30
    """
    return session_header


@deal.ensure(lambda _price, result: result == 0)
def no_relays_announced(_price: ClaimPrice) -> int:
    """Announce no estimate of relays: the events had no field for it, which reads as 0.

    Source: poktroll v0.1.33 x/proof/keeper/msg_server_create_claim.go, msg_server_submit_proof.go, until v0.1.33
    """
    return 0


@deal.pre(lambda _: _.session_end_height >= 0)
@deal.ensure(lambda _: len(_.result) >= 2 and _.application_address in _.result)
def ring_addresses_with_self(
    application_address: str,
    gateways: tuple[str, ...],
    pending_undelegations: Mapping[int, tuple[str, ...]],
    session_end_height: int,
) -> tuple[str, ...]:
    """List the members of an application's ring; one without gateways is in it twice, and no placeholder is.

    Source: poktroll v0.1.29 pkg/crypto/rings/client.go (getRingPubKeysForAddress), until v0.1.29
    """
    members = ring_addresses(application_address, gateways, pending_undelegations, session_end_height)
    return tuple(sorted(application_address if member == PLACEHOLDER_ADDRESS else member for member in members))


@deal.ensure(lambda left, right, result: (result == 0) == (left == right))
def difference_of_weights(left: int, right: int) -> int:
    """Compare two weights by their difference, which wraps at 64 bits: of weights far apart the larger may come first.

    Source: poktroll v0.1.32 x/session/keeper/session_hydrator.go (sortCandidateSupplierConfigsBySupplierWeight)
    """
    return int64(left - right)


@deal.ensure(lambda preimage, operator_addresses, result: sorted(result) == list(range(len(operator_addresses))))
def order_by_wrapped_difference(preimage: bytes, operator_addresses: Sequence[str]) -> tuple[int, ...]:
    """Order candidates by the wrapped differences of their weights, equal weights by address.

    That is no order: what comes of it depends on which candidates the sort compares, so on the sort itself, and on the
    order in which the store listed them.
    Source: poktroll v0.1.32 x/session/keeper/session_hydrator.go (sortCandidateSupplierConfigsBySupplierWeight), until
    v0.1.32
    """
    weights = [supplier_weight(preimage, address) for address in operator_addresses]

    def is_less(left: int, right: int) -> bool:
        difference = difference_of_weights(weights[left], weights[right])
        return difference < 0 or (difference == 0 and operator_addresses[left] < operator_addresses[right])

    return tuple(go_sorted(range(len(weights)), is_less))
