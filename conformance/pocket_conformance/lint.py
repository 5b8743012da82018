"""The linter of vectors: what JSON Schema cannot say of a tree of vectors."""

from __future__ import annotations

import importlib
import inspect
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from pocket_conformance.generate import rejection_list
from pocket_conformance.generate.files import manifest_of, read_files
from pocket_conformance.operations import Operation
from pocket_conformance.operations.registry import by_name, spec_operations
from pocket_conformance.vector_files import (
    MANIFEST,
    REJECTIONS,
    SCHEMA_DIRECTORY,
    VectorFile,
    file_schema,
    read_tree,
    shared_schemas,
)
from pocket_spec.rejections import Reason

SHARED: Registry[Any] = Registry().with_resources(
    (name, Resource.from_contents(schema)) for name, schema in shared_schemas().items()
)
"""The schemas to which others refer."""


def problems(directory: Path) -> Iterator[str]:
    """Yield every problem of a tree, one line each, naming the file and the case."""
    files = read_tree(directory)
    operations = by_name(spec_operations())
    for file in files:
        operation = operations.get((file.suite, file.op))
        if operation is None:
            yield f"{file.path}: no operation {file.suite}.{file.op}"
        else:
            yield from _file_problems(file, operation)
    for suite, op in operations:
        if (suite, op) not in {(file.suite, file.op) for file in files}:
            yield f"{directory}: no vectors for {suite}.{op}"
    yield from _manifest_problems(directory)


def _file_problems(file: VectorFile, operation: Operation) -> Iterator[str]:
    if file.path.name != f"{file.op}.json" or file.path.parent.name != file.suite:
        yield f"{file.path}: holds {file.suite}.{file.op}"
    for error in Draft202012Validator(file_schema(operation), registry=SHARED).iter_errors(file.document):
        where = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in error.absolute_path)
        yield f"{file.path}: {where.lstrip('.') or 'document'}: {error.message[:200]}"
    if file.document.get("numberOfTests") != len(file.cases):
        yield f"{file.path}: numberOfTests is not the number of cases, {len(file.cases)}"
    if not any(case["result"] == "valid" for case in file.cases):
        yield f"{file.path}: no valid case"
    yield from _flag_problems(file)
    seen: dict[str, Any] = {}
    for number, case in enumerate(file.cases, start=1):
        where = f"{file.path}: tcId {case['tcId']}"
        if case["tcId"] != number:
            yield f"{where}: out of sequence, expected {number}"
        key = json.dumps(case["input"], sort_keys=True)
        if key in seen:
            yield f"{where}: the same input as tcId {seen[key]}"
        seen[key] = case["tcId"]
        if case.get("rejection", Reason.PROTO_MALFORMED) not in list(Reason):
            yield f"{where}: {case['rejection']} is not on the list of rejections"
        if not _is_rule(case["rule"]):
            yield f"{where}: {case['rule']} is not a function of the spec"


def _flag_problems(file: VectorFile) -> Iterator[str]:
    notes: dict[str, Any] = file.document.get("notes", {})
    used = {flag for case in file.cases for flag in case["flags"]}
    for flag in sorted(set(notes) - used):
        yield f"{file.path}: notes.{flag}: no case has this flag"
    for case in file.cases:
        where = f"{file.path}: tcId {case['tcId']}"
        for flag in case["flags"]:
            if flag not in notes:
                yield f"{where}: flag {flag} has no note"
        defects = [flag for flag in case["flags"] if notes.get(flag, {}).get("kind") == "defect"]
        if case["result"] == "invalid" and len(defects) != 1:
            yield f"{where}: an invalid case has one defect, this one has {len(defects)}"
        if case["result"] == "valid" and defects:
            yield f"{where}: a valid case carries the defect {defects[0]}"


def _manifest_problems(directory: Path) -> Iterator[str]:
    files = read_files(directory)
    if files.get(MANIFEST) != manifest_of(files):
        yield f"{directory / MANIFEST}: does not match the files; run `pocket-spec vectors`"
    if json.loads(files.get(REJECTIONS, b"null")) != rejection_list.document():
        yield f"{directory / REJECTIONS}: not the list of rejections"
    for operation in spec_operations():
        path = f"{SCHEMA_DIRECTORY}/{operation.suite}.{operation.op}.json"
        if path not in files:
            yield f"{directory / path}: missing"
        elif json.loads(files[path]) != file_schema(operation):
            yield f"{directory / path}: not the schema of {operation.suite}.{operation.op}"

    for name, schema in shared_schemas().items():
        if json.loads(files.get(f"{SCHEMA_DIRECTORY}/{name}", b"null")) != schema:
            yield f"{directory / SCHEMA_DIRECTORY / name}: not the schema that others refer to"


def _is_rule(name: str) -> bool:
    module, _, function = name.rpartition(".")
    try:
        return inspect.isfunction(inspect.unwrap(getattr(importlib.import_module(module), function)))
    except (ImportError, AttributeError, ValueError):
        return False
