"""Morse rewards. Values of Go are those that the original code printed; see the fixture `go_values`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pocket_spec.morse.decimals import ONE, decimal_from_text, decimal_text
from pocket_spec.morse.reward import relay_reward, reward_split, stake_bin, stake_weight
from pocket_spec.rejections import Reason, Rejected

STEP, CEILING = 15_000_000_000, 60_000_000_000


def test_weights_and_rewards_are_those_of_go(go_values):
    for case in go_values["pip22"]:
        steps = stake_bin(case["stake"], case["floor"], case["ceiling"])
        weight = stake_weight(steps, decimal_from_text(case["exponent"]), decimal_from_text(case["weight_multiplier"]))
        assert (str(steps), decimal_text(weight)) == (case["bin"], case["weight"])
        assert str(relay_reward(case["relays"], case["rttm"], weight)) == case["coins"]


def test_a_reward_with_uneven_parameters_is_that_of_go():
    weight = stake_weight(
        stake_bin(45_000_000_001, STEP, CEILING), decimal_from_text("0.70"), decimal_from_text("1.669")
    )
    assert decimal_text(weight) == "1.292791659661230186"
    assert relay_reward(1_234_567, 574, weight) == 916_125_766


def test_an_exponent_of_zero_weighs_all_stakes_alike():
    weights = {stake_weight(steps, 0, decimal_from_text("1.5")) for steps in (0, 1, 2, 4)}
    assert [relay_reward(7, 574, weight) for weight in weights] == [2678]


@pytest.mark.parametrize(("steps", "to_node"), [(1, 890_000), (2, 1_258_650), (3, 1_541_525), (4, 1_780_000)])
def test_the_nodes_part_is_that_of_pocket_cores_own_test(steps, to_node):
    # x/nodes/keeper/reward_test.go: exponent 0.5, 1000 uPOKT a relay, 1000 relays, 10 and 1 per cent
    coins = relay_reward(1000, 1000, stake_weight(steps, decimal_from_text("0.5"), ONE))
    assert reward_split(coins, 10, 1)[0] == to_node


@given(st.integers(0, 2**70), st.integers(1, 2**40), st.integers(0, 2**45))
def test_steps_are_those_of_stake_and_ceiling_cut_to_whole_steps(stake, step, ceiling):
    floored = min(stake - stake % step, ceiling - ceiling % step)
    assert stake_bin(stake, step, ceiling) == floored // step


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.integers(0, 10_000), st.integers(0, 10 * ONE))
def test_rewards_add_up_to_within_a_upokt(relays, more, rttm, weight):
    separate = relay_reward(relays, rttm, weight) + relay_reward(more, rttm, weight)
    assert relay_reward(relays + more, rttm, weight) - separate in {0, 1}


@given(st.integers(0, 10**15), st.integers(0, 60), st.integers(0, 40))
def test_a_split_loses_nothing_and_rounds_for_the_node(coins, dao, proposer):
    node, fees = reward_split(coins, dao, proposer)
    assert node + fees == coins
    assert 0 <= coins * (dao + proposer) - 100 * fees < 100


def test_splits_written_out():
    assert reward_split(1_000_001, 10, 5) == (850_001, 150_000)
    assert reward_split(7, 10, 1) == (7, 0)


@pytest.mark.parametrize(("exponent", "divisor"), [(-1, ONE), (ONE, 0), (ONE, -ONE)])
def test_weights_without_meaning_are_refused(exponent, divisor):
    with pytest.raises(Rejected) as caught:
        stake_weight(1, exponent, divisor)
    assert caught.value.reason is Reason.MORSE_PARAM_INVALID


def test_steps_of_zero_are_refused():
    with pytest.raises(Rejected) as caught:
        stake_bin(1, 0, 1)
    assert caught.value.reason is Reason.MORSE_PARAM_INVALID
