"""What upgrades did, once, to the suppliers and services there were."""

from __future__ import annotations

from dataclasses import replace

import deal

from pocket_spec.actors.service.difficulty import set_difficulty_at
from pocket_spec.actors.supplier.records import hydrated_supplier, set_supplier
from pocket_spec.numbers import uint64
from pocket_spec.state.events import Transition
from pocket_spec.state.records.shared import ServiceConfigUpdate, ServiceRevenueShare, Supplier
from pocket_spec.state.state import State
from pocket_spec.state.store import in_store_order


@deal.ensure(
    lambda shares, result: [share.address for share in result] == list(dict.fromkeys(s.address for s in shares))
)
@deal.ensure(lambda shares, result: uint64(
    sum(share.rev_share_percentage for share in result) - sum(share.rev_share_percentage for share in shares)
) == 0)  # fmt: skip
def merged_shares(shares: tuple[ServiceRevenueShare, ...]) -> tuple[ServiceRevenueShare, ...]:
    """Make one revenue share of those of the same address, where the first of them stood; sums wrap at 64 bits.

    Source: poktroll v0.1.34 x/supplier/keeper/migrate_duplicate_revshare.go (mergeRevShareDuplicates)
    """
    merged: dict[str, int] = {}
    for share in shares:
        merged[share.address] = uint64(merged.get(share.address, 0) + share.rev_share_percentage)
    return tuple(ServiceRevenueShare(address, percentage) for address, percentage in merged.items())


def _merged(update: ServiceConfigUpdate) -> ServiceConfigUpdate:
    if update.service is None or len({share.address for share in update.service.rev_share}) == len(
        update.service.rev_share
    ):
        return update
    return replace(update, service=replace(update.service, rev_share=merged_shares(update.service.rev_share)))


@deal.ensure(lambda state, result: set(result.state.service_config_updates) == set(state.service_config_updates))
@deal.ensure(lambda state, result: result.state.balances is state.balances and result.events == ())
def merge_shares_of_one_address(state: State) -> Transition:
    """Merge the revenue shares that an address has of one service, of every supplier and for its whole history.

    Source: poktroll v0.1.34 x/supplier/keeper/migrate_duplicate_revshare.go (DeduplicateSupplierRevShareAddresses),
    app/upgrades/v0.1.34.go
    """
    for operator in [operator for operator, _ in in_store_order(state, "suppliers")]:
        supplier = hydrated_supplier(state, operator) or Supplier()
        history = tuple(map(_merged, supplier.service_config_history))
        if history != supplier.service_config_history:
            state = set_supplier(state, replace(supplier, service_config_history=history))
    return Transition(state)


@deal.ensure(lambda state, result: {(service_id, state.height) for service_id in state.difficulties} <= set(
    result.state.difficulty_history
))  # fmt: skip
def begin_difficulty_history(state: State) -> Transition:
    """Record the newest difficulty of every service from the block of the upgrade on.

    Source: poktroll v0.1.31 app/upgrades/v0.1.31.go (initializeDifficultyHistory)
    """
    for _, difficulty in in_store_order(state, "difficulties"):
        state = set_difficulty_at(state, state.height, difficulty)
    return Transition(state)
