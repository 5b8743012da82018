"""The claims run as ordinary Python: a proof of what random numbers break would be worth nothing."""

import importlib

import deal
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pocket_conformance.formal import registry
from pocket_spec.rejections import Rejected
from pocket_spec.theorems import ROOMS, Theorem

THEOREMS = [
    pytest.param(theorem, id=f"{room.split('.')[1]}-{theorem.function.__name__}")
    for room in ROOMS
    for theorem in importlib.import_module(room).THEOREMS
]
NUMBERS = st.one_of(
    st.integers(0, 5), st.integers(-3, 200), st.integers(0, 2**64), st.integers(2**256 - 5, 2**256), st.integers()
)


def test_registry_has_no_problems():
    assert registry.load(ROOMS).problems == ()


@pytest.mark.parametrize("theorem", [p for p in THEOREMS if p.values[0].symbolic is not None])
def test_symbolic_goals_hold_for_ordinary_integers(theorem: Theorem):
    form = theorem.symbolic
    assert form is not None

    @settings(max_examples=60, suppress_health_check=[HealthCheck.filter_too_much])
    @given(st.tuples(*[NUMBERS] * len(form.variables)))
    def holds(numbers: tuple[int, ...]) -> None:
        if all(form.given(*numbers)):
            assert all(form.goal(*numbers))

    holds()


@pytest.mark.parametrize("theorem", [p for p in THEOREMS if "params" not in p.values[0].function.__annotations__])
def test_theorems_hold_for_ordinary_integers(theorem: Theorem):
    names = [name for name in theorem.function.__annotations__ if name != "return"]

    @settings(max_examples=60, suppress_health_check=[HealthCheck.filter_too_much])
    @given(st.tuples(*[NUMBERS] * len(names)))
    def holds(numbers: tuple[int, ...]) -> None:
        try:
            theorem.function(*numbers)
        except deal.PreContractError:
            return
        except Rejected:
            return

    holds()
