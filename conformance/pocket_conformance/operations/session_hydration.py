"""Suite `session`, op `hydrate`: a session with everybody in it, from the state of the chain."""

from __future__ import annotations

from typing import Any

from pocket_conformance.chain_shapes import STATE, ProtoMessage
from pocket_conformance.operations import Operation
from pocket_conformance.shapes import HEIGHT, TEXT, record
from pocket_spec.releases.v0_1_35 import RULES
from pocket_spec.session.hydration import hydrate_session
from pocket_spec.session.messages import SESSION


def hydrate(values: dict[str, Any]) -> dict[str, Any]:
    """Give the session."""
    session = hydrate_session(
        values["state"], values["application_address"], values["service_id"], values["block_height"], RULES
    )
    return {"session": session}


OPERATIONS = (
    Operation(
        suite="session",
        op="hydrate",
        input=record({"state": STATE, "application_address": TEXT, "service_id": TEXT, "block_height": HEIGHT}),
        output=record({"session": ProtoMessage(SESSION)}),
        rule="pocket_spec.session.hydration.hydrate_session",
        run=hydrate,
    ),
)
