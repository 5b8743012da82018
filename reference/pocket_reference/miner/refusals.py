"""Why the miner does not serve a request: a closed list, each with the HTTP status of its answer."""

from __future__ import annotations

from enum import Enum


class Refusal(Enum):
    """A reason and its status."""

    MALFORMED = ("malformed", 400)
    """The body is not a relay request, or its payload not an HTTP request."""
    TOO_LARGE = ("too_large", 413)
    """The body exceeds the limit of the configuration."""
    TOO_SLOW = ("too_slow", 408)
    """The body did not arrive in time."""
    WRONG_SUPPLIER = ("wrong_supplier", 403)
    """The request names a supplier that this miner does not serve for."""
    WRONG_SERVICE = ("wrong_service", 404)
    """No backend is configured for the service, or for the kind of request."""
    WRONG_SESSION = ("wrong_session", 403)
    """The session header is not that of the chain, or the supplier is not in the session."""
    SESSION_OVER = ("session_over", 410)
    """The session and its grace period are over, or it has not begun."""
    WRONG_SIGNATURE = ("wrong_signature", 401)
    """The ring signature is missing, malformed or does not verify, or its ring is not the application's."""
    REPLAYED = ("replayed", 409)
    """The same request was served before."""
    OVERSERVICED = ("overserviced", 429)
    """The application's stake for this session and supplier is used up."""
    BACKEND_FAILED = ("backend_failed", 502)
    """The backend did not answer, or answered what cannot be passed on."""
    BACKEND_SLOW = ("backend_slow", 504)
    """The backend did not answer in time."""
    CHAIN_UNREACHABLE = ("chain_unreachable", 503)
    """The chain node does not answer, so the session cannot be checked."""
    STORE_FAILED = ("store_failed", 507)
    """The relay cannot be kept: the disk is full or fails. The response is withheld, as it would not be paid."""
    BUSY = ("busy", 503)
    """As many relays are being served as the configuration admits."""
    SHUTTING_DOWN = ("shutting_down", 503)
    """The miner is ending and takes no new relays."""

    @property
    def label(self) -> str:
        """Name it in metrics and answers."""
        return self.value[0]

    @property
    def status(self) -> int:
        """Give the HTTP status."""
        return self.value[1]


class RefusedError(Exception):
    """A request that is not served; `detail` is for its sender."""

    def __init__(self, refusal: Refusal, detail: str = "") -> None:
        super().__init__(f"{refusal.label}: {detail}" if detail else refusal.label)
        self.refusal = refusal
        self.detail = detail
