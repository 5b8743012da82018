"""Hashes of what a verdict depends on: the rules, and those who judge them."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from pocket_conformance.formal.cache import file_of, source_files

OPERATIONS = "pocket_conformance.operations.registry"
"""Imports every rule that vectors and scenarios can reach."""


def digest_of_files(paths: Iterable[Path]) -> str:
    """Hash files, each with its name and length, whatever their order."""
    digest = hashlib.sha256()
    for path in sorted(paths, key=lambda path: path.as_posix()):
        content = path.read_bytes()
        digest.update(f"{path.name} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def digest_of_code(paths: Iterable[Path], *, contracts: bool = True) -> str:
    """Hash Python files as the interpreter sees them: without comments, docstrings and layout, or without contracts."""
    digest = hashlib.sha256()
    for path in sorted(paths, key=lambda path: path.as_posix()):
        tree = ast.parse(path.read_bytes())
        undocumented(tree)
        if not contracts:
            _free(tree)
        digest.update(f"{path.name} {ast.dump(tree)}\n".encode())
    return digest.hexdigest()


def undocumented(tree: ast.AST) -> None:
    """Take the docstrings out of code."""
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and _is_text(body[0]):
            del body[0]


def _free(tree: ast.AST) -> None:
    """Take the contracts out of code: the decorators of deal."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            node.decorator_list = [decorator for decorator in node.decorator_list if not _is_contract(decorator)]


def _is_contract(decorator: ast.expr) -> bool:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name) and called.value.id == "deal"


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


@cache
def rules_digest(module: str, *, contracts: bool = True) -> str:
    """Hash every rule that an operation of the adapter protocol or a module reaches, and the operations themselves."""
    files = {*_files_of(OPERATIONS), *_files_of(module)}
    return joined(*sorted(_digest_of_file(file, contracts=contracts) for file in files))


_files_of = cache(source_files)


@cache
def _digest_of_file(path: Path, *, contracts: bool) -> str:
    return digest_of_code([path], contracts=contracts)


@cache
def judge_digest(rung: str) -> str:
    """Hash the code of a rung and what it stands on: another judge may judge otherwise."""
    here = Path(__file__).parent
    return digest_of_code(here / f"{name}.py" for name in ("forks", "swap", rung))


def joined(*parts: str) -> str:
    """Hash several hashes into one."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def source_of(module: str) -> str:
    """Read the source of a module."""
    path = file_of(module)
    if path is None:
        raise LookupError(f"{module}: no such module")
    return path.read_text(encoding="utf-8")


def rule_files() -> dict[str, str]:
    """List the files of rules with their modules."""
    root = file_of("pocket_spec")
    if root is None:
        raise LookupError("pocket_spec is not installed")
    base = root.parent.parent
    found = {}
    for path in sorted(root.parent.rglob("*.py")):
        parts = path.relative_to(base).with_suffix("").parts
        found[str(path)] = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    return found
