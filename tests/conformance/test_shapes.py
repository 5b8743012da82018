"""Shapes parse what they render, agree with their own JSON Schema, and name the field that is wrong."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from pocket_conformance import strict_json
from pocket_conformance.shapes import (
    BOOLEAN,
    DEC,
    HEIGHT,
    HEX,
    INT64,
    TEXT,
    UINT64,
    ShapeError,
    array,
    choice,
    hex_of,
    integer,
    nullable,
    record,
    table,
)

EVERYTHING = record(
    {
        "key": HEX,
        "hash": hex_of(2),
        "flag": BOOLEAN,
        "kind": choice("smst", "smt"),
        "weight": UINT64,
        "signed": INT64,
        "height": HEIGHT,
        "share": DEC,
        "list": array(nullable(HEX)),
        "amounts": table(UINT64),
        "note": TEXT,
        "count": nullable(UINT64),
    },
    optional=("count",),
)

VALUES = st.fixed_dictionaries(
    {
        "key": st.binary(max_size=8),
        "hash": st.binary(min_size=2, max_size=2),
        "flag": st.booleans(),
        "kind": st.sampled_from(["smst", "smt"]),
        "weight": st.integers(0, 2**64 - 1),
        "signed": st.integers(-(2**63), 2**63 - 1),
        "height": st.integers(-(2**63), 2**63 - 1),
        "share": st.sampled_from(["0", "0.975", "-1.50", "12"]),
        "list": st.lists(st.none() | st.binary(max_size=3), max_size=3),
        "amounts": st.dictionaries(st.text(max_size=3).filter(str.isascii), st.integers(0, 2**64 - 1), max_size=3),
        "note": st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=5),
    },
    optional={"count": st.none() | st.integers(0, 2**64 - 1)},
)


@given(VALUES)
def test_parse_inverts_render_and_the_schema_accepts_what_is_rendered(value):
    rendered = json.loads(json.dumps(EVERYTHING.render(value)))
    assert EVERYTHING.parse(rendered, "input") == value
    Draft202012Validator(EVERYTHING.schema()).validate(rendered)


@pytest.mark.parametrize(
    ("shape", "value", "problem"),
    [
        (HEX, "abc", "hex of odd length 3"),
        (HEX, "AB", "not lower-case hex"),
        (HEX, "zz", "not lower-case hex"),
        (HEX, None, "expected a hex string, got null"),
        (hex_of(2), "00", "expected 2 bytes, got 1"),
        (BOOLEAN, 1, "expected true or false, got a number"),
        (choice("a", "b"), "c", "expected one of a, b, got 'c'"),
        (TEXT, "\ud800", "a lone surrogate is not text"),
        (UINT64, "-1", r"-1 is outside \[0, 18446744073709551615\]"),
        (UINT64, "01", "not a decimal integer"),
        (UINT64, "1\n", "not a decimal integer"),
        (UINT64, " 1", "not a decimal integer"),
        (UINT64, "1" * 500, "not a decimal integer"),
        (UINT64, True, "expected an integer, got a boolean"),
        (UINT64, 2**53 + 1, "must be a decimal string"),
        (integer(1, 5), 6, r"6 is outside \[1, 5\]"),
        (DEC, "1e5", "expected a decimal fraction"),
        (DEC, 1, "expected a decimal fraction"),
        (array(HEX), None, "expected a list, got null"),
        (array(HEX), ["00", "0"], r"input\[1\]: hex of odd length 1"),
        (table(UINT64), {"a": "x"}, "input.a: not a decimal integer"),
        (table(UINT64), [], "expected an object, got a list"),
        (record({"a": HEX}), {"a": "", "b": 1}, "input.b: unknown field"),
        (record({"a": HEX}), {}, "input.a: missing"),
        (record({"a": HEX}), "x", "expected an object, got a string"),
    ],
)
def test_a_wrong_value_is_named(shape, value, problem):
    with pytest.raises(ShapeError, match=problem):
        shape.parse(value, "input")


def test_numbers_up_to_2_to_the_53_travel_as_numbers_and_beyond_as_strings():
    assert HEIGHT.render(2**53) == 2**53
    assert HEIGHT.render(2**53 + 1) == str(2**53 + 1)
    assert HEIGHT.parse("5", "input") == HEIGHT.parse(5, "input") == 5


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{", "not JSON: .* at line 1, column 2"),
        ('{"a":1,"a":2}', "duplicate field 'a'"),
        ("NaN", "NaN is not JSON"),
        ("1.5", "not an integer: 1.5"),
        ("1e400", "not an integer"),
        ("[" * 100_000, "nested too deeply"),
        ("9" * 5000, "too many digits"),
        (b'"\xff"', "not UTF-8 at byte 1"),
        ("", "not JSON"),
    ],
)
def test_json_that_is_not_strict_is_refused_in_one_line(text, problem):
    with pytest.raises(strict_json.JsonError, match=problem) as caught:
        strict_json.loads(text)
    assert "\n" not in str(caught.value)
