"""The meter: by hand, and its limit under interleavings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pocket_reference.miner.meter import Meter, Terms, limit, relay_cost
from pocket_reference.miner.refusals import Refusal, RefusedError

TERMS = Terms(1_000, 2, 1, 100, 5, 10)
"""A share of 1000 / 2 / 2 = 250, a cost of 50: five relays."""


def test_five_relays_fit():
    assert (limit(TERMS, 0.0), relay_cost(TERMS), limit(TERMS, 0.2)) == (250, 50, 300)
    meter = Meter()
    for _ in range(5):
        meter.take("s", "a", TERMS)
    with pytest.raises(RefusedError) as caught:
        meter.take("s", "a", TERMS)
    assert caught.value.refusal is Refusal.OVERSERVICED
    meter.take("s", "b", TERMS)
    meter.take("t", "a", TERMS)
    meter.give_back("s", "a", 50)
    meter.take("s", "a", TERMS)


def test_a_session_that_is_over_is_forgotten():
    meter = Meter()
    meter.take("s", "a", TERMS)
    meter.take("t", "a", TERMS)
    meter.forget("s")
    assert list(meter.consumed) == [("t", "a")]


@given(st.lists(st.sampled_from(["take", "give back"]), max_size=60), st.sampled_from([0.0, 0.5]))
def test_what_is_out_never_exceeds_the_limit(steps, allowance):
    meter, out = Meter(allowance), []
    for step in steps:
        if step == "take":
            try:
                out.append(meter.take("s", "a", TERMS))
            except RefusedError:
                assert sum(out) + relay_cost(TERMS) > limit(TERMS, allowance)
        elif out:
            meter.give_back("s", "a", out.pop())
        assert meter.consumed.get(("s", "a"), 0) == sum(out) <= limit(TERMS, allowance)
