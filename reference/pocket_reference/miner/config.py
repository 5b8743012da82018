"""The miner's configuration: a YAML file, checked against a JSON Schema; what is wrong is named with its line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from pocket_reference.store.log import Sync

RPC_TYPES = {"json_rpc": 3, "rest": 4, "websocket": 2, "comet_bft": 5}
"""Kinds of backends and their numbers in the `Rpc-Type` header."""

_SECONDS = {"type": "number", "exclusiveMinimum": 0, "maximum": 3600}
_ADDRESS = {"type": "string", "pattern": r"^[^\s:]+:[0-9]{1,5}$", "description": "host:port"}
_BACKEND = {
    "type": "object",
    "additionalProperties": False,
    "required": ["url"],
    "properties": {
        "url": {"type": "string", "pattern": r"^(http|ws)s?://\S+$"},
        "timeout_seconds": _SECONDS,
        "headers": {"type": "object", "additionalProperties": {"type": "string"}},
    },
}
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Configuration of the relay miner",
    "type": "object",
    "additionalProperties": False,
    "required": ["chain_url", "store", "listen", "suppliers", "services"],
    "properties": {
        "chain_url": {"type": "string", "pattern": r"^https?://\S+$", "description": "Where the chain node answers."},
        "store": {"type": "string", "minLength": 1, "description": "Directory of mined relays; one miner to a store."},
        "sync": {"enum": ["always", "interval", "never"], "description": "When relays are forced to the disk."},
        "listen": _ADDRESS,
        "suppliers": {
            "type": "array",
            "minItems": 1,
            "description": "Operator keys of the suppliers served for.",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "minProperties": 1,
                "maxProperties": 1,
                "properties": {
                    "private_key": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
                    "private_key_file": {"type": "string", "minLength": 1},
                },
            },
        },
        "services": {
            "type": "object",
            "minProperties": 1,
            "description": "Backends by service id and kind of request.",
            "additionalProperties": {
                "type": "object",
                "additionalProperties": False,
                "minProperties": 1,
                "properties": dict.fromkeys(RPC_TYPES, _BACKEND),
            },
        },
        "limits": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "request_bytes": {"type": "integer", "minimum": 1, "maximum": 2**30},
                "response_bytes": {"type": "integer", "minimum": 1, "maximum": 2**30},
                "body_seconds": _SECONDS,
                "header_seconds": _SECONDS,
                "connections": {"type": "integer", "minimum": 1, "maximum": 1_000_000},
                "concurrent_relays": {"type": "integer", "minimum": 1, "maximum": 100_000},
            },
        },
        "overservicing_allowance": {
            "type": "number", "minimum": 0, "maximum": 100,
            "description": "Part of the limit that is served beyond it, unpaid.",
        },
    },
}  # fmt: skip


class ConfigError(Exception):
    """A configuration that cannot be used: file, line, and what is wrong."""


@dataclass(frozen=True, slots=True)
class Backend:
    """Where requests of one kind go."""

    url: str
    timeout_seconds: float
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on what others send.

    Sizes in bytes, the seconds that headers and body may take, the relays served and connections held at one time.
    """

    request_bytes: int = 1_048_576
    response_bytes: int = 16_777_216
    body_seconds: float = 10.0
    header_seconds: float = 10.0
    connections: int = 10_000
    concurrent_relays: int = 1_000


@dataclass(frozen=True, slots=True)
class Config:
    """The configuration; `services` maps a service id and the number of an RPC type to its backend."""

    chain_url: str
    store: Path
    sync: Sync
    listen: tuple[str, int]
    private_keys: tuple[int, ...]
    services: Mapping[tuple[str, int], Backend]
    limits: Limits
    overservicing_allowance: float


def load(path: Path) -> Config:
    """Read a configuration; relative paths in it are relative to its directory. Raises `ConfigError`."""
    document = _document(path)
    problem = best_match(Draft202012Validator(SCHEMA).iter_errors(document))
    if problem is not None:
        raise ConfigError(f"{path}:{_line(document, problem)}: {_sentence(problem)}")
    host, _, port = document["listen"].rpartition(":")
    return Config(
        chain_url=document["chain_url"].rstrip("/"),
        store=path.parent / document["store"],
        sync=Sync(document.get("sync", "always")),
        listen=(host, _port(path, document, int(port))),
        private_keys=_keys(path, document),
        services=_services(path, document),
        limits=Limits(**dict(document.get("limits", {}))),
        overservicing_allowance=float(document.get("overservicing_allowance", 0)),
    )


def _document(path: Path) -> Any:
    try:
        document = YAML(typ="rt").load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: not UTF-8") from None
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ConfigError(f"{path}:{line}: {error.problem or error.context}") from None
    except YAMLError as error:
        raise ConfigError(f"{path}: {' '.join(str(error).split())}") from None
    if not isinstance(document, CommentedMap):
        raise ConfigError(f"{path}:1: expected keys and values")
    return document


def _line(document: Any, problem: ValidationError) -> int:
    """Find the line of a problem: that of the deepest key or item on its path that the file has."""
    line, here = 0, document
    for part in problem.absolute_path:
        if isinstance(here, CommentedMap):
            line = here.lc.key(part)[0]
        elif isinstance(here, CommentedSeq):
            line = here.lc.item(part)[0]
        here = here[part]
    if problem.validator == "additionalProperties" and isinstance(here, CommentedMap):
        known = problem.schema.get("properties", {}) if isinstance(problem.schema, Mapping) else {}
        unknown = [key for key in here if key not in known]
        line = here.lc.key(unknown[0])[0] if unknown else line
    return line + 1


def _sentence(problem: ValidationError) -> str:
    where = ".".join(str(part) for part in problem.absolute_path)
    return f"{where}: {problem.message[:200]}" if where else problem.message[:200]


def _port(path: Path, document: Any, port: int) -> int:
    if port > 65_535:
        raise ConfigError(f"{path}:{document.lc.key('listen')[0] + 1}: listen: no port {port}")
    return port


def _keys(path: Path, document: Any) -> tuple[int, ...]:
    keys = []
    for index, supplier in enumerate(document["suppliers"]):
        where = f"{path}:{document['suppliers'].lc.item(index)[0] + 1}: suppliers.{index}"
        text = supplier.get("private_key")
        if text is None:
            text = _key_file(path.parent / supplier["private_key_file"], where)
        key = int(text, 16)
        if not 0 < key < 0xFFFFFFFF_FFFFFFFF_FFFFFFFF_FFFFFFFE_BAAEDCE6_AF48A03B_BFD25E8C_D0364141:
            raise ConfigError(f"{where}: not a private key of secp256k1")
        if key in keys:
            raise ConfigError(f"{where}: the same key twice")
        keys.append(key)
    return tuple(keys)


def _key_file(path: Path, where: str) -> str:
    try:
        text = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not text"
        raise ConfigError(f"{where}.private_key_file: {path}: {reason}") from None
    if len(text) != 64 or any(character not in "0123456789abcdef" for character in text):
        raise ConfigError(f"{where}.private_key_file: {path}: expected 64 hexadecimal digits")
    return text


def _services(path: Path, document: Any) -> dict[tuple[str, int], Backend]:
    services = {}
    for service, backends in document["services"].items():
        for kind, backend in backends.items():
            where = f"{path}:{backends.lc.key(kind)[0] + 1}: services.{service}.{kind}"
            scheme = urlsplit(backend["url"]).scheme
            if (kind == "websocket") != scheme.startswith("ws"):
                raise ConfigError(f"{where}.url: a {kind} backend has no {scheme} address")
            services[service, RPC_TYPES[kind]] = Backend(
                backend["url"].rstrip("/"), float(backend.get("timeout_seconds", 10)), dict(backend.get("headers", {}))
            )
    return services
