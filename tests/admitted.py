"""What a department of the town wants of its community, waiting at every stage of admission."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from liren.apps.duties.actions.applications import draft, submit
from liren.apps.duties.actions.covers import (
    activate,
    confirm_cover,
    record_cover,
    suspend,
)
from liren.apps.duties.actions.hearings import give_opinion, open_hearing
from liren.apps.duties.actions.reviews import approve, open_review, vote
from liren.apps.duties.models import Application, Cover, Hearing, Seat
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Body
from liren.kernel.base.clock import today
from liren.kernel.testing import world

WHY = "请社区协助逐户登记，部门派人同去。"


@dataclass
class Admitted:
    """An application for each verb, in the state in which it waits for it."""

    wait: dict[str, Application] = field(default_factory=dict)
    hearing: Hearing | None = None
    seat: Seat | None = None
    cover: Cover | None = None


@dataclass(frozen=True)
class People:
    """Who brings them on; none of them is asked in the matrix."""

    clerk: Actor
    office: Actor
    head: Actor
    desk: Actor
    finance: Actor
    voters: list[tuple[Body, Actor]]


def people_of(community: Area, body: Body) -> People:
    """A clerk of the department, the office, who is heard, who votes, who confirms."""
    path = community.path
    names = ("b-first", "b-second", "b-third")
    table = [world.body(name, "department", path) for name in names]
    return People(
        clerk=world.actor("maker-applies", "department_clerk", for_body=body),
        office=world.actor("maker-admits", "district_office", path),
        head=world.actor("maker-heard", "community_head", path),
        desk=world.actor("maker-street", "subdistrict_desk", path[: path[:-1].rindex(".") + 1]),
        finance=world.actor("maker-pays", "district_finance", path),
        voters=[
            (one, world.actor(f"at-{one.code}", "department_head", for_body=one)) for one in table
        ],
    )


def admitted(community: Area, body: Body) -> Admitted:
    """One application at each stage."""
    who, found = people_of(community, body), Admitted()
    for verb, stage in STAGES.items():
        found.wait[verb] = brought(who, community, body, stage)
    found.hearing = found.wait["duties.open_review"].hearings.get(area=community)
    reviewed = found.wait["duties.approve"]
    found.seat = Seat.objects.create(
        application=reviewed, body=body, area=community, area_path=community.path
    )
    last = found.wait["duties.record_cover"]
    found.cover = paid(who, last)
    return found


# verb → how far the application is that waits for it
STAGES = {
    "duties.submit": 0,
    "duties.send_back": 1,
    "duties.open_review": 2,
    "duties.approve": 3,
    "duties.refuse_admission": -3,
    "duties.record_cover": 4,
    "duties.activate": 5,
    "duties.suspend": 6,
    "duties.resume": 7,
}


def brought(who: People, community: Area, body: Body, stage: int) -> Application:
    """An application that came so far; below nothing, the table is against it."""
    facts: dict[str, Any] = {"start_on": today(), "end_on": today() + timedelta(days=90)}
    facts |= {"kind": "survey", "title": "入户登记", "reason": WHY, "basis": "区里的文件"}
    facts |= {"unit": "户", "unit_fen": 100, "wanted": {community.code: 5}}
    row = draft(who.clerk, body, **facts)
    against, stage = stage < 0, abs(stage)
    if stage >= 1:
        row = submit(who.clerk, row, late_reason="临时部署，来不及提前。")
    if stage >= 2:
        row = open_hearing(who.office, row)
        for one in row.hearings.all():
            teller = who.head if one.area_id == community.pk else who.desk
            give_opinion(teller, one, stance="agrees")
    if stage >= 3:
        review(who, row, against=against)
    if stage >= 4:
        row = approve(who.office, row, scope={community.code: 5})
    if stage >= 5:
        confirm_cover(who.finance, paid(who, row))
        row.refresh_from_db()
    if stage >= 6:
        row = activate(who.office, row)
    return suspend(who.office, row, reason=WHY) if stage >= 7 else row


def review(who: People, row: Application, *, against: bool) -> None:
    """The table votes."""
    open_review(who.office, row, bodies=[body for body, _voter in who.voters])
    for seat in row.seats.all():
        voter = next(one for body, one in who.voters if body.pk == seat.body_id)
        said = {"choice": "against", "reason": WHY} if against else {"choice": "for"}
        vote(voter, seat, **said)
    row.refresh_from_db()


def paid(who: People, row: Application) -> Cover:
    """Money that is recorded."""
    return record_cover(who.clerk, row, kind="budget", fen=500, paper="财预 1 号")
