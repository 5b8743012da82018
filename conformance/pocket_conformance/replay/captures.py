"""Finding the captured blocks among the files and directories that a user names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from pocket_conformance.errors import UserError
from pocket_conformance.replay.file_plugin import NAME, height_of, read_data, read_meta
from pocket_conformance.replay.model import CapturedBlock
from pocket_conformance.replay.rpc import BlockAnswer, ResultsAnswer, joined, read_json

Key = TypeVar("Key")
Found = TypeVar("Found")


def read_captures(paths: Sequence[Path]) -> list[CapturedBlock]:
    """Read every block, by ascending height; a capture that is incomplete or malformed raises `UserError`."""
    files = [file for path in paths for file in _files(path)]
    pairs: dict[tuple[int, str], Path] = {}
    answers: dict[tuple[int, type], BlockAnswer | ResultsAnswer] = {}
    for file in files:
        if file.suffix == ".json":
            answer = read_json(file)
            _only(answers, (answer.height, type(answer)), answer, file)
        else:
            match = NAME.fullmatch(file.name)
            _only(pairs, (height_of(file), match[2] if match else ""), file, file)
    return _distinct(_plugin_blocks(pairs) + _rpc_blocks(answers))


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    found = sorted(file for file in path.iterdir() if NAME.fullmatch(file.name) or file.suffix == ".json")
    if not found:
        raise UserError(f"{path}: no block-HEIGHT-meta, block-HEIGHT-data or .json files in it")
    return found


def _only(found: dict[Key, Found], key: Key, value: Found, file: Path) -> None:
    if key in found:
        raise UserError(f"{file}: a second capture of the same block")
    found[key] = value


def _plugin_blocks(pairs: dict[tuple[int, str], Path]) -> list[CapturedBlock]:
    blocks = []
    for (height, half), path in pairs.items():
        if half == "meta":
            block = read_meta(path)
            data = pairs.get((height, "data"))
            blocks.append(
                block if data is None else replace(block, names=(*block.names, str(data)), writes=read_data(data))
            )
        elif (height, "meta") not in pairs:
            raise UserError(f"{path}: the writes of a block without block-{height}-meta, which says what it executed")
    return blocks


def _rpc_blocks(answers: dict[tuple[int, type], BlockAnswer | ResultsAnswer]) -> list[CapturedBlock]:
    blocks = []
    for (height, _), answer in answers.items():
        results = answers.get((height, ResultsAnswer))
        if isinstance(answer, BlockAnswer):
            if not isinstance(results, ResultsAnswer):
                raise UserError(f"{answer.path}: the block of height {height} without its /block_results")
            blocks.append(joined(answer, results))
        elif (height, BlockAnswer) not in answers:
            raise UserError(f"{answer.path}: the results of height {height} without its /block")
    return blocks


def _distinct(blocks: list[CapturedBlock]) -> list[CapturedBlock]:
    heights: dict[int, CapturedBlock] = {}
    for block in blocks:
        _only(heights, block.height, block, Path(block.names[0]))
    return [heights[height] for height in sorted(heights)]
