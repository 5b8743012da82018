"""Settlement: what claims are worth and who is paid."""
