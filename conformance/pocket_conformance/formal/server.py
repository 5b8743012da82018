"""A process of the checker, and the dialogue with it."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from typing import Any

from pocket_conformance.formal.model import Obligation, Outcome, State

SOLVER_WORK_LIMIT = 30_000_000
"""Units of work that z3 may spend on one query: unlike a time-out, the same on every machine."""
WALL_FACTOR = 4
"""Seconds on the clock for each second of computing that a condition may take, as other work may share the machine."""


class Server:
    """One process of the checker. A hang or a death costs one verdict; the next request starts a new process."""

    def __init__(self, extra_path: tuple[str, ...], grace: float) -> None:
        self.extra_path = extra_path
        self.grace = grace
        self.process: subprocess.Popen[str] | None = None
        self.errors = tempfile.TemporaryFile("w+")  # noqa: SIM115 - lives as long as the server
        self.ended = False

    def ask(self, obligation: Obligation, factor: int) -> Outcome:
        """Have one condition checked."""
        seconds = obligation.seconds * factor
        request = {
            "kind": obligation.kind,
            "module": obligation.module,
            "function": obligation.function,
            "condition": obligation.condition,
            "conditions": obligation.conditions,
            "second": {"not confirmed": "unknown"}.get(obligation.second, "unsat"),
            "seconds": seconds,
            "wall_seconds": seconds * WALL_FACTOR + self.grace,
        }
        begun = time.monotonic()
        reply = self._exchange(request)
        state = State(reply.get("state", State.CRASH))
        return Outcome(
            state,
            str(reply.get("message", "")),
            str(reply.get("witness", "")),
            int(reply.get("paths", 0)),
            float(reply.get("seconds", round(time.monotonic() - begun, 2))),
            solvers=tuple((str(n), str(verdict), float(s)) for n, verdict, s in reply.get("solvers", ())),
        )

    def _exchange(self, request: dict[str, Any]) -> dict[str, Any]:
        try:
            process = self._running()
            assert process.stdin is not None  # noqa: S101 - for the type checker: both ends are pipes
            assert process.stdout is not None  # noqa: S101 - the same
            process.stdin.write(json.dumps(request) + "\n")
            process.stdin.flush()
            timer = threading.Timer(request["wall_seconds"] + self.grace, process.kill)
            timer.start()
            try:
                return dict(json.loads(process.stdout.readline()))
            finally:
                timer.cancel()
        except (OSError, ValueError) as error:
            self.stop()
            self.errors.seek(0)
            last = (self.errors.read().strip().splitlines() or [str(error)])[-1]
            return {"state": State.CRASH, "message": f"the checker's process ended: {last}"}

    def _running(self) -> subprocess.Popen[str]:
        if self.ended:
            raise OSError("the run was interrupted")
        if self.process is None or self.process.poll() is not None:
            self.stop()
            environment = {
                **os.environ,
                "PYTHONHASHSEED": "0",
                "PYTHONWARNINGS": "ignore",
                "CROSSHAIR_SMT_RLIMIT": str(SOLVER_WORK_LIMIT),
                "PYTHONPATH": os.pathsep.join([*self.extra_path, *filter(None, [os.environ.get("PYTHONPATH")])]),
            }
            environment.pop("PYTHONOPTIMIZE", None)
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-m", "pocket_conformance.formal.child"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self.errors,
                text=True,
                env=environment,
                start_new_session=True,
            )
            assert self.process.stdout is not None  # noqa: S101 - for the type checker
            self.process.stdout.readline()
        return self.process

    def interrupt(self) -> None:
        """End the process from another thread, and let no other one start."""
        self.ended = True
        if self.process is not None:
            self.process.kill()

    def stop(self) -> None:
        """End the process and close its pipes; a later request starts another."""
        if self.process is not None:
            with contextlib.suppress(OSError):
                self.process.kill()
            with contextlib.suppress(OSError), self.process:
                pass
            self.process = None

    def close(self) -> None:
        """End the process for good."""
        self.ended = True
        self.stop()
        self.errors.close()
