"""What releases before those whose rules the spec has did otherwise, as far as captured blocks show it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from pocket_conformance.replay.releases import version
from pocket_spec.state.bank import SUPPLIER_POOL
from pocket_spec.state.records.shared import ServiceConfigUpdate

REFUND_TO_OWNER = version("v0.1.24")
"""Since then the stake that a supplier gives up goes to its owner; before, to whoever signed.

Source: poktroll v0.1.23 and v0.1.24 x/supplier/keeper/msg_server_stake_supplier.go (reconcileSupplierStakeDiff).
"""
NO_ORPHANS = version("v0.1.31")
"""Since then the index entries of a supplier's configurations are removed before they are written again; before, the
entry for the end of a configuration stayed when another took the configuration's key before it began.

Source: poktroll v0.1.30 and v0.1.31 x/supplier/keeper/supplier_index.go (indexSupplierServiceConfigUpdates).
"""


def refunded(release: str, kind: str, message: Any, derived: dict[str, int]) -> tuple[dict[str, int], str]:
    """Return the movements as the release makes them, and a note where that is not how the rules make them."""
    gained = derived.get(message.owner_address, 0) if kind == "pocket.supplier.MsgStakeSupplier" else 0
    if version(release) >= REFUND_TO_OWNER or gained <= 0 or message.owner_address == message.signer:
        return derived, ""
    moved = Counter(derived)
    moved[message.owner_address] -= gained
    moved[message.signer] += gained
    note = f"{release} paid the stake that is given up to the signer; since v0.1.24 it goes to the owner"
    return {address: amount for address, amount in moved.items() if amount}, note


def paid_back(release: str, message: Any) -> tuple[str, str]:
    """Return between whom the stake moves that a supplier gives up."""
    return SUPPLIER_POOL, message.owner_address if version(release) >= REFUND_TO_OWNER else message.signer


def is_orphan(release: str, prefix: bytes, suffix: bytes, record: Any) -> bool:
    """Tell whether an entry is what the release left of a configuration that was replaced before it began."""
    if version(release) >= NO_ORPHANS or not isinstance(record, ServiceConfigUpdate):
        return False
    begins = record.activation_height.to_bytes(8, "big")
    return prefix.endswith(b"/deactivation_height/") and suffix[:8] == begins and not record.deactivation_height
