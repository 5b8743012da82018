"""The handlers of the messages of the migration, in the order of the proto file; parameters are governance's."""

from __future__ import annotations

from pocket_spec.migration.claim_account import claim_morse_account, validate_claim_account
from pocket_spec.migration.claim_application import claim_morse_application, validate_claim_application
from pocket_spec.migration.claim_supplier import claim_morse_supplier, validate_claim_supplier
from pocket_spec.migration.import_accounts import import_morse_claimable_accounts, validate_import
from pocket_spec.migration.messages import (
    MSG_ADMIN_RECOVER_MORSE_ACCOUNT,
    MSG_IMPORT_MORSE_CLAIMABLE_ACCOUNTS,
    MSG_RECOVER_MORSE_ACCOUNT,
)
from pocket_spec.migration.recover import (
    admin_recover_morse_account,
    recover_morse_account,
    validate_admin_recover,
    validate_recover,
)
from pocket_spec.morse.messages import MSG_CLAIM_MORSE_ACCOUNT, MSG_CLAIM_MORSE_APPLICATION, MSG_CLAIM_MORSE_SUPPLIER
from pocket_spec.transitions import Handler

HANDLERS: tuple[Handler, ...] = (
    Handler(
        "import_morse_claimable_accounts",
        MSG_IMPORT_MORSE_CLAIMABLE_ACCOUNTS,
        "authority",
        validate_import,
        import_morse_claimable_accounts,
    ),
    Handler(
        "claim_morse_account",
        MSG_CLAIM_MORSE_ACCOUNT,
        "shannon_signing_address",
        validate_claim_account,
        claim_morse_account,
    ),
    Handler(
        "claim_morse_application",
        MSG_CLAIM_MORSE_APPLICATION,
        "shannon_signing_address",
        validate_claim_application,
        claim_morse_application,
    ),
    Handler(
        "claim_morse_supplier",
        MSG_CLAIM_MORSE_SUPPLIER,
        "shannon_signing_address",
        validate_claim_supplier,
        claim_morse_supplier,
    ),
    Handler("recover_morse_account", MSG_RECOVER_MORSE_ACCOUNT, "authority", validate_recover, recover_morse_account),
    Handler(
        "admin_recover_morse_account",
        MSG_ADMIN_RECOVER_MORSE_ACCOUNT,
        "authority",
        validate_admin_recover,
        admin_recover_morse_account,
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/migration/tx.proto."""
