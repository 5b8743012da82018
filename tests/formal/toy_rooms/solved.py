"""Claims for solvers and for an enumeration, of which everything holds."""

from collections.abc import Iterator

from pocket_spec.theorems import Exhausted, SolverTheorem
from toy_rooms.arithmetic import floor_to, floor_to_one_too_high


def magnitude(value: int) -> int:
    return value if value >= 0 else -value


def never_above(value: int, length: int) -> tuple[bool, ...]:
    """A value is never below its floor."""
    return (floor_to(value, length) <= value,)


def never_above_canary(value: int, length: int) -> tuple[bool, ...]:
    """The floor is one too high."""
    return (floor_to_one_too_high(value, length) <= value,)


def positive(value: int) -> tuple[bool, ...]:
    """A magnitude is not negative."""
    return (magnitude(value) >= 0, magnitude(-value) == magnitude(value))


def positive_canary(value: int) -> tuple[bool, ...]:
    """It is positive even of 0."""
    return (magnitude(value) > 0,)


def small_floors() -> Iterator[tuple[str, bool]]:
    """No floor of a small number is above it."""
    return ((f"{value}", floor_to(value, 3) <= value) for value in range(9))


def small_floors_canary() -> Iterator[tuple[str, bool]]:
    """The floor is one too high."""
    return ((f"{value}", floor_to_one_too_high(value, 3) <= value) for value in range(9))


SOLVED = (
    SolverTheorem(
        function=never_above,
        canary=never_above_canary,
        given=lambda value, length: (length >= 1,),
        rules=(floor_to,),
    ),
    SolverTheorem(function=positive, canary=positive_canary, given=lambda value: (), rules=(magnitude,), paths=6),
)
EXHAUSTED = (Exhausted(function=small_floors, canary=small_floors_canary, rules=(floor_to,), scope="numbers below 9"),)
