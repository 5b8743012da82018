"""What a supplier's message must be like before the state is looked at."""

from __future__ import annotations

from collections.abc import Iterable

import deal

from pocket_spec.actors.supplier.messages import MsgStakeSupplier, MsgUnstakeSupplier
from pocket_spec.encoding.bech32 import decode_address
from pocket_spec.encoding.urls import parse_url
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.relay.validation import is_service_id
from pocket_spec.rules import Rules
from pocket_spec.state.coin import is_positive_upokt
from pocket_spec.state.records.shared import RPC_TYPE, ServiceRevenueShare, SupplierEndpoint, SupplierServiceConfig

SCHEMES = frozenset({"http", "https", "ws", "wss"})
"""Schemes of endpoints."""
UNKNOWN_RPC = 0
"""The kind of an endpoint that names none."""
WHOLE = 100
"""Per cent that revenue shares sum to."""


@deal.raises(Rejected)
@deal.ensure(lambda text, whose, result: len(result) > 0)
def validate_supplier_address(text: str, whose: str) -> bytes:
    """Read an address of a message about suppliers.

    Errors: SUPPLIER_INVALID_ADDRESS.
    Source: poktroll v0.1.35 x/supplier/types/message_stake_supplier.go (ValidateBasic)
    """
    try:
        return decode_address(text)
    except Rejected as rejected:
        raise Rejected(Reason.SUPPLIER_INVALID_ADDRESS, f"{whose}: {rejected.detail}") from None


@deal.ensure(lambda text, result: not result or ":" in text)
def is_endpoint_url(text: str) -> bool:
    """Tell whether a text is a URL with a host under one of the four schemes.

    Source: poktroll v0.1.35 x/shared/types/service.go (IsValidEndpointUrl)
    """
    url = parse_url(text)
    return url is not None and url.scheme in SCHEMES and url.host != ""


@deal.ensure(lambda endpoint, result: not result or endpoint.rpc_type in RPC_TYPE)
def is_endpoint(endpoint: SupplierEndpoint) -> bool:
    """Tell whether an endpoint has a URL and names one of the known kinds; its options may be anything.

    Source: poktroll v0.1.35 x/shared/types/service_configs.go (ValidateSupplierServiceConfigs)
    """
    return is_endpoint_url(endpoint.url) and endpoint.rpc_type != UNKNOWN_RPC and endpoint.rpc_type in RPC_TYPE


@deal.raises(Rejected)
@deal.ensure(lambda shares, result: sum(share.rev_share_percentage for share in shares) == WHOLE)
def validate_revenue_shares(shares: tuple[ServiceRevenueShare, ...]) -> None:
    """Refuse revenue shares without a proper address, of less than 1 or more than 100 per cent, or not 100 in sum.

    Errors: SUPPLIER_INVALID_SERVICE_CONFIG.
    Source: poktroll v0.1.35 x/shared/types/service_configs.go (ValidateServiceRevShare)
    """
    for share in shares:
        try:
            decode_address(share.address)
        except Rejected as rejected:
            raise Rejected(Reason.SUPPLIER_INVALID_SERVICE_CONFIG, f"rev_share: {rejected.detail}") from None
        if not 1 <= share.rev_share_percentage <= WHOLE:
            raise Rejected(Reason.SUPPLIER_INVALID_SERVICE_CONFIG, f"a share of {share.rev_share_percentage}")
    if sum(share.rev_share_percentage for share in shares) != WHOLE:
        raise Rejected(Reason.SUPPLIER_INVALID_SERVICE_CONFIG, "shares do not sum to 100")


@deal.raises(Rejected)
@deal.ensure(lambda shares, result: len({share.address for share in shares}) == len(shares))
def require_distinct_addresses(shares: tuple[ServiceRevenueShare, ...]) -> None:
    """Refuse two revenue shares under the same address, compared as texts.

    Errors: SUPPLIER_INVALID_SERVICE_CONFIG.
    Source: poktroll v0.1.35 x/shared/types/service_configs.go (ValidateServiceRevShare), since v0.1.34
    """
    if len({share.address for share in shares}) != len(shares):
        raise Rejected(Reason.SUPPLIER_INVALID_SERVICE_CONFIG, "an address has two shares")


@deal.raises(Rejected)
@deal.ensure(lambda services, result: len({service.service_id for service in services}) == len(tuple(services)) > 0)
def validate_service_configs(services: Iterable[SupplierServiceConfig]) -> None:
    """Refuse no services, a service twice, a malformed service id, no or bad endpoints, and bad revenue shares.

    Errors: SUPPLIER_INVALID_SERVICE_CONFIG.
    Source: poktroll v0.1.35 x/shared/types/service_configs.go (ValidateSupplierServiceConfigs)
    """
    seen: set[str] = set()
    for service in services:
        if not is_service_id(service.service_id) or service.service_id in seen:
            raise Rejected(Reason.SUPPLIER_INVALID_SERVICE_CONFIG, f"service id {service.service_id[:50]!r}")
        seen.add(service.service_id)
        if not service.endpoints or not all(map(is_endpoint, service.endpoints)):
            raise Rejected(Reason.SUPPLIER_INVALID_SERVICE_CONFIG, f"endpoints of {service.service_id}")
        validate_revenue_shares(service.rev_share)
    if not seen:
        raise Rejected(Reason.SUPPLIER_INVALID_SERVICE_CONFIG, "no services")


@deal.raises(Rejected)
@deal.ensure(lambda message, result: not message.services or message.signer == message.operator_address)
def validate_stake_supplier(message: MsgStakeSupplier) -> None:
    """Check the message alone: addresses, the stake, and services that are well-formed and signed by the operator.

    The stake is a positive amount of uPOKT. Addresses are compared as texts.

    Errors, in this order: SUPPLIER_INVALID_ADDRESS (owner, operator, signer), SUPPLIER_INVALID_STAKE,
    SUPPLIER_INVALID_SERVICE_CONFIG.
    Source: poktroll v0.1.35 x/supplier/types/message_stake_supplier.go (ValidateBasic)
    """
    validate_supplier_address(message.owner_address, "owner")
    validate_supplier_address(message.operator_address, "operator")
    validate_supplier_address(message.signer, "signer")
    if message.stake is not None and not is_positive_upokt(message.stake):
        raise Rejected(Reason.SUPPLIER_INVALID_STAKE, str(message.stake))
    if not message.services:
        return
    if message.signer != message.operator_address:
        raise Rejected(Reason.SUPPLIER_INVALID_SERVICE_CONFIG, "only the operator may change what is served")
    validate_service_configs(message.services)


@deal.raises(Rejected)
@deal.ensure(lambda message, rules, result: result is None)
def validate_stake_supplier_by_release(message: MsgStakeSupplier, rules: Rules) -> None:
    """Check what releases differ in: whether an address may have two revenue shares of a service.

    Errors: SUPPLIER_INVALID_SERVICE_CONFIG.
    Source: poktroll v0.1.35 x/shared/types/service_configs.go (ValidateServiceRevShare)
    """
    for service in message.services:
        rules.validate_share_addresses(service.rev_share)


@deal.raises(Rejected)
@deal.ensure(lambda message, result: result is None)
def validate_unstake_supplier(message: MsgUnstakeSupplier) -> None:
    """Check the addresses of the message.

    Errors: SUPPLIER_INVALID_ADDRESS (signer, operator).
    Source: poktroll v0.1.35 x/supplier/types/message_unstake_supplier.go (ValidateBasic)
    """
    validate_supplier_address(message.signer, "signer")
    validate_supplier_address(message.operator_address, "operator")
