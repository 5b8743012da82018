"""Suite `distribution`: how a reward is split."""

from __future__ import annotations

from typing import Any

from pocket_conformance.operations import Operation
from pocket_conformance.shapes import TEXT, array, decimal, integer, record, table
from pocket_spec.numbers import SDK_INT_MAX
from pocket_spec.settlement import distribution

AMOUNT = decimal(-SDK_INT_MAX, SDK_INT_MAX)


def largest_remainder(values: dict[str, Any]) -> dict[str, Any]:
    """Split in proportion to stakes."""
    return {"rewards": distribution.largest_remainder(values["stakes"], values["total_stake"], values["reward"])}


def revenue_share(values: dict[str, Any]) -> dict[str, Any]:
    """Split by percentages."""
    shares = [distribution.RevenueShare(**share) for share in values["shares"]]
    return {"amounts": distribution.revenue_share_amounts(shares, values["amount"])}


OPERATIONS = (
    Operation(
        suite="distribution",
        op="largest_remainder",
        input=record({"stakes": table(AMOUNT), "total_stake": AMOUNT, "reward": AMOUNT}),
        output=record({"rewards": table(AMOUNT)}),
        rule="pocket_spec.settlement.distribution.largest_remainder",
        run=largest_remainder,
    ),
    Operation(
        suite="distribution",
        op="revenue_share",
        input=record(
            {"shares": array(record({"address": TEXT, "percentage": integer(0, 2**64 - 1)})), "amount": AMOUNT}
        ),
        output=record({"amounts": table(AMOUNT)}),
        rule="pocket_spec.settlement.distribution.revenue_share_amounts",
        run=revenue_share,
    ),
)
