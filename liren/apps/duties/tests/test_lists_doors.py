"""Lists at their doors: packs, strangers, sheets, the same answer to pages and programs."""

from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from liren.apps.duties.actions.entries import (
    drop_entry,
)
from liren.apps.duties.actions.lists import draft_version
from liren.apps.duties.models import Entry, Version
from liren.apps.duties.queries.gate import ask_gate
from liren.apps.duties.queries.lists import search
from liren.apps.duties.tests.conftest import Offices
from liren.apps.duties.tests.test_lists import full, released
from liren.apps.duties.views.entry_sheets import workbook
from liren.kernel.access.actor import Actor
from liren.kernel.base.clock import today


def test_the_national_list_names_twenty_certificates_and_where_to_go(offices: Offices) -> None:
    rows = Entry.objects.filter(version__list__code="national-certificates")
    assert rows.count() == 20
    assert all(one.responsible and one.output for one in rows)
    verdict = ask_gate(
        offices.department, offices.communities[0], "certificate", today(), entry_code="ZM08"
    )
    assert verdict.passed is None
    assert verdict.code == "duties.negative"
    assert [one.code for one in search("单身证明", "certificates")] == ["ZM08"]


def test_a_pack_applied_again_changes_no_version(offices: Offices) -> None:
    from liren.kernel.policy import packs

    before = list(Entry.objects.order_by("pk").values_list("pk", "zh"))
    told = packs.apply("jiashan", leave_out=frozenset({"areas.csv"}))
    assert told["national/lists.yaml"] == told["jiashan/lists.yaml"] == 0
    assert list(Entry.objects.order_by("pk").values_list("pk", "zh")) == before


@pytest.mark.parametrize(
    ("name", "code", "size"),
    [("district000", "district000-basic", 6), ("district000", "district000-services", 10),
     ("panjin", "panjin-negative", 3),
     ("jiashan", "jiashan-assist", 7)],
)  # fmt: skip
def test_packs_hold_the_lists_of_their_seeds(db: None, name: str, code: str, size: int) -> None:
    from liren.kernel.policy import packs

    packs.apply(name, leave_out=frozenset({"areas.csv"}))
    version = Version.objects.get(list__code=code)
    assert version.entries.count() == size
    assert version.document is not None


def browser(actor: Actor) -> Client:
    """A signed-in browser."""
    client = Client()
    client.force_login(actor.user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


def test_strangers_read_what_was_released_and_no_draft(offices: Offices) -> None:
    version = released(offices)
    draft = draft_version(offices.office, version.list)
    stranger = Client()
    for url in (
        "/duties/lists/", f"/duties/lists/{version.list.uid}/", f"/duties/versions/{version.uid}/",
        f"/duties/versions/{version.uid}/entries/A01/", "/duties/search/?q=津贴",
        "/duties/certificates/?q=单身", "/duties/documents/",
        f"/duties/lists/{version.list.uid}/compare/",
        f"/duties/versions/{version.uid}/export.xlsx",
    ):  # fmt: skip
        assert stranger.get(url).status_code == 200, url
    assert stranger.get(f"/duties/versions/{draft.uid}/").status_code == 404
    assert stranger.get(f"/duties/versions/{draft.uid}/export.xlsx").status_code == 404
    assert browser(offices.clerk).get(f"/duties/versions/{draft.uid}/").status_code == 404
    assert browser(offices.second).get(f"/duties/versions/{draft.uid}/").status_code == 200


def test_a_sheet_is_looked_at_and_then_taken_by_the_page(offices: Offices) -> None:
    draft = full(offices)
    client, url = browser(offices.office), f"/duties/versions/{draft.uid}/import/"
    drop_entry(offices.office, draft, code="A07")
    file = BytesIO(workbook(draft).read())
    file.name = "a.xlsx"
    looked = client.post(url, {"file": file})
    assert looked.status_code == 200
    signed = looked.context["signed"]
    drop_entry(offices.office, draft, code="A06")
    assert client.post(url, {"sure": "1", "signed": signed, "key": "k"}).status_code == 302
    assert draft.entries.count() == 6
    forged: Any = client.post(url, {"sure": "1", "signed": signed + "x"})
    assert forged.status_code == 409
    assert "重新上传" in forged.content.decode()


def test_page_and_api_give_the_same_no(offices: Offices) -> None:
    from tests.town import token_of

    version = released(offices)
    page = browser(offices.office).post(
        f"/duties/versions/{version.uid}/add/", {"code": "A05", "zh": "再加一项"}
    )
    assert "不能再改" in page.content.decode()
    token_of(offices.office.user, "duties.add_entry", secret="lr_office")
    program = Client(headers={"Authorization": "Bearer lr_office"})
    answer = program.post(
        f"/api/v1/duties/versions/{version.uid}/entries", {"code": "A05", "zh": "再加一项"},
        content_type="application/json",
    )  # fmt: skip
    assert (answer.status_code, answer.json()["type"]) == (409, "duties.not-draft")
