"""Go's sort, on orders and on comparisons that are none."""

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pocket_spec.releases.claim_rules import difference_of_weights, order_by_wrapped_difference
from pocket_spec.releases.go_sort import go_sorted
from pocket_spec.session.assignment import order_by_weight, supplier_weight

WEIGHTS = st.integers(-(2**63), 2**63 - 1)
MEASURED = (
    (13, "a", "[8,2,0,1,3,5,6,7,12,9,11,4,10]"),
    (20, "b", "[14,2,8,3,19,17,5,11,15,6,16,7,13,4,1,18,10,9,0,12]"),
    (60, "c", "80af6c4af6891d5cf9b4a8a8814f1d483faaa0e2e95d49c577eddb7423c86a9d"),
    (300, "d", "34d62fe9f7059f59d8923b98a0d413760deea642514a75b436a271b419e77546"),
)
"""What Go 1.24's slices.SortFunc made of the positions 0 to n - 1, compared by wrapped difference of weights that are
the first 8 bytes of SHA-256 of the label and the position, equal ones by position; long lists as SHA-256 of their JSON.
"""


def by_wrapped_difference(weights):
    def is_less(left, right):
        difference = difference_of_weights(weights[left], weights[right])
        return difference < 0 or (difference == 0 and left < right)

    return go_sorted(range(len(weights)), is_less)


@pytest.mark.parametrize(("number", "label", "measured"), MEASURED)
def test_what_go_makes_of_a_comparison_that_is_no_order(number, label, measured):
    digests = (hashlib.sha256(f"{label} {position}".encode()).digest() for position in range(number))
    weights = [int.from_bytes(digest[:8], "big", signed=True) for digest in digests]
    text = json.dumps(by_wrapped_difference(weights), separators=(",", ":"))
    assert measured in {text, hashlib.sha256(text.encode()).hexdigest()}


@given(st.lists(WEIGHTS, max_size=120))
def test_an_order_is_sorted(values):
    assert go_sorted(values, lambda left, right: left < right) == sorted(values)


@pytest.mark.parametrize("shape", ["rising", "falling", "equal", "saw", "organ pipe"])
@pytest.mark.parametrize("number", [13, 49, 50, 51, 400])
def test_patterns_are_sorted(shape, number):
    values = {
        "rising": list(range(number)),
        "falling": list(range(number, 0, -1)),
        "equal": [1] * number,
        "saw": [position % 7 for position in range(number)],
        "organ pipe": [min(position, number - position) for position in range(number)],
    }[shape]
    assert go_sorted(values, lambda left, right: left < right) == sorted(values)


@given(st.lists(st.integers(-(2**62), 2**62 - 1), max_size=40, unique=True))
def test_weights_that_are_near_each_other_are_ordered(weights):
    """Differences of such weights do not wrap."""
    assert [weights[position] for position in by_wrapped_difference(weights)] == sorted(weights)


def test_candidates_are_ordered_otherwise_than_today():
    addresses = tuple(f"supplier {number}" for number in range(16))
    former, today = (order(b"id", addresses) for order in (order_by_wrapped_difference, order_by_weight))
    assert sorted(former) == sorted(today)
    assert former != today
    weights = [supplier_weight(b"id", address) for address in addresses]
    assert by_wrapped_difference(weights) == list(former)
