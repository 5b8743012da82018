"""What a module's parameters are: their names, how a single update carries them, and which values they may have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import deal

from pocket_spec.rejections import Reason, Rejected


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a module.

    `as_type` is the member of the oneof in which a single update carries it; `problem` says what is wrong with a value,
    nothing where it is right.
    """

    name: str
    as_type: str
    problem: Callable[[Any], str]


def _unchanged(params: Any) -> Any:
    return params


@dataclass(frozen=True, slots=True)
class ModuleParameters:
    """The parameters of a module in the order in which the chain checks them, and the reasons for refusing an update.

    `relations` are problems of all parameters together, checked last. `completed` is what the chain makes of valid
    parameters before it keeps them. Of the reasons, `malformed` and `malformed_single` are those for an authority that
    is no address, in the update of all parameters and of a single one; `stranger` and `stranger_single` those for
    another authority than governance.
    """

    field: str
    parameters: tuple[Parameter, ...]
    invalid: Reason
    unknown: Reason
    missing: Reason
    malformed: Reason
    malformed_single: Reason
    stranger: Reason
    stranger_single: Reason
    relations: tuple[Callable[[Any], str], ...] = ()
    completed: Callable[[Any], Any] = _unchanged

    def named(self, name: str) -> Parameter | None:
        """Give the parameter of a name, None where the module has none."""
        return next((parameter for parameter in self.parameters if parameter.name == name), None)


@deal.raises(Rejected)
@deal.ensure(lambda module, params, result: isinstance(result, str))
def problem_of(module: ModuleParameters, params: Any) -> str:
    """Give the first thing that is wrong with a module's parameters, nothing where they are valid.

    Errors: TX_PANIC for a coin of uPOKT without an amount.
    Source: poktroll v0.1.35 x/*/types/params.go (Validate, ValidateBasic)
    """
    for parameter in module.parameters:
        if problem := parameter.problem(getattr(params, parameter.name)):
            return f"{parameter.name}: {problem}"
    return next((problem for relation in module.relations if (problem := relation(params))), "")


@deal.raises(Rejected)
@deal.ensure(lambda module, params, result: result is None)
def validate(module: ModuleParameters, params: Any) -> None:
    """Refuse parameters with which something is wrong.

    Errors: the module's `invalid`, TX_PANIC.
    Source: poktroll v0.1.35 x/*/types/params.go (Validate, ValidateBasic)
    """
    if problem := problem_of(module, params):
        raise Rejected(module.invalid, problem)
