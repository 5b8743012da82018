"""Messages to walk with: drawn field by field from their descriptions, from small pools so that they often fit.

What a field is drawn from depends on its name; what no name decides depends on its type. So a message that is new to
the chain is walked with at once, and where its fields are well-known ones it is often accepted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from pocket_conformance.generate.chain.world import account
from pocket_spec.encoding.proto import Field, Map, Message, Scalar
from pocket_spec.state.bank import AUTHORITY
from pocket_spec.state.coin import Coin, upokt
from pocket_spec.state.store import PARAMS_RECORDS

ACCOUNTS = tuple(account(name) for name in ("ada", "bob", "cyd", "dee", "eve", "fay"))
"""Everybody who acts."""
SERVICES = ("anvil", "svc-2", "svc_3")
"""Services there are or may come to be."""
MIN_STAKE = 100
"""Smallest stake of every actor in these walks, in uPOKT."""

AMOUNTS = st.sampled_from((0, 1, 2, MIN_STAKE - 1, MIN_STAKE, MIN_STAKE + 1, 150, 500, 1_000, 10**6))
COINS = st.one_of(
    AMOUNTS.map(upokt), AMOUNTS.map(upokt), st.builds(Coin, st.sampled_from(("upokt", "mact", "")), AMOUNTS)
)
ADDRESSES = st.sampled_from(ACCOUNTS)
RATIOS = st.sampled_from((0.0, 0.01, 0.1, 0.25, 0.5, 0.975, 1.0))

BY_NAME: Mapping[str, SearchStrategy[Any]] = {
    "authority": st.sampled_from((AUTHORITY,) * 9 + ACCOUNTS[:1]),
    "service_id": st.sampled_from(SERVICES),
    "id": st.sampled_from(SERVICES),
    "name": st.sampled_from(("A service", "")),
    "url": st.sampled_from(("http://a.example:80",) * 9 + ("nowhere",)),
    "rpc_type": st.sampled_from((1, 2, 3, 4, 5, 3, 3, 0)),
    "rev_share_percentage": st.sampled_from((100, 100, 100, 50, 1, 0)),
    "compute_units_per_relay": st.sampled_from((1, 2, 7, 100)),
    "num_blocks_per_session": st.sampled_from((2, 3, 4, 5)),
    "grace_period_end_offset_blocks": st.sampled_from((0, 1, 2)),
    "claim_window_open_offset_blocks": st.sampled_from((0, 1, 2)),
    "claim_window_close_offset_blocks": st.sampled_from((1, 2, 3)),
    "proof_window_open_offset_blocks": st.sampled_from((0, 1)),
    "proof_window_close_offset_blocks": st.sampled_from((1, 2, 3)),
    "supplier_unbonding_period_sessions": st.sampled_from((1, 2, 4, 5)),
    "application_unbonding_period_sessions": st.sampled_from((1, 2, 4, 5)),
    "gateway_unbonding_period_sessions": st.sampled_from((1, 2)),
    "compute_units_to_tokens_multiplier": st.sampled_from((1, 42, 1_000, 10**6)),
    "compute_unit_cost_granularity": st.sampled_from((1, 10, 1_000, 10**6)),
    "num_suppliers_per_session": st.sampled_from((1, 2, 3)),
    "target_num_relays": st.sampled_from((1, 10, 100)),
    "max_delegated_gateways": st.sampled_from((1, 2, 7)),
    "overservicing_bonus_multiplier": st.sampled_from((1, 2, 3)),
}
"""What a field of this name is drawn from."""

PARAMS_FIELDS: Mapping[str, Mapping[str, Field]] = {
    record.message.name.rpartition(".")[0]: {field.name: field for field in record.message.fields}
    for record in PARAMS_RECORDS
}
"""The parameters of every module by package and name."""


def value_of(message: Message[Any]) -> SearchStrategy[Any]:
    """Draw a message of this kind."""
    if message.name.endswith(".MsgUpdateParam"):
        return _single_update(message)
    if message.make is Coin:
        return COINS
    fields = {field.name: _field(field) for field in message.fields if not field.oneof}
    return st.fixed_dictionaries(fields).map(lambda values: message.make(**values))


def _single_update(message: Message[Any]) -> SearchStrategy[Any]:
    """Draw an update of one parameter: a name the module has, and a value of the parameter under a fitting member."""
    package = message.name.rpartition(".")[0]
    members = {field.name: field for field in message.fields if field.oneof}
    options = []
    for name, parameter in PARAMS_FIELDS[package].items():
        for member, field in members.items():
            if field.kind == parameter.kind:
                made = st.fixed_dictionaries({
                    "authority": BY_NAME["authority"], "name": st.just(name), member: _single(parameter),
                })  # fmt: skip
                options.append(made.map(lambda values: message.make(**values)))
    return st.one_of(options)


def _field(field: Field) -> SearchStrategy[Any]:
    if isinstance(field.kind, Map):
        return st.just(())
    if field.repeated:
        return st.lists(_single(field), min_size=0 if field.name == "configs" else 1, max_size=2).map(tuple)
    return _single(field)


BY_KIND: Mapping[Scalar, SearchStrategy[Any]] = {
    Scalar.BYTES: st.one_of(st.none(), st.binary(max_size=40)),
    Scalar.DOUBLE: RATIOS,
    Scalar.BOOLEAN: st.booleans(),
    Scalar.SDK_INT: AMOUNTS,
    Scalar.TEXT: st.sampled_from(("", "text")),
}
"""What a field of this type is drawn from where its name says nothing; other numbers are small ones."""


def _single(field: Field) -> SearchStrategy[Any]:
    if field.name in BY_NAME:
        return BY_NAME[field.name]
    if isinstance(field.kind, Message):
        return value_of(field.kind)
    if field.kind is Scalar.TEXT and "address" in field.name:
        return ADDRESSES
    return BY_KIND.get(field.kind, st.integers(0, 20))  # type: ignore[arg-type]
