"""The commands that look for what breaks: `pocket-spec walk`, `explore` and `incidents`."""

from __future__ import annotations

import contextlib
import functools
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from pocket_conformance import invariants_page
from pocket_conformance.cli_promote import promote_command
from pocket_conformance.contracts import unchecked
from pocket_conformance.errors import UserError
from pocket_conformance.explore.checkpoint import Checkpoint
from pocket_conformance.explore.model import Counterexample, Exploration
from pocket_conformance.explore.moves import END_OF_BLOCK
from pocket_conformance.explore.progress import shown
from pocket_conformance.explore.promotion import trace_to_json
from pocket_conformance.explore.running import explore_on
from pocket_conformance.explore.runs import RUN_INVARIANTS
from pocket_conformance.explore.scopes import SCOPES, question_of
from pocket_conformance.harness import DEFAULT_TIMEOUT, AdapterProcess
from pocket_conformance.implementations import RELEASE
from pocket_conformance.incidents.model import Search
from pocket_conformance.incidents.registry import BY_ID, INCIDENTS
from pocket_conformance.incidents.search import search
from pocket_conformance.walk.judge import Judge
from pocket_conformance.walk.run import WalkReport, walk
from pocket_spec.invariants import CATALOGUE
from pocket_spec.releases.v0_1_35 import RULES

FAILED = 1
"""Exit code: something does not hold."""
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for machines instead of a table.")
keep_option = click.option(
    "--keep", type=click.Path(file_okay=False, path_type=Path), default=Path("build/explore"), show_default=True,
    help="Where searches that are cut off are kept; they go on from there.",
)  # fmt: skip
contracts_option = click.option(
    "--contracts", is_flag=True, help="Keep the rules' contracts on, which the tests check anyway; slower."
)


@click.command("walk")
@click.option("--steps", type=click.IntRange(min=1), default=10_000, show_default=True, help="Messages and steps.")
@click.option("--seconds", type=click.FloatRange(min=1), default=3_600, show_default=True, help="At most so long.")
@click.option("--judge", "command", help="An adapter's command line: it must answer every block alike.")
@click.option("--timeout", type=click.FloatRange(min=0.1), default=DEFAULT_TIMEOUT, show_default=True,
              help="Seconds for one reply.")  # fmt: skip
@json_option
def walk_command(steps: int, seconds: float, command: str | None, timeout: float, *, as_json: bool) -> None:
    """Walk at random through messages of every kind, all invariants checked after every step."""
    with contextlib.ExitStack() as stack:
        judge = None
        if command is not None:
            process = stack.enter_context(AdapterProcess(command, timeout))
            judge = Judge(process.call)
        report = walk(steps=steps, seconds=seconds, judge=judge)
    if as_json:
        click.echo(json.dumps(report.to_json()))
    else:
        _print_walk(report)
    sys.exit(FAILED if report.problem else 0)


def _print_walk(report: WalkReport) -> None:
    told = report.to_json()
    rows = [(name, counts["accepted"], counts["refused"]) for name, counts in told["messages"].items()]
    _print(("message", "accepted", "refused"), rows)
    click.echo(f"{report.steps} steps in {report.seconds:.0f} s, {report.checked} invariants checked after each")
    for name, count in told["known_to_fail"].items():
        click.echo(f"{name}: known to fail, seen {count} times")
    click.echo(report.problem or "no other violation")


@click.command("explore")
@click.option("--scope", "names", multiple=True, help="Only this scope; may be repeated.")
@click.option("--seconds", type=click.FloatRange(min=1), default=600, show_default=True, help="For each scope.")
@click.option("--runs", is_flag=True, help="Ask also about either order, others' messages, and how all ends; slower.")
@click.option("--symmetry", is_flag=True, help="Take states for one that differ in interchangeable actors alone.")
@keep_option
@contracts_option
@json_option
def explore_command(
    names: tuple[str, ...], seconds: float, *, runs: bool, symmetry: bool, keep: Path, contracts: bool, as_json: bool
) -> None:
    """Visit every state of small worlds under today's rules, and ask for every invariant in each."""
    unknown = set(names) - set(SCOPES)
    if unknown:
        raise UserError(f"no such scope: {', '.join(sorted(unknown))}; there are {', '.join(SCOPES)}")
    checkpoint = Checkpoint(keep, RELEASE, _say)
    with _contracts(on=contracts), shown(quiet=as_json) as advance:
        found = [
            explore_on(
                SCOPES[name],
                RULES,
                question_of(SCOPES[name], RUN_INVARIANTS if runs else ()),
                checkpoint,
                most_seconds=seconds,
                reduced=symmetry,
                advance=advance,
            )
            for name in names or SCOPES
        ]
    if as_json:
        click.echo(json.dumps({"scopes": [_exploration_json(each) for each in found]}))
    else:
        rows = [
            (each.scope, each.states, each.transitions, "yes" if each.exhausted else "no", f"{each.seconds:.1f}",
             f"{each.rate:.0f}",
             ", ".join(broken.invariant for broken in each.broken), ", ".join(sorted(SCOPES[each.scope].excused)))
            for each in found
        ]  # fmt: skip
        _print(("scope", "states", "transitions", "exhausted", "seconds", "states/s", "broken", "not asked"), rows)
        for each in found:
            for broken in each.broken:
                click.echo(f"{each.scope}: {broken.invariant}: {broken.sentence}\n" + _trace_text(broken))
    sys.exit(FAILED if any(each.broken for each in found) else 0)


@click.command("invariants")
@click.option("--markdown", is_flag=True, help="Print docs/invariants.md.")
@json_option
def invariants_command(*, markdown: bool, as_json: bool) -> None:
    """List what must always hold of the chain, and how today's protocol breaks it where it does."""
    if as_json:
        click.echo(json.dumps({"invariants": invariants_page.to_json()}))
    elif markdown:
        click.echo(invariants_page.to_markdown(), nl=False)
    else:
        rows = [(entry.id, invariants_page.kind_of(entry), entry.sentence) for entry in CATALOGUE]
        _print(("invariant", "of", "says"), rows)


@click.command("incidents")
@click.option("--incident", "names", multiple=True, help="Only this incident; may be repeated.")
@click.option("--seconds", type=click.FloatRange(min=1), default=600, show_default=True, help="For each incident.")
@keep_option
@contracts_option
@json_option
def incidents_command(names: tuple[str, ...], seconds: float, *, keep: Path, contracts: bool, as_json: bool) -> None:
    """Put each incident of the past back into the rules, and look for it as if nobody had told."""
    unknown = set(names) - set(BY_ID)
    if unknown:
        raise UserError(f"no such incident: {', '.join(sorted(unknown))}; there are {', '.join(BY_ID)}")
    wanted = [BY_ID[name] for name in names] if names else list(INCIDENTS)
    with _contracts(on=contracts), shown(quiet=as_json) as advance:
        found = [
            search(
                incident,
                most_seconds=seconds,
                checkpoint=Checkpoint(keep, incident.id, _say),
                advance=functools.partial(advance, about=incident.id),
            )
            for incident in wanted
        ]
    if as_json:
        click.echo(json.dumps({"incidents": [_search_json(each) for each in found]}))
    else:
        _print_searches(found)
    sys.exit(0 if all(each.succeeded for each in found) else FAILED)


def _say(text: str) -> None:
    click.echo(text, err=True)


def _contracts(*, on: bool) -> contextlib.AbstractContextManager[None]:
    return contextlib.nullcontext() if on else unchecked()


def _print_searches(found: list[Search]) -> None:
    rows = [
        (each.incident.id, "found" if each.succeeded else "not found", each.found.invariant if each.found else "",
         each.rung, each.scope, each.states, f"{each.seconds:.1f}", f"{each.rate:.0f}")
        for each in found
    ]  # fmt: skip
    _print(("incident", "", "invariant", "rung", "scope", "states", "seconds", "states/s"), rows)
    for each in found:
        click.echo(f"{each.incident.id}: {each.incident.sentence}")
        if each.found is not None:
            click.echo(f"    {each.found.invariant}: {each.found.sentence}\n" + _trace_text(each.found))
    click.echo(f"{sum(each.succeeded for each in found)} of {len(found)} incidents found")


def _trace_text(found: Counterexample) -> str:
    """Write a trace, the blocks in which nothing else happens left out."""
    last = found.trace[-1:]
    lines = [
        f"    block {moment.height}: {moment.label}"
        for moment in found.trace
        if moment.label != END_OF_BLOCK or (moment,) == last
    ]
    return "\n".join(lines)


def _exploration_json(explored: Exploration) -> dict[str, Any]:
    return {
        "scope": explored.scope,
        "states": explored.states,
        "transitions": explored.transitions,
        "seconds": round(explored.seconds, 1),
        "states_per_second": round(explored.rate),
        "exhausted": explored.exhausted,
        "not_asked": sorted(SCOPES[explored.scope].excused),
        "broken": [{"invariant": each.invariant, "trace": trace_to_json(each.trace)} for each in explored.broken],
    }


def _search_json(found: Search) -> dict[str, Any]:
    return {
        "incident": found.incident.id,
        "sentence": found.incident.sentence,
        "found": found.succeeded,
        "invariant": found.found.invariant if found.found else None,
        "rung": found.rung,
        "scope": found.scope,
        "states": found.states,
        "seconds": round(found.seconds, 1),
        "states_per_second": round(found.rate),
        "trace": trace_to_json(found.found.trace) if found.found else [],
    }


def _print(header: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    table = Table(box=None)
    for name in header:
        table.add_column(name)
    for row in rows:
        table.add_row(*map(str, row))
    Console(width=160 if not sys.stdout.isatty() else None).print(table)


COMMANDS = (walk_command, explore_command, incidents_command, invariants_command, promote_command)
"""What `pocket-spec` gets from here."""
