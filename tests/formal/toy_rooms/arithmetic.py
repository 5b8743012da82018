"""Toy rules."""

import deal


@deal.pre(lambda value, length: length >= 1)
@deal.ensure(lambda value, length, result: result <= value < result + length)
def floor_to(value: int, length: int) -> int:
    return value // length * length


def floor_to_one_too_high(value: int, length: int) -> int:
    return value // length * length + 1
