"""The driver of the formal checks: every claim of the spec in a process of its own, and every silence a failure."""
