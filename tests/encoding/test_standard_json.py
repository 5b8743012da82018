"""Standard JSON of protobuf messages: what it leaves open, and there and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pocket_spec.claims.messages import CLAIM, Claim
from pocket_spec.encoding.standard_json import camel_case, from_standard_json, to_standard_json
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.state.coin import upokt
from pocket_spec.state.records.proof import PROOF_PARAMS, ProofParams
from pocket_spec.state.records.session import SESSION_MODULE_PARAMS, SessionModuleParams


def test_names_and_numbers():
    for written in (
        {"num_suppliers_per_session": 9},
        {"numSuppliersPerSession": "9"},
        {"num_suppliers_per_session": 1, "numSuppliersPerSession": 9},
    ):
        assert from_standard_json(SESSION_MODULE_PARAMS, written) == SessionModuleParams(9)
    assert from_standard_json(SESSION_MODULE_PARAMS, {"num_suppliers_per_session": None}) == SessionModuleParams()
    assert camel_case("relayMiningDifficultyList") == "relayMiningDifficultyList"


@pytest.mark.parametrize("written", ["1e-06", 0.000001, "0.000001"])
def test_floats(written):
    assert from_standard_json(PROOF_PARAMS, {"proof_request_probability": written}).proof_request_probability == 1e-6


@pytest.mark.parametrize(
    "written", [{"nix": 1}, {"proof_request_probability": True}, {"proof_request_probability": "x"}, [], {"root": 1}]
)
def test_malformed(written):
    with pytest.raises(Rejected) as caught:
        from_standard_json(PROOF_PARAMS, written)
    assert caught.value.reason is Reason.JSON_MALFORMED


def test_bytes_are_base_64():
    assert to_standard_json(CLAIM, Claim(root_hash=b"\x00\xff"))["root_hash"] == "AP8="
    with pytest.raises(Rejected):
        from_standard_json(CLAIM, {"root_hash": "AP8"})


@given(st.floats(0, 1), st.integers(0, 10**30), st.binary())
def test_there_and_back(probability, amount, root):
    params = ProofParams(probability, upokt(amount), None, upokt(0))
    assert from_standard_json(PROOF_PARAMS, to_standard_json(PROOF_PARAMS, params)) == params
    claim = Claim(root_hash=root or None)
    assert from_standard_json(CLAIM, to_standard_json(CLAIM, claim)) == claim
