"""Spending, purchases and shared bills as people meet them: pages, papers, the bank's list."""

from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from liren.apps.money.actions import spendings as actions
from liren.apps.money.models import Bill, Invoice, Spending
from liren.apps.money.tests.conftest import Treasury
from liren.apps.money.tests.test_purchases import provider
from liren.apps.money.tests.test_spendings import YUAN, asked, paid
from liren.kernel.access.actor import Actor
from liren.kernel.audit.models import Entry
from liren.kernel.base.clock import today
from liren.kernel.files.tests import samples

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> None:
    """The shelf of this test."""
    own = {"BACKEND": "liren.kernel.files.shelf.Folder", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "files": own}


def opened(client: Client, actor: Actor, url: str) -> str:
    """What somebody reads at an address."""
    client.force_login(actor.user)
    answer = client.get(url)
    assert answer.status_code == 200
    return str(answer.content.decode())


def sent(client: Client, actor: Actor, url: str, **facts: Any) -> Any:
    client.force_login(actor.user)
    return client.post(url, facts)


def written(answer: Any) -> str:
    """What stands in a spreadsheet, with its marks."""
    with ZipFile(BytesIO(b"".join(answer.streaming_content))) as packed:
        names = [name for name in packed.namelist() if name.endswith(".xml")]
        return "".join(packed.read(name).decode() for name in names)


def test_a_payment_is_asked_for_in_one_form(client: Client, treasury: Treasury) -> None:
    purse = treasury.purse(1000 * YUAN)
    url = reverse("money.ask")
    assert "可用 1,000 元" in opened(client, treasury.workers[0], url)
    facts = {"purse": str(purse.uid), "category": "office", "title": "纸", "payee": "文具店"}
    answer = sent(client, treasury.workers[0], url, fen="12.345", **facts)
    assert answer.status_code == 422
    answer = sent(client, treasury.workers[0], url, fen="1,500", **facts)
    assert "账上可用 ¥1,000" in answer.content.decode()
    answer = sent(client, treasury.workers[0], url, fen="712.5", **facts)
    row = Spending.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, row.get_absolute_url())
    assert row.fen == 71_250


def test_a_page_says_who_may_approve_and_why(client: Client, treasury: Treasury) -> None:
    row = asked(treasury, 8000)
    page = opened(client, treasury.heads[0], row.get_absolute_url())
    assert "街道负责人" in page
    assert "50,000 元以内" in page
    assert reverse("money.approve", args=[row.uid]) not in page
    page = opened(client, treasury.chief, row.get_absolute_url())
    assert reverse("money.approve", args=[row.uid]) in page
    assert "6222000011112222333" not in page


def test_several_are_approved_and_each_has_its_answer(client: Client, treasury: Treasury) -> None:
    rows = [asked(treasury, 800), asked(treasury, 5001)]
    url = reverse("money.approve_all")
    answer = sent(client, treasury.heads[0], url, pick=[str(row.uid) for row in rows])
    page = answer.content.decode()
    assert "选了 2 笔，批准了 1 笔" in page
    assert "超过您可以批准的" in page
    assert Entry.objects.filter(verb="money.approve", outcome="done").count() == 1
    assert sent(client, treasury.heads[0], url).status_code == 422


def test_a_paper_is_looked_at_shown_and_taken_away(client: Client, treasury: Treasury) -> None:
    row = paid(treasury, asked(treasury))
    url = reverse("money.add_invoice", args=[row.uid])
    bad = SimpleUploadedFile("a.pdf", b"MZ nothing")
    assert sent(client, treasury.workers[0], url, file=bad).status_code == 422
    good = SimpleUploadedFile("a.jpg", samples.picture("JPEG"))
    answer = sent(client, treasury.workers[0], url, file=good, number="2440 0001")
    assert answer.status_code == 302
    paper = Invoice.objects.get()
    assert paper.number == "24400001"
    seen = reverse("money.invoice", args=[row.uid, paper.uid, "whole"])
    client.force_login(treasury.heads[0].user)
    assert client.get(seen)["Content-Type"] == "image/jpeg"
    client.force_login(treasury.heads[1].user)
    assert client.get(seen).status_code == 404
    url = reverse("money.remove_invoice", args=[row.uid, paper.uid])
    assert sent(client, treasury.workers[0], url, reason="传错了").status_code == 302
    client.force_login(treasury.heads[0].user)
    assert client.get(seen).status_code == 404


def test_a_number_that_was_used_is_a_warning(client: Client, treasury: Treasury) -> None:
    for row in (one := paid(treasury, asked(treasury)), paid(treasury, asked(treasury, 700))):
        good = SimpleUploadedFile("a.jpg", samples.picture("JPEG"))
        url = reverse("money.add_invoice", args=[row.uid])
        sent(client, treasury.workers[0], url, file=good, number="24400001")
    assert "24400001" in opened(client, treasury.heads[0], one.get_absolute_url())
    url = reverse("money.settle", args=[one.uid])
    assert sent(client, treasury.heads[0], url, note="").status_code == 422
    assert sent(client, treasury.heads[0], url, note="两次分期付款").status_code == 302


def test_the_list_for_the_bank_is_on_record(client: Client, treasury: Treasury) -> None:
    row = actions.approve(treasury.chief, asked(treasury, 800))
    row = actions.accept(treasury.workers[0], row, fen=row.fen, outcome="齐全")
    url = reverse("money.bank_file")
    page = opened(client, treasury.desk, url)
    assert "6222000011112222333" not in page
    answer = sent(client, treasury.desk, url, pick=[str(row.uid)])
    sheet = written(answer)
    for text in ("和安区惠民超市", "6222000011112222333", "农商银行", ">800<"):
        assert text in sheet
    assert Entry.objects.filter(verb="money.bank_file", actor=treasury.desk.user).count() == 1
    client.force_login(treasury.heads[0].user)
    assert client.get(url).status_code == 403


def test_a_bill_is_shared_on_its_page(client: Client, treasury: Treasury) -> None:
    firm, url = provider(), reverse("money.share_bill")
    facts = {
        "area": treasury.communities[0].code, "title": "水泵", "fen": "100", "fund": "other",
        "day": f"{today():%F}", "reason": "共用", "basis": "合同", "by": "weights",
        "body1": firm.code, "share1": "2", "own": "1", "about": "JS001",
    }  # fmt: skip
    answer = sent(client, treasury.workers[0], url, **{**facts, "share1": ""})
    assert answer.status_code == 422
    assert sent(client, treasury.workers[0], url, **facts).status_code == 302
    row = Bill.objects.get()
    page = opened(client, treasury.heads[0], row.get_absolute_url())
    assert "66.67" in page
    assert "33.33" in page
    listed = opened(client, treasury.heads[0], reverse("money.bills") + "?q=JS001")
    assert "水泵" in listed
    url = reverse("money.confirm_bill", args=[row.uid])
    assert sent(client, treasury.heads[0], url).status_code == 302


def test_a_list_goes_out_as_a_spreadsheet(client: Client, treasury: Treasury) -> None:
    asked(treasury)
    client.force_login(treasury.auditor.user)
    answer: Any = client.get(reverse("money.export_spendings") + "?tab=all")
    assert "重阳节活动用品" in written(answer)
