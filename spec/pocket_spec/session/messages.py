"""The session as the chain returns it."""

from __future__ import annotations

from dataclasses import dataclass

from pocket_spec.encoding.proto import Field, Message, Scalar
from pocket_spec.relay.messages import SESSION_HEADER, SessionHeader
from pocket_spec.state.records.application import APPLICATION, Application
from pocket_spec.state.records.shared import SUPPLIER, Supplier


@dataclass(frozen=True, slots=True)
class Session:
    """A session with all that follows from its header: the application, and the suppliers in their order.

    Every supplier has one service, that of the session, configured as it was at the height asked for.
    """

    header: SessionHeader | None = None
    session_id: str = ""
    session_number: int = 0
    num_blocks_per_session: int = 0
    application: Application | None = None
    suppliers: tuple[Supplier, ...] = ()


SESSION = Message(
    "pocket.session.Session",
    Session,
    (
        Field(1, "header", SESSION_HEADER),
        Field(2, "session_id", Scalar.TEXT),
        Field(3, "session_number", Scalar.INT64),
        Field(4, "num_blocks_per_session", Scalar.INT64),
        Field(5, "application", APPLICATION),
        Field(6, "suppliers", SUPPLIER, repeated=True),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/session/types.proto."""
