"""The files of a new devnet: its chain, everybody's keys, and a miner's configuration for every supplier."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from pocket_reference.devnet.main import begin
from pocket_reference.devnet.network import SERVICE, Network

MINER = """\
# A relay miner for {name}: pocket-spec miner --config {name}.yaml
chain_url: {chain_url}
store: {name}.store
listen: {listen}
suppliers:
  - private_key: "{private_key:064x}"
services:
  {service}:
    json_rpc:
      url: {backend}
      timeout_seconds: 10
"""


def set_up(directory: Path, network: Network, chain_url: str, endpoints: list[str], backend: str) -> list[Path]:
    """Write the files; gives the miners' configurations."""
    begin(directory, network)
    written = []
    for number, endpoint in enumerate(endpoints, start=1):
        supplier = network.members[f"supplier{number}"]
        path = directory / f"{supplier.name}.yaml"
        path.touch(mode=0o600)
        text = MINER.format(
            name=supplier.name,
            chain_url=chain_url,
            listen=urlsplit(endpoint).netloc,
            private_key=supplier.private_key,
            service=SERVICE,
            backend=backend,
        )
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return written
