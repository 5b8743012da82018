"""Which release mainnet ran at a height, and which of the spec's rules come closest to it."""

from __future__ import annotations

import re
from types import MappingProxyType

from pocket_conformance.errors import UserError
from pocket_spec.releases import lineage
from pocket_spec.rules import Rules

BEFORE_THE_LINEAGE = MappingProxyType(
    {
        "v0.1.2": 78621, "v0.1.3": 78632, "v0.1.4": 78641, "v0.1.5": 78654, "v0.1.6": 78659, "v0.1.7": 78665,
        "v0.1.8": 78671, "v0.1.9": 78678, "v0.1.10": 78683, "v0.1.11": 78689, "v0.1.12": 78697, "v0.1.13": 80510,
        "v0.1.14": 93825, "v0.1.15": 94370, "v0.1.16": 99293, "v0.1.17": 102142, "v0.1.18": 116100,
        "v0.1.19": 117454, "v0.1.20": 135297, "v0.1.21": 138931, "v0.1.22": 155173, "v0.1.23": 161109,
        "v0.1.24": 161169, "v0.1.25": 190974, "v0.1.26": 190979, "v0.1.27": 247939, "v0.1.28": 287932,
    }
)  # fmt: skip
"""The height of the block that was the first to run each release before those whose rules the spec has.

Source: poktroll v0.1.35 tools/scripts/upgrades/upgrade_tx_v*_main.json.
"""
RELEASE = re.compile(r"v([0-9]+)\.([0-9]+)\.([0-9]+)")


def version(release: str) -> tuple[int, ...]:
    """Return a release's numbers, for comparing."""
    match = RELEASE.fullmatch(release)
    if match is None:
        raise UserError(f"{release[:40]!r} is not a release such as v0.1.35")
    return tuple(map(int, match.groups()))


def release_at(height: int) -> str:
    """Return the release that mainnet ran at a height, as far as its upgrades are public."""
    known = {held.name: held.activation for held in lineage.LINEAGE if isinstance(held.activation, int)}
    begun = [release for release, first in {**BEFORE_THE_LINEAGE, **known}.items() if first <= height]
    return begun[-1] if begun else "v0.1.0"


def rules_of(release: str) -> tuple[str, Rules]:
    """Return the first release of the lineage that is not before the given one, else the last, and its rules."""
    names = [held.name for held in lineage.LINEAGE]
    name = next((held for held in names if version(held) >= version(release)), names[-1])
    return name, lineage.rules_of(name)
