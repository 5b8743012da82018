"""No exception but the documented ones comes out of a decoder, whatever bytes it is given."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pocket_conformance.fuzz import decoders
from pocket_conformance.fuzz.strategies import spliced
from pocket_conformance.fuzz.targets import TARGETS, PromiseBrokenError, promise

by_name = pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)


@by_name
def test_any_bytes(target):
    @given(st.binary(max_size=200))
    def check(data: bytes) -> None:
        target.run(data)

    check()


@by_name
def test_well_formed_input_with_up_to_three_stretches_replaced(target):
    seeds = target.seeds()

    @given(st.sampled_from(seeds), st.integers(1, 3), st.data())
    def check(data: bytes, changes: int, draws: st.DataObject) -> None:
        for _ in range(changes):
            data = draws.draw(spliced(data))
        target.run(data)

    check()


@by_name
def test_every_truncation_of_well_formed_input(target):
    for seed in target.seeds():
        for length in range(len(seed) + 1):
            target.run(seed[:length])


def test_the_driver_knows_all_targets():
    assert tuple(target.name for target in TARGETS) == decoders.NAMES


def test_a_broken_promise_is_not_suppressed():
    with pytest.raises(PromiseBrokenError):
        promise(kept=False)
