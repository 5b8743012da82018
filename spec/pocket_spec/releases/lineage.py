"""The lineage of releases: each is its parent, and the rules that it replaces.

The first release here states every rule in which it differs from today's; each of the next what it changed, most often
to what holds today. Rules that are the same in all of them are today's, and so are the messages and events: what an
old release did not know, such as a parameter or a field, a state of its time leaves at zero.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple

import deal

from pocket_spec.releases import (
    applications_before_v0_1_30,
    applications_before_v0_1_33,
    applications_before_v0_1_34,
    claim_rules,
    governance,
    migration,
    service_rules,
    settlement_rules,
    supplier_rules,
)
from pocket_spec.releases.upgrade_to_v0_1_34 import unbond_applications_below_minimum
from pocket_spec.releases.upgrades_of_suppliers_and_services import (
    begin_difficulty_history,
    merge_shares_of_one_address,
)
from pocket_spec.releases.v0_1_35 import RULES
from pocket_spec.rules import Rules
from pocket_spec.state.events import Transition
from pocket_spec.state.state import State


class Activation(Enum):
    """When a release became active on mainnet where that is not a height."""

    UNKNOWN = "unknown"
    """No plan of its upgrade is public."""
    UNSCHEDULED = "unscheduled"
    """It is proposed, not planned."""


class ParameterChange(NamedTuple):
    """A parameter that an upgrade set by itself, where it had no value yet."""

    module: str
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Release:
    """A release: what it replaces of its parent's rules, and what its upgrade did to the state.

    `replaces` maps fields of `Rules` to rules; `activation` is the height of mainnet's upgrade. An upgrade that changes
    parameters alone replaces nothing.
    """

    name: str
    parent: str | None
    replaces: Mapping[str, Any]
    activation: int | Activation
    source: str
    parameters: tuple[ParameterChange, ...] = ()
    migrations: tuple[Callable[[State], Transition], ...] = field(default=())


def _as_today(*fields: str) -> dict[str, Any]:
    return {name: getattr(RULES, name) for name in fields}


def _tables(release: str) -> dict[str, Any]:
    """Give what rooms list of a release themselves: all in which it differs from today's."""
    return {**governance.CHANGES.get(release, {}), **migration.CHANGES.get(release, {})}


def _tabled(release: str, parent: str) -> dict[str, Any]:
    """Give the rules that rooms list in which a release differs from its parent."""
    before, after = _tables(parent), _tables(release)
    rules = {name: after.get(name, getattr(RULES, name)) for name in {**before, **after}}
    return {name: rule for name, rule in sorted(rules.items()) if rule is not before.get(name, getattr(RULES, name))}


V0_1_29 = Release(
    name="v0.1.29",
    parent=None,
    replaces={
        **_tables("v0.1.29"),
        "shared_params_at_height": claim_rules.shared_params_in_force,
        "session_params_at_height": claim_rules.session_params_in_force,
        # actors
        "is_unbonding_block": applications_before_v0_1_30.is_unbonding_block,
        "transfer_height": applications_before_v0_1_30.transfer_height,
        "is_active_application": applications_before_v0_1_33.is_active,
        "merged_stake": applications_before_v0_1_33.merged_stake,
        "changed_services": applications_before_v0_1_34.replaced_services,
        "application_services_at_height": applications_before_v0_1_34.held_services,
        "unbonding_params": applications_before_v0_1_34.live_shared_params,
        "validate_share_addresses": supplier_rules.any_share_addresses,
        "validate_supplier_owner": supplier_rules.any_owner,
        "may_cancel_unbonding": supplier_rules.anybody_who_may_stake,
        "supplier_unbonding_params": supplier_rules.params_in_force,
        "is_config_prunable": supplier_rules.is_ending,
        "updated_config_history": supplier_rules.history_appended_to,
        "updated_service": service_rules.service_with_units,
        "record_compute_units": service_rules.no_record_of_compute_units,
        "compute_units_at_height": service_rules.compute_units_in_force,
        "record_difficulty": service_rules.replace_difficulty,
        "difficulty_at_height": service_rules.difficulty_in_force,
        # sessions and claims
        "order_of_candidates": claim_rules.order_by_wrapped_difference,
        "ring_addresses": claim_rules.ring_addresses_with_self,
        "header_of_claim": claim_rules.header_of_session,
        "price_params": claim_rules.shared_params_in_force,
        "commit_params": claim_rules.shared_params_in_force,
        "announced_relays": claim_rules.no_relays_announced,
        # settlement
        "candidate_session_ends": settlement_rules.only_live_session_end,
        "is_ripe": settlement_rules.always_ripe,
        "settlement_price_params": claim_rules.shared_params_in_force,
        "pending_sessions": settlement_rules.pending_sessions_in_force,
        "budget_divisor": settlement_rules.suppliers_of_a_full_session,
        "claim_cap": settlement_rules.floor_alone,
        "settled_for": settlement_rules.settled_for_by_float,
        "minted_amount": settlement_rules.minted_in_full,
        "revenue_payments": settlement_rules.payments_in_order_of_shares,
        "reward_validators": settlement_rules.reward_at_once,
        "split_validator_reward": settlement_rules.split_by_stake,
        "execute_operations": settlement_rules.execute_one_by_one,
        "application_min_stake": settlement_rules.default_min_stake,
    },
    activation=382_250,
    source="poktroll v0.1.29; tools/scripts/upgrades/upgrade_tx_v0.1.29_main.json",
)

V0_1_30 = Release(
    name="v0.1.30",
    parent="v0.1.29",
    replaces=_tabled("v0.1.30", "v0.1.29")
    | _as_today("is_unbonding_block", "transfer_height", "ring_addresses")
    | {
        "updated_config_history": supplier_rules.history_ended_anew,
        "updated_service": service_rules.service_with_units_and_metadata,
    },
    activation=484_473,
    source="poktroll v0.1.30; tools/scripts/upgrades/upgrade_tx_v0.1.30_main.json",
)

V0_1_31 = Release(
    name="v0.1.31",
    parent="v0.1.30",
    replaces=_tabled("v0.1.31", "v0.1.30")
    | _as_today(
        "shared_params_at_height",
        "session_params_at_height",
        "is_config_prunable",
        "record_difficulty",
        "difficulty_at_height",
        "header_of_claim",
    )
    | {
        "updated_config_history": supplier_rules.history_cleared_without_services,
        "minted_amount": settlement_rules.minted_by_ratio_if_any,
    },
    activation=635_506,
    source="poktroll v0.1.31; tools/scripts/upgrades/upgrade_tx_v0.1.31_main.json, app/upgrades/v0.1.31.go",
    parameters=(ParameterChange("tokenomics", "mint_ratio", "1"),),
    migrations=(begin_difficulty_history,),
)

V0_1_32 = Release(
    name="v0.1.32",
    parent="v0.1.31",
    replaces=_tabled("v0.1.32", "v0.1.31"),
    activation=Activation.UNKNOWN,
    source="poktroll v0.1.32 x/application/keeper (a map that panicked when empty; no plan of an upgrade is public)",
)

V0_1_33 = Release(
    name="v0.1.33",
    parent="v0.1.32",
    replaces=_tabled("v0.1.33", "v0.1.32")
    | _as_today(
        "is_active_application",
        "merged_stake",
        "updated_config_history",
        "order_of_candidates",
        "price_params",
        "commit_params",
        "budget_divisor",
        "settled_for",
        "minted_amount",
        "reward_validators",
        "execute_operations",
    )
    | {"updated_service": service_rules.service_with_all_of_message},
    activation=703_870,
    source="poktroll v0.1.33; tools/scripts/upgrades/upgrade_tx_v0.1.33_main.json",
)

V0_1_34 = Release(
    name="v0.1.34",
    parent="v0.1.33",
    replaces=_tabled("v0.1.34", "v0.1.33")
    | _as_today(
        "changed_services",
        "application_services_at_height",
        "unbonding_params",
        "validate_share_addresses",
        "validate_supplier_owner",
        "supplier_unbonding_params",
        "announced_relays",
        "candidate_session_ends",
        "pending_sessions",
        "revenue_payments",
        "split_validator_reward",
        "application_min_stake",
    ),
    activation=788_945,
    source="poktroll v0.1.34; tools/scripts/upgrades/upgrade_tx_v0.1.34_main.json, app/upgrades/v0.1.34.go",
    parameters=(
        ParameterChange("shared", "session_grid_anchor_height", "1"),
        ParameterChange("shared", "session_number_at_anchor", "1"),
    ),
    migrations=(merge_shares_of_one_address, unbond_applications_below_minimum),
)

V0_1_35 = Release(
    name="v0.1.35",
    parent="v0.1.34",
    replaces=_tabled("v0.1.35", "v0.1.34")
    | _as_today(
        "may_cancel_unbonding",
        "updated_service",
        "record_compute_units",
        "compute_units_at_height",
        "is_ripe",
        "settlement_price_params",
        "claim_cap",
    ),
    activation=883_667,
    source="poktroll v0.1.35; main ab401edc7 tools/scripts/upgrades/upgrade_tx_v0.1.35_main.json",
    parameters=(ParameterChange("tokenomics", "overservicing_bonus_multiplier", "1"),),
)

LINEAGE = (V0_1_29, V0_1_30, V0_1_31, V0_1_32, V0_1_33, V0_1_34, V0_1_35)
"""The releases from parent to child."""

BY_NAME: Mapping[str, Release] = MappingProxyType({release.name: release for release in LINEAGE})
"""The releases by name."""


@deal.pre(lambda rules, release: all(hasattr(rules, name) for name in release.replaces))
@deal.ensure(lambda rules, release, result: all(getattr(result, k) is v for k, v in release.replaces.items()))
def rules_with(rules: Rules, release: Release) -> Rules:
    """Replace what a release replaces; this is how a proposal is tried on the rules of another release.

    Source: this project (docs/releases.md)
    """
    return replace(rules, **release.replaces)


@deal.pre(lambda name: name in BY_NAME)
@deal.ensure(lambda name, result: isinstance(result, Rules))
def rules_of(name: str) -> Rules:
    """Give the rules of a release: its parent's with what it replaces; the first has today's where it says nothing.

    Source: this project (docs/releases.md)
    """
    return _rules_of(name)


@cache
def _rules_of(name: str) -> Rules:
    release = BY_NAME[name]
    return rules_with(RULES if release.parent is None else _rules_of(release.parent), release)
