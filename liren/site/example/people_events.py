"""What happened to people of the invented district: births, deaths, moves, a list that came in."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from liren.apps.people import actions
from liren.apps.people.models import Person, Stay
from liren.apps.people.rules import Bond, Relation
from liren.apps.places.models import Area, Dwelling
from liren.kernel.access.actor import Actor
from liren.kernel.base.clock import today
from liren.site.example.estates import Estate
from liren.site.example.people import Town

HOME, NEXT = "990101001003", "990101002003"
COLUMNS = ["小区", "幢号", "单元", "室", "人员姓名", "关系", "出生年月日", "备注"]


def furnish(town: Town, _estates: Sequence[Estate]) -> None:
    """Let a year pass in two communities."""
    worker, neighbour = (town.actors[f"worker:{code}"][0] for code in (HOME, NEXT))
    couples = iter(list(_couples()))
    for days, name, sex in ((160, "安禾", "2"), (75, "知远", "1"), (12, "小满", "2")):
        wife = next(couples)
        child = f"{wife.name[0]}{name}"
        actions.register_birth(worker, wife, name=child, born=_ago(days), sex=sex)
    for days in (210, 38):
        actions.register_death(worker, next(_alone()), on=_ago(days))
    _move(worker, next(_alone()))
    _away(neighbour, next(couples))
    _double(worker)
    _list(worker)


def _ago(days: int) -> date:
    return today() - timedelta(days=days)


def _couples() -> Iterator[Person]:
    """Women who live with a husband, young enough for a child."""
    stays = Stay.objects.filter(
        tie=Bond.HOME, relation=Relation.SPOUSE, until=None, person__sex="2",
        person__born__gt=_ago(45 * 365), area_path__startswith=_path(HOME),
        since__lt=_ago(400),
    )  # fmt: skip
    for stay in stays.select_related("person__area").order_by("pk"):
        yield stay.person


def _alone() -> Iterator[Person]:
    """Old people who keep house alone."""
    rows = Person.objects.filter(
        household__head__isnull=False, born__lt=_ago(68 * 365), state="present",
        area_path__startswith=_path(HOME), tags=None,
    )  # fmt: skip
    for person in rows.select_related("area", "household").order_by("pk"):
        stays = Stay.objects.filter(person=person, until=None)
        others = Stay.objects.filter(household=person.household, until=None).exclude(person=person)
        if not others.exists() and not stays.filter(since__gt=_ago(400)).exists():
            yield person


def _path(code: str) -> str:
    return str(Area.objects.get(code=code).path)


def _empty(code: str) -> Dwelling:
    lived = Stay.objects.filter(until=None).values("household__dwelling")
    rows = Dwelling.objects.filter(area_path__startswith=_path(code), use="residential")
    return rows.exclude(pk__in=lived).order_by("-pk")[0]


def _move(worker: Actor, person: Person) -> None:
    actions.move(worker, person, dwelling=_empty(HOME), on=_ago(21), note="搬到有电梯的楼")


def _away(neighbour: Actor, person: Person) -> None:
    """Somebody moves to the next community, which knows her by name and number."""
    actions.move_in(
        neighbour, _empty(NEXT), name=person.name, id_number=person.id_number.open(), on=_ago(5)
    )


def _double(worker: Actor) -> None:
    """The same man once more, without his paper."""
    known = Person.objects.filter(
        area_path__startswith=_path(HOME), sex="1", state="present", born__gt=_ago(50 * 365)
    ).order_by("pk")[3]
    actions.register(
        worker, _empty(HOME), name=known.name, born=known.born, sex="1", since=_ago(30)
    )


def _list(worker: Actor) -> None:
    """A list of the property company that waits to be looked at; one line has a wrong room."""
    flat = _empty(HOME)
    estate, well = flat.building.estate.name, flat.stairwell
    home = [estate, flat.building.number, str(well.number) if well else "", flat.number]
    rows = [
        COLUMNS,
        [*home, "梁守成", "户主", "1979-04-12", "自有"],
        [*home, "郝文丽", "妻", "1981-09-30", ""],
        [*home, "梁可心", "女", "2012-06-01", ""],
        [*home[:3], "9901", "石大有", "户主", "1968-02-17", "出租"],
    ]
    area = Area.objects.get(code=HOME)
    actions.import_people(worker, area, rows=rows, sender="物业住户台账", file="住户台账.xlsx")
