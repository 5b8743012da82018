"""Exact binomial tests: tails summed term by term, no normal approximation."""

from math import exp, lgamma, log, log1p


def log_probability(successes: int, trials: int, probability: float) -> float:
    """The logarithm of the chance of exactly so many successes."""
    ways = lgamma(trials + 1) - lgamma(successes + 1) - lgamma(trials - successes + 1)
    return ways + successes * log(probability) + (trials - successes) * log1p(-probability)


def two_sided(successes: int, trials: int, probability: float) -> float:
    """Twice the smaller tail, at most 1: the chance of a count at least as far out, if the probability is right."""
    below = sum(exp(log_probability(count, trials, probability)) for count in range(successes + 1))
    above = sum(exp(log_probability(count, trials, probability)) for count in range(successes, trials + 1))
    return min(1.0, 2 * min(below, above))


def all_fair(counts: list[int], trials: int, probability: float, error: float) -> bool:
    """Say whether each of several counts passes; a right probability fails with a chance of at most `error` in all."""
    return all(two_sided(count, trials, probability) >= error / len(counts) for count in counts)
