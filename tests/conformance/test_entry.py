"""Every program says in one line what is wrong, and ends with the code that says whose mistake it is."""

import subprocess
import sys

import click
import pytest

from pocket_conformance import entry
from pocket_conformance.errors import UserError


@pytest.fixture
def ended(monkeypatch, capsys):
    """Run a program that raises an error; gives its exit code and what it says."""
    monkeypatch.setattr(sys, "argv", ["program"])

    def run(error: BaseException) -> tuple[int, str]:
        @click.command()
        def command() -> None:
            raise error

        with pytest.raises(SystemExit) as left:
            entry.run(command, "program")
        return left.value.code, capsys.readouterr().err.lstrip()

    return run


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (UserError("a.json: not\na vector"), entry.WRONG_USE, "program: error: a.json: not a vector\n"),
        (FileNotFoundError(2, "No such file", "a.json"), entry.WRONG_USE, "program: error: a.json: No such file\n"),
        (KeyboardInterrupt(), 130, "program: error: interrupted\n"),
    ],
)
def test_what_comes_from_outside_is_named(error, code, said, ended):
    assert ended(error) == (code, said)


@pytest.mark.parametrize("error", [ValueError("no"), OSError("no file has to do with it")])
def test_anything_else_is_called_a_bug(error, ended):
    code, said = ended(error)
    assert code == entry.BROKEN
    assert said.startswith("program: error: bug: ")


@pytest.mark.parametrize(
    ("program", "arguments"),
    [
        ("pocket_conformance.assurance", ("statistics", "--keep", "{file}/results")),
        ("pocket_conformance.mutation", ("-m", "settlement.ledger", "-r", "tests", "--keep", "{file}/verdicts")),
        ("pocket_conformance.formal", ("--only", "joined_sum", "--cache", "{file}/cache")),
        ("pocket_conformance", ("assurance", "--build", "{file}/build")),
        ("pocket_conformance", ("explore", "--scope", "timing", "--seconds", "1", "--keep", "{file}/kept")),
    ],
)
def test_a_directory_that_cannot_be_made_is_named_without_a_traceback(program, arguments, tmp_path):
    file = tmp_path / "file"
    file.touch()
    command = [sys.executable, "-m", program, *(part.format(file=file) for part in arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == entry.WRONG_USE, done.stderr
    assert str(file) in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
