"""Parameters of the migration module: three switches, which governance sets together."""

from __future__ import annotations

from dataclasses import dataclass

import deal

from pocket_spec.encoding.proto import Field, Message, Scalar
from pocket_spec.governance.parameters import ModuleParameters, Parameter
from pocket_spec.governance.update import set_all
from pocket_spec.governance.values import anything
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.rules import Rules
from pocket_spec.state.events import Transition
from pocket_spec.state.records.migration import MIGRATION_PARAMS, MigrationParams
from pocket_spec.state.state import State

MIGRATION = ModuleParameters(
    field="migration_params",
    parameters=(
        Parameter("waive_morse_claim_gas_fees", "", anything),
        Parameter("allow_morse_account_import_overwrite", "", anything),
        Parameter("morse_account_claiming_enabled", "", anything),
    ),
    invalid=Reason.JSON_MALFORMED,
    unknown=Reason.JSON_MALFORMED,
    missing=Reason.JSON_MALFORMED,
    malformed=Reason.ADDRESS_MALFORMED,
    malformed_single=Reason.ADDRESS_MALFORMED,
    stranger=Reason.MIGRATION_INVALID_SIGNER,
    stranger_single=Reason.MIGRATION_INVALID_SIGNER,
)
"""Every value is valid, so nothing is refused as invalid; there is no update of a single one.

Source: poktroll v0.1.35 x/migration/types/params.go.
"""
NO_PARAMS = MigrationParams()
"""What an update without parameters carries."""


@dataclass(frozen=True, slots=True)
class MsgUpdateMigrationParams:
    """Governance replaces all parameters of the migration module."""

    authority: str = ""
    params: MigrationParams = NO_PARAMS


MSG_UPDATE_PARAMS = Message(
    "pocket.migration.MsgUpdateParams",
    MsgUpdateMigrationParams,
    (Field(1, "authority", Scalar.TEXT), Field(2, "params", MIGRATION_PARAMS, embedded=True)),
)
"""Source: poktroll v0.1.35 proto/pocket/migration/tx.proto."""


@deal.raises(Rejected)
@deal.ensure(lambda state, message, rules, result: result.state.migration_params == message.params)
def update_params_migration(state: State, message: MsgUpdateMigrationParams, rules: Rules) -> Transition:
    """Replace the parameters of the migration module, at once.

    Errors: MIGRATION_INVALID_SIGNER.
    Source: poktroll v0.1.35 x/migration/keeper/msg_update_params.go (UpdateParams)
    """
    return set_all(MIGRATION, state, message)
