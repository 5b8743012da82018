"""Cases of the suites `message`, `end_block` and `scenario`, one module per area."""
