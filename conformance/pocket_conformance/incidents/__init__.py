"""Incidents of the past, planted: each is the rule as it was, and the invariants that it may break."""
