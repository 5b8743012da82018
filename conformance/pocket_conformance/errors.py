"""The errors a user of the command line can cause."""

from __future__ import annotations


class UserError(Exception):
    """Something given from outside is wrong: one line that names what and where; exit code 2."""
