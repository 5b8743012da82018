"""The commands of a network on this machine: `miner`, `devnet`, `relay`, `demo`."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
from pathlib import Path

import click

from pocket_conformance import progress
from pocket_conformance.contracts import unchecked
from pocket_conformance.errors import UserError
from pocket_conformance.network import demo, node_client, relaying, report, setting_up, views
from pocket_conformance.network.node_client import DEFAULT_URL, for_users
from pocket_conformance.output import json_option, print_table
from pocket_reference.devnet import main as devnet_main
from pocket_reference.devnet.network import FIRST_PORT, SERVICE, member, small_network
from pocket_reference.miner import config as miner_config
from pocket_reference.miner import main as miner_main

FAILED = 1
HTTP_KINDS = sorted(set(miner_config.RPC_TYPES) - {"websocket"})
NAMES = ("faucet", "app", "gateway", "owner", "validator", "dao", *(f"supplier{n}" for n in range(1, 16)))
url_option = click.option("--url", default=DEFAULT_URL, show_default=True, help="Where the devnet's node answers.")
directory_argument = click.argument("directory", type=click.Path(path_type=Path, file_okay=False))


def register(cli: click.Group) -> None:
    """Add the commands to the command line."""
    for command in (miner_command, devnet_group, relay_command, demo_command):
        cli.add_command(command)


def _print_schema(context: click.Context, _: click.Parameter, value: bool) -> None:  # noqa: FBT001 - click's callback
    if value:
        click.echo(json.dumps(miner_config.SCHEMA, indent=2))
        context.exit()


schema_option = click.option(
    "--schema", is_flag=True, is_eager=True, expose_value=False, callback=_print_schema,
    help="Print the JSON Schema of the file and exit.",
)  # fmt: skip


@click.command("miner")
@click.option("--config", "path", type=click.Path(path_type=Path), required=True, help="The miner's YAML file.")
@schema_option
def miner_command(path: Path) -> None:
    """Run a relay miner: serve relays, claim them, prove them. Ends in order on SIGTERM."""
    _log_to_standard_error()
    with for_users(), unchecked():
        asyncio.run(miner_main.run(miner_config.load(path), click.echo))


@click.group("devnet")
def devnet_group() -> None:
    """Run a small network on this machine, and look into it."""


@devnet_group.command("init")
@directory_argument
@click.option("--suppliers", type=click.IntRange(1, 15), default=2, show_default=True)
@click.option("--blocks-per-session", type=click.IntRange(2, 1000), default=10, show_default=True)
@click.option("--url", default=DEFAULT_URL, show_default=True, help="Where the node will answer.")
@click.option("--backend", default="http://127.0.0.1:8080", show_default=True, help="The API that the miners serve.")
def devnet_init(directory: Path, *, suppliers: int, blocks_per_session: int, url: str, backend: str) -> None:
    """Make a devnet: its chain, everybody's keys, and a miner's configuration for every supplier."""
    endpoints = [f"http://127.0.0.1:{FIRST_PORT + number}" for number in range(suppliers)]
    network = small_network(suppliers, blocks_per_session=blocks_per_session, endpoints=endpoints)
    with for_users():
        written = setting_up.set_up(directory, network, url, endpoints, backend)
    click.echo(f"{directory}: a chain with {suppliers} suppliers, keys in {devnet_main.KEYS}; next:")
    click.echo(f"pocket-spec devnet run {directory}")
    for path in written:
        click.echo(f"pocket-spec miner --config {path}")


@devnet_group.command("run")
@directory_argument
@click.option("--listen", default="127.0.0.1:26680", show_default=True, help="host:port")
@click.option(
    "--interval", type=click.FloatRange(0.01, 3600), default=1.0, show_default=True, help="Seconds between blocks."
)
@click.option("--on-demand", is_flag=True, help="Produce blocks only when asked to.")
def devnet_run(directory: Path, *, listen: str, interval: float, on_demand: bool) -> None:
    """Produce blocks and serve queries; stops at the first block that would break an invariant."""
    host, _, port = listen.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65_535:
        raise UserError(f"--listen: expected host:port, got {listen!r}")
    _log_to_standard_error()
    pace = None if on_demand else interval
    with for_users():
        asyncio.run(devnet_main.run(directory, (host, int(port)), interval=pace, announce=click.echo))


@devnet_group.command("state")
@url_option
@json_option
def devnet_state(*, url: str, as_json: bool) -> None:
    """Print where the chain stands and who holds what."""
    whole = node_client.get(url, "/v1/state")
    if as_json:
        click.echo(json.dumps(whole))
        return
    names = {member(name).address: name for name in NAMES}
    for table in views.state(node_client.get(url, "/v1/status"), whole, names):
        print_table(table)


@devnet_group.command("events")
@url_option
@click.option("--from", "first", type=click.IntRange(0), default=0, help="First height.")
@click.option("--to", "last", type=click.IntRange(0), default=2**53, help="Last height.")
@click.option("--type", "kind", default="", help="Only this type, with or without its package.")
@json_option
def devnet_events(*, url: str, first: int, last: int, kind: str, as_json: bool) -> None:
    """Print what happened on the chain."""
    found = node_client.get(url, "/v1/events", {"from": str(first), "to": str(last), "type": kind})
    if as_json:
        click.echo(json.dumps(found))
    else:
        print_table(views.events(found["events"]))


@devnet_group.command("claims")
@url_option
@json_option
def devnet_claims(*, url: str, as_json: bool) -> None:
    """Print the claims that are not settled yet."""
    found = node_client.get(url, "/v1/claims")
    if as_json:
        click.echo(json.dumps(found))
    else:
        print_table(views.claims(found["claims"]))


@devnet_group.command("block")
@url_option
@click.option("--count", type=click.IntRange(1, 10_000), default=1, show_default=True)
@json_option
def devnet_block(*, url: str, count: int, as_json: bool) -> None:
    """Produce blocks now."""
    status = node_client.post(url, "/v1/blocks", {"count": count})
    click.echo(json.dumps(status) if as_json else f"height {status['height']}")


@devnet_group.command("faucet")
@click.argument("address")
@click.argument("amount", type=click.IntRange(1))
@url_option
@json_option
def devnet_faucet(address: str, amount: int, *, url: str, as_json: bool) -> None:
    """Send AMOUNT uPOKT to ADDRESS in the next block."""
    name = node_client.pay_from_faucet(url, address, amount)
    click.echo(json.dumps({"hash": name}) if as_json else f"transaction {name} waits for a block")


@click.command("relay")
@url_option
@click.option("--application", help="Its address; default: the devnet's.")
@click.option("--service", default=SERVICE, show_default=True)
@click.option(
    "--key-file", type=click.Path(path_type=Path), help="Private key that signs, in hex; default: the devnet's gateway."
)
@click.option("--supplier", "suppliers", multiple=True, help="Ask only this supplier; may be repeated.")
@click.option(
    "--rpc-type",
    type=click.Choice(sorted(set(miner_config.RPC_TYPES) - {"websocket"})),
    default="json_rpc",
    show_default=True,
)
@click.option("--method", default="POST", show_default=True)
@click.option("--path", "target", default="/", show_default=True, help="Path and query that the backend is asked for.")
@click.option("--data", default=relaying.BLOCK_NUMBER, show_default=True, help="Body of the request.")
@click.option("--count", type=click.IntRange(1), default=1, show_default=True, help="How many relays.")
@click.option("--concurrency", type=click.IntRange(1, 1000), default=1, show_default=True, help="How many at a time.")
@json_option
def relay_command(  # noqa: PLR0913 - one for each option
    *,
    url: str,
    application: str | None,
    service: str,
    key_file: Path | None,
    suppliers: tuple[str, ...],
    rpc_type: str,
    method: str,
    target: str,
    data: str,
    count: int,
    concurrency: int,
    as_json: bool,
) -> None:
    """Send relays to the suppliers of the current session and verify their responses."""
    relays = relaying.Relays(
        url=url,
        application=relaying.application_address(application),
        service=service,
        private_key=relaying.private_key(key_file),
        rpc_type=miner_config.RPC_TYPES[rpc_type],
        suppliers=suppliers,
        method=method,
        target=target,
        data=data,
    )
    with for_users(), unchecked(), progress.bar("relays", count) as advance:
        sent = asyncio.run(relaying.send(relays, count, concurrency, advance))
    if as_json:
        click.echo(json.dumps(relaying.to_json(sent)))
    else:
        print_table(relaying.table(sent))
    sys.exit(FAILED if sent.outcome.refused else 0)


@click.command("demo")
@click.option("--sessions", type=click.IntRange(1, 100), default=3, show_default=True)
@click.option("--relays", type=click.IntRange(1, 1_000_000), default=3_000, show_default=True, help="In all sessions.")
@click.option(
    "--report", "page", type=click.Path(path_type=Path, dir_okay=False), help="Write an HTML page with plots."
)
@json_option
def demo_command(*, sessions: int, relays: int, page: Path | None, as_json: bool) -> None:
    """Run a network of two miners for some sessions and print who was paid what."""
    with for_users(), unchecked(), progress.bar("relays", relays) as advance:
        outcome = asyncio.run(demo.run(sessions, relays, advance))
    if page is not None:
        with for_users():
            page.write_text(report.page(outcome), encoding="utf-8")
    if as_json:
        click.echo(json.dumps(outcome.to_json()))
    else:
        for table in demo.tables(outcome):
            print_table(table)
    sys.exit(0 if outcome.succeeded else FAILED)


class _OneLine(logging.Formatter):
    """Log records in one line each: what went wrong, never a traceback."""

    def formatException(self, ei: object) -> str:  # noqa: N802 - the library's name
        error = ei[1] if isinstance(ei, tuple) else ei
        return f"{type(error).__name__}: {error}"


def _log_to_standard_error() -> None:
    handler = logging.StreamHandler(sys.stderr)
    formatter = logging.Formatter if os.environ.get("POCKET_SPEC_DEBUG") else _OneLine
    handler.setFormatter(formatter("%(asctime)s %(levelname)s %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
