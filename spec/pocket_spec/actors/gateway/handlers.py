"""The handlers of the messages about gateways, in the order of the proto file, and the steps of blocks."""

from __future__ import annotations

from pocket_spec.transitions import Handler

HANDLERS: tuple[Handler, ...] = ()
