"""Replaying captured blocks: every Pocket message, event and store write in them, derived again by the rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pocket_conformance import progress
from pocket_conformance.errors import UserError
from pocket_conformance.replay.block import Given, replayed
from pocket_conformance.replay.captures import read_captures
from pocket_conformance.replay.given import about_parameters, given_parameters, given_state
from pocket_conformance.replay.model import ReplayedBlock
from pocket_conformance.replay.releases import version
from pocket_conformance.replay.report import exit_code, table, to_json

__all__ = ["exit_code", "replay", "table", "to_json"]


def replay(
    paths: Sequence[Path], *, release: str | None = None, state: Path | None = None, params: str | None = None
) -> list[ReplayedBlock]:
    """Replay every block among these files and directories, by ascending height; malformed input raises `UserError`."""
    if release is not None:
        version(release)
    given = Given(
        None if state is None else given_state(state),
        {} if params is None else given_parameters(params),
        release,
        about_parameters(params),
    )
    blocks = read_captures(paths)
    _check_heights(given, [block.height for block in blocks])
    with progress.bar("replaying", len(blocks)) as advance:
        results = []
        for block in blocks:
            results.append(replayed(block, given))
            given = replace(given, state=results[-1].after)
            advance(f"block {block.height}")
    return results


def _check_heights(given: Given, heights: Sequence[int]) -> None:
    """Refuse a state that is not the one before the first block, and blocks behind a gap, whose state is not known."""
    if given.state is None:
        return
    for wanted, height in enumerate(heights, start=given.state.height):
        if wanted != height:
            raise UserError(f"the state is that before block {given.state.height}; block {height} does not follow")
