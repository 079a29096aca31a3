"""Addresses below their words: each is found as before, and can be written from its name."""

from itertools import permutations

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, URLResolver, path, re_path
from django.urls.resolvers import RegexPattern

from liren.kernel.base.addresses import Address, by_words

ROUTES = (
    "",
    "cases/",
    "cases/new/",
    "cases/<key>/",
    "cases/<key>/accept/",
    "cases/export/",
    "money/funds",
    "money/funds/<int:key>/close",
    "<word>/",
    "money/",
    "money/funds/<key>",
)
ASKED = [
    "",
    *("cases/", "cases/new/", "cases/export/", "cases/7/", "cases/7/accept/", "cases"),
    *("money/", "money/funds", "money/funds/3/close", "money/funds/x/close", "money/funds/3"),
    *("else/", "money/nothing/", "///", "cases//", "money/funds/"),
]


def view(_request: HttpRequest) -> HttpResponse:
    """What is found; which of them says the name."""
    return HttpResponse()


def found(patterns: list[Address], address: str) -> tuple[str | None, object, str]:
    """The name, the values and the whole route of what an address leads to."""
    try:
        match = URLResolver(RegexPattern(r"^/"), patterns).resolve(f"/{address}")
    except Resolver404:
        return None, {}, ""
    return match.url_name, match.kwargs, match.route


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_each_address_leads_where_it_led_before(order: tuple[int, ...]) -> None:
    parts = [ROUTES[0:3], ROUTES[3:6], ROUTES[6:9], ROUTES[9:11]]
    routes = [route for at in order for route in parts[at]]
    plain: list[Address] = [path(route, view, name=f"n{at}") for at, route in enumerate(routes)]
    for address in ASKED:
        assert found(by_words(plain), address) == found(plain, address), address


def test_a_pattern_of_another_kind_keeps_its_place() -> None:
    plain: list[Address] = [
        path("a/x/", view, name="first"),
        re_path(r"^a/.*$", view, name="any"),
        path("a/y/", view, name="hidden"),
    ]
    names = [found(by_words(plain), word)[0] for word in ("a/x/", "a/y/")]
    assert names == ["first", "any"]


def test_an_address_is_written_from_its_name() -> None:
    plain: list[Address] = [path(route, view, name=route) for route in ROUTES]
    resolver = URLResolver(RegexPattern(r"^/"), by_words(plain))
    assert resolver.reverse("cases/<key>/accept/", key="7") == "cases/7/accept/"
    assert resolver.reverse("money/funds/<int:key>/close", key=3) == "money/funds/3/close"


def test_few_are_tried() -> None:
    plain: list[Address] = [path(f"{word}/{n}/", view) for word in "abcdefgh" for n in range(50)]
    assert len(by_words(plain)) == len("abcdefgh")
