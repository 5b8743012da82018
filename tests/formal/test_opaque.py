"""No rule over integers alone escapes the checker, and every other is excused by the type of a parameter."""

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from pocket_conformance.formal import opaque, registry
from pocket_spec.state.coin import Coin
from pocket_spec.state.records.shared import SharedParams
from pocket_spec.state.state import State
from pocket_spec.theorems import ROOMS


@dataclass(frozen=True)
class Pair:
    left: int
    right: tuple[bool, ...]


@pytest.mark.parametrize(
    ("annotation", "part"),
    [
        (int, ""),
        (bool | None, ""),
        (Pair, ""),
        (tuple[Pair, ...], ""),
        (SharedParams, ""),
        (bytes, "bytes"),
        (tuple[int, str], "str"),
        (Coin, "Coin"),
        (State, "State"),
        (Mapping[str, int], "Mapping"),
        (float, "float"),
    ],
)
def test_what_a_type_is_made_of(annotation: object, part: str):
    assert opaque.opaque_part(annotation) == part


def test_every_contract_is_registered_or_excused_by_a_parameter():
    known = registry.load(ROOMS)
    left = opaque.unregistered(known.rooms)
    assert [rule for rule, reason in left.items() if not reason and not rule.startswith(SUPPORT)] == []
    assert "pocket_spec.state.bank.transfer" in left
    assert left["pocket_spec.state.bank.transfer"] == "State"


SUPPORT = "pocket_spec.chain.small_world."
"""What theorems are stated with is no rule."""


def test_a_rule_over_integers_that_nobody_registers_is_seen():
    known = registry.load(ROOMS)
    fewer = tuple(room for room in known.rooms if not room.name.endswith("rule_theorems"))
    left = opaque.unregistered(fewer)
    assert left["pocket_spec.settlement.candidates.outlived"] == ""


def test_no_exemption_is_idle():
    left = opaque.unregistered(registry.load(ROOMS).rooms)
    assert [name for name, reason in opaque.EXEMPT.items() if left.get(name) != reason] == []
