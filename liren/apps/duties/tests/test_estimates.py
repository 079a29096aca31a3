"""The hours of a month: said once by a community, prefilled, asked for by the worker."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from liren.apps.duties.actions.burdens import end_burden, note_burden
from liren.apps.duties.actions.estimates import estimate
from liren.apps.duties.jobs.estimates import remind_all, wanted_month
from liren.apps.duties.models import Estimate
from liren.apps.duties.queries.estimates import rows_for
from liren.apps.duties.rules.estimates import Hours, before, first_of
from liren.apps.duties.tests import standing
from liren.apps.duties.tests.conftest import Offices
from liren.kernel.base.clock import today
from liren.kernel.base.errors import Refused
from liren.kernel.tell.models import Notice

THIS = first_of(today())
LAST = before(THIS)


def said(offices: Offices, at: int = 0, **facts: Any) -> Estimate:
    """The head of a community says the hours of the last month."""
    given: dict[str, Any] = {
        "month": LAST,
        "staff": 5,
        "lines": [Hours("接待来访", Decimal(20))],
        **facts,
    }
    return estimate(offices.heads[at], offices.communities[at], **given)


def test_duties_estimate_keeps_what_each_thing_took_and_who_asked(offices: Offices) -> None:
    book = note_burden(
        offices.heads[0],
        offices.communities[0],
        kind="ledger",
        title="优抚台账",
        asker=offices.department,
    )
    survey = standing.active(offices)
    lines = [
        Hours("优抚台账", Decimal("12.5"), f"b:{book.pk}"),
        Hours("调查", Decimal(8), f"p:{survey.pk}"),
        Hours("没做的", Decimal(0)),
    ]
    row = said(offices, lines=lines)
    kept = {line.label: (line.hours, line.asker) for line in row.lines.all()}
    assert kept == {
        "优抚台账": (Decimal("12.5"), offices.department),
        "调查": (Decimal(8), offices.department),
    }


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"month": LAST.replace(day=2)}, "duties.estimate-month"),
        ({"month": before(THIS, -1)}, "duties.estimate-ahead"),
        ({"month": before(THIS, 13)}, "duties.estimate-old"),
        ({"staff": 0}, "duties.estimate-staff"),
        ({"lines": []}, "duties.estimate-empty"),
        ({"lines": [Hours("甲", Decimal(1)), Hours("甲", Decimal(2))]}, "duties.estimate-twice"),
        ({"lines": [Hours("甲", Decimal(1501))]}, "duties.estimate-much"),
        ({"lines": [Hours("甲", Decimal(1), "b:999999")]}, "duties.estimate-source"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(
    offices: Offices, facts: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refused) as no:
        said(offices, **facts)
    assert no.value.code == code
    assert not Estimate.objects.exists()


def test_who_writes_over_a_colleague_is_told(offices: Offices) -> None:
    first = said(offices)
    with pytest.raises(Refused) as no:
        said(offices, staff=6)
    assert no.value.code == "duties.estimate-changed"
    again = said(offices, staff=6, seen=first.version)
    assert (again.pk, again.staff, again.version) == (first.pk, 6, 2)


def test_only_the_community_says_its_hours(offices: Offices) -> None:
    for actor in (offices.heads[1], offices.desk, offices.office, offices.clerk):
        with pytest.raises(PermissionDenied):
            estimate(
                actor, offices.communities[0], month=LAST, staff=1, lines=[Hours("甲", Decimal(1))]
            )


def test_the_page_begins_with_what_is_asked_and_what_the_last_month_said(
    offices: Offices,
) -> None:
    where = offices.communities[0]
    facts: dict[str, Any] = {"kind": "ledger", "asker": offices.department}
    book = note_burden(offices.heads[0], where, title="优抚台账", **facts)
    gone = note_burden(offices.heads[0], where, title="旧台账", **facts)
    note_burden(offices.heads[0], where, kind="plaque", title="牌", asker=offices.department)
    standing.active(offices)
    name = f"台账：{book.title}"
    lines = [
        Hours(name, Decimal(6), f"b:{book.pk}"),
        Hours("台账：旧台账", Decimal(3), f"b:{gone.pk}"),
        Hours("接待来访", Decimal(20)),
    ]
    said(offices, lines=lines)
    end_burden(offices.heads[0], gone, note="不再要求")
    rows = {row.label: row for row in rows_for(where, THIS)}
    assert set(rows) == {"老年人需求调查", name, "接待来访"}
    assert (rows[name].hours, rows[name].before) == (Decimal(6), Decimal(6))
    assert rows["老年人需求调查"].hours is None


@pytest.mark.parametrize(
    ("day", "month"),
    [
        (date(2026, 11, 24), None),
        (date(2026, 11, 25), date(2026, 11, 1)),
        (date(2026, 12, 5), date(2026, 11, 1)),
        (date(2026, 12, 6), None),
        (date(2027, 1, 2), date(2026, 12, 1)),
    ],
)
def test_the_month_is_asked_for_around_its_end(day: date, month: date | None) -> None:
    assert wanted_month(day, 25) == month


def test_who_said_nothing_is_asked_once(offices: Offices, monkeypatch: pytest.MonkeyPatch) -> None:
    said(offices)
    monkeypatch.setattr("liren.apps.duties.jobs.estimates.wanted_month", lambda *_: LAST)
    assert (remind_all(), remind_all()) == (2, 0)
    told = Notice.objects.filter(kind="duties.estimate").values_list("user", flat=True)
    assert set(told) == {head.user.pk for head in offices.heads[1:]}
