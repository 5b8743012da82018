"""The configuration: what is wrong is named with its line."""

import pytest

from pocket_reference.miner.config import Backend, ConfigError, Limits, load

GOOD = """\
chain_url: http://127.0.0.1:26680/
store: relays
listen: 127.0.0.1:8545
suppliers:
  - private_key: "0000000000000000000000000000000000000000000000000000000000000007"
  - private_key_file: key.hex
services:
  anvil:
    json_rpc:
      url: http://127.0.0.1:8546
      timeout_seconds: 2
      headers: {Authorization: secret}
    websocket:
      url: ws://127.0.0.1:8547
limits:
  request_bytes: 1000
overservicing_allowance: 0.5
"""


def written(tmp_path, text):
    (tmp_path / "key.hex").write_text("00" * 31 + "08\n")
    path = tmp_path / "miner.yaml"
    path.write_text(text)
    return path


def test_a_good_file(tmp_path):
    config = load(written(tmp_path, GOOD))
    assert config.chain_url == "http://127.0.0.1:26680"
    assert config.store == tmp_path / "relays"
    assert config.listen == ("127.0.0.1", 8545)
    assert config.private_keys == (7, 8)
    assert config.services["anvil", 3] == Backend("http://127.0.0.1:8546", 2.0, {"Authorization": "secret"})
    assert set(config.services) == {("anvil", 3), ("anvil", 2)}
    assert config.limits == Limits(request_bytes=1000)
    assert config.overservicing_allowance == 0.5


@pytest.mark.parametrize(
    ("old", "new", "where", "what"),
    [
        ("limits:", "limit:", "15", "limit"),
        ("  request_bytes: 1000", "  request_bytes: 0", "16", "limits.request_bytes"),
        ("      timeout_seconds: 2", "      timeout_seconds: soon", "11", "services.anvil.json_rpc.timeout_seconds"),
        ("      url: http://127.0.0.1:8546", "      url: here", "10", "services.anvil.json_rpc.url"),
        ("      url: ws://127.0.0.1:8547", "      url: http://127.0.0.1:8547", "13", "services.anvil.websocket"),
        ("listen: 127.0.0.1:8545", "listen: 127.0.0.1", "3", "listen"),
        ("listen: 127.0.0.1:8545", "listen: 127.0.0.1:99999", "3", "no port 99999"),
        ("0000000000000007", "000000000000000g", "5", "suppliers.0.private_key"),
        ("0000000000000007", "0000000000000000", "5", "suppliers.0: not a private key"),
        ("0000000000000007", "0000000000000008", "6", "suppliers.1: the same key twice"),
        ("key.hex", "nokey.hex", "6", "No such file"),
        ("store: relays", "store: [", "4", "expected ','"),
        ("chain_url: http://127.0.0.1:26680/\n", "", "1", "chain_url"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path, old, new, where, what):
    assert old in GOOD
    with pytest.raises(ConfigError) as caught:
        load(written(tmp_path, GOOD.replace(old, new, 1)))
    assert str(caught.value).startswith(f"{tmp_path / 'miner.yaml'}:{where}:")
    assert what in str(caught.value)


@pytest.mark.parametrize("text", ["", "- a\n", "a: b: c\n", "\x00"])
def test_what_is_no_configuration(tmp_path, text):
    with pytest.raises(ConfigError):
        load(written(tmp_path, text))
    with pytest.raises(ConfigError, match="No such file"):
        load(tmp_path / "nothing.yaml")
