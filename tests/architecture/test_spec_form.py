"""What every rule of the spec owes its readers, checked on the source itself."""

import ast
import importlib
import inspect
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import deal
import pytest

import pocket_spec
from pocket_spec.rejections import CHAIN_CODES, Reason

SPEC = Path(pocket_spec.__file__).parent
LONGEST_BODY = 40
CLOCK_READINGS = {"now", "today", "utcnow"}
IMPURE_MODULES = {"time", "random", "secrets", "os", "io", "pathlib", "socket", "subprocess", "threading"}


def source_files() -> list[Path]:
    return sorted(SPEC.rglob("*.py"))


def rules() -> Iterator[tuple[str, object]]:
    """Every public function defined in a module of rules."""
    for found in pkgutil.walk_packages([str(SPEC)], "pocket_spec."):
        if found.name.rpartition(".")[2] == "theorems" or found.name.endswith("_theorems"):
            continue
        module = importlib.import_module(found.name)
        for name, value in vars(module).items():
            function = inspect.unwrap(value) if callable(value) else None
            if inspect.isfunction(function) and function.__module__ == found.name and not name.startswith("_"):
                yield f"{found.name}.{name}", value


def test_every_rule_carries_a_contract():
    missing = []
    for name, rule in rules():
        kinds = {type(contract) for contract in deal.introspection.get_contracts(rule)}
        if not kinds & {deal.introspection.Pre, deal.introspection.Post, deal.introspection.Ensure}:
            missing.append(name)
    assert missing == []


def test_every_rule_names_its_source():
    """The docstring cites repository, release and path, or the standard that the rule is."""
    cited = re.compile(r"Source: |\((FIPS|RFC|ISO|SEC|ZIP)[ /]")
    assert [name for name, rule in rules() if not cited.search(inspect.getdoc(rule) or "")] == []


@pytest.mark.parametrize("path", source_files(), ids=lambda path: path.relative_to(SPEC).as_posix())
def test_functions_are_short_and_modules_pure(path):
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
            length = node.body[-1].end_lineno - first.lineno + 1
            assert length <= LONGEST_BODY, f"{node.name}: {length} lines"
        if isinstance(node, ast.Import):
            assert not {alias.name.split(".")[0] for alias in node.names} & IMPURE_MODULES
        if isinstance(node, ast.ImportFrom) and node.module:
            assert node.module.split(".")[0] not in IMPURE_MODULES
        assert not (isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"open", "print", "input", "eval"})
        assert not (isinstance(node, ast.Attribute) and node.attr in CLOCK_READINGS)
        assert not isinstance(node, ast.Assert), "a rule rejects, it does not assert"


def test_every_reason_has_a_docstring_and_is_its_own_name():
    tree = ast.parse((SPEC / "rejections.py").read_text())
    body = next(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "Reason").body[1:]
    named = [node.targets[0].id for node in body if isinstance(node, ast.Assign)]
    for assignment, text in zip(body[::2], body[1::2], strict=True):
        assert isinstance(assignment, ast.Assign)
        assert isinstance(text, ast.Expr), assignment.targets[0].id
        assert isinstance(text.value.value, str), assignment.targets[0].id
    assert named == [reason.name for reason in Reason] == [reason.value for reason in Reason]


def test_chain_codes_are_codespace_and_positive_code():
    for codespace, code in CHAIN_CODES.values():
        assert codespace.isascii()
        assert code > 0


def test_every_reason_is_raised_somewhere():
    text = "".join(path.read_text() for path in source_files() if path.name != "rejections.py")
    text += "".join(path.read_text() for path in SPEC.parent.parent.glob("reference/**/*.py"))
    assert [reason.name for reason in Reason if f"Reason.{reason.name}" not in text] == []


def test_nothing_the_packages_import_turns_the_contracts_off():
    """Importing crosshair disables deal for the whole process, so no module may do it on import."""
    code = (
        "import importlib, pkgutil, sys\n"
        "for package in ('pocket_spec', 'pocket_reference', 'pocket_conformance'):\n"
        "    root = importlib.import_module(package)\n"
        "    for found in pkgutil.walk_packages(root.__path__, package + '.'):\n"
        "        if found.name.rpartition('.')[2] not in ('__main__', 'child', 'decoders'):\n"
        "            try:\n"
        "                importlib.import_module(found.name)\n"
        "            except ModuleNotFoundError as error:\n"
        "                if error.name not in ('llvmlite', 'numba', 'numpy'):\n"  # the optional core's
        "                    raise\n"
        "sys.exit('crosshair' in sys.modules)\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_contracts_are_on_in_tests():
    @deal.pre(lambda value: value > 0)
    def positive(value: int) -> int:
        return value

    with pytest.raises(deal.PreContractError):
        positive(0)
