"""The report: what is stale is called stale, what is lost is missed, and nothing of one rung counts for another."""

import json
import shutil
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from pocket_conformance.assurance import history, matrix, mutants, page, proofs, results, runners
from pocket_conformance.assurance.model import Assurance, Cell, Entry, Finding, Rung, Standing, Trace
from pocket_conformance.assurance.timeline import timeline
from pocket_conformance.cli import cli
from pocket_conformance.explore.explorer import explore
from pocket_conformance.explore.model import Action, Question, Scope
from pocket_conformance.formal.driver import run
from pocket_conformance.generate.chain.world import account, funded, signed
from pocket_conformance.incidents.model import Incident, Search
from pocket_conformance.mutation.digests import source_of
from pocket_conformance.mutation.model import Explanation, Fate, Judgement
from pocket_conformance.mutation.mutator import mutants as mutants_of
from pocket_conformance.mutation.store import Verdicts
from pocket_spec.chain.bank_messages import MsgSend
from pocket_spec.invariants import CATALOGUE, StateInvariant
from pocket_spec.releases.v0_1_35 import RULES
from pocket_spec.state.coin import upokt
from pocket_spec.state.state import State

TOY_ROOMS = Path(__file__).resolve().parents[1] / "formal" / "toy_rooms"
GOOD = Finding("world", "It stands.", "exhausted", good=True, scope="9 states")


@pytest.fixture(scope="module")
def rooms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A package of its own, so that its files can be changed: a sound room, and the rules that it is about."""
    base = tmp_path_factory.mktemp("rooms")
    package = base / "assured"
    package.mkdir()
    for name in ("__init__", "arithmetic", "sound"):
        text = (TOY_ROOMS / f"{name}.py").read_text().replace("toy_rooms", "assured")
        (package / f"{name}.py").write_text(text)
    sys.path.insert(0, str(base))
    yield package
    sys.path.remove(str(base))


@pytest.fixture(scope="module")
def checked(rooms: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The driver's cache after a run over the room."""
    cache = tmp_path_factory.mktemp("cache")
    found = run(rooms=("assured.sound",), cache_directory=cache, extra_path=(str(rooms.parent),))
    assert found.good, found.problems
    return cache


def proved(cache: Path, **killed: int) -> list[Entry]:
    return proofs.entries(cache, "quick", killed, ("assured.sound",))


def test_proofs_are_read_from_the_drivers_cache(checked: Path) -> None:
    theorem, rule = proved(checked)
    assert (theorem.rung, theorem.standing, theorem.status) == (
        Rung.THEOREMS,
        Standing.GOOD,
        "proved (SMT), all integers",
    )
    assert theorem.subject == "assured.sound.never_above"
    assert theorem.sentence == "A value is never below its floor."
    assert (rule.rung, rule.standing) == (Rung.CONTRACTS, Standing.GOOD)


def test_a_verdict_that_was_dropped_is_missed(checked: Path, tmp_path: Path) -> None:
    """Each verdict alone is needed: that of the theorem, of its canary, of both symbolic forms, of the rule."""
    kept = sorted(checked.glob("*.json"))
    assert len(kept) == 5
    for number, dropped in enumerate(kept):
        cache = tmp_path / str(number)
        shutil.copytree(checked, cache)
        (cache / dropped.name).unlink()
        standings = [entry.standing for entry in proved(cache)]
        assert sorted(standings) == sorted([Standing.MISSING, Standing.GOOD])


def test_a_verdict_that_was_altered_is_missed(checked: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    shutil.copytree(checked, cache)
    for path in cache.glob("*.json"):
        path.write_text(path.read_text().replace("paths", "Paths"))
    assert {entry.standing for entry in proved(cache)} == {Standing.MISSING}


def test_proofs_of_other_code_are_none(checked: Path, rooms: Path) -> None:
    file = rooms / "arithmetic.py"
    before = file.read_text()
    try:
        file.write_text(before + "\nEXTRA = 1\n")
        assert {entry.standing for entry in proved(checked)} == {Standing.MISSING}
    finally:
        file.write_text(before)
    assert {entry.standing for entry in proved(checked)} == {Standing.GOOD}


def test_results_are_stale_when_their_code_changes(rooms: Path, tmp_path: Path) -> None:
    results.keep(tmp_path, "explorer", ["assured.sound"], [GOOD])
    (entry,) = results.entries(tmp_path, "explorer", Rung.EXPLORER)
    assert (entry.standing, entry.status, entry.scope) == (Standing.GOOD, "exhausted", "9 states")
    file = rooms / "arithmetic.py"
    before = file.read_text()
    try:
        file.write_text(f"# a remark changes nothing\n{before}")
        assert results.entries(tmp_path, "explorer", Rung.EXPLORER)[0].standing is Standing.GOOD
        file.write_text(f"{before}\nEXTRA = 1\n")
        (entry,) = results.entries(tmp_path, "explorer", Rung.EXPLORER)
        assert entry.standing is Standing.STALE
        assert not Assurance({}, (entry,)).good
        assert Assurance({}, (entry,)).counts()[Rung.EXPLORER] == {"stale": 1}
    finally:
        file.write_text(before)


def test_results_about_no_module_are_stale(tmp_path: Path) -> None:
    results.keep(tmp_path, "explorer", ["no_such_module"], [GOOD])
    assert results.entries(tmp_path, "explorer", Rung.EXPLORER)[0].standing is Standing.STALE


def test_a_subject_without_a_verdict_is_missed(tmp_path: Path) -> None:
    results.keep(tmp_path, "explorer", ["pocket_spec.numbers"], [GOOD])
    found = results.entries(tmp_path, "explorer", Rung.EXPLORER, [("world", "It stands."), ("moon", "It turns.")])
    assert [(entry.subject, entry.standing) for entry in found] == [
        ("world", Standing.GOOD),
        ("moon", Standing.MISSING),
    ]


@pytest.mark.parametrize("text", [None, "", "{", "[]", "{}", '{"modules": [], "digest": "", "findings": [{}]}'])
def test_a_file_that_is_not_there_or_damaged_is_missed(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "walks.json").write_text(text)
    (entry,) = results.entries(tmp_path, "walks", Rung.WALKS)
    assert entry.standing is Standing.MISSING


def test_a_finding_that_is_bad_stays_bad(tmp_path: Path) -> None:
    results.keep(tmp_path, "walks", ["pocket_spec.numbers"], [replace(GOOD, good=False, trace=((3, "pay"),))])
    (entry,) = results.entries(tmp_path, "walks", Rung.WALKS)
    assert entry.standing is Standing.BAD
    assert entry.trace == Trace("world", ((3, "pay"),), "It stands.")


MODULE = "pocket_spec.settlement.budget"
MUTANTS = list(mutants_of(MODULE, source_of(MODULE)))


class Judges:
    """A rung that is only asked who judges."""

    name = "theorems"

    def there(self, module: str) -> frozenset[str]:
        return frozenset({f"judges of {module}"})


def scored(directory: Path, *explained: Explanation) -> tuple[list[Entry], dict[str, int]]:
    return mutants.entries(directory, [MODULE], [Judges()], explained)  # type: ignore[list-item]


def test_scores_and_the_theorems_that_refute(tmp_path: Path) -> None:
    there = Judges().there(MODULE)
    kept = Verdicts(tmp_path, "theorems", MODULE, there)
    kept.keep(MUTANTS[0], Judgement(Fate.KILLED, "theorem a.b.c: counterexample"), there)
    kept.keep(MUTANTS[1], Judgement(Fate.KILLED, "rule a.b.d [1 of 2]: counterexample"), there)
    kept.keep(MUTANTS[2], Judgement(Fate.SURVIVED), there)
    (entry,), killed = scored(tmp_path)
    assert killed == {"a.b.c": 1, "a.b.d": 1}
    assert (entry.standing, entry.mutants, entry.status) == (Standing.GOOD, "2 of 3 killed", "a sample judged")
    assert entry.scope == f"a sample of 3 of {len(MUTANTS)} mutants"


def test_scores_of_other_judges_are_stale(tmp_path: Path) -> None:
    others = frozenset({"others"})
    Verdicts(tmp_path, "theorems", MODULE, others).keep(MUTANTS[0], Judgement(Fate.KILLED), others)
    (entry,), _ = scored(tmp_path)
    assert entry.standing is Standing.STALE


def test_no_scores_are_missed(tmp_path: Path) -> None:
    (entry,), _ = scored(tmp_path)
    assert entry.standing is Standing.MISSING


def test_an_explanation_of_nothing_is_stale(tmp_path: Path) -> None:
    found, _ = scored(tmp_path, Explanation(MODULE, "capped", "a", "b", "because"))
    assert [entry.standing for entry in found] == [Standing.MISSING, Standing.STALE]


def test_rungs_are_counted_apart() -> None:
    entries = tuple(Entry(rung, "it", "It holds.", "fine", Standing.GOOD) for rung in (Rung.THEOREMS, Rung.WALKS))
    counts = Assurance({}, (*entries, replace(entries[0], standing=Standing.MISSING))).counts()
    assert counts[Rung.THEOREMS] == {"fine": 1, "no verdict": 1}
    assert counts[Rung.WALKS] == {"fine": 1}
    assert not counts[Rung.SOLVERS]


def test_a_report_of_nothing_is_not_good() -> None:
    assert not Assurance({}, ()).good


TRACE = Trace(
    "EPO-3", ((2, "claim"), (2, "end of block"), (3, "end of block"), (9, "change & <prices>")), "Prices stand."
)


def test_the_page_needs_nothing_else_and_escapes_everything() -> None:
    entry = Entry(Rung.INCIDENTS, "<script>alert(1)</script>", "A & B", "found", Standing.GOOD, trace=TRACE)
    stale = Entry(Rung.WALKS, "SUP-1", "The sum.", "tested", Standing.STALE)
    text = page.html(Assurance({"z3": "1"}, (entry, stale), (replace(entry, note="a <trace>"),)))
    assert "<script" not in text
    assert "http" not in text
    assert "src=" not in text
    assert "1 of 2 entries may not be relied on" in text
    assert "stale (tested)" in text
    assert "a &lt;trace&gt;" in text
    assert "<svg" in text


def test_a_timeline_shows_what_happens_when() -> None:
    drawn = ET.fromstring(timeline(TRACE))  # noqa: S314 - our own
    texts = [element.text for element in drawn.iter("text")]
    assert texts == ["2", "claim", "6 blocks", "9", "change & <prices>", "broken here"]
    assert [mark.get("class") for mark in drawn.iter("circle")] == ["moment", "broken"]


def test_a_timeline_of_silence_still_ends() -> None:
    drawn = ET.fromstring(timeline(Trace("x", ((4, "end of block"),), "It ends.")))  # noqa: S314 - our own
    assert [element.text for element in drawn.iter("text")] == ["4", "broken here"]


def test_results_stand_for_the_same_code_tools_and_limits(tmp_path: Path) -> None:
    good = Finding("a", "It holds.", "tested", good=True)

    def stands(limits: tuple[float, ...] = (5,), name: str = "walks") -> bool:
        return results.stands(tmp_path, name, ["pocket_spec.rejections"], limits)

    results.keep(tmp_path, "walks", ["pocket_spec.rejections"], [good], (5,))
    assert stands()
    assert not stands(limits=(6,))
    assert not stands(name="explorer")
    assert not results.stands(tmp_path, "walks", ["pocket_spec.transitions"], (5,))
    results.keep(tmp_path, "walks", ["pocket_spec.rejections"], [good, replace(good, good=False)], (5,))
    assert not stands()
    (tmp_path / "walks.json").write_text("{")
    assert not stands()


ALICE, BOB = account("alice"), account("bob")
PAY = Action("alice pays", signed(MsgSend(ALICE, BOB, (upokt(1),))))
SCOPE = Scope("payments", "Alice pays Bob.", funded(State(height=1), {ALICE: 2}), lambda _state, _rules: (PAY,), 1, 2)


def explored(question: Question, most_states: int = 1_000) -> list[Finding]:
    return runners.explored(SCOPE, question, explore(SCOPE, RULES, question, most_states=most_states), 5)


def test_what_the_explorer_found_is_told() -> None:
    poor = StateInvariant("X-1", "Bob is poor.", "", "", lambda state: state.balances.get(BOB, 0) < 1)
    whole, broken = explored(Question((poor,), ()))
    assert (whole.status, whole.good) == (runners.EXHAUSTED, False)
    assert (broken.subject, broken.trace) == ("payments, X-1", ((1, "alice pays"),))
    (fine,) = explored(Question((), ()), most_states=2)
    assert (fine.status, fine.good, fine.bounded) == (runners.BOUNDED, True, True)
    assert not whole.bounded
    assert whole.invariants == ("X-1", "TOT-1")


def test_an_incident_that_is_not_found_is_bad() -> None:
    incident = Incident("H99", "It was wrong.", {"rule": None}, frozenset({"X-1"}), "nowhere")
    found = runners.searched(Search(incident, None, "", 12, 0.1), 5)
    assert (found.status, found.good, found.scope) == (runners.NOT_FOUND, False, "12 states")


def test_walks_speak_of_every_invariant() -> None:
    found = runners.walks(2, 6, lambda _: None)
    assert {finding.subject for finding in found} == {invariant.id for invariant in runners.WALKED}
    assert all(finding.invariants == (finding.subject,) for finding in found)
    assert all("2 walks of 6 steps" in finding.scope for finding in found)


def test_tests_of_chance_are_told_one_by_one(tmp_path: Path) -> None:
    file = tmp_path / "test_chance.py"
    file.write_text('def test_heads():\n    """Heads come up."""\n\n\ndef test_tails():\n    assert 0\n')
    found = {finding.sentence: finding.good for finding in runners.statistics(file, lambda _: None)}
    assert found == {"Heads come up.": True, "tails": False}


def test_the_command_fails_where_nothing_was_checked(tmp_path: Path) -> None:
    done = CliRunner().invoke(
        cli, ["assurance", "--build", str(tmp_path), "--json", "--html", str(tmp_path / "a.html")]
    )
    assert done.exit_code == 1, done.output
    document = json.loads(done.output)
    assert document["good"] is False
    assert {entry["standing"] for entry in document["entries"]} <= {"no verdict", "as expected", "bounded", "failed"}
    subjects = {entry["subject"] for entry in document["entries"] if entry["rung"] == Rung.WALKS}
    assert subjects == {invariant.id for invariant in runners.WALKED}
    assert [row["id"] for row in document["invariants"]] == [invariant.id for invariant in CATALOGUE]
    assert all(
        row["cells"][Rung.WALKS]["standing"] == "no verdict" for row in document["invariants"] if row["id"] in subjects
    )
    assert {entry["standing"] for entry in document["handlers"]} == {"no verdict"}
    assert len(document["history"]) == 1
    assert "How sure we are" in (tmp_path / "a.html").read_text()


BOUNDED = Entry(Rung.EXPLORER, "cut off", "It stands.", runners.BOUNDED, Standing.BOUNDED, invariants=("SUP-1",))
WHOLE = Entry(Rung.EXPLORER, "whole", "It stands.", runners.EXHAUSTED, Standing.GOOD, invariants=("SUP-1",))
PROVED = Entry(Rung.SOLVERS, "a.b", "It holds.", "proved within scope", Standing.GOOD, invariants=("SUP-1",), killed=3)


def test_what_was_cut_off_is_called_bounded(tmp_path: Path) -> None:
    results.keep(tmp_path, "explorer", ["pocket_spec.numbers"], [replace(GOOD, bounded=True)])
    (entry,) = results.entries(tmp_path, "explorer", Rung.EXPLORER)
    assert entry.standing is Standing.BOUNDED
    found = Assurance({}, (entry,))
    assert found.good
    text = page.html(found)
    assert "1 entries are bounded" in text
    assert '<li class="bounded"><b>5 bounded model checker' in text
    assert "bounded" not in page.html(Assurance({}, (replace(entry, standing=Standing.GOOD),))).partition("</style>")[
        2
    ].replace("5 bounded", "")


def test_a_search_is_kept_for_the_time_it_had_and_missed_without(tmp_path: Path) -> None:
    package = tmp_path / "searched"
    package.mkdir()
    (package / "__init__.py").write_text("")
    text = (TOY_ROOMS / "lost_proof.py").read_text().replace("toy_rooms", "searched")
    (package / "lost_proof.py").write_text(text.replace("canary=", 'expected="not confirmed",\n        canary='))
    (package / "arithmetic.py").write_text((TOY_ROOMS / "arithmetic.py").read_text())
    sys.path.insert(0, str(tmp_path))
    try:
        known = ("searched.lost_proof",)
        assert {entry.standing for entry in proofs.entries(tmp_path / "kept", "quick", {}, known)} == {Standing.MISSING}
        first = run(rooms=known, cache_directory=tmp_path / "kept", extra_path=(str(tmp_path),))
        assert first.good, first.problems
        again = run(rooms=known, cache_directory=tmp_path / "kept", extra_path=(str(tmp_path),))
        assert all(row.cached for row in again.rows)
        (entry,) = proofs.entries(tmp_path / "kept", "quick", {}, known)
        assert (entry.standing, entry.status.partition(",")[0]) == (Standing.BOUNDED, "searched")
    finally:
        sys.path.remove(str(tmp_path))


def test_the_matrix_says_of_each_invariant_what_each_rung_does() -> None:
    incident = Entry(Rung.INCIDENTS, "H7", "It was wrong.", "found", Standing.GOOD, invariants=("SUP-1",))
    rows = {row.id: row for row in matrix.matrix([WHOLE, BOUNDED, PROVED, incident])}
    assert {rung: cell.text for rung, cell in rows["SUP-1"].cells.items()} == {
        Rung.SOLVERS: "1 theorem: 1 proved",
        Rung.EXPLORER: "1 scopes exhausted, 1 bounded",
        Rung.MUTATION: "3 killed by these theorems",
        Rung.INCIDENTS: "H7",
    }
    assert rows["SUP-1"].cells[Rung.EXPLORER].standing is Standing.BOUNDED
    assert rows["SUP-2"].cells == {}


def test_the_matrix_counts_nothing_stale_as_proved() -> None:
    stale = replace(PROVED, standing=Standing.MISSING, status=Standing.MISSING, killed=0)
    (row,) = (row for row in matrix.matrix([stale, WHOLE]) if row.id == "SUP-1")
    assert row.cells[Rung.SOLVERS] == Cell("1 theorem, 1 no verdict", Standing.MISSING)
    assert Rung.MUTATION not in row.cells


def test_history_grows_when_something_changes_and_is_drawn(tmp_path: Path) -> None:
    one, other = Assurance({}, (WHOLE,)), Assurance({}, (WHOLE, BOUNDED, replace(WHOLE, standing=Standing.BAD)))
    assert len(history.noted(tmp_path, one)) == len(history.noted(tmp_path, one)) == 1
    (tmp_path / history.FILE).write_text("damaged\n" + (tmp_path / history.FILE).read_text())
    with (tmp_path / history.FILE).open("a") as stream:
        stream.write('{"date": "cut sh')
    before, after = history.noted(tmp_path, other)
    assert history.read(tmp_path) == (before, after)
    assert before.counts[Rung.EXPLORER] == {"as expected": 1, "bounded": 0, "doubtful": 0}
    assert after.counts[Rung.EXPLORER] == {"as expected": 1, "bounded": 1, "doubtful": 1}
    drawn = ET.fromstring(history.trend((before, after), Rung.EXPLORER))  # noqa: S314 - our own
    assert [line.get("class") for line in drawn.iter("polyline")] == ["all", "stood"]
    assert "<h2>Trends</h2>" in page.html(replace(other, history=(before, after)))
