"""What is left of kept verdicts when a case, a test or a rule changes."""

import json
import shutil
from pathlib import Path

import pytest

from pocket_conformance.mutation import digests
from pocket_conformance.mutation.digests import source_of
from pocket_conformance.mutation.model import Fate, Judgement, Mutant
from pocket_conformance.mutation.mutator import mutants
from pocket_conformance.mutation.rooms import Rooms
from pocket_conformance.mutation.store import Verdicts
from pocket_conformance.mutation.theorems import Theorems
from pocket_conformance.mutation.vectors import Vectors

MODULE = "pocket_spec.settlement.distribution"
MUTANTS = list(mutants(MODULE, source_of(MODULE)))[:2]
KILL = Judgement(Fate.KILLED, "distribution.revenue_share tcId 2: output: expected 1, got 2")
SURVIVAL = Judgement(Fate.SURVIVED, "9 cases")
LATE = Judgement(Fate.TIMEOUT, "no answer after 30 s")
CASES = "distribution/revenue_share.json"
REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture
def vectors(tmp_path: Path) -> Path:
    shutil.copytree(REPOSITORY / "vectors" / "distribution", tmp_path / "vectors" / "distribution")
    return tmp_path / "vectors"


def kept(rung: Vectors | Rooms | Theorems, directory: Path, *said: Judgement) -> None:
    """Keep a verdict about each of some mutants."""
    verdicts = Verdicts(directory, rung.name, MODULE, rung.there(MODULE))
    for mutant, judgement in zip(MUTANTS, said, strict=False):
        verdicts.keep(mutant, judgement, rung.needs(MODULE, judgement))


def left(rung: Vectors | Rooms | Theorems, directory: Path) -> set[Fate]:
    """Say which of them another run still finds."""
    verdicts = Verdicts(directory, rung.name, MODULE, rung.there(MODULE))
    return {found.fate for mutant in MUTANTS if (found := verdicts.find(mutant)) is not None}


def changed(vectors: Path, index: int) -> None:
    """Ask something else in a case."""
    path = vectors / CASES
    document = json.loads(path.read_text())
    document["cases"][index] |= {"input": {"changed": True}}
    path.write_text(json.dumps(document))


@pytest.mark.parametrize("other", [SURVIVAL, LATE])
def test_nothing_changes_and_everything_holds(vectors: Path, tmp_path: Path, other: Judgement) -> None:
    kept(Vectors(vectors, tmp_path), tmp_path, KILL, other)
    assert left(Vectors(vectors, tmp_path), tmp_path) == {Fate.KILLED, other.fate}


@pytest.mark.parametrize("other", [SURVIVAL, LATE])
def test_another_case_keeps_a_kill_alone(vectors: Path, tmp_path: Path, other: Judgement) -> None:
    kept(Vectors(vectors, tmp_path), tmp_path, KILL, other)
    changed(vectors, 0)
    assert left(Vectors(vectors, tmp_path), tmp_path) == {Fate.KILLED}


def test_a_killer_that_changes_takes_its_kill_along(vectors: Path, tmp_path: Path) -> None:
    kept(Vectors(vectors, tmp_path), tmp_path, KILL, SURVIVAL)
    changed(vectors, 1)
    assert not left(Vectors(vectors, tmp_path), tmp_path)


def test_a_case_before_the_killer_moves_it_and_keeps_the_kill(vectors: Path, tmp_path: Path) -> None:
    kept(Vectors(vectors, tmp_path), tmp_path, KILL, SURVIVAL)
    path = vectors / CASES
    document = json.loads(path.read_text())
    added = document["cases"][0] | {"input": {"added": True}}
    numbered = enumerate([added, *document["cases"]], 1)
    path.write_text(json.dumps(document | {"cases": [case | {"tcId": number} for number, case in numbered]}))
    assert left(Vectors(vectors, tmp_path), tmp_path) == {Fate.KILLED}


def test_a_kill_by_nobody_in_particular_needs_every_case(vectors: Path, tmp_path: Path) -> None:
    kept(Vectors(vectors, tmp_path), tmp_path, Judgement(Fate.KILLED, "the process died: -9"))
    assert left(Vectors(vectors, tmp_path), tmp_path) == {Fate.KILLED}
    changed(vectors, 0)
    assert not left(Vectors(vectors, tmp_path), tmp_path)


def test_a_changed_rule_leaves_nothing(vectors: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for rung in (Vectors(vectors, tmp_path), Rooms(REPOSITORY, tmp_path)):
        test = Judgement(Fate.KILLED, "tests/settlement/test_distribution.py::test")
        kept(rung, tmp_path, KILL if rung.name == "vectors" else test, SURVIVAL)
        assert left(rung, tmp_path) == {Fate.KILLED, Fate.SURVIVED}
    monkeypatch.setattr(digests, "rules_digest", lambda *_, **__: "of other rules")
    for rung in (Vectors(vectors, tmp_path), Rooms(REPOSITORY, tmp_path)):
        assert not left(rung, tmp_path)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Some tests of a room, what they share, and a test of another room."""
    for name in ("conftest.py", "support/shared.py", "settlement/test_a.py", "settlement/test_b.py", "smst/test_c.py"):
        path = tmp_path / "tests" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("A = 1\n")
    return tmp_path


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("smst/test_c.py", {Fate.KILLED, Fate.SURVIVED}),
        ("settlement/test_b.py", {Fate.KILLED}),
        ("settlement/test_new.py", {Fate.KILLED}),
        ("settlement/test_a.py", set()),
        ("support/shared.py", set()),
        ("conftest.py", set()),
    ],
)
def test_a_kill_needs_the_file_of_its_test(repository: Path, file: str, expected: set[Fate]) -> None:
    killer = Judgement(Fate.KILLED, "tests/settlement/test_a.py::test_it[1]")
    kept(Rooms(repository, repository), repository, killer, SURVIVAL)
    (repository / "tests" / file).write_text("A = 2\n")
    assert left(Rooms(repository, repository), repository) == expected


def test_a_kill_by_a_theorem_needs_its_room_alone() -> None:
    rung = Theorems()
    module = "pocket_spec.settlement.budget"
    room = "pocket_spec.settlement.budget_theorems"
    (needed,) = rung.needs(module, Judgement(Fate.KILLED, f"theorem {room}.capped_twice [1 of 2]: refuted"))
    (everything,) = rung.needs(module, SURVIVAL)
    assert {needed, everything} < rung.there(module)
    assert needed != everything
    (unknown,) = rung.needs(module, Judgement(Fate.KILLED, "the process died: -9"))
    assert unknown == everything


def written(path: Path, contract: str, body: str) -> tuple[str, str]:
    """Give the hashes of a rule, with its contracts and without."""
    path.write_text(f'@deal.{contract}\n@cache\ndef rule(a: int) -> int:\n    """A rule."""\n    return {body}\n')
    return digests.digest_of_code([path]), digests.digest_of_code([path], contracts=False)


def test_contracts_count_where_they_are_on(tmp_path: Path) -> None:
    with_contract, without = written(tmp_path / "a.py", "pure", "a")
    other_contract, still = written(tmp_path / "a.py", "post(lambda result: result > 0)", "a")
    assert with_contract != other_contract
    assert without == still
    assert still != written(tmp_path / "a.py", "pure", "a + 1")[1]


def test_a_mutant_is_known_by_its_function_alone() -> None:
    source = 'def one(a: int) -> int:\n    """One."""\n    return a + 1\n'

    def keys(text: str) -> set[str]:
        found: list[Mutant] = list(mutants("module", text))
        return {mutant.key for mutant in found}

    assert keys(source) == keys(source.replace("One.", "Plus one.")) == keys(f"# first\n{source}")
    assert not keys(source) & keys(source.replace("a + 1", "a + a"))
    assert len(keys(source)) == 3
