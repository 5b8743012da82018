"""Files of results: what a runner found, with a hash of the code that it is about.

A runner that has no cache of its own writes one such file, `build/assurance/NAME.json`. It names the modules whose
code, with all that they import, it ran; a file whose hash is not that of the code as it is now is stale.
"""

from __future__ import annotations

import json
import platform
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pocket_conformance.assurance.model import Entry, Finding, Rung, Standing, Trace
from pocket_conformance.formal.cache import source_files
from pocket_conformance.formal.report import write
from pocket_conformance.mutation.digests import digest_of_code

DIRECTORY = Path("build/assurance")
TOOLS = ("deal", "hypothesis", "immutables")


def tool_versions() -> dict[str, str]:
    """Name the tools that results of these runners depend on."""
    return {"python": platform.python_version(), **{tool: version(tool) for tool in TOOLS}}


def digest_of(modules: Iterable[str]) -> str:
    """Hash the code of modules and of what they import; an unknown one has no hash."""
    paths = {path for module in modules for path in source_files(module)}
    return digest_of_code(paths) if paths else ""


def keep(
    directory: Path, name: str, modules: Sequence[str], findings: Sequence[Finding], limits: Sequence[float] = ()
) -> Path:
    """Write a file of results within some limits; it appears whole or not at all."""
    document = {
        "modules": list(modules),
        "limits": list(limits),
        "digest": digest_of(modules),
        "tools": tool_versions(),
        "findings": [asdict(finding) for finding in findings],
    }
    path = directory / f"{name}.json"
    write(path, json.dumps(document, indent=1) + "\n")
    return path


def stands(directory: Path, name: str, modules: Sequence[str], limits: Sequence[float]) -> bool:
    """Say whether there is a file of good results of the code as it is, by the tools as they are, within the limits."""
    try:
        kept: dict[str, Any] = json.loads((directory / f"{name}.json").read_text(encoding="utf-8"))
        asked = {
            "modules": list(modules),
            "limits": list(limits),
            "digest": digest_of(modules),
            "tools": tool_versions(),
        }
        good = [bool(finding["good"]) for finding in kept.pop("findings")]
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return kept == asked and bool(good) and all(good)


def entries(directory: Path, name: str, rung: Rung, subjects: Iterable[tuple[str, str]] = ()) -> list[Entry]:
    """Read a file of results. Every expected subject, with its sentence, has an entry, whether a verdict or none."""
    expected = dict(subjects)
    try:
        document: dict[str, Any] = json.loads((directory / f"{name}.json").read_text(encoding="utf-8"))
        findings = [Finding(**finding) for finding in document["findings"]]
        fresh = document["digest"] == digest_of(document["modules"]) != ""
        tools = ", ".join(f"{tool} {number}" for tool, number in document["tools"].items())
    except (OSError, ValueError, KeyError, TypeError):
        wanted = expected or {name: f"what `python -m pocket_conformance.assurance {name}` finds"}
        return [missing(rung, subject, sentence) for subject, sentence in wanted.items()]
    found = [_entry(rung, finding, tools, fresh=fresh) for finding in findings]
    lost = expected.keys() - {finding.subject for finding in findings}
    return found + [missing(rung, subject, expected[subject]) for subject in sorted(lost)]


def missing(rung: Rung, subject: str, sentence: str) -> Entry:
    """Make an entry for what nobody has a verdict about."""
    about = (subject,) if rung is Rung.WALKS else ()
    return Entry(rung, subject, sentence, Standing.MISSING, Standing.MISSING, invariants=about)


def standing_of(finding: Finding) -> Standing:
    """Say whether a finding about the code as it is may be relied on, and whether something bounds it."""
    if not finding.good:
        return Standing.BAD
    return Standing.BOUNDED if finding.bounded else Standing.GOOD


def _entry(rung: Rung, finding: Finding, tools: str, *, fresh: bool) -> Entry:
    standing = standing_of(finding) if fresh else Standing.STALE
    moments = tuple((int(height), str(label)) for height, label in finding.trace)
    return Entry(
        rung,
        finding.subject,
        finding.sentence,
        finding.status,
        standing,
        finding.scope,
        finding.assumptions,
        finding.bounds,
        tools,
        finding.seconds,
        note=finding.note,
        trace=Trace(finding.subject, moments, finding.sentence) if moments else None,
        invariants=tuple(finding.invariants),
    )
