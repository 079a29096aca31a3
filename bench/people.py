"""Finding somebody among many people, written by COPY, beside the same question in plain SQL."""

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from bench.city import CODE
from bench.house import House
from bench.meter import line, percentile

SHARE, TURNS = 0.95, 60
SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
    "苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史"
    "顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建国文辉云飞鹏家和子涵雨桐"
    "浩然晓东惠珍志海燕春梅宁波思琪佳怡欣悦梓轩宇航博文"
)
COLUMNS = (
    *("uid", "area_id", "area_path", "name", "pinyin", "initials", "paper", "id_number"),
    *("id_hash", "id_last", "phone", "phone_hash", "phone_last", "sex", "born", "nation"),
    *("marital", "work", "employer", "hukou_code", "hukou_path", "home_id", "state", "version"),
    "made_at",
)
SHOWN = "SELECT p.uid, p.name, p.sex, p.born, p.id_number, p.phone, a.code FROM people_person p"
AREAS = " JOIN access_area a ON a.id = p.area_id WHERE "
INSIDE = "p.area_path >= %s AND p.area_path < %s AND p.state = 'present' AND "


@dataclass(frozen=True)
class Question:
    """One way to ask, what is typed for somebody, and the raw condition with its values."""

    name: str
    typed: Callable[["Known"], str]
    where: str
    values: Callable[["Known"], list[Any]]
    order: str = "p.id"


@dataclass(frozen=True)
class Known:
    """Somebody of whom is known by what he may be found."""

    name: str
    pinyin: str
    initials: str
    number: str
    phone: str
    area_path: str
    home: int
    address: str


def measure(made: House, people: int, *, clear: bool = True) -> None:
    """Fill the register, then ask for people of all kinds, as a whole district does."""
    from liren.kernel.access.models import Area, User
    from liren.kernel.access.who import actor_of
    from liren.kernel.testing import world

    top = Area.objects.get(level="district", path=f"{CODE}.")
    grids = list(Area.objects.filter(level="grid", path__startswith=top.path).order_by("path"))
    homes = _homes(grids)
    known = _fill(made, grids, homes, people, clear=clear)
    world.actor("bench-people", "subdistrict_desk", top.path)
    asking = actor_of(User.objects.get(username="bench-people"))
    for question in questions():
        _compare(made, asking, question, known, top.path, people)


def to(text: str) -> str:
    """The end of all that begins so."""
    return text + "\U0010ffff"


def begins(field: str) -> str:
    """The raw condition for a beginning."""
    return f"p.{field} >= %s AND p.{field} < %s"


def questions() -> Iterator[Question]:
    """The ways of finding somebody."""
    yield Question(
        "name", lambda k: k.name, begins("name"), lambda k: [k.name, to(k.name)], "p.name, p.id"
    )
    for field in ("initials", "pinyin"):

        def typed(k: Known, field: str = field) -> str:
            return str(getattr(k, field))

        def span(k: Known, field: str = field) -> list[Any]:
            return [getattr(k, field), to(getattr(k, field))]

        yield Question(field, typed, begins(field), span, "p.pinyin, p.id")
    yield Question("number", lambda k: k.number, "p.id_hash = %s", lambda k: [_mark(k.number)])
    yield Question(
        "telephone",
        lambda k: k.phone,
        "p.phone_hash = %s",
        lambda k: [_mark(k.phone, "phone_hash")],
    )
    yield Question(
        "last four",
        lambda k: k.number[-4:],
        "p.id_last = %s",
        lambda k: [_mark(k.number, "id_last", k.area_path)],
    )
    yield Question("address", lambda k: k.address, "p.home_id = %s", lambda k: [k.home])
    yield Question("list", lambda k: "", "true", lambda k: [], "p.area_path, p.id")


def _mark(text: str, field: str = "id_hash", place: str = "") -> str | None:
    from liren.apps.people.models import Person

    column: Any = Person._meta.get_field(field)
    found: str | None = column.mark(text, place)
    return found


def _homes(grids: list[Any]) -> dict[int, tuple[int, str]]:
    """One house with one flat in each grid, and the words of its address."""
    from liren.apps.places.models import Building, Dwelling, Estate

    found = {}
    for number, grid in enumerate(grids):
        facts = {"area": grid, "area_path": grid.path}
        name = f"基准苑{number}"
        estate = Estate.objects.create(name=name, management="self", **facts)
        house = Building.objects.create(estate=estate, number="1", floors=1, **facts)
        flat = Dwelling.objects.create(building=house, floor=1, number="101", **facts)
        found[grid.pk] = (flat.pk, f"{name} 1栋101")
    return found


def _fill(
    made: House, grids: list[Any], homes: dict[int, tuple[int, str]], people: int, *, clear: bool
) -> list[Known]:
    known: list[Known] = []
    began = time.perf_counter()
    with made.link() as link:
        if clear:
            link.execute("TRUNCATE people_person CASCADE")
        copy = f"COPY people_person ({', '.join(COLUMNS)}) FROM STDIN"
        with link.cursor() as cursor, cursor.copy(copy) as into:
            for row, somebody in _rows(grids, homes, people):
                into.write_row(row)
                if len(known) < TURNS * 2 and somebody.number.endswith("7"):
                    known.append(somebody)
        link.execute("VACUUM ANALYZE people_person")
    line(f"people written by COPY @{people}", people / (time.perf_counter() - began), "1/s")
    return known


def _rows(
    grids: list[Any], homes: dict[int, tuple[int, str]], people: int
) -> Iterator[tuple[list[Any], Known]]:
    from liren.apps.people.models import Person
    from liren.kernel.base.clock import now
    from liren.kernel.base.ids import uuid7
    from liren.kernel.base.pinyin import keys

    luck, moment = random.Random(5), now()
    one = Person(name="样例", id_number="990101198003150138", phone="13800138301")
    sealed = [getattr(one, name).stored() for name in ("id_number", "phone")]
    for n in range(people):
        grid = grids[n * len(grids) // people]
        name = luck.choice(SURNAMES) + "".join(luck.choices(GIVEN, k=luck.choice((1, 2, 2))))
        pinyin, initials = keys(name, person=True)
        born = f"{luck.randint(1935, 2025)}-{luck.randint(1, 12):02}-{luck.randint(1, 28):02}"
        number = f"990101{born.replace('-', '')}{n % 10000:04}"
        number = f"{number[:6]}{n:08}{number[14:]}"  # one for each, however many
        phone = f"1{30_000_000_00 + n:010}"
        home, address = homes[grid.pk]
        marks = [_mark(number), _mark(number, "id_last", grid.path)]
        calls = [_mark(phone, "phone_hash"), _mark(phone, "phone_last", grid.path)]
        yield (
            [
                *(uuid7(), grid.pk, grid.path, name, pinyin, initials, "resident", sealed[0]),
                *(*marks, sealed[1], *calls, str(1 + n % 2), born, "01"),
                *("20", "24", "", "", grid.path if n % 3 else "", home, "present", 1, moment),
            ],
            Known(name, pinyin, initials, number, phone, grid.path, home, address),
        )


def _compare(
    made: House, asking: Any, question: Question, known: list[Known], path: str, people: int
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from liren.apps.people.queries.finding import Sought, page_of_people
    from liren.kernel.access.models import Area

    codes = dict(Area.objects.values_list("path", "code"))

    def sought(somebody: Known) -> Sought:
        # the last four are looked for in one's own community
        code = codes[somebody.area_path][:12] if question.name == "last four" else ""
        return Sought(q=question.typed(somebody), area=code)

    chosen = known[:TURNS]
    with CaptureQueriesContext(connection) as seen:
        found = page_of_people(asking, sought(chosen[0]))
    assert found.rows, question.name
    ours = [_spent(partial(page_of_people, asking, sought(one))) for one in chosen]
    sql = f"{SHOWN}{AREAS}{INSIDE}{question.where} ORDER BY {question.order} LIMIT 51"
    with made.link("liren_app") as link:

        def raw_page(somebody: Known) -> object:
            values = [path, path[:-1] + "/", *question.values(somebody)]
            return link.execute(sql, values).fetchall()

        bare = [_spent(partial(raw_page, one)) for one in chosen]
    raw, late = percentile(bare, SHARE), percentile(ours, SHARE)
    label = f"people: find by {question.name} @{people}"
    line(label, late, "ms p95", baseline=raw, statements=len(seen))


def _spent(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - began)
