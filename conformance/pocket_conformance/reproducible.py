"""Whether generation is reproducible: byte-identical under other hash seeds and other Pythons."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from pocket_conformance.errors import UserError
from pocket_conformance.generate.files import Files, read_files

HASH_SEEDS = ("0", "1")


def differing_files(committed: Path, interpreters: tuple[str, ...] = (sys.executable,)) -> list[str]:
    """Generate once per interpreter and hash seed; return a line per file that differs from the committed tree."""
    if not committed.is_dir():
        raise UserError(f"{committed}: no such directory of vectors")
    expected = read_files(committed)
    lines: list[str] = []
    for interpreter in interpreters:
        for seed in HASH_SEEDS:
            got = _generate(interpreter, seed)
            lines += [f"{path}: differs under hash seed {seed}" for path in _differing(expected, got)]
    return lines


def _differing(expected: Files, got: Files) -> list[str]:
    return [path for path in sorted(expected.keys() | got.keys()) if expected.get(path) != got.get(path)]


def _generate(interpreter: str, seed: str) -> Files:
    with tempfile.TemporaryDirectory() as directory:
        target = Path(directory) / "vectors"
        command = [interpreter, "-c", "from pocket_conformance.cli import main; main()", "vectors", "--output"]
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        done = subprocess.run(  # noqa: S603 - our own command
            [*command, str(target)], env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise UserError(f"generation under hash seed {seed} failed: {done.stderr.strip()[-200:]}")
        return read_files(target)
