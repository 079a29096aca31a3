"""What goes out, what is kept, what is counted: by two, for a time, without telling of few."""

from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection

from liren.apps.people.actions import rentals, undo
from liren.apps.people.actions.duties import assess, change_breach, note_breach
from liren.apps.people.actions.exports import (
    approve_export,
    ask_export,
    refuse_export,
    take_export,
)
from liren.apps.people.actions.retention import retain
from liren.apps.people.models import (
    Event,
    Export,
    Household,
    Permit,
    Person,
    Proposal,
    Purpose,
    RetentionRun,
    RoomCheck,
    Search,
    Stay,
    Tag,
    TagKind,
    Tenancy,
    Visit,
)
from liren.apps.people.queries.exports import lines_of
from liren.apps.people.queries.figures import age_cell, figures, grid_workers, published_day
from liren.apps.people.rules import State
from liren.apps.people.rules.rights import CLEARED
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.access.transaction import together
from liren.kernel.access.who import system
from liren.kernel.base.clock import ago, now, today
from liren.kernel.base.errors import Refused
from liren.kernel.policy.models import Pack
from liren.kernel.testing import world

from .conftest import COMMUNITY, GRID, Homes, Settle, number

PHONE = "13800138321"


@pytest.fixture
def head(homes: Homes) -> Actor:
    """Who answers for the community."""
    return world.actor("head", "community_head", COMMUNITY)


def community() -> Area:
    """The community in which people live."""
    return Area.objects.get(path=COMMUNITY)


def asked(by: Actor, **facts: object) -> Export:
    """A list that somebody asks for."""
    given = {"reason": "重阳节走访", "columns": ["name", "phone"], **facts}
    purpose = Purpose.objects.get(code="care")
    return ask_export(by, community(), purpose=purpose, **given)  # type: ignore[arg-type]


# ── lists that go out ───────────────────────────────────────────────────────────────────────


def test_a_list_goes_out_once_another_agreed_and_only_to_who_asked(
    homes: Homes, settle: Settle, head: Actor
) -> None:
    settle("沈家和", phone=PHONE)
    settle("住在别处", homes.others[0])
    export = asked(homes.worker)
    with pytest.raises(Refused, match="还没有批准"):
        take_export(homes.worker, export)
    export = approve_export(head, export)
    assert take_export(homes.worker, export).taken == 1
    assert list(lines_of(homes.worker, export)) == [["沈家和", PHONE]]
    with pytest.raises(PermissionDenied):
        take_export(head, export)


def test_nobody_agrees_to_his_own_list(homes: Homes, settle: Settle, head: Actor) -> None:
    settle()
    export = asked(head)
    for decide in (approve_export, refuse_export):
        with pytest.raises(Refused, match="自己经手"):
            decide(head, export, answer="可以")
    with pytest.raises(PermissionDenied):
        approve_export(homes.worker, export)


def test_a_list_is_taken_a_few_times_and_for_some_days(
    homes: Homes, settle: Settle, head: Actor
) -> None:
    settle()
    export = approve_export(head, asked(homes.worker))
    for _turn in range(3):
        take_export(homes.worker, export)
    with pytest.raises(Refused, match="不能再下载"):
        take_export(homes.worker, export)
    Export.objects.update(until=ago(minutes=1), taken=0)
    with pytest.raises(Refused, match="期限已过"):
        take_export(homes.worker, export)


def test_who_no_longer_works_here_takes_nobody_along(
    homes: Homes, settle: Settle, head: Actor
) -> None:
    settle()
    export = approve_export(head, asked(homes.worker))
    assert list(lines_of(homes.elsewhere, export)) == []


def test_lists_of_nobody_of_unknown_columns_and_without_a_reason(
    homes: Homes, settle: Settle
) -> None:
    with pytest.raises(Refused, match="没有人"):
        asked(homes.worker)
    settle()
    with pytest.raises(Refused, match="至少选一列"):
        asked(homes.worker, columns=["id_number"])
    with pytest.raises(Refused, match="写明名单"):
        asked(homes.worker, reason=" ")
    with pytest.raises(PermissionDenied):
        asked(homes.elsewhere)


def test_a_tag_that_one_may_not_see_is_no_question(homes: Homes, settle: Settle) -> None:
    settle()
    with pytest.raises(Refused, match="没有这个标签"):
        asked(homes.worker, question={"tag": "no_such_tag"})


def test_a_refusal_says_why(homes: Homes, settle: Settle, head: Actor) -> None:
    settle()
    export = asked(homes.worker)
    with pytest.raises(Refused, match="请写一句话"):
        refuse_export(head, export, answer="")
    assert refuse_export(head, export, answer="在系统里办即可").state == "refused"


# ── assessments and breaches ────────────────────────────────────────────────────────────────


def test_an_assessment_has_all_its_parts(head: Actor, homes: Homes) -> None:
    facts: dict[str, Any] = {
        "title": "独居老人走访",
        "lawful": "履行职责",
        "risk": "泄露住址",
        "measures": "只给网格员",
    }
    again, purpose = today() + timedelta(days=365), Purpose.objects.get(code="care")
    row = assess(head, community(), purpose=purpose, again_on=again, **facts)
    assert row.area_path == COMMUNITY
    with pytest.raises(Refused, match="写全四项"):
        assess(head, community(), purpose=purpose, again_on=again, **{**facts, "risk": " "})
    with pytest.raises(Refused, match="晚于完成日期"):
        assess(head, community(), purpose=purpose, again_on=today(), **facts)
    with pytest.raises(PermissionDenied):
        assess(homes.worker, community(), purpose=purpose, again_on=again, **facts)


def test_a_breach_is_over_when_it_is_put_right_and_told(head: Actor, homes: Homes) -> None:
    breach = note_breach(head, community(), what="名单发到了业主群", touched=40)
    with pytest.raises(Refused, match="办结前"):
        change_breach(head, breach, touched=40, measures="", closed=True)
    with pytest.raises(Refused, match="发现之后"):
        change_breach(head, breach, touched=40, measures="撤回", authority_told_at=ago(days=2))
    told = {"authority_told_at": now(), "people_told_at": now()}
    assert change_breach(head, breach, touched=42, measures="撤回", closed=True, **told).closed_at
    with pytest.raises(Refused, match="已经办结"):
        change_breach(head, breach, touched=1, measures="改小")
    with pytest.raises(PermissionDenied):
        note_breach(homes.worker, community(), what="别的", touched=1)


# ── what need no longer be kept ─────────────────────────────────────────────────────────────


def run(actor: Actor | None = None) -> dict[str, int]:
    """One run of the night."""
    removed: dict[str, int] = retain(actor or system(), Pack.objects.get(in_force=True)).removed
    return removed


def test_what_is_over_goes_and_what_is_not_stays(homes: Homes, settle: Settle) -> None:
    person, kind = settle(), TagKind.objects.get(code="retired")
    for days in (400, 10):
        Tag.objects.create(
            person=person, kind=kind, since=today() - timedelta(days=500), basis="名册",
            by=homes.worker.user, ended_on=today() - timedelta(days=days), area=person.area,
        )  # fmt: skip
    purpose = Purpose.objects.get(code="care")
    for days in (1200, 30):
        Search.objects.create(
            by=homes.worker.user, at=ago(days=days), how="name", purpose=purpose, seen=1,
            area_path=COMMUNITY,
        )  # fmt: skip
    assert run() == {"searches": 1, "tags": 1}
    assert (Tag.objects.count(), Search.objects.count()) == (1, 1)
    assert run() == {}
    assert RetentionRun.objects.count() == 2


def test_young_searches_stay_whoever_asks(homes: Homes) -> None:
    forget = "SELECT liren_forget_searches(%s::regclass, %s)"
    for table, days, says in (("people_search", 30, "half a year"), ("audit_entry", 900, "only")):
        asked_for: list[Any] = [table, ago(days=days)]
        with pytest.raises(DatabaseError, match=says):
            together(partial(connection.cursor().execute, forget, asked_for))


def test_of_who_is_long_gone_nothing_personal_stays(homes: Homes, settle: Settle) -> None:
    gone, moved, here = settle("陆晓东", phone=PHONE), settle("沈家和"), settle("还在")
    long_ago = today() - timedelta(days=4000)
    Person.objects.filter(pk=gone.pk).update(state=State.DEAD, died_on=long_ago)
    Person.objects.filter(pk=moved.pk).update(state=State.MOVED)
    Stay.objects.filter(person=moved).update(since=long_ago, until=today() - timedelta(days=30))
    assert run() == {"dead": 1}
    gone.refresh_from_db()
    assert (gone.name, bool(gone.id_number), bool(gone.phone)) == (CLEARED, False, False)
    assert (gone.id_hash, gone.id_last, gone.phone_hash, gone.phone_last) == (None,) * 4
    assert (gone.born, gone.pinyin, gone.initials) == (None, "", "")
    moved.refresh_from_db()
    here.refresh_from_db()
    assert (moved.name, here.name) == ("沈家和", "还在")  # moved only a month ago
    assert run() == {}
    Stay.objects.filter(person=moved).update(until=today() - timedelta(days=2000))
    assert run() == {"moved": 1}


def let_by(homes: Homes, owner: Person) -> tuple[Tenancy, RoomCheck]:
    """What the owner let, by now over, with a look at it."""
    let = rentals.let(
        homes.worker, homes.flats[1], tenants=[{"name": "何远", "paper": "none"}],
        note="沈国强住院，钥匙在邻居家", contract="和园2026-07", since=today(),
        landlord_name="沈国强", landlord_phone=PHONE,
    )  # fmt: skip
    Tenancy.objects.filter(pk=let.pk).update(landlord=owner, ended_on=today())
    looked = RoomCheck.objects.create(
        tenancy=let, on=today(), note="沈国强在场", by=homes.worker.user, area=let.area
    )
    return let, looked


def visited(homes: Homes, head: Person, note: str) -> Visit:
    """A visit to somebody's household, and what was written down at its door."""
    home = Household.objects.get(head=head)
    return Visit.objects.create(
        dwelling=home.dwelling, household=home, on=today(), found="same", note=note,
        by=homes.worker.user, at=now(), area=home.area,
    )  # fmt: skip


def told_beside(homes: Homes, owner: Person) -> None:
    """A permit and a proposal of the owner."""
    here: dict[str, Any] = {"person": owner, "by": homes.worker.user, "area": owner.area}
    Permit.objects.create(issued_on=today(), endorse_by=today(), **here)
    Proposal.objects.create(
        field="employer", version=1, source="visit", why="沈国强说的", at=now(), **here
    )


def test_who_is_long_gone_stands_in_no_letting_visit_or_double(
    homes: Homes, settle: Settle
) -> None:
    """What was written beside the record goes with it; what is told of others stays."""
    owner, lodger = settle("沈国强", phone=PHONE), settle("何远", homes.flats[1])
    double = settle("沈国强", homes.flats[2])
    Person.objects.filter(pk=double.pk).update(state=State.MERGED, merged_into=owner)
    let, looked = let_by(homes, owner)
    own = visited(homes, owner, "沈国强卧床，电话13800138321")
    other = visited(homes, lodger, "何远在家")
    told_beside(homes, owner)
    event = Event.objects.get(person=lodger)
    Event.objects.filter(pk=event.pk).update(other=owner, note="由沈国强代办")
    long_ago = today() - timedelta(days=4000)
    Person.objects.filter(pk=owner.pk).update(state=State.DEAD, died_on=long_ago)
    assert run() == {"dead": 1}
    let.refresh_from_db()
    assert (let.landlord_name, bool(let.landlord_phone), let.note) == (CLEARED, False, "")
    assert (let.contract, bool(let.numbers)) == ("", False)
    for row, note in ((looked, ""), (own, ""), (other, "何远在家"), (event, "")):
        row.refresh_from_db()
        assert (row.note, bool(row.numbers)) == (note, False), row
    assert not Permit.objects.exists()
    assert not Proposal.objects.exists()
    double.refresh_from_db()
    assert (double.name, double.pinyin, bool(double.id_number)) == (CLEARED, "", False)
    assert not any("沈国强" in str(row) for row in whole_register())
    with pytest.raises(Refused, match="已按保存期限清除"):
        undo(homes.worker, event)


def whole_register() -> list[dict[str, Any]]:
    """Every row of every table of the register, as the database holds it."""
    every = [one for one in apps.get_models() if one._meta.app_label == "people"]
    return [row for model in every for row in model._default_manager.values()]


def test_only_the_house_and_its_administrator_clear_out(homes: Homes, head: Actor) -> None:
    with pytest.raises(PermissionDenied):
        run(head)
    assert run(world.actor("admin", "system_administrator", "990101.")) == {}


# ── figures ─────────────────────────────────────────────────────────────────────────────────


def test_people_and_homes_are_counted_by_community_and_summed(
    homes: Homes, settle: Settle
) -> None:
    settle("甲", id_number=number("19800315", 701))  # lives here, registered elsewhere
    here = settle("乙", homes.flats[1], id_number=number("20200101", 702))
    settle("丙", homes.others[0], paper="passport", id_number="E12345678")
    Stay.objects.create(
        person=here, household=here.stays.get().household, tie="hukou", relation="02",
        since=today(), area=here.area,
    )  # fmt: skip
    found = figures(Area.objects.get(path="990101."), today())
    cells = {name: found.cells[COMMUNITY, name] for name in ("living", "local", "floating")}
    assert cells == {"living": 2, "local": 1, "floating": 1}
    top = {name: found.cells["990101.", name] for name in ("living", "registered", "abroad")}
    assert top == {"living": 3, "registered": 1, "abroad": 1}
    assert found.cells["990101.", "homes"] == 3
    years = today().year - 1980 - (date(today().year, 3, 15) > today())
    assert found.cells[COMMUNITY, age_cell(years // 5 * 5, "1")] == 1


def test_every_sum_of_the_sheet_is_one(homes: Homes, settle: Settle) -> None:
    for serial in range(8):
        settle(f"某{serial}", homes.flats[serial], id_number=number("19600202", 710 + serial))
    found = figures(Area.objects.get(path="990101."), today(), least=5)
    for one in found.sums:
        assert found.cells[one.whole] == sum(found.cells[part] for part in one.parts), one
    assert found.shown(COMMUNITY, "living") == 8


def test_few_people_are_not_published(homes: Homes, settle: Settle) -> None:
    for serial in range(7):
        settle(f"某{serial}", homes.flats[serial], id_number=number("19600202", 720 + serial))
    settle("独一", homes.others[0], id_number=number("19600202", 730))
    found = figures(Area.objects.get(path="990101."), today(), least=5)
    assert found.shown("990101.001.002.", "living") is None
    assert found.shown(COMMUNITY, "living") is None  # else it were the rest
    assert found.shown("990101.", "living") == 8


def test_figures_are_published_as_of_the_first() -> None:
    assert published_day().day == 1


def test_grid_workers_are_counted_by_age_as_far_as_they_are_known(
    homes: Homes, settle: Settle
) -> None:
    person = settle(id_number=number("19960105", 760))
    known, _unknown = (world.actor(f"grid-{n}", "grid_worker", GRID) for n in (1, 2))
    Person.objects.filter(pk=person.pk).update(user=known.user)
    found = grid_workers(community(), date(2026, 11, 1))
    assert (found.known, found.unknown, found.mean) == (1, 1, 30.0)
    assert found.groups == [("30–39", 1, 100)]
