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


def digest_of_code(paths: Iterable[Path]) -> str:
    """Hash Python files as the interpreter sees them: without comments, docstrings and layout."""
    digest = hashlib.sha256()
    for path in sorted(paths, key=lambda path: path.as_posix()):
        tree = ast.parse(path.read_bytes())
        for node in ast.walk(tree):
            body = getattr(node, "body", None)
            if isinstance(body, list) and body and _is_text(body[0]):
                del body[0]
        digest.update(f"{path.name} {ast.dump(tree)}\n".encode())
    return digest.hexdigest()


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


@cache
def rules_digest() -> str:
    """Hash every rule that an operation of the adapter protocol reaches, and the operations themselves."""
    return digest_of_code(source_files(OPERATIONS))


@cache
def judges_digest() -> str:
    """Hash the mutation testing itself, but for its reports: another judge may judge otherwise."""
    here = Path(__file__).parent
    return digest_of_code(here / name for name in ("forks.py", "swap.py", "vectors.py", "tests.py", "theorems.py"))


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
