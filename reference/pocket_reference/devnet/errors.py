"""What a node refuses, and why."""

from __future__ import annotations


class DevnetError(Exception):
    """A request or a file that the node cannot take; the message is for its sender."""
