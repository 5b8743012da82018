"""`pytest conformance/` scores an adapter, and fails on silence."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
ADAPTERS = Path(__file__).with_name("adapters.py")
SPEC_ADAPTER = f"{sys.executable} -c 'from pocket_conformance.cli import main; main()' adapter"


def conformance(*arguments: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "conformance", "--suite", "random"]
    return subprocess.run([*command, *arguments], cwd=REPOSITORY, capture_output=True, text=True, check=False)


def test_an_implementation_that_agrees_passes():
    done = conformance("--implementation", SPEC_ADAPTER)
    assert done.returncode == 0, done.stdout
    assert "adapter: agrees" in done.stdout


@pytest.mark.parametrize("name", ["refuses-all", "unsupported", "dies", "empty-output"])
def test_an_implementation_that_does_not_agree_fails(name):
    done = conformance("--implementation", f"{sys.executable} {ADAPTERS} {name}")
    assert done.returncode == 1, done.stdout
    assert "adapter: DOES NOT AGREE" in done.stdout


@pytest.mark.parametrize(("name", "code"), [("unsupported", 1), ("", 0)])
def test_workers_count_as_one_process_does(name, code):
    """With pytest-xdist the verdicts come from workers; silence fails as well, and the last line is pytest's."""
    command = f"{sys.executable} {ADAPTERS} {name}" if name else SPEC_ADAPTER
    done = conformance("--implementation", command, "-n", "2", "--dist", "loadfile")
    assert done.returncode == code, done.stdout
    assert f"adapter: {'DOES NOT AGREE' if code else 'agrees'}" in done.stdout
    assert re.search(r"[0-9]+ (passed|skipped) in [0-9.]+s", done.stdout.splitlines()[-1])


def test_what_follows_a_broken_protocol_is_counted_as_never_opened():
    done = conformance("--implementation", f"{sys.executable} {ADAPTERS} dies")
    total = next(line for line in done.stdout.splitlines() if line.startswith("│ total"))
    cases, run, failed, finding, unsupported, never_opened = (int(cell) for cell in total.strip("│ ").split("│")[1:])
    assert (run, failed, finding, unsupported) == (0, 0, 0, 0)
    assert never_opened == cases > 0


def test_a_wrong_option_is_named_in_one_line(tmp_path):
    done = conformance("--vectors", str(tmp_path / "nowhere"))
    assert done.returncode == 2
    assert "no such directory of vectors" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    done = conformance("--implementation", "no-such-program-here")
    assert done.returncode == 1
    assert "cannot start no-such-program-here" in done.stdout
