"""Claims for solvers and for an enumeration, each of which must fail for a reason of its own."""

from collections.abc import Iterator

from pocket_spec.theorems import ALL_INTEGERS, Exhausted, SolverTheorem
from toy_rooms.arithmetic import floor_to, floor_to_one_too_high
from toy_rooms.solved import magnitude


def false(value: int) -> tuple[bool, ...]:
    """A floor is below its value."""
    return (floor_to(value, 3) < value,)


def false_canary(value: int) -> tuple[bool, ...]:
    """The floor is one too high."""
    return (floor_to_one_too_high(value, 3) < value,)


def empty(value: int) -> tuple[bool, ...]:
    """Nothing is said of anything."""
    return (floor_to(value, 3) <= value,)


def empty_canary(value: int) -> tuple[bool, ...]:
    """The floor is one too high."""
    return (floor_to_one_too_high(value, 3) <= value,)


def living(value: int) -> tuple[bool, ...]:
    """A floor is not above its value."""
    return (floor_to(value, 3) <= value,)


def living_canary(value: int) -> tuple[bool, ...]:
    """Nothing is wrong with it."""
    return (floor_to(value, 3) <= value + 1,)


def branching(value: int, other: int) -> tuple[bool, ...]:
    """Magnitudes are not negative, over more paths than are admitted."""
    return (magnitude(value) + magnitude(other) >= 0,)


def branching_canary(value: int, other: int) -> tuple[bool, ...]:
    """They are positive."""
    return (magnitude(value) + magnitude(other) > 0,)


def two_faced(value: int) -> tuple[bool, ...]:
    """A claim that says something else of terms than of integers."""
    return (floor_to(value, 3) <= value if isinstance(value, int) else floor_to(value, 3) < value,)


def two_faced_canary(value: int) -> tuple[bool, ...]:
    """The floor is one too high."""
    return (floor_to_one_too_high(value, 3) <= value,)


def hard(charge: int, part: int, whole: int) -> tuple[bool, ...]:
    """What a charge pays for costs no more than the charge: z3 knows, cvc5 does not in the time given."""
    paid = charge * whole // (whole + part)
    return (paid - (-paid * part // whole) <= charge, floor_to(charge, whole) <= charge)


def hard_canary(charge: int, part: int, whole: int) -> tuple[bool, ...]:
    """One more is paid for."""
    paid = charge * whole // (whole + part) + 1
    return (paid - (-paid * part // whole) <= charge,)


def dividing(value: int, length: int) -> tuple[bool, ...]:
    """A floor by what may be 0."""
    return (floor_to(value, length) == floor_to(value, length),)


def dividing_canary(value: int, length: int) -> tuple[bool, ...]:
    """The floor is one too high."""
    return (floor_to_one_too_high(value, length) <= value,)


def no_case() -> Iterator[tuple[str, bool]]:
    """No floor of no number is above it."""
    return ((f"{value}", floor_to(value, 3) <= value) for value in range(0))


def no_case_canary() -> Iterator[tuple[str, bool]]:
    """The floor is one too high."""
    return ((f"{value}", floor_to_one_too_high(value, 3) <= value) for value in range(9))


def false_case() -> Iterator[tuple[str, bool]]:
    """No floor is the number itself."""
    return ((f"{value}", floor_to(value, 3) < value) for value in range(1, 9))


def false_case_canary() -> Iterator[tuple[str, bool]]:
    """This one holds."""
    return ((f"{value}", True) for value in range(9))


def unnamed(value: int) -> tuple[bool, ...]:
    return (value >= value - 1,)


def unnamed_canary(other: int) -> tuple[bool, ...]:
    """Another argument."""
    return (other > other + 1,)


def claim(function, canary, given=lambda value: (), **options) -> SolverTheorem:
    return SolverTheorem(function=function, canary=canary, given=given, rules=(floor_to,), seconds=2, **options)


SOLVED = (
    claim(false, false_canary),
    claim(empty, empty_canary, lambda value: (value > 0, value < 0)),
    claim(living, living_canary),
    SolverTheorem(
        function=branching,
        canary=branching_canary,
        given=lambda value, other: (),
        rules=(magnitude,),
        paths=2,
    ),
    claim(two_faced, two_faced_canary),
    claim(hard, hard_canary, lambda charge, part, whole: (charge >= 0, part >= 0, whole > 0)),
    claim(dividing, dividing_canary, lambda value, length: (length >= 0,)),
    claim(unnamed, unnamed_canary),
)
EXHAUSTED = (
    Exhausted(function=no_case, canary=no_case_canary, rules=(floor_to,), scope="no number"),
    Exhausted(function=false_case, canary=false_case_canary, rules=(floor_to,), scope=ALL_INTEGERS),
)
