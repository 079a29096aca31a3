"""Writing somebody down: once in the city, in a household, where the flat lies."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from liren.apps.people.actions import register
from liren.apps.people.models import Event, Household, Person, Stay
from liren.apps.people.rules import NATIONS, Bond, Relation, Sex
from liren.kernel.audit.models import Entry
from liren.kernel.base.errors import Refused
from liren.kernel.sealed.fields import found

from .conftest import COMMUNITY, GRID, Homes, Settle, number


def test_who_is_registered_heads_a_household_where_the_flat_lies(
    homes: Homes, settle: Settle
) -> None:
    person = settle("单小明", id_number=number("19800315", 11))
    person.refresh_from_db()
    stay = Stay.objects.get(person=person, until=None)
    assert (person.area_path, person.home, person.household) == (
        GRID, homes.flats[0], stay.household,
    )  # fmt: skip
    assert (stay.tie, stay.relation, stay.household.head) == (Bond.HOME, Relation.HEAD, person)
    assert (person.sex, person.born) == (Sex.MALE, date(1980, 3, 15))
    assert person.initials == "sxm"  # 单 as a surname
    assert Event.objects.get(person=person).kind == "register"


def test_the_record_of_the_act_names_nobody(homes: Homes, settle: Settle) -> None:
    settle("沈家和", id_number=number("19800315", 12), phone="13800138301")
    entry = Entry.objects.get(verb="people.register")
    assert not any(word in str(entry.facts) for word in ("沈家和", "19800315", "13800138301"))
    assert not any("沈" in str(event.changes) for event in Event.objects.all())


def test_a_number_is_found_by_its_hash_and_stands_once(homes: Homes, settle: Settle) -> None:
    one = settle(id_number=number("19800315", 13).lower())
    assert Person.objects.get(found(Person, "id_number", number("19800315", 13))) == one
    with pytest.raises(Refused, match="全市只登记一次"):
        settle("别人", homes.others[0], id_number=number("19800315", 13))
    assert Household.objects.count() == 1


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"id_number": "990101198003150138"}, "身份证号码不对"),
        ({"id_number": number("19800315", 13), "sex": "2"}, "性别与身份证号码不一致"),
        ({"id_number": "", "paper": "resident"}, "请写证件号码"),
        ({"name": " "}, "请写姓名"),
        ({"nation": "57"}, "没有这个民族代码"),
    ],
)
def test_what_does_not_hold_together_is_refused(
    homes: Homes, settle: Settle, facts: dict[str, str], says: str
) -> None:
    with pytest.raises(Refused, match=says):
        settle(**facts)
    assert (Person.objects.count(), Household.objects.count()) == (0, 0)


def test_nobody_writes_into_a_foreign_flat(homes: Homes) -> None:
    with pytest.raises(PermissionDenied):
        register(homes.elsewhere, homes.flats[0], name="外人", paper="none")
    assert Person.objects.filter(area_path__startswith=COMMUNITY).count() == 0


def test_the_peoples_of_the_national_table() -> None:
    assert (NATIONS["01"], NATIONS["05"], NATIONS["56"]) == ("汉族", "维吾尔族", "基诺族")
    assert len(NATIONS) == 58
