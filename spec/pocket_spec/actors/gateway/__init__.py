"""Gateways: stake and unbonding."""
