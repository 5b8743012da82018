"""`pocket-spec verify`: captures made from labels, captures of the network, and captures that are none."""

import base64
import copy
import io
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from pocket_conformance import verify
from pocket_conformance.errors import UserError
from pocket_conformance.generate import claim_proof as made
from pocket_conformance.generate.chain import migration
from pocket_conformance.replay.claims import attributes_of as attributes_by_name
from pocket_conformance.replay.synthetic import captured
from pocket_conformance.verify.parameters import common_part, targets_of_estimate
from pocket_spec.claims.messages import CLAIM, MSG_CREATE_CLAIM, MSG_SUBMIT_PROOF, MsgCreateClaim
from pocket_spec.encoding.proto import decode, encode
from pocket_spec.morse.messages import MSG_CLAIM_MORSE_SUPPLIER
from pocket_spec.relay.difficulty import BASE_TARGET, scale_up
from pocket_spec.releases.v0_1_35 import RULES

SECP256K1 = "/cosmos.crypto.secp256k1.PubKey"
SEED = made.stream_bytes("claim/seed block/0", 32)


def amount_text(number):
    return json.dumps({"denom": "upokt", "amount": str(number)})


def record_text(header, name, payload):
    fields = {field: str(getattr(header, field)) for field in header.__dataclass_fields__}
    encoded = base64.b64encode(payload).decode()
    return json.dumps({"supplier_operator_address": made.SUPPLIER, "session_header": fields, name: encoded})


def proof_case():
    submission = made._ordinary(0)
    claim, message = submission.claim, submission.message
    attributes = {
        "claim": record_text(made.HEADER, "root_hash", claim.root_hash),
        "proof": record_text(made.HEADER, "closest_merkle_proof", message.proof),
        "num_relays": '"1"',
        "num_claimed_compute_units": '"2147"',
        "num_estimated_compute_units": '"2147"',
        "claimed_upokt": amount_text(2147 * 42 // 1000),
        "msg_index": "0",
    }
    return {
        "height": 1300,
        "type_url": "/pocket.proof.MsgSubmitProof",
        "msg": encode(MSG_SUBMIT_PROOF, message).hex(),
        "signer_public_keys": [{"type_url": SECP256K1, "key": made.SUPPLIER_PUBLIC_KEY.hex()}],
        "claim_after": encode(CLAIM, claim).hex(),
        "tx_events": [{"type": "pocket.proof.EventProofSubmitted", "attributes": attributes}],
        "seed_block_hash": SEED.hex(),
        "target_hash": "ff" * 32,
        "compute_units_to_tokens_multiplier": "42",
        "compute_unit_cost_granularity": "1000",
    }


def claim_case(relays, target=BASE_TARGET, multiplier=33482, service="eth", *, newer=False):
    """A claim as the network announces it: the estimate is what is claimed; newer releases estimate the relays."""
    compute_units = relays * made.COMPUTE_UNITS
    header = made.replace(made.HEADER, service_id=service)
    root_hash = bytes(32) + compute_units.to_bytes(8, "big") + relays.to_bytes(8, "big")
    attributes = {
        "claim": record_text(header, "root_hash", root_hash),
        "num_relays": json.dumps(str(relays)),
        "num_claimed_compute_units": json.dumps(str(compute_units)),
        "num_estimated_compute_units": json.dumps(str(compute_units)),
        "claimed_upokt": json.dumps(f"{compute_units * BASE_TARGET * multiplier // (target * 10**6)}upokt"),
        "service_id": json.dumps(service),
    }
    if newer:
        attributes["num_estimated_relays"] = json.dumps(str(scale_up(compute_units, target) // made.COMPUTE_UNITS))
    return {
        "type_url": "/pocket.proof.MsgCreateClaim",
        "msg": encode(MSG_CREATE_CLAIM, MsgCreateClaim(made.SUPPLIER, header, root_hash)).hex(),
        "event": {"type": "pocket.proof.EventClaimCreated", "attributes": attributes},
    }


@pytest.fixture
def verified(tmp_path):
    def of(*cases, **document):
        path = tmp_path / "capture.json"
        path.write_text(json.dumps({"network": "made up", "cases": list(cases), **document}))
        return verify.rows_of([path])

    return of


def attributes_of(case):
    return case["tx_events"][0]["attributes"] if "tx_events" in case else case["event"]["attributes"]


def altered(case, **changes):
    """Return the case with some of its fields, or of its event's attributes, changed; None takes a field away."""
    result = copy.deepcopy(case)
    for name, value in changes.items():
        place = attributes_of(result) if name in attributes_of(result) else result
        if value is None:
            del place[name]
        else:
            place[name] = value
    return result


def test_a_proof_with_everything_given_is_verified_without_reservations(verified):
    (row,) = verified(proof_case())
    assert (row.verdict, row.detail, row.notes) == ("verified", "", ())
    assert row.identity["supplier_operator_address"] == made.SUPPLIER
    assert row.figures == {"num_relays": 1, "claimed_compute_units": 2147}


@pytest.mark.parametrize(
    ("changes", "verdict", "detail"),
    [
        ({"num_relays": '"2"'}, "differs", "num_relays: derived 1, announced 2"),
        ({"num_claimed_compute_units": '"2146"'}, "differs", "num_claimed_compute_units: derived 2147"),
        ({"num_estimated_compute_units": '"2148"'}, "differs", "num_estimated_compute_units: derived 2147"),
        ({"claimed_upokt": amount_text(91)}, "differs", "claimed_upokt: derived 90, announced 91"),
        ({"seed_block_hash": "00" * 32}, "rejected", "PROOF_PATH_MISMATCH"),
        ({"target_hash": "00" * 31 + "01"}, "rejected", "PROOF_RELAY_DIFFICULTY"),
        ({"msg": "0a"}, "rejected", "PROTO_MALFORMED"),
        ({"claim_after": ""}, "rejected", "PROOF_CLAIM_NOT_FOUND"),
        ({"signer_public_keys": []}, "not decidable", "supplier signature"),
        ({"signer_public_keys": [{"type_url": "/other", "key": made.SUPPLIER_PUBLIC_KEY.hex()}]}, "not decidable", ""),
        ({"signer_public_keys": [{"type_url": SECP256K1, "key": "02" * 33}]}, "not decidable", "supplier signature"),
    ],
)
def test_one_change_to_a_proof_is_reported(verified, changes, verdict, detail):
    (row,) = verified(altered(proof_case(), **changes))
    assert row.verdict == verdict
    assert row.detail.startswith(detail)


def test_an_undecidable_signature_does_not_hide_a_wrong_root(verified):
    other = encode(CLAIM, made.replace(made._ordinary(0).claim, root_hash=made._ordinary(4).claim.root_hash))
    (row,) = verified(altered(proof_case(), signer_public_keys=[], claim_after=other.hex()))
    assert (row.verdict, row.detail.split(":")[0]) == ("rejected", "PROOF_ROOT_MISMATCH")


def test_what_a_capture_leaves_out_is_said(verified):
    (row,) = verified(altered(proof_case(), seed_block_hash=None, target_hash=None, tx_events=None))
    assert row.verdict == "verified"
    assert [note.split(":")[0] for note in row.notes] == ["difficulty", "path"]


def test_the_copies_in_the_event_are_compared(verified):
    header = made.replace(made.HEADER, session_end_block_height=9)
    wrong = {
        "claim": record_text(made.HEADER, "root_hash", bytes(48)),
        "proof": record_text(header, "closest_merkle_proof", made._ordinary(0).message.proof),
    }
    details = [verified(altered(proof_case(), **{name: text}))[0].detail for name, text in wrong.items()]
    assert [detail.split(":")[0] for detail in details] == ["claim.root_hash", "proof.session_end_block_height"]


def test_the_event_of_this_proof_is_found_among_those_of_a_batch(verified):
    case = proof_case()
    other = copy.deepcopy(case["tx_events"][0])
    other["attributes"]["proof"] = record_text(made.OTHER_HEADERS[2][1], "closest_merkle_proof", b"")
    other["attributes"]["num_relays"] = '"7"'
    case["tx_events"].insert(0, other)
    assert verified(case)[0].verdict == "verified"


GIVEN = {"compute_units_to_tokens_multiplier": "33482", "compute_unit_cost_granularity": "1000000"}
HARDER = BASE_TARGET // 3 + 12345


def test_claims_of_several_difficulties_are_explained_by_one_price(verified):
    cases = [claim_case(relays) for relays in (1000, 2003, 30011, 400009)]
    cases += [claim_case(2003, service="poly")]
    cases += [claim_case(relays, HARDER, service="solana") for relays in (100, 200003)]
    rows = verified(*cases)
    assert [row.verdict for row in rows] == ["verified"] * 7
    assert "multiplier 33482, the only one at granularity 1000000" in rows[0].notes[-1]
    assert [row.notes[0] for row in rows[:5]] == ["inferred: the base target hash, ff..ff"] * 5
    for row in rows[5:]:
        low, high = re.fullmatch("inferred: a target hash from ([0-9a-f]{64}) to ([0-9a-f]{64})", row.notes[0]).groups()
        assert int(low, 16) <= HARDER <= int(high, 16)


def test_estimates_of_relays_tell_the_difficulty(verified):
    cases = [claim_case(relays, newer=True) for relays in (1000, 400009)]
    cases += [claim_case(relays, HARDER, service="solana", newer=True) for relays in (100, 200003)]
    rows = verified(*cases)
    assert [row.verdict for row in rows] == ["verified"] * 4
    assert "multiplier 33482, the only one at granularity 1000000" in rows[0].notes[-1]
    assert f"{HARDER:064x}"[:4] in rows[3].notes[0]


def test_a_claim_at_a_harder_target_needs_more_than_its_price(verified):
    alone, newer = ({**claim_case(1000, HARDER, newer=newer), **GIVEN} for newer in (False, True))
    (row,) = verified(alone)
    assert (row.verdict, row.detail.split(":")[0]) == ("not decidable", "claimed_upokt")
    assert [row.verdict for row in verified(newer)] == ["verified"]
    assert [row.verdict for row in verified({**alone, "target_hash": f"{HARDER:064x}"})] == ["verified"]
    assert [row.verdict for row in verified({**alone, "target_hash": f"{2 * HARDER:064x}"})] == ["differs"]
    assert [row.verdict for row in verified(alone, {**claim_case(2003, HARDER), **GIVEN})] == ["verified"] * 2
    assert [row.verdict for row in verified(alone, {**claim_case(2003, HARDER // 2), **GIVEN})] == ["not decidable"] * 2


@pytest.mark.parametrize("newer", [False, True])
@pytest.mark.parametrize("position", range(3))
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("num_claimed_compute_units", '"77"'),
        ("num_estimated_compute_units", '"6441000"'),
        ("claimed_upokt", '"77upokt"'),
        ("claimed_upokt", '"9999999upokt"'),
        ("num_estimated_relays", '"77"'),
        ("num_estimated_relays", '"99999999"'),
    ],
)
def test_a_figure_planted_into_claims_at_a_harder_target_is_found(verified, newer, position, name, value):
    """6441000 is the estimate of the first claim, scaled up, which the network does not announce."""
    if name == "num_estimated_relays" and not newer:
        return
    cases = [{**claim_case(relays, HARDER, newer=newer), **GIVEN} for relays in (1000, 2003, 30011)]
    cases[position] = altered(cases[position], **{name: value})
    rows = verified(*cases)
    assert [row.number for row in rows if row.verdict != "verified"] == [position + 1]
    assert rows[position].verdict == "differs"
    assert rows[position].detail.startswith(f"{name}: ")


def test_a_price_below_that_of_the_base_target_differs(verified):
    case = claim_case(1000, HARDER, newer=True)
    (row,) = verified({**altered(claim_case(1000), claimed_upokt='"71884upokt"'), **GIVEN})
    assert (row.verdict, row.detail) == ("differs", "claimed_upokt: derived 71885 or more, announced 71884")
    (row,) = verified({**altered(case, num_estimated_relays='"999"'), **GIVEN})
    assert row.detail.startswith("num_estimated_relays: derived 1000 or more")


def test_services_at_a_harder_target_do_not_make_others_differ(verified):
    """Three claims to one service outnumber one to another, and say no more of the price."""
    rows = verified(*(claim_case(relays, HARDER) for relays in (1000, 2003, 30011)), claim_case(1000, service="poly"))
    assert [row.verdict for row in rows] == ["not decidable"] * 4


@given(
    st.lists(st.tuples(st.sampled_from("abcd"), st.integers(1, 10**6), st.booleans()), min_size=1, max_size=8),
    st.fixed_dictionaries({service: st.integers(BASE_TARGET // 50, BASE_TARGET) for service in "abcd"}),
)
def test_what_the_network_announces_never_differs(tmp_path_factory, claims, targets):
    cases = [
        {**claim_case(relays, targets[service], service=service, newer=newer), **GIVEN}
        for service, relays, newer in claims
    ]
    path = tmp_path_factory.mktemp("claims") / "capture.json"
    path.write_text(json.dumps({"cases": cases}))
    rows = verify.rows_of([path])
    assert {row.verdict for row in rows} <= {"verified", "not decidable"}
    for row, (service, _, newer) in zip(rows, claims, strict=True):
        confirmed = newer or targets[service] == BASE_TARGET
        assert row.verdict == "verified" or not confirmed


@pytest.mark.parametrize("position", range(5))
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("num_relays", '"77"'),
        ("num_claimed_compute_units", '"77"'),
        ("num_estimated_compute_units", '"77"'),
        ("num_estimated_compute_units", '"9999999"'),
        ("claimed_upokt", '"77upokt"'),
        ("claimed_upokt", amount_text(2**200)),
        ("service_id", '"other"'),
    ],
)
def test_a_planted_figure_is_reported_in_its_row_and_no_other(verified, position, name, value):
    cases = [claim_case(relays) for relays in (1000, 2003, 30011, 400009, 500111)]
    cases[position] = altered(cases[position], **{name: value})
    rows = verified(*cases)
    assert [row.number for row in rows if row.verdict != "verified"] == [position + 1]
    assert rows[position].verdict == "differs"
    assert rows[position].detail.startswith(f"{name}: ")


def test_rows_that_agree_on_no_price_are_not_decidable(verified):
    rows = verified(claim_case(1000), claim_case(1000, multiplier=99999))
    assert [row.verdict for row in rows] == ["not decidable"] * 2
    assert verify.exit_code(rows) == 0


def test_given_prices_are_taken_at_their_word(verified):
    given = {"compute_units_to_tokens_multiplier": "33483", "compute_unit_cost_granularity": "1000000"}
    rows = verified({**claim_case(400009), **given}, claim_case(400009))
    assert [row.verdict for row in rows] == ["differs", "verified"]
    assert verify.exit_code(rows) == 1


def test_an_estimate_and_its_targets_are_each_others_inverse():
    for target in (1, 2**200 + 7, BASE_TARGET // 3, BASE_TARGET):
        for claimed in (1, 1579, 2**40 + 1):
            found = targets_of_estimate(claimed, scale_up(claimed, target))
            assert found.lowest <= target <= found.highest
            assert scale_up(claimed, found.lowest) == scale_up(claimed, found.highest) == scale_up(claimed, target)
            if found.lowest > 1:
                assert scale_up(claimed, found.lowest - 1) > scale_up(claimed, target)
    assert targets_of_estimate(10, 9) is None


def test_the_common_part_is_what_more_than_half_share():
    assert common_part([]) is None
    assert common_part([(1, 5), (2, 9)]) == (2, 5)
    assert common_part([(1, 2), (5, 9)]) is None
    assert common_part([(1, 3), (5, 9), (6, 8)]) == (6, 8)
    assert common_part([(1, 3), (3, 4)]) is None


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        ("", "not JSON"),
        ("{", "not JSON"),
        ("[]", "not a capture; verify reads"),
        ('{"app_state": {}}', "not a capture; verify reads"),
        ('{"cases": 1}', "not a capture"),
        ('{"cases": []}', "no cases"),
        ('{"cases": [1]}', "case 1: expected an object, got a number"),
        ('{"cases": [{"type_url": "/x"}]}', "case 1.type_url: '/x' is not one of"),
        ('{"cases": [{}]}', "case 1.type_url"),
        ('{"cases": [{}], "more": 1}', "more: unknown field"),
        ('{"cases": [{}], "network": 1}', "network: expected a string"),
        ('{"cases": [{"height": 1.5}]}', "not an integer: 1.5"),
        ('{"cases": [{"type_url": "/pocket.proof.MsgCreateClaim", "msg": "0"}]}', "case 1.msg: hex of odd length"),
        ('{"cases": [{"type_url": "/pocket.proof.MsgCreateClaim"}]}', "case 1.msg: missing"),
        ('{"cases": [{"type_url": "/pocket.proof.MsgSubmitProof", "msg": ""}]}', "case 1.signer_public_keys: missing"),
        ('{"cases": [{"type_url": "/pocket.proof.MsgCreateClaim", "msg": "", "x": 1}]}', "case 1.x: unknown field"),
    ],
)
def test_an_unusable_file_is_one_line_that_names_file_and_field(tmp_path, document, problem):
    path = tmp_path / "capture.json"
    path.write_text(document)
    with pytest.raises(UserError) as caught:
        verify.rows_of([path])
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    assert problem in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("num_relays", "1.5", "attributes.num_relays: not an integer"),
        ("num_relays", '"-1"', "attributes.num_relays: -1 is outside"),
        ("num_relays", "{", "attributes.num_relays: not JSON"),
        ("claimed_upokt", '"5"', "attributes.claimed_upokt: expected an amount of upokt"),
        ("claimed_upokt", '"5uatom"', "attributes.claimed_upokt: expected an amount of upokt"),
        ("claim", "[]", "attributes.claim: expected an object"),
        (
            "claim",
            record_text(made.HEADER, "root_hash", b"").replace('""', '"%"'),
            "attributes.claim.root_hash: not base64",
        ),
    ],
)
def test_an_unreadable_attribute_is_named(verified, name, text, problem):
    for case in (proof_case(), claim_case(5)):
        with pytest.raises(UserError) as caught:
            verified(altered(case, **{name: text}))
        assert f"case 1.{problem}" in str(caught.value)


def test_one_price_parameter_without_the_other_is_refused(verified):
    with pytest.raises(UserError, match="case 1: multiplier and granularity go together"):
        verified({**claim_case(5), "compute_units_to_tokens_multiplier": "1"})


def test_a_missing_file_is_one_line(tmp_path):
    with pytest.raises(UserError, match=r"absent\.json: No such file"):
        verify.rows_of([tmp_path / "absent.json"])


def test_hostile_text_reaches_neither_terminal_nor_markup(verified):
    service = "\x1b[31m[bold]\udcff"
    header = made.replace(made.HEADER, service_id=service)
    case = {**claim_case(5), "msg": encode(MSG_CREATE_CLAIM, MsgCreateClaim(made.SUPPLIER, header, None)).hex()}
    rows = verified(case)
    assert rows[0].verdict == "rejected"
    screen = io.StringIO()
    Console(file=screen, width=200).print(verify.table(rows))
    assert "\x1b" not in screen.getvalue()
    assert "[bold]" in screen.getvalue()
    json.dumps(verify.to_json(rows)).encode("ascii")


MORSE_CLAIMED = "pocket.migration.EventMorseSupplierClaimed"


@pytest.fixture(scope="module")
def morse_claims():
    """The claims of Morse nodes that the state machine accepts, with its events, by the signer's kind."""
    found = {}
    for case in migration.cases():
        if case.op != "claim_morse_supplier" or set(case.input) != {"state", "message"}:
            continue
        block = captured(case.input["state"], [case.input["message"]], RULES, ends=False)
        if block.results[0].code == 0:
            events = [{"type": held.type, "attributes": attributes_by_name(held)} for held in block.results[0].events]
            message = encode(MSG_CLAIM_MORSE_SUPPLIER, case.input["message"].value)
            name = "/pocket.migration.MsgClaimMorseSupplier"
            claim = {
                "type_url": name,
                "msg": message.hex(),
                "tx_events": [e for e in events if e["type"] == MORSE_CLAIMED],
            }
            kind = json.loads(claim["tx_events"][0]["attributes"]["claim_signer_type"])
            found.setdefault(kind.rpartition("SIGNED_BY_")[2], []).append(claim)
    return found


def test_what_a_morse_claim_says_of_its_signer_decides_nothing(morse_claims, verified):
    """Nodes, nodes of owners and owners sign; none of the messages says that its signer is the output address."""
    assert set(morse_claims) == {"NODE_ADDR", "OWNER"}
    claims = [claim for kind in morse_claims.values() for claim in kind]
    assert not any(
        decode(MSG_CLAIM_MORSE_SUPPLIER, bytes.fromhex(claim["msg"])).signer_is_output_address for claim in claims
    )
    assert {row.verdict for row in verified(*claims)} == {"verified"}


@pytest.mark.parametrize(
    ("kind", "name", "value", "field"),
    [
        ("NODE_ADDR", "morse_output_address", "node", "claim_signer_type"),
        ("OWNER", "morse_output_address", "", "morse_node_address"),
        ("OWNER", "morse_output_address", "00" * 20, "morse_node_address"),
        (
            "OWNER",
            "claim_signer_type",
            "MORSE_SUPPLIER_CLAIM_SIGNER_TYPE_CUSTODIAL_SIGNED_BY_NODE_ADDR",
            "claim_signer_type",
        ),
        ("NODE_ADDR", "claim_signer_type", "MORSE_SUPPLIER_CLAIM_SIGNER_TYPE_UNSPECIFIED", "claim_signer_type"),
    ],
)
def test_another_announced_signer_of_a_morse_claim_differs(morse_claims, verified, kind, name, value, field):
    claim = copy.deepcopy(morse_claims[kind][0])
    attributes = attributes_of(claim)
    attributes[name] = attributes["morse_node_address"] if value == "node" else json.dumps(value)
    (row,) = verified(claim)
    assert (row.verdict, row.detail.split(":")[0]) == ("differs", field)


def mainnet_files(directory):
    names = ("proofs_135297.json", "claims_161155.json", "morse_supplier_claims_96606.json")
    return [directory / name for name in names]


def test_everything_captured_from_the_network_verifies(mainnet_directory):
    rows = verify.rows_of(mainnet_files(mainnet_directory))
    assert len(rows) == 4 + 16 + 8
    assert {row.verdict for row in rows} == {"verified"}
    assert verify.exit_code(rows) == 0
    claims = [row for row in rows if row.kind == "claim"]
    assert {row.notes[-1] for row in claims} == {
        "inferred: multiplier 33482, the only one at granularity 1000000 that explains the rows"
    }


@pytest.mark.parametrize("number", [1, 7, 16])
@pytest.mark.parametrize("name", ["num_relays", "num_estimated_compute_units", "claimed_upokt"])
def test_a_figure_planted_into_the_networks_claims_is_found(mainnet_directory, tmp_path, number, name):
    document = json.loads((mainnet_directory / "claims_161155.json").read_text())
    document["cases"][number - 1]["event"]["attributes"][name] = '"1upokt"' if name == "claimed_upokt" else '"1"'
    path = tmp_path / "claims.json"
    path.write_text(json.dumps(document))
    failed = [row for row in verify.rows_of([path]) if row.verdict != "verified"]
    assert [(row.number, row.verdict, row.detail.split(":")[0]) for row in failed] == [(number, "differs", name)]


def test_a_corrupted_morse_claim_is_found(mainnet_directory, tmp_path):
    document = json.loads((mainnet_directory / "morse_supplier_claims_96606.json").read_text())
    message = bytearray.fromhex(document["cases"][4]["msg"])
    message[3] ^= 1
    document["cases"][4]["msg"] = message.hex()
    path = tmp_path / "morse.json"
    path.write_text(json.dumps(document))
    assert [row.number for row in verify.rows_of([path]) if row.verdict == "rejected"] == [5]


@pytest.mark.parametrize("name", ["shannon_genesis.json", "morse_genesis.json", "blocks/block-135836-meta"])
def test_other_data_of_the_network_is_refused_in_a_line_that_says_what_is_read(mainnet_directory, name):
    with pytest.raises(UserError, match="verify reads JSON captures"):
        verify.rows_of([mainnet_directory / name])
