"""What a devnet holds, as tables."""

from __future__ import annotations

from typing import Any

from rich.table import Table

from pocket_conformance.output import table_of

Json = Any


def state(status: Json, whole: Json, members: dict[str, str]) -> list[Table]:
    """Show where the chain stands, who holds what, and how many records of each kind there are."""
    head = [(name, str(status[name])) for name in ("chain_id", "height", "supply", "waiting_transactions")]
    held = {found["address"]: int(found["amount"]) for found in whole["bank"]["balances"]}
    holders = sorted(held.items(), key=lambda item: (members.get(item[0], "~"), item[0]))
    counts = [
        (f"{module}.{name}", str(len(records)))
        for module, content in sorted(whole.items())
        if isinstance(content, dict)
        for name, records in sorted(content.items())
        if isinstance(records, list)
    ]
    return [
        table_of("chain", ("", "value"), head),
        table_of(
            "balances",
            ("account", "name", "uPOKT"),
            [(address, members.get(address, ""), f"{amount:,}") for address, amount in holders],
            numbers=("uPOKT",),
        ),
        table_of("records", ("kind", "number"), counts, numbers=("number",)),
    ]


def events(found: list[Json]) -> Table:
    """Show events in order."""
    rows = [
        (
            str(event["height"]),
            event["type"].rpartition(".")[2],
            ", ".join(f"{name}={value}" for name, value in event["attributes"].items() if not isinstance(value, list)),
        )
        for event in found
    ]
    return table_of(f"{len(rows)} events", ("height", "type", "attributes"), rows, numbers=("height",))


def claims(found: list[Json]) -> Table:
    """Show claims that are not settled: sum and count are the last 16 bytes of the root."""
    rows = []
    for claim in found:
        header, root = claim["session_header"], bytes.fromhex(claim["root_hash"])
        rows.append(
            (
                header["session_id"][:16],
                f"{header['session_start_block_height']} to {header['session_end_block_height']}",
                header["service_id"],
                claim["supplier_operator_address"],
                f"{int.from_bytes(root[-8:], 'big'):,}",
                f"{int.from_bytes(root[-16:-8], 'big'):,}",
                claim["proof_validation_status"],
            )
        )
    columns = ("session", "blocks", "service", "supplier", "relays", "compute units", "proof")
    return table_of(f"{len(rows)} claims", columns, rows, numbers=("relays", "compute units"))
