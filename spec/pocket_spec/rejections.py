"""The closed list of reasons for which the protocol refuses an input.

A rule that refuses raises `Rejected(reason)`; nothing else a rule raises is a verdict. Each reason has a
docstring, and `CHAIN_CODES` gives the codespace and code with which the chain reports it, where it has one.
"""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """Why an input is refused. The value is the name used on the wire of the adapter protocol."""

    # --- encodings -------------------------------------------------------------------------------
    PROTO_MALFORMED = "PROTO_MALFORMED"
    """The bytes are not a protobuf message of the expected type."""

    # --- smst ------------------------------------------------------------------------------------
    SMST_KEY_NOT_FOUND = "SMST_KEY_NOT_FOUND"
    """The key to delete has no leaf in the trie."""
    SMST_BAD_PROOF = "SMST_BAD_PROOF"
    """The bytes are not a well-formed compact closest proof, or cannot be expanded into a proof."""

    # --- relay -----------------------------------------------------------------------------------
    DIFFICULTY_TARGET_ZERO = "DIFFICULTY_TARGET_ZERO"
    """A target hash of zero makes no relay applicable, so there is no multiplier."""
    RING_SIGNATURE_MALFORMED = "RING_SIGNATURE_MALFORMED"
    """The bytes do not decode to a ring signature."""

    # --- session ---------------------------------------------------------------------------------

    # --- claims ----------------------------------------------------------------------------------

    # --- settlement ------------------------------------------------------------------------------

    # --- morse -----------------------------------------------------------------------------------


CHAIN_CODES: dict[Reason, tuple[str, int]] = {}
"""Codespace and code of the chain's registered error, for the reasons that have one."""


class Rejected(Exception):
    """The protocol refuses the input, for `reason`."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason = reason
        self.detail = detail
