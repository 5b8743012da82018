"""What the vectors call a finding is on the page of findings."""

import json
import re
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]


def test_every_finding_of_the_vectors_is_on_the_page():
    page = (REPOSITORY / "docs" / "findings.md").read_text()
    listed = set(re.findall(r"^\| (B\d+) \|", page, re.MULTILINE))
    notes = [
        (path.name, flag, note)
        for path in sorted((REPOSITORY / "vectors").glob("*/*.json"))
        for flag, note in json.loads(path.read_text()).get("notes", {}).items()
        if isinstance(note, dict)
    ]
    named = {note["finding"] for _, _, note in notes if "finding" in note}
    assert named
    assert named <= listed
    assert [where for *where, note in notes if note["kind"] == "finding" and "finding" not in note] == []
