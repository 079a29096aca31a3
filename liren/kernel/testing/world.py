"""A small town for tests: areas, bodies and people, made by plain functions."""

from datetime import date
from functools import cache

from django.contrib.auth.hashers import make_password

from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Body, Grant, Level, Shape, User
from liren.kernel.access.who import actor_of
from liren.kernel.policy import packs
from liren.kernel.policy.models import Pack
from liren.kernel.policy.values import changed

PASSWORD = "correct-horse-7-battery"
LEVELS = (Level.DISTRICT, Level.SUBDISTRICT, Level.COMMUNITY, Level.GRID)


def rules(pack: str = "jiashan") -> None:
    """A pack in force; a test that flushed the tables finds it again."""
    if not Pack.objects.filter(in_force=True).exists():
        packs.apply(pack, leave_out=frozenset({"areas.csv"}))
    changed()


def area(path: str = "990101.") -> Area:
    """The area at a path such as `990101.001.002.01.`, with all areas around it."""
    found: Area | None = Area.objects.filter(path=path).first()
    return found or _new_area(path.rstrip(".").split("."))


def _new_area(parts: list[str]) -> Area:
    above = area(".".join(parts[:-1]) + ".") if len(parts) > 1 else None
    depth, code = len(parts), "".join(parts)
    level = LEVELS[depth - 1]
    made: Area = Area.objects.create(
        path=".".join(parts) + ".",
        code=code.ljust(12, "0") if depth < 4 else code,
        name=f"{level.label}{parts[-1]}",
        level=level,
        parent=above,
    )
    return made


def square(where: Area, lng: float, lat: float, side: float = 0.01) -> Area:
    """Give an area a square on the map."""
    ring = [[lng, lat], [lng + side, lat], [lng + side, lat + side], [lng, lat + side], [lng, lat]]
    border = {"type": "Polygon", "coordinates": [ring]}
    Shape.objects.update_or_create(area=where, defaults={"geometry": border})
    where.lng, where.lat = lng + side / 2, lat + side / 2
    where.save()
    return where


def body(name: str, kind: str = "department", path: str = "990101.", *functions: str) -> Body:
    """A body that acts in an area."""
    where = area(path)
    return Body.objects.create(
        code=name, name=name, kind=kind, area=where, functions=list(functions)
    )


def user(name: str) -> User:
    """A person who can log in with PASSWORD, and whom nobody leads to a second factor."""
    found: User | None = User.objects.filter(username=name).first()
    facts = {"name": name, "password": hashed(), "second_factor": True}
    return found or User.objects.create(username=name, **facts)


@cache
def hashed() -> str:
    """The one password's hash: hashing is slow on purpose, and tests make many people."""
    return make_password(PASSWORD)


def grant(
    who: User,
    role: str,
    path: str = "",
    *,
    for_body: Body | None = None,
    until: date | None = None,
) -> Grant:
    """Give a role in an area, for a body, or both."""
    where = area(path) if path else None
    return Grant.objects.create(user=who, role=role, area=where, body=for_body, until=until)


def actor(name: str, role: str = "", path: str = "", *, for_body: Body | None = None) -> Actor:
    """A person with one role, as every query and action takes them."""
    who = user(name)
    if role:
        grant(who, role, path, for_body=for_body)
    return actor_of(who)
