"""The quantities of the protocol: distinct types for the type checker, plain integers at run time."""

from __future__ import annotations

from typing import TYPE_CHECKING, NewType

if TYPE_CHECKING:
    Upokt = NewType("Upokt", int)
    ComputeUnits = NewType("ComputeUnits", int)
    RelayCount = NewType("RelayCount", int)
    Height = NewType("Height", int)
else:
    Upokt = ComputeUnits = RelayCount = Height = int
