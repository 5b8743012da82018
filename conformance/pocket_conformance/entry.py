"""How a program of this project is run: whatever goes wrong, its user reads one line and no traceback."""

from __future__ import annotations

import os
import sys

import click

from pocket_conformance.errors import UserError

WRONG_USE, BROKEN = 2, 70
"""Exit codes: something given from outside is wrong; a bug."""


def run(command: click.Command, program: str) -> None:
    """Run a command; with POCKET_SPEC_DEBUG set an error shows its traceback."""
    if os.environ.get("POCKET_SPEC_DEBUG"):
        command(standalone_mode=False)
        return
    try:
        command(standalone_mode=False)
    except (UserError, click.ClickException) as error:
        _complain(program, error.format_message() if isinstance(error, click.ClickException) else str(error), WRONG_USE)
    except (KeyboardInterrupt, click.Abort):
        _complain(program, "interrupted", 130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
    except Exception as error:  # noqa: BLE001 - the last resort before the user
        if isinstance(error, OSError) and error.filename is not None:
            _complain(program, f"{error.filename}: {error.strerror}", WRONG_USE)
        _complain(program, f"bug: {type(error).__name__}: {error} (set POCKET_SPEC_DEBUG=1 for the traceback)", BROKEN)


def _complain(program: str, message: str, code: int) -> None:
    click.echo(f"{program}: error: {' '.join(message.split())}", err=True)
    sys.exit(code)
