"""Rules that take the checking process down, or never let it finish."""

import os
import signal
import time

import deal

from pocket_spec.theorems import CheckedRule


@deal.ensure(lambda value, result: result == value)
def dies(value: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return value


@deal.ensure(lambda value, result: result == value)
def leaves(value: int) -> int:
    os._exit(value * 0)


@deal.ensure(lambda value, result: result == value)
def hangs(value: int) -> int:
    while value * 0 == 0:
        time.sleep(0.1)
    return value


@deal.ensure(lambda value, result: result == value)
def survives(value: int) -> int:
    return value


RULES = (
    CheckedRule(dies, seconds=1),
    CheckedRule(leaves, seconds=1),
    CheckedRule(hangs, seconds=1),
    CheckedRule(survives),
)
