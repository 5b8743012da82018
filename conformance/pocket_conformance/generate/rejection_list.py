"""The closed list of rejections as a document, for implementations in other languages."""

from __future__ import annotations

import ast
import inspect
from itertools import pairwise
from typing import Any

from pocket_spec import rejections
from pocket_spec.rejections import CHAIN_CODES, Reason


def document() -> dict[str, Any]:
    """Return every reason with its sentence and, where the chain has one, its codespace and code."""
    sentences = _docstrings()
    return {reason.value: {"text": sentences[reason.name], **_chain_error(reason)} for reason in Reason}


def _chain_error(reason: Reason) -> dict[str, Any]:
    if reason not in CHAIN_CODES:
        return {}
    codespace, code = CHAIN_CODES[reason]
    return {"codespace": codespace, "code": code}


def _docstrings() -> dict[str, str]:
    """Read the strings below the members of the enumeration: Python keeps no docstring of a member."""
    tree = ast.parse(inspect.getsource(rejections))
    members = next(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "Reason").body
    found: dict[str, str] = {}
    for member, text in pairwise(members):
        if isinstance(member, ast.Assign) and isinstance(member.targets[0], ast.Name):
            if not (isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant)):
                raise TypeError(f"Reason.{member.targets[0].id} has no docstring")
            found[member.targets[0].id] = " ".join(str(text.value.value).split())
    return found
