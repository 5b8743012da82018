"""Strict JSON: no duplicate keys, no NaN, no floats, bounded, and errors of one line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NoReturn

from pocket_conformance.errors import UserError

LARGEST_FILE = 64 * 2**20
"""Bytes of the largest JSON text that is read."""


class JsonError(ValueError):
    """A text is not strict JSON; the message is one line."""


def loads(text: str | bytes, *, floats: bool = False) -> Any:
    """Decode strict JSON, or raise `JsonError`; with `floats`, a number that is no integer is its text."""
    try:
        return json.loads(
            text,
            object_pairs_hook=_object_without_duplicates,
            parse_constant=_refuse_constant,
            parse_float=str if floats else _refuse_float,
        )
    except JsonError:
        raise
    except RecursionError:
        raise JsonError("nested too deeply") from None
    except UnicodeDecodeError as error:
        raise JsonError(f"not UTF-8 at byte {error.start}") from None
    except json.JSONDecodeError as error:
        raise JsonError(f"not JSON: {error.msg} at line {error.lineno}, column {error.colno}") from None
    except ValueError:
        raise JsonError("an integer with too many digits") from None


def load_file(path: Path, *, floats: bool = False) -> Any:
    """Read and decode a file, or raise `UserError` naming it."""
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise UserError(f"{path}: {size} bytes is more than the {LARGEST_FILE} that are read")
        return loads(path.read_bytes(), floats=floats)
    except OSError as error:
        raise UserError(f"{path}: {error.strerror or error}") from None
    except JsonError as error:
        raise UserError(f"{path}: {error}") from None


def dumps_line(value: Any) -> str:
    """Encode as one line."""
    return json.dumps(value, separators=(",", ":"))


def dumps_document(value: Any) -> str:
    """Encode for people and version control: indented, one final newline."""
    return json.dumps(value, indent=1) + "\n"


def _object_without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, value in pairs:
        if key in result:
            raise JsonError(f"duplicate field {key[:40]!r}")
        result[key] = value
    return result


def _refuse_constant(name: str) -> NoReturn:
    raise JsonError(f"{name} is not JSON")


def _refuse_float(text: str) -> NoReturn:
    raise JsonError(f"not an integer: {text[:40]}")
