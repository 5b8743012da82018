"""Who serves in a session: each candidate as often as any other, in each place, whatever its name.

A candidate's count over many sessions is binomial if the rule is fair. The tests are exact; `ERROR` is the chance that
a fair rule fails one of them on sessions drawn at random, and the sessions are always the same.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import combinations

import pytest
from exact_binomial import all_fair

from pocket_spec.session.assignment import choose_candidates, supplier_weight

ERROR = 1e-6
SESSIONS = 3_000
PLACES = 4
CANDIDATES = [f"pokt1supplier{number}" for number in range(12)]

Order = Callable[[bytes, Sequence[str]], tuple[int, ...]]


def preimage(session: int) -> bytes:
    return session.to_bytes(8, "big") + b".service.application.start"


def chosen_by(order: Order | None = None) -> list[tuple[int, ...]]:
    """The positions of those who serve in each session."""
    more = () if order is None else (order,)
    return [choose_candidates(preimage(session), CANDIDATES, PLACES, *more) for session in range(SESSIONS)]


@pytest.fixture(scope="module")
def chosen() -> list[tuple[int, ...]]:
    return chosen_by()


def is_fair(chosen: list[tuple[int, ...]]) -> bool:
    """Say whether all serve equally often."""
    counts = Counter(position for session in chosen for position in session)
    every = [counts[position] for position in range(len(CANDIDATES))]
    return all_fair(every, SESSIONS, PLACES / len(CANDIDATES), ERROR)


def is_fair_in_place(chosen: list[tuple[int, ...]], place: int) -> bool:
    """Say whether all serve equally often in one place."""
    counts = Counter(session[place] for session in chosen)
    every = [counts[position] for position in range(len(CANDIDATES))]
    return all_fair(every, SESSIONS, 1 / len(CANDIDATES), ERROR)


def pairs_are_fair(chosen: list[tuple[int, ...]]) -> bool:
    """Say whether all pairs serve together equally often."""
    counts = Counter(pair for session in chosen for pair in combinations(sorted(session), 2))
    every = [counts[pair] for pair in combinations(range(len(CANDIDATES)), 2)]
    together = PLACES * (PLACES - 1) / (len(CANDIDATES) * (len(CANDIDATES) - 1))
    return all_fair(every, SESSIONS, together, ERROR)


def test_all_serve_equally_often(chosen: list[tuple[int, ...]]) -> None:
    assert is_fair(chosen)


@pytest.mark.parametrize("place", range(PLACES))
def test_no_place_is_anybodys(chosen: list[tuple[int, ...]], place: int) -> None:
    assert is_fair_in_place(chosen, place)


def test_no_pair_sticks_together(chosen: list[tuple[int, ...]]) -> None:
    assert pairs_are_fair(chosen)


def test_a_name_that_helps_a_little_is_noticed() -> None:
    """The first candidate draws twice in every other session: the test can fail."""

    def lucky(seed: bytes, addresses: Sequence[str]) -> tuple[int, ...]:
        weights = [supplier_weight(seed, address) for address in addresses]
        if seed[7] % 2 == 0:
            weights[0] = min(weights[0], supplier_weight(seed + b"again", addresses[0]))
        return tuple(sorted(range(len(addresses)), key=lambda position: weights[position]))

    assert not is_fair(chosen_by(lucky))


def test_a_ring_of_neighbours_is_noticed() -> None:
    """Each serves as often as any other, but always beside the same ones."""

    def ring(seed: bytes, addresses: Sequence[str]) -> tuple[int, ...]:
        first = supplier_weight(seed, addresses[0]) % len(addresses)
        return tuple((first + step) % len(addresses) for step in range(len(addresses)))

    unfair = chosen_by(ring)
    assert is_fair(unfair)
    assert not pairs_are_fair(unfair)


def test_an_order_by_name_is_noticed() -> None:
    assert not is_fair(chosen_by(lambda _, addresses: tuple(range(len(addresses)))))
