"""Applications: stake, delegation, transfer, unbonding."""
