"""What may become a link: whole web addresses, and nothing by which markup or a script could begin."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from virement.values.addresses import addresses_in, site_of


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//town.example",
        "ftp://town.example",
        "https://town.example/a b",
        'https://town.example/"onclick="x',
        "https://town.example/<script>",
        "https://town.example/`x`",
        "https://town.example/a\nb",
        "https://" + "a" * 3_000,
        "https://",
        "the town hall, room 3",
        "",
    ],
)
def test_what_is_no_address_is_no_link(text: str) -> None:
    """Other schemes, spaces, quotes, brackets, and what is too long."""
    assert addresses_in(text) == ()


@given(st.text())
def test_an_address_holds_no_mark(text: str) -> None:
    """Whatever is written, a link has no letter with which HTML or Markdown ends it."""
    for address in addresses_in(f"https://a.example/{text}; http://b.example/?{text}"):
        assert not set(address) & set(" \t\n\r\"'<>`[]\\|")


def test_a_link_is_called_by_its_site() -> None:
    """Several stand apart by a semicolon and a space; one within an address is part of it."""
    text = "https://www.sec.gov/a;b=1?c#d; http://uploadvr.com:8080/x"
    assert [site_of(address) for address in addresses_in(text)] == ["sec.gov", "uploadvr.com"]
