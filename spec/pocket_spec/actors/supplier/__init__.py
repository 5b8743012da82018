"""Suppliers: stake, services, unbonding."""
