"""The process that runs the symbolic checker: one fork per request, so that a crash or a hang costs one verdict.

Importing CrossHair switches deal's contracts off for the whole process; therefore nothing else imports this module.
It is started as `python -m pocket_conformance.formal.child`, reads one request per line and answers each with one line.
"""

from __future__ import annotations

import importlib
import json
import os
import select
import signal
import sys
import time
from collections import Counter
from dataclasses import replace
from typing import Any

from crosshair import enforce
from crosshair.core import ConditionCheckable
from crosshair.core_and_libs import MessageType, analyze_function
from crosshair.fnutil import FunctionInfo
from crosshair.options import AnalysisKind, AnalysisOptionSet

from pocket_conformance.formal import exhaustive, symbolic


class CalledRuleBroken(enforce.PreconditionFailed):
    """A rule broke its own contract while a theorem called it.

    CrossHair would drop that input, as the rule is to blame, and confirm the theorem for the others only.
    """


enforce.PostconditionFailed = CalledRuleBroken  # type: ignore[assignment,misc]

STATES = {
    MessageType.CONFIRMED: "confirmed",
    MessageType.CANNOT_CONFIRM: "not confirmed",
    MessageType.PRE_UNSAT: "vacuous",
    MessageType.POST_ERR: "error",
    MessageType.EXEC_ERR: "error",
    MessageType.POST_FAIL: "counterexample",
    MessageType.SYNTAX_ERR: "crash",
    MessageType.IMPORT_ERR: "crash",
}


def checkables(module_name: str, function: str, options: AnalysisOptionSet) -> list[ConditionCheckable]:
    """List the conditions that CrossHair sees in a function, in the order of its contracts."""
    module = importlib.import_module(module_name)
    found = analyze_function(FunctionInfo.from_module(module, function), options)
    return [checkable for checkable in found if isinstance(checkable, ConditionCheckable)]


def worst_message(checkable: ConditionCheckable) -> tuple[str, str]:
    """Run one condition and give the state and text of its gravest message."""
    messages = list(checkable.analyze())
    if not messages:
        return "not analysed", "the checker said nothing"
    gravest = max(messages, key=lambda message: message.state)
    return STATES[gravest.state], gravest.message


def analyse(request: dict[str, Any]) -> dict[str, Any]:
    """Check one condition, and, where it is confirmed, that some input gets as far as the postcondition."""
    if request["kind"].startswith(("symbolic", "solver")):
        return symbolic.solve(request)
    if request["kind"].startswith("exhaustive"):
        return exhaustive.enumerate_cases(request)
    seconds = float(request["seconds"])
    statistics: Counter[str] = Counter()
    options = AnalysisOptionSet(
        analysis_kind=[AnalysisKind.deal],
        report_all=True,
        per_condition_timeout=seconds,
        per_path_timeout=seconds,
        stats=statistics,
    )
    found = checkables(request["module"], request["function"], options)
    if len(found) != request["conditions"]:
        text = f"the checker sees {len(found)} conditions, the contracts have {request['conditions']}"
        return {"state": "not analysed", "message": text}
    chosen = found[request["condition"]]
    state, message = worst_message(chosen)
    reply = {"state": state, "message": message, "paths": statistics["num_paths"]}
    if state != "confirmed":
        return reply
    (post,) = chosen.conditions.post
    never = replace(chosen.conditions, post=[replace(post, evaluate=lambda _: False)])
    reached, witness = worst_message(replace(chosen, conditions=never))
    if reached == "counterexample":
        return {**reply, "witness": witness.partition("when calling ")[2] or witness}
    return {**reply, "state": "vacuous", "message": f"confirmed, but no input makes it return ({reached}: {witness})"}


def attempt(request: dict[str, Any]) -> dict[str, Any]:
    """Check, and turn whatever the checker raises into a verdict of its own."""
    begun = time.monotonic()
    try:
        return {**analyse(request), "seconds": round(time.monotonic() - begun, 2)}
    except BaseException as error:  # noqa: BLE001 - the checker is not ours: anything may come out of it
        return {"state": "crash", "message": f"{type(error).__name__}: {error}"[:500]}


def in_a_fork(request: dict[str, Any]) -> dict[str, Any]:
    """Answer a request from a fork; kill it when its time is up or when nobody is left to read the answer."""
    reader, writer = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(reader)
        nothing = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(nothing, descriptor)
        with os.fdopen(writer, "w") as stream:
            json.dump(attempt(request), stream)
        os._exit(0)
    os.close(writer)
    answer, in_time = read_until(reader, time.monotonic() + request["wall_seconds"])
    os.close(reader)
    if not in_time:
        os.kill(process, signal.SIGKILL)
    _, status = os.waitpid(process, 0)
    if not in_time:
        return {"state": "killed", "message": f"no answer after {request['wall_seconds']:g} s"}
    try:
        return dict(json.loads(answer))
    except ValueError:
        return {
            "state": "crash",
            "message": f"the checker died without an answer (exit {os.waitstatus_to_exitcode(status)})",
        }


def read_until(descriptor: int, deadline: float) -> tuple[bytes, bool]:
    """Read everything a fork writes; tell whether it finished before the deadline and while somebody listened."""
    answer = b""
    while (left := deadline - time.monotonic()) > 0:
        ready, _, _ = select.select([descriptor, sys.stdin.fileno()], [], [], left)
        if descriptor in ready:
            piece = os.read(descriptor, 65536)
            if not piece:
                return answer, True
            answer += piece
        elif ready:  # the parent sends nothing while it waits: its end of the pipe is closed
            return answer, False
    return answer, False


def serve() -> None:
    """Answer requests until the input ends."""
    print(json.dumps({"ready": True}), flush=True)  # noqa: T201 - this is the protocol with the parent
    for line in sys.stdin:
        print(json.dumps(in_a_fork(json.loads(line))), flush=True)  # noqa: T201 - the same


if __name__ == "__main__":
    serve()
