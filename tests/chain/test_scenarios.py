"""Every scenario plays through: what it asserts holds, and the supply is what the balances sum to after every block."""

import pytest

from pocket_conformance.generate.chain import areas  # noqa: F401 - defines the scenarios
from pocket_conformance.generate.chain.scene import SCENARIOS, play


@pytest.mark.parametrize("function", [function for function, _ in SCENARIOS], ids=lambda function: function.__name__)
def test_scenario(function):
    scene = play(function)
    assert scene.results
    assert "Given" in function.__doc__
    assert "When" in function.__doc__
    assert "Then" in function.__doc__
    for result in scene.results:
        assert result.state.supply == sum(result.state.balances.values())
