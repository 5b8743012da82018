"""The vectors of the migration: refused exactly where a flag says so, and every flag is used."""

import pytest

from pocket_conformance.generate.chain import bank, migration
from pocket_conformance.operations.chain import OPERATIONS
from pocket_spec.rejections import Rejected

RUN = {operation.op: operation.run for operation in OPERATIONS}
NOTES = {**bank.NOTES, **migration.NOTES}
CASES = list(migration.cases())


def test_a_case_is_refused_exactly_if_a_flag_is_a_defect():
    wrong = []
    for case in CASES:
        try:
            RUN[case.op](dict(case.input))
        except Rejected:
            refused = True
        else:
            refused = False
        if refused != any(NOTES[flag].kind == "defect" for flag in case.flags):
            wrong.append((case.op, case.comment, case.flags))
    assert wrong == []


@pytest.mark.parametrize("flag", migration.NOTES)
def test_every_flag_is_on_a_case_or_a_scenario(flag):
    from pocket_conformance.generate.chain.scene import SCENARIOS  # noqa: PLC0415 - filled by importing the area

    assert any(flag in case.flags for case in CASES) or any(flag in flags for _, flags in SCENARIOS)
