"""What a handler can do with an amount that nobody knows: branch on it, write it into a text, and not read it back."""

import pytest
import z3

from pocket_conformance.formal.terms import STANDS_FOR_POSITIVE, TRUE, Term, exploring
from pocket_spec.actors.stake import stake_by_text
from pocket_spec.state.coin import upokt

X = z3.Int("x")


def ways(given, limit, function):
    with exploring(given, limit) as explorer:
        return list(explorer.paths(function))


def test_the_truth_of_an_amount_is_a_branch():
    seen = []
    ways(TRUE, 2, lambda: (seen.append(bool(Term(X))) or True,))
    assert sorted(seen) == [False, True]
    seen.clear()
    ways(X > 0, 2, lambda: (seen.append(bool(Term(X))) or True,))
    assert seen == [True]


def test_an_amount_cannot_be_branched_on_where_no_branch_is_admitted():
    with pytest.raises(TypeError, match="branches"):
        ways(TRUE, 1, lambda: (bool(Term(X)),))


def test_only_a_positive_amount_looks_like_a_number_in_a_text():
    texts = []
    ways(X > 0, 2, lambda: (texts.append(f"{Term(X)}upokt") or True,))
    ways(X >= 0, 2, lambda: (texts.append(f"{Term(X)}upokt") or True,))
    assert texts == [f"{STANDS_FOR_POSITIVE}upokt", "(some amount)upokt"]
    with pytest.raises(ValueError, match="invalid literal"):
        int(texts[1].removesuffix("upokt"))


def test_what_reads_a_text_reads_no_amount_that_may_be_nothing():
    found = []
    ways(X >= 0, 4, lambda: (found.append(stake_by_text(upokt(Term(X)))) or True,))
    ways(X > 0, 4, lambda: (found.append(stake_by_text(upokt(Term(X)))) or True,))
    assert found == [None, int(STANDS_FOR_POSITIVE)]


def test_an_amount_is_no_index():
    with pytest.raises(TypeError, match="concrete"):
        range(Term(X))
