"""Cases of suite `distribution`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pocket_conformance.generate.deterministic import stream_bytes, stream_int
from pocket_conformance.generate.model import Case, Note

VALIDATOR_SOURCE = "poktroll v0.1.35 x/tokenomics/token_logic_module/distribution_validator.go"
SUPPLIER_SOURCE = "poktroll v0.1.35 x/tokenomics/token_logic_module/distribution_supplier.go"

SDK_INT_MAX = 2**256 - 1
UINT64_MAX = 2**64 - 1

NOTES = {
    "Ordinary": Note("ordinary", "Nothing special.", VALIDATOR_SOURCE),
    "NoRemainder": Note("boundary", "Every share is whole.", VALIDATOR_SOURCE),
    "LargestFraction": Note("ordinary", "What is left over goes to the largest fractions.", VALIDATOR_SOURCE),
    "EqualFractions": Note("boundary", "Equal fractions are ordered by address.", VALIDATOR_SOURCE),
    "AddressOrder": Note(
        "quirk", "Addresses are ordered by their bytes: capitals first, then lower case.", VALIDATOR_SOURCE
    ),
    "ZeroStake": Note(
        "boundary", "A stake of 0 has no share and no fraction; its reward of 0 is listed.", VALIDATOR_SOURCE
    ),
    "ZeroReward": Note("boundary", "Nothing to split: rewards of 0 are listed.", VALIDATOR_SOURCE),
    "NoStakes": Note("boundary", "Nobody to pay: the reward is lost, whatever the total.", VALIDATOR_SOURCE),
    "TotalAboveSum": Note(
        "quirk",
        "The total exceeds the stakes: the remainder is more than one each, and those with a fraction share it.",
        VALIDATOR_SOURCE,
    ),
    "TotalBelowSum": Note(
        "quirk",
        "The stakes exceed the total: more than the reward is paid, and no remainder is handed out.",
        VALIDATOR_SOURCE,
    ),
    "NobodyHasFraction": Note(
        "quirk", "A remainder, but every share is whole: the remainder is lost.", VALIDATOR_SOURCE
    ),
    "RemainderTruncated": Note(
        "quirk", "The remainder exceeds 63 bits: only its lower 64 bits count, as a signed integer.", VALIDATOR_SOURCE
    ),
    "LargeAmounts": Note("boundary", "Products beyond 256 bits are exact.", VALIDATOR_SOURCE),
    "NegativeAmounts": Note(
        "quirk", "Negative numbers, which cannot occur on chain: shares are rounded toward zero.", VALIDATOR_SOURCE
    ),
    "TotalZero": Note(
        "defect",
        "A total of zero: the real code divides by zero. Its callers skip the distribution before.",
        VALIDATOR_SOURCE,
        "B9",
    ),
    "RewardOverflow": Note(
        "defect", "A reward exceeds the SDK's 256 bits: the real code panics.", VALIDATOR_SOURCE, finding="B9"
    ),
    "WholeShares": Note("ordinary", "Percentages without a remainder.", SUPPLIER_SOURCE),
    "FirstGetsRemainder": Note(
        "ordinary", "What is left over goes to the first recipient of the list.", SUPPLIER_SOURCE
    ),
    "OneRecipient": Note("boundary", "All goes to one.", SUPPLIER_SOURCE),
    "ZeroShares": Note(
        "quirk", "Shares of 0 are listed here; transfers of 0 are dropped when they are queued.", SUPPLIER_SOURCE
    ),
    "ZeroPercent": Note(
        "quirk", "A percentage of 0 is refused when the supplier stakes, but not at settlement.", SUPPLIER_SOURCE
    ),
    "AddressUnchecked": Note("quirk", "Settlement does not look into addresses; staking does.", SUPPLIER_SOURCE),
    "PercentageWraps": Note(
        "quirk",
        "The percentages sum to 100 in 64 bits, and one of them is negative as a signed integer. Staking refuses "
        "percentages above 100.",
        SUPPLIER_SOURCE,
    ),
    "EmptyList": Note("defect", "There is no recipient.", SUPPLIER_SOURCE),
    "DuplicateAddress": Note("defect", "A recipient is listed twice.", SUPPLIER_SOURCE),
    "SumNot100": Note("defect", "The percentages do not sum to 100.", SUPPLIER_SOURCE),
    "NegativeRemainder": Note("defect", "The shares, rounded toward zero, exceed the amount.", SUPPLIER_SOURCE),
    "ShareOverflow": Note(
        "defect", "A share exceeds the SDK's 256 bits: the real code panics.", SUPPLIER_SOURCE, finding="B9"
    ),
}


def address(index: int) -> str:
    """Return a text of an address's length; its checksum plays no part here."""
    return "pokt1" + stream_bytes(f"distribution/address/{index}", 19).hex()


def remainder(comment: str, flag: str, stakes: Mapping[str, int], reward: int, total: int | None = None) -> Case:
    """Build a case; the total is the sum of the stakes where none is given."""
    total_stake = sum(stakes.values()) if total is None else total
    return Case("largest_remainder", comment, (flag,), {"stakes": stakes, "total_stake": total_stake, "reward": reward})


def largest_remainder_cases() -> Iterator[Case]:
    """Split by stake."""
    yield remainder("one takes all", "NoRemainder", {"a": 7}, 100)
    yield remainder("halves", "NoRemainder", {"a": 5, "b": 5}, 100)
    yield remainder("thirds of 100", "EqualFractions", {"a": 1, "b": 1, "c": 1}, 100)
    yield remainder("thirds of 101", "EqualFractions", {"c": 1, "b": 1, "a": 1}, 101)
    yield remainder("sevenths", "LargestFraction", {"a": 1, "b": 2, "c": 4}, 10)
    yield remainder("a small stake with a large fraction", "LargestFraction", {"a": 1, "b": 10, "c": 89}, 99)
    yield remainder("one uPOKT among three", "LargestFraction", {"a": 10, "b": 30, "c": 60}, 1)
    yield remainder("one uPOKT among equals", "EqualFractions", {"b": 3, "a": 3, "c": 3}, 1)
    yield remainder("two equal fractions for one uPOKT, one larger", "EqualFractions", {"x": 2, "y": 2, "z": 3}, 2)
    yield remainder("capitals come first", "AddressOrder", {"a": 1, "B": 1, "C": 1}, 1)
    yield remainder("a prefix comes first", "AddressOrder", {"ab": 1, "a": 1, "b": 1}, 1)
    yield remainder("bytes of UTF-8, not of UTF-16", "AddressOrder", {"\U0001f600": 1, "\uffee": 1, "\u00e9": 1}, 2)
    yield remainder("a stake of 0 among others", "ZeroStake", {"a": 0, "b": 1, "c": 2}, 10)
    yield remainder("nothing to split", "ZeroReward", {"a": 1, "b": 2}, 0)
    yield remainder("nobody, and no stake", "NoStakes", {}, 10)
    yield remainder("nobody, and a stake", "NoStakes", {}, 10, total=5)
    yield remainder("nobody, nothing", "NoStakes", {}, 0)
    yield remainder("stakes are half of the total", "TotalAboveSum", {"a": 1, "b": 2, "c": 4}, 100, total=14)
    yield remainder("a total far above the stakes", "TotalAboveSum", {"a": 1, "b": 2}, 10**12, total=10**6 + 3)
    yield remainder("shares of nothing but fractions", "TotalAboveSum", {"a": 1, "b": 2}, 5, total=1000)
    yield remainder("the total is a stake short", "TotalBelowSum", {"a": 5, "b": 7, "c": 11}, 100, total=12)
    yield remainder("whole shares, half of the reward lost", "NobodyHasFraction", {"a": 1, "b": 1}, 100, total=4)
    yield remainder("all stakes are 0", "NobodyHasFraction", {"a": 0, "b": 0}, 100, total=10)
    yield remainder("a remainder of 2^63 counts as negative", "RemainderTruncated", {"a": 1}, 2**64 + 1, total=2)
    yield remainder("a remainder of 2^64 and some", "RemainderTruncated", {"a": 1, "b": 1}, 3 * 2**64 + 20, total=6)
    yield remainder("the largest remainder that counts", "RemainderTruncated", {"a": 1}, 2**64 - 1, total=2)
    yield remainder("2^200 uPOKT", "LargeAmounts", {"a": 2**190 + 1, "b": 2**189, "c": 3}, 2**200 + 7)
    yield remainder("the largest reward", "LargeAmounts", {"a": 1, "b": 2, "c": 4}, SDK_INT_MAX)
    yield remainder("the largest stakes", "LargeAmounts", {"a": 2**255, "b": 2**255 - 1}, 1001)
    yield remainder("a negative reward", "NegativeAmounts", {"a": 1, "b": 2}, -100)
    yield remainder("minus one, all to one", "NegativeAmounts", {"a": 1}, -1)
    yield remainder("a negative stake", "NegativeAmounts", {"a": -1, "b": 5}, 10)
    yield remainder("a negative total", "NegativeAmounts", {"a": 1, "b": 5}, 10, total=-6)
    yield remainder("all negative", "NegativeAmounts", {"a": -1, "b": -2}, 10)
    for count in (4, 20, 60):
        stakes = {
            address(index): stream_int(f"distribution/stake/{count}/{index}", 1, 10**14) for index in range(count)
        }
        yield remainder(
            f"{count} validators", "Ordinary", stakes, stream_int(f"distribution/reward/{count}", 1, 10**10)
        )
        yield remainder(f"{count} validators, {count - 1} uPOKT", "LargestFraction", stakes, count - 1)
    equal = {address(index): 60_000_000_000 for index in range(30)}
    yield remainder("30 equal stakes", "EqualFractions", equal, 1_000_007)
    yield remainder("a total of 0", "TotalZero", {"a": 1, "b": 2}, 100, total=0)
    yield remainder("a total of 0, as the stakes are", "TotalZero", {"a": 0}, 100)
    yield remainder("a total of 0, nothing to split", "TotalZero", {"a": 1}, 0, total=0)
    yield remainder("a share of more than 256 bits", "RewardOverflow", {"a": 3}, SDK_INT_MAX, total=1)
    yield remainder("shares that sum to more than 256 bits", "RewardOverflow", {"a": 1, "b": 1}, SDK_INT_MAX, total=1)


def revenue(comment: str, flag: str, percentages: Sequence[tuple[str, int]], amount: int) -> Case:
    """Build a case."""
    shares = [{"address": recipient, "percentage": percentage} for recipient, percentage in percentages]
    return Case("revenue_share", comment, (flag,), {"shares": shares, "amount": amount})


def revenue_share_cases() -> Iterator[Case]:
    """Split by percentages."""
    thirds = [("c", 33), ("a", 33), ("b", 34)]
    yield revenue("all to one", "OneRecipient", [("a", 100)], 999)
    yield revenue("80 and 20 of 1000", "WholeShares", [("a", 80), ("b", 20)], 1000)
    yield revenue("80 and 20 of 999", "FirstGetsRemainder", [("a", 80), ("b", 20)], 999)
    yield revenue("20 and 80 of 999", "FirstGetsRemainder", [("b", 20), ("a", 80)], 999)
    for amount in (100, 101, 199, 1_000_003):
        yield revenue(f"33, 33 and 34 of {amount}", "FirstGetsRemainder", thirds, amount)
    yield revenue("nothing to split", "ZeroShares", thirds, 0)
    yield revenue("one uPOKT: all to the first", "ZeroShares", thirds, 1)
    yield revenue("two uPOKT: all to the first", "ZeroShares", thirds, 2)
    yield revenue("one uPOKT, the first at 1 percent", "ZeroShares", [("a", 1), ("b", 99)], 1)
    yield revenue("a percentage of 0", "ZeroPercent", [("a", 0), ("b", 100)], 1001)
    yield revenue("the first at 0 percent gets the remainder", "ZeroPercent", [("a", 0), ("b", 50), ("c", 50)], 1001)
    hundred = [(address(index), 1) for index in range(100)]
    yield revenue("a hundred recipients of 99 uPOKT", "FirstGetsRemainder", hundred, 99)
    yield revenue("a hundred recipients of 12345", "FirstGetsRemainder", hundred, 12_345)
    yield revenue("an empty address", "AddressUnchecked", [("", 60), ("b", 40)], 1000)
    yield revenue("addresses that differ in case", "AddressUnchecked", [("A", 60), ("a", 40)], 1001)
    yield revenue("the largest amount", "OneRecipient", [("a", 100)], SDK_INT_MAX)
    yield revenue("thirds of the largest amount", "FirstGetsRemainder", thirds, SDK_INT_MAX)
    yield revenue("-1 and 101 percent of 150", "PercentageWraps", [("a", UINT64_MAX), ("b", 101)], 150)
    yield revenue("two of -2^63 percent, and 100", "PercentageWraps", [("a", 2**63), ("b", 2**63), ("c", 100)], 1000)
    yield revenue("a negative amount, whole shares", "NegativeAmounts", [("a", 80), ("b", 20)], -1000)
    for index in range(10):
        first = stream_int(f"distribution/percentage/{index}", 1, 98)
        second = stream_int(f"distribution/percentage/{index}/second", 1, 99 - first)
        shares = [(address(0), first), (address(1), second), (address(2), 100 - first - second)]
        yield revenue("random", "FirstGetsRemainder", shares, stream_int(f"distribution/amount/{index}", 1, 10**12))
    yield revenue("no recipients", "EmptyList", [], 1000)
    yield revenue("twice the same", "DuplicateAddress", [("a", 50), ("a", 50)], 1000)
    yield revenue("the first again at the end", "DuplicateAddress", [("a", 50), ("b", 25), ("a", 25)], 1000)
    yield revenue("99", "SumNot100", [("a", 50), ("b", 49)], 1000)
    yield revenue("101", "SumNot100", [("a", 50), ("b", 51)], 1000)
    yield revenue("0", "SumNot100", [("a", 0)], 1000)
    yield revenue("100 beyond 64 bits", "SumNot100", [("a", UINT64_MAX), ("b", 100)], 1000)
    yield revenue("99, nothing to split", "SumNot100", [("a", 99)], 0)
    yield revenue(
        "-1, -1 and 102 percent of 50", "NegativeRemainder", [("a", UINT64_MAX), ("b", UINT64_MAX), ("c", 102)], 50
    )
    yield revenue("a negative amount that leaves a remainder", "NegativeRemainder", [("a", 33), ("b", 67)], -50)
    yield revenue(
        "1000 percent of the largest amount", "ShareOverflow", [("a", 1000), ("b", UINT64_MAX - 899)], SDK_INT_MAX
    )


def cases() -> Iterator[Case]:
    """Yield every case of the suite."""
    yield from largest_remainder_cases()
    yield from revenue_share_cases()
