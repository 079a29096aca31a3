"""The people and bodies of the invented district, and who of them can log in."""

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TypedDict

from django.contrib.auth.hashers import make_password

from liren.apps.places.actions import add_area
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Body, Grant, User
from liren.site.example import names
from liren.site.example.estates import Estate
from liren.site.example.geometry import Land, community_code, geojson

SINCE = date(2026, 1, 1)
DRAWN = date(2012, 1, 1)  # the areas: money was promised to them long before these books
RESIDENTS_PER_GRID = 3
PASSWORD = "Liren-weimei-9901"  # of example accounts only, and these open nowhere else
DISTRICT = names.DISTRICT[0]


@dataclass(frozen=True)
class Login:
    """A printed log-in: where it belongs follows from the post."""

    username: str
    role: str
    post: str  # as in Town.actors
    name: str = ""  # where the log-in name gives the surname away


LOGINS = (
    Login("resident.shen", "resident", "resident:99010100100301", "沈玉珍"),
    Login("resident.lu", "resident", "resident:99010100100302", "陆晓东"),
    Login("resident.he", "resident", "resident:99010100100401", "何惠芳"),
    Login("resident.zhu", "resident", "resident:99010100200301", "朱子涵"),
    Login("grid.jinghu1", "grid_worker", "grid:99010100100301"),
    Login("grid.jinghu2", "grid_worker", "grid:99010100100302"),
    Login("grid.nanshi1", "grid_worker", "grid:99010100200301"),
    Login("worker.jinghu", "community_worker", "worker:990101001003"),
    Login("worker.nanshi", "community_worker", "worker:990101002003"),
    Login("head.jinghu", "community_head", "head:990101001003"),
    Login("station.jinghu", "station_head", "station:990101001003"),
    Login("rc.jinghu", "rc_member", "member:990101001003"),
    Login("clerk.zhzf", "department_clerk", "clerk:zhzf"),
    Login("clerk.hw", "department_clerk", "clerk:hw"),
    Login("clerk.jj", "department_clerk", "clerk:jj"),
    Login("chief.zhzf", "department_head", "chief:zhzf"),
    Login("desk.wanghu", "subdistrict_desk", "desk:990101001"),
    Login("desk.nanshi", "subdistrict_desk", "desk:990101002"),
    Login("desk.xinqiao", "subdistrict_desk", "desk:990101003"),
    Login("leader.wanghu", "subdistrict_head", "leader:990101001"),
    Login("office.hean", "district_office", "office"),
    Login("vice.hean", "district_office", "vice"),  # agrees to what the other wrote
    Login("finance.hean", "district_finance", "finance"),
    Login("property.jinghu", "property_company", "company:wy2"),
    Login("property.jinhua", "property_company", "company:wy5"),
    Login("provider.yangguang", "provider", "provider:sg1"),
    Login("foundation.clerk", "foundation_clerk", "foundation:clerk"),
    Login("foundation.director", "foundation_director", "foundation:director"),
    Login("supervisor.hean", "supervisor", "supervisor"),
    Login("auditor.hean", "auditor", "auditor"),
    Login("admin.system", "system_administrator", "system"),
    Login("admin.security", "security_administrator", "security"),
    Login("admin.audit", "audit_administrator", "audit"),
)


class Entry(TypedDict):
    """One line of the printed table."""

    role: str
    area: str
    username: str
    password: str


@dataclass
class Town:
    """The district as rows: areas and bodies by code, actors by post."""

    land: Land
    estates: tuple[Estate, ...]
    areas: dict[str, Area] = field(default_factory=dict)
    bodies: dict[str, Body] = field(default_factory=dict)
    actors: dict[str, list[Actor]] = field(default_factory=lambda: defaultdict(list))

    def by_function(self, function: str, estate: Estate) -> Body | None:
        """The body that does this where an estate lies; None where nobody does."""
        code = community_code(estate.grid.community)
        if function == "property":
            return None if estate.company is None else self.bodies[company_code(estate.company)]
        if function == "community_desk":
            return self.bodies[f"rc{code}"]
        if function == "subdistrict_desk":
            return self.bodies[f"sq{code[:9]}"]
        found = (d.code for d in names.DEPARTMENTS if function in d.functions)
        return self.bodies.get(next(found, ""))


def company_code(index: int) -> str:
    """The code of a property company."""
    return f"wy{index + 1}"


def society_code(index: int) -> str:
    """The code of a society that performs services."""
    return f"sg{index + 1}"


def settle(land: Land, estates: tuple[Estate, ...], seed: int) -> Town:
    """Write areas, bodies, people and their grants."""
    town = Town(land, estates)
    _areas(town)
    for body in (*_bodies(town), *_societies(town)):
        town.bodies[body.code] = body
    Body.objects.bulk_create(town.bodies.values())
    _people(town, random.Random(seed))
    return town


def _areas(town: Town) -> None:
    code, name, name_en = names.DISTRICT
    top = add_area(code, name, "district", None, name_en=name_en, since=DRAWN)
    town.areas[code] = top
    for order, (zh, en, communities) in enumerate(names.SUBDISTRICTS):
        code = f"990101{order + 1:03d}000"
        inner = add_area(code, zh, "subdistrict", top, name_en=en, since=DRAWN)
        town.areas[code] = inner
        for place, (zh_inner, en_inner) in enumerate(communities):
            index = order * 8 + place
            code, shape = community_code(index), geojson(town.land.community(index))
            made = add_area(
                code, zh_inner, "community", inner, name_en=en_inner, shape=shape, since=DRAWN
            )
            town.areas[code] = made
    for parcel in town.land.parcels:
        around, shape = town.areas[parcel.code[:12]], geojson(parcel.shape)
        english = f"Grid {parcel.code[-1]}"
        town.areas[parcel.code] = add_area(
            parcel.code, parcel.name, "grid", around, name_en=english, shape=shape, since=DRAWN
        )


def _bodies(town: Town) -> Iterator[Body]:
    """All bodies; nobody is saved yet."""

    def body(code: str, name: str, english: str, kind: str, area: str, *functions: str) -> Body:
        where = town.areas[area]
        return Body(
            code=code,
            name=name,
            name_en=english,
            kind=kind,
            area=where,
            area_path=where.path,
            functions=list(functions),
        ).sounded()

    government = body("qzf", "和安区人民政府", "He'an District Government", "government", DISTRICT)
    yield government
    for one in names.DEPARTMENTS:
        yield body(one.code, one.name, one.name_en, one.kind, DISTRICT, *one.functions)
    for order, (zh, en, communities) in enumerate(names.SUBDISTRICTS):
        code = f"990101{order + 1:03d}000"
        office = f"{en.removesuffix(' Subdistrict')} Subdistrict Office"
        yield body(f"jd{code[:9]}", f"{zh}办事处", office, "subdistrict", code)
        yield body(
            f"sq{code[:9]}",
            f"{zh}社区管理办公室",
            f"{en} Community Management Office",
            "community_office",
            code,
            "subdistrict_desk",
        )
        for place, (zh_inner, en_inner) in enumerate(communities):
            inner = community_code(order * 8 + place)
            name = f"{zh_inner}居民委员会"
            english = f"{en_inner.removesuffix(' Community')} Residents' Committee"
            yield body(f"rc{inner}", name, english, "community", inner, "community_desk")
    yield body(*names.FOUNDATION, "community_foundation", DISTRICT)
    for index, (zh, en) in enumerate(names.COMPANIES):
        where = f"990101{(0, 0, 0, 1, 1, 2, 2, 2)[index] + 1:03d}000"
        yield body(company_code(index), zh, en, "property_company", where, "property")


def _societies(town: Town) -> Iterator[Body]:
    """Those of whom services are bought, everywhere in the district."""
    area = town.areas[DISTRICT]
    for index, (zh, en) in enumerate(names.SOCIETIES):
        facts = {"code": society_code(index), "name": zh, "name_en": en, "area": area}
        yield Body(kind="social_organisation", area_path=area.path, **facts).sounded()


@dataclass(frozen=True)
class Post:
    """Somebody to be: a role in an area, for a body, or both."""

    key: str
    role: str
    area: str = ""
    body: str = ""
    old: float = 0.1
    young: float = 0.4


def _posts(town: Town) -> Iterator[Post]:
    yield Post("office", "district_office", DISTRICT, "mz")
    yield Post("finance", "district_finance", DISTRICT)
    yield Post("supervisor", "supervisor", DISTRICT)
    yield Post("auditor", "auditor", DISTRICT)
    for key in ("system", "security", "audit"):
        yield Post(key, f"{key}_administrator", DISTRICT)
    for order in range(len(names.SUBDISTRICTS)):
        yield from _subdistrict_posts(f"990101{order + 1:03d}")
    for code in (code for code, area in town.areas.items() if area.level == "community"):
        yield from _community_posts(code)
    for one in names.DEPARTMENTS:
        yield from (Post(f"clerk:{one.code}", "department_clerk", "", one.code) for _ in "12")
        yield Post(f"chief:{one.code}", "department_head", "", one.code, 0.3, 0)
    for index in range(len(names.COMPANIES)):
        code = company_code(index)
        yield from (Post(f"company:{code}", "property_company", "", code) for _ in "12")
    for parcel in town.land.parcels:
        yield Post(f"grid:{parcel.code}", "grid_worker", parcel.code)
        for _ in range(RESIDENTS_PER_GRID):
            yield Post(f"resident:{parcel.code}", "resident", DISTRICT, "", 0.45, 0.3)
    yield Post("vice", "district_office", DISTRICT, "mz")
    yield Post("foundation:clerk", "foundation_clerk", "", names.FOUNDATION[0])
    yield Post("foundation:director", "foundation_director", "", names.FOUNDATION[0])
    yield from _society_posts()


def _society_posts() -> Iterator[Post]:
    codes = [society_code(index) for index in range(len(names.SOCIETIES))]
    yield from (Post(f"provider:{code}", "provider", "", code) for code in codes)


def _subdistrict_posts(code: str) -> Iterator[Post]:
    area = f"{code}000"
    yield from (Post(f"desk:{code}", "subdistrict_desk", area, f"jd{code}") for _ in "12")
    yield Post(f"leader:{code}", "subdistrict_head", area, f"jd{code}", 0.3, 0)
    yield from (Post(f"manage:{code}", "department_clerk", "", f"sq{code}") for _ in "12")


def _community_posts(code: str) -> Iterator[Post]:
    body = f"rc{code}"
    yield from (Post(f"worker:{code}", "community_worker", code, body) for _ in "12")
    yield Post(f"head:{code}", "community_head", code, body, 0.2, 0)
    yield Post(f"station:{code}", "station_head", code, body)
    yield Post(f"member:{code}", "rc_member", code, body, 0.6, 0)


def _people(town: Town, luck: random.Random) -> None:
    """Write people with their grants; the first in a printed post gets the log-in."""
    secret, locked = make_password(PASSWORD), make_password(None)
    named = {login.post: login for login in LOGINS}
    taken = {login.name for login in LOGINS}
    grants: list[Grant] = []
    for serial, post in enumerate(_posts(town), start=1):
        printed = named.pop(post.key, None)
        person = User(
            username=printed.username if printed else f"example-{serial:04d}",
            name=(printed and printed.name) or _new_name(luck, taken, post),
            password=secret if printed else locked,
            example=True,
        )
        person.phone = f"{names.PHONE_START}{serial:04d}"
        area, body = town.areas.get(post.area), town.bodies.get(post.body)
        grant = Grant(user=person, role=post.role, area=area, body=body)
        grants.append(grant)
        town.actors[post.key].append(Actor(person, (grant,)))
    User.objects.bulk_create(grant.user for grant in grants)
    Grant.objects.bulk_create(grants)


def _new_name(luck: random.Random, taken: set[str], post: Post) -> str:
    """A name that nobody has yet."""
    while True:
        name = names.full_name(luck, old=post.old, young=post.young)
        if name not in taken:
            taken.add(name)
            return name


def printed() -> list[Entry]:
    """Who can log in, as the terminal prints it."""
    people = User.objects.filter(username__in=[one.username for one in LOGINS])
    by_name = {
        one.username: one
        for one in people.prefetch_related("grants__area__parent", "grants__body")
    }
    return [
        {
            "role": one.role,
            "area": _where(by_name[one.username]),
            "username": one.username,
            "password": PASSWORD,
        }
        for one in LOGINS
        if one.username in by_name
    ]


def _where(person: User) -> str:
    """The body for which a person acts, or the area."""
    grant = person.grants.all()[0]
    area = grant.area
    if area and area.parent and area.level == "grid":
        return f"{area.parent} · {area}"
    return str(area or grant.body or "")
