"""How far a search is, on standard error."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from pocket_conformance.explore.model import Seen


class Advance(Protocol):
    """Takes how far a search is, and what it is about."""

    def __call__(self, seen: Seen, about: str = "") -> None:
        """Show it."""


@contextmanager
def shown(*, quiet: bool) -> Iterator[Advance]:
    """Show a bar of the blocks of a scope, with states, states a second, and how many wait to be followed.

    Nothing is shown where it is to be quiet or standard error is no terminal.
    """
    console = Console(stderr=True)
    columns = (BarColumn(), TimeElapsedColumn(), TextColumn("{task.description}", markup=False))
    with Progress(*columns, console=console, transient=True, disable=quiet or not console.is_terminal) as bar:
        task = bar.add_task("", total=None)

        def advance(seen: Seen, about: str = "") -> None:
            start = seen.scope.start.height
            bar.update(
                task,
                completed=seen.height - start,
                total=seen.scope.horizon - start + 1,
                description=(
                    f"{about} {seen.scope.name}: {seen.states:,} states, {seen.rate:,.0f}/s, {seen.waiting:,} waiting, "
                    f"block {seen.height} of {seen.scope.horizon + 1}"
                ).lstrip(),
            )

        yield advance
