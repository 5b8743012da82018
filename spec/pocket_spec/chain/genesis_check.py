"""What must hold in a genesis file: every module's own validation, and money that is conserved."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType
from typing import Any

import deal

from pocket_spec.actors.application.validation import validate_spend_limit
from pocket_spec.actors.service.validation import validate_service
from pocket_spec.actors.stake import stake_by_text
from pocket_spec.actors.supplier.records import hydrated_supplier
from pocket_spec.actors.supplier.validation import validate_service_configs
from pocket_spec.chain.genesis import BONDED_POOL, NOT_BONDED_POOL, Genesis
from pocket_spec.governance.application import APPLICATION
from pocket_spec.governance.gateway import GATEWAY
from pocket_spec.governance.parameters import ModuleParameters, Parameter, problem_of
from pocket_spec.governance.proof import PROOF
from pocket_spec.governance.service import SERVICE
from pocket_spec.governance.session import SESSION
from pocket_spec.governance.supplier import SUPPLIER
from pocket_spec.governance.values import upokt_at_least
from pocket_spec.rejections import Rejected
from pocket_spec.relay.validation import is_service_id
from pocket_spec.rules import Rules
from pocket_spec.state.bank import APPLICATION_POOL, GATEWAY_POOL, SUPPLIER_POOL, account_of, balance
from pocket_spec.state.coin import UPOKT, Coin, amount_of
from pocket_spec.state.records.application import Application
from pocket_spec.state.records.staking import BONDED
from pocket_spec.state.state import Address, State

VERSION = re.compile(r"v?(\d{1,4})\.(\d{1,4})\.(\d{1,4})(?:-.*)?")
LATEST = (0, 1, 35)
LEAST_SERVICE_FEES = (((0, 1, 23), 1), ((0, 1, 14), 10**9), ((0, 0, 0), 0))
"""From which release on which fee was the least, latest first."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is wrong in a genesis file: where, and what."""

    where: str
    what: str


@dataclass(frozen=True, slots=True)
class Conserved:
    """Two figures that must agree: what is held, and the sum that it must be; `or_more` lets it hold more."""

    what: str
    held: int
    due: int
    denom: str = UPOKT
    or_more: bool = False

    @property
    def agrees(self) -> bool:
        """Tell whether the figures agree."""
        return self.held == self.due or (self.or_more and self.held > self.due)


def _stakes(records: Mapping[Any, Any]) -> int:
    return sum(amount_of(record.stake) for record in records.values())


def _tokens(state: State, *, bonded: bool) -> int:
    return sum(record.tokens for record in state.validators.values() if (record.status == BONDED) == bonded)


def _sums(coins: Iterable[Coin]) -> dict[str, int]:
    found: dict[str, int] = {}
    for coin in coins:
        found[coin.denom] = found.get(coin.denom, 0) + amount_of(coin)
    return found


@deal.ensure(lambda genesis, result: len(result) >= 5)
def conservation(genesis: Genesis) -> tuple[Conserved, ...]:
    """Compare the stated supply with the sum of balances, for every denomination, and pools with what must be in them.

    The pool of suppliers may hold more than their stakes: staking fees stay in it.
    Source: cosmos-sdk v0.53.7 x/bank/keeper/genesis.go, x/staking/keeper/genesis.go (InitGenesis)
    """
    state = genesis.state
    held = _sums(coin for _, coin in genesis.balances)
    stated = held if genesis.stated_supply is None else _sums(genesis.stated_supply)
    supply = tuple(
        Conserved(f"stated supply of {denom}, sum of all balances", stated.get(denom, 0), held.get(denom, 0), denom)
        for denom in sorted(stated.keys() | held.keys())
    )
    unbonded = _tokens(state, bonded=False) + genesis.unbonding
    pools: tuple[tuple[str, Address, int, bool], ...] = (
        ("applications: pool, sum of stakes", APPLICATION_POOL, _stakes(state.applications), False),
        ("gateways: pool, sum of stakes", GATEWAY_POOL, _stakes(state.gateways), False),
        ("suppliers: pool, sum of stakes (fees may be more)", SUPPLIER_POOL, _stakes(state.suppliers), True),
        ("bonded tokens: pool, sum of validators", BONDED_POOL, _tokens(state, bonded=True), False),
        ("not bonded tokens: pool, sum of validators and of what unbonds", NOT_BONDED_POOL, unbonded, False),
    )
    return supply + tuple(
        Conserved(f"{what} ({address})", balance(state, address), due, or_more=more)
        for what, address, due, more in pools
    )


def _refusal(check: Callable[[Any], object], value: Any) -> str:
    try:
        check(value)
    except Rejected as rejected:
        return f"{rejected.reason} {rejected.detail}".strip()
    return ""


def _stake_problem(stake: Coin | None) -> str:
    return "" if stake_by_text(stake) is not None else "the stake is no positive amount of upokt"


def _application_problem(application: Application) -> str:
    if problem := _stake_problem(application.stake):
        return problem
    for gateway in application.delegatee_gateway_addresses:
        if problem := _refusal(account_of, gateway):
            return f"gateway {gateway}: {problem}"
    services = application.service_configs
    if len(services) != 1 or not is_service_id(services[0].service_id):
        return "not exactly one service with a well-formed id"
    for update in application.service_config_history:
        if update.service is None or 0 != update.deactivation_height <= update.activation_height:
            return "an entry of the history has no service, or ends before it begins"
    return _refusal(validate_spend_limit, application.per_session_spend_limit)


def _supplier_problem(state: State, operator: Address) -> str:
    supplier = hydrated_supplier(state, operator)
    if supplier is None or (problem := _stake_problem(supplier.stake)):
        return problem
    services = [update.service for update in supplier.service_config_history if update.service is not None]
    served = {service.service_id: service for service in services}
    return _refusal(validate_service_configs, served.values()) or next(
        (p for text in (supplier.owner_address, operator) if (p := _refusal(account_of, text))), ""
    )


def _service_problems(state: State) -> Iterator[Problem]:
    names: set[str] = set()
    for key, service in sorted(state.services.items()):
        problem = _refusal(validate_service, service)
        if service.name in names:
            problem = problem or f"a second service named {service.name!r}"
        names.add(service.name)
        if problem:
            yield Problem(f"service {key}", problem)


def _record_problems(state: State) -> Iterator[Problem]:
    for address, application in sorted(state.applications.items()):
        if problem := _application_problem(application):
            yield Problem(f"application {address}", problem)
    for address, gateway in sorted(state.gateways.items()):
        if problem := _stake_problem(gateway.stake):
            yield Problem(f"gateway {address}", problem)
    for operator in sorted(state.suppliers):
        if problem := _supplier_problem(state, operator):
            yield Problem(f"supplier {operator}", problem)
    yield from _service_problems(state)
    for key, claim in sorted(state.claims.items()):
        if not claim.root_hash:
            yield Problem(f"claim {key[0]} of {key[1]}", "the root hash is empty")


@deal.post(lambda result: result in {0, 1, 10**9})
def least_service_fee(app_version: str) -> int:
    """Give the least fee, in uPOKT, that governance could ask for a new service in a release; of an unknown one, now.

    It was 0 until v0.1.13 and 1,000 POKT until v0.1.22: the genesis of mainnet, of v0.1.1, asks for none.
    Source: poktroll v0.1.1, v0.1.14, v0.1.23 x/service/types/params.go (MinAddServiceFee)
    """
    match = VERSION.fullmatch(app_version)
    release = LATEST if match is None else tuple(int(number) for number in match.groups())
    return next(fee for first, fee in LEAST_SERVICE_FEES if release >= first)


@deal.ensure(lambda rules, app_version, result: len(result) == 8)
def module_parameters(rules: Rules, app_version: str) -> Mapping[str, ModuleParameters]:
    """List what is asked of the parameters of every module that asks anything.

    All is as in the release of the rules, but the least fee for a new service, of which `least_service_fee` says more.
    Source: poktroll v0.1.35 x/*/types/genesis.go (Validate)
    """
    fee = Parameter("add_service_fee", "as_coin", partial(upokt_at_least, least_service_fee(app_version)))
    others = (parameter for parameter in SERVICE.parameters if parameter.name != fee.name)
    return MappingProxyType(
        {
            "application": APPLICATION,
            "gateway": GATEWAY,
            "supplier": SUPPLIER,
            "service": replace(SERVICE, parameters=(fee, *others)),
            "session": SESSION,
            "proof": PROOF,
            "tokenomics": rules.tokenomics_parameters,
            "shared": rules.shared_parameters,
        }
    )


@deal.ensure(lambda genesis, rules, result: all(problem.where for problem in result))
def genesis_problems(genesis: Genesis, rules: Rules) -> tuple[Problem, ...]:
    """List everything that is wrong in a genesis file: parameters, records, sums.

    Where a module would stop at its first problem, all are listed. Suppliers are held to the services of their history,
    which the chain rebuilds.
    Source: poktroll v0.1.35 x/*/types/genesis.go (Validate)
    """
    found = []
    for module, parameters in module_parameters(rules, genesis.app_version).items():
        params = getattr(genesis.state, parameters.field)
        if problem := _refusal_or(parameters, params):
            found.append(Problem(f"parameters of {module}", problem))
    found += _record_problems(genesis.state)
    for figures in conservation(genesis):
        if not figures.agrees:
            difference = figures.held - figures.due
            what = f"{figures.held} is not {figures.due}: {abs(difference)} {figures.denom} too {_side(difference)}"
            found.append(Problem(figures.what, what))
    return tuple(found)


def _side(difference: int) -> str:
    return "much" if difference > 0 else "little"


def _refusal_or(parameters: ModuleParameters, params: Any) -> str:
    try:
        return problem_of(parameters, params)
    except Rejected as rejected:
        return rejected.detail
