"""How governance changed from v0.1.29 to v0.1.35."""

from dataclasses import replace

import pytest

from pocket_conformance.generate.chain.world import signed
from pocket_spec.chain.execution import Block, apply_block, apply_message
from pocket_spec.governance.session import MsgUpdateSessionParam
from pocket_spec.governance.shared import MsgUpdateSharedParam, MsgUpdateSharedParams
from pocket_spec.governance.tokenomics import MsgUpdateTokenomicsParam, MsgUpdateTokenomicsParams
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.releases.governance import CHANGES
from pocket_spec.releases.v0_1_35 import RULES
from pocket_spec.state.bank import AUTHORITY
from pocket_spec.state.records.shared import SharedParamsUpdate
from pocket_spec.state.state import State

RELEASES = {**{release: replace(RULES, **changes) for release, changes in CHANGES.items()}, "v0.1.35": RULES}
STATE = State(height=14)
LONGER = MsgUpdateSharedParam(AUTHORITY, "num_blocks_per_session", as_uint64=20)
LONGER_BULK = MsgUpdateSharedParams(AUTHORITY, replace(STATE.shared_params, num_blocks_per_session=20))
FEWER = MsgUpdateSessionParam(AUTHORITY, "num_suppliers_per_session", as_uint64=5)


def after(release, message):
    return apply_message(STATE, signed(message), RELEASES[release]).state


@pytest.mark.parametrize(
    ("release", "single", "bulk", "live"),
    [
        ("v0.1.29", [], [], 20),
        ("v0.1.30", [], [], 20),
        ("v0.1.31", [14, 21], [], 20),
        ("v0.1.32", [14, 21], [], 20),
        ("v0.1.33", [14, 21], [14, 21], 20),
        ("v0.1.34", [1, 21], [1, 21], 10),
        ("v0.1.35", [1, 21], [1, 21], 10),
    ],
)
def test_shared_history_and_live_parameters(release, single, bulk, live):
    by_single, by_bulk = after(release, LONGER), after(release, LONGER_BULK)
    assert sorted(by_single.shared_params_history) == single
    assert sorted(by_bulk.shared_params_history) == bulk
    assert by_single.shared_params.num_blocks_per_session == live
    assert by_bulk.shared_params.num_blocks_per_session == live


@pytest.mark.parametrize("release", sorted(RELEASES))
def test_session_history_begins_with_v0_1_31(release):
    recorded = sorted(after(release, FEWER).session_params_history)
    assert recorded == ([] if release < "v0.1.31" else [14, 21])


@pytest.mark.parametrize("release", sorted(RELEASES))
def test_promotion_begins_with_v0_1_34_and_is_guarded_from_v0_1_35(release):
    def live(**changes):
        due = replace(STATE.shared_params, **changes)
        history = STATE.shared_params_history.set(14, SharedParamsUpdate(14, due))
        result = apply_block(replace(STATE, shared_params_history=history), Block(), RELEASES[release])
        return result.state.shared_params == due

    assert live(num_blocks_per_session=20) == (release >= "v0.1.34")
    assert live(num_blocks_per_session=0) == (release == "v0.1.34")


@pytest.mark.parametrize("release", sorted(RELEASES))
def test_windows_without_a_pending_session_are_refused_from_v0_1_35(release):
    offsets = ("grace_period_end", "claim_window_open", "claim_window_close", "proof_window_open", "proof_window_close")
    none = replace(STATE.shared_params, **{f"{offset}_offset_blocks": 0 for offset in offsets})
    message = MsgUpdateSharedParams(AUTHORITY, none)
    if release == "v0.1.35":
        with pytest.raises(Rejected) as caught:
            after(release, message)
        assert caught.value.reason is Reason.SHARED_PARAM_INVALID
    else:
        assert after(release, message).height == 14


@pytest.mark.parametrize("release", sorted(RELEASES))
def test_mint_ratio(release):
    def result(ratio):
        try:
            state = after(release, MsgUpdateTokenomicsParam(AUTHORITY, "mint_ratio", as_float=ratio))
        except Rejected as rejected:
            return rejected.reason
        return state.tokenomics_params.mint_ratio

    unknown = release < "v0.1.31"
    zero_is_one = release in {"v0.1.31", "v0.1.32"}
    assert result(0.5) == (Reason.TOKENOMICS_PARAM_NAME_INVALID if unknown else 0.5)
    if unknown:
        assert result(0.0) is Reason.TOKENOMICS_PARAM_NAME_INVALID
    else:
        assert result(0.0) == (1.0 if zero_is_one else Reason.TOKENOMICS_PARAM_INVALID)
    if zero_is_one:
        bulk = MsgUpdateTokenomicsParams(AUTHORITY, replace(STATE.tokenomics_params, mint_ratio=0.0))
        assert after(release, bulk).tokenomics_params.mint_ratio == 1.0


@pytest.mark.parametrize("release", sorted(RELEASES))
def test_the_bonus_multiplier_is_known_from_v0_1_35(release):
    message = MsgUpdateTokenomicsParam(AUTHORITY, "overservicing_bonus_multiplier", as_uint64=3)
    if release == "v0.1.35":
        assert after(release, message).tokenomics_params.overservicing_bonus_multiplier == 3
    else:
        with pytest.raises(Rejected) as caught:
            after(release, message)
        assert caught.value.reason is Reason.TOKENOMICS_PARAM_NAME_INVALID
