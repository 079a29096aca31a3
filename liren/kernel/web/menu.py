"""What the site tells the shell: navigation, place, person, search."""

from collections.abc import Sequence
from dataclasses import dataclass, field


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


def nearest(urls: Sequence[str], path: str) -> str:
    """The longest address that the path lies under, so that only one link is current."""
    fits = [url for url in urls if under(path, url)]
    return max(fits, key=len, default="")


def under(path: str, url: str) -> bool:
    """Is the path this address or below it; the home page has nothing below it."""
    plain = url.split("?")[0]
    return path == plain or (plain not in ("", "/") and path.startswith(plain.rstrip("/") + "/"))
