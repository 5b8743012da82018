"""Which contracts of rules no symbolic checker is asked about, and for which of their parameters.

A rule over integers and truth values alone, however nested, has no excuse: it must be registered. One that takes a
state, bytes or text is checked in tests, where contracts are on.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from types import MappingProxyType
from typing import Any

from deal import introspection

import pocket_spec
from pocket_conformance.formal.registry import Function, Room, contracted, name_of

CALENDAR = "its domain is that of `session.calendar.calendar`, which it calls and does not repeat"
DECIMALS = "decimals whose bit length is looked at, or which loops raise to powers: no path of it ends in time"
LIBRARY = "a library computes it, which takes no symbolic numbers"
EXEMPT: Mapping[str, str] = MappingProxyType(
    {
        "pocket_spec.claims.figures.announced_relays": "its domain is that of `estimated_relays`, not repeated",
        "pocket_spec.claims.windows.calendar_of": CALENDAR,
        "pocket_spec.crypto.ring.key_image": LIBRARY,
        "pocket_spec.crypto.secp256k1.multiply_base": LIBRARY,
        "pocket_spec.governance.history.next_session_start": CALENDAR,
        "pocket_spec.governance.history.with_derived_grid": CALENDAR,
        "pocket_spec.governance.shared.application_unbonding_too_short": CALENDAR,
        "pocket_spec.governance.shared.no_pending_session": CALENDAR,
        "pocket_spec.governance.shared.supplier_unbonding_too_short": CALENDAR,
        "pocket_spec.governance.shared.unbonding_too_short": CALENDAR,
        "pocket_spec.morse.application.app_max_relays": DECIMALS,
        "pocket_spec.morse.application.max_possible_relays": DECIMALS,
        "pocket_spec.morse.decimals.decimal_number": DECIMALS,
        "pocket_spec.morse.decimals.decimal_product": DECIMALS,
        "pocket_spec.morse.decimals.decimal_quotient": DECIMALS,
        "pocket_spec.morse.decimals.fractional_power": DECIMALS,
        "pocket_spec.morse.decimals.hundredth_root": DECIMALS,
        "pocket_spec.morse.decimals.integer_power": DECIMALS,
        "pocket_spec.morse.reward.relay_reward": DECIMALS,
        "pocket_spec.morse.reward.stake_weight": DECIMALS,
        "pocket_spec.releases.applications_before_v0_1_30.is_unbonding_block": CALENDAR,
        "pocket_spec.releases.claim_rules.difference_of_weights": "promises nothing beyond 64 bits",
        "pocket_spec.session.current.is_session_end": CALENDAR,
        "pocket_spec.session.current.session_end_of": CALENDAR,
        "pocket_spec.session.current.settlement_of": CALENDAR,
        "pocket_spec.settlement.candidates.is_ripe": CALENDAR,
        "pocket_spec.settlement.candidates.lifetime": CALENDAR,
        "pocket_spec.settlement.shares.redistributed_cap": (
            "its domain is that of `bonus_of`, not repeated; `a_cap_is_floor_and_bonus` proves it"
        ),
    }
)
"""Rules over integers whose contracts the checker cannot be asked about as they are, and why."""


def opaque_part(annotation: Any) -> str:
    """Name what a type is made of that is neither integer nor truth value, nothing where it is made of those alone."""
    if annotation in (int, bool, type(None)):
        return ""
    if typing.get_origin(annotation) in (tuple, typing.Union, types.UnionType):
        parts = (opaque_part(part) for part in typing.get_args(annotation) if part is not Ellipsis)
        return next(filter(None, parts), "")
    if isinstance(annotation, type) and is_dataclass(annotation):
        hints = typing.get_type_hints(annotation)
        return annotation.__name__ if any(opaque_part(hints[part.name]) for part in fields(annotation)) else ""
    return getattr(annotation, "__name__", str(annotation))


def opaque_parameter(function: Function) -> str:
    """Name the type of the first parameter that no solver sees through, nothing where there is none."""
    plain = introspection.unwrap(function)
    hints = typing.get_type_hints(plain)
    return next(filter(None, (opaque_part(hints[name]) for name in inspect.signature(plain).parameters)), "")


def rules() -> Iterator[Function]:
    """List every public function of the spec that carries a contract; theorems are no rules."""
    for found in pkgutil.walk_packages(pocket_spec.__path__, "pocket_spec."):
        if not found.name.endswith("theorems"):
            module = importlib.import_module(found.name)
            yield from (function for name, function in contracted(module) if not name.startswith("_"))


def unregistered(rooms: tuple[Room, ...]) -> dict[str, str]:
    """Name every rule whose contract no room registers, with the type or the reason that excuses it, if any does."""
    registered = {name_of(checked.rule) for room in rooms for checked in room.rules}
    left = {name_of(rule): opaque_parameter(rule) for rule in rules() if name_of(rule) not in registered}
    return {name: reason or EXEMPT.get(name, "") for name, reason in left.items()}
