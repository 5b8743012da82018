"""URLs as Go reads them: which texts have a host, and under which scheme.

The chain takes what Go's standard library takes. The library's rules have changed over the years; these are those of
the Go release with which today's chain is built, 1.26.
"""

from __future__ import annotations

import ipaddress
import re
from typing import NamedTuple

import deal

CONTROL = re.compile(r"[\x00-\x1f\x7f]")
SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
ESCAPES = re.compile(r"([^%]|%[0-9A-Fa-f]{2})*", re.DOTALL)
"""Text in which every percent sign begins an escape."""
USER = re.compile(r"[A-Za-z0-9._:~!$&'()*+,;=%@-]*")
PORT = re.compile(r"(:[0-9]*)?")
HOST_CHARACTERS = r"A-Za-z0-9!$&'()*+,;=:\[\]<>\"._~\x80-\xff-"
HOST = re.compile(f"([{HOST_CHARACTERS}]|%25|%[89A-Fa-f][0-9A-Fa-f])*")
"""A host's characters; only bytes beyond ASCII, and the percent sign itself, may be escaped."""
ZONE = re.compile(f"([{HOST_CHARACTERS}]|%[0-9A-Fa-f]{{2}})+")
"""The zone of an IPv6 address: any character may be escaped that could stand there unescaped."""
STRICT_SCHEMES = frozenset({"http", "https"})
"""Schemes under which only the port may follow a colon of the host."""


class Url(NamedTuple):
    """The scheme of a URL, in lower case, and its host with the port, as written; both may be empty."""

    scheme: str
    host: str


@deal.ensure(lambda text, result: result is None or result.scheme == result.scheme.lower())
def parse_url(text: str) -> Url | None:
    """Read scheme and host of a URL; None where it has no scheme, and where Go finds it malformed.

    Source: Go 1.26 net/url/url.go (Parse, parse, parseAuthority, parseHost)
    """
    octets = text.encode("utf-8", "surrogateescape").decode("latin-1")
    address, _, fragment = octets.partition("#")
    found = SCHEME.match(address)
    if found is None or CONTROL.search(address) or ESCAPES.fullmatch(fragment) is None:
        return None
    scheme, rest = found[1].lower(), address[found.end() :].partition("?")[0]
    if not rest.startswith("//"):
        return Url(scheme, "") if not rest.startswith("/") or ESCAPES.fullmatch(rest) else None
    authority, slash, path = rest[2:].partition("/")
    user, _, host = authority.rpartition("@")
    if not _is_host(scheme, host) or USER.fullmatch(user) is None:
        return None
    return Url(scheme, host) if all(ESCAPES.fullmatch(part) for part in (user, slash + path)) else None


def _is_host(scheme: str, host: str) -> bool:
    if host.startswith("[") and host.rfind("[") == 0:
        return _is_bracketed(host)
    if "[" in host or HOST.fullmatch(host) is None:
        return False
    colon = host.find(":") if scheme in STRICT_SCHEMES else host.rfind(":")
    return colon < 0 or PORT.fullmatch(host[colon:]) is not None


def _is_bracketed(host: str) -> bool:
    closing = host.rfind("]")
    address, escape, zone = host[1:closing].partition("%25")
    if closing < 0 or PORT.fullmatch(host[closing + 1 :]) is None or (escape and not _is_zone(zone)):
        return False
    try:
        return "%" not in address and ipaddress.IPv6Address(address).version == 6
    except ValueError:
        return False


def _is_zone(zone: str) -> bool:
    escaped = (chr(int(digits, 16)) for digits in re.findall("%(..)", zone))
    return ZONE.fullmatch(zone) is not None and all(
        character in " %" or (character.isascii() and HOST.fullmatch(character)) for character in escaped
    )
