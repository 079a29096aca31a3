"""Changes of boundaries: one to come, two that are history, one being drafted, and a custody."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from liren.apps.lineage import actions
from liren.apps.lineage.models import Change
from liren.apps.places.actions import add_area
from liren.kernel.access.actor import Actor
from liren.kernel.access.who import actor_of, system
from liren.kernel.base.clock import moved_to, today, zone
from liren.kernel.policy.values import changed
from liren.site.example.estates import Estate
from liren.site.example.people import SINCE, Town

WEST, EAST = "990101001000", "990101003000"
SETTLED = timedelta(days=21)  # from the draft to the day


def furnish(town: Town, _estates: Sequence[Estate]) -> None:
    """Write the changes, oldest first."""
    long_ago = max(SINCE + timedelta(days=40), today() - timedelta(days=150))
    rename(town, long_ago)
    merge(town, long_ago + timedelta(days=20))
    custody(town, today() - timedelta(days=30))
    split(town, today() + timedelta(days=10))
    redraw(town, today() + timedelta(days=45))
    changed()


def at(day: date, hour: int) -> datetime:
    """An hour of a day on the city's clock."""
    return datetime.combine(day, time(hour, 20), zone())


def rename(town: Town, day: date) -> None:
    """桂香 was called 丹桂 in its first weeks."""
    area = town.areas["990101001004"]
    name, area.name = area.name, "丹桂社区"
    area.save(update_fields=["name"])
    parts = [{"name": name, "name_en": area.name_en, "continues": area.code}]
    change = consented(
        town, WEST, day, kind="rename", title="丹桂社区更名为桂香社区", predecessors=[area],
        parts=parts, document="和政民〔2026〕6号", reason="居民会议提出，与桂香公园同名。",
    )  # fmt: skip
    carried(change)
    area.refresh_from_db()


def merge(town: Town, day: date) -> None:
    """荷塘 took in the small 藕塘, of which no grid was left."""
    area, office = town.areas["990101001008"], town.areas[WEST]
    small = add_area(
        "990101001009", "藕塘社区", "community", office, name_en="Outang Community", since=SINCE
    )
    parts = [{"name": area.name, "name_en": area.name_en, "continues": area.code}]
    change = consented(
        town, WEST, day, kind="merge", title="藕塘社区并入荷塘社区", predecessors=[area, small],
        parts=parts, document="和政民〔2026〕9号", reason="藕塘社区房屋征收后住户不足百户。",
    )  # fmt: skip
    carried(change)
    area.refresh_from_db()


def custody(town: Town, day: date) -> None:
    """A grid with a new estate is looked after next door until its committee is elected."""
    keeper, place = town.areas["990101003007"], town.areas["99010100300804"]
    change = consented(
        town, EAST, day, kind="custody", title=f"{keeper}代管{place.parent}{place}",
        predecessors=[place], keeper=keeper, until=day + timedelta(days=180),
        document="和新街〔2026〕14号", reason="新小区集中交付，居委会选举产生前由相邻社区代管。",
    )  # fmt: skip
    carried(change)


def split(town: Town, day: date) -> None:
    """书院 grows beyond the rule and gives two grids to a community of its own."""
    area = town.areas["990101001006"]
    parts = [
        {"name": area.name, "name_en": area.name_en, "continues": area.code, "households": 2050,
         "residents": 5480, "voters": 4290, "takes_rest": True},
        {"name": "砚池社区", "name_en": "Yanchi Community", "households": 1610, "residents": 4290,
         "voters": 3350, "grids": [f"{area.code}04", f"{area.code}05"]},
    ]  # fmt: skip
    consented(
        town, WEST, day, kind="split", title="书院社区拆分为书院、砚池两个社区",
        predecessors=[area], parts=parts, document="和政民〔2026〕21号",
        reason="东侧新交付住房 1,052 套，将达 3,660 户，超过规模标准。",
    )  # fmt: skip


def redraw(town: Town, day: date) -> None:
    """渔歌 and 柳堤 talk about a grid; so far it is a draft."""
    west, east = town.areas["990101001001"], town.areas["990101001002"]
    parts = [
        {"name": west.name, "name_en": west.name_en, "continues": west.code},
        {"name": east.name, "name_en": east.name_en, "continues": east.code,
         "grids": [f"{west.code}04"]},
    ]  # fmt: skip
    drafted(
        town, WEST, day, kind="redraw", title="渔歌社区第四网格划归柳堤社区",
        predecessors=[west, east], parts=parts, document="和望街〔2026〕33号（草稿）",
        reason="该网格居民出入和办事都在柳堤社区一侧。",
    )  # fmt: skip


def head(town: Town, office: str) -> Actor:
    """The head of a subdistrict, with today's grants."""
    return actor_of(town.actors[f"leader:{office[:9]}"][0].user)


def drafted(town: Town, office: str, day: date, **facts: Any) -> Change:
    """A draft, made three weeks before its day, at the latest now."""
    when = min(day - SETTLED, today() - timedelta(days=2))
    with moved_to(at(when, 10)):
        actor, area = head(town, office), town.areas[office]
        return actions.draft(actor, area, effective=day, **facts)


def consented(town: Town, office: str, day: date, **facts: Any) -> Change:
    """A change that two persons have agreed to."""
    change = drafted(town, office, day, **facts)
    when = min(day - SETTLED, today() - timedelta(days=2))
    with moved_to(at(when, 15)):
        actions.propose(head(town, office), change)
    with moved_to(at(when + timedelta(days=1), 9)):
        district = actor_of(town.actors["office"][0].user)
        return actions.consent(district, change)


def carried(change: Change) -> None:
    """The day came, and all rows followed."""
    with moved_to(at(change.effective, 0)):
        actions.carry_out(system(), change)
        actions.follow(Change.objects.get(pk=change.pk))
