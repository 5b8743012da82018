"""What a Morse stake buys. Values of Go: pocket-core RC-0.12.0 x/apps/keeper/application_test.go."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pocket_spec.morse.application import app_max_relays, max_possible_relays
from pocket_spec.morse.decimals import ONE, decimal_product, decimal_quotient, truncated_to_integer
from pocket_spec.rejections import Reason, Rejected

STAKES = st.integers(0, 2**63)
RATES = st.integers(0, 10**6)


@pytest.mark.parametrize(
    ("stake", "base", "chains", "nodes", "relays", "share"),
    [
        (2228350000000, 200000, 1, 24, 4456700000, 185695833),
        (10**9, 200000, 3, 24, 2000000, 27778),
        (10**9, 200000, 1, 24, 2000000, 83333),
        (10**11, 100, 1, 5, 100000, 20000),
    ],
)
def test_relays_are_those_of_go(stake, base, chains, nodes, relays, share):
    assert app_max_relays(stake, base, 0) == relays
    assert max_possible_relays(relays, chains, nodes) == share


@given(STAKES, RATES, st.integers(-(2**40), 2**40))
def test_relays_equal_the_chain_of_decimal_operations(stake, base, adjustment):
    per_pokt = decimal_quotient(base * ONE, 100 * ONE)
    threshold = decimal_product(per_pokt, decimal_quotient(stake * ONE, 10**6 * ONE))
    expected = truncated_to_integer(threshold + adjustment * ONE)
    assert app_max_relays(stake, base, adjustment) == min(expected, 2**64 - 1)


@given(STAKES, STAKES, RATES)
def test_relays_do_not_fall_when_the_stake_rises(stake, more, base):
    assert app_max_relays(stake, base, 0) <= app_max_relays(stake + more, base, 0)


def test_relays_are_capped():
    assert app_max_relays(2**80 * 10**6, 100, 0) == 2**64 - 1


def test_a_product_beyond_315_bits_is_refused():
    with pytest.raises(Rejected) as caught:
        app_max_relays(2**255 - 1, 2**63 - 1, 0)
    assert caught.value.reason is Reason.MORSE_DECIMAL_OVERFLOW


@given(st.integers(0, 2**64 - 1), st.integers(1, 15), st.integers(1, 25))
def test_a_nodes_share_is_the_even_share_to_the_nearest_relay(relays, chains, nodes):
    share = max_possible_relays(relays, chains, nodes)
    assert abs(share - Fraction(relays, chains * nodes)) <= Fraction(1, 2) + Fraction(1, 10**17)


@pytest.mark.parametrize(
    ("relays", "chains", "nodes", "share"),
    [(5, 2, 5, 0), (15, 2, 5, 2), (25, 2, 5, 2), (2**64 - 1, 1, 5, 3689348814741910323)],
)
def test_ties_go_to_the_even_share(relays, chains, nodes, share):
    assert max_possible_relays(relays, chains, nodes) == share


@pytest.mark.parametrize(
    ("chains", "nodes", "reason"), [(0, 5, Reason.MORSE_NO_CHAINS), (1, 0, Reason.MORSE_PARAM_INVALID)]
)
def test_shares_of_nothing_are_refused(chains, nodes, reason):
    with pytest.raises(Rejected) as caught:
        max_possible_relays(100, chains, nodes)
    assert caught.value.reason is reason
