"""The doctor says what is used, and why; what is missing is no failure, what is broken is."""

import json
import os
import subprocess
import sys

import pytest

from pocket_conformance import doctor
from pocket_conformance.implementations import available
from pocket_reference.smst import cores


def run(*arguments, **environment):
    command = [sys.executable, "-c", "from pocket_conformance.cli import main; main()", "doctor", *arguments]
    environment = {**os.environ, "NO_COLOR": "1", **environment}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def by_subject(done):
    return {finding["subject"]: finding for finding in json.loads(done.stdout)["findings"]}


def test_it_names_the_core_in_use_and_why():
    done = run("--json", POCKET_SPEC_SMST_CORE="hashlib")
    assert done.returncode == 0
    core = by_subject(done)["SMST core"]
    assert core["value"].startswith("hashlib")
    assert core["note"] == "POCKET_SPEC_SMST_CORE asks for it"


def test_with_numba_it_names_the_fast_core():
    if "reference-fast" not in available():
        pytest.skip("the fast core needs numba, which is not installed: make fast")
    core = by_subject(run("--json"))["SMST core"]
    assert core["value"].startswith("fast: ")
    assert core["note"].startswith("numba is installed; the processor has")


def test_python_cores_and_packages_are_found():
    found = by_subject(run("--json"))
    assert found["Python"]["value"].endswith(sys.version.split()[0])
    assert int(found["cores"]["value"]) == cores.available_processors()
    assert found["coincurve"]["status"] == "ok"


def test_people_get_a_table():
    done = run(POCKET_SPEC_SMST_CORE="hashlib")
    assert done.returncode == 0
    assert "SMST core" in done.stdout


def test_a_core_that_cannot_be_had_is_broken_and_fails():
    done = run("--json", POCKET_SPEC_SMST_CORE="quick")
    assert done.returncode == 1
    assert by_subject(done)["SMST core"]["status"] == "broken"


def test_adapters_are_found_where_they_are_built(tmp_path):
    assert [finding.status for finding in doctor._adapters(tmp_path / "none")] == ["missing"]
    (tmp_path / "go-smt").write_text("#!/bin/sh\n")
    (tmp_path / "go-smt").chmod(0o755)
    (tmp_path / "notes.txt").write_text("")
    assert [(finding.subject, finding.status) for finding in doctor._adapters(tmp_path)] == [("adapter go-smt", "ok")]


def test_what_every_installation_needs_is_broken_when_missing(monkeypatch):
    monkeypatch.setattr(doctor, "ALWAYS", ("no-such-package-of-ours",))
    found = {finding.subject: finding.status for finding in doctor._packages()}
    assert found["no-such-package-of-ours"] == "broken"
