"""The closed list of reasons for which the protocol refuses an input.

A rule that refuses raises `Rejected(reason)`; nothing else a rule raises is a verdict. Each reason has a
docstring, and `CHAIN_CODES` gives the codespace and code with which the chain reports it, where it has one.
"""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """Why an input is refused. The value is the name used on the wire of the adapter protocol."""

    # --- numbers ---------------------------------------------------------------------------------
    FLOAT_NOT_FINITE = "FLOAT_NOT_FINITE"
    """A floating point parameter is an infinity or not a number."""

    # --- encodings -------------------------------------------------------------------------------
    PROTO_MALFORMED = "PROTO_MALFORMED"
    """The bytes are not a protobuf message of the expected type."""
    HEX_MALFORMED = "HEX_MALFORMED"
    """The text is not an even number of hexadecimal digits."""
    ADDRESS_MALFORMED = "ADDRESS_MALFORMED"
    """The text is not a bech32 account address with the expected prefix."""

    JSON_MALFORMED = "JSON_MALFORMED"
    """The JSON is not that of a message or state: an unknown field, or a value of another type or range."""

    # --- smst ------------------------------------------------------------------------------------
    SMST_KEY_NOT_FOUND = "SMST_KEY_NOT_FOUND"
    """The key to delete has no leaf in the trie."""
    SMST_BAD_PROOF = "SMST_BAD_PROOF"
    """The bytes are not a well-formed compact closest proof, or cannot be expanded into a proof."""
    SMST_INVALID_PATH = "SMST_INVALID_PATH"
    """A closest proof is asked for a path that is not 32 bytes long."""
    SMST_NO_CLOSEST_PROOF = "SMST_NO_CLOSEST_PROOF"
    """The walk for a closest proof runs into an empty subtrie that only deletions leave behind, and cannot go on."""
    SMST_BAD_ROOT = "SMST_BAD_ROOT"
    """The root is too short or of a length that cannot carry a sum and a count."""

    # --- relay -----------------------------------------------------------------------------------
    DIFFICULTY_EMA_ZERO = "DIFFICULTY_EMA_ZERO"
    """An average of zero relays leaves the ratio of target to average undefined."""
    DIFFICULTY_TARGET_ZERO = "DIFFICULTY_TARGET_ZERO"
    """A target hash of zero makes no relay applicable, so there is no multiplier."""
    RING_SIGNATURE_MALFORMED = "RING_SIGNATURE_MALFORMED"
    """The bytes do not decode to a ring signature."""
    RELAY_REQUEST_INVALID = "RELAY_REQUEST_INVALID"
    """The relay request lacks a session header, a signature or a supplier, or its session header is invalid."""
    RELAY_RESPONSE_INVALID = "RELAY_RESPONSE_INVALID"
    """The relay response lacks a session header, a signature or a payload to hash, or its session header is invalid."""

    # --- session ---------------------------------------------------------------------------------
    SHARED_PARAM_INVALID = "SHARED_PARAM_INVALID"
    """A parameter of the shared module has a value without meaning for the rule, such as 0 blocks."""
    SESSION_PARAM_INVALID = "SESSION_PARAM_INVALID"
    """A parameter of the session module has a value with which the rule has no meaning."""
    SESSION_SUPPLIERS_NOT_FOUND = "SESSION_SUPPLIERS_NOT_FOUND"
    """No supplier serves the service, so there is no session."""
    SESSION_APPLICATION_ADDRESS_INVALID = "SESSION_APPLICATION_ADDRESS_INVALID"
    """The application address of a session header is not an account address."""
    SESSION_ID_INVALID = "SESSION_ID_INVALID"
    """The session id of a session header is empty."""
    SESSION_SERVICE_ID_INVALID = "SESSION_SERVICE_ID_INVALID"
    """The service id of a session header is empty, too long or has characters that service ids do not have."""
    SESSION_HEIGHT_INVALID = "SESSION_HEIGHT_INVALID"
    """A session header starts before height 1 or does not end after its start."""

    # --- claims ----------------------------------------------------------------------------------
    CLAIM_ROOT_HASH_LENGTH = "CLAIM_ROOT_HASH_LENGTH"
    """The root hash of a claim does not have the length of a root of a sum trie."""
    CLAIM_RELAYS_ZERO = "CLAIM_RELAYS_ZERO"
    """The root hash of a claim counts no relay."""
    CLAIM_COMPUTE_UNITS_ZERO = "CLAIM_COMPUTE_UNITS_ZERO"
    """The root hash of a claim sums to no compute units."""
    CLAIM_SUPPLIER_ADDRESS_INVALID = "CLAIM_SUPPLIER_ADDRESS_INVALID"
    """The supplier operator address of a claim is not an account address."""
    PROOF_SUPPLIER_ADDRESS_INVALID = "PROOF_SUPPLIER_ADDRESS_INVALID"
    """The supplier operator address of a proof is not an account address."""
    PROOF_SESSION_HEADER_INVALID = "PROOF_SESSION_HEADER_INVALID"
    """A claim or proof has no session header, or an invalid one."""
    PROOF_EMPTY = "PROOF_EMPTY"
    """A proof message has no proof in it."""
    PROOF_RELAY_MALFORMED = "PROOF_RELAY_MALFORMED"
    """The leaf that a proof shows is not a relay."""
    PROOF_SUPPLIER_MISMATCH = "PROOF_SUPPLIER_MISMATCH"
    """The relay that a proof shows was asked of another supplier."""
    PROOF_RELAY_HEADER_MISMATCH = "PROOF_RELAY_HEADER_MISMATCH"
    """The request or the response that a proof shows is of another session."""
    PROOF_TARGET_HASH_LENGTH = "PROOF_TARGET_HASH_LENGTH"
    """The target hash against which a proven relay is measured is not 32 bytes long."""
    PROOF_RELAY_DIFFICULTY = "PROOF_RELAY_DIFFICULTY"
    """The hash of the relay that a proof shows is not below the target hash."""
    PROOF_CLAIM_NOT_FOUND = "PROOF_CLAIM_NOT_FOUND"
    """There is no claim of the proof's session and supplier."""
    PROOF_CLAIM_START_HEIGHT_MISMATCH = "PROOF_CLAIM_START_HEIGHT_MISMATCH"
    """Claim and proof differ in the height at which the session starts."""
    PROOF_CLAIM_END_HEIGHT_MISMATCH = "PROOF_CLAIM_END_HEIGHT_MISMATCH"
    """Claim and proof differ in the height at which the session ends."""
    PROOF_CLAIM_APPLICATION_MISMATCH = "PROOF_CLAIM_APPLICATION_MISMATCH"
    """Claim and proof differ in the application."""
    PROOF_CLAIM_SERVICE_MISMATCH = "PROOF_CLAIM_SERVICE_MISMATCH"
    """Claim and proof differ in the service."""
    PROOF_RING_SIGNATURE_INVALID = "PROOF_RING_SIGNATURE_INVALID"
    """The ring signature of the request that a proof shows does not verify."""
    PROOF_SUPPLIER_SIGNATURE_INVALID = "PROOF_SUPPLIER_SIGNATURE_INVALID"
    """The response that a proof shows is not signed by the supplier's operator key."""
    PROOF_PATH_MISMATCH = "PROOF_PATH_MISMATCH"
    """A proof is of another path than the one drawn for its session."""
    PROOF_ROOT_MISMATCH = "PROOF_ROOT_MISMATCH"
    """A closest proof does not lead to the root hash of its claim."""

    # --- settlement ------------------------------------------------------------------------------
    CLAIM_AMOUNT_NEGATIVE = "CLAIM_AMOUNT_NEGATIVE"
    """The price of a claim is negative: one of its two parameters exceeds the signed range."""
    AMOUNT_OVERFLOW = "AMOUNT_OVERFLOW"
    """An amount does not fit into the 256 bits of the SDK's integer type."""
    DISTRIBUTION_TOTAL_ZERO = "DISTRIBUTION_TOTAL_ZERO"
    """Shares of a total of zero are undefined."""
    REVENUE_SHARE_EMPTY = "REVENUE_SHARE_EMPTY"
    """There is no recipient of the supplier's revenue."""
    REVENUE_SHARE_DUPLICATE_ADDRESS = "REVENUE_SHARE_DUPLICATE_ADDRESS"
    """Two revenue shares name the same recipient."""
    REVENUE_SHARE_SUM_NOT_100 = "REVENUE_SHARE_SUM_NOT_100"
    """The percentages of the revenue shares do not sum to 100."""
    REVENUE_SHARE_REMAINDER_NEGATIVE = "REVENUE_SHARE_REMAINDER_NEGATIVE"
    """The revenue shares exceed the amount to distribute."""

    # --- transactions and the bank -----------------------------------------------------------------

    TX_PANIC = "TX_PANIC"
    """The chain's own code fails while it executes the message, which refuses the message."""

    TX_MESSAGE_UNKNOWN = "TX_MESSAGE_UNKNOWN"
    """No message of this type exists."""
    TX_UNAUTHORIZED = "TX_UNAUTHORIZED"
    """The signer of a message is not the account that the message names as its signer."""
    TX_INVALID_REQUEST = "TX_INVALID_REQUEST"
    """A message lacks what it must name."""
    BANK_INSUFFICIENT_FUNDS = "BANK_INSUFFICIENT_FUNDS"
    """An account holds less than it is to pay."""
    BANK_BLOCKED_ADDRESS = "BANK_BLOCKED_ADDRESS"
    """The recipient is an account of the chain's own that may not be paid."""
    BANK_INVALID_COINS = "BANK_INVALID_COINS"
    """The coins of a message are not of a positive amount of a well-formed denomination."""

    # --- application -------------------------------------------------------------------------------
    APPLICATION_INVALID_STAKE = "APPLICATION_INVALID_STAKE"
    """The stake is not a positive amount of uPOKT, is below the minimum, or is not more than the application has."""
    APPLICATION_INVALID_ADDRESS = "APPLICATION_INVALID_ADDRESS"
    """The address of an application is not an account address."""
    APPLICATION_NOT_FOUND = "APPLICATION_NOT_FOUND"
    """There is no application of this address."""
    APPLICATION_INVALID_SERVICE_CONFIGS = "APPLICATION_INVALID_SERVICE_CONFIGS"
    """An application stakes for none or several services, or for one whose id is none."""
    APPLICATION_GATEWAY_NOT_FOUND = "APPLICATION_GATEWAY_NOT_FOUND"
    """There is no gateway of this address to delegate to."""
    APPLICATION_INVALID_GATEWAY_ADDRESS = "APPLICATION_INVALID_GATEWAY_ADDRESS"
    """The address of the gateway to delegate to, or to undelegate from, is not an account address."""
    APPLICATION_ALREADY_DELEGATED = "APPLICATION_ALREADY_DELEGATED"
    """The application delegates to this gateway already."""
    APPLICATION_MAX_DELEGATED_GATEWAYS = "APPLICATION_MAX_DELEGATED_GATEWAYS"
    """The application delegates to as many gateways as it may."""
    APPLICATION_NOT_DELEGATED = "APPLICATION_NOT_DELEGATED"
    """The application does not delegate to this gateway."""
    APPLICATION_IS_UNSTAKING = "APPLICATION_IS_UNSTAKING"
    """The application is unbonding."""
    APPLICATION_DUPLICATE_ADDRESS = "APPLICATION_DUPLICATE_ADDRESS"
    """An application would move to itself, or to an address that is an application."""
    APPLICATION_HAS_PENDING_TRANSFER = "APPLICATION_HAS_PENDING_TRANSFER"
    """The application is about to move to another address."""
    APPLICATION_INVALID_PER_SESSION_SPEND_LIMIT = "APPLICATION_INVALID_PER_SESSION_SPEND_LIMIT"
    """The spend limit is negative, of another denomination, or positive and below 1 POKT."""

    # --- gateway -----------------------------------------------------------------------------------
    GATEWAY_INVALID_ADDRESS = "GATEWAY_INVALID_ADDRESS"
    """The address of a gateway is not an account address."""
    GATEWAY_INVALID_STAKE = "GATEWAY_INVALID_STAKE"
    """The stake is not a positive amount of uPOKT, is below the minimum, or is not more than the gateway has."""
    GATEWAY_NOT_FOUND = "GATEWAY_NOT_FOUND"
    """There is no gateway of this address."""
    GATEWAY_IS_UNSTAKING = "GATEWAY_IS_UNSTAKING"
    """The gateway is unbonding."""
    GATEWAY_IS_INACTIVE = "GATEWAY_IS_INACTIVE"
    """The gateway unbonds, and the session in which it asked to is over."""

    # --- supplier ----------------------------------------------------------------------------------

    SUPPLIER_INVALID_STAKE = "SUPPLIER_INVALID_STAKE"
    """The stake of a supplier is no positive amount of uPOKT, or missing for a new supplier, or below the minimum."""
    SUPPLIER_INVALID_ADDRESS = "SUPPLIER_INVALID_ADDRESS"
    """An address of a message about suppliers is not an account address, or the owner is a module."""
    SUPPLIER_NOT_FOUND = "SUPPLIER_NOT_FOUND"
    """There is no supplier with this operator."""
    SUPPLIER_INVALID_SERVICE_CONFIG = "SUPPLIER_INVALID_SERVICE_CONFIG"
    """What a supplier is to serve is malformed, or the message that says so is not signed by its operator."""
    SUPPLIER_IS_UNSTAKING = "SUPPLIER_IS_UNSTAKING"
    """The supplier is unbonding already."""
    SUPPLIER_SERVICE_NOT_FOUND = "SUPPLIER_SERVICE_NOT_FOUND"
    """A supplier is to serve what is not a service."""

    # --- service -----------------------------------------------------------------------------------

    SERVICE_INVALID_ADDRESS = "SERVICE_INVALID_ADDRESS"
    """An address of a message about services is not an account address."""
    SERVICE_MISSING_ID = "SERVICE_MISSING_ID"
    """No service is named."""
    SERVICE_NOT_ENOUGH_FUNDS = "SERVICE_NOT_ENOUGH_FUNDS"
    """An account does not hold more than the fee for adding a service."""
    SERVICE_INVALID_OWNER_ADDRESS = "SERVICE_INVALID_OWNER_ADDRESS"
    """The owner of a service is not the signer, is another account already, or is to be the same as before."""
    SERVICE_NOT_FOUND = "SERVICE_NOT_FOUND"
    """There is no service with this id."""
    SERVICE_UNAUTHORIZED = "SERVICE_UNAUTHORIZED"
    """The signer does not own the service."""

    # --- shared values -----------------------------------------------------------------------------
    SHARED_INVALID_SERVICE_METADATA = "SHARED_INVALID_SERVICE_METADATA"
    """The card of a service or gateway is empty or longer than 256 KiB."""

    SHARED_UNAUTHORIZED_SUPPLIER_UPDATE = "SHARED_UNAUTHORIZED_SUPPLIER_UPDATE"
    """The signer may not change this of the supplier."""
    SHARED_INVALID_SERVICE = "SHARED_INVALID_SERVICE"
    """A service has no owner, or relays without or with too many compute units."""
    SHARED_INVALID_SERVICE_NAME = "SHARED_INVALID_SERVICE_NAME"
    """The name of a service is too long or has characters that names do not have."""

    # --- governance --------------------------------------------------------------------------------

    APPLICATION_PARAM_INVALID = "APPLICATION_PARAM_INVALID"
    """A parameter of the application module is unknown, of another type or out of range."""
    APPLICATION_INVALID_SIGNER = "APPLICATION_INVALID_SIGNER"
    """Somebody else than governance would change a parameter of the application module."""
    GATEWAY_PARAM_INVALID = "GATEWAY_PARAM_INVALID"
    """A parameter of the gateway module is unknown, of another type or out of range."""
    GATEWAY_INVALID_SIGNER = "GATEWAY_INVALID_SIGNER"
    """Somebody else than governance would change a parameter of the gateway module."""
    SUPPLIER_PARAM_INVALID = "SUPPLIER_PARAM_INVALID"
    """A parameter of the supplier module is unknown, of another type or out of range."""
    SUPPLIER_INVALID_SIGNER = "SUPPLIER_INVALID_SIGNER"
    """Somebody else than governance would change a parameter of the supplier or session module."""
    SERVICE_PARAM_INVALID = "SERVICE_PARAM_INVALID"
    """A parameter of the service module is unknown, of another type or out of range."""
    SERVICE_INVALID_SIGNER = "SERVICE_INVALID_SIGNER"
    """Somebody else than governance would change a parameter of the service module."""
    SESSION_INVALID_SIGNER = "SESSION_INVALID_SIGNER"
    """Somebody else than governance would change the parameters of the session module."""
    PROOF_PARAM_INVALID = "PROOF_PARAM_INVALID"
    """A parameter of the proof module is missing, of another type or out of range."""
    PROOF_PARAM_NAME_INVALID = "PROOF_PARAM_NAME_INVALID"
    """The proof module has no parameter of this name."""
    PROOF_INVALID_ADDRESS = "PROOF_INVALID_ADDRESS"
    """The authority in a message of the proof module is not an account address."""
    PROOF_INVALID_SIGNER = "PROOF_INVALID_SIGNER"
    """Somebody else than governance would change a parameter of the proof module."""
    TOKENOMICS_PARAM_INVALID = "TOKENOMICS_PARAM_INVALID"
    """A parameter of the tokenomics module is of another type or out of range."""
    TOKENOMICS_PARAM_NAME_INVALID = "TOKENOMICS_PARAM_NAME_INVALID"
    """The tokenomics module has no parameter of this name."""
    TOKENOMICS_PARAMS_INVALID = "TOKENOMICS_PARAMS_INVALID"
    """An update of a parameter of the tokenomics module carries no value."""
    TOKENOMICS_AUTHORITY_ADDRESS_INVALID = "TOKENOMICS_AUTHORITY_ADDRESS_INVALID"
    """The authority in a message of the tokenomics module is not an account address."""
    TOKENOMICS_INVALID_AUTHORITY_SIGNER = "TOKENOMICS_INVALID_AUTHORITY_SIGNER"
    """Somebody else than governance would change a parameter of the tokenomics module."""
    SHARED_PARAM_NAME_INVALID = "SHARED_PARAM_NAME_INVALID"
    """The shared module has no parameter of this name."""
    SHARED_INVALID_ADDRESS = "SHARED_INVALID_ADDRESS"
    """An address in a message of the shared module is not an account address."""
    SHARED_INVALID_SIGNER = "SHARED_INVALID_SIGNER"
    """Somebody else than governance would change a parameter of the shared module."""

    # --- claims and proofs on chain ----------------------------------------------------------------

    SESSION_HYDRATION = "SESSION_HYDRATION"
    """A session is asked for at a height beyond the block being executed."""
    SESSION_APP_NOT_FOUND = "SESSION_APP_NOT_FOUND"
    """The application of a session is not staked."""
    SESSION_APP_NOT_ACTIVE = "SESSION_APP_NOT_ACTIVE"
    """The application of a session unbonds or is being transferred, and asked to before the session ends."""
    SESSION_APP_NOT_STAKED_FOR_SERVICE = "SESSION_APP_NOT_STAKED_FOR_SERVICE"
    """The application of a session was not staked for its service at the height asked for."""
    PROOF_INVALID_SESSION_ID = "PROOF_INVALID_SESSION_ID"
    """The session id of a claim or proof is not that of the session on chain."""
    PROOF_NOT_FOUND = "PROOF_NOT_FOUND"
    """The supplier of a claim or proof is not one of its session."""
    PROOF_CLAIM_OUTSIDE_OF_WINDOW = "PROOF_CLAIM_OUTSIDE_OF_WINDOW"
    """A claim comes before or after the claim window of its session."""
    PROOF_PROOF_OUTSIDE_OF_WINDOW = "PROOF_PROOF_OUTSIDE_OF_WINDOW"
    """A proof comes before or after the proof window of its session."""
    PROOF_SERVICE_NOT_FOUND = "PROOF_SERVICE_NOT_FOUND"
    """The service of a claim does not exist."""
    PROOF_COMPUTE_UNITS_MISMATCH = "PROOF_COMPUTE_UNITS_MISMATCH"
    """The compute units of a claim are not its relays times what a relay weighed when the session started."""
    PROOF_NOT_ENOUGH_FUNDS = "PROOF_NOT_ENOUGH_FUNDS"
    """The supplier holds no more than the fee for submitting a proof."""
    PROOF_NOT_REQUIRED = "PROOF_NOT_REQUIRED"
    """A proof is submitted for a claim that need not be proven."""
    PROOF_ACC_NOT_FOUND = "PROOF_ACC_NOT_FOUND"
    """The supplier whose proof is checked has no account."""
    PROOF_PUB_KEY_NOT_FOUND = "PROOF_PUB_KEY_NOT_FOUND"
    """The chain does not know the public key of the supplier whose proof is checked."""
    PROOF_RING_UNKNOWN = "PROOF_RING_UNKNOWN"
    """The ring of a proven request cannot be put together: the application is gone, or the key of a member unknown."""
    PROOF_RING_MISMATCH = "PROOF_RING_MISMATCH"
    """A proven request is signed by a ring with a key that is not in the ring of its application."""

    # --- tokenomics --------------------------------------------------------------------------------

    TOKENOMICS_CLAIM_SESSION_HEADER_INVALID = "TOKENOMICS_CLAIM_SESSION_HEADER_INVALID"
    """The session header of a claim to settle is invalid."""
    TOKENOMICS_CLAIM_ROOT_HASH_INVALID = "TOKENOMICS_CLAIM_ROOT_HASH_INVALID"
    """The root of a claim to settle is not one over SHA-256, or its compute units are not what its relays weigh."""
    TOKENOMICS_SERVICE_NOT_FOUND = "TOKENOMICS_SERVICE_NOT_FOUND"
    """The service of a claim to settle does not exist, or its relays weigh nothing."""
    TOKENOMICS_APPLICATION_NOT_FOUND = "TOKENOMICS_APPLICATION_NOT_FOUND"
    """The application of a claim to settle does not exist any more."""
    TOKENOMICS_SUPPLIER_NOT_FOUND = "TOKENOMICS_SUPPLIER_NOT_FOUND"
    """The supplier of a claim to settle does not exist any more."""
    TOKENOMICS_APPLICATION_NEW_STAKE_INVALID = "TOKENOMICS_APPLICATION_NEW_STAKE_INVALID"
    """The application's stake does not cover what a claim charges, or its spend limit is not in uPOKT."""
    TOKENOMICS_CONSTRAINT = "TOKENOMICS_CONSTRAINT"
    """A settled claim cannot be distributed: its supplier has no revenue shares, or a parameter makes no sense."""
    TOKENOMICS_TLM_INTERNAL = "TOKENOMICS_TLM_INTERNAL"
    """Of a settled amount nothing would be minted."""

    # --- migration ---------------------------------------------------------------------------------

    MIGRATION_INVALID_SIGNER = "MIGRATION_INVALID_SIGNER"
    """Somebody else than governance would change the migration's parameters or import accounts."""
    MIGRATION_MORSE_ACCOUNTS_IMPORT = "MIGRATION_MORSE_ACCOUNTS_IMPORT"
    """Morse accounts are imported with another hash than theirs, or a second time where that is not allowed."""
    MIGRATION_MORSE_ACCOUNT_CLAIM = "MIGRATION_MORSE_ACCOUNT_CLAIM"
    """A Morse account cannot be claimed: unknown, claimed already, staked, or claims are disabled."""
    MIGRATION_MORSE_APPLICATION_CLAIM = "MIGRATION_MORSE_APPLICATION_CLAIM"
    """A Morse account cannot be claimed as an application."""
    MIGRATION_MORSE_SUPPLIER_CLAIM = "MIGRATION_MORSE_SUPPLIER_CLAIM"
    """A Morse account cannot be claimed as a supplier."""
    MIGRATION_MORSE_SIGNATURE = "MIGRATION_MORSE_SIGNATURE"
    """The Morse signature of a claim is not 64 bytes long or does not verify."""
    MIGRATION_MORSE_RECOVERABLE_ACCOUNT_CLAIM = "MIGRATION_MORSE_RECOVERABLE_ACCOUNT_CLAIM"
    """A Morse account cannot be recovered: not governance, not listed, unknown, or claimed already."""

    # --- morse -----------------------------------------------------------------------------------
    MORSE_PUBLIC_KEY_MALFORMED = "MORSE_PUBLIC_KEY_MALFORMED"
    """A Morse public key is not 32 bytes long: it has no address that could claim, and its application no session."""
    MORSE_CHAIN_MALFORMED = "MORSE_CHAIN_MALFORMED"
    """A Morse chain id is not 1 to 4 bytes long."""
    MORSE_BLOCK_HASH_MALFORMED = "MORSE_BLOCK_HASH_MALFORMED"
    """A Morse block hash is not 32 bytes long."""
    MORSE_INSUFFICIENT_NODES = "MORSE_INSUFFICIENT_NODES"
    """Fewer nodes than a Morse session holds are eligible for it."""
    MORSE_PARAM_INVALID = "MORSE_PARAM_INVALID"
    """A parameter of the Morse network has a value with which the rule has no meaning, such as a session of 0 nodes."""
    MORSE_NO_CHAINS = "MORSE_NO_CHAINS"
    """A Morse application is staked for no chain, so its relays cannot be divided among its chains."""
    MORSE_EVIDENCE_TOO_SMALL = "MORSE_EVIDENCE_TOO_SMALL"
    """A Morse tree needs two relays, and the index to prove needs one."""
    MORSE_DECIMAL_MALFORMED = "MORSE_DECIMAL_MALFORMED"
    """The text is not a number with at most 18 decimals."""
    MORSE_DECIMAL_OVERFLOW = "MORSE_DECIMAL_OVERFLOW"
    """A decimal number does not fit into the 315 bits of its representation."""


CHAIN_CODES: dict[Reason, tuple[str, int]] = {
    Reason.SHARED_PARAM_INVALID: ("shared", 1103),
    Reason.SESSION_PARAM_INVALID: ("session", 1110),
    Reason.SESSION_SUPPLIERS_NOT_FOUND: ("session", 1104),
    Reason.SESSION_APPLICATION_ADDRESS_INVALID: ("session", 1105),
    Reason.SESSION_ID_INVALID: ("session", 1108),
    Reason.SESSION_SERVICE_ID_INVALID: ("shared", 1108),
    Reason.SESSION_HEIGHT_INVALID: ("session", 1107),
    Reason.RING_SIGNATURE_MALFORMED: ("rings", 3),
    Reason.RELAY_REQUEST_INVALID: ("service", 1111),
    Reason.RELAY_RESPONSE_INVALID: ("service", 1110),
    Reason.CLAIM_ROOT_HASH_LENGTH: ("proof", 1104),
    Reason.CLAIM_RELAYS_ZERO: ("proof", 1104),
    Reason.CLAIM_COMPUTE_UNITS_ZERO: ("proof", 1104),
    Reason.CLAIM_AMOUNT_NEGATIVE: ("proof", 1131),
    Reason.CLAIM_SUPPLIER_ADDRESS_INVALID: ("proof", 1101),
    Reason.PROOF_SUPPLIER_ADDRESS_INVALID: ("sdk", 7),
    Reason.PROOF_SESSION_HEADER_INVALID: ("proof", 1115),
    Reason.PROOF_EMPTY: ("proof", 1108),
    Reason.SMST_BAD_PROOF: ("proof", 1108),
    Reason.PROOF_RELAY_MALFORMED: ("proof", 1109),
    Reason.PROOF_SUPPLIER_MISMATCH: ("proof", 1123),
    Reason.PROOF_RELAY_HEADER_MISMATCH: ("proof", 1109),
    Reason.PROOF_TARGET_HASH_LENGTH: ("proof", 1130),
    Reason.PROOF_RELAY_DIFFICULTY: ("proof", 1130),
    Reason.PROOF_CLAIM_NOT_FOUND: ("proof", 1106),
    Reason.PROOF_CLAIM_START_HEIGHT_MISMATCH: ("proof", 1118),
    Reason.PROOF_CLAIM_END_HEIGHT_MISMATCH: ("proof", 1117),
    Reason.PROOF_CLAIM_APPLICATION_MISMATCH: ("proof", 1101),
    Reason.PROOF_CLAIM_SERVICE_MISMATCH: ("proof", 1103),
    Reason.PROOF_RING_SIGNATURE_INVALID: ("rings", 3),
    Reason.PROOF_SUPPLIER_SIGNATURE_INVALID: ("service", 1110),
    Reason.PROOF_PATH_MISMATCH: ("proof", 1108),
    Reason.PROOF_ROOT_MISMATCH: ("proof", 1108),
    Reason.MORSE_INSUFFICIENT_NODES: ("pocketcore", 17),
    Reason.TX_MESSAGE_UNKNOWN: ("sdk", 6),
    Reason.TX_UNAUTHORIZED: ("sdk", 4),
    Reason.TX_PANIC: ("undefined", 111222),
    Reason.TX_INVALID_REQUEST: ("sdk", 18),
    Reason.BANK_INSUFFICIENT_FUNDS: ("sdk", 5),
    Reason.BANK_BLOCKED_ADDRESS: ("sdk", 4),
    Reason.BANK_INVALID_COINS: ("sdk", 10),
    # application
    Reason.APPLICATION_INVALID_STAKE: ("application", 1101),
    Reason.APPLICATION_INVALID_ADDRESS: ("application", 1102),
    Reason.APPLICATION_NOT_FOUND: ("application", 1104),
    Reason.APPLICATION_INVALID_SERVICE_CONFIGS: ("application", 1106),
    Reason.APPLICATION_GATEWAY_NOT_FOUND: ("application", 1107),
    Reason.APPLICATION_INVALID_GATEWAY_ADDRESS: ("application", 1108),
    Reason.APPLICATION_ALREADY_DELEGATED: ("application", 1109),
    Reason.APPLICATION_MAX_DELEGATED_GATEWAYS: ("application", 1110),
    Reason.APPLICATION_NOT_DELEGATED: ("application", 1111),
    Reason.APPLICATION_IS_UNSTAKING: ("application", 1112),
    Reason.APPLICATION_DUPLICATE_ADDRESS: ("application", 1113),
    Reason.APPLICATION_HAS_PENDING_TRANSFER: ("application", 1114),
    Reason.APPLICATION_INVALID_PER_SESSION_SPEND_LIMIT: ("application", 1118),
    # gateway
    Reason.GATEWAY_INVALID_ADDRESS: ("gateway", 1101),
    Reason.GATEWAY_INVALID_STAKE: ("gateway", 1102),
    Reason.GATEWAY_NOT_FOUND: ("gateway", 1104),
    Reason.GATEWAY_IS_UNSTAKING: ("gateway", 1107),
    Reason.GATEWAY_IS_INACTIVE: ("gateway", 1108),
    # supplier
    Reason.SUPPLIER_INVALID_STAKE: ("supplier", 1101),
    Reason.SUPPLIER_INVALID_ADDRESS: ("supplier", 1102),
    Reason.SUPPLIER_NOT_FOUND: ("supplier", 1103),
    Reason.SUPPLIER_INVALID_SERVICE_CONFIG: ("supplier", 1104),
    Reason.SUPPLIER_IS_UNSTAKING: ("supplier", 1105),
    Reason.SUPPLIER_SERVICE_NOT_FOUND: ("supplier", 1106),
    # service
    Reason.SERVICE_INVALID_ADDRESS: ("service", 1102),
    Reason.SERVICE_MISSING_ID: ("service", 1103),
    Reason.SERVICE_NOT_ENOUGH_FUNDS: ("service", 1108),
    Reason.SERVICE_INVALID_OWNER_ADDRESS: ("service", 1113),
    Reason.SERVICE_NOT_FOUND: ("service", 1117),
    Reason.SERVICE_UNAUTHORIZED: ("service", 1118),
    # shared values
    Reason.SHARED_UNAUTHORIZED_SUPPLIER_UPDATE: ("shared", 1105),
    Reason.SHARED_INVALID_SERVICE: ("shared", 1107),
    Reason.SHARED_INVALID_SERVICE_NAME: ("shared", 1109),
    Reason.SHARED_INVALID_SERVICE_METADATA: ("shared", 1111),
    # governance
    Reason.APPLICATION_PARAM_INVALID: ("application", 1115),
    Reason.APPLICATION_INVALID_SIGNER: ("application", 1100),
    Reason.GATEWAY_PARAM_INVALID: ("gateway", 1105),
    Reason.GATEWAY_INVALID_SIGNER: ("gateway", 1100),
    Reason.SUPPLIER_PARAM_INVALID: ("supplier", 1107),
    Reason.SUPPLIER_INVALID_SIGNER: ("supplier", 1100),
    Reason.SERVICE_PARAM_INVALID: ("service", 1115),
    Reason.SERVICE_INVALID_SIGNER: ("service", 1100),
    Reason.SESSION_INVALID_SIGNER: ("session", 1100),
    Reason.PROOF_PARAM_INVALID: ("proof", 1120),
    Reason.PROOF_PARAM_NAME_INVALID: ("proof", 1119),
    Reason.PROOF_INVALID_ADDRESS: ("proof", 1101),
    Reason.PROOF_INVALID_SIGNER: ("proof", 1100),
    Reason.TOKENOMICS_PARAM_INVALID: ("tokenomics", 1112),
    Reason.TOKENOMICS_PARAM_NAME_INVALID: ("tokenomics", 1111),
    Reason.TOKENOMICS_PARAMS_INVALID: ("tokenomics", 1108),
    Reason.TOKENOMICS_AUTHORITY_ADDRESS_INVALID: ("tokenomics", 1101),
    Reason.TOKENOMICS_INVALID_AUTHORITY_SIGNER: ("tokenomics", 1100),
    Reason.SHARED_PARAM_NAME_INVALID: ("shared", 1102),
    Reason.SHARED_INVALID_ADDRESS: ("shared", 1101),
    Reason.SHARED_INVALID_SIGNER: ("shared", 1100),
    # claims and proofs on chain
    Reason.SESSION_HYDRATION: ("session", 1101),
    Reason.SESSION_APP_NOT_FOUND: ("session", 1102),
    Reason.SESSION_APP_NOT_ACTIVE: ("session", 1109),
    Reason.SESSION_APP_NOT_STAKED_FOR_SERVICE: ("session", 1103),
    Reason.PROOF_INVALID_SESSION_ID: ("proof", 1116),
    Reason.PROOF_NOT_FOUND: ("proof", 1102),
    Reason.PROOF_CLAIM_OUTSIDE_OF_WINDOW: ("proof", 1121),
    Reason.PROOF_PROOF_OUTSIDE_OF_WINDOW: ("proof", 1122),
    Reason.PROOF_SERVICE_NOT_FOUND: ("proof", 1125),
    Reason.PROOF_COMPUTE_UNITS_MISMATCH: ("proof", 1126),
    Reason.PROOF_NOT_ENOUGH_FUNDS: ("proof", 1127),
    Reason.PROOF_NOT_REQUIRED: ("proof", 1129),
    Reason.PROOF_ACC_NOT_FOUND: ("proof", 1124),
    Reason.PROOF_PUB_KEY_NOT_FOUND: ("proof", 1114),
    Reason.PROOF_RING_UNKNOWN: ("rings", 2),
    Reason.PROOF_RING_MISMATCH: ("rings", 3),
    # tokenomics
    Reason.TOKENOMICS_CLAIM_SESSION_HEADER_INVALID: ("tokenomics", 1103),
    Reason.TOKENOMICS_CLAIM_ROOT_HASH_INVALID: ("tokenomics", 1109),
    Reason.TOKENOMICS_SERVICE_NOT_FOUND: ("tokenomics", 1115),
    Reason.TOKENOMICS_APPLICATION_NOT_FOUND: ("tokenomics", 1106),
    Reason.TOKENOMICS_SUPPLIER_NOT_FOUND: ("tokenomics", 1105),
    Reason.TOKENOMICS_APPLICATION_NEW_STAKE_INVALID: ("tokenomics", 1110),
    Reason.TOKENOMICS_CONSTRAINT: ("tokenomics", 1116),
    Reason.TOKENOMICS_TLM_INTERNAL: ("tokenomics", 1118),
    # migration
    Reason.MIGRATION_INVALID_SIGNER: ("migration", 1100),
    Reason.MIGRATION_MORSE_ACCOUNTS_IMPORT: ("migration", 1101),
    Reason.MIGRATION_MORSE_ACCOUNT_CLAIM: ("migration", 1102),
    Reason.MIGRATION_MORSE_APPLICATION_CLAIM: ("migration", 1104),
    Reason.MIGRATION_MORSE_SUPPLIER_CLAIM: ("migration", 1105),
    Reason.MIGRATION_MORSE_SIGNATURE: ("migration", 1108),
    Reason.MIGRATION_MORSE_RECOVERABLE_ACCOUNT_CLAIM: ("migration", 1109),
}
"""Codespace and code of the chain's registered error, for the reasons that have one."""


class Rejected(Exception):  # noqa: N818 - a verdict of the protocol, not an error
    """The protocol refuses the input, for `reason`."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason = reason
        self.detail = detail
