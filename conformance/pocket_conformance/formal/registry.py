"""Read what the rooms claim, without the checker, and refuse a registry that could hide something.

A claim that is never checked looks like one that holds. So everything that carries a contract must be registered, every
theorem has one postcondition and a canary that promises the same, and a scope may not promise more than the types do.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
import types
import typing
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from deal import introspection

from pocket_conformance.formal.model import Obligation, State
from pocket_spec.invariants import BY_ID
from pocket_spec.theorems import ALL_INTEGERS, ROOMS, CheckedRule, Exhausted, SolverTheorem, Theorem

Function = Callable[..., object]
UNSEEN_MARKERS = {"write", "network", "stdin", "syscall"}
"""Markers of `deal.has` for which the checker skips a function without a word."""


@dataclass(frozen=True, slots=True)
class Room:
    """A theorems module with what it registers.

    The modules of its rules must be listed in full, unless it lists rules from all over the spec: then it says so.
    """

    name: str
    theorems: tuple[Theorem, ...] = ()
    rules: tuple[CheckedRule, ...] = ()
    solved: tuple[SolverTheorem, ...] = ()
    exhausted: tuple[Exhausted, ...] = ()
    partly: bool = False

    @property
    def direct(self) -> tuple[SolverTheorem | Exhausted, ...]:
        """The claims that are decided without CrossHair."""
        return (*self.solved, *self.exhausted)

    @property
    def claims(self) -> tuple[Theorem | SolverTheorem | Exhausted, ...]:
        """The claims about rules, however they are decided."""
        return (*self.theorems, *self.direct)


@dataclass(frozen=True, slots=True)
class Registry:
    """Everything to be checked, and what is wrong before anything is."""

    rooms: tuple[Room, ...]
    problems: tuple[str, ...]


def load(names: tuple[str, ...]) -> Registry:
    """Import the rooms and examine what they register."""
    problems: list[str] = []
    rooms: list[Room] = []
    for name in names:
        try:
            module = importlib.import_module(name)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the finding
            problems.append(f"{name}: cannot be imported: {type(error).__name__}: {error}")
            continue
        theorems, rules, solved, exhausted = (
            tuple(getattr(module, part, ())) for part in ("THEOREMS", "RULES", "SOLVED", "EXHAUSTED")
        )
        room = Room(name, theorems, rules, solved, exhausted, getattr(module, "PARTLY", False))
        if not (room.theorems or room.rules or room.solved or room.exhausted):
            problems.append(f"{name}: registers nothing")
        rooms.append(room)
        problems += room_problems(room, module)
    problems += unlisted_rooms(names)
    problems += twice(rooms)
    return Registry(tuple(rooms), tuple(problems))


def name_of(function: Function) -> str:
    """Give the dotted name of a function."""
    return f"{function.__module__}.{function.__name__}"


def contracted(module: types.ModuleType) -> Iterator[tuple[str, Function]]:
    """List the functions a module defines that carry any contract."""
    for name, value in sorted(vars(module).items()):
        if (
            inspect.isfunction(value)
            and value.__module__ == module.__name__
            and list(introspection.get_contracts(value))
        ):
            yield name, value


def conditions(function: Function) -> list[str]:
    """List the postconditions of a function in the order in which the checker numbers them.

    A function with preconditions only has one, the trivial one: what it raises is still looked at.
    """
    contracts = list(introspection.get_contracts(function))
    posts = [c.source for c in contracts if isinstance(c, introspection.Post | introspection.Ensure)]
    if not posts and any(isinstance(c, introspection.Pre) for c in contracts):
        return ["raises nothing undeclared"]
    return [one_line(source) for source in posts]


def preconditions(function: Function) -> tuple[str, ...]:
    """List the preconditions of a function as they are written."""
    contracts = introspection.get_contracts(function)
    return tuple(one_line(c.source) for c in contracts if isinstance(c, introspection.Pre))


def domain_text(given: Function) -> str:
    """Give the comparisons of a claim's domain as they are written."""
    source = inspect.getsource(given)
    found = re.search(r"return (.*)|lambda[^:]*: (.*)", source, re.DOTALL)
    return " ".join((found[1] or found[2]).split()).strip("(), ") if found else ""


def one_line(source: str) -> str:
    """Give an expression in one spelling, whatever its line breaks."""
    joined = re.sub(r"\\\s+", " ", source).strip()
    try:
        return ast.unparse(ast.parse(joined, mode="eval"))
    except SyntaxError:
        return " ".join(joined.split())


def statement(function: Function) -> str:
    """Give the first paragraph of a function's docstring: what a theorem claims."""
    return " ".join((function.__doc__ or "").strip().partition("\n\n")[0].split())


def room_problems(room: Room, module: types.ModuleType) -> Iterator[str]:
    """Find what in a room would go unchecked or claim too much."""
    registered = {f.__name__ for t in room.theorems for f in (t.function, t.canary)}
    for name, _ in contracted(module):
        if name not in registered:
            yield f"{room.name}.{name}: carries a contract but is not registered"
    for theorem in room.theorems:
        for text in theorem_problems(theorem, room):
            yield f"{room.name}.{theorem.function.__name__}: {text}"
    for direct in room.direct:
        for text in direct_problems(direct, room, module):
            yield f"{room.name}.{direct.function.__name__}: {text}"
    for claim in room.claims:
        for name in claim.invariants:
            if name not in BY_ID:
                yield f"{room.name}.{claim.function.__name__}: names {name}, which the catalogue does not have"
    yield from rule_problems(room)


def direct_problems(direct: SolverTheorem | Exhausted, room: Room, module: types.ModuleType) -> Iterator[str]:
    """Find what is wrong with a claim for the solvers, or for the enumeration of cases, as registered."""
    if not statement(direct.function):
        yield "has no docstring to say what it claims"
    if direct.function is direct.canary:
        yield "the theorem is its own canary"
    elif inspect.signature(direct.function).parameters.keys() != inspect.signature(direct.canary).parameters.keys():
        yield f"the canary {direct.canary.__name__} does not take the same arguments"
    if not direct.rules:
        yield "speaks about no rule"
    called = names_reached(direct.function, module)
    for rule in direct.rules:
        if rule.__name__ not in called:
            yield f"does not call the rule {rule.__name__} it speaks about"
    if {direct.function.__module__, direct.canary.__module__} != {room.name}:
        yield "is not defined in the room with its canary"
    if isinstance(direct, Exhausted) and direct.scope == ALL_INTEGERS:
        yield "claims all integers, but goes through cases: state the bound in `scope`"


def names_reached(function: Function, module: types.ModuleType) -> set[str]:
    """List the names that a function refers to, itself or through helpers of its module."""
    found: set[str] = set()
    waiting = [function]
    while waiting:
        for name in names_in(introspection.unwrap(waiting.pop()).__code__) - found:
            found.add(name)
            helper = vars(module).get(name)
            if inspect.isfunction(helper) and helper.__module__ == module.__name__:
                waiting.append(helper)
    return found


def names_in(code: types.CodeType) -> set[str]:
    """List the names that a piece of code refers to, those of its comprehensions and inner functions included."""
    inner = [constant for constant in code.co_consts if isinstance(constant, types.CodeType)]
    return set(code.co_names).union(*map(names_in, inner))


def theorem_problems(theorem: Theorem, room: Room) -> Iterator[str]:
    """Find what is wrong with one theorem as registered."""
    yield from pair_problems(theorem, room)
    if theorem.expected == "not analysed":
        yield "is registered as not analysed: a theorem has a postcondition that can be"
    if not theorem.rules:
        yield "speaks about no rule"
    if not statement(theorem.function):
        yield "has no docstring to say what it claims"
    called = names_used(theorem.function)
    for rule in theorem.rules:
        if rule.__name__ not in called:
            yield f"does not call the rule {rule.__name__} it speaks about"
    yield from lemma_problems(theorem, room)
    yield from blind_spots(theorem.function)
    if theorem.scope == ALL_INTEGERS and (parameter := unbounded_collection(theorem.function)):
        yield f"claims all integers, but its parameter {parameter} is a collection: state the bound in `scope`"


def pair_problems(theorem: Theorem, room: Room) -> Iterator[str]:
    """Find what keeps a theorem and its canary from being the same promise about different rules."""
    for role, function in (("theorem", theorem.function), ("canary", theorem.canary)):
        posts = [
            c for c in introspection.get_contracts(function) if isinstance(c, introspection.Post | introspection.Ensure)
        ]
        if len(posts) != 1:
            yield f"the {role} {function.__name__} has {len(posts)} postconditions, it must have one"
        if function.__module__ != room.name:
            yield f"the {role} {function.__name__} is defined in {function.__module__}"
    if theorem.function is theorem.canary:
        yield "the theorem is its own canary"
    elif promise(theorem.function) != promise(theorem.canary):
        yield f"the canary {theorem.canary.__name__} does not promise the same under the same preconditions"


def promise(function: Function) -> tuple[tuple[str, ...], list[str]]:
    """Give what a function assumes and promises, as written."""
    return preconditions(function), conditions(function)


def names_used(function: Function) -> set[str]:
    """List the names that the code of a function and of its postconditions refers to."""
    found = names_in(introspection.unwrap(function).__code__)
    for text in conditions(function):
        try:
            tree = ast.parse(text, mode="eval")
        except SyntaxError:
            continue
        found |= {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        found |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    return found


def lemma_problems(theorem: Theorem, room: Room) -> Iterator[str]:
    """Find lemmas that are not theorems of the room, rest on themselves, or are used without being named."""
    by_name = {t.function.__name__: t for t in room.theorems}
    for lemma in theorem.lemmas:
        if lemma.__name__ not in by_name:
            yield f"its lemma {lemma.__name__} is not a theorem of the room"
    if theorem.function.__name__ in reachable_lemmas(theorem, by_name):
        yield "rests on itself through its lemmas"
    declared = {lemma.__name__ for lemma in theorem.lemmas}
    for name in sorted(names_used(theorem.function) - declared):
        if name in by_name and "specs_complete" in source_of(by_name[name].function):
            yield f"uses only the contract of {name}, which is not among its lemmas"


def reachable_lemmas(theorem: Theorem, by_name: dict[str, Theorem]) -> set[str]:
    """List the lemmas a theorem rests on, directly or not."""
    found: set[str] = set()
    waiting = [lemma.__name__ for lemma in theorem.lemmas]
    while waiting:
        name = waiting.pop()
        if name not in found and name in by_name:
            found.add(name)
            waiting += [lemma.__name__ for lemma in by_name[name].lemmas]
    return found


def selected(room: Room, only: str) -> list[Theorem]:
    """List the theorems of a room whose dotted name contains a text, and the lemmas they rest on."""
    by_name = {t.function.__name__: t for t in room.theorems}
    chosen = [t for t in room.theorems if only in name_of(t.function)]
    needed = {name for t in chosen for name in reachable_lemmas(t, by_name)}
    return [t for t in room.theorems if t in chosen or t.function.__name__ in needed]


def rule_problems(room: Room) -> Iterator[str]:
    """Find rules that carry a contract in a module of the room, but are not registered to be checked."""
    registered = {name_of(checked.rule) for checked in room.rules}
    for module_name in sorted({checked.rule.__module__ for checked in room.rules} if not room.partly else ()):
        for name, _ in contracted(importlib.import_module(module_name)):
            if f"{module_name}.{name}" not in registered:
                yield f"{module_name}.{name}: carries a contract but {room.name}.RULES does not list it"
    for checked in room.rules:
        for text in checked_rule_problems(checked):
            yield f"{name_of(checked.rule)}: {text}"


def checked_rule_problems(checked: CheckedRule) -> Iterator[str]:
    """Find what is wrong with one rule as registered."""
    analysable = bool(conditions(checked.rule))
    if not analysable and checked.expected != "not analysed":
        yield "has no postcondition and no precondition: there is nothing to check"
    if analysable and checked.expected == "not analysed":
        yield "is registered as not analysed, but has conditions that can be"
    if checked.expected != "confirmed" and not checked.remark:
        yield f"is expected to be {checked.expected}, but no remark says why"
    if analysable:
        yield from blind_spots(checked.rule)
    if "specs_complete" in source_of(checked.rule):
        yield "asks the checker to believe its contract: only a lemma that is itself checked may"
    if checked.expected == "confirmed" and checked.scope == ALL_INTEGERS:
        parameter = unbounded_collection(checked.rule)
        if parameter:
            yield f"claims all integers, but its parameter {parameter} is a collection: state the bound in `scope`"


def blind_spots(function: Function) -> Iterator[str]:
    """Find what would make the checker skip a function or believe it."""
    for contract in introspection.get_contracts(function):
        if isinstance(contract, introspection.Has) and UNSEEN_MARKERS & set(contract.markers):
            yield f"is marked {sorted(contract.markers)}, so the checker skips it"
        if isinstance(contract, introspection.Raises) and {Exception, BaseException} & set(contract.exceptions):
            yield "allows any exception, which hides every one"
    if "crosshair: off" in source_of(function):
        yield "switches the checker off"


def source_of(function: Function) -> str:
    """Give the text of a function, empty where there is none."""
    try:
        return inspect.getsource(introspection.unwrap(function))
    except (OSError, TypeError):
        return ""


def unbounded_collection(function: Function) -> str:
    """Name the first parameter that is not made of integers and truth values alone; empty if there is none."""
    plain = introspection.unwrap(function)
    hints = typing.get_type_hints(plain)
    for parameter in inspect.signature(plain).parameters:
        if not made_of_integers(hints.get(parameter)):
            return parameter
    return ""


def made_of_integers(annotation: Any) -> bool:
    """Tell whether a type holds a fixed number of integers and truth values, and nothing else."""
    if annotation in (int, bool):
        return True
    arguments = typing.get_args(annotation)
    if typing.get_origin(annotation) is tuple:
        return bool(arguments) and Ellipsis not in arguments and all(made_of_integers(a) for a in arguments)
    if isinstance(annotation, type) and is_dataclass(annotation):
        hints = typing.get_type_hints(annotation)
        return all(made_of_integers(hints[f.name]) for f in fields(annotation))
    return False


def unlisted_rooms(names: tuple[str, ...]) -> Iterator[str]:
    """Find theorems modules beside the listed ones that nobody listed."""
    for package_name in sorted({name.partition(".")[0] for name in names}):
        package = importlib.import_module(package_name)
        for found in pkgutil.walk_packages(getattr(package, "__path__", ()), package_name + "."):
            is_room = found.name.rpartition(".")[2].endswith("theorems") and found.name.count(".") > 1
            if is_room and found.name not in names and found.name not in ROOMS:
                yield f"{found.name}: states theorems but is not in the list of rooms"


def twice(rooms: list[Room]) -> Iterator[str]:
    """Find functions that are registered more than once."""
    seen: set[str] = set()
    for room in rooms:
        functions: list[Function] = [f for t in room.claims for f in (t.function, t.canary)] + [
            c.rule for c in room.rules
        ]
        for function in functions:
            if name_of(function) in seen:
                yield f"{name_of(function)}: is registered twice"
            seen.add(name_of(function))


def condition_obligations(
    kind: Any, room: str, function: Function, accepted: tuple[State, ...], seconds: int
) -> list[Obligation]:
    """Give one obligation per postcondition of a function."""
    texts = conditions(function)
    return [
        Obligation(kind, room, function.__name__, index, len(texts), text, accepted, seconds)
        for index, text in enumerate(texts)
    ]


CONFIRMED = (State.CONFIRMED,)
SEARCHED = (State.CONFIRMED, State.NOT_CONFIRMED)
REFUTED = (State.REFUTED,)


def theorem_obligations(room: str, theorem: Theorem, factor: int) -> list[Obligation]:
    """Give what must be checked for a theorem: itself, its canary, its symbolic form and the wrong one."""
    seconds = theorem.seconds * factor
    accepted = CONFIRMED if theorem.expected == "confirmed" else SEARCHED
    found = condition_obligations("theorem", room, theorem.function, accepted, seconds)
    found += condition_obligations("canary", room, theorem.canary, REFUTED, seconds)
    if theorem.symbolic is not None:
        name = theorem.function.__name__
        second = theorem.symbolic.second
        found.append(Obligation("symbolic", room, name, 0, 1, "the goal", CONFIRMED, seconds, second))
        found.append(Obligation("symbolic canary", room, name, 0, 1, "the wrong goal", REFUTED, seconds))
    return found


def direct_obligations(room: str, direct: SolverTheorem | Exhausted, factor: int) -> list[Obligation]:
    """Give what must be checked for a claim of the solvers, or of the enumeration: itself and its canary."""
    name, seconds = direct.function.__name__, direct.seconds * factor
    if isinstance(direct, SolverTheorem):
        return [
            Obligation("solver theorem", room, name, 0, 1, "the goal", CONFIRMED, seconds, direct.second),
            Obligation("solver canary", room, name, 0, 1, "the canary", REFUTED, seconds),
        ]
    return [
        Obligation("exhaustive", room, name, 0, 1, "every case", CONFIRMED, seconds),
        Obligation("exhaustive canary", room, name, 0, 1, "the canary", REFUTED, seconds),
    ]


def rule_obligations(checked: CheckedRule, factor: int) -> list[Obligation]:
    """Give what must be checked for a rule: each of its postconditions."""
    if checked.expected == "not analysed":
        return []
    accepted = CONFIRMED if checked.expected == "confirmed" else SEARCHED
    return condition_obligations("rule", checked.rule.__module__, checked.rule, accepted, checked.seconds * factor)
