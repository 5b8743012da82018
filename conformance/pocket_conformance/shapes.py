"""Shapes of JSON values: one description that parses, prints and publishes the schema of an input or output.

A shape turns JSON into Python values (`parse`), Python values into JSON (`render`) and states itself as JSON
Schema (`schema`). A value that does not have the shape raises `ShapeError`, which names the field and what was
wrong with it.

On the wire bytes are lower-case hex, integers are JSON numbers up to 2^53 or decimal strings, amounts, sums,
counts and weights are decimal strings. Absent optional bytes are null, present-but-empty bytes are "".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

LARGEST_JSON_INTEGER = 2**53
"""Integers of a larger magnitude travel as decimal strings: doubles hold no more."""
LONGEST_DECIMAL = 400
"""Digits of the longest decimal string that is read; bounds the work of hostile input."""

DECIMAL_PATTERN = r"^(0|-?[1-9][0-9]*)$"
FRACTION_PATTERN = r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?$"
HEX_PATTERN = r"^([0-9a-f]{2})*$"

Json = Any
Schema = dict[str, Any]


class ShapeError(ValueError):
    """A JSON value does not have its shape: `path` names the field, `problem` what is wrong."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(f"{path}: {problem}")
        self.path = path
        self.problem = problem


class Shape(Protocol):
    """What every shape can do."""

    def parse(self, value: Json, path: str) -> Any:
        """Turn JSON into the Python value, or raise `ShapeError`."""

    def render(self, value: Any) -> Json:
        """Turn the Python value into JSON; the inverse of `parse`."""

    def schema(self) -> Schema:
        """Describe the JSON value as JSON Schema (draft 2020-12)."""


def kind_of(value: Json) -> str:
    """Name the JSON type of a value, for error messages."""
    names = {bool: "a boolean", int: "a number", float: "a number", str: "a string", list: "a list", dict: "an object"}
    return "null" if value is None else names.get(type(value), type(value).__name__)


@dataclass(frozen=True)
class Hex:
    """Bytes as lower-case hex; `length` fixes their number."""

    length: int | None = None

    def parse(self, value: Json, path: str) -> bytes:
        """Decode hex of even length."""
        if not isinstance(value, str):
            raise ShapeError(path, f"expected a hex string, got {kind_of(value)}")
        if len(value) % 2:
            raise ShapeError(path, f"hex of odd length {len(value)}")
        if not re.fullmatch("[0-9a-f]*", value):
            raise ShapeError(path, "not lower-case hex")
        if self.length is not None and len(value) != 2 * self.length:
            raise ShapeError(path, f"expected {self.length} bytes, got {len(value) // 2}")
        return bytes.fromhex(value)

    def render(self, value: bytes) -> str:
        """Encode as hex."""
        return bytes(value).hex()

    def schema(self) -> Schema:
        """Return a string pattern."""
        exact = {} if self.length is None else {"minLength": 2 * self.length, "maxLength": 2 * self.length}
        return {"type": "string", "pattern": HEX_PATTERN, **exact}


@dataclass(frozen=True)
class Boolean:
    """true or false."""

    def parse(self, value: Json, path: str) -> bool:
        """Accept a JSON boolean only."""
        if not isinstance(value, bool):
            raise ShapeError(path, f"expected true or false, got {kind_of(value)}")
        return value

    def render(self, value: bool) -> bool:  # noqa: FBT001 - the value being rendered
        """Return the value itself."""
        return value

    def schema(self) -> Schema:
        """Return the boolean type."""
        return {"type": "boolean"}


@dataclass(frozen=True)
class Text:
    """A string; `choices` closes the list of what it may be."""

    choices: tuple[str, ...] = ()

    def parse(self, value: Json, path: str) -> str:
        """Accept a JSON string, of the choices if there are any."""
        if not isinstance(value, str):
            raise ShapeError(path, f"expected a string, got {kind_of(value)}")
        if self.choices and value not in self.choices:
            raise ShapeError(path, f"expected one of {', '.join(self.choices)}, got {value[:40]!r}")
        if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
            raise ShapeError(path, "a lone surrogate is not text")
        return value

    def render(self, value: str) -> str:
        """Return the value itself."""
        return str(value)

    def schema(self) -> Schema:
        """Return a string type or an enumeration."""
        return {"type": "string", "enum": list(self.choices)} if self.choices else {"type": "string"}


@dataclass(frozen=True)
class Integer:
    """An integer in [minimum, maximum]; a decimal string when `as_text` or beyond 2^53, a number otherwise."""

    minimum: int
    maximum: int
    as_text: bool

    def parse(self, value: Json, path: str) -> int:
        """Accept a JSON integer up to 2^53 in magnitude, or a decimal string."""
        if isinstance(value, bool) or not isinstance(value, int | str):
            raise ShapeError(path, f"expected an integer, got {kind_of(value)}")
        if isinstance(value, str):
            if len(value) > LONGEST_DECIMAL or not re.fullmatch(DECIMAL_PATTERN, value):
                raise ShapeError(path, f"not a decimal integer: {value[:40]!r}")
            number = int(value)
        elif abs(value) > LARGEST_JSON_INTEGER:
            raise ShapeError(path, "a number beyond 2^53 must be a decimal string")
        else:
            number = value
        if not self.minimum <= number <= self.maximum:
            raise ShapeError(path, f"{number} is outside [{self.minimum}, {self.maximum}]")
        return number

    def render(self, value: int) -> int | str:
        """Choose the number or the decimal string."""
        return str(int(value)) if self.as_text or abs(value) > LARGEST_JSON_INTEGER else int(value)

    def schema(self) -> Schema:
        """Return a decimal string or an integer within the range."""
        text: Schema = {"type": "string", "pattern": DECIMAL_PATTERN}
        low, high = max(self.minimum, -LARGEST_JSON_INTEGER), min(self.maximum, LARGEST_JSON_INTEGER)
        number: Schema = {"type": "integer", "minimum": low, "maximum": high}
        if self.as_text:
            return text
        return number if (low, high) == (self.minimum, self.maximum) else {"anyOf": [number, text]}


@dataclass(frozen=True)
class FractionText:
    """An exact decimal fraction as text, such as "0.975"."""

    def parse(self, value: Json, path: str) -> str:
        """Accept plain decimal notation: no exponent, no sign but a minus."""
        if not isinstance(value, str) or len(value) > LONGEST_DECIMAL or not re.fullmatch(FRACTION_PATTERN, value):
            raise ShapeError(path, "expected a decimal fraction as a string, such as 0.975")
        return value

    def render(self, value: str) -> str:
        """Return the text itself."""
        return value

    def schema(self) -> Schema:
        """Return a string pattern."""
        return {"type": "string", "pattern": FRACTION_PATTERN}


@dataclass(frozen=True)
class Nullable:
    """The inner shape, or null."""

    inner: Shape

    def parse(self, value: Json, path: str) -> Any:
        """Pass null through."""
        return None if value is None else self.inner.parse(value, path)

    def render(self, value: Any) -> Json:
        """Pass None through."""
        return None if value is None else self.inner.render(value)

    def schema(self) -> Schema:
        """Allow null beside the inner schema."""
        return {"anyOf": [self.inner.schema(), {"type": "null"}]}


@dataclass(frozen=True)
class Array:
    """A list of one shape; empty is [], never null."""

    inner: Shape

    def parse(self, value: Json, path: str) -> list[Any]:
        """Parse every item, numbering it in error messages."""
        if not isinstance(value, list):
            raise ShapeError(path, f"expected a list, got {kind_of(value)}")
        return [self.inner.parse(item, f"{path}[{index}]") for index, item in enumerate(value)]

    def render(self, value: Any) -> list[Json]:
        """Render every item."""
        return [self.inner.render(item) for item in value]

    def schema(self) -> Schema:
        """Return an array of the inner schema."""
        return {"type": "array", "items": self.inner.schema()}


@dataclass(frozen=True)
class Table:
    """An object from text keys to one shape, in the order given."""

    inner: Shape

    def parse(self, value: Json, path: str) -> dict[str, Any]:
        """Parse every value, naming its key in error messages."""
        if not isinstance(value, dict):
            raise ShapeError(path, f"expected an object, got {kind_of(value)}")
        return {key: self.inner.parse(item, f"{path}.{key}") for key, item in value.items()}

    def render(self, value: Mapping[str, Any]) -> dict[str, Json]:
        """Render every value, keys sorted."""
        return {key: self.inner.render(value[key]) for key in sorted(value)}

    def schema(self) -> Schema:
        """Return an object with free keys."""
        return {"type": "object", "additionalProperties": self.inner.schema()}


@dataclass(frozen=True)
class Record:
    """An object with exactly these fields; those in `optional` may be left out."""

    fields: Mapping[str, Shape]
    optional: tuple[str, ...] = ()

    def parse(self, value: Json, path: str) -> dict[str, Any]:
        """Refuse missing and unknown fields, then parse each."""
        if not isinstance(value, dict):
            raise ShapeError(path, f"expected an object, got {kind_of(value)}")
        for name in value:
            if name not in self.fields:
                raise ShapeError(f"{path}.{name[:40]}", "unknown field")
        for name in self.fields:
            if name not in value and name not in self.optional:
                raise ShapeError(f"{path}.{name}", "missing")
        return {name: self.fields[name].parse(value[name], f"{path}.{name}") for name in self.fields if name in value}

    def render(self, value: Mapping[str, Any]) -> dict[str, Json]:
        """Render the fields in their declared order."""
        unknown = sorted(set(value) - set(self.fields))
        if unknown:
            raise ShapeError(unknown[0], "unknown field")
        return {name: self.fields[name].render(value[name]) for name in self.fields if name in value}

    def schema(self) -> Schema:
        """Return a closed object."""
        return {
            "type": "object",
            "properties": {name: shape.schema() for name, shape in self.fields.items()},
            "required": [name for name in self.fields if name not in self.optional],
            "additionalProperties": False,
        }


HEX = Hex()
BOOLEAN = Boolean()
TEXT = Text()
DEC = FractionText()


def hex_of(length: int) -> Hex:
    """Bytes of exactly this length."""
    return Hex(length)


def choice(*choices: str) -> Text:
    """One of these strings."""
    return Text(choices)


def integer(minimum: int, maximum: int) -> Integer:
    """An integer that travels as a JSON number where it fits."""
    return Integer(minimum, maximum, as_text=False)


def decimal(minimum: int, maximum: int) -> Integer:
    """An integer that travels as a decimal string."""
    return Integer(minimum, maximum, as_text=True)


def nullable(inner: Shape) -> Nullable:
    """The inner shape or null."""
    return Nullable(inner)


def array(inner: Shape) -> Array:
    """A list of the inner shape."""
    return Array(inner)


def table(inner: Shape) -> Table:
    """An object from any text keys to the inner shape."""
    return Table(inner)


def record(fields: Mapping[str, Shape], optional: tuple[str, ...] = ()) -> Record:
    """An object with exactly these fields."""
    return Record(fields, optional)


UINT64 = decimal(0, 2**64 - 1)
INT64 = decimal(-(2**63), 2**63 - 1)
HEIGHT = integer(-(2**63), 2**63 - 1)
