"""What travels inside relays: an HTTP request and its response, as protobuf messages of the network's SDK."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pocket_reference.miner.refusals import Refusal, RefusedError
from pocket_spec.encoding.proto import Field, Map, Message, Scalar, decode, encode
from pocket_spec.rejections import Rejected


@dataclass(frozen=True, slots=True)
class Header:
    """A header and all its values."""

    key: str = ""
    values: tuple[str, ...] = ()


HEADER = Message(
    "sdk.types.Header", Header, (Field(1, "key", Scalar.TEXT), Field(2, "values", Scalar.TEXT, repeated=True))
)
"""Source: shannon-sdk proto/types/http.proto."""


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """A request to a backend, whose address the configuration gives: of the URL, path and query count."""

    method: str = ""
    header: tuple[tuple[str, Header], ...] = ()
    url: str = ""
    body_bz: bytes | None = None


HTTP_REQUEST = Message(
    "sdk.types.POKTHTTPRequest",
    HttpRequest,
    (
        Field(1, "method", Scalar.TEXT),
        Field(2, "header", Map(Scalar.TEXT, HEADER)),
        Field(3, "url", Scalar.TEXT),
        Field(4, "body_bz", Scalar.BYTES),
    ),
)
"""Source: shannon-sdk proto/types/http.proto."""


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """A backend's response; the body is not compressed."""

    status_code: int = 0
    header: tuple[tuple[str, Header], ...] = ()
    body_bz: bytes | None = None


HTTP_RESPONSE = Message(
    "sdk.types.POKTHTTPResponse",
    HttpResponse,
    (
        Field(1, "status_code", Scalar.UINT32),
        Field(2, "header", Map(Scalar.TEXT, HEADER)),
        Field(3, "body_bz", Scalar.BYTES),
    ),
)
"""Source: shannon-sdk proto/types/http.proto."""

HOP_BY_HOP = frozenset(
    {
        "connection", "content-encoding", "content-length", "host", "keep-alive", "proxy-authenticate",
        "proxy-authorization", "te", "trailer", "transfer-encoding", "upgrade", "accept-encoding",
    }
)  # fmt: skip
"""Headers of a connection rather than of a message, which are not passed on in either direction."""


def headers_of(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, Header], ...]:
    """Group headers by name, names in order, without those of the connection."""
    grouped: dict[str, list[str]] = {}
    for name, value in pairs:
        if name.lower() not in HOP_BY_HOP:
            grouped.setdefault(name, []).append(value)
    return tuple((name, Header(name, tuple(values))) for name, values in sorted(grouped.items()))


def plain_headers(header: tuple[tuple[str, Header], ...]) -> list[tuple[str, str]]:
    """List headers one value at a time, without those of the connection."""
    return [(name, value) for name, entry in header if name.lower() not in HOP_BY_HOP for value in entry.values]


def request_payload(method: str, url: str, headers: Mapping[str, str], body: bytes) -> bytes:
    """Write a request as a relay carries it."""
    return encode(HTTP_REQUEST, HttpRequest(method, headers_of(headers.items()), url, body))


def read_request(payload: bytes) -> HttpRequest:
    """Read a request; refused as malformed where it is none."""
    try:
        request = decode(HTTP_REQUEST, payload)
    except Rejected as rejected:
        raise RefusedError(Refusal.MALFORMED, rejected.detail) from None
    if not request.method.isalpha() or not request.method.isascii() or not _is_plain(request):
        raise RefusedError(Refusal.MALFORMED, "not an HTTP request")
    return request


def _is_plain(request: HttpRequest) -> bool:
    """Tell whether no part can break out of its line in HTTP/1.1."""
    texts = [request.url, *(text for pair in plain_headers(request.header) for text in pair)]
    return all(character.isprintable() for text in texts for character in text)


def response_payload(status: int, headers: Iterable[tuple[str, str]], body: bytes) -> bytes:
    """Write a response as a relay carries it."""
    return encode(HTTP_RESPONSE, HttpResponse(status, headers_of(headers), body))


def read_response(payload: bytes) -> HttpResponse:
    """Read a response; raises `Rejected` where it is none."""
    return decode(HTTP_RESPONSE, payload)
