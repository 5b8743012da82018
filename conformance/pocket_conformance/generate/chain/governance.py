"""Cases of parameters: every module, every parameter, its boundaries and refusals; what is recorded and promoted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from immutables import Map

from pocket_conformance.generate.chain.scene import Scene, scenario
from pocket_conformance.generate.chain.world import account, message_case, step_case
from pocket_conformance.generate.model import Case, Note
from pocket_spec.governance.application import MsgUpdateApplicationParam, MsgUpdateApplicationParams
from pocket_spec.governance.gateway import MsgUpdateGatewayParam, MsgUpdateGatewayParams
from pocket_spec.governance.history import calendar_params
from pocket_spec.governance.migration import MsgUpdateMigrationParams
from pocket_spec.governance.proof import MsgUpdateProofParam, MsgUpdateProofParams
from pocket_spec.governance.service import MsgUpdateServiceParam, MsgUpdateServiceParams
from pocket_spec.governance.session import MsgUpdateSessionParam, MsgUpdateSessionParams
from pocket_spec.governance.shared import MsgUpdateSharedParam, MsgUpdateSharedParams
from pocket_spec.governance.supplier import MsgUpdateSupplierParam, MsgUpdateSupplierParams
from pocket_spec.governance.tokenomics import MsgUpdateTokenomicsParam, MsgUpdateTokenomicsParams
from pocket_spec.session.calendar import session_number_of, session_start_height
from pocket_spec.state.bank import AUTHORITY
from pocket_spec.state.coin import Coin, upokt
from pocket_spec.state.records.migration import MigrationParams
from pocket_spec.state.records.session import SessionModuleParams, SessionModuleParamsUpdate
from pocket_spec.state.records.shared import SharedParams, SharedParamsUpdate
from pocket_spec.state.records.tokenomics import MintAllocationPercentages, MintEqualsBurnClaimDistribution
from pocket_spec.state.state import State

SOURCE = "poktroll v0.1.35 x/*/types/params.go"
SHARED_SOURCE = "poktroll v0.1.35 x/shared/keeper/msg_server_update_param.go"
SINGLE = "poktroll v0.1.35 x/*/types/message_update_param.go"
BULK = "poktroll v0.1.35 x/*/types/message_update_params.go"
KEEPER = "poktroll v0.1.35 x/*/keeper/msg_update_params.go"
END_BLOCKER = "poktroll v0.1.35 x/shared/keeper/end_blocker.go"
NOTES = {
    "ParamsBulk": Note("ordinary", "Governance sets all parameters of a module.", SOURCE),
    "ParamSingle": Note("ordinary", "Governance sets one parameter by its name.", SOURCE),
    "ParamBoundary": Note("boundary", "A value at the edge of what is accepted.", SOURCE),
    "ParamOutOfRange": Note("defect", "The value of a parameter is not one it may have.", SOURCE),
    "ParamMissing": Note("defect", "A coin among the parameters is missing.", SOURCE),
    "ParamRelation": Note("defect", "Each value may be had, but not all of them together.", SOURCE),
    "ParamUnknown": Note("defect", "The module has no parameter of the name.", SINGLE),
    "ParamWithoutValue": Note("defect", "The update of one parameter carries no value.", SINGLE),
    "ParamOfOtherType": Note("defect", "The value has another type than the parameter.", SINGLE),
    "ParamsBadAuthority": Note("defect", "The authority is not an account's address.", BULK),
    "ParamsStranger": Note("defect", "The authority is an account, but not governance.", KEEPER),
    "ParamsUpperCaseAuthority": Note("quirk", "Governance's address in upper case is not governance, though it signs.",
        KEEPER),
    "ParamsBorrowedError": Note("quirk", "The session module refuses a stranger with the supplier module's error.",
        "poktroll v0.1.35 x/session/keeper/msg_server_update_param.go"),
    "ParamsDerivedAnchor": Note("quirk", "The grid's anchor in the message is ignored: the chain derives it.",
        SHARED_SOURCE),
    "ParamsSeed": Note("boundary", "The first change ever also records what held before.", SHARED_SOURCE),
    "ParamsDeferred": Note("ordinary",
        "A change of what times sessions, claims and proofs waits for the next session.",
        SHARED_SOURCE),
    "ParamsAtOnce": Note("ordinary",
        "A change of anything else is live at once, and in the history from the next session on.",
        SHARED_SOURCE),
    "ParamsPendingLost": Note("quirk",
        "A single change replaces another that waits for the same session, built on live values.",
        SHARED_SOURCE),
    "ParamsAtBoundary": Note(
        "quirk",
        "In the block from which deferred parameters hold, a single change is still built on the old ones, and brings"
        " them back from the next session on.",
        SHARED_SOURCE,
    ),
    "ParamsShareRounding": Note("quirk", "Shares that sum to 1 are refused where their basis points do not.",
        "poktroll v0.1.35 x/tokenomics/types/mint_allocation_percentage.go"),
    "ParamsWindowsWrap": Note(
        "quirk", "Windows are accepted that are sane only because their sum wraps at 64 bits.", SOURCE
    ),
    "ParamsSelfDealing": Note("quirk",
        "Mint ratio and suppliers' share under which serving oneself pays are accepted, with a warning in the log.",
        "poktroll v0.1.35 x/tokenomics/types/params.go"),
    "Promotion": Note("ordinary", "Recorded parameters become live at the end of the block of their height.",
        END_BLOCKER),
    "NothingToPromote": Note("boundary", "No parameters are recorded for this very height.", END_BLOCKER),
    "PromotionRefused": Note("quirk",
        "Recorded parameters that are invalid do not become live, and stay in the history.",
        END_BLOCKER),
}  # fmt: skip
UINT64_MAX = 2**64 - 1
STRANGER = account("stranger")
STATE = State(height=7)
SHARES = MintEqualsBurnClaimDistribution(dao=0.05, proposer=0.14, supplier=0.8, source_owner=0.01)
ALLOCATION = MintAllocationPercentages(dao=0.05, proposer=0.14, supplier=0.8, source_owner=0.01)
BAD_COINS = ((upokt(-1), "negative"), (Coin("mact", 5), "of another denomination"))
NO_COIN = ((upokt(0), "zero"), *BAD_COINS)


@dataclass(frozen=True)
class Values:
    """A parameter: the member that carries it, values it may have and may not have."""

    name: str
    member: str
    good: tuple[tuple[Any, str], ...]
    bad: tuple[tuple[Any, str], ...] = ()


@dataclass(frozen=True)
class Module:
    """A module: its two messages, the field of its parameters, a member of another type, the parameters."""

    field: str
    bulk: Callable[..., Any]
    single: Callable[..., Any] | None
    other: tuple[str, Any] | None
    values: tuple[Values, ...]


def _count(name: str) -> Values:
    return Values(name, "as_uint64", ((1, "one"), (UINT64_MAX, "the largest")), ((0, "zero"),))


def _offset(name: str, *good: int) -> Values:
    return Values(name, "as_uint64", tuple((value, str(value)) for value in good))


def _shares(kind: Callable[..., Any], name: str, member: str) -> Values:
    usual = kind(dao=0.05, proposer=0.14, supplier=0.8, source_owner=0.01)
    return Values(
        name,
        member,
        (
            (usual, "mainnet's"),
            (kind(supplier=1.0), "all to suppliers"),
            (kind(dao=0.50004, supplier=0.50004), "rounded"),
            (kind(dao=0.00005, supplier=0.9999), "half a basis point counts as one"),
        ),
        (
            (kind(dao=-0.1, supplier=1.1), "one negative"),
            (kind(application=-0.1, supplier=1.1), "the last negative"),
            (kind(dao=0.05, supplier=0.8), "too little"),
            (kind(dao=0.5, supplier=0.6), "too much"),
            (kind(), "nothing at all"),
        ),
    )


MODULES = (
    Module(
        "application_params", MsgUpdateApplicationParams, MsgUpdateApplicationParam, ("as_coin", upokt(5)),
        (
            _count("max_delegated_gateways"),
            Values("min_stake", "as_coin", ((upokt(1), "the least"), (upokt(10**30), "beyond 64 bits")), NO_COIN),
        ),
    ),
    Module(
        "gateway_params", MsgUpdateGatewayParams, MsgUpdateGatewayParam, None,
        (Values("min_stake", "as_coin", ((upokt(1), "the least"),), NO_COIN),),
    ),
    Module(
        "supplier_params", MsgUpdateSupplierParams, MsgUpdateSupplierParam, None,
        (
            Values("min_stake", "as_coin", ((upokt(1), "the least"),), NO_COIN),
            Values("staking_fee", "as_coin", ((upokt(0), "nothing"),), BAD_COINS),
        ),
    ),
    Module(
        "service_params", MsgUpdateServiceParams, MsgUpdateServiceParam, ("as_uint64", 5),
        (
            Values("add_service_fee", "as_coin", ((upokt(1), "the least"),), NO_COIN),
            _count("target_num_relays"),
        ),
    ),
    Module(
        "session_params", MsgUpdateSessionParams, MsgUpdateSessionParam, None,
        (_count("num_suppliers_per_session"),),
    ),
    Module(
        "proof_params", MsgUpdateProofParams, MsgUpdateProofParam, ("as_bytes", b"\x01"),
        (
            Values(
                "proof_request_probability", "as_float", ((0.0, "never"), (1.0, "always"), (0.25, "a quarter")),
                ((-0.001, "below 0"), (1.001, "above 1")),
            ),
            Values("proof_requirement_threshold", "as_coin", ((upokt(0), "nothing"),), BAD_COINS),
            Values("proof_missing_penalty", "as_coin", ((upokt(0), "nothing"),), BAD_COINS),
            Values("proof_submission_fee", "as_coin", ((upokt(0), "nothing"),), BAD_COINS),
        ),
    ),
    Module(
        "tokenomics_params", MsgUpdateTokenomicsParams, MsgUpdateTokenomicsParam, ("as_uint64", 5),
        (
            _shares(MintAllocationPercentages, "mint_allocation_percentages", "as_mint_allocation_percentages"),
            Values("dao_reward_address", "as_string", ((account("dao"), "an account"),), (("pokt1", "no address"),)),
            Values("global_inflation_per_claim", "as_float", ((0.0, "none"), (2.5, "above 1")), ((-0.1, "below 0"),)),
            _shares(
                MintEqualsBurnClaimDistribution,
                "mint_equals_burn_claim_distribution", "as_mint_equals_burn_claim_distribution",
            ),
            Values("mint_ratio", "as_float", ((0.975, "mainnet's"), (1.0, "all")), ((0.0, "0"), (1.001, "above 1"))),
            Values(
                "overservicing_bonus_multiplier", "as_uint64", ((0, "none"), (1_000, "the largest")),
                ((1_001, "too large"),),
            ),
        ),
    ),
    Module(
        "shared_params", MsgUpdateSharedParams, MsgUpdateSharedParam, ("as_string", "5"),
        (
            Values("num_blocks_per_session", "as_uint64", ((9, "nine"), (60, "sixty")), ((0, "zero"),)),
            _offset("claim_window_open_offset_blocks", 1, 2),
            _offset("claim_window_close_offset_blocks", 0, 5),
            _offset("proof_window_open_offset_blocks", 0, 1),
            _offset("proof_window_close_offset_blocks", 0, 5),
            _offset("grace_period_end_offset_blocks", 0, 1),
            Values("supplier_unbonding_period_sessions", "as_uint64", ((1, "one"), (1429, "many")), ((0, "zero"),)),
            Values("application_unbonding_period_sessions", "as_uint64", ((1, "one"), (3, "three")), ((0, "zero"),)),
            _count("gateway_unbonding_period_sessions"),
            _count("compute_units_to_tokens_multiplier"),
            _count("compute_unit_cost_granularity"),
        ),
    ),
)  # fmt: skip
RELATIONS: tuple[tuple[dict[str, int], str, bool], ...] = (
    ({"grace_period_end_offset_blocks": 10, "claim_window_open_offset_blocks": 10,
      "supplier_unbonding_period_sessions": 9, "application_unbonding_period_sessions": 9}, "a grace of a session",
     False),
    ({"grace_period_end_offset_blocks": 9, "claim_window_open_offset_blocks": 9, "claim_window_close_offset_blocks": 0,
      "proof_window_close_offset_blocks": 1}, "a grace of almost a session, unbonding exactly long enough", True),
    ({"claim_window_open_offset_blocks": 0}, "claims open within the grace period", False),
    ({"proof_window_close_offset_blocks": 5}, "unbonding exactly long enough", True),
    ({"proof_window_close_offset_blocks": 6, "application_unbonding_period_sessions": 2}, "suppliers unbond too soon",
     False),
    ({"proof_window_close_offset_blocks": 6, "supplier_unbonding_period_sessions": 2}, "applications unbond too soon",
     False),
    ({"grace_period_end_offset_blocks": 0, "claim_window_open_offset_blocks": 0, "claim_window_close_offset_blocks": 0,
      "proof_window_close_offset_blocks": 0}, "no window at all, so no session pending", False),
    ({"grace_period_end_offset_blocks": 0, "claim_window_open_offset_blocks": 0, "claim_window_close_offset_blocks": 0,
      "proof_window_close_offset_blocks": 1}, "the shortest window", True),
    ({"claim_window_close_offset_blocks": 2**63}, "windows whose sum is negative", False),
)  # fmt: skip


def _module_cases(module: Module) -> Iterator[Case]:
    current = getattr(STATE, module.field)
    name = module.field.removesuffix("_params")
    for values in module.values:
        for good, how in values.good:
            changed = replace(current, **{values.name: good})
            comment = f"{name}: {values.name} {how}"
            yield message_case(STATE, module.bulk(AUTHORITY, changed), comment, "ParamsBulk", "ParamBoundary")
            if module.single is not None:
                message = module.single(AUTHORITY, values.name, **{values.member: good})
                yield message_case(STATE, message, comment, "ParamSingle", "ParamBoundary")
        for bad, how in values.bad:
            changed = replace(current, **{values.name: bad})
            comment = f"{name}: {values.name} {how}"
            yield message_case(STATE, module.bulk(AUTHORITY, changed), comment, "ParamsBulk", "ParamOutOfRange")
            if module.single is not None:
                message = module.single(AUTHORITY, values.name, **{values.member: bad})
                yield message_case(STATE, message, comment, "ParamSingle", "ParamOutOfRange")
        if values.bad and module.single is not None:
            message = module.single(STRANGER, values.name, **{values.member: values.bad[0][0]})
            comment = f"{name}: a stranger's {values.name} is looked at before the stranger"
            yield message_case(STATE, message, comment, "ParamSingle", "ParamOutOfRange")
        if values.member == "as_coin":
            without = module.bulk(AUTHORITY, replace(current, **{values.name: None}))
            yield message_case(STATE, without, f"{name}: no {values.name}", "ParamsBulk", "ParamMissing")


def _authority_cases(module: Module) -> Iterator[Case]:
    current = getattr(STATE, module.field)
    messages: list[tuple[Callable[[str], Any], str]] = [(lambda who: module.bulk(who, current), "ParamsBulk")]
    if module.single is not None:
        first, single = module.values[0], module.single
        value = {first.member: first.good[0][0]}
        messages.append((lambda who: single(who, first.name, **value), "ParamSingle"))
    for make, flag in messages:
        borrowed = ("ParamsBorrowedError",) if (module.field, flag) == ("session_params", "ParamSingle") else ()
        yield message_case(
            STATE, make("pokt1"), "authority is no address", flag, "ParamsBadAuthority", signer=AUTHORITY
        )
        yield message_case(STATE, make(STRANGER), "authority is a stranger", flag, "ParamsStranger", *borrowed)
        upper = make(AUTHORITY.upper())
        yield message_case(
            STATE, upper, "authority in upper case", flag, "ParamsUpperCaseAuthority", "ParamsStranger", *borrowed
        )
        yield message_case(STATE, make(AUTHORITY), "signed by another", flag, "WrongSigner", signer=STRANGER)


def _name_cases(module: Module) -> Iterator[Case]:
    if module.single is None:
        return
    name = module.field.removesuffix("_params")
    first = module.values[0]
    value = {first.member: first.good[0][0]}
    yield message_case(STATE, module.single(AUTHORITY, "no_such", **value), f"{name}: unknown name", "ParamUnknown")
    yield message_case(STATE, module.single(AUTHORITY, "", **value), f"{name}: no name", "ParamUnknown")
    yield message_case(STATE, module.single(AUTHORITY, first.name), f"{name}: no value", "ParamWithoutValue")
    if module.other is not None and module.other[0] != first.member:
        other = {module.other[0]: module.other[1]}
        yield message_case(
            STATE, module.single(AUTHORITY, first.name, **other), f"{name}: other type", "ParamOfOtherType"
        )


def shared(**changes: int) -> SharedParams:
    """Make shared parameters: the default ones with changes."""
    return replace(STATE.shared_params, **changes)


def _shared_cases() -> Iterator[Case]:
    for changes, comment, valid in RELATIONS:
        flag = "ParamBoundary" if valid else "ParamRelation"
        yield message_case(STATE, MsgUpdateSharedParams(AUTHORITY, shared(**changes)), comment, "ParamsBulk", flag)
    wrapping = MsgUpdateSharedParams(AUTHORITY, shared(claim_window_close_offset_blocks=UINT64_MAX))
    yield message_case(STATE, wrapping, "a claim window of 2^64 - 1 blocks", "ParamsBulk", "ParamsWindowsWrap")
    single = MsgUpdateSharedParam(AUTHORITY, "claim_window_open_offset_blocks", as_uint64=0)
    yield message_case(STATE, single, "one value that does not go with the live ones", "ParamSingle", "ParamRelation")
    anchored = MsgUpdateSharedParam(AUTHORITY, "session_grid_anchor_height", as_uint64=5)
    yield message_case(STATE, anchored, "the grid's anchor has no name", "ParamUnknown")
    bulk = MsgUpdateSharedParams(AUTHORITY, shared(session_grid_anchor_height=99, session_number_at_anchor=9))
    yield message_case(STATE, bulk, "an anchor of its own", "ParamsBulk", "ParamsDerivedAnchor")
    longer = MsgUpdateSharedParams(AUTHORITY, shared(num_blocks_per_session=20, session_grid_anchor_height=99))
    for height, comment in ((1, "first block"), (10, "last block of a session"), (11, "first block of a session")):
        state = replace(STATE, height=height)
        yield message_case(state, longer, f"longer sessions in the {comment}", "ParamsSeed", "ParamsDeferred")
    price = MsgUpdateSharedParam(AUTHORITY, "compute_units_to_tokens_multiplier", as_uint64=7)
    yield message_case(STATE, price, "another price, the first change ever", "ParamsSeed", "ParamsAtOnce")
    later = shared(num_blocks_per_session=15, session_grid_anchor_height=21, session_number_at_anchor=3)
    unrecorded = replace(STATE, height=37, shared_params=later)
    for update, comment in ((price, "another price"), (longer, "longer sessions")):
        yield message_case(unrecorded, update, f"{comment}, on a live grid that no history knows", "ParamsSeed")
    recorded = replace(
        STATE,
        height=37,
        shared_params=later,
        shared_params_history=Map({1: SharedParamsUpdate(1, STATE.shared_params), 21: SharedParamsUpdate(21, later)}),
    )
    yield message_case(recorded, price, "another price on a later grid", "ParamsAtOnce")
    shorter = MsgUpdateSharedParam(AUTHORITY, "num_blocks_per_session", as_uint64=12)
    yield message_case(recorded, shorter, "shorter sessions on a later grid", "ParamsDeferred")
    pending = replace(
        recorded,
        shared_params_history=recorded.shared_params_history.set(
            51,
            SharedParamsUpdate(
                51, shared(num_blocks_per_session=12, session_grid_anchor_height=51, session_number_at_anchor=5)
            ),
        ),
    )
    yield message_case(pending, price, "another price while shorter sessions wait", "ParamsAtOnce", "ParamsPendingLost")
    beginning = replace(pending, height=51)
    yield message_case(beginning, price, "another price in the block in which they begin", "ParamsAtBoundary")


def _session_cases() -> Iterator[Case]:
    update = MsgUpdateSessionParams(AUTHORITY, SessionModuleParams(20))
    for height in (1, 10, 11):
        yield message_case(replace(STATE, height=height), update, f"at height {height}", "ParamsBulk", "ParamsSeed")
    recorded = replace(STATE, session_params_history=Map({3: SessionModuleParamsUpdate(3, SessionModuleParams(5))}))
    yield message_case(recorded, update, "with a history", "ParamsBulk")
    again = replace(recorded, session_params_history=Map({11: SessionModuleParamsUpdate(11, SessionModuleParams(5))}))
    yield message_case(again, update, "a second change for the same session", "ParamsBulk")


def _tokenomics_cases() -> Iterator[Case]:
    thirds = MintEqualsBurnClaimDistribution(dao=1 / 3, proposer=1 / 3, supplier=1 / 3)
    to_suppliers = MintEqualsBurnClaimDistribution(supplier=1.0)
    for shares, comment, flags in (
        (thirds, "thirds", ("ParamsShareRounding", "ParamOutOfRange")),
        (to_suppliers, "suppliers get all that is burnt", ("ParamsSelfDealing",)),
    ):
        update = MsgUpdateTokenomicsParam(
            AUTHORITY, "mint_equals_burn_claim_distribution", as_mint_equals_burn_claim_distribution=shares
        )
        yield message_case(STATE, update, comment, "ParamSingle", *flags)


def _migration_cases() -> Iterator[Case]:
    for params in (MigrationParams(), MigrationParams(True, True, True), STATE.migration_params):  # noqa: FBT003
        yield message_case(STATE, MsgUpdateMigrationParams(AUTHORITY, params), "switches", "ParamsBulk")
    migration = Module("migration_params", MsgUpdateMigrationParams, None, None, ())
    yield from _authority_cases(migration)


def _promotion_cases() -> Iterator[Case]:
    longer = shared(num_blocks_per_session=20, session_grid_anchor_height=11, session_number_at_anchor=2)
    history = Map({1: SharedParamsUpdate(1, STATE.shared_params), 11: SharedParamsUpdate(11, longer)})
    for height, flag in ((10, "NothingToPromote"), (11, "Promotion"), (12, "NothingToPromote")):
        state = replace(STATE, height=height, shared_params_history=history)
        yield step_case("promote_shared_params", state, f"at height {height}", flag)
    yield step_case("promote_shared_params", STATE, "no history", "NothingToPromote")
    for changes, comment, valid in (*RELATIONS, ({"num_blocks_per_session": 0}, "sessions of 0 blocks", False)):
        state = replace(STATE, shared_params_history=Map({7: SharedParamsUpdate(7, shared(**changes))}))
        yield step_case("promote_shared_params", state, comment, "Promotion" if valid else "PromotionRefused")


def _all_cases() -> Iterator[Case]:
    yield from _shared_cases()
    yield from _session_cases()
    yield from _tokenomics_cases()
    yield from _migration_cases()
    yield from _promotion_cases()
    for module in MODULES:
        yield from _module_cases(module)
        yield from _authority_cases(module)
        yield from _name_cases(module)


def cases() -> Iterator[Case]:
    """Yield the cases; those that the tables make twice, only once."""
    seen = set()
    for case in _all_cases():
        key = (case.op, case.input["state"], case.input.get("message"))
        if key not in seen:
            seen.add(key)
            yield case


@scenario("ParamsDeferred", "Promotion", "ParamsSeed")
def longer_sessions_begin_with_the_next_one(scene: Scene) -> None:
    """Given sessions of 10 blocks. When governance makes them 20 in block 14. Then they are, after block 21."""
    scene.given(replace(STATE, height=14))
    scene.block(MsgUpdateSharedParam(AUTHORITY, "num_blocks_per_session", as_uint64=20))
    scene.until(21)
    assert scene.state.shared_params.num_blocks_per_session == 10
    scene.block()
    live = calendar_params(scene.state.shared_params)
    assert live.num_blocks_per_session == 20
    assert [session_start_height(live, height) for height in (21, 40, 41)] == [21, 21, 41]
    assert [session_number_of(live, height) for height in (21, 41)] == [3, 4]


@scenario("ParamsAtOnce", "Promotion")
def a_price_is_live_at_once_and_recorded_for_later(scene: Scene) -> None:
    """Given prices. When one changes in block 14. Then it is live at once, and in the history from block 21 on."""
    scene.given(replace(STATE, height=14))
    scene.block(MsgUpdateSharedParam(AUTHORITY, "compute_units_to_tokens_multiplier", as_uint64=84_000_000))
    assert scene.state.shared_params.compute_units_to_tokens_multiplier == 84_000_000
    prices = [
        scene.rules.shared_params_at_height(scene.state, height).compute_units_to_tokens_multiplier
        for height in (14, 20, 21)
    ]
    assert prices == [42_000_000, 42_000_000, 84_000_000]


@scenario("ParamsPendingLost", "Promotion")
def a_single_change_undoes_one_that_waits(scene: Scene) -> None:
    """Given longer sessions that wait for block 21. When a price changes by itself. Then they never become longer."""
    scene.given(replace(STATE, height=14))
    scene.block(MsgUpdateSharedParam(AUTHORITY, "num_blocks_per_session", as_uint64=20))
    scene.block(MsgUpdateSharedParam(AUTHORITY, "compute_units_to_tokens_multiplier", as_uint64=7))
    scene.until(30)
    assert scene.state.shared_params.num_blocks_per_session == 10
    assert scene.state.shared_params.compute_units_to_tokens_multiplier == 7


@scenario("ParamsPendingLost", "Promotion")
def a_waiting_change_built_on_a_live_one_keeps_it(scene: Scene) -> None:
    """Given a price changed in block 14. When governance makes sessions longer in block 15. Then both hold."""
    scene.given(replace(STATE, height=14))
    scene.block(MsgUpdateSharedParam(AUTHORITY, "compute_units_to_tokens_multiplier", as_uint64=7))
    scene.block(MsgUpdateSharedParam(AUTHORITY, "num_blocks_per_session", as_uint64=20))
    scene.until(30)
    assert scene.state.shared_params.num_blocks_per_session == 20
    assert scene.state.shared_params.compute_units_to_tokens_multiplier == 7


@scenario("ParamsDeferred", "Promotion")
def grids_follow_one_another(scene: Scene) -> None:
    """Given sessions of 10 blocks. When they become 15 and then 12 long. Then they join, and their numbers count on."""
    scene.given(replace(STATE, height=5))
    scene.block(MsgUpdateSharedParam(AUTHORITY, "num_blocks_per_session", as_uint64=15))
    scene.until(30)
    scene.block(MsgUpdateSharedParam(AUTHORITY, "num_blocks_per_session", as_uint64=12))
    scene.until(80)
    sessions = []
    for height in range(1, 80):
        params = calendar_params(scene.rules.shared_params_at_height(scene.state, height))
        if session_start_height(params, height) == height:
            sessions.append((height, session_number_of(params, height)))
    assert sessions == [(1, 1), (11, 2), (26, 3), (41, 4), (53, 5), (65, 6), (77, 7)]


@scenario("ParamsAtBoundary", "Promotion", "ParamsAtOnce")
def a_change_in_the_block_of_promotion_brings_the_old_back(scene: Scene) -> None:
    """Given longer sessions from block 21 on. When a price changes in that block. Then they last for one session."""
    scene.given(replace(STATE, height=14))
    scene.block(MsgUpdateSharedParam(AUTHORITY, "num_blocks_per_session", as_uint64=20))
    scene.until(21)
    scene.block(MsgUpdateSharedParam(AUTHORITY, "compute_units_to_tokens_multiplier", as_uint64=7))
    live = scene.state.shared_params
    assert (live.num_blocks_per_session, live.compute_units_to_tokens_multiplier) == (20, 42_000_000)
    scene.until(42)
    live = scene.state.shared_params
    assert (live.num_blocks_per_session, live.compute_units_to_tokens_multiplier) == (10, 7)
    assert (live.session_grid_anchor_height, live.session_number_at_anchor) == (41, 4)


@scenario("ParamsSeed")
def suppliers_of_a_session_change_with_the_next(scene: Scene) -> None:
    """Given 15 suppliers a session. When they become 5 in block 14. Then the history has 5 from block 21 on."""
    scene.given(replace(STATE, height=14))
    scene.block(MsgUpdateSessionParam(AUTHORITY, "num_suppliers_per_session", as_uint64=5))
    assert scene.state.session_params.num_suppliers_per_session == 5
    counts = [
        scene.rules.session_params_at_height(scene.state, height).num_suppliers_per_session for height in (14, 20, 21)
    ]
    assert counts == [15, 15, 5]
