"""The page of invariants is what the catalogue says."""

from pathlib import Path

from pocket_conformance.invariants_page import to_json, to_markdown
from pocket_spec.invariants import CATALOGUE

PAGE = Path(__file__).resolve().parents[2] / "docs" / "invariants.md"


def test_the_page_is_made_from_the_catalogue():
    assert PAGE.read_text() == to_markdown()


def test_machines_get_all_of_it():
    assert {entry["id"] for entry in to_json()} == {invariant.id for invariant in CATALOGUE}
