"""`pocket-spec doctor`: what this installation runs on, and what is missing for the rest."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.box import SIMPLE
from rich.table import Table

from pocket_reference.smst.cores import CoreUnavailableError, available_processors, default_core

ADAPTERS = Path("build") / "adapters"
OPTIONAL = ("llvmlite", "numba", "numpy", "atheris")
ALWAYS = ("coincurve", "crosshair-tool", "deal", "hypothesis", "pycryptodome", "pynacl", "z3-solver")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `status` is `ok`, `missing` (an extra that is not there) or `broken`."""

    subject: str
    status: str
    value: str
    note: str = ""


def findings(adapters: Path = ADAPTERS) -> list[Finding]:
    """Look at everything, in the order in which it is shown."""
    return [*_machine(), _smst_core(), *_packages(), *_tools(), *_adapters(adapters)]


def to_json(found: list[Finding]) -> dict[str, object]:
    """What `--json` prints."""
    return {"findings": [asdict(finding) for finding in found]}


def to_table(found: list[Finding]) -> Table:
    """What is shown to people."""
    table = Table(box=SIMPLE)
    for heading in ("", "status", "found", "note"):
        table.add_column(heading, overflow="fold")
    for finding in found:
        style = {"ok": "green", "missing": "yellow"}.get(finding.status, "red")
        table.add_row(finding.subject, f"[{style}]{finding.status}", finding.value, finding.note)
    return table


def _machine() -> list[Finding]:
    python = f"{platform.python_implementation()} {platform.python_version()}"
    usable, present = available_processors(), os.cpu_count() or 1
    return [
        Finding("Python", "ok", python, platform.platform()),
        Finding("cores", "ok", str(usable), "" if usable == present else f"of {present} in this machine"),
    ]


def _smst_core() -> Finding:
    try:
        core = default_core()
    except CoreUnavailableError as error:
        return Finding("SMST core", "broken", "none", str(error))
    return Finding("SMST core", "ok", f"{core.name}: {core.detail}", core.reason)


def _packages() -> list[Finding]:
    found = []
    for name in (*ALWAYS, *OPTIONAL):
        try:
            found.append(Finding(name, "ok", importlib.metadata.version(name)))
        except importlib.metadata.PackageNotFoundError:
            extra = "make fuzz-decoders installs it" if name == "atheris" else "make fast installs it"
            optional = name in OPTIONAL
            found.append(Finding(name, "missing" if optional else "broken", "", extra if optional else "make install"))
    return found


def _tools() -> list[Finding]:
    found = []
    for name, what_for in (("go", "builds the adapters that run the real code"), ("cargo", "builds adapters in Rust")):
        path = shutil.which(name)
        found.append(Finding(name, "ok" if path else "missing", path or "", what_for))
    return found


def _adapters(directory: Path) -> list[Finding]:
    built = sorted(path for path in directory.glob("*") if os.access(path, os.X_OK)) if directory.is_dir() else []
    if not built:
        return [Finding("adapters", "missing", "", f"none in {directory}; make adapters builds them")]
    return [Finding(f"adapter {path.name}", "ok", str(path)) for path in built]
