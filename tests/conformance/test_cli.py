"""The command line: exit codes, one-line errors, nothing half-written."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from command import new_process, pocket_spec

ADAPTERS = Path(__file__).with_name("adapters.py")
SPEC_ADAPTER = f"{sys.executable} -c 'from pocket_conformance.cli import main; main()' adapter"


def one_line_error(done: subprocess.CompletedProcess) -> str:
    """The error of a refused call: exit code 2 and the last line of standard error, with no traceback before it."""
    text = done.stderr.decode()
    assert done.returncode == 2, text
    assert "Traceback" not in text
    return text.strip().splitlines()[-1]


@pytest.fixture
def small_tree(tmp_path: Path) -> Path:
    """A tree of vectors with one file of three cases."""
    cases = [
        {"relay_hash": "00" * 32, "target_hash": "ff" * 32, "applicable": True},
        {"relay_hash": "ff" * 32, "target_hash": "00" * 32, "applicable": False},
        {"relay_hash": "01" * 32, "target_hash": "02" * 32, "applicable": True},
    ]
    document = {
        "schema": "schemas/difficulty.applicable.json",
        "suite": "difficulty",
        "op": "applicable",
        "release": "v0.1.35",
        "generator": "a test",
        "source": [],
        "notes": {},
        "numberOfTests": len(cases),
        "cases": [
            {
                "tcId": number,
                "rule": "pocket_spec.relay.difficulty.is_relay_applicable",
                "comment": "a case",
                "flags": [],
                "input": {"relay_hash": case["relay_hash"], "target_hash": case["target_hash"]},
                "result": "valid",
                "output": {"applicable": case["applicable"]},
            }
            for number, case in enumerate(cases, start=1)
        ],
    }
    directory = tmp_path / "vectors"
    (directory / "difficulty").mkdir(parents=True)
    (directory / "difficulty" / "applicable.json").write_text(json.dumps(document))
    return directory


def edited(directory: Path, old: str, new: str) -> Path:
    path = directory / "difficulty" / "applicable.json"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    return directory


def checked(directory: Path, command: str, *more: str) -> subprocess.CompletedProcess:
    return pocket_spec("check", "--cmd", command, "--vectors", str(directory), "--timeout", "20", *more)


def test_a_process_of_its_own_says_the_same(small_tree):
    here, there = (run("lint", "--vectors", str(small_tree)) for run in (pocket_spec, new_process))
    assert (here.returncode, here.stdout, here.stderr) == (there.returncode, there.stdout, there.stderr)
    here, there = (run("lint", "--no-such-option") for run in (pocket_spec, new_process))
    assert one_line_error(here) == one_line_error(there)


def test_the_spec_adapter_agrees_with_the_vectors(small_tree):
    done = checked(small_tree, SPEC_ADAPTER, "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["total"] == {
        "cases": 3,
        "run": 3,
        "passed": 3,
        "failed": 0,
        "finding": 0,
        "unsupported": 0,
        "never_opened": 0,
    }
    assert report["succeeded"] is True


def test_a_wrong_expectation_fails_and_is_named(small_tree):
    done = checked(edited(small_tree, '"applicable": false', '"applicable": true'), SPEC_ADAPTER, "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["failures"] == [
        "difficulty.applicable tcId 2: output.applicable: expected True, got False"
    ]


def test_a_failure_on_a_finding_counts_as_one_only_when_asked(small_tree):
    edited(small_tree, '"notes": {}', '"notes": {"F1": {"kind": "quirk", "text": "t", "finding": "B1"}}')
    edited(small_tree, '"flags": []', '"flags": ["F1"]')
    edited(small_tree, '"applicable": true', '"applicable": false')
    done = checked(small_tree, SPEC_ADAPTER, "--json")
    assert (done.returncode, json.loads(done.stdout)["total"]["failed"]) == (1, 1)
    done = checked(small_tree, SPEC_ADAPTER, "--json", "--known-findings")
    assert (done.returncode, json.loads(done.stdout)["total"]["failed"]) == (0, 0)
    assert json.loads(done.stdout)["total"]["finding"] == 1


def test_the_table_counts_what_the_json_counts(small_tree):
    done = checked(small_tree, SPEC_ADAPTER)
    last = next(line for line in done.stdout.decode().splitlines() if "total" in line)
    assert [cell.strip() for cell in last.strip("│ \n").split("│")] == ["total", "3", "3", "0", "0", "0", "0"]


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("refuses-all", {"failed": 3, "run": 3, "unsupported": 0, "never_opened": 0}),
        ("broken", {"failed": 3, "run": 3, "unsupported": 0, "never_opened": 0}),
        ("empty-output", {"failed": 3, "run": 3, "unsupported": 0, "never_opened": 0}),
        ("unsupported", {"failed": 0, "run": 0, "unsupported": 3, "never_opened": 0}),
    ],
)
def test_an_adapter_that_never_agrees_fails_the_run(small_tree, name, counts):
    """Silence fails too: an adapter that supports nothing has not been scored."""
    done = checked(small_tree, f"{sys.executable} {ADAPTERS} {name}", "--json")
    assert done.returncode == 1
    total = json.loads(done.stdout)["total"]
    assert {key: total[key] for key in counts} == counts


def test_what_follows_a_broken_protocol_was_never_opened(small_tree):
    done = checked(small_tree, f"{sys.executable} {ADAPTERS} dies", "--json")
    assert "exit code 3): out of luck" in one_line_error(done)
    report = json.loads(done.stdout)
    assert report["total"]["never_opened"] == 3
    assert report["aborted"]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('"cases":', '"cases', "applicable.json: not JSON"),
        ('"suite": "difficulty"', '"suite": 5', "applicable.json: suite: missing or of the wrong type"),
        ('"tcId": 2', '"tcid": 2', r"applicable.json: cases[1].tcId: missing"),
        ('"output"', '"rejection": "X", "output"', "a case has either an output or a rejection"),
        ('"cases": [{', '"cases": [1, {', "cases[0]: a case is a JSON object"),
    ],
)
def test_a_malformed_file_is_named(small_tree, old, new, problem):
    assert problem in one_line_error(checked(edited(small_tree, old, new), SPEC_ADAPTER))


def test_a_missing_directory_or_suite_is_named(small_tree):
    assert "no such directory" in one_line_error(checked(small_tree / "nowhere", SPEC_ADAPTER))
    assert "no suite 'smst'" in one_line_error(checked(small_tree, SPEC_ADAPTER, "--suite", "smst"))
    assert "cannot start" in one_line_error(checked(small_tree, "no-such-program"))


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('"comment": "a case", "flags": []', '"comment": "a case", "flags": ["X"]', "flag X has no note"),
        ('"notes": {}', '"notes": {"X": {"kind": "quirk", "text": "t"}}', "notes.X: no case has this flag"),
        ('"numberOfTests": 3', '"numberOfTests": 4', "numberOfTests is not the number of cases, 3"),
        ('"tcId": 2', '"tcId": 7', "tcId 7: out of sequence, expected 2"),
        ("is_relay_applicable", "no_such_rule", "no_such_rule is not a function of the spec"),
        ('"relay_hash": "ffff', '"relay_hash": "FFff', "cases[1].input.relay_hash"),
        ('"relay_hash": "0101', '"extra": 1, "relay_hash": "0101', "cases[2].input: Additional properties"),
        ('"result": "valid"', '"result": "invalid"', "an invalid case has one defect, this one has 0"),
        ('"release": "v0.1.35", ', "", "'release' is a required property"),
    ],
)
def test_the_linter_names_each_problem(small_tree, old, new, problem):
    done = pocket_spec("lint", "--vectors", str(edited(small_tree, old, new)), "--json")
    assert done.returncode == 1
    assert [line for line in json.loads(done.stdout)["problems"] if problem in line]


def test_the_linter_misses_no_manifest_and_no_operation(small_tree):
    done = pocket_spec("lint", "--vectors", str(small_tree))
    text = done.stdout.decode()
    assert "manifest.json: does not match the files" in text
    assert "no vectors for smst.build" in text


def test_the_committed_vectors_are_clean():
    repository = Path(__file__).resolve().parents[2]
    done = pocket_spec("lint", "--vectors", str(repository / "vectors"))
    assert done.returncode == 0, done.stdout.decode()


def test_a_directory_that_holds_something_else_is_not_replaced(tmp_path):
    (tmp_path / "precious.txt").write_text("keep me")
    assert "refusing to replace it" in one_line_error(pocket_spec("vectors", "--output", str(tmp_path)))
    assert (tmp_path / "precious.txt").read_text() == "keep me"
    assert [path.name for path in tmp_path.parent.iterdir() if path.name.startswith(f".{tmp_path.name}-")] == []


def test_a_file_is_not_replaced_by_a_tree(tmp_path):
    path = tmp_path / "file"
    path.write_text("keep me")
    assert "not a directory" in one_line_error(pocket_spec("vectors", "--output", str(path)))
    assert path.read_text() == "keep me"


def test_a_generation_that_fails_leaves_the_old_tree(tmp_path):
    """The new tree cannot be written: the old one stays, whole, and nothing else is left behind.

    What is generated is a few suites; generating all of them is what `make reproducible` does.
    """
    few = "from pocket_conformance.generate import files as tree; tree.GENERATORS = tree.GENERATORS[:2]"
    done = new_process("vectors", "--output", str(tmp_path / "file" / "tree"), before=few)
    assert done.returncode == 0, done.stderr
    before = {path: path.read_bytes() for path in (tmp_path / "file" / "tree").rglob("*.json")}
    assert len(before) > 5
    broken = f"""{few}
def broken(*_): raise OSError(28, 'No space left on device')
tree.os.fsync = broken"""
    done = new_process("vectors", "--output", str(tmp_path / "file" / "tree"), before=broken)
    assert "No space left on device" in one_line_error(done)
    assert {path: path.read_bytes() for path in (tmp_path / "file" / "tree").rglob("*.json")} == before
    assert [path.name for path in (tmp_path / "file").iterdir()] == ["tree"]


REQUEST = b'{"id":1,"suite":"difficulty","op":"applicable","input":{"relay_hash":"00","target_hash":"ff"}}'


MALFORMED = [
    (b"{", {"id": None, "failure": "not JSON: "}),
    (b"[]", {"id": None, "failure": "a request is a JSON object"}),
    (b'{"hello":{"protocol":2}}', {"id": None, "failure": "hello.protocol: this adapter speaks version 1"}),
    (REQUEST.replace(b'"op":', b'"oops":'), {"id": 1, "failure": "oops: unknown field"}),
    (REQUEST.replace(b'"op":"applicable",', b""), {"id": 1, "failure": "op: missing"}),
    (REQUEST.replace(b'"id":1', b'"id":true'), {"id": True, "failure": "id: of the wrong type"}),
    (REQUEST.replace(b'"00"', b'"0"'), {"id": 1, "failure": "input.relay_hash: hex of odd length 1"}),
    (
        REQUEST.replace(b'"ff"', b"5"),
        {"id": 1, "failure": "input.target_hash: expected a hex string, got a number"},
    ),
    (REQUEST.replace(b"}}", b',"more":1}}'), {"id": 1, "failure": "input.more: unknown field"}),
    (REQUEST.replace(b"difficulty", b"astrology"), {"id": 1, "unsupported": True}),
    (b"\xff", {"id": None, "failure": "not UTF-8 at byte 0"}),
    (b"[" * 200_000, {"id": None, "failure": "nested too deeply"}),
]


@pytest.fixture(scope="module")
def answers():
    """What one adapter answers to each malformed line, and to a request after it."""
    lines = [part for line, _ in MALFORMED for part in (line, REQUEST)]
    done = new_process("adapter", stdin=b"\n".join([b'{"hello":{"protocol":1}}', *lines, b""]))
    hello, *replies = (json.loads(text) for text in done.stdout.splitlines())
    assert hello["hello"]["protocol"] == 1
    assert len(replies) == len(lines)
    return list(zip(replies[::2], replies[1::2], strict=True))


@pytest.mark.parametrize("number", range(len(MALFORMED)))
def test_the_adapter_answers_malformed_lines_and_goes_on(answers, number):
    (answer, last), (_, reply) = answers[number], MALFORMED[number]
    assert answer == reply | (
        {"failure": answer["failure"]} if answer.get("failure", "").startswith("not JSON") else {}
    )
    assert last["id"] == 1
    assert "failure" not in last


def test_the_adapter_stops_quietly_when_its_reader_goes_away():
    command = f"yes '{REQUEST.decode()}' | {SPEC_ADAPTER} | head -n 1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, check=False)
    assert b"Traceback" not in done.stderr
    assert json.loads(done.stdout)["id"] == 1
