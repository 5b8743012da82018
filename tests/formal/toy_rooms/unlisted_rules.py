"""Two rules of which a room lists one."""

import deal


@deal.ensure(lambda value, result: result > value)
def listed(value: int) -> int:
    return value + 1


@deal.ensure(lambda value, result: result > value)
def not_listed(value: int) -> int:
    return value + 1
