"""Running `pocket-spec` from tests."""

import contextlib
import io
import subprocess
import sys
from unittest import mock

from pocket_conformance.cli import main


def pocket_spec(*arguments: str) -> subprocess.CompletedProcess:
    """Run the command in this process: what starting it anew would load is loaded already."""
    streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2)]
    code = 0
    with (
        mock.patch.object(sys, "argv", ["pocket-spec", *arguments]),
        contextlib.redirect_stdout(streams[0]),
        contextlib.redirect_stderr(streams[1]),
    ):
        try:
            main()
        except SystemExit as leaving:
            code = leaving.code or 0
    return subprocess.CompletedProcess(arguments, code, *(stream.buffer.getvalue() for stream in streams))


def new_process(*arguments: str, stdin: bytes = b"", before: str = "") -> subprocess.CompletedProcess:
    """Run the command in a process of its own, after a line of Python."""
    command = [sys.executable, "-c", f"{before}\nfrom pocket_conformance.cli import main; main()", *arguments]
    return subprocess.run(command, input=stdin, capture_output=True, check=False)
