"""Searches that are cut off go on where they stopped, and come to the same as one that was not."""

import json
from dataclasses import replace

import pytest

from pocket_conformance.explore.checkpoint import Checkpoint
from pocket_conformance.explore.explorer import Search, explore
from pocket_conformance.explore.running import explore_on
from pocket_conformance.explore.scopes import SCOPES, question_of
from pocket_conformance.formal.cache import seal_of
from pocket_conformance.incidents.registry import BY_ID as INCIDENTS
from pocket_conformance.incidents.registry import planted_rules
from pocket_conformance.incidents.search import search
from pocket_spec.releases.v0_1_35 import RULES

DUST = replace(SCOPES["dust"], excused=frozenset())
"""Three invariants break here under today's rules."""
QUESTION = question_of(DUST)


@pytest.fixture(scope="module")
def whole():
    return explore(DUST, RULES, QUESTION)


@pytest.fixture
def said():
    return []


@pytest.fixture
def checkpoint(tmp_path, said):
    return Checkpoint(tmp_path, "today", said.append)


def outcome(explored):
    return replace(explored, seconds=0)


def on(checkpoint, most_states=10**6, **options):
    return explore_on(DUST, RULES, QUESTION, checkpoint, most_states=most_states, **options)


def test_in_pieces_it_comes_to_the_same(checkpoint, whole, said):
    assert len(whole.broken) == 3
    for most_states in range(5, whole.states, 9):
        piece = on(checkpoint, most_states)
        assert not piece.exhausted
        assert most_states <= piece.states < most_states + 10
        assert list(checkpoint.directory.iterdir()) != []
    assert outcome(on(checkpoint)) == outcome(whole)
    assert list(checkpoint.directory.iterdir()) == []
    assert said == []


def test_planted_rules_are_gone_on_with_too(checkpoint):
    wrong = planted_rules(RULES, INCIDENTS["H25b"])
    once = explore(DUST, wrong, QUESTION)
    for most_states in (7, 25, 40, 10**6):
        last = explore_on(DUST, wrong, QUESTION, checkpoint, most_states=most_states)
    assert outcome(last) == outcome(once)


def test_what_a_person_interrupts_is_kept(checkpoint, whole, monkeypatch):
    monkeypatch.setattr("pocket_conformance.explore.explorer.SECONDS_BETWEEN_NEWS", 0)
    told = []

    def interrupt(seen):
        told.append(seen.states)
        if seen.states > 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        on(checkpoint, advance=interrupt)
    assert told == sorted(told)
    resumed = Search(DUST, RULES, QUESTION)
    assert checkpoint.resume(resumed)
    assert len(resumed.positions) == told[-1]
    assert outcome(on(checkpoint)) == outcome(whole)


def changed(document, **fields):
    told = document["search"] | fields
    return document | {"search": told, "seal": seal_of(document["key"], told)}


DAMAGES = {
    "cut": lambda document: None,
    "sealed otherwise": lambda document: document | {"search": document["search"] | {"followed": 3}},
    "of other code": lambda document: document | {"key": "0" * 64},
    "a move that is none": lambda document: changed(document, labels=["nothing", *document["search"]["labels"][1:]]),
    "a move twice": lambda document: changed(
        document, reached=[*document["search"]["reached"], document["search"]["reached"][-1]]
    ),
    "a breach that is none": lambda document: changed(document, broken=[["ONCE-1", 2, None]]),
    "a position that is none": lambda document: changed(document, reached=[[900, 0]]),
    "an invariant that is none": lambda document: changed(document, broken=[["X-1", 2, None]]),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_file_that_cannot_be_trusted_is_ignored_with_a_word(checkpoint, whole, said, damage):
    on(checkpoint, 30)
    (path,) = checkpoint.directory.iterdir()
    text = path.read_text()
    document = damage(json.loads(text))
    path.write_text(text[:200] if document is None else json.dumps(document))
    assert outcome(on(checkpoint)) == outcome(whole)
    (word,) = said
    assert "begun anew" in word


def test_other_questions_have_another_search(checkpoint, said):
    on(checkpoint, 30)
    fewer = replace(QUESTION, states=QUESTION.states[:1])
    assert not checkpoint.resume(Search(DUST, RULES, fewer))
    assert "other code" in said[0]


def test_an_incident_is_looked_for_from_where_the_last_search_ended(tmp_path):
    incident, scopes = INCIDENTS["H25b"], (SCOPES["dust"],)
    checkpoint = Checkpoint(tmp_path, incident.id)
    assert search(incident, scopes=scopes, most_seconds=0, checkpoint=checkpoint).found is None
    assert len(list(tmp_path.iterdir())) == 1
    found = search(incident, scopes=scopes, checkpoint=checkpoint)
    assert found.succeeded
    assert found.found.trace == search(incident, scopes=scopes).found.trace
    assert list(tmp_path.iterdir()) == []
