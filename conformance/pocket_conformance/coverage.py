"""The table of the state machine: messages and steps, their rules, sources and vectors, and who agrees with them."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.table import Table

from pocket_conformance.operations import Operation
from pocket_conformance.operations.registry import spec_operations
from pocket_conformance.scoring import Row, Scorecard
from pocket_conformance.vector_files import VectorFile

SUITES = ("message", "end_block", "scenario")
"""The suites of the state machine."""


@dataclass(frozen=True)
class CoverageRow:
    """One operation: its rule, where the chain states it, and how many of its vectors are valid and invalid.

    `agreement` holds, by the name of an implementation, the cases it was asked and those in which it agrees.
    """

    suite: str
    op: str
    rule: str
    source: str
    valid: int
    invalid: int
    agreement: Mapping[str, tuple[int, int]]


def rows(files: Sequence[VectorFile], cards: Sequence[Scorecard]) -> list[CoverageRow]:
    """Make the rows, in the order of the operations."""
    by_name = {(file.suite, file.op): file for file in files}
    return [
        _row(operation, by_name.get((operation.suite, operation.op)), cards)
        for operation in spec_operations()
        if operation.suite in SUITES
    ]


def _row(operation: Operation, file: VectorFile | None, cards: Sequence[Scorecard]) -> CoverageRow:
    results = [case["result"] for case in file.cases] if file else []
    name = (operation.suite, operation.op)
    asked = {card.implementation: card.rows[name] for card in cards if name in card.rows}
    return CoverageRow(
        suite=operation.suite,
        op=operation.op,
        rule=operation.rule,
        source=source_of(operation.rule),
        valid=results.count("valid"),
        invalid=results.count("invalid"),
        agreement={implementation: _agreement(row) for implementation, row in asked.items()},
    )


def _agreement(row: Row) -> tuple[int, int]:
    return row.cases - row.count("unsupported") - row.count("never opened"), row.count("passed")


def source_of(rule: str) -> str:
    """Read where the chain states a rule from the rule's docstring."""
    module, _, function = rule.rpartition(".")
    text = " ".join((inspect.getdoc(getattr(importlib.import_module(module), function)) or "").split())
    found = re.search(r"Source: (.*)", text)
    return found.group(1) if found else ""


def to_json(found: Sequence[CoverageRow]) -> list[dict[str, Any]]:
    """Give the rows for machines."""
    return [
        {
            "suite": row.suite,
            "op": row.op,
            "rule": row.rule,
            "source": row.source,
            "valid": row.valid,
            "invalid": row.invalid,
            "agreement": {name: {"run": run, "agreeing": agreeing} for name, (run, agreeing) in row.agreement.items()},
        }
        for row in found
    ]


def to_table(found: Sequence[CoverageRow]) -> Table:
    """Give the rows for people."""
    table = Table(title="messages and steps")
    for heading in ("operation", "rule"):
        table.add_column(heading, overflow="fold")
    implementations = _implementations(found)
    for heading in ("valid", "invalid", *implementations):
        table.add_column(heading, justify="right")
    for row in found:
        table.add_row(
            f"{row.suite}.{row.op}", row.rule.removeprefix("pocket_spec."), str(row.valid), str(row.invalid),
            *(_agreement_text(row, name) for name in implementations),
        )  # fmt: skip
    return table


def to_markdown(found: Sequence[CoverageRow]) -> str:
    """Give the rows as the table of docs/coverage.md."""
    implementations = _implementations(found)
    headings = ["operation", "rule", "chain", "valid", "invalid", *implementations]
    lines = [f"| {' | '.join(headings)} |", "|" + " --- |" * len(headings)]
    for row in found:
        cells = [
            f"`{row.suite}.{row.op}`", f"`{row.rule.removeprefix('pocket_spec.')}`", row.source, str(row.valid),
            str(row.invalid), *(_agreement_text(row, name) for name in implementations),
        ]  # fmt: skip
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _implementations(found: Sequence[CoverageRow]) -> list[str]:
    return sorted({name for row in found for name in row.agreement})


def _agreement_text(row: CoverageRow, implementation: str) -> str:
    run, agreeing = row.agreement.get(implementation, (0, 0))
    return f"{agreeing} of {run}" if run else "not run"
