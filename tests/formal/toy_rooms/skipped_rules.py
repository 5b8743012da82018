"""Rules that the checker would pass over."""

import deal


@deal.has("write")
@deal.ensure(lambda value, result: result == value + 1)
def marked(value: int) -> int:
    return value


@deal.raises(Exception)
@deal.ensure(lambda value, result: result == value)
def swallowing(value: int) -> int:
    return value


@deal.pure
def without_condition(value: int) -> int:
    return value
