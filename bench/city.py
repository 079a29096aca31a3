"""The city of the benchmarks: ten subdistricts, 240 communities, 960 grids, and its people."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.test import Client
from shapely import box, geometry, segmentize

from liren.apps.bodies.models import Body, Function
from liren.apps.places.actions import add_area
from liren.apps.places.models import Area
from liren.kernel.access.models import Grant, Token, User
from liren.kernel.access.roles import roles
from liren.kernel.api.tokens import PREFIX, digest
from liren.kernel.base.clock import now, today

CODE = "990101"
SUBDISTRICTS, COMMUNITIES, GRIDS = 10, 24, 4
SIDE = 0.004  # degrees: some 400 m
ACROSS = COMMUNITIES * 2
CORNER = (120.8, 30.8)
DEPARTMENTS = 12
RESIDENTS = 16
BACKEND = "liren.kernel.doors.passwords.PasswordBackend"


@dataclass
class City:
    """Tokens and cookies of those who ask, and where the ground lies."""

    tokens: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    keys: dict[str, int] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)


def build() -> City:
    """Write areas, bodies and people through the models."""
    city = City()
    grounds = _areas()
    departments = _departments(grounds[CODE])
    first = grounds[f"{CODE}001000"]
    for number in range(RESIDENTS):
        _person(city, f"resident{number}", "resident", grounds[CODE])
    office = _body("office001", "subdistrict", first)
    _person(city, "desk", "subdistrict_desk", first, office)
    _person(city, "community", "community_worker", grounds[f"{CODE}001001"])
    _person(city, "city", "district_office", grounds[CODE])
    _person(city, "chief", "subdistrict_desk", grounds[CODE])
    _person(city, "department", "department_clerk", None, departments[0])
    return city


def _areas() -> dict[str, Area]:
    top = add_area(CODE, "基准区", "district", None, shape=_shape(0, 0, ACROSS, SUBDISTRICTS * 2))
    made = {CODE: top}
    for s in range(SUBDISTRICTS):
        code = f"{CODE}{s + 1:03d}"
        inner = add_area(
            f"{code}000", f"第{s + 1}街道", "subdistrict", top, shape=_shape(0, 2 * s, ACROSS, 2)
        )
        made[inner.code] = inner
        for c in range(COMMUNITIES):
            place = f"{code}{c + 1:03d}"
            shape = _shape(2 * c, 2 * s, 2, 2)
            around = add_area(place, f"{s + 1}街{c + 1}社区", "community", inner, shape=shape)
            made[place] = around
            for g in range(GRIDS):
                square = _shape(2 * c + g % 2, 2 * s + g // 2, 1, 1)
                add_area(f"{place}{g + 1:02d}", f"第{g + 1}网格", "grid", around, shape=square)
    return made


def _shape(x: int, y: int, wide: int, high: int) -> dict[str, object]:
    """A rectangle with a corner every few metres, as many as a drawn border has."""
    left, low = CORNER[0] + x * SIDE, CORNER[1] + y * SIDE
    ring = box(left, low, left + wide * SIDE, low + high * SIDE)
    return dict(geometry.mapping(segmentize(ring, SIDE / 10)))


def point(luck: random.Random) -> tuple[float, float]:
    """Somewhere in the city."""
    x, y = luck.random() * ACROSS * SIDE, luck.random() * SUBDISTRICTS * 2 * SIDE
    return round(CORNER[0] + x, 6), round(CORNER[1] + y, 6)


def _departments(top: Area) -> list[Body]:
    functions = list(Function.objects.values_list("code", flat=True))
    return [
        _body(f"dept{n:02d}", "department", top, *functions[n::DEPARTMENTS])
        for n in range(DEPARTMENTS)
    ]


def _body(code: str, kind: str, area: Area, *functions: str) -> Body:
    return Body.objects.create(
        code=code, name=f"机构{code}", kind=kind, area=area, functions=list(functions)
    )


def _person(city: City, name: str, role: str, area: Area | None, body: Body | None = None) -> None:
    facts = {"name": f"基准{name}", "password": "!", "second_factor": True}
    user = User.objects.create(username=f"bench-{name}", **facts)
    Grant.objects.create(user=user, role=role, area=area, body=body)
    secret = f"{PREFIX}{random.getrandbits(256):064x}"
    Token.objects.create(
        user=user,
        name="bench",
        digest=digest(secret),
        scopes=sorted(roles()[role] | roles()["reporter"]),
        made_at=now(),
        until=_next_year(),
    )
    client = Client()
    client.force_login(user, backend=BACKEND)
    city.tokens[name] = secret
    city.cookies[name] = "; ".join(f"{key}={one.value}" for key, one in client.cookies.items())
    city.keys[name] = (body.pk if body else 0) or user.pk
    city.paths[name] = area.path if area else ""


def _next_year() -> date:
    return today() + timedelta(days=365)
