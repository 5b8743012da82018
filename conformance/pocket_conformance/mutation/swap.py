"""A mutant put in the place of its rule, in a process that has everything loaded: no file is touched."""

from __future__ import annotations

import functools
import gc
import importlib
import sys
import types
from collections.abc import Callable, Iterable
from typing import Any

from pocket_conformance.mutation.model import Mutant


class Swapper:
    """Finds the functions of modules, however they are decorated, and gives them other code."""

    def __init__(self, modules: Iterable[str]) -> None:
        files = {str(importlib.import_module(name).__file__): name for name in modules}
        self.functions: dict[tuple[str, str], list[types.FunctionType]] = {}
        self.caches: list[Any] = []
        for thing in gc.get_objects():
            if isinstance(thing, types.FunctionType) and thing.__code__.co_filename in files:
                key = files[thing.__code__.co_filename], thing.__code__.co_qualname
                self.functions.setdefault(key, []).append(thing)
            elif isinstance(thing, functools._lru_cache_wrapper):  # noqa: SLF001 - there is no other name for it
                self.caches.append(thing)
        self.caches = [cache for cache in self.caches if str(cache.__module__).startswith("pocket_")]

    def put_in_place(self, mutant: Mutant) -> None:
        """Give the mutated function its new code, and forget what was remembered from before."""
        found = self.functions.get((mutant.module, mutant.function), [])
        if not found:
            raise LookupError(f"{mutant.module}.{mutant.function}: no such function is loaded")
        code = code_of(mutant)
        for function in found:
            function.__code__ = code
        self.forget()

    def forget(self) -> None:
        """Empty the caches of rules."""
        for cache in self.caches:
            cache.cache_clear()


def code_of(mutant: Mutant) -> types.CodeType:
    """Compile a mutant and give the code of the function that differs."""
    file = str(importlib.import_module(mutant.module).__file__)
    waiting = [compile(mutant.source, file, "exec", dont_inherit=True)]
    while waiting:
        code = waiting.pop()
        if code.co_qualname == mutant.function:
            return code
        waiting += [constant for constant in code.co_consts if isinstance(constant, types.CodeType)]
    raise LookupError(f"{mutant.module}.{mutant.function}: not in the source")


def recorded(action: Callable[[], object]) -> set[types.CodeType]:
    """Run something and give the code of every Python function that was entered."""
    entered: set[types.CodeType] = set()

    def note(frame: types.FrameType, event: str, _: Any) -> None:
        if event == "call":
            entered.add(frame.f_code)

    sys.setprofile(note)
    try:
        action()
    finally:
        sys.setprofile(None)
    return entered


def named(entered: Iterable[types.CodeType], files: dict[str, str]) -> set[str]:
    """Give the outermost functions, by dotted name, of code in the given files."""
    return {
        f"{files[code.co_filename]}.{code.co_qualname.partition('.<locals>')[0]}"
        for code in entered
        if code.co_filename in files
    }
