"""The rules all over the spec that take integers and truth values alone, and whose own rooms list no rules."""

from __future__ import annotations

from pocket_spec.actors import heights
from pocket_spec.actors.application import merging, undelegations
from pocket_spec.actors.supplier import service_configs, unbonding
from pocket_spec.chain import execution
from pocket_spec.claims import figures, windows
from pocket_spec.crypto import ring, secp256k1
from pocket_spec.encoding import gob, varint
from pocket_spec.governance import history, shared, tokenomics, values
from pocket_spec.migration import accounts
from pocket_spec.morse import application, decimals, reward, session
from pocket_spec.releases import applications_before_v0_1_30, applications_before_v0_1_33, claim_rules, settlement_rules
from pocket_spec.session import current
from pocket_spec.settlement import candidates, shares, token_logic, validators
from pocket_spec.smst import compact, nodes
from pocket_spec.state import coin
from pocket_spec.theorems import CheckedRule

PARTLY = True

RULES = (
    CheckedRule(merging.merged_stake, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(undelegations.retention, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(heights.unbonding_end, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(service_configs.is_active, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(unbonding.unbonding_reason, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(execution.default_header_hash, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(figures.announced_relays, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(windows.calendar_of, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(windows.claim_close, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(ring.key_image, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(secp256k1.multiply_base, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(gob.type_definitions, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(varint.encode_varint, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(history.calendar_params, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(history.next_session_start, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(history.on_grid_of, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(history.timing_of, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(history.with_derived_grid, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(shared.application_unbonding_too_short, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(shared.claims_open_too_early, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(shared.grace_period_too_long, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(shared.no_pending_session, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(shared.supplier_unbonding_too_short, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(shared.unbonding_too_short, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(tokenomics.bonus_multiplier_problem, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(values.at_least_one, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(accounts.estimated_height, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(accounts.seconds_between, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(application.app_max_relays, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(application.max_possible_relays, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(decimals.decimal_number, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(decimals.decimal_product, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(decimals.decimal_quotient, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(decimals.decimal_text, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(decimals.fractional_power, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(decimals.hundredth_root, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(decimals.integer_power, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(decimals.rounded_to_integer, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(decimals.truncated_to_integer, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(reward.relay_reward, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(reward.reward_split, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(reward.stake_bin, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(reward.stake_weight, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(session.session_height, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(applications_before_v0_1_30.is_unbonding_block, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(applications_before_v0_1_33.merged_stake, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(claim_rules.difference_of_weights, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(claim_rules.no_relays_announced, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(settlement_rules.always_ripe, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(settlement_rules.floor_alone, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(settlement_rules.settled_for_by_float, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(current.is_session_end, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(current.session_end_of, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(current.settlement_of, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(candidates.end_due_at, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(candidates.is_ripe, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(candidates.lifetime, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(candidates.may_have_claims, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(candidates.outlived, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(shares.redistributed_cap, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(token_logic.divided, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(validators.decimal_text_of, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(compact.mask_of_bits, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(compact.position_bytes, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(nodes.joined_sum, expected="not confirmed", remark="?", seconds=4),
    CheckedRule(coin.upokt, expected="not confirmed", remark="?", seconds=4),
)
