"""Reading the events in which the network announced what it derived."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Mapping
from typing import Any

from pocket_conformance import strict_json
from pocket_conformance.shapes import UINT64, ShapeError
from pocket_spec.relay.messages import SessionHeader

Attributes = Mapping[str, str]

COUNTS = ("num_relays", "num_claimed_compute_units", "num_estimated_compute_units", "num_estimated_relays")
AMOUNT = "claimed_upokt"
AMOUNT_TEXT = r"(0|[1-9][0-9]*)upokt"
LARGEST_AMOUNT = 2**256


def value_of(attributes: Attributes, name: str, path: str) -> Any:
    """Decode the JSON that an attribute holds, or raise `ShapeError`."""
    try:
        return strict_json.loads(attributes[name])
    except strict_json.JsonError as error:
        raise ShapeError(f"{path}.attributes.{name}", str(error)) from None


def announced_figures(attributes: Attributes, path: str) -> dict[str, int]:
    """Return the figures that the event announces, under the names of its attributes."""
    figures = {
        name: UINT64.parse(value_of(attributes, name, path), f"{path}.attributes.{name}")
        for name in COUNTS
        if name in attributes
    }
    if AMOUNT in attributes:
        figures[AMOUNT] = _amount(value_of(attributes, AMOUNT, path), f"{path}.attributes.{AMOUNT}")
    return figures


def _amount(value: Any, path: str) -> int:
    """Read a coin: an object until v0.1.2x, text since."""
    if isinstance(value, dict):
        text = f"{value.get('amount')}{value.get('denom')}"
    else:
        text = value if isinstance(value, str) else ""
    found = re.fullmatch(AMOUNT_TEXT, text)
    if not found or len(text) > 90:
        raise ShapeError(path, "expected an amount of upokt")
    return int(found[1])


def record_differences(
    record: Any, supplier: str, header: SessionHeader, payload: tuple[str, bytes], path: str
) -> Iterable[tuple[str, str, str]]:
    """Yield name, derived and announced value of every field in which a claim or proof differs from its event's copy.

    `payload` is the name and the content of the field that is in base64.
    """
    if not isinstance(record, dict):
        raise ShapeError(path, "expected an object")
    announced_header = record.get("session_header")
    fields = {"supplier_operator_address": supplier} | {
        name: str(getattr(header, name)) for name in SessionHeader.__dataclass_fields__
    }
    found = {**(announced_header if isinstance(announced_header, dict) else {}), **record}
    for name, derived in fields.items():
        if str(found.get(name, "")) != derived and not (derived == "0" and name not in found):
            yield name, derived, str(found.get(name, ""))
    name, content = payload
    try:
        announced = base64.b64decode(str(found.get(name, "")), validate=True)
    except (binascii.Error, ValueError):
        raise ShapeError(f"{path}.{name}", "not base64") from None
    if announced != content:
        yield name, content.hex(), announced.hex()
