"""What the vectors call a finding is on the page of findings."""

import json
import re
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]


def test_every_finding_of_the_vectors_is_on_the_page():
    page = (REPOSITORY / "docs" / "findings.md").read_text()
    listed = set(re.findall(r"^\| (B\d+) \|", page, re.MULTILINE))
    documents = [json.loads(path.read_text()) for path in sorted((REPOSITORY / "vectors").glob("*/*.json"))]
    notes = [note for document in documents for note in document.get("notes", {}).values()]
    named = {note["finding"] for note in notes if "finding" in note}
    assert named
    assert named <= listed
