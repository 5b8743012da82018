"""Naming the first field in which two values of a message differ."""

from __future__ import annotations

from typing import Any

from pocket_spec.encoding.proto import Map, Message
from pocket_spec.encoding.proto_json import to_json

LONGEST = 96
"""Characters of a value that a difference shows."""


def first_difference(message: Message[Any], derived: Any, found: Any, path: str = "") -> str | None:
    """Say where two values of a message first differ, field by field; None where they are equal."""
    for field in message.fields:
        mine, theirs = getattr(derived, field.name), getattr(found, field.name)
        where = f"{path}.{field.name}" if path else field.name
        if mine == theirs:
            continue
        if isinstance(field.kind, Message) and not field.repeated and mine is not None and theirs is not None:
            return first_difference(field.kind, mine, theirs, where)
        if field.repeated and len(mine) == len(theirs) and isinstance(field.kind, Message):
            index = next(index for index, (a, b) in enumerate(zip(mine, theirs, strict=True)) if a != b)
            return first_difference(field.kind, mine[index], theirs[index], f"{where}[{index}]")
        if isinstance(field.kind, Map) or field.repeated:
            return f"{where}: derived {len(mine)} entries {shown(mine)}, found {len(theirs)} {shown(theirs)}"
        return f"{where}: derived {shown(_written(field.kind, mine))}, found {shown(_written(field.kind, theirs))}"
    return None


def _written(kind: Any, value: Any) -> Any:
    if isinstance(kind, Message) and value is not None:
        return to_json(kind, value)
    return value.hex() if isinstance(value, bytes) else value


def shown(value: Any) -> str:
    """Show a value on one line, shortened."""
    text = str(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
