"""Records of the session module."""

from __future__ import annotations

from dataclasses import dataclass

from pocket_spec.encoding.proto import Field, Message, Scalar


@dataclass(frozen=True, slots=True)
class SessionModuleParams:
    """Parameters of the session module."""

    num_suppliers_per_session: int = 0


SESSION_MODULE_PARAMS = Message(
    "pocket.session.Params",
    SessionModuleParams,
    (Field(3, "num_suppliers_per_session", Scalar.UINT64),),
)
"""Source: poktroll v0.1.35 proto/pocket/session/params.proto."""


@dataclass(frozen=True, slots=True)
class SessionModuleParamsUpdate:
    """Parameters of the session module from a height on."""

    effective_height: int = 0
    params: SessionModuleParams | None = None


SESSION_MODULE_PARAMS_UPDATE = Message(
    "pocket.session.ParamsUpdate",
    SessionModuleParamsUpdate,
    (
        Field(1, "effective_height", Scalar.INT64),
        Field(2, "params", SESSION_MODULE_PARAMS),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/session/params.proto."""
