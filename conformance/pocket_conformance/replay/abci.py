"""What CometBFT and an application say to each other about a block, and its transactions, as protobuf messages."""

from __future__ import annotations

from dataclasses import dataclass

from pocket_spec.encoding.proto import Field, Message, Scalar
from pocket_spec.state.coin import COIN, Coin
from pocket_spec.state.timestamp import TIMESTAMP, Timestamp


@dataclass(frozen=True, slots=True)
class AbciAttribute:
    """One attribute of an event."""

    key: str = ""
    value: str = ""
    index: bool = False


ABCI_ATTRIBUTE = Message(
    "tendermint.abci.EventAttribute",
    AbciAttribute,
    (Field(1, "key", Scalar.TEXT), Field(2, "value", Scalar.TEXT), Field(3, "index", Scalar.BOOLEAN)),
)


@dataclass(frozen=True, slots=True)
class AbciEvent:
    """An event as the network announces it: a type and attributes of text."""

    type: str = ""
    attributes: tuple[AbciAttribute, ...] = ()


ABCI_EVENT = Message(
    "tendermint.abci.Event",
    AbciEvent,
    (Field(1, "type", Scalar.TEXT), Field(2, "attributes", ABCI_ATTRIBUTE, repeated=True)),
)


@dataclass(frozen=True, slots=True)
class TxResult:
    """What became of a transaction; code 0 is success."""

    code: int = 0
    data: bytes | None = None
    log: str = ""
    gas_wanted: int = 0
    gas_used: int = 0
    events: tuple[AbciEvent, ...] = ()
    codespace: str = ""


TX_RESULT = Message(
    "tendermint.abci.ExecTxResult",
    TxResult,
    (
        Field(1, "code", Scalar.UINT32),
        Field(2, "data", Scalar.BYTES),
        Field(3, "log", Scalar.TEXT),
        Field(5, "gas_wanted", Scalar.INT64),
        Field(6, "gas_used", Scalar.INT64),
        Field(7, "events", ABCI_EVENT, repeated=True),
        Field(8, "codespace", Scalar.TEXT),
    ),
)


@dataclass(frozen=True, slots=True)
class FinalizeRequest:
    """A block to execute; `hash` is that of its header."""

    txs: tuple[bytes, ...] = ()
    hash: bytes | None = None
    height: int = 0
    time: Timestamp | None = None
    proposer_address: bytes | None = None


FINALIZE_REQUEST = Message(
    "tendermint.abci.RequestFinalizeBlock",
    FinalizeRequest,
    (
        Field(1, "txs", Scalar.BYTES, repeated=True),
        Field(4, "hash", Scalar.BYTES),
        Field(5, "height", Scalar.INT64),
        Field(6, "time", TIMESTAMP),
        Field(8, "proposer_address", Scalar.BYTES),
    ),
)


@dataclass(frozen=True, slots=True)
class FinalizeResponse:
    """What executing a block gave."""

    events: tuple[AbciEvent, ...] = ()
    tx_results: tuple[TxResult, ...] = ()
    app_hash: bytes | None = None


FINALIZE_RESPONSE = Message(
    "tendermint.abci.ResponseFinalizeBlock",
    FinalizeResponse,
    (
        Field(1, "events", ABCI_EVENT, repeated=True),
        Field(2, "tx_results", TX_RESULT, repeated=True),
        Field(5, "app_hash", Scalar.BYTES),
    ),
)


@dataclass(frozen=True, slots=True)
class CommitResponse:
    """That a block was committed."""

    retain_height: int = 0


COMMIT_RESPONSE = Message("tendermint.abci.ResponseCommit", CommitResponse, (Field(3, "retain_height", Scalar.INT64),))
"""Source of these: cometbft v0.38.17 proto/tendermint/abci/types.proto."""


@dataclass(frozen=True, slots=True)
class StorePair:
    """One write into a store of the application: a value under a key, or the key's deletion."""

    store_key: str = ""
    delete: bool = False
    key: bytes | None = None
    value: bytes | None = None


STORE_PAIR = Message(
    "cosmos.store.v1beta1.StoreKVPair",
    StorePair,
    (
        Field(1, "store_key", Scalar.TEXT),
        Field(2, "delete", Scalar.BOOLEAN),
        Field(3, "key", Scalar.BYTES),
        Field(4, "value", Scalar.BYTES),
    ),
)
"""Source: cosmossdk.io/store v1.1.2 proto/cosmos/store/v1beta1/listening.proto."""


@dataclass(frozen=True, slots=True)
class AnyMessage:
    """A message of any type, and which."""

    type_url: str = ""
    value: bytes | None = None


ANY = Message("google.protobuf.Any", AnyMessage, (Field(1, "type_url", Scalar.TEXT), Field(2, "value", Scalar.BYTES)))


@dataclass(frozen=True, slots=True)
class TxRaw:
    """A transaction as it is signed."""

    body_bytes: bytes | None = None
    auth_info_bytes: bytes | None = None
    signatures: tuple[bytes, ...] = ()


TX_RAW = Message(
    "cosmos.tx.v1beta1.TxRaw",
    TxRaw,
    (
        Field(1, "body_bytes", Scalar.BYTES),
        Field(2, "auth_info_bytes", Scalar.BYTES),
        Field(3, "signatures", Scalar.BYTES, repeated=True),
    ),
)


@dataclass(frozen=True, slots=True)
class TxBody:
    """What a transaction does."""

    messages: tuple[AnyMessage, ...] = ()
    memo: str = ""
    timeout_height: int = 0


TX_BODY = Message(
    "cosmos.tx.v1beta1.TxBody",
    TxBody,
    (
        Field(1, "messages", ANY, repeated=True),
        Field(2, "memo", Scalar.TEXT),
        Field(3, "timeout_height", Scalar.UINT64),
    ),
)


@dataclass(frozen=True, slots=True)
class SignerInfo:
    """Who signed, and with which sequence number."""

    public_key: AnyMessage | None = None
    sequence: int = 0


SIGNER_INFO = Message(
    "cosmos.tx.v1beta1.SignerInfo",
    SignerInfo,
    (Field(1, "public_key", ANY), Field(3, "sequence", Scalar.UINT64)),
)


@dataclass(frozen=True, slots=True)
class Fee:
    """What the transaction pays to be executed."""

    amount: tuple[Coin, ...] = ()
    gas_limit: int = 0
    payer: str = ""
    granter: str = ""


FEE = Message(
    "cosmos.tx.v1beta1.Fee",
    Fee,
    (
        Field(1, "amount", COIN, repeated=True),
        Field(2, "gas_limit", Scalar.UINT64),
        Field(3, "payer", Scalar.TEXT),
        Field(4, "granter", Scalar.TEXT),
    ),
)


@dataclass(frozen=True, slots=True)
class AuthInfo:
    """Who signed a transaction, and its fee."""

    signer_infos: tuple[SignerInfo, ...] = ()
    fee: Fee | None = None


AUTH_INFO = Message(
    "cosmos.tx.v1beta1.AuthInfo",
    AuthInfo,
    (Field(1, "signer_infos", SIGNER_INFO, repeated=True), Field(2, "fee", FEE)),
)
"""Source of these: cosmos-sdk v0.53.7 proto/cosmos/tx/v1beta1/tx.proto."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key inside an Any."""

    key: bytes | None = None


PUBLIC_KEY = Message("cosmos.crypto.secp256k1.PubKey", PublicKey, (Field(1, "key", Scalar.BYTES),))
"""Source: cosmos-sdk v0.53.7 proto/cosmos/crypto/secp256k1/keys.proto."""


@dataclass(frozen=True, slots=True)
class MsgExec:
    """Messages that a grantee executes in the name of those who authorised it."""

    grantee: str = ""
    msgs: tuple[AnyMessage, ...] = ()


MSG_EXEC = Message(
    "cosmos.authz.v1beta1.MsgExec",
    MsgExec,
    (Field(1, "grantee", Scalar.TEXT), Field(2, "msgs", ANY, repeated=True)),
)
"""Source: cosmos-sdk v0.53.7 proto/cosmos/authz/v1beta1/tx.proto."""
