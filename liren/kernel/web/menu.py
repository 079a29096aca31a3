"""What the site tells the shell: navigation, place, person, search."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qsl


@dataclass(frozen=True)
class Item:
    """One link of the navigation; `hot` paints its count red."""

    label: str
    url: str
    icon: str = "file-text"
    count: int | str | None = None
    hot: bool = False


@dataclass(frozen=True)
class Group:
    """Links under one heading; the first group usually has none."""

    title: str
    items: Sequence[Item]


@dataclass(frozen=True)
class Crumb:
    """One step of the path to the actor's area."""

    label: str
    url: str = ""


@dataclass(frozen=True)
class Person:
    """Who is signed in, and where their account is kept."""

    name: str
    role: str = ""
    account_url: str = ""
    logout_url: str = ""


@dataclass(frozen=True)
class Search:
    """The one search field of the top bar."""

    url: str
    label: str
    placeholder: str = ""
    value: str = ""
    target: str = ""


@dataclass(frozen=True)
class Menu:
    """All that the shell shows around a page."""

    groups: Sequence[Group] = ()
    tabs: Sequence[Item] = ()
    crumbs: Sequence[Crumb] = ()
    person: Person | None = None
    search: Search | None = None
    subtitle: str = ""
    home: str = "/"
    links: Sequence[Item] = field(default=())


def nearest(urls: Sequence[str], address: str) -> str:
    """The one address that is open: the deepest path above it, and of several the fitting query.

    Where no query fits, the one that asks for least, and of those the last.
    """
    path, _mark, query = address.partition("?")
    fits = [url for url in urls if under(path, url)]
    deepest = max((len(bare(url)) for url in fits), default=0)
    fits = [url for url in fits if len(bare(url)) == deepest]
    exact = [url for url in fits if asks(query, url)]
    least = min(reversed(fits), key=lambda url: url.count("="), default="")
    return exact[-1] if exact else least


def under(path: str, url: str) -> bool:
    """Is the path this address or below it; the home page has nothing below it."""
    plain = bare(url)
    return path == plain or (plain not in ("", "/") and path.startswith(plain.rstrip("/") + "/"))


def bare(url: str) -> str:
    """The address without its query."""
    return url.partition("?")[0]


def asks(query: str, url: str) -> bool:
    """Does the query hold all that this address asks for; an address must ask for something."""
    wanted = url.partition("?")[2]
    return bool(wanted) and set(parse_qsl(wanted)) <= set(parse_qsl(query))
