"""Where a RelayMiner keeps the relays it has mined: one append-only log per supplier and session, no server.

`records` is the format, `log` one file, `sessions` a directory of them. A relay whose `append` has returned survives
the end of the process at any moment; `log` says what it takes to survive the end of the machine.
"""
