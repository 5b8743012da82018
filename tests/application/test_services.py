"""The service of an application over time."""

from hypothesis import given
from hypothesis import strategies as st

from pocket_conformance.generate.chain.staked import application, services
from pocket_spec.actors.application.services import changed_services, services_at_height

CHANGES = st.lists(st.tuples(st.integers(1, 60), st.sampled_from(("anvil", "base", "ethereum"))), max_size=8).map(
    sorted
)
SESSION = 10


def after(changes):
    found = application("alice")
    for height, service in changes:
        found = changed_services(found, services(service), height + SESSION - (height - 1) % SESSION)
    return found


@given(CHANGES)
def test_an_application_has_one_service_at_every_height(changes):
    found = after(changes)
    for height in range(1, 90):
        assert len(services_at_height(found, height)) == 1


@given(CHANGES)
def test_a_session_has_the_service_that_was_chosen_last_before_it(changes):
    found = after(changes)
    for start in range(1, 90, SESSION):
        chosen = ["anvil", *(service for height, service in changes if height < start)][-1]
        for height in range(start, start + SESSION):
            assert services_at_height(found, height) == services(chosen)


@given(CHANGES)
def test_no_entry_of_a_history_is_empty_and_only_the_last_is_open(changes):
    found = after(changes)
    for entry in found.service_config_history[:-1]:
        assert 0 < entry.activation_height < entry.deactivation_height
    assert [entry.deactivation_height for entry in found.service_config_history[-1:]] in ([], [0])


def test_an_application_that_never_changed_has_no_history():
    same = changed_services(application("alice"), services("anvil"), 21)
    assert same == application("alice")
    assert services_at_height(same, 1) == services_at_height(same, 10**9) == services("anvil")
