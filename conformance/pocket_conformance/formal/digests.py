"""Digests of an ideal hash as terms of the solvers: a digest is what was hashed, so equal digests have equal inputs."""

from __future__ import annotations

from typing import Any

import z3

from pocket_conformance.formal.terms import Proposition, Term
from pocket_spec.smst.nodes import joined_sum


def _sorts() -> tuple[Any, Any]:
    # No name here is one that a claim could give to a variable: cvc5 has them all in one space.
    hashed, digest, number = z3.Datatype("Hashed"), z3.Datatype("Digest"), z3.IntSort()
    hashed.declare("Nothing")
    hashed.declare("OfLeaf", *((f"leaf_{part}_", number) for part in ("path", "value", "weight", "own")))
    hashed.declare("OfInner", ("left_", digest), ("right_", digest), ("sum_", number), ("number_", number))
    digest.declare("OfDigest", ("hashed_", hashed), ("total_", number), ("count_", number))
    found: tuple[Any, Any] = z3.CreateDatatypes(hashed, digest)
    return found


HASHED, DIGEST = _sorts()


class DigestTerm:
    """A digest that a solver knows only as what was hashed, with its sum and its count; see `IdealDigest`."""

    def __init__(self, expression: Any) -> None:
        self.expression = expression

    @property
    def total(self) -> Term:
        """The sum of the weights below."""
        return Term(DIGEST.total_(self.expression))

    @property
    def count(self) -> Term:
        """The number of leaves below."""
        return Term(DIGEST.count_(self.expression))

    @staticmethod
    def empty() -> DigestTerm:
        """Give the digest of an empty subtrie."""
        return DigestTerm(DIGEST.OfDigest(HASHED.Nothing, z3.IntVal(0), z3.IntVal(0)))

    @staticmethod
    def of_leaf(path: Any, value: Any, weight: Any, own: Any) -> DigestTerm:
        """Give the digest of a leaf."""
        parts = [Term.of(part) for part in (path, value, weight, own)]
        return DigestTerm(DIGEST.OfDigest(HASHED.OfLeaf(*parts), parts[2], parts[3]))

    def joined(self, right: DigestTerm) -> DigestTerm:
        """Give the digest of the branch that has this one on its left."""
        total = Term.of(joined_sum(self.total, right.total))  # type: ignore[arg-type]
        count = Term.of(joined_sum(self.count, right.count))  # type: ignore[arg-type]
        return DigestTerm(
            DIGEST.OfDigest(HASHED.OfInner(self.expression, right.expression, total, count), total, count)
        )

    def with_sums(self, total: int, count: int) -> DigestTerm:
        """Give the same hash beside another sum and another count, as a forger may."""
        return DigestTerm(DIGEST.OfDigest(DIGEST.hashed_(self.expression), Term.of(total), Term.of(count)))

    def __eq__(self, other: object) -> Proposition:  # type: ignore[override]
        return Proposition(self.expression == other.expression)  # type: ignore[attr-defined]

    def __ne__(self, other: object) -> Proposition:  # type: ignore[override]
        return Proposition(self.expression != other.expression)  # type: ignore[attr-defined]

    __hash__ = None  # type: ignore[assignment]


def variable_of(name: str, annotation: Any) -> Any:
    """Give a symbolic variable of an annotated type: an integer or a digest."""
    if annotation in (int, "int"):
        return Term(z3.Int(name))
    if str(annotation) in {"IdealDigest", "<class 'pocket_spec.smst.ideal.IdealDigest'>"}:
        return DigestTerm(z3.Const(name, DIGEST))
    raise TypeError(f"no solver knows a variable of type {annotation}")
