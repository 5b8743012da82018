"""Parameter sets: the defaults, those of the real networks, and files.

`mainnet.json` and `beta.json` hold what governance published in poktroll, with the commit and the day from which every
value stands there. Files may be transactions of governance, as poktroll keeps them, or of the same form as these two,
with or without the days.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from rich.table import Table

from pocket_conformance import strict_json
from pocket_conformance.errors import UserError
from pocket_spec.encoding.proto import Message
from pocket_spec.encoding.proto_json import to_json
from pocket_spec.encoding.standard_json import camel_case, from_standard_json
from pocket_spec.governance.application import APPLICATION
from pocket_spec.governance.gateway import GATEWAY
from pocket_spec.governance.migration import MIGRATION
from pocket_spec.governance.parameters import ModuleParameters, problem_of
from pocket_spec.governance.proof import PROOF
from pocket_spec.governance.service import SERVICE
from pocket_spec.governance.session import SESSION
from pocket_spec.governance.shared import SHARED
from pocket_spec.governance.supplier import SUPPLIER
from pocket_spec.governance.tokenomics import TOKENOMICS
from pocket_spec.rejections import Rejected
from pocket_spec.state.state import State
from pocket_spec.state.state_json import PARAMS

RULES_OF_MODULES: Mapping[str, ModuleParameters] = MappingProxyType(
    {
        "application": APPLICATION,
        "gateway": GATEWAY,
        "supplier": SUPPLIER,
        "service": SERVICE,
        "session": SESSION,
        "proof": PROOF,
        "tokenomics": TOKENOMICS,
        "shared": SHARED,
        "migration": MIGRATION,
    }
)
"""What is asked of the parameters of every module in v0.1.35."""
PUBLISHED = ("mainnet", "beta")
NAMES = (*PUBLISHED, "default")
"""The sets that need no file."""
DEFAULT_SOURCE = "default of poktroll v0.1.35"
READS = "expected a transaction with MsgUpdateParams messages, or an object of modules and their parameters"


@dataclass(frozen=True)
class Origin:
    """Where a value comes from, and since when it stands there; empty where that is not known."""

    source: str
    since: str = ""


@dataclass(frozen=True)
class ParameterSet:
    """The parameters of every module by its name, and the origin of every value by module and name."""

    name: str
    params: Mapping[str, Any]
    origins: Mapping[tuple[str, str], Origin]

    def applied(self, state: State) -> State:
        """Put the parameters into a state as live ones."""
        return replace(state, **{PARAMS[module].field: params for module, params in self.params.items()})


def default_set() -> ParameterSet:
    """Return the parameters that modules start with."""
    state = State()
    params = {module: getattr(state, PARAMS[module].field) for module in RULES_OF_MODULES}
    origins = {(module, field.name): Origin(DEFAULT_SOURCE) for module in params for field in fields(params[module])}
    return ParameterSet("default", params, origins)


def load(names: Sequence[str]) -> ParameterSet:
    """Return a set by its name, or what files say, later ones over earlier ones and all over the defaults."""
    if len(names) == 1 and names[0] == "default":
        return default_set()
    if len(names) == 1 and names[0] in PUBLISHED:
        return _over_defaults(names[0], [Path(__file__).with_name(f"{names[0]}.json")])
    if any(name in NAMES for name in names):
        raise UserError(f"one of {', '.join(NAMES)} goes alone, without files")
    return _over_defaults(", ".join(Path(name).name for name in names), [Path(name) for name in names])


def _over_defaults(name: str, paths: Sequence[Path]) -> ParameterSet:
    defaults = default_set()
    params, origins = dict(defaults.params), dict(defaults.origins)
    for path in paths:
        document = strict_json.load_file(path, floats=True)
        for module, values, found in _modules_of(document, path):
            params[module] = _merged(module, params[module], values, path)
            origins |= {(module, _own_name(module, key)): origin for key, origin in found.items()}
    for module, record in params.items():
        _require_valid(module, record, name)
    return ParameterSet(name, params, origins)


def _modules_of(document: Any, path: Path) -> list[tuple[str, dict[str, Any], dict[str, Origin]]]:
    """List the modules of a file: name, values, origins."""
    if not isinstance(document, dict):
        raise UserError(f"{path}: {READS}")
    if "body" in document:
        return _messages_of(document["body"], path)
    source, modules = str(document.get("source", path)), document.get("modules", document)
    if not isinstance(modules, dict) or not modules or not all(isinstance(value, dict) for value in modules.values()):
        raise UserError(f"{path}: {READS}")
    found = []
    for module, values in modules.items():
        if module not in RULES_OF_MODULES:
            raise UserError(f"{path}: there is no module {module!r}")
        plain, origins = {}, {}
        for key, value in values.items():
            dated = isinstance(value, dict) and "value" in value
            plain[key] = value["value"] if dated else value
            at = f"{source.split(maxsplit=1)[0]} {value['commit']}" if dated and "commit" in value else source
            origins[key] = Origin(at, str(value.get("since", "")) if dated else "")
        found.append((module, plain, origins))
    return found


def _messages_of(body: Any, path: Path) -> list[tuple[str, dict[str, Any], dict[str, Origin]]]:
    messages = body.get("messages") if isinstance(body, dict) else None
    if not isinstance(messages, list) or not messages:
        raise UserError(f"{path}: {READS}")
    found = []
    for message in messages:
        name = message.get("@type") if isinstance(message, dict) else None
        values = message.get("params") if isinstance(message, dict) else None
        module = next((m for m in RULES_OF_MODULES if name == f"/pocket.{m}.MsgUpdateParams"), None)
        if module is None or not isinstance(values, dict):
            raise UserError(f"{path}: {str(name)[:80]!r} is no MsgUpdateParams of a module of Pocket")
        found.append((module, values, {key: Origin(str(path)) for key in values}))
    return found


def _own_name(module: str, key: str) -> str:
    message: Message[Any] = PARAMS[module].message
    return next((field.name for field in message.fields if key in {field.name, camel_case(field.name)}), key)


def _merged(module: str, current: Any, values: dict[str, Any], path: Path) -> Any:
    message: Message[Any] = PARAMS[module].message
    try:
        read = from_standard_json(message, values, module)
    except Rejected as rejected:
        raise UserError(f"{path}: {rejected.detail}") from None
    given = {_own_name(module, key) for key, value in values.items() if value is not None}
    return replace(current, **{name: getattr(read, name) for name in given})


def _require_valid(module: str, record: Any, name: str) -> None:
    try:
        problem = problem_of(RULES_OF_MODULES[module], record)
    except Rejected as rejected:
        problem = rejected.detail
    if problem:
        raise UserError(f"{name}: governance may not set these parameters of {module}: {problem}")


def _text(value: Any) -> str:
    if isinstance(value, dict) and set(value) == {"denom", "amount"}:
        return f"{int(value['amount']):,} {value['denom']}"
    if isinstance(value, dict):
        return ", ".join(f"{name} {share}" for name, share in value.items())
    return "not set" if value is None else str(value)


def rows(chosen: ParameterSet) -> list[dict[str, Any]]:
    """List every parameter: module, name, value, source and day."""
    listed = []
    for module, record in chosen.params.items():
        for name, value in to_json(PARAMS[module].message, record).items():
            origin = chosen.origins[module, name]
            listed.append(
                {"module": module, "name": name, "value": value, "source": origin.source, "since": origin.since}
            )
    return listed


def table(chosen: ParameterSet) -> Table:
    """Lay a set out for people."""
    result = Table(title=f"parameters: {chosen.name}")
    for heading in ("module", "parameter", "value", "since", "source"):
        result.add_column(heading, overflow="fold")
    for row in rows(chosen):
        result.add_row(row["module"], row["name"], _text(row["value"]), row["since"], row["source"])
    return result
