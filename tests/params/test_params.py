"""Parameter sets: the published ones, files, and files that are none."""

import json
from datetime import date

import pytest
from click.testing import CliRunner

from pocket_conformance import params
from pocket_conformance.cli import cli
from pocket_conformance.errors import UserError
from pocket_spec.state.coin import upokt
from pocket_spec.state.state import State


def test_mainnet_is_what_the_captured_files_say(mainnet_directory):
    paths = sorted((mainnet_directory / "params").glob("*.json"))
    assert len(paths) == 8
    assert params.load([str(path) for path in paths]).params == params.load(["mainnet"]).params


@pytest.mark.parametrize("name", params.PUBLISHED)
def test_every_value_has_a_source_and_a_day(name):
    for row in params.rows(params.load([name])):
        derived = row["name"] in {"session_grid_anchor_height", "session_number_at_anchor"}
        if row["module"] == "migration" or derived:
            assert row["source"] == params.DEFAULT_SOURCE
        else:
            assert row["source"].startswith("poktroll ")
            assert date(2025, 6, 1) < date.fromisoformat(row["since"]) < date(2027, 1, 1)


def test_a_set_is_applied_to_a_state():
    state = params.load(["mainnet"]).applied(State())
    assert state.application_params.min_stake == upokt(1_000_000_000)
    assert state.tokenomics_params.mint_ratio == 0.975
    assert params.load(["default"]).applied(state) == State()


def write(tmp_path, document):
    path = tmp_path / "params.json"
    path.write_text(document if isinstance(document, str) else json.dumps(document))
    return str(path)


def test_own_form_with_and_without_days(tmp_path):
    plain = write(tmp_path, {"gateway": {"min_stake": {"denom": "upokt", "amount": "7"}}})
    assert params.load([plain]).params["gateway"].min_stake == upokt(7)
    dated = {"value": {"denom": "upokt", "amount": "8"}, "since": "2026-01-01"}
    loaded = params.load([write(tmp_path, {"source": "here", "modules": {"gateway": {"min_stake": dated}}})])
    assert loaded.params["gateway"].min_stake == upokt(8)
    assert loaded.origins["gateway", "min_stake"] == params.Origin("here", "2026-01-01")


def test_a_transaction_may_hold_several_messages_and_camel_case(tmp_path):
    messages = [
        {"@type": "/pocket.session.MsgUpdateParams", "params": {"numSuppliersPerSession": 9}},
        {"@type": "/pocket.proof.MsgUpdateParams", "params": {"proof_request_probability": 1e-3}},
    ]
    loaded = params.load([write(tmp_path, {"body": {"messages": messages}})])
    assert loaded.params["session"].num_suppliers_per_session == 9
    assert loaded.params["proof"].proof_request_probability == 0.001
    assert loaded.origins["session", "num_suppliers_per_session"].source.endswith("params.json")


@pytest.mark.parametrize(
    ("document", "complaint"),
    [
        ("{", "not JSON"),
        ([], "expected a transaction"),
        ({}, "expected a transaction"),
        ({"body": {"messages": []}}, "expected a transaction"),
        (
            {"body": {"messages": [{"@type": "/cosmos.bank.v1beta1.MsgUpdateParams", "params": {}}]}},
            "no MsgUpdateParams",
        ),
        ({"nix": {}}, "no module"),
        ({"gateway": {"nix": 1}}, "unknown field"),
        ({"gateway": {"min_stake": "7"}}, "expected an object"),
        ({"gateway": {"min_stake": {"denom": "upokt", "amount": "0"}}}, "may not set"),
        ({"proof": {"proof_request_probability": 1.5}}, "may not set"),
        ({"proof": {"proof_request_probability": "NaN"}}, "not a number"),
    ],
)
def test_what_is_no_set_is_one_line(tmp_path, document, complaint):
    with pytest.raises(UserError, match=complaint) as caught:
        params.load([write(tmp_path, document)])
    assert "\n" not in str(caught.value)


def test_names_go_alone(tmp_path):
    with pytest.raises(UserError, match="goes alone"):
        params.load(["mainnet", write(tmp_path, {"gateway": {}})])


def test_command_line():
    shown = CliRunner().invoke(cli, ["params", "show", "--json"])
    rows = {(row["module"], row["name"]): row for row in json.loads(shown.output)["parameters"]}
    assert rows["shared", "num_blocks_per_session"]["value"] == "20"
    table = CliRunner().invoke(cli, ["params", "show", "--params", "beta"])
    assert "supplier_unbonding_period_sessions" in table.output
