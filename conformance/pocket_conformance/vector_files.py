"""The files of test vectors: what one contains, and how a tree of them is read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pocket_conformance import strict_json
from pocket_conformance.chain_shapes import STATE_SCHEMA, state_schema
from pocket_conformance.errors import UserError
from pocket_conformance.operations import Operation
from pocket_conformance.shapes import Schema

SCHEMA_DIRECTORY = "schemas"
MANIFEST = "manifest.json"
REJECTIONS = "rejections.json"
NOTE_KINDS = ("ordinary", "boundary", "quirk", "defect")
CASE_FIELDS = ("tcId", "rule", "comment", "flags", "input", "result")


@dataclass(frozen=True)
class VectorFile:
    """One file of vectors, decoded but not judged."""

    path: Path
    suite: str
    op: str
    cases: tuple[dict[str, Any], ...]
    document: dict[str, Any]


def file_schema(operation: Operation) -> Schema:
    """Return the JSON Schema of the file of one operation's vectors."""
    case = {
        "type": "object",
        "properties": {
            "tcId": {"type": "integer", "minimum": 1},
            "rule": {"type": "string", "pattern": r"^pocket_spec(\.[a-z_0-9]+)+$"},
            "comment": {"type": "string", "minLength": 1},
            "flags": {"type": "array", "items": {"type": "string"}, "uniqueItems": True},
            "input": operation.input.schema(),
            "result": {"enum": ["valid", "invalid"]},
            "output": operation.output.schema(),
            "rejection": {"type": "string", "pattern": "^[A-Z0-9_]+$"},
        },
        "required": list(CASE_FIELDS),
        "oneOf": [{"required": ["output"]}, {"required": ["rejection"]}],
        "additionalProperties": False,
    }
    note = {
        "type": "object",
        "properties": {
            "kind": {"enum": list(NOTE_KINDS)},
            "text": {"type": "string"},
            "source": {"type": "string"},
            "finding": {"type": "string"},
        },
        "required": ["kind", "text"],
        "additionalProperties": False,
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{operation.suite}.{operation.op}.json",
        "title": f"Test vectors of {operation.suite}.{operation.op}",
        "type": "object",
        "properties": {
            "schema": {"const": f"{SCHEMA_DIRECTORY}/{operation.suite}.{operation.op}.json"},
            "suite": {"const": operation.suite},
            "op": {"const": operation.op},
            "release": {"type": "string"},
            "generator": {"type": "string"},
            "source": {"type": "array", "items": {"type": "string"}},
            "notes": {"type": "object", "additionalProperties": note},
            "numberOfTests": {"type": "integer", "minimum": 1},
            "cases": {"type": "array", "items": case, "minItems": 1},
        },
        "required": ["schema", "suite", "op", "release", "generator", "source", "notes", "numberOfTests", "cases"],
        "additionalProperties": False,
    }


def shared_schemas() -> dict[str, Schema]:
    """Return the schemas to which those of several operations refer, by file name."""
    return {STATE_SCHEMA: state_schema()}


def read_tree(directory: Path, suites: tuple[str, ...] = ()) -> list[VectorFile]:
    """Read all vector files below `directory`, sorted by path; `suites` restricts which."""
    if not directory.is_dir():
        raise UserError(f"{directory}: no such directory of vectors")
    paths = sorted(path for path in directory.glob("*/*.json") if path.parent.name != SCHEMA_DIRECTORY)
    files = [_read(path) for path in paths]
    known = {file.suite for file in files}
    for suite in suites:
        if suite not in known:
            raise UserError(f"{directory}: no suite {suite!r}; there are {', '.join(sorted(known)) or 'none'}")
    selected = [file for file in files if not suites or file.suite in suites]
    if not selected:
        raise UserError(f"{directory}: no vectors found")
    return selected


def _read(path: Path) -> VectorFile:
    document = strict_json.load_file(path)
    if not isinstance(document, dict):
        raise UserError(f"{path}: a file of vectors is a JSON object")
    for field, kind in (("suite", str), ("op", str), ("cases", list)):
        if not isinstance(document.get(field), kind):
            raise UserError(f"{path}: {field}: missing or of the wrong type")
    for index, case in enumerate(document["cases"]):
        _check_case(f"{path}: cases[{index}]", case)
    return VectorFile(path, document["suite"], document["op"], tuple(document["cases"]), document)


def _check_case(where: str, case: Any) -> None:
    if not isinstance(case, dict):
        raise UserError(f"{where}: a case is a JSON object")
    for field in CASE_FIELDS:
        if field not in case:
            raise UserError(f"{where}.{field}: missing")
    if ("output" in case) == ("rejection" in case):
        raise UserError(f"{where}: a case has either an output or a rejection")
