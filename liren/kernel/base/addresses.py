"""Addresses with the same first words stand below one another.

Django tries one pattern after the other and notes each that did not fit: among a thousand
addresses the last ones cost more than many a page. Below their words only a few are tried.
"""

from collections.abc import Sequence

from django.urls import URLPattern, URLResolver, include, path
from django.urls.resolvers import RoutePattern

Address = URLPattern | URLResolver


def by_words(patterns: Sequence[Address]) -> list[Address]:
    """The same addresses, in an order in which each finds what it found before.

    Only what begins with different words changes places: a pattern that begins with a variable
    stays behind those before it and in front of those after it.
    """
    found: list[Address | tuple[str, list[URLPattern]]] = []
    known: dict[str, list[URLPattern]] = {}
    for one in patterns:
        word = _first_word(one) if isinstance(one, URLPattern) else ""
        if not word or not isinstance(one, URLPattern):
            known.clear()  # what comes later stays behind this one
            found.append(one)
        elif word in known:
            known[word].append(one)
        else:
            known[word] = [one]
            found.append((word, known[word]))
    return [_below(*some) if isinstance(some, tuple) else some for some in found]


def _first_word(one: URLPattern) -> str:
    """What stands before the first slash, if it is the same for all; else nothing."""
    if not isinstance(one.pattern, RoutePattern):
        return ""
    word, slash, _rest = str(one.pattern).partition("/")
    return word if slash and "<" not in word else ""


def _below(word: str, patterns: Sequence[URLPattern]) -> Address:
    if len(patterns) == 1:
        return patterns[0]
    return path(f"{word}/", include(by_words([_shortened(one, word) for one in patterns])))


def _shortened(one: URLPattern, word: str) -> URLPattern:
    rest = str(one.pattern).removeprefix(f"{word}/")
    return path(rest, one.callback, one.default_args, one.name)
