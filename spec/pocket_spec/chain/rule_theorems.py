"""The rules all over the spec that take integers and truth values alone, and whose own rooms list no rules."""

from __future__ import annotations

from collections.abc import Callable

from pocket_spec.actors import heights
from pocket_spec.actors.application import merging, undelegations
from pocket_spec.actors.supplier import service_configs, unbonding
from pocket_spec.chain import execution
from pocket_spec.claims import windows
from pocket_spec.encoding import gob, varint
from pocket_spec.governance import history, shared, tokenomics, values
from pocket_spec.migration import accounts
from pocket_spec.morse import decimals, reward, session
from pocket_spec.releases import applications_before_v0_1_33, claim_rules, settlement_rules
from pocket_spec.settlement import candidates, token_logic, validators
from pocket_spec.smst import compact, nodes
from pocket_spec.state import coin
from pocket_spec.theorems import CheckedRule


def _searched(rule: Callable[..., object], remark: str) -> CheckedRule:
    return CheckedRule(rule, expected="not confirmed", remark=remark, seconds=1)


PARTLY = True
"""Other rules of their modules take what no solver sees through; `formal.opaque` names them."""

RULES = (
    CheckedRule(merging.merged_stake),
    CheckedRule(undelegations.retention),
    CheckedRule(heights.unbonding_end),
    CheckedRule(service_configs.is_active),
    CheckedRule(unbonding.unbonding_reason),
    _searched(execution.default_header_hash, "a hash, of a text"),
    CheckedRule(windows.claim_close),
    CheckedRule(gob.type_definitions),
    _searched(varint.encode_varint, "bytes of a number that has any length"),
    CheckedRule(history.calendar_params),
    CheckedRule(history.on_grid_of),
    CheckedRule(history.timing_of),
    _searched(shared.claims_open_too_early, "the text spells out numbers"),
    _searched(shared.grace_period_too_long, "the text spells out numbers"),
    _searched(tokenomics.bonus_multiplier_problem, "the text spells out the number"),
    _searched(values.at_least_one, "the text spells out the number"),
    CheckedRule(accounts.estimated_height),
    _searched(accounts.seconds_between, "floats"),
    _searched(decimals.decimal_text, "text of a symbolic number"),
    CheckedRule(decimals.rounded_to_integer),
    CheckedRule(decimals.truncated_to_integer),
    CheckedRule(reward.reward_split),
    CheckedRule(reward.stake_bin),
    CheckedRule(session.session_height),
    CheckedRule(applications_before_v0_1_33.merged_stake),
    CheckedRule(claim_rules.no_relays_announced),
    CheckedRule(settlement_rules.always_ripe),
    CheckedRule(settlement_rules.floor_alone),
    _searched(settlement_rules.settled_for_by_float, "floats"),
    CheckedRule(candidates.end_due_at),
    CheckedRule(candidates.may_have_claims),
    CheckedRule(candidates.outlived),
    CheckedRule(token_logic.divided),
    _searched(validators.decimal_text_of, "text of a symbolic number"),
    _searched(compact.mask_of_bits, "bytes of a tuple of any length"),
    CheckedRule(compact.position_bytes),
    CheckedRule(nodes.joined_sum),
    CheckedRule(coin.upokt),
)
