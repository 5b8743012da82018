"""The undelegations that an application has pending: gateways by the end of the session in which it let go of them.

They are kept for a while so that what a gateway signed in that session and before can still be verified.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

import deal

from pocket_spec.numbers import int64
from pocket_spec.state.records.application import UndelegatingGatewayList
from pocket_spec.state.records.shared import SharedParams
from pocket_spec.state.state import Address

Undelegations: TypeAlias = tuple[tuple[int, UndelegatingGatewayList], ...]
"""As `Application.pending_undelegations` holds them: heights ascending and distinct."""
RETENTION_SESSIONS = 2
"""Sessions. Source: poktroll v0.1.35 x/application/keeper/prune_undelegations.go."""


def _ascending(undelegations: Undelegations) -> bool:
    heights = [height for height, _ in undelegations]
    return heights == sorted(set(heights))


def _undelegations(lists: dict[int, tuple[Address, ...]]) -> Undelegations:
    return tuple((height, UndelegatingGatewayList(gateways)) for height, gateways in sorted(lists.items()))


@deal.ensure(lambda undelegations, gateway, result: result or all(gateway != g for g in _gateways(undelegations)))
def is_undelegating(undelegations: Undelegations, gateway: Address) -> bool:
    """Tell whether the undelegation of a gateway is pending, whatever its height.

    Source: poktroll v0.1.35 x/application/keeper/application_index.go (indexApplicationUndelegations)
    """
    return gateway in _gateways(undelegations)


def _gateways(undelegations: Undelegations) -> list[Address]:
    return [gateway for _, pending in undelegations for gateway in pending.gateway_addresses]


@deal.pre(lambda undelegations, gateway, height: _ascending(undelegations))
@deal.ensure(lambda undelegations, gateway, height, result: _ascending(result) and is_undelegating(result, gateway))
def with_undelegation(undelegations: Undelegations, gateway: Address, height: int) -> Undelegations:
    """Add a gateway at a height, at the end of those there; once is enough.

    Source: poktroll v0.1.35 x/application/keeper/msg_server_undelegate_from_gateway.go (recordPendingUndelegation)
    """
    lists = {at: pending.gateway_addresses for at, pending in undelegations}
    there = lists.get(height, ())
    return _undelegations(lists | {height: there if gateway in there else (*there, gateway)})


@deal.pre(lambda undelegations, gateway: _ascending(undelegations))
@deal.ensure(lambda undelegations, gateway, result: set(_gateways(result)) <= set(_gateways(undelegations)))
def without_undelegation(undelegations: Undelegations, gateway: Address) -> Undelegations:
    """Take a gateway away at every height, and the heights at which none is left.

    Source: poktroll v0.1.35 x/application/keeper/msg_server_delegate_to_gateway.go (updatePendingUndelegations)
    """
    lists = {at: without_first(pending.gateway_addresses, gateway) for at, pending in undelegations}
    return _undelegations({at: gateways for at, gateways in lists.items() if gateways})


@deal.ensure(lambda gateways, gateway, result: len(gateways) - len(result) == (gateway in gateways))
def without_first(gateways: tuple[Address, ...], gateway: Address) -> tuple[Address, ...]:
    """Take the first occurrence of a gateway away.

    Source: poktroll v0.1.35 x/application/keeper/auto_undelegate.go (EndBlockerAutoUndelegateFromUnbondingGateways)
    """
    if gateway not in gateways:
        return gateways
    index = gateways.index(gateway)
    return gateways[:index] + gateways[index + 1 :]


@deal.ensure(lambda params, result: result == int64(result))
def retention(params: SharedParams) -> int:
    """Give the blocks for which undelegations are kept behind the end of their session: two sessions and the grace.

    Source: poktroll v0.1.35 x/application/keeper/prune_undelegations.go (GetNumBlocksUndelegationRetention)
    """
    return int64(params.grace_period_end_offset_blocks + params.num_blocks_per_session * RETENTION_SESSIONS)


@deal.ensure(lambda undelegations, earliest, result: all(height >= earliest for height, _ in result))
def pruned(undelegations: Undelegations, earliest: int) -> Undelegations:
    """Drop the undelegations below a height.

    Source: poktroll v0.1.35 x/application/keeper/prune_undelegations.go
    (EndBlockerPruneAppToGatewayPendingUndelegation)
    """
    return tuple((height, pending) for height, pending in undelegations if height >= earliest)


@deal.pre(lambda source, destination: _ascending(source) and _ascending(destination))
@deal.ensure(
    lambda source, destination, result: set(_gateways(result)) == {*_gateways(source), *_gateways(destination)}
)
def merged_undelegations(source: Undelegations, destination: Undelegations) -> Undelegations:
    """Unite the undelegations of two applications: every gateway once, at the destination's height where it has one.

    Source: poktroll v0.1.35 x/application/keeper/transfer_applications.go (mergeAppPendingUndelegations)
    """
    height_of = dict(_by_gateway(source)) | dict(_by_gateway(destination))
    lists: dict[int, tuple[Address, ...]] = {}
    for gateway, height in sorted(height_of.items()):
        lists[height] = (*lists.get(height, ()), gateway)
    return _undelegations(lists)


def _by_gateway(undelegations: Undelegations) -> Iterable[tuple[Address, int]]:
    for height, pending in undelegations:
        for gateway in pending.gateway_addresses:
            yield gateway, height
