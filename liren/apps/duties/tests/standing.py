"""What stands before the gate in tests: admissions, lists and emergencies as rows."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest

from liren.apps.duties.models import (
    Application,
    Cover,
    DutyList,
    Emergency,
    Entry,
    Hearing,
    Version,
)
from liren.apps.duties.rules.admission import AskKind, State
from liren.apps.duties.tests.conftest import Offices
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Body
from liren.kernel.base.clock import now, today
from liren.kernel.base.errors import Refused

WEEK = timedelta(days=7)


def admission(
    offices: Offices, *areas: Area, quantity: int = 100, body: Body | None = None, **facts: Any
) -> Application:
    """An active admission of the department with its money, for some of the communities."""
    day = today()
    made = Application.objects.create(
        **{
            "body": body or offices.department,
            "area": offices.department.area,
            "kind": AskKind.SURVEY,
            "title": "老年人需求调查",
            "reason": "摸清养老服务需求",
            "start_on": day - WEEK,
            "end_on": day + 8 * WEEK,
            "unit": "户",
            "unit_fen": 500,
            "state": State.ACTIVE,
            "drafted_by": offices.clerk.user,
            "drafted_at": now(),
            "stage_at": now(),
            **facts,
        }
    )
    for area in areas or offices.communities:
        Hearing.objects.create(application=made, area=area, quantity=quantity, admitted=True)
    return made


def cover(offices: Offices, application: Application, **facts: Any) -> Cover:
    """Money for it: recorded by the department, confirmed by finance."""
    found: Cover = Cover.objects.create(
        **{
            "application": application,
            "area": application.area,
            "kind": "budget",
            "fen": 10_000_000,
            "paper": "预算批复 12 号",
            "until": today() + 20 * WEEK,
            "recorded_by": offices.clerk.user,
            "recorded_at": now(),
            "confirmed_by": offices.finance.user,
            "confirmed_at": now(),
            **facts,
        }
    )
    return found


def active(offices: Offices, *areas: Area, **facts: Any) -> Application:
    """An admission that passes the gate."""
    made = admission(offices, *areas, **facts)
    cover(offices, made)
    return made


def listed(
    code: str = "03-07",
    *,
    kind: str = "tasks",
    duty_class: str = "basic",
    since: date | None = None,
    **facts: Any,
) -> Entry:
    """An entry of a list that is in force everywhere."""
    lists, _made = DutyList.objects.get_or_create(
        code=f"list-{kind}", defaults={"kind": kind, "zh": f"清单 {kind}", "issuer": "区社区办"}
    )
    version, _made = Version.objects.get_or_create(
        list=lists,
        number=1,
        defaults={
            "state": "published",
            "valid_from": since or date(2020, 1, 1),
            "drafted_at": now(),
        },
    )
    name = facts.pop("zh", "居民信息核对")
    return Entry.objects.create(
        version=version, code=code, zh=name, duty_class=duty_class, place=1, words=name, **facts
    )


def emergency(offices: Offices, area: Area, by: Actor | None = None, **facts: Any) -> Emergency:
    """An emergency that holds today, for the department."""
    made = Emergency.objects.create(
        **{
            "area": area,
            "title": "防汛Ⅲ级响应",
            "reason": "连续强降雨",
            "law": "突发事件应对法",
            "article": "第七十三条",
            "since": today(),
            "until": today() + WEEK,
            "declared_by": offices.office.user,
            "declared_at": now(),
            "confirmed_by": offices.second.user,
            "confirmed_at": now(),
            **facts,
        }
    )
    made.bodies.set([offices.department])
    return made


@contextmanager
def no(code: str) -> Iterator[None]:
    """What is done inside is refused with this code."""
    with pytest.raises(Refused) as said:
        yield
    assert said.value.code == code
