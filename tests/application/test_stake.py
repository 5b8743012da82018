"""What counts as a stake when it is written out and read again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pocket_spec.actors.stake import stake_by_text
from pocket_spec.numbers import SDK_INT_MAX
from pocket_spec.state.coin import Coin, upokt


@given(st.integers(1, SDK_INT_MAX))
def test_a_positive_amount_of_upokt_is_a_stake(amount):
    assert stake_by_text(upokt(amount)) == amount


@pytest.mark.parametrize(
    ("coin", "stake"),
    [
        (None, None),
        (Coin("upokt"), None),
        (upokt(0), None),
        (upokt(-1), None),
        (Coin("pokt", 1), None),
        (Coin("5upokt", 0), 5),
        (Coin("0upokt", 5), 50),
        (Coin(".9upokt", 5), 5),
        (Coin(".9upokt", 0), None),
        (Coin("." + "1" * 18 + "upokt", 5), 5),
        (Coin("." + "1" * 19 + "upokt", 5), None),
        (Coin(" \t\nupokt\u2003", 5), 5),
        (Coin("\u2003upokt", 5), None),
        (Coin("upokt\x1c", 5), None),
        (Coin("0upokt", SDK_INT_MAX // 10), SDK_INT_MAX // 10 * 10),
        (Coin("0upokt", SDK_INT_MAX // 10 + 1), None),
    ],
)
def test_a_stake_is_read_as_text(coin, stake):
    assert stake_by_text(coin) == stake
