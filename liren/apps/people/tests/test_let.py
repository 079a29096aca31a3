"""Letting: told in working days, nothing let twice, tenants in the register, safety seen twice."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from liren.apps.people.actions import rentals as actions
from liren.apps.people.models import Event, Household, Person, RoomCheck, Tenancy, Tenant
from liren.apps.people.queries import rentals as queries
from liren.apps.people.queries.rentals import LetSought
from liren.apps.people.rules import rentals as rules
from liren.kernel.audit.models import Entry
from liren.kernel.base.clock import moved_to, today, zone
from liren.kernel.base.errors import Refused
from liren.kernel.testing import world

from .conftest import COMMUNITY, Homes, Settle, number

FRIDAY = datetime(2026, 3, 13, 10, tzinfo=zone())


def tenant(serial: int = 501, name: str = "何远", **facts: Any) -> dict[str, Any]:
    """Somebody from another county."""
    return {"name": name, "id_number": number("19920607", serial, "990205"), **facts}


def let(homes: Homes, flat: int = 0, **facts: Any) -> Tenancy:
    """A flat let since today."""
    facts = {"landlord_name": "沈国强", "tenants": [tenant()], "since": today(), **facts}
    return actions.let(homes.worker, homes.flats[flat], **facts)


def test_a_tenant_comes_into_the_register_and_lives_there(homes: Homes) -> None:
    row = let(homes, landlord_phone="13800138055", rent_fen=180_000)
    person = Tenant.objects.get(tenancy=row).person
    assert (person.home, person.area_path) == (homes.flats[0], homes.flats[0].area_path)
    assert Event.objects.get(person=person).kind == "register"
    assert row.landlord_phone.open() == "13800138055"
    assert "0138" not in str(row.landlord_phone)
    entry = Entry.objects.get(verb="people.let")
    told = str(entry.facts)
    assert not any(word in told for word in ("何远", "沈国强", "13800138055", "19920607"))


@pytest.mark.parametrize(
    ("moved_in", "last"),
    [
        (date(2026, 3, 13), date(2026, 3, 18)),  # over a weekend
        (date(2026, 3, 16), date(2026, 3, 19)),
        (date(2026, 9, 29), date(2026, 10, 9)),  # over the holidays of October
    ],
)
def test_it_is_told_within_three_working_days(homes: Homes, moved_in: date, last: date) -> None:
    assert actions.told_by_day(moved_in) == last


def test_what_was_told_late_stands_in_its_list(homes: Homes) -> None:
    with moved_to(FRIDAY):
        in_time = let(homes, moved_in_on=date(2026, 3, 11), told_on=date(2026, 3, 13))
        late = let(
            homes, 1, since=date(2026, 3, 2), moved_in_on=date(2026, 3, 2), tenants=[tenant(502)]
        )
    assert in_time.told_on <= in_time.due_on
    assert (late.due_on, late.told_on) == (date(2026, 3, 5), date(2026, 3, 13))
    found = queries.page_of_tenancies(homes.worker, LetSought("late")).rows
    assert found == [late]


def test_nothing_is_let_twice(homes: Homes) -> None:
    whole = let(homes)
    with pytest.raises(Refused, match="已有在租的登记"):
        let(homes, kind="room", part="北间", tenants=[tenant(503)])
    actions.end_tenancy(homes.worker, whole)
    let(homes, kind="room", part="北间", tenants=[tenant(504)])
    let(homes, kind="room", part="南间", tenants=[tenant(505)])
    with pytest.raises(Refused, match="已有在租的登记"):
        let(homes, kind="room", part="北间 ", tenants=[tenant(506)])
    assert Person.objects.filter(id_last__isnull=False).count() == 3


def test_who_is_known_is_not_written_down_again(homes: Homes, settle: Settle) -> None:
    here = settle("何远", homes.flats[0], id_number=number("19920607", 501, "990205"))
    row = let(homes)
    assert [one.person for one in row.tenants.all()] == [here]
    assert Person.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "says"), [("何某", "另一个姓名"), ("何远", "还登记住在本市别处")]
)
def test_who_lives_elsewhere_or_is_called_otherwise_is_not_taken_in(
    homes: Homes, settle: Settle, name: str, says: str
) -> None:
    settle("何远", homes.others[0], id_number=number("19920607", 501, "990205"))
    with pytest.raises(Refused, match=says):
        let(homes, tenants=[tenant(name=name)])
    assert not Tenancy.objects.exists()


def test_those_who_rent_together_share_a_household(homes: Homes) -> None:
    rows = [tenant(507), tenant(508, "何平", relation="10"), tenant(509, "何安")]
    row = let(homes, tenants=rows, kind="dormitory", employer="和安电子厂")
    assert (Household.objects.count(), row.tenants.count()) == (1, 3)
    home = Household.objects.get()
    assert (home.kind, home.employer) == ("collective", "和安电子厂")
    more = actions.add_tenant(homes.worker, row, **tenant(510, "何顺"))
    assert more.tenants.count() == 4
    assert Household.objects.count() == 1
    first = row.tenants.order_by("pk")[0].person
    actions.remove_tenant(homes.worker, row, person=first)
    assert row.tenants.filter(until=None).count() == 3
    assert Person.objects.get(pk=first.pk).home == homes.flats[0]  # where he lives is another act


def test_the_last_tenant_is_not_removed(homes: Homes) -> None:
    row = let(homes)
    with pytest.raises(Refused, match="最后一位承租人"):
        actions.remove_tenant(homes.worker, row, person=row.tenants.get().person)


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"kind": "room"}, "哪一间"),
        ({"kind": "dormitory"}, "用人单位"),
        ({"tenants": []}, "至少登记一位"),
        ({"until": date(2001, 1, 1)}, "结束日期早于开始日期"),
        ({"told_on": date(2099, 1, 1)}, "申报日期晚于今天"),
        ({"rent_fen": -1}, "金额应在"),
        ({"fee_fen": 100}, "委托代收的文件"),
        ({"landlord_name": " "}, "请写姓名"),
        ({"tenants": [tenant(), tenant()]}, "同一个人写了两次"),
    ],
)
def test_what_does_not_hold_together_is_refused(
    homes: Homes, facts: dict[str, Any], says: str
) -> None:
    with pytest.raises(Refused, match=says):
        let(homes, **facts)
    assert (Tenancy.objects.count(), Person.objects.count()) == (0, 0)


def test_faults_are_looked_at_a_second_time(homes: Homes) -> None:
    row = let(homes)
    assert row.check_on == today() + timedelta(days=15)
    row = actions.check_room(homes.worker, row, faults=["gas", "wiring"])
    first = RoomCheck.objects.get()
    assert first.faults == ["wiring", "gas"]
    assert row.check_on == first.again_on == today() + timedelta(days=7)
    row = actions.check_room(homes.worker, row, faults=["gas"])
    first.refresh_from_db()
    assert (first.mended_on, first.again_on) == (None, None)  # the newer one says what remains
    second = queries.open_check(row)
    assert second is not None
    row = actions.check_room(homes.worker, row)
    second.refresh_from_db()
    assert (second.mended_on, queries.open_check(row)) == (today(), None)
    assert row.check_on == today() + timedelta(days=180)
    with pytest.raises(Refused, match="没有这个检查项"):
        actions.check_room(homes.worker, row, faults=["ghosts"])


def test_a_tenancy_is_prolonged_and_ended(homes: Homes) -> None:
    row = let(homes, until=today() + timedelta(days=5))
    assert queries.page_of_tenancies(homes.worker, LetSought("ends")).rows == [row]
    row = actions.change_tenancy(
        homes.worker, row, until=today() + timedelta(days=370), fee_fen=6000, fee_basis="委托书"
    )
    assert queries.page_of_tenancies(homes.worker, LetSought("ends")).rows == []
    row = actions.end_tenancy(homes.worker, row)
    assert (row.ended_on, row.check_on, row.tenants.get().until) == (today(), None, today())
    assert [one.name for one in queries.still_there(row)] == ["何远"]
    for act in (actions.end_tenancy, actions.change_tenancy, actions.check_room):
        with pytest.raises(Refused, match="已经结束"):
            act(homes.worker, row)


def test_grid_workers_look_and_check_and_do_not_let(homes: Homes) -> None:
    row = let(homes)
    grid = world.actor("grid-let", "grid_worker", COMMUNITY + "01.")
    assert queries.tenancy_for(grid, row.uid) == row
    actions.check_room(grid, row)
    with pytest.raises(PermissionDenied):
        actions.end_tenancy(grid, row)
    with pytest.raises(PermissionDenied):
        actions.let(homes.elsewhere, homes.flats[1], landlord_name="甲", tenants=[], since=today())
    with pytest.raises(Tenancy.DoesNotExist):
        queries.tenancy_for(homes.elsewhere, row.uid)


def test_the_end_of_a_month_is_kept() -> None:
    assert rules.add_months(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert rules.add_months(date(2027, 3, 31), -1) == date(2027, 2, 28)
