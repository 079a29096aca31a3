"""Pages as of a day: who lived where then, said plainly, and nothing to be done there."""

from datetime import date, timedelta

import pytest
from django.test import Client

from liren.apps.people import actions
from liren.apps.people.models import Household, Person
from liren.kernel.base.clock import today

from .conftest import Homes, Settle

CAME, LEFT = date(2020, 1, 1), date(2024, 5, 1)
PAST = "这不是现在的情况"


@pytest.fixture
def pair(homes: Homes, settle: Settle) -> tuple[Person, Person]:
    """A couple, of whom he moved to the neighbouring flat."""
    head = settle("沈家和", since=CAME)
    wife = actions.register(
        homes.worker, homes.flats[0], name="陆晓梅", paper="none", relation="10", since=CAME,
        household=Household.objects.get(head=head),
    )  # fmt: skip
    actions.move(homes.worker, head, dwelling=homes.flats[1], on=LEFT)
    head.refresh_from_db()
    wife.refresh_from_db()
    return head, wife


def page(client: Client, url: str, day: object) -> str:
    """The page as of a day."""
    return client.get(url, {"on": str(day)}).content.decode()


def test_a_household_as_of_a_day(
    homes: Homes, pair: tuple[Person, Person], client: Client
) -> None:
    client.force_login(homes.worker.user)
    home = pair[1].household
    assert home is not None
    url = home.get_absolute_url()
    now = client.get(url).content.decode()
    assert PAST not in now
    assert 'name="on"' in now
    then = page(client, url, LEFT - timedelta(days=1))
    assert PAST in then
    assert "2024-04-30" in then
    assert "沈家和" in then
    assert "登记家人" not in then
    assert "登记走访" not in then
    assert "那一天还没有这一户" in page(client, url, CAME - timedelta(days=1))
    for day in (today(), today() + timedelta(days=1), "2024-02-30", "x" * 300, ""):
        assert PAST not in page(client, url, day), day


def test_a_person_as_of_a_day(homes: Homes, pair: tuple[Person, Person], client: Client) -> None:
    client.force_login(homes.worker.user)
    head, wife = pair
    url = head.get_absolute_url()
    assert wife.get_absolute_url() not in client.get(url).content.decode()
    then = page(client, url, LEFT - timedelta(days=1))
    assert PAST in then
    assert "现在登记的" in then
    assert wife.get_absolute_url() in then
    assert f"{url}change/" not in then
    assert wife.get_absolute_url() not in page(client, url, LEFT)
    assert "那一天不住在本市" in page(client, url, CAME - timedelta(days=1))


def test_who_lies_elsewhere_now_has_no_name_in_the_past_either(
    homes: Homes, pair: tuple[Person, Person], client: Client
) -> None:
    head, wife = pair
    actions.move_in(
        homes.elsewhere, homes.others[0], name="沈家和", id_number=head.id_number.open()
    )
    client.force_login(homes.worker.user)
    assert wife.household is not None
    then = page(client, wife.household.get_absolute_url(), LEFT - timedelta(days=1))
    assert "在别的社区，这里不显示姓名" in then
    assert head.get_absolute_url() not in then
