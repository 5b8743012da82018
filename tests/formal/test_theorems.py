"""The claims run as ordinary Python: a proof of what random numbers break would be worth nothing."""

import importlib
from collections.abc import Callable

import deal
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pocket_conformance.formal import registry
from pocket_spec.rejections import Rejected
from pocket_spec.settlement.conservation_theorems import dealt
from pocket_spec.settlement.distribution import fraction_of_share, largest_remainder
from pocket_spec.smst.ideal import IdealDigest
from pocket_spec.theorems import ROOMS, Exhausted, SolverTheorem, Theorem

THEOREMS = [
    pytest.param(theorem, id=f"{room.split('.')[1]}-{theorem.function.__name__}")
    for room in ROOMS
    for theorem in getattr(importlib.import_module(room), "THEOREMS", ())
]
SOLVED = [
    pytest.param(theorem, id=f"{room.split('.')[1]}-{theorem.function.__name__}")
    for room in ROOMS
    for theorem in getattr(importlib.import_module(room), "SOLVED", ())
]
EXHAUSTED = [
    pytest.param(theorem, id=theorem.function.__name__)
    for room in ROOMS
    for theorem in getattr(importlib.import_module(room), "EXHAUSTED", ())
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
        if is_inside(form.given, numbers):
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


def is_inside(given: Callable[..., tuple[bool, ...]], values: tuple[int, ...]) -> bool:
    """Where a rule that a domain is stated with has no meaning is outside of it."""
    try:
        return all(given(*values))
    except (ZeroDivisionError, deal.PreContractError):
        return False


def digests() -> st.SearchStrategy[IdealDigest]:
    """Few of them, so that two are often equal."""
    empty, one, other = IdealDigest.empty(), IdealDigest.of_leaf(0, 1, 2, 1), IdealDigest.of_leaf(1, 1, 2, 1)
    return st.sampled_from([empty, one, other, one.joined(other), one.joined(empty), one.with_sums(5, 1)])


@pytest.mark.parametrize("theorem", SOLVED)
def test_what_solvers_prove_holds_for_ordinary_values(theorem: SolverTheorem):
    kinds = [kind for name, kind in theorem.function.__annotations__.items() if name != "return"]
    small = st.one_of(st.integers(0, 5), st.integers(0, 200))
    numbers = [digests() if kind in {"IdealDigest", IdealDigest} else small | NUMBERS for kind in kinds]
    costly = "IdealDigest" in kinds and len(kinds) == 9

    @settings(max_examples=1 if costly else 20, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.tuples(*numbers) | st.tuples(*(digests() if "Ideal" in str(kind) else small for kind in kinds)))
    def holds(values: tuple[int, ...]) -> None:
        if is_inside(theorem.given, values):
            assert all(theorem.function(*values))

    holds()


@pytest.mark.parametrize("theorem", EXHAUSTED)
def test_cases_of_a_finite_scope_hold_and_their_canary_finds_one_that_does_not(theorem: Exhausted):
    cases = [(case, holds) for case, holds in theorem.function()]
    assert len(cases) > 1000
    assert [case for case, holds in cases if not holds] == []
    assert not all(holds for _, holds in theorem.canary())


@given(st.lists(st.integers(0, 40), min_size=2, max_size=4).filter(any), st.integers(0, 10**6))
def test_stakes_ranked_by_fraction_get_what_the_rule_gives(stakes: list[int], reward: int):
    total = sum(stakes)
    names = "abcd"[: len(stakes)]
    fractions = {name: fraction_of_share(stake, reward, total) for name, stake in zip(names, stakes, strict=True)}
    ranking = sorted(names, key=lambda name: (-fractions[name], name))
    ordered = tuple(stakes[names.index(name)] for name in ranking)
    rewards = dealt(ordered, reward, sum(fraction > 0 for fraction in fractions.values()))
    assert dict(zip(ranking, rewards, strict=True)) == largest_remainder(
        dict(zip(names, stakes, strict=True)), total, reward
    )
