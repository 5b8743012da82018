"""A theorem that uses only the contract of a lemma, and the lemma is false."""

# ruff: noqa: ERA001 - the checker reads a comment that looks like code

import deal

from pocket_spec.theorems import Theorem


def half(value: int) -> int:
    return value // 2


@deal.pre(lambda value: value >= 0)
@deal.ensure(lambda value, result: result * 2 == value)
def halving_is_exact(value: int) -> int:
    """Half a number doubled is the number."""
    # crosshair: specs_complete=True
    return half(value)


@deal.pre(lambda value: value >= 0)
@deal.ensure(lambda value, result: result * 2 == value)
def halving_is_exact_canary(value: int) -> int:
    """The half is rounded up."""
    return (value + 1) // 2


@deal.pre(lambda value: value >= 0)
@deal.ensure(lambda value, result: result == value)
def two_halves(value: int) -> int:
    """Two halves make a whole."""
    return halving_is_exact(value) + halving_is_exact(value)


@deal.pre(lambda value: value >= 0)
@deal.ensure(lambda value, result: result == value)
def two_halves_canary(value: int) -> int:
    """One half is enough."""
    return half(value)


THEOREMS = (
    Theorem(function=halving_is_exact, canary=halving_is_exact_canary, rules=(half,)),
    Theorem(
        function=two_halves,
        canary=two_halves_canary,
        rules=(halving_is_exact,),
        lemmas=(halving_is_exact,),
    ),
)
