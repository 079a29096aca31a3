"""What is due, told once a week to those who work there, and the pages that show it."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from liren.apps.people.actions import permits, rentals
from liren.apps.people.jobs.reminding import remind_all
from liren.apps.people.models import Tenancy
from liren.apps.people.queries.due import waiting
from liren.kernel.access.actor import Actor
from liren.kernel.audit.models import Entry
from liren.kernel.base.clock import moved_to, now, today
from liren.kernel.tell.models import Notice
from liren.kernel.testing import world

from .conftest import COMMUNITY, Homes, Settle, number
from .test_visits import grid_worker, tagged


@pytest.fixture
def let(homes: Homes) -> Tenancy:
    """A tenancy that ends this week, with a check that is due and a permit to endorse."""
    tenant = {"name": "何远", "id_number": number("19920607", 601, "990205")}
    row = rentals.let(
        homes.worker,
        homes.flats[0],
        landlord_name="沈国强",
        landlord_phone="13900139001",
        tenants=[tenant],
        since=today() - timedelta(days=400),
        moved_in_on=today() - timedelta(days=400),
        until=today(),
    )
    person = row.tenants.get().person
    permits.issue_permit(homes.worker, person, issued_on=today() - timedelta(days=350), seen=True)
    rentals.check_room(homes.worker, row, on=today() - timedelta(days=180))
    return row


def browser(who: Actor) -> Client:
    """A browser in which somebody is signed in."""
    client = Client()
    client.force_login(who.user, "liren.kernel.doors.passwords.PasswordBackend")
    return client


def test_who_works_there_is_told_once_a_week(homes: Homes, let: Tenancy, settle: Settle) -> None:
    tagged(settle("沈玉珍", homes.flats[1]), "weekly")
    grid = grid_worker()
    assert remind_all() == 3  # head and worker of the community, and who has the grid
    assert remind_all() == 0
    told = Notice.objects.get(user=grid.user, kind="people.remind")
    assert told.facts | {"place": ""} == {
        **{"place": "", "visits": "1", "rooms": "1", "ends": "1", "permits": "1"}
    }
    assert not Notice.objects.filter(user=homes.elsewhere.user).exists()
    with moved_to(now() + timedelta(days=7)):
        assert remind_all() == 3


def test_what_is_due_stands_on_one_page(homes: Homes, let: Tenancy, settle: Settle) -> None:
    tagged(settle("沈玉珍", homes.flats[1]), "weekly")
    found = {one.name: one.number for one in waiting(homes.worker)}
    assert found == {"visits": 1, "check": 1, "ends": 1, "permits": 1, "proposals": 0}
    assert not any(one.number for one in waiting(homes.elsewhere))
    page = browser(homes.worker).get("/people/due/").content.decode()
    assert "13900139001" not in page
    assert "何远" in page


def test_lists_and_pages_show_masks(homes: Homes, let: Tenancy) -> None:
    client = browser(homes.worker)
    for tab in ("now", "late", "check", "ends", "over"):
        assert client.get("/people/rentals/", {"tab": tab}).status_code == 200
    for tab in ("endorse", "lapsed", "may", "valid", "ended"):
        assert client.get("/people/permits/", {"tab": tab}).status_code == 200
    page = client.get(f"/people/rentals/{let.uid}/").content.decode()
    assert "139****9001" in page
    assert "13900139001" not in page
    assert "990205**********" in page


def test_the_spreadsheet_names_nobody_and_is_on_record(homes: Homes, let: Tenancy) -> None:
    answer = browser(homes.worker).get("/people/rentals/export.xlsx")
    file = BytesIO(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    rows = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()
    assert len(rows) == 2
    assert not any(word in str(rows) for word in ("何远", "沈国强", "139"))
    entry = Entry.objects.get(verb="people.export_rentals")
    assert entry.facts["rows"] == 1
    grid = world.actor("grid-export", "grid_worker", COMMUNITY + "01.")
    assert browser(grid).get("/people/rentals/export.xlsx").status_code == 403
