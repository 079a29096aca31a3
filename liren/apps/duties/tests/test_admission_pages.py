"""The pages of admission: they open, they say what is next, they do it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from liren.apps.duties.models import Application
from liren.apps.duties.tests.admitted import (
    active,
    approved,
    drafted,
    funded,
    heard,
    submitted,
    terms,
    voted,
)
from liren.apps.duties.tests.conftest import Offices
from liren.kernel.access.actor import Actor

pytestmark = pytest.mark.django_db


def page(actor: Actor, url: str, **given: Any) -> Any:
    """A page as somebody sees it; with facts it is sent."""
    client = Client()
    client.force_login(actor.user)
    return client.post(url, given) if given else client.get(url)


STATES: dict[str, Callable[[Offices], Application]] = {
    "draft": drafted,
    "submitted": submitted,
    "hearing": lambda offices: heard(offices, objecting=(0,)),
    "review": lambda offices: voted(offices, ("for", "against")),
    "approved": approved,
    "funded": funded,
    "active": active,
}


@pytest.mark.parametrize("state", STATES)
def test_the_page_opens_in_every_state(offices: Offices, state: str) -> None:
    row = STATES[state](offices)
    for who in (offices.clerk, offices.office, offices.finance, offices.desk):
        found = page(who, row.get_absolute_url())
        hidden = state == "draft" and who is not offices.clerk
        assert found.status_code == (404 if hidden else 200), who.user
    assert page(offices.clerk, "/duties/applications/?tab=all").status_code == 200


def test_a_draft_is_written_on_the_page_and_sent_in(offices: Offices) -> None:
    assert page(offices.clerk, "/duties/applications/draft/").status_code == 200
    facts = {
        name: one for name, one in terms(offices).items() if name not in ("wanted", "unit_fen")
    }
    code = offices.communities[0].code
    sent = {**facts, "price": "15", f"c-{code}": "on", f"n-{code}": "120", "facts_asked": ["name"]}
    sent |= {"other_facts": "年用电量、空调台数", "body": offices.department.code}
    found = page(offices.clerk, "/duties/applications/draft/", **sent)
    assert found.status_code == 302, found.content.decode()
    row = Application.objects.get()
    assert [one.quantity for one in row.hearings.all()] == [120]
    assert (row.unit_fen, row.asks_data) == (1500, ["name", "年用电量", "空调台数"])
    assert "不必再问" in page(offices.clerk, row.get_absolute_url()).content.decode()
