"""Writes the tree of vectors: one file and one schema per operation, and the manifest."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pocket_conformance import strict_json
from pocket_conformance.errors import UserError
from pocket_conformance.generate import promoted, rejection_list
from pocket_conformance.generate.model import Case, Note
from pocket_conformance.generate.registry import GENERATORS, Cases
from pocket_conformance.implementations import RELEASE, Implementation
from pocket_conformance.operations import Operation
from pocket_conformance.vector_files import MANIFEST, REJECTIONS, SCHEMA_DIRECTORY, file_schema, shared_schemas

Files = dict[str, bytes]
"""Contents by path relative to the tree's root."""


def document_of(operation: Operation, notes: Mapping[str, Note], cases: list[Case]) -> dict[str, Any]:
    """Return the vector file of one operation, each case answered by the spec."""
    used = {flag for case in cases for flag in case.flags}
    sources = sorted({note.source for flag, note in notes.items() if flag in used and note.source})
    return {
        "schema": f"{SCHEMA_DIRECTORY}/{operation.suite}.{operation.op}.json",
        "suite": operation.suite,
        "op": operation.op,
        "release": RELEASE,
        "generator": f"pocket-spec {version('pocket-spec')}",
        "source": sources,
        "notes": {flag: _note(notes[flag]) for flag in sorted(used)},
        "numberOfTests": len(cases),
        "cases": [_answered(operation, number, case) for number, case in enumerate(cases, start=1)],
    }


def generated_files(advance: Callable[[str], None] = lambda _: None) -> Files:
    """Generate the whole tree in memory; `advance` is told the name of each part when it is done."""
    files: Files = {}
    for name, module, operations in GENERATORS:
        files |= _files_of(module, operations)
        advance(name)
    for name, schema in shared_schemas().items():
        files[f"{SCHEMA_DIRECTORY}/{name}"] = strict_json.dumps_document(schema).encode()
    files[REJECTIONS] = strict_json.dumps_document(rejection_list.document()).encode()
    files[MANIFEST] = manifest_of(files)
    return files


def _files_of(module: Cases, operations: tuple[Operation, ...]) -> Files:
    cases: dict[str, list[Case]] = {operation.op: [] for operation in operations}
    for case in module.cases():
        cases[case.op].append(case)
    found = promoted.records()
    notes = {**module.NOTES, **promoted.notes_of(found)}
    files: Files = {}
    for operation in operations:
        document = document_of(operation, notes, [*cases[operation.op], *promoted.cases_of(operation, found)])
        files[f"{operation.suite}/{operation.op}.json"] = strict_json.dumps_document(document).encode()
        schema = strict_json.dumps_document(file_schema(operation)).encode()
        files[f"{SCHEMA_DIRECTORY}/{operation.suite}.{operation.op}.json"] = schema
    return files


def with_promoted(files: Files, operation: Operation, found: Sequence[promoted.Record]) -> Files:
    """Give a tree whose file of one operation ends with these promoted cases instead of those it has."""
    path = f"{operation.suite}/{operation.op}.json"
    document = strict_json.loads(files[path])
    kept = [case for case in document["cases"] if promoted.PROMOTED not in case["flags"]]
    used = {flag for case in kept for flag in case["flags"]}
    notes = {flag: note for flag, note in document["notes"].items() if flag in used}
    added = document_of(operation, promoted.notes_of(found), list(promoted.cases_of(operation, found)))
    notes |= added["notes"]
    cases = [case | {"tcId": number} for number, case in enumerate([*kept, *added["cases"]], start=1)]
    document |= {
        "source": sorted({note["source"] for note in notes.values() if note.get("source")}),
        "notes": dict(sorted(notes.items())),
        "numberOfTests": len(cases),
        "cases": cases,
    }
    changed = {**files, path: strict_json.dumps_document(document).encode()}
    return {**changed, MANIFEST: manifest_of(changed)}


def case_of_input(files: Files, operation: Operation, value: Any) -> str:
    """Name the case of an operation that has this input, nothing if there is none."""
    document = strict_json.loads(files[f"{operation.suite}/{operation.op}.json"])
    found = (case for case in document["cases"] if case["input"] == value)
    return next((f"tcId {case['tcId']} ({', '.join(case['flags'])})" for case in found), "")


def manifest_of(files: Files) -> bytes:
    """Return the manifest: a SHA-256 per file, sorted by path, and one over these lines for the whole tree."""
    digests = {path: hashlib.sha256(files[path]).hexdigest() for path in sorted(files) if path != MANIFEST}
    lines = "".join(f"{digest}  {path}\n" for path, digest in digests.items())
    document = {"release": RELEASE, "tree": hashlib.sha256(lines.encode()).hexdigest(), "files": digests}
    return strict_json.dumps_document(document).encode()


def read_files(directory: Path) -> Files:
    """Read a tree as written, {} where there is none."""
    paths = (path for path in directory.rglob("*") if path.is_file())
    return {path.relative_to(directory).as_posix(): path.read_bytes() for path in paths}


def require_replaceable(directory: Path) -> None:
    """Refuse a path that is neither free, nor an empty directory, nor a tree of vectors."""
    if directory.exists() and not directory.is_dir():
        raise UserError(f"{directory}: not a directory")
    if directory.exists() and any(directory.iterdir()) and not (directory / MANIFEST).exists():
        raise UserError(f"{directory}: not empty and not a tree of vectors; refusing to replace it")


def write_tree(directory: Path, files: Files) -> None:
    """Replace the tree in one rename, so that no reader ever sees half of it."""
    require_replaceable(directory)
    parent = directory.absolute().parent
    try:
        parent.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=f".{directory.name}-", dir=parent))
    except OSError as error:
        raise UserError(f"{parent}: {error.strerror}") from None
    try:
        _fill(staging / "new", files)
        if directory.exists():
            directory.rename(staging / "old")
        (staging / "new").rename(directory)
    except OSError as error:
        if (staging / "old").exists() and not directory.exists():
            (staging / "old").rename(directory)
        raise UserError(f"{directory}: {error.strerror}") from None
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _fill(directory: Path, files: Files) -> None:
    for path, content in files.items():
        target = directory / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())


def _note(note: Note) -> dict[str, str]:
    return {field: text for field, text in asdict(note).items() if text}


def _answered(operation: Operation, number: int, case: Case) -> dict[str, Any]:
    json_input = operation.input.render(case.input)
    reply = Implementation("pocket-spec", {(operation.suite, operation.op): operation}).call(
        operation.suite, operation.op, json_input
    )
    if "failure" in reply:
        raise RuntimeError(f"{operation.suite}.{operation.op} case {number} ({case.comment}): {reply['failure']}")
    refused = "rejection" in reply or reply["output"].get("valid") is False
    return {
        "tcId": number,
        "rule": operation.rule,
        "comment": case.comment,
        "flags": list(case.flags),
        "input": json_input,
        "result": "invalid" if refused else "valid",
        **reply,
    }
