"""Suite `session`: the calendar and the assignment of suppliers."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from pocket_conformance.operations import Operation
from pocket_conformance.shapes import BOOLEAN, HEIGHT, HEX, INT64, TEXT, array, hex_of, integer, record
from pocket_spec.claims.proof_path import proof_path as path_of
from pocket_spec.session import assignment
from pocket_spec.session.calendar import calendar as calendar_of
from pocket_spec.session.parameters import SessionParams

PARAMETER = integer(0, 2**64 - 1)
PARAMS = record(dict.fromkeys(SessionParams.__dataclass_fields__, PARAMETER))
CALENDAR = record(
    {
        "start": HEIGHT,
        "end": HEIGHT,
        "number": HEIGHT,
        "grace_end": HEIGHT,
        "claim_open": HEIGHT,
        "claim_close": HEIGHT,
        "proof_open": HEIGHT,
        "proof_close": HEIGHT,
        "settlement": HEIGHT,
        "next_start": HEIGHT,
        "pending_sessions": HEIGHT,
        "is_start": BOOLEAN,
        "is_end": BOOLEAN,
    }
)


def calendar(values: dict[str, Any]) -> dict[str, Any]:
    """List the dates of a height's session."""
    return asdict(calendar_of(SessionParams(**values["params"]), values["height"]))


def session_id(values: dict[str, Any]) -> dict[str, Any]:
    """Derive a session's id."""
    preimage = assignment.session_id_preimage(
        SessionParams(**values["params"]),
        values["application_address"],
        values["service_id"],
        values["block_hash"],
        values["height"],
    )
    return {"session_id": assignment.session_id(preimage), "session_id_preimage": preimage}


def supplier_weight(values: dict[str, Any]) -> dict[str, Any]:
    """Draw a supplier's weight."""
    return {"weight": assignment.supplier_weight(values["session_id_preimage"], values["operator_address"])}


def suppliers(values: dict[str, Any]) -> dict[str, Any]:
    """Choose a session's suppliers."""
    chosen = assignment.session_suppliers(
        values["session_id_preimage"], values["operator_addresses"], values["num_suppliers_per_session"]
    )
    return {"operator_addresses": list(chosen)}


def proof_path(values: dict[str, Any]) -> dict[str, Any]:
    """Derive the path to prove."""
    return {"path": path_of(values["block_hash"], values["session_id"])}


OPERATIONS = (
    Operation(
        suite="session",
        op="calendar",
        input=record({"params": PARAMS, "height": HEIGHT}),
        output=CALENDAR,
        rule="pocket_spec.session.calendar.calendar",
        run=calendar,
    ),
    Operation(
        suite="session",
        op="id",
        input=record(
            {"params": PARAMS, "application_address": TEXT, "service_id": TEXT, "block_hash": HEX, "height": HEIGHT}
        ),
        output=record({"session_id": TEXT, "session_id_preimage": HEX}),
        rule="pocket_spec.session.assignment.session_id_preimage",
        run=session_id,
    ),
    Operation(
        suite="session",
        op="supplier_weight",
        input=record({"session_id_preimage": HEX, "operator_address": TEXT}),
        output=record({"weight": INT64}),
        rule="pocket_spec.session.assignment.supplier_weight",
        run=supplier_weight,
    ),
    Operation(
        suite="session",
        op="suppliers",
        input=record(
            {"session_id_preimage": HEX, "operator_addresses": array(TEXT), "num_suppliers_per_session": PARAMETER}
        ),
        output=record({"operator_addresses": array(TEXT)}),
        rule="pocket_spec.session.assignment.session_suppliers",
        run=suppliers,
    ),
    Operation(
        suite="session",
        op="proof_path",
        input=record({"block_hash": HEX, "session_id": TEXT}),
        output=record({"path": hex_of(32)}),
        rule="pocket_spec.claims.proof_path.proof_path",
        run=proof_path,
    ),
)
