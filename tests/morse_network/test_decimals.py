"""Morse's decimal numbers. Values of Go: pocket-core RC-0.12.0 types/decimal_test.go, x/nodes/keeper/reward_test.go."""

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal, localcontext

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pocket_spec.morse.decimals import (
    LARGEST_BITS,
    ONE,
    decimal_from_text,
    decimal_number,
    decimal_product,
    decimal_quotient,
    decimal_text,
    fractional_power,
    hundredth_root,
    integer_power,
    rounded_to_integer,
    truncated_to_integer,
)
from pocket_spec.rejections import Reason, Rejected

AMOUNTS = st.integers(-(2**150), 2**150)
SMALLEST_UNIT = Decimal(1).scaleb(-18)


def exact(value: int) -> Decimal:
    return Decimal(value).scaleb(-18)


@given(AMOUNTS, AMOUNTS)
def test_products_are_the_exact_product_rounded_half_even(left, right):
    with localcontext(prec=400):
        expected = (exact(left) * exact(right)).quantize(SMALLEST_UNIT, ROUND_HALF_EVEN)
        assert exact(decimal_product(left, right)) == expected


@given(st.integers(-(2**100), 2**100), st.integers(-(2**100), 2**100).filter(bool))
@example(1, 2 * ONE)
@example(-1, 2 * ONE)
def test_quotients_are_cut_at_36_decimals_and_then_rounded_half_even(dividend, divisor):
    with localcontext(prec=400):
        cut = (exact(dividend) / exact(divisor)).quantize(Decimal(1).scaleb(-36), ROUND_DOWN)
        assert exact(decimal_quotient(dividend, divisor)) == cut.quantize(SMALLEST_UNIT, ROUND_HALF_EVEN)


def test_a_quotient_just_above_a_tie_is_rounded_as_the_tie():
    # 2.000000000000000001 / (4 * 10^18) is half of the last decimal and 2.5 * 10^-37, which is cut off first
    divisor = 4 * 10**36
    assert decimal_quotient(2 * 10**18 + 1, divisor) == 0
    with localcontext(prec=100):
        once = (exact(2 * 10**18 + 1) / exact(divisor)).quantize(SMALLEST_UNIT, ROUND_HALF_EVEN)
    assert once == SMALLEST_UNIT


@pytest.mark.parametrize(
    ("dividend", "divisor", "expected"),
    [("3", "7", "0.428571428571428571"), ("0.3333", "0.0333", "10.009009009009009009")],
)
def test_quotients_of_go(dividend, divisor, expected):
    assert decimal_text(decimal_quotient(decimal_from_text(dividend), decimal_from_text(divisor))) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("0.5", 0), ("1.5", 2), ("2.5", 2), ("7.5", 8), ("0.545", 1), ("-1.5", -2)]
)
def test_integers_of_go(text, expected):
    assert rounded_to_integer(decimal_from_text(text)) == expected


def test_truncation_is_toward_zero():
    assert [truncated_to_integer(decimal_from_text(text)) for text in ("1.999", "-1.999", "-0.5")] == [1, -1, 0]


@given(AMOUNTS)
def test_text_is_read_back(value):
    assert decimal_from_text(decimal_text(value)) == value


@pytest.mark.parametrize(
    "text", ["", "-", ".5", "1.", "1e3", "+1", " 1", "1\n", "1.0000000000000000000", "\uff11", "1_0", "--1"]
)
def test_text_that_is_no_number_of_18_decimals_is_refused(text):
    with pytest.raises(Rejected) as caught:
        decimal_from_text(text)
    assert caught.value.reason is Reason.MORSE_DECIMAL_MALFORMED


def test_numbers_have_315_bits():
    assert decimal_number(2**LARGEST_BITS - 1) == 2**LARGEST_BITS - 1
    for value in (2**LARGEST_BITS, -(2**LARGEST_BITS)):
        with pytest.raises(Rejected) as caught:
            decimal_number(value)
        assert caught.value.reason is Reason.MORSE_DECIMAL_OVERFLOW


@pytest.mark.parametrize("bits", [300, 314, 315, 316])
def test_products_beyond_315_bits_are_refused(bits):
    root = 2 ** (bits - 2)
    if bits <= LARGEST_BITS:
        assert decimal_product(root, 2 * ONE) == 2 * root
    else:
        with pytest.raises(Rejected):
            decimal_product(root, 2 * ONE)


@pytest.mark.parametrize(
    ("base", "exponent", "expected"),
    [
        ("2", "1", "2.000000000000000037"),
        ("3", "1", "3.000000000000000158"),
        ("4", "1", "4.000000000000000149"),
        ("2", "0.5", "1.414213562373095062"),
        ("4", "0.5", "2.000000000000000037"),
    ],
)
def test_powers_of_go(base, exponent, expected):
    assert decimal_text(fractional_power(decimal_from_text(base), decimal_from_text(exponent))) == expected


@pytest.mark.parametrize("base", [*range(2, 20), 77, 300, 497, 498])
def test_roots_are_within_a_few_last_decimals(base):
    with localcontext(prec=60):
        expected = Decimal(base) ** (Decimal(1) / 100)
        assert abs(exact(hundredth_root(base * ONE)) - expected) < 3 * SMALLEST_UNIT


def newton_root(base: int) -> Decimal:
    """The search with Python's decimals: 18 places, half-even, the quotient cut at 36 first, steps toward zero."""

    def product(left: Decimal, right: Decimal) -> Decimal:
        return (left * right).quantize(SMALLEST_UNIT, ROUND_HALF_EVEN)

    guess, step = Decimal(1), Decimal(1)
    while abs(step) > SMALLEST_UNIT:
        squares = [guess]
        for _ in range(6):
            squares.append(product(squares[-1], squares[-1]))
        power = product(squares[6], product(product(squares[0], squares[1]), squares[5]))  # 99 = 64 + 32 + 2 + 1
        cut = (base / power).quantize(Decimal(1).scaleb(-36), ROUND_DOWN)
        step = ((cut.quantize(SMALLEST_UNIT, ROUND_HALF_EVEN) - guess) / 100).quantize(SMALLEST_UNIT, ROUND_DOWN)
        guess += step
    return guess


@pytest.mark.parametrize("base", [2, 3, 17, 31, 38, 44, 94, 176, 199, 231, 282, 398, 498])
def test_roots_are_those_of_a_search_with_decimals(base):
    """For most of these bases a search that ends a step earlier differs."""
    with localcontext(prec=400):
        assert exact(hundredth_root(base * ONE)) == newton_root(base)


def test_bases_from_499_on_have_no_root_and_their_power_is_one():
    assert fractional_power(498 * ONE, ONE) > 497 * ONE
    for base in (499, 500, 501, 10**6, 2**63):
        with pytest.raises(Rejected):
            hundredth_root(base * ONE)
        assert fractional_power(base * ONE, ONE) == ONE


@given(st.integers(0, 3 * ONE), st.integers(1, 40))
def test_integer_powers_are_close_to_the_exact_power(base, exponent):
    with localcontext(prec=800):
        error = abs(exact(integer_power(base, exponent)) - exact(base) ** exponent)
        assert error <= 40 * SMALLEST_UNIT * max(Decimal(1), exact(base)) ** exponent


def test_exponents_are_rounded_to_hundredths():
    assert fractional_power(2 * ONE, decimal_from_text("0.505")) == fractional_power(2 * ONE, decimal_from_text("0.50"))
    assert fractional_power(2 * ONE, decimal_from_text("0.515")) == fractional_power(2 * ONE, decimal_from_text("0.52"))


def test_an_exponent_beyond_63_bits_is_refused():
    assert fractional_power(ONE, (2**63 - 1) * ONE // 100) == ONE
    with pytest.raises(Rejected):
        fractional_power(ONE, 2**63 * ONE // 100)
