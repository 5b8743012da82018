"""Points in time as records hold them."""

from __future__ import annotations

from dataclasses import dataclass

from pocket_spec.encoding.proto import Field, Message, Scalar


@dataclass(frozen=True, slots=True)
class Timestamp:
    """Seconds since 1970-01-01T00:00:00Z, and nanoseconds beyond them."""

    seconds: int = 0
    nanos: int = 0


TIMESTAMP = Message(
    "google.protobuf.Timestamp", Timestamp, (Field(1, "seconds", Scalar.INT64), Field(2, "nanos", Scalar.INT32))
)
"""Source: protobuf v5 src/google/protobuf/timestamp.proto."""

GO_ZERO_TIME = Timestamp(seconds=-62_135_596_800)
"""The time that an unset field of Go's time.Time holds: 0001-01-01T00:00:00Z."""

EPOCH = Timestamp()
"""1970-01-01T00:00:00Z."""
