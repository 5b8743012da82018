"""What is claimed about the rules: the shape of a claim, and the rooms that make some.

A rule carries the contract every caller relies on. What is claimed *about* rules (order, conservation, bounds) is a
theorem: a small function with one postcondition that calls them. A room states its claims as plain data in its
`theorems` module:

- `THEOREMS`, each with the wrong variant (canary) that a checker must refute, or the check says nothing;
- `SOLVED`, claims for which solvers run the rules themselves on symbolic integers;
- `EXHAUSTED`, claims checked on every case of a finite scope;
- `RULES`, the rules whose own contracts are checked, each with the verdict expected of the checker.

Nothing here checks anything: `python -m pocket_conformance.formal` does, and fails when a verdict differs from the one
registered here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

ROOMS = (
    "pocket_spec.numbers.theorems",
    "pocket_spec.smst.theorems",
    "pocket_spec.relay.theorems",
    "pocket_spec.session.theorems",
    "pocket_spec.governance.theorems",
    "pocket_spec.actors.theorems",
    "pocket_spec.claims.theorems",
    "pocket_spec.settlement.theorems",
    "pocket_spec.settlement.budget_theorems",
    "pocket_spec.settlement.conservation_theorems",
    "pocket_spec.claims.window_theorems",
    "pocket_spec.actors.history_theorems",
    "pocket_spec.chain.rule_theorems",
    "pocket_spec.chain.stake_theorems",
    "pocket_spec.chain.leaving_theorems",
    "pocket_spec.chain.payment_theorems",
    "pocket_spec.chain.settlement_theorems",
    "pocket_spec.chain.idle_theorems",
)
"""The modules that state theorems, from the bytes up."""

ALL_INTEGERS = "all integers"
"""The scope of a claim whose integers are bounded by nothing but its preconditions."""

Verdict = Literal["confirmed", "not confirmed", "not analysed"]
"""What the symbolic checker is expected to say.

`confirmed`: it exhausts every path. `not confirmed`: it searches and finds no counterexample, which proves nothing.
`not analysed`: there is no pre- or postcondition it could look at.
"""

Tier = Literal["quick", "full"]
"""`quick` claims are checked on every change, `full` ones only in the long run."""


@dataclass(frozen=True, slots=True)
class Symbolic:
    """The same claim for solvers that run the rule itself on symbolic integers.

    Each function takes one argument per name in `variables` and returns comparisons, all of which must hold. `given`
    is the domain, `goal` the claim, `wrong_goal` a claim that a solver must refute. `paths` is how many ways through
    the rule there may be: 1 for a rule without branches. `second` is what the second solver is expected to say.
    """

    variables: tuple[str, ...]
    given: Callable[..., tuple[bool, ...]]
    goal: Callable[..., tuple[bool, ...]]
    wrong_goal: Callable[..., tuple[bool, ...]]
    paths: int = 1
    second: Verdict = "confirmed"


@dataclass(frozen=True, slots=True)
class SolverTheorem:
    """A claim about rules that solvers prove directly, worded by the docstring of `function`.

    `function` returns comparisons, all of which must hold wherever those of `given` do; it, or a helper beside it,
    calls every function in `rules`. `canary` takes the same arguments and claims the same about a wrong variant, which
    its docstring describes. The other fields are those of `Theorem` and `Symbolic`.
    """

    function: Callable[..., tuple[bool, ...]]
    canary: Callable[..., tuple[bool, ...]]
    given: Callable[..., tuple[bool, ...]]
    rules: tuple[Callable[..., object], ...]
    scope: str = ALL_INTEGERS
    by_induction: bool = False
    assumptions: tuple[str, ...] = ()
    invariants: tuple[str, ...] = ()
    paths: int = 1
    second: Verdict = "confirmed"
    tier: Tier = "quick"
    seconds: int = 20


@dataclass(frozen=True, slots=True)
class Exhausted:
    """A claim checked on every case of a finite scope, worded by the docstring of `function`.

    `function` yields one pair per case: the case, as a text, and whether the claim holds of it. `canary` goes through
    the same cases with a wrong variant, which its docstring describes, and must find one that breaks the claim.
    """

    function: Callable[[], Iterable[tuple[str, bool]]]
    canary: Callable[[], Iterable[tuple[str, bool]]]
    rules: tuple[Callable[..., object], ...]
    scope: str
    assumptions: tuple[str, ...] = ()
    invariants: tuple[str, ...] = ()
    tier: Tier = "quick"
    seconds: int = 60


@dataclass(frozen=True, slots=True)
class Theorem:
    """A claim about rules, worded by the docstring of `function`.

    `function` has one postcondition and calls every function in `rules`. `canary` promises the same about a wrong
    variant of a rule, which its docstring describes. `scope` is `ALL_INTEGERS`, or the bound within which the claim is
    checked.
    `assumptions` are what the claim rests on beyond its preconditions. `lemmas` are the functions of other theorems of
    the room that this one relies on. `by_induction` marks a claim about any number of steps of which only the pieces
    are checked by machine and the composition by hand. `invariants` are the ids of those entries of the catalogue of
    which the claim is a part. `seconds` is the time the checker gets.
    """

    function: Callable[..., object]
    canary: Callable[..., object]
    rules: tuple[Callable[..., object], ...]
    expected: Verdict = "confirmed"
    scope: str = ALL_INTEGERS
    by_induction: bool = False
    assumptions: tuple[str, ...] = ()
    invariants: tuple[str, ...] = ()
    lemmas: tuple[Callable[..., object], ...] = ()
    symbolic: Symbolic | None = None
    tier: Tier = "quick"
    seconds: int = 20


@dataclass(frozen=True, slots=True)
class CheckedRule:
    """A rule whose own contract is checked.

    `remark` says why a verdict other than `confirmed` is expected: what in the rule the solver cannot see through.
    """

    rule: Callable[..., object]
    expected: Verdict = "confirmed"
    scope: str = ALL_INTEGERS
    remark: str = ""
    tier: Tier = "quick"
    seconds: int = 20
