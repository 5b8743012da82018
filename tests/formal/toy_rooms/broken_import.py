"""A room that cannot be imported."""

from toy_rooms.arithmetic import no_such_rule  # type: ignore[attr-defined]

THEOREMS = (no_such_rule,)
