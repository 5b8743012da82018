"""The genesis file of Morse: accounts, nodes, applications, and what of POKT there is."""

from __future__ import annotations

import re
from dataclasses import dataclass

import deal
from immutables import Map

from pocket_spec.chain.genesis_json import coin_of, list_of, malformed, number_of, object_of, put_once, text_of
from pocket_spec.crypto.ed25519 import PUBLIC_KEY_LENGTH, address_of_public_key
from pocket_spec.encoding.proto_json import Json
from pocket_spec.rejections import Rejected
from pocket_spec.state.coin import UPOKT, Coin

MORSE_ADDRESS = re.compile("[0-9a-fA-F]{40}")
ACCOUNT_TYPES = ("posmint/Account", "posmint/ModuleAccount")


@dataclass(frozen=True, slots=True)
class MorseStaker:
    """A node or an application: its stake in uPOKT."""

    address: str
    public_key: str
    tokens: int


@dataclass(frozen=True, slots=True)
class MorseGenesis:
    """What the file says, amounts in uPOKT; `stated_supply` is None where it leaves that to the chain."""

    chain_id: str
    balances: Map[str, int]
    keys: Map[str, str]
    nodes: Map[str, MorseStaker]
    applications: Map[str, MorseStaker]
    dao_tokens: int
    stake_minimum: int
    stated_supply: int | None

    @property
    def supply(self) -> int:
        """Sum balances, stakes and the DAO's tokens."""
        stakes = sum(staker.tokens for stakers in (self.nodes, self.applications) for staker in stakers.values())
        return sum(self.balances.values()) + stakes + self.dao_tokens


@deal.raises(Rejected)
@deal.ensure(lambda document, result: result.supply >= 0)
def read_morse_genesis(document: Json) -> MorseGenesis:
    """Read the genesis file of Morse.

    Errors: JSON_MALFORMED, naming the place; among others for two accounts, nodes or applications of one address.
    Source: pocket-core RC-0.12.0 x/auth/genesis.go, x/nodes/genesis.go, x/apps/genesis.go, x/gov/genesis.go
    """
    file = object_of(document, "genesis")
    app = object_of(file.get("app_state"), "app_state")
    auth, nodes = object_of(app.get("auth"), "auth"), object_of(app.get("pos"), "pos")
    applications, gov = object_of(app.get("application"), "application"), object_of(app.get("gov", {}), "gov")
    balances, keys = _accounts(auth)
    supply = _upokt(list_of(auth, "supply", "auth"), "auth.supply")
    return MorseGenesis(
        chain_id=text_of(file.get("chain_id"), "chain_id"),
        balances=balances,
        keys=keys,
        nodes=_stakers(nodes, "validators", "pos"),
        applications=_stakers(applications, "applications", "application"),
        dao_tokens=number_of(gov.get("DAO_Tokens", 0), "gov.DAO_Tokens"),
        stake_minimum=number_of(object_of(nodes.get("params"), "pos.params").get("stake_minimum"), "pos.params"),
        stated_supply=supply,
    )


def _upokt(coins: list[Json], path: str) -> int | None:
    held: list[Coin] = [coin_of(coin, f"{path}[{index}]") for index, coin in enumerate(coins)]
    for coin in held:
        if coin.denom != UPOKT:
            raise malformed(path, f"{coin.denom} is not {UPOKT}")
    return sum(coin.amount or 0 for coin in held) if held else None


def _address(value: Json, path: str) -> str:
    text = text_of(value, path)
    if not MORSE_ADDRESS.fullmatch(text):
        raise malformed(path, f"{text[:60]!r} is no address of 40 hexadecimal digits")
    return text.lower()


def _key(value: Json, path: str) -> str:
    text = text_of(value, path)
    if not re.fullmatch(f"[0-9a-fA-F]{{{2 * PUBLIC_KEY_LENGTH}}}", text):
        raise malformed(path, f"{text[:80]!r} is no key of {PUBLIC_KEY_LENGTH} bytes in hexadecimal")
    return text.lower()


def _accounts(auth: dict[str, Json]) -> tuple[Map[str, int], Map[str, str]]:
    balances: dict[str, int] = {}
    keys: dict[str, str] = {}
    for index, value in enumerate(list_of(auth, "accounts", "auth")):
        path = f"auth.accounts[{index}]"
        entry = object_of(value, path)
        if entry.get("type") not in ACCOUNT_TYPES:
            raise malformed(f"{path}.type", f"{str(entry.get('type'))[:60]!r} is no account")
        fields = object_of(entry.get("value"), f"{path}.value")
        fields = object_of(fields.get("BaseAccount", fields), f"{path}.value.BaseAccount")
        address = _address(fields.get("address"), f"{path}.value.address")
        coins = list_of(fields, "coins", f"{path}.value")
        put_once(balances, address, _upokt(coins, f"{path}.value.coins") or 0, path)
        if fields.get("public_key") is not None:
            where = f"{path}.value.public_key"
            keys[address] = _key(object_of(fields["public_key"], where).get("value"), f"{where}.value")
    return Map(balances), Map(keys)


def _stakers(fields: dict[str, Json], name: str, path: str) -> Map[str, MorseStaker]:
    found: dict[str, MorseStaker] = {}
    for index, value in enumerate(list_of(fields, name, path)):
        where = f"{path}.{name}[{index}]"
        entry = object_of(value, where)
        staker = MorseStaker(
            address=_address(entry.get("address"), f"{where}.address"),
            public_key=_key(entry.get("public_key"), f"{where}.public_key"),
            tokens=number_of(entry.get("tokens"), f"{where}.tokens"),
        )
        put_once(found, staker.address, staker, where)
    return Map(found)


@deal.ensure(lambda genesis, result: all(len(problem) == 2 for problem in result))
def morse_genesis_problems(genesis: MorseGenesis) -> tuple[tuple[str, str], ...]:
    """List what is wrong, place and problem: keys of other addresses, stakes below the minimum, another supply.

    Source: pocket-core RC-0.12.0 x/nodes/types/genesis.go, x/nodes/genesis.go (InitGenesis, ValidateGenesis)
    """
    found = []
    stakers = {**genesis.nodes, **genesis.applications}
    keys = [*genesis.keys.items(), *((staker.address, staker.public_key) for staker in stakers.values())]
    for address, key in sorted(set(keys)):
        if address_of_public_key(bytes.fromhex(key)).hex() != address:
            found.append((f"account {address}", f"the key {key} has another address"))
    for address, node in sorted(genesis.nodes.items()):
        if node.tokens < genesis.stake_minimum:
            found.append((f"node {address}", f"{node.tokens} uPOKT is below the minimum of {genesis.stake_minimum}"))
    stated = genesis.supply if genesis.stated_supply is None else genesis.stated_supply
    if difference := stated - genesis.supply:
        found.append(("stated supply", f"{stated} is not {genesis.supply}: {difference:+} uPOKT"))
    return tuple(found)
