"""The commands of a local network; its node, miner and backend are processes of their own."""

import asyncio
import json
import re
import sys
import time
from urllib.request import urlopen

import pytest
from click.testing import CliRunner

from pocket_conformance.cli import cli, main
from pocket_conformance.errors import UserError
from pocket_conformance.network.processes import Service, free_ports
from pocket_reference.devnet.network import member


def run(*arguments, code=0):
    """Run a command in this process, and give what it prints or, where it should be refused, the reason."""
    done = CliRunner().invoke(cli, arguments)
    if code == 2:
        assert isinstance(done.exception, UserError), done
        return str(done.exception)
    assert done.exit_code == code, (done.exit_code, done.output, done.exception)
    return done.stdout


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("miner", "--config", "nothing.yaml"), "nothing.yaml: No such file"),
        (("devnet", "run", "nowhere"), "no chain; begin one first"),
        (("devnet", "run", "nowhere", "--listen", "here"), "expected host:port"),
        (("devnet", "state", "--url", "http://127.0.0.1:1"), "Cannot connect"),
        (("devnet", "claims", "--url", "nonsense"), "nonsense"),
        (("devnet", "block", "--url", "http://127.0.0.1:1"), "Cannot connect"),
        (("devnet", "faucet", "pokt1x", "5", "--url", "http://127.0.0.1:1"), "127.0.0.1:1"),
        (("devnet", "faucet", "pokt1x", "many"), "not a valid integer"),
        (("relay", "--url", "http://127.0.0.1:1"), "127.0.0.1:1"),
        (("relay", "--key-file", "nokey"), "nokey: No such file"),
        (("demo", "--relays", "0"), "--relays"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(arguments, problem, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["pocket-spec", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr().err
    assert ended.value.code == 2
    assert said.splitlines()[-1].startswith("pocket-spec: error: ")
    assert problem in said.splitlines()[-1]
    assert "Traceback" not in said


def test_a_configuration_that_is_wrong_is_named_with_its_line(tmp_path):
    run("devnet", "init", str(tmp_path / "net"))
    path = tmp_path / "net" / "supplier1.yaml"
    path.write_text(path.read_text().replace("listen:", "listens:"))
    assert re.search(rf"{re.escape(str(path))}:\d+: .*listens", run("miner", "--config", str(path), code=2))
    assert json.loads(run("miner", "--schema"))["title"] == "Configuration of the relay miner"


def test_a_devnet_from_its_beginning_to_a_paid_claim(tmp_path):
    directory = str(tmp_path / "net")
    node_port, backend_port = free_ports(2)
    url, backend = f"http://127.0.0.1:{node_port}", f"http://127.0.0.1:{backend_port}"
    first = run(
        "devnet", "init", directory, "--suppliers", "1", "--blocks-per-session", "2", "--url", url, "--backend", backend
    )
    assert f"pocket-spec miner --config {directory}/supplier1.yaml" in first
    assert "already" in run("devnet", "init", directory, code=2)
    config = tmp_path / "net" / "supplier1.yaml"
    asyncio.run(claimed_and_paid(tmp_path, directory, url, config))


async def claimed_and_paid(tmp_path, directory, url, config):
    backend = Service("backend", ("-m", "pocket_conformance.network.backend"), tmp_path / "backend.log")
    await backend.start()
    config.write_text(re.sub(r"(?m)^ +url: \S+", f"      url: {backend.url}", config.read_text()))
    node_arguments = ("devnet", "run", directory, "--on-demand", "--listen", url.removeprefix("http://"))
    node = Service("node", ("-m", "pocket_conformance", *node_arguments), tmp_path / "node.log")
    miner = Service("miner", ("-m", "pocket_conformance", "miner", "--config", str(config)), tmp_path / "miner.log")
    try:
        await node.start()
        await asyncio.to_thread(talk, url, None)
        await miner.start()
        await asyncio.to_thread(talk, url, miner)
        assert await miner.end() == 0
        assert await node.end() == 0
    finally:
        for service in (miner, node, backend):
            await service.kill()
    assert "Traceback" not in (tmp_path / "miner.log").read_text()


def block(at, miner):
    """Produce a block, and wait until the miner has done what is due after it."""
    height = json.loads(run("devnet", "block", "--json", *at))["height"]
    for _ in range(1000):
        with urlopen(f"{miner.url}/health", timeout=10) as answer:  # noqa: S310 - of this machine
            if json.load(answer)["acted"] >= height:
                return
        time.sleep(0.01)
    raise AssertionError(f"the miner did nothing after block {height}")


def talk(url, miner):
    at = ("--url", url)
    if miner is None:
        run("devnet", "block", *at)
        address = member("nobody").address
        run("devnet", "faucet", address, "7", *at)
        run("devnet", "block", *at)
        state = json.loads(run("devnet", "state", "--json", *at))
        assert {"address": address, "amount": "7"} in state["bank"]["balances"]
        assert "faucet" in run("devnet", "state", *at)
        run("devnet", "block", *at)  # the first of the next session
        return
    one = json.loads(run("relay", "--json", *at, "--data", '{"jsonrpc":"2.0","id":5,"method":"echo","params":[1]}'))
    assert json.loads(one["response"]["body"]) == {"jsonrpc": "2.0", "id": 5, "result": [1]}
    many = json.loads(run("relay", "--json", *at, "--count", "20", "--concurrency", "4"))
    assert (many["answered"], many["refused"]) == (20, {})
    assert set(many["latency_ms"]) == {"p50", "p90", "p99"}
    assert "wrong_supplier" in run("relay", *at, "--supplier", "pokt1nobody", code=2)
    for _ in range(6):
        block(at, miner)
    (claim,) = json.loads(run("devnet", "claims", "--json", *at))["claims"]
    assert int(claim["root_hash"][-16:], 16) == 21
    assert "21" in run("devnet", "claims", *at)
    for _ in range(10):
        block(at, miner)
    settled = json.loads(run("devnet", "events", "--json", "--type", "EventClaimSettled", *at))["events"]
    assert [event["attributes"]["num_relays"] for event in settled] == ["21"]
    assert "EventClaimSettled" in run("devnet", "events", *at)
