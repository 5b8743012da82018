"""Checking a genesis file, of Shannon or of Morse: it loads, it is valid, and money is conserved."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.table import Table

from pocket_conformance import strict_json
from pocket_conformance.errors import UserError
from pocket_spec.chain.genesis import Genesis, read_genesis
from pocket_spec.chain.genesis_check import conservation, genesis_problems
from pocket_spec.morse.genesis import MorseGenesis, morse_genesis_problems, read_morse_genesis
from pocket_spec.rejections import Rejected
from pocket_spec.releases.v0_1_35 import RULES


@dataclass(frozen=True)
class Row:
    """One line of the table: what, its figure, and whether it is right."""

    what: str
    figure: str
    verdict: str = ""


@dataclass(frozen=True)
class Checked:
    """The result for one file: lines of the table, problems as place and text, notes."""

    network: str
    rows: tuple[Row, ...]
    problems: tuple[tuple[str, str], ...]
    notes: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Give the result for machines."""
        return {
            "network": self.network,
            "figures": [vars(row) for row in self.rows],
            "problems": [{"where": where, "what": what} for where, what in self.problems],
            "notes": list(self.notes),
        }


def check(path: Path) -> Checked:
    """Check a file; one that is no genesis raises `UserError`."""
    document = strict_json.load_file(path, floats=True)
    app = document.get("app_state") if isinstance(document, dict) else None
    if not isinstance(app, dict):
        raise UserError(f"{path}: not a genesis file: there is no app_state")
    try:
        return _morse(read_morse_genesis(document)) if "pocketcore" in app else _shannon(read_genesis(document))
    except Rejected as rejected:
        raise UserError(f"{path}: {rejected.detail}") from None


def _amount(amount: int) -> str:
    return f"{amount:,}"


def _shannon(genesis: Genesis) -> Checked:
    state = genesis.state
    counts = (
        ("accounts", len(state.accounts)),
        ("accounts with a balance", len({address for address, _ in genesis.balances})),
        ("genesis transactions", genesis.transactions),
        ("validators, those of the transactions too", len(state.validators)),
        ("applications", len(state.applications)),
        ("gateways", len(state.gateways)),
        ("suppliers", len(state.suppliers)),
        ("services", len(state.services)),
        ("claims and proofs", len(state.claims) + len(state.proofs)),
        ("Morse accounts", len(state.morse_accounts)),
    )
    rows = tuple(Row(what, _amount(count)) for what, count in counts)
    for figures in conservation(genesis):
        verdict = "agrees" if figures.agrees else "DIFFERS"
        shown = f"{_amount(figures.held)} / {_amount(figures.due)} {figures.denom}"
        rows += (Row(figures.what, shown, verdict),)
    notes: tuple[str, ...] = ()
    if genesis.unset:
        notes = (f"parameters that the file does not name are taken as their defaults: {', '.join(genesis.unset)}",)
    problems = tuple((problem.where, problem.what) for problem in genesis_problems(genesis, RULES))
    return Checked(f"Shannon, {state.chain_id}", rows, problems, notes)


def _morse(genesis: MorseGenesis) -> Checked:
    stakers = (("nodes", genesis.nodes), ("applications", genesis.applications))
    rows: tuple[Row, ...] = (
        Row("accounts", _amount(len(genesis.balances))),
        Row("balances", f"{_amount(sum(genesis.balances.values()))} upokt"),
    )
    for what, records in stakers:
        rows += (
            Row(what, _amount(len(records))),
            Row(f"stakes of {what}", f"{_amount(sum(record.tokens for record in records.values()))} upokt"),
        )
    rows += (Row("tokens of the DAO", f"{_amount(genesis.dao_tokens)} upokt"),)
    stated = genesis.stated_supply
    verdict = "" if stated is None else "agrees" if stated == genesis.supply else "DIFFERS"
    rows += (Row("supply", f"{_amount(genesis.supply)} upokt", verdict),)
    note = "the file states no supply, so the sum is compared with nothing"
    return Checked(f"Morse, {genesis.chain_id}", rows, morse_genesis_problems(genesis), () if stated else (note,))


def table(path: Path, checked: Checked) -> Table:
    """Lay a result out for people."""
    verdict = "valid" if not checked.problems else f"{len(checked.problems)} problems"
    result = Table(title=f"{path.name} ({checked.network}): {verdict}", caption="\n".join(checked.notes))
    result.add_column("what", overflow="fold")
    result.add_column("figure", justify="right")
    result.add_column("")
    for row in checked.rows:
        result.add_row(row.what, row.figure, row.verdict)
    return result
