"""The generator of test vectors, one module of cases per suite."""
