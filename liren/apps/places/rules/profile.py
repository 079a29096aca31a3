"""What other apps show on the page of an area: figures that open, and blocks of their own.

An app gives a function `(actor, area) → tiles and blocks`; the site lists it in
`liren/site/profile.py`. So the page of an area knows none of the apps above it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Tile:
    """A figure with a name; `url` opens the list that it counts."""

    label: object
    value: object
    url: str = ""
    icon: str = ""
    note: object = ""


@dataclass(frozen=True)
class Block:
    """A card beside the figures: a heading, links, or a template of the app's own.

    `links` are (label, address, small words). A template is given `facts` and nothing else.
    """

    title: object
    links: tuple[tuple[object, str, object], ...] = ()
    template: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    more: str = ""  # the address of the whole list


# the actor and the area are those of the page: an app asks only what this actor may see
Provider = Callable[[Any, Any], Iterable[Tile | Block]]
