"""`pocket-spec promote`: counterexamples become vectors."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from pocket_conformance import strict_json
from pocket_conformance.contracts import unchecked
from pocket_conformance.errors import UserError
from pocket_conformance.explore.explorer import explore
from pocket_conformance.explore.model import Counterexample, Question, Scope
from pocket_conformance.explore.promotion import Found, found_in, is_told_apart, record_of, trace_to_json
from pocket_conformance.explore.scopes import SCOPES
from pocket_conformance.formal.report import write
from pocket_conformance.generate import files as tree
from pocket_conformance.generate import promoted
from pocket_conformance.incidents.model import Incident
from pocket_conformance.incidents.registry import BY_ID as INCIDENTS
from pocket_conformance.incidents.registry import planted_rules
from pocket_conformance.incidents.search import search
from pocket_conformance.operations.registry import by_name, spec_operations
from pocket_conformance.shapes import ShapeError
from pocket_spec.invariants import BY_ID, StateInvariant, TransitionInvariant
from pocket_spec.releases.v0_1_35 import RULES

OPERATIONS = by_name(spec_operations())


@click.command("promote")
@click.argument("file", required=False, type=click.Path(path_type=Path, allow_dash=True))
@click.option("--scope", type=click.Choice(list(SCOPES)), help="Look for one in this scope instead.")
@click.option("--invariant", type=click.Choice(list(BY_ID)), help="With --scope: which must break.")
@click.option("--incident", type=click.Choice(list(INCIDENTS)), help="Look where this incident is put back.")
@click.option("--operation", help="FILE is the input of this operation of the adapter protocol, SUITE.OP.")
@click.option("--name", help="With --operation: what the case is called.")
@click.option("--vectors", type=click.Path(path_type=Path), default=Path("vectors"), show_default=True,
              help="The tree of vectors that gets the cases.")  # fmt: skip
@click.option("--records", type=click.Path(path_type=Path), default=promoted.DIRECTORY,
              help="Where the inputs are kept from which `pocket-spec vectors` makes the cases again.")  # fmt: skip
def promote_command(
    *,
    file: Path | None,
    scope: str | None,
    invariant: str | None,
    incident: str | None,
    operation: str | None,
    name: str | None,
    vectors: Path,
    records: Path,
) -> None:
    """Make vectors of counterexamples: of all in FILE, which explore, incidents or walk printed as JSON (- to read it).

    Without FILE they are looked for: with --incident in every scope, or in --scope what breaks --invariant there.
    """
    if (file is None) == (scope is None and incident is None):
        raise UserError("either a FILE, or --incident, or --scope with --invariant")
    with unchecked():
        if file is None:
            made = [_record(each) for each in _looked_for(scope, invariant, incident)]
        elif operation is None:
            made = [_record(each) for each in found_in(_read(file))]
        else:
            made = [_of_operation(operation, name or "", _read(file))]
        _keep(made, vectors, records)


def _read(file: Path) -> Any:
    try:
        text = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        return strict_json.loads(text, floats=True)
    except (OSError, strict_json.JsonError) as error:
        raise UserError(f"{file}: {error}") from None


def _looked_for(scope: str | None, invariant: str | None, incident: str | None) -> list[Found]:
    planted = None if incident is None else INCIDENTS[incident]
    if scope is None and planted is not None:
        result = search(planted)
        if result.found is None or not result.succeeded:
            raise UserError(f"{incident}: not found in any scope")
        return [_found(SCOPES[result.scope], result.found, planted)]
    if scope is None or invariant is None:
        raise UserError("--scope and --invariant go together")
    chosen, asked = SCOPES[scope], BY_ID[invariant]
    question = Question(
        (asked,) if isinstance(asked, StateInvariant) else (),
        (asked,) if isinstance(asked, TransitionInvariant) else (),
    )
    rules = RULES if planted is None else planted_rules(RULES, planted)
    explored = explore(chosen, rules, question, stop_at_first=True)
    broken = [found for found in explored.broken if found.invariant == invariant]
    if not broken:
        raise UserError(f"{invariant} does not break in {scope}, {explored.states} states")
    return [_found(chosen, broken[0], planted)]


def _found(scope: Scope, found: Counterexample, planted: Incident | None) -> Found:
    """Say it as the commands say it to machines, and read that: there is one way to a case."""
    told = {"scope": scope.name, "invariant": found.invariant, "trace": trace_to_json(found.trace)}
    if planted is None:
        return found_in({"scopes": [{"scope": scope.name, "broken": [told]}]})[0]
    return found_in({"incidents": [{"incident": planted.id, "found": True, **told}]})[0]


def _record(found: Found) -> promoted.Record:
    record = record_of(found)
    if found.incident is not None and not is_told_apart(found):
        raise UserError(f"{found.name}: today's rules answer these blocks like those of the incident")
    return record


def _of_operation(called: str, name: str, value: Any) -> promoted.Record:
    suite, _, op = called.partition(".")
    operation = OPERATIONS.get((suite, op))
    flag = "".join(part for part in name.title() if part.isalnum())
    if operation is None:
        raise UserError(f"{called}: no such operation")
    if not flag:
        raise UserError("--operation needs a --name")
    try:
        rendered = operation.input.render(operation.input.parse(value, "input"))
    except ShapeError as error:
        raise UserError(str(error)) from None
    return promoted.Record(suite, op, flag, f"{name}.", f"{name}: kept from a checker.", "docs/explorer.md", rendered)


def _keep(made: list[promoted.Record], vectors: Path, records: Path) -> None:
    """Write inputs, then the tree of their cases: without the tree no input stays. None is kept twice."""
    kept = {record.flag: record for record in promoted.records(records)}
    files, added = tree.read_files(vectors), list[promoted.Record]()
    for record in made:
        operation = OPERATIONS[record.suite, record.op]
        if f"{record.suite}/{record.op}.json" not in files:
            raise UserError(f"{vectors}: no vectors of {record.suite}.{record.op} there; run `pocket-spec vectors`")
        others = [each for flag, each in kept.items() if flag != record.flag]
        files = tree.with_promoted(files, operation, sorted(others, key=lambda each: each.flag))
        same = tree.case_of_input(files, operation, record.input)
        if same:
            click.echo(f"{record.suite}.{record.op} {record.flag}: the same input as {same}")
            continue
        kept[record.flag] = record
        added.append(record)
        files = tree.with_promoted(files, operation, [kept[flag] for flag in sorted(kept)])
    written = [records / record.file_name for record in added if not (records / record.file_name).exists()]
    try:
        for record in added:
            write(records / record.file_name, record.text)
        if added:
            tree.write_tree(vectors, files)
    except OSError:
        for path in written:
            path.unlink(missing_ok=True)
        raise
    for record in added:
        click.echo(f"{record.suite}.{record.op} {record.flag}: {record.note}")
