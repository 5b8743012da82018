"""How mutants are judged: in forks, with their code in the rule's place; and what is kept of it."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from pocket_conformance.mutation import campaign
from pocket_conformance.mutation.digests import source_of
from pocket_conformance.mutation.forks import judged_in_forks
from pocket_conformance.mutation.model import Explanation, Fate, Judgement, Mutant
from pocket_conformance.mutation.mutator import mutants
from pocket_conformance.mutation.rooms import Rooms
from pocket_conformance.mutation.store import Verdicts, explanations
from pocket_conformance.mutation.swap import Swapper
from pocket_conformance.mutation.theorems import Theorems, stage
from pocket_conformance.mutation.vectors import Vectors
from pocket_spec.settlement import budget

MODULE = "pocket_spec.settlement.budget"
MUTANTS = list(mutants(MODULE, source_of(MODULE)))
REPOSITORY = Path(__file__).resolve().parents[2]


def mutant_of(after: str) -> Mutant:
    (found,) = [mutant for mutant in MUTANTS if mutant.difference[1] == after]
    return found


CEILING = mutant_of("return (-(-stake // pending_sessions))")


def judged(mutant: Mutant, work: object, limit: float = 30) -> Judgement:
    ((_, judgement),) = judged_in_forks([mutant], work, jobs=1, limit=lambda _: limit)  # type: ignore[arg-type]
    return judgement


def test_the_mutated_rule_runs_in_the_fork_and_nowhere_else() -> None:
    swapper = Swapper([MODULE])

    def work(mutant: Mutant) -> Judgement:
        swapper.put_in_place(mutant)
        assert budget.session_budget(7, 2) == 3
        return Judgement(Fate.SURVIVED)

    found = judged(CEILING, work)
    assert found.fate is Fate.KILLED
    assert "Post" in found.by  # the rule's own contract
    assert budget.session_budget(7, 2) == 3


def test_a_mutant_that_nobody_notices_survives() -> None:
    assert judged(CEILING, lambda _: Judgement(Fate.SURVIVED, "3 cases")).by == "3 cases"


def test_a_mutant_that_never_ends_is_neither_killed_nor_a_survivor() -> None:
    begun = time.monotonic()
    assert judged(CEILING, lambda _: time.sleep(60), limit=0.5).fate is Fate.TIMEOUT
    assert time.monotonic() - begun < 30


def test_a_mutant_that_takes_the_process_with_it_is_killed() -> None:
    found = judged(CEILING, lambda _: os.kill(os.getpid(), signal.SIGKILL))
    assert found.fate is Fate.KILLED


def test_code_in_place_and_file_in_a_copy_do_the_same(tmp_path: Path) -> None:
    stage(CEILING, tmp_path)
    program = (
        "import deal; deal.disable()\n"
        "from pocket_spec.settlement import budget\n"
        "print(budget.__file__); print(budget.session_budget(7, 2))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], env={"PYTHONPATH": str(tmp_path)}, capture_output=True, text=True, check=True
    )
    file, answer = run.stdout.split()
    assert file.startswith(str(tmp_path))
    assert answer == "4"


def some_vectors(directory: Path) -> Path:
    """Copy the vectors of one suite."""
    shutil.copytree(REPOSITORY / "vectors" / "distribution", directory / "vectors" / "distribution")
    return directory / "vectors"


def test_vectors_notice(tmp_path: Path) -> None:
    vectors = some_vectors(tmp_path)
    module = "pocket_spec.settlement.distribution"
    every = mutants(module, source_of(module))
    rung = Vectors(vectors, tmp_path)
    wrong = next(mutant for mutant in every if mutant.function == "base_share")
    outside = next(mutant for mutant in mutants(module, source_of(module)) if mutant.function == "supplier_payments")
    found = dict(rung.judge_all([wrong, outside], jobs=2, note=lambda _: None))
    assert found[wrong].fate is Fate.KILLED
    assert "distribution." in found[wrong].by
    assert found[outside] == Judgement(Fate.SURVIVED, "0 cases", found[outside].seconds)


def test_tests_of_the_room_notice(tmp_path: Path) -> None:
    module = "pocket_spec.numbers.rationals"
    rung = Rooms(REPOSITORY, tmp_path)
    chosen = list(mutants(module, source_of(module)))[:3]
    found = dict(rung.judge_all(chosen, jobs=2, note=lambda _: None))
    assert set(found) == set(chosen)
    assert any(judgement.fate is Fate.KILLED and "tests/" in judgement.by for judgement in found.values())


def test_theorems_speak_of_the_mutated_rule() -> None:
    claims = Theorems().obligations(CEILING)
    assert claims
    assert {claim.kind for claim in claims} <= {"theorem", "symbolic", "rule", "solver theorem", "exhaustive"}


class Stub:
    """A rung that kills by name, and counts how often it is asked."""

    name = "stub"

    def __init__(self, killers: str = "a", *killed: str, others: Fate = Fate.SURVIVED) -> None:
        self.judges, self.killed, self.others, self.asked = killers, killed, others, 0

    def there(self, module: str) -> frozenset[str]:
        return frozenset({self.judges + module})

    def needs(self, module: str, judgement: Judgement) -> frozenset[str]:
        del judgement
        return self.there(module)

    def judge_all(self, waiting: Iterable[Mutant], *, jobs: int, note: object) -> Iterator[tuple[Mutant, Judgement]]:
        del jobs, note
        for mutant in waiting:
            self.asked += 1
            yield mutant, Judgement(Fate.KILLED if mutant.function in self.killed else self.others, "somebody")


def held(rung: Stub, directory: Path, *explained: Explanation, limit: int | None = None) -> campaign.Campaign:
    return campaign.run([MODULE], [rung], directory, explained, limit=limit, seed=1, jobs=1, bar=lambda *_: None)


def test_scores_are_counted_by_module_and_rung(tmp_path: Path) -> None:
    found = held(Stub("a", "capped"), tmp_path)
    (score,) = found.scores
    of_capped = sum(mutant.function == "capped" for mutant in MUTANTS)
    assert (score.made, score.count(Fate.KILLED)) == (len(MUTANTS), of_capped)
    assert len(found.unexplained) == len(MUTANTS) - of_capped


def test_a_mutant_for_which_nobody_has_an_answer_is_counted_and_no_survivor(tmp_path: Path) -> None:
    found = held(Stub("a", others=Fate.TIMEOUT), tmp_path)
    assert found.scores[0].count(Fate.TIMEOUT) == len(MUTANTS)
    assert not found.survivors


def test_a_run_is_taken_up_where_it_ended(tmp_path: Path) -> None:
    held(Stub(), tmp_path, limit=5)
    again = Stub()
    held(again, tmp_path)
    assert again.asked == len(MUTANTS) - 5
    idle = Stub()
    held(idle, tmp_path)
    assert idle.asked == 0


def test_other_judges_judge_again(tmp_path: Path) -> None:
    held(Stub(), tmp_path)
    other = Stub("b")
    held(other, tmp_path)
    assert other.asked == len(MUTANTS)


def test_a_line_that_was_cut_short_is_judged_again(tmp_path: Path) -> None:
    held(Stub(), tmp_path)
    (file,) = tmp_path.rglob("*.jsonl")
    file.write_text(file.read_text()[:-10])
    again = Stub()
    held(again, tmp_path)
    assert again.asked == 1
    held(idle := Stub(), tmp_path)
    assert idle.asked == 0


def explanation(mutant: Mutant, after: str | None = None) -> Explanation:
    before, real = mutant.difference
    return Explanation(MODULE, mutant.function, before, real if after is None else after, "no input tells")


def test_an_explained_survivor_is_no_problem(tmp_path: Path) -> None:
    found = held(Stub(), tmp_path, explanation(CEILING))
    assert CEILING not in found.unexplained
    assert not found.problems


def test_an_explanation_of_no_mutant_is_a_problem(tmp_path: Path) -> None:
    (problem,) = held(Stub(), tmp_path, explanation(CEILING, "return 3")).problems
    assert "no mutant" in problem


def test_an_explanation_of_a_killed_mutant_is_a_problem(tmp_path: Path) -> None:
    (problem,) = held(Stub("a", CEILING.function), tmp_path, explanation(CEILING)).problems
    assert "somebody kills it" in problem


def test_what_is_explained_in_the_project_is_a_mutant_of_it() -> None:
    for entry in explanations():
        found = list(mutants(entry.module, source_of(entry.module)))
        assert any(entry.explains(mutant) for mutant in found), entry
        assert len(entry.why) > 20


def test_a_sample_is_drawn_by_its_seed() -> None:
    first = campaign.chosen_mutants(MODULE, 6, 1)
    assert first == campaign.chosen_mutants(MODULE, 6, 1) != campaign.chosen_mutants(MODULE, 6, 2)
    assert len(first) == 6


def test_verdicts_are_lines_of_json(tmp_path: Path) -> None:
    kept = Verdicts(tmp_path, "stub", MODULE, frozenset("ab"))
    kept.keep(CEILING, Judgement(Fate.KILLED, "somebody", 0.5), frozenset("ba"))
    (line,) = map(json.loads, kept.path.read_text().splitlines())
    assert line == {"key": CEILING.key, "needs": ["a", "b"], "fate": "killed", "by": "somebody", "seconds": 0.5}


@pytest.mark.parametrize("name", ["nothing", "pocket_spec.nothing", "settlement.distributio"])
def test_an_unknown_module_is_an_error(name: str) -> None:
    with pytest.raises(Exception, match="no module"):
        campaign.modules_named([name])
