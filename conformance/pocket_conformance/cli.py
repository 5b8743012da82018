"""The command line: `pocket-spec`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from pocket_conformance import (
    adapter,
    assurance,
    cli_checking,
    cli_network,
    coverage,
    doctor,
    genesis,
    lint,
    params,
    progress,
    replay,
    scoring,
    verify,
)
from pocket_conformance.entry import run
from pocket_conformance.errors import UserError
from pocket_conformance.formal.report import write as write_text
from pocket_conformance.generate import files as vector_tree
from pocket_conformance.generate.registry import GENERATORS
from pocket_conformance.harness import DEFAULT_TIMEOUT, AdapterProcess
from pocket_conformance.implementations import implementation
from pocket_conformance.output import json_option
from pocket_conformance.output import print_table as _print_table
from pocket_conformance.reproducible import differing_files
from pocket_conformance.vector_files import read_tree

DEFAULT_VECTORS = Path("vectors")
FAILED = 1
"""Exit codes: something was checked and does not hold; wrong input or a broken adapter; a bug in pocket-spec."""

vectors_option = click.option(
    "--vectors", "directory", type=click.Path(path_type=Path), default=DEFAULT_VECTORS, show_default=True,
    help="The tree of vectors.",
)  # fmt: skip


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="pocket-spec")
def cli() -> None:
    """Run the executable specification of Pocket Network."""


for _command in cli_checking.COMMANDS:
    cli.add_command(_command)


@cli.command()
@click.option("--output", type=click.Path(path_type=Path), default=DEFAULT_VECTORS, show_default=True)
@click.option("--check", is_flag=True, help="Write nothing; regenerate under two hash seeds and compare every byte.")
def vectors(output: Path, *, check: bool) -> None:
    """Generate the JSON vectors."""
    if check:
        different = differing_files(output)
        for line in different:
            click.echo(line)
        click.echo("the vectors are not reproducible" if different else "the vectors are reproducible, byte for byte")
        sys.exit(FAILED if different else 0)
    vector_tree.require_replaceable(output)
    with progress.bar("generating vectors", len(GENERATORS)) as advance:
        files = vector_tree.generated_files(advance)
    before = vector_tree.read_files(output) if output.is_dir() else {}
    vector_tree.write_tree(output, files)
    click.echo(_tree_changes(output, before, files))


@cli.command("lint")
@vectors_option
@json_option
def lint_command(directory: Path, *, as_json: bool) -> None:
    """Check a tree of vectors: schemas, flags, rules, manifest."""
    found = list(lint.problems(directory))
    if as_json:
        click.echo(json.dumps({"problems": found}))
    else:
        for line in found:
            click.echo(line)
        click.echo(f"{len(found)} problems in {directory}")
    sys.exit(FAILED if found else 0)


@cli.command("adapter")
@click.option("--reference", is_flag=True, help="Serve the reference implementation instead of the spec.")
@click.option("--fast", is_flag=True, help="With --reference: on its fast core, which needs numba.")
def adapter_command(*, reference: bool, fast: bool) -> None:
    """Serve the spec over the adapter protocol on standard input and output."""
    adapter.serve(implementation(_own_name(reference=reference, fast=fast)), sys.stdin.buffer, sys.stdout.buffer)


@cli.command()
@click.option("--cmd", "command", help="The adapter's command line; without it the spec itself is checked.")
@click.option("--reference", is_flag=True, help="Check the reference implementation in this process.")
@click.option("--fast", is_flag=True, help="With --reference: on its fast core, which needs numba.")
@click.option("--suite", "suites", multiple=True, help="Only this suite; may be repeated.")
@click.option("--known-findings", is_flag=True, help="Count failures on vectors flagged as findings apart.")
@click.option("--timeout", type=click.FloatRange(min=0.1), default=DEFAULT_TIMEOUT, show_default=True,
              help="Seconds for one reply.")  # fmt: skip
@vectors_option
@json_option
def check(
    command: str | None,
    *,
    reference: bool,
    fast: bool,
    suites: tuple[str, ...],
    known_findings: bool,
    timeout: float,
    directory: Path,
    as_json: bool,
) -> None:
    """Score an implementation against the vectors."""
    if command is not None and reference:
        raise UserError("--cmd and --reference exclude each other")
    files = read_tree(directory, suites)
    total = sum(len(file.cases) for file in files)
    with progress.bar("checking", total) as advance:
        if command is None:
            served = implementation(_own_name(reference=reference, fast=fast))
            card = scoring.run(served, served.name, files, known_findings=known_findings, advance=lambda: advance(""))
        else:
            with AdapterProcess(command, timeout) as process:
                name = f"{process.hello['implementation']} {process.hello['version']}"
                card = scoring.run(process, name, files, known_findings=known_findings, advance=lambda: advance(""))
    _print_scorecard(card, as_json=as_json)
    if card.aborted:
        raise UserError(card.aborted)
    sys.exit(0 if card.succeeded else FAILED)


@cli.command("coverage")
@click.option("--cmd", "commands", multiple=True, help="An adapter to ask as well; may be repeated.")
@click.option("--markdown", is_flag=True, help="Print the table of docs/coverage.md.")
@click.option("--timeout", type=click.FloatRange(min=0.1), default=DEFAULT_TIMEOUT, show_default=True,
              help="Seconds for one reply.")  # fmt: skip
@vectors_option
@json_option
def coverage_command(
    commands: tuple[str, ...], *, markdown: bool, timeout: float, directory: Path, as_json: bool
) -> None:
    """List every message and step of the chain with its rule, its vectors, and who agrees with them."""
    files = [file for file in read_tree(directory) if file.suite in coverage.SUITES]
    cards = []
    for command in commands:
        total = sum(len(file.cases) for file in files)
        with progress.bar(command, total) as advance, AdapterProcess(command, timeout) as process:
            name = f"{process.hello['implementation']} {process.hello['version']}"
            cards.append(scoring.run(process, name, files, advance=lambda: advance("")))
    found = coverage.rows(files, cards)
    if as_json:
        click.echo(json.dumps(coverage.to_json(found)))
    elif markdown:
        click.echo(coverage.to_markdown(found), nl=False)
    else:
        _print_table(coverage.to_table(found))
    for card in cards:
        if card.aborted:
            raise UserError(card.aborted)


@cli.command("verify")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@json_option
def verify_command(files: tuple[Path, ...], *, as_json: bool) -> None:
    """Verify captures of the real network: claims, proofs, claims of Morse accounts."""
    rows = verify.rows_of(files)
    if as_json:
        click.echo(json.dumps(verify.to_json(rows)))
    else:
        _print_table(verify.table(rows))
    sys.exit(verify.exit_code(rows))


@cli.group("genesis")
def genesis_group() -> None:
    """Look at genesis files."""


@genesis_group.command("check")
@click.argument("file", type=click.Path(path_type=Path))
@json_option
def genesis_check(file: Path, *, as_json: bool) -> None:
    """Check a genesis file of Shannon or Morse: it loads, is valid, and conserves the supply."""
    checked = genesis.check(file)
    if as_json:
        click.echo(json.dumps(checked.to_json()))
    else:
        _print_table(genesis.table(file, checked))
        for where, what in checked.problems:
            click.echo(f"{where}: {what}")
    sys.exit(FAILED if checked.problems else 0)


@cli.command("replay")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--release", help="The release that ran the blocks; default: what mainnet ran at their height.")
@click.option("--state", type=click.Path(path_type=Path), help="The whole state before the first block, as JSON.")
@click.option("--params", help="Parameters of the time: mainnet, or governance transactions in a file or directory.")
@click.option("--verbose", is_flag=True, help="Print every message, event and kind of write.")
@json_option
def replay_command(
    paths: tuple[Path, ...],
    *,
    release: str | None,
    state: Path | None,
    params: str | None,
    verbose: bool,
    as_json: bool,
) -> None:
    """Replay captured blocks: derive every message, event and store write again."""
    blocks = replay.replay(paths, release=release, state=state, params=params)
    if as_json:
        click.echo(json.dumps(replay.to_json(blocks)))
    else:
        for block in blocks:
            _print_table(replay.table(block, verbose=verbose))
    sys.exit(replay.exit_code(blocks))


@cli.group("params")
def params_group() -> None:
    """Show the parameters of the network, of a testnet or of files."""


params_option = click.option(
    "--params", "names", multiple=True, default=("mainnet",), show_default=True, metavar="NAME|FILE",
    help="mainnet, beta or default, or files of parameters; may be repeated for files.",
)  # fmt: skip


@params_group.command("show")
@params_option
@json_option
def params_show(names: tuple[str, ...], *, as_json: bool) -> None:
    """Print every parameter with its source and the day since which it stands there."""
    chosen = params.load(names)
    if as_json:
        click.echo(json.dumps({"name": chosen.name, "parameters": params.rows(chosen)}))
    else:
        _print_table(params.table(chosen))


@cli.command("assurance")
@click.option("--tier", type=click.Choice(["quick", "full"]), default="quick", show_default=True,
              help="Which theorems must have a verdict.")  # fmt: skip
@click.option("--build", type=click.Path(path_type=Path), default=Path("build"), show_default=True,
              help="Where the checkers left what they found.")  # fmt: skip
@click.option("--html", "page", type=click.Path(dir_okay=False, path_type=Path), help="Write the report as a page.")
@click.option("--verbose", is_flag=True, help="Print every entry.")
@vectors_option
@json_option
def assurance_command(
    *, tier: assurance.Tier, build: Path, page: Path | None, verbose: bool, directory: Path, as_json: bool
) -> None:
    """Say how sure we are of what, and why; fail where an entry is stale, lost or not as expected."""
    found = assurance.gathered(build, directory, tier)
    if page is not None:
        write_text(page, assurance.html(found))
    if as_json:
        click.echo(json.dumps(found.to_json()))
    else:
        for one in [*([assurance.everything(found)] if verbose else []), *assurance.tables(found)]:
            _print_table(one)
    sys.exit(0 if found.good else FAILED)


@cli.command("doctor")
@json_option
def doctor_command(*, as_json: bool) -> None:
    """Say what this installation runs on: Python, cores, the core of the SMST, packages, tools, adapters."""
    found = doctor.findings()
    if as_json:
        click.echo(json.dumps(doctor.to_json(found)))
    else:
        _print_table(doctor.to_table(found))
    sys.exit(FAILED if any(finding.status == "broken" for finding in found) else 0)


cli_network.register(cli)


def main() -> None:
    """Run the command line; errors are one line, never a traceback."""
    run(cli, "pocket-spec")


def _own_name(*, reference: bool, fast: bool) -> str:
    if fast and not reference:
        raise UserError("--fast goes with --reference")
    return "reference-fast" if fast else "reference" if reference else "spec"


def _print_scorecard(card: scoring.Scorecard, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(card.to_json()))
        return
    _print_table(card.to_table())
    for line in card.failures[:20]:
        click.echo(line)
    if len(card.failures) > 20:
        click.echo(f"... and {len(card.failures) - 20} more failures; --json lists all")


def _tree_changes(directory: Path, before: dict[str, bytes], after: dict[str, bytes]) -> str:
    added = sum(path not in before for path in after)
    removed = sum(path not in after for path in before)
    changed = sum(path in before and before[path] != content for path, content in after.items())
    documents: list[dict[str, Any]] = [json.loads(content) for content in after.values()]
    cases = sum(document.get("numberOfTests", 0) for document in documents)
    unchanged = len(after) - added - changed
    return (
        f"{directory}: {cases} cases in {len(after)} files: "
        f"{added} added, {changed} changed, {unchanged} unchanged, {removed} removed"
    )
