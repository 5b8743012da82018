"""The implementations that live in this distribution, called in process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pocket_conformance.errors import UserError
from pocket_conformance.operations import Operation
from pocket_conformance.operations.registry import by_name, spec_operations
from pocket_conformance.operations.smst import operations_for
from pocket_conformance.shapes import ShapeError
from pocket_reference.smst.cores import CoreUnavailableError, fast_core
from pocket_reference.smst.engine import ENGINE as REFERENCE_ENGINE
from pocket_reference.smst.engine import Engine
from pocket_spec.rejections import Rejected

RELEASE = "v0.1.35"
"""The release of poktroll whose rules are stated."""


@dataclass(frozen=True)
class Implementation:
    """A named table of operations that answers requests the way an adapter does."""

    name: str
    operations: Mapping[tuple[str, str], Operation]

    def call(self, suite: str, op: str, json_input: Any) -> dict[str, Any]:
        """Answer one request: a reply of the adapter protocol without its id."""
        operation = self.operations.get((suite, op))
        if operation is None:
            return {"unsupported": True}
        try:
            values = operation.input.parse(json_input, "input")
        except ShapeError as error:
            return {"failure": str(error)}
        try:
            return {"output": operation.output.render(operation.run(values))}
        except Rejected as rejected:
            return {"rejection": str(rejected.reason)}
        except Exception as error:  # noqa: BLE001 - the protocol reports a broken implementation as a failure
            return {"failure": f"{type(error).__name__}: {error}"[:500].replace("\n", " ")}


def available() -> tuple[str, ...]:
    """Names of the implementations that can be had here; the reference on its fast core needs numba."""
    try:
        fast_core("it is asked for")
    except CoreUnavailableError:
        return ("spec", "reference")
    return ("spec", "reference", "reference-fast")


def implementation(name: str) -> Implementation:
    """Return the implementation called "spec", "reference" or "reference-fast"."""
    if name == "spec":
        return Implementation("pocket-spec", by_name(spec_operations()))
    if name == "reference":
        return Implementation("pocket-reference", by_name(operations_for(REFERENCE_ENGINE)))
    if name == "reference-fast":
        try:
            engine = Engine(fast_core("it is asked for"))
        except CoreUnavailableError as error:
            raise UserError(str(error)) from None
        return Implementation("pocket-reference-fast", by_name(operations_for(engine)))
    raise ValueError(f"no implementation is called {name!r}")
