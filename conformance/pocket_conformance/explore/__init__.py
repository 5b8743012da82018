"""A bounded model checker: every state that small worlds reach through the real rules, and the invariants in each."""
