"""Reading the parts of a genesis file: every one of them names what is wrong where."""

from __future__ import annotations

import re
from typing import Any

import deal

from pocket_spec.encoding.bech32 import decode_address
from pocket_spec.encoding.proto_json import Json
from pocket_spec.encoding.standard_json import camel_case
from pocket_spec.morse.decimals import decimal_from_text
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.state.bank import account_of
from pocket_spec.state.coin import DENOMINATION, Coin
from pocket_spec.state.state import Address

NUMBER = re.compile("0|[1-9][0-9]{0,77}")


@deal.ensure(lambda path, problem, result: result.reason is Reason.JSON_MALFORMED)
def malformed(path: str, problem: str) -> Rejected:
    """Make the rejection of a part of a genesis file.

    Source: this project (docs/genesis.md)
    """
    return Rejected(Reason.JSON_MALFORMED, f"{path}: {problem}")


@deal.raises(Rejected)
@deal.ensure(lambda value, path, result: result is value)
def object_of(value: Json, path: str) -> dict[str, Json]:
    """Ask for an object.

    Errors: JSON_MALFORMED.
    Source: this project (docs/genesis.md)
    """
    if not isinstance(value, dict):
        raise malformed(path, "expected an object")
    return value


@deal.raises(Rejected)
@deal.ensure(lambda fields, name, path, result: isinstance(result, list))
def list_of(fields: dict[str, Json], name: str, path: str) -> list[Json]:
    """Give a list by its name or, before that, by its camel case; one that is absent or null is empty.

    Errors: JSON_MALFORMED.
    Source: gogoproto v1.7.2 jsonpb/jsonpb.go (Unmarshal)
    """
    value = fields.get(camel_case(name), fields.get(name))
    if value is None:
        return []
    if not isinstance(value, list):
        raise malformed(f"{path}.{name}", "expected a list")
    return value


@deal.raises(Rejected)
@deal.ensure(lambda value, path, result: result is value)
def text_of(value: Json, path: str) -> str:
    """Ask for a string.

    Errors: JSON_MALFORMED.
    Source: this project (docs/genesis.md)
    """
    if not isinstance(value, str):
        raise malformed(path, "expected a string")
    return value


@deal.raises(Rejected)
@deal.ensure(lambda value, path, result: result >= 0)
def number_of(value: Json, path: str) -> int:
    """Read a number that is not negative, written as a string or as a number.

    Errors: JSON_MALFORMED.
    Source: this project (docs/genesis.md)
    """
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(text, str) or not NUMBER.fullmatch(text):
        raise malformed(path, f"{str(value)[:40]!r} is no whole number of at least 0")
    return int(text)


@deal.raises(Rejected)
@deal.ensure(lambda value, path, result: result == result.lower())
def address_of(value: Json, path: str) -> Address:
    """Read an account's address.

    Errors: JSON_MALFORMED.
    Source: cosmos-sdk v0.53.7 types/address.go (AccAddressFromBech32)
    """
    try:
        return account_of(text_of(value, path))
    except Rejected as rejected:
        raise malformed(path, rejected.detail) from None


@deal.raises(Rejected)
@deal.post(lambda result: 1 <= len(result) <= 255)
def operator_of(value: Json, path: str) -> bytes:
    """Read the bytes of a validator's operator address, which are those of its account.

    Errors: JSON_MALFORMED.
    Source: cosmos-sdk v0.53.7 types/address.go (ValAddressFromBech32)
    """
    try:
        return decode_address(text_of(value, path), "poktvaloper")
    except Rejected as rejected:
        raise malformed(path, rejected.detail) from None


@deal.raises(Rejected)
@deal.ensure(lambda value, path, result: isinstance(result, int))
def decimal_of(value: Json, path: str) -> int:
    """Read a number of up to 18 decimals, times 10^18.

    Errors: JSON_MALFORMED.
    Source: cosmossdk.io/math v1.5 dec.go (LegacyNewDecFromStr)
    """
    try:
        return decimal_from_text(text_of(value, path))
    except Rejected as rejected:
        raise malformed(path, rejected.detail) from None


@deal.raises(Rejected)
@deal.ensure(lambda value, path, result: result.amount is not None and result.amount >= 0)
def coin_of(value: Json, path: str) -> Coin:
    """Read a coin: a well-formed denomination and an amount that is not negative.

    Errors: JSON_MALFORMED.
    Source: cosmos-sdk v0.53.7 types/coin.go (Coin.Validate)
    """
    fields = object_of(value, path)
    denomination = text_of(fields.get("denom"), f"{path}.denom")
    if not DENOMINATION.fullmatch(denomination):
        raise malformed(f"{path}.denom", f"{denomination[:40]!r} is no denomination")
    return Coin(denomination, number_of(fields.get("amount"), f"{path}.amount"))


@deal.raises(Rejected)
@deal.ensure(lambda found, key, record, path, result: found[key] is record)
def put_once(found: dict[Any, Any], key: Any, record: Any, path: str) -> None:
    """Put a record under its key, unless there is one already.

    Errors: JSON_MALFORMED for the second.
    Source: poktroll v0.1.35 x/*/types/genesis.go (Validate); cosmos-sdk v0.53.7 x/bank/types/genesis.go (Validate)
    """
    if key in found:
        raise malformed(path, f"a second record of {key}")
    found[key] = record
