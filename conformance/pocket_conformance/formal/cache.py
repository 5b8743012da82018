"""Verdicts of earlier runs, kept under the hash of everything they depend on."""

from __future__ import annotations

import ast
import hashlib
import importlib.metadata
import importlib.util
import json
import os
import platform
import tempfile
from dataclasses import asdict, replace
from pathlib import Path

from pocket_conformance.formal.model import Obligation, Outcome, State

TOOLS = ("crosshair-tool", "z3-solver", "deal")
KEPT = (State.CONFIRMED, State.REFUTED)
"""What is settled, whatever was expected. A search that found nothing is kept where no more was expected of it."""


def versions() -> dict[str, str]:
    """List the tools that a verdict depends on."""
    found = {"python": platform.python_version()}
    found |= {tool: importlib.metadata.version(tool) for tool in TOOLS}
    try:
        found["cvc5"] = importlib.metadata.version("cvc5")
    except importlib.metadata.PackageNotFoundError:
        found["cvc5"] = "not installed"
    return found


def source_files(module: str) -> tuple[Path, ...]:
    """List the files of the modules that a module imports from its own package, directly or not, itself included."""
    found: dict[str, Path] = {}
    waiting = [module]
    while waiting:
        name = waiting.pop()
        path = file_of(name)
        if name in found or path is None:
            continue
        found[name] = path
        waiting += [".".join(name.split(".")[:depth]) for depth in range(1, name.count(".") + 1)]
        waiting += imports(name, path, {name.partition(".")[0], "pocket_spec"})
    return tuple(found[name] for name in sorted(found))


def file_of(module: str) -> Path | None:
    """Give the source file of a module, or nothing where the name is not a module."""
    try:
        spec = importlib.util.find_spec(module)
    except ModuleNotFoundError:
        return None
    return Path(spec.origin) if spec is not None and spec.origin and spec.origin.endswith(".py") else None


def imports(module: str, path: Path, packages: set[str]) -> list[str]:
    """List the names that a file imports from the given packages; some of them may be functions, not modules."""
    found: list[str] = []
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            package = module if path.name == "__init__.py" else module.rpartition(".")[0]
            origin = importlib.util.resolve_name("." * node.level + (node.module or ""), package)
            found += [origin, *(f"{origin}.{alias.name}" for alias in node.names)]
    return [name for name in found if name.partition(".")[0] in packages]


def driver_source() -> bytes:
    """Give the source of the checker's own process: a change there makes every verdict doubtful."""
    here = Path(__file__).parent
    return b"".join((here / name).read_bytes() for name in ("child.py", "digests.py", "symbolic.py", "terms.py"))


def source_digest(module: str) -> str:
    """Hash the text of everything that a module is made of, and of the checking process."""
    digest = hashlib.sha256(driver_source())
    for path in source_files(module):
        content = path.read_bytes()
        digest.update(f"{path.name} {len(content)} ".encode() + content)
    return digest.hexdigest()


def key(obligation: Obligation, environment: dict[str, str], source: str) -> str:
    """Hash everything on which the verdict about an obligation depends."""
    return hashlib.sha256(json.dumps([asdict(obligation), environment, source], sort_keys=True).encode()).hexdigest()


class Cache:
    """Outcomes on disk, one file per key. A damaged entry counts as absent."""

    def __init__(self, directory: Path | None) -> None:
        self.directory = directory

    def find(self, name: str) -> Outcome | None:
        """Give the outcome kept under a key, if its file is whole."""
        if self.directory is None:
            return None
        try:
            entry = json.loads((self.directory / f"{name}.json").read_bytes())
            body, seal = entry["outcome"], entry["seal"]
            if seal != seal_of(name, body):
                return None
            solvers = tuple((str(name), str(verdict), float(seconds)) for name, verdict, seconds in body["solvers"])
            return replace(Outcome(**{**body, "state": State(body["state"]), "solvers": solvers}), cached=True)
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def keep(self, name: str, outcome: Outcome, accepted: tuple[State, ...] = ()) -> None:
        """Keep an outcome that is settled, or a search that was expected to find nothing in the time of its key.

        The file appears whole or not at all.
        """
        searched = outcome.state is State.NOT_CONFIRMED and outcome.state in accepted
        if self.directory is None or not (searched or outcome.state in KEPT):
            return
        self.directory.mkdir(parents=True, exist_ok=True)
        body = asdict(outcome)
        text = json.dumps({"outcome": body, "seal": seal_of(name, body)}, sort_keys=True)
        descriptor, temporary = tempfile.mkstemp(dir=self.directory, prefix=".unfinished-")
        with os.fdopen(descriptor, "w") as stream:
            stream.write(text)
        Path(temporary).replace(self.directory / f"{name}.json")


def seal_of(name: str, body: object) -> str:
    """Hash an entry with its key, so that a damaged or misplaced one is noticed."""
    return hashlib.sha256((name + json.dumps(body, sort_keys=True)).encode()).hexdigest()
