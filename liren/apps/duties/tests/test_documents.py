"""Policy documents: what stands on them, what takes their place, who registers them."""

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.test import Client

from liren.apps.duties.actions.documents import add_document, change_document
from liren.apps.duties.models import Document
from liren.apps.duties.queries.documents import (
    DocumentsSought,
    documents_named,
    documents_sought,
    entries_on,
    is_over,
    parameters_on,
)
from liren.apps.duties.rules.documents import articles_in
from liren.apps.duties.tests.conftest import DISTRICT, Offices
from liren.kernel.audit.log import history
from liren.kernel.base.errors import Refused
from liren.kernel.testing import world

pytestmark = pytest.mark.django_db
FACTS = {"title": "社区减负若干措施", "kind": "opinion", "issuer": "区政府办公室"}


def added(offices: Offices, **facts: object) -> Document:
    """A document of the district."""
    return add_document(offices.office, world.area(DISTRICT), **{**FACTS, **facts})  # type: ignore[arg-type]


def test_a_document_is_registered_with_its_articles_and_is_on_record(offices: Offices) -> None:
    row = added(offices, number="区政办〔2026〕1号", articles=[("第一条", "实行清单管理。")])
    assert [one.label for one in row.articles.all()] == ["第一条"]
    assert history(row)[0].verb == "duties.add_document"
    for q in ("清单管理", "〔2026〕1号", "减负", "政府办公室"):
        assert row in documents_sought(DocumentsSought(q=q)), q
    assert documents_named("《社区减负若干措施》") == row


def test_a_document_takes_the_place_of_another_from_its_day_on(offices: Offices) -> None:
    old = added(offices, number="区政办〔2025〕9号")
    new = added(offices, title="社区减负若干措施（修订）", supersedes=old)
    assert is_over(old)
    assert not is_over(new)
    assert list(documents_sought(DocumentsSought(q="若干措施", state="now"))) == [new]
    assert old in documents_sought(DocumentsSought(state="over"))
    with pytest.raises(Refused) as no:
        change_document(offices.office, old, supersedes=new)
    assert no.value.code == "duties.own-successor"


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"title": "通知"}, "duties.no-title"),
        ({"issuer": " "}, "duties.no-issuer"),
        ({"number": "民发〔2020〕20号"}, "duties.number-taken"),
        ({"articles": [("第一条", "甲"), ("第一条", "乙")]}, "duties.same-article"),
    ],
)
def test_a_document_that_does_not_hold_together_is_refused(
    offices: Offices, facts: dict[str, object], code: str
) -> None:
    before = Document.objects.count()
    with pytest.raises(Refused) as no:
        added(offices, **facts)
    assert no.value.code == code
    assert Document.objects.count() == before


def test_articles_are_read_as_they_are_typed() -> None:
    text = "第一条 实行清单管理。\n第二条 清单以外的事项先申请。\n经费随事项落实。"
    found = articles_in(text)
    assert found[1] == ("第二条", "清单以外的事项先申请。\n经费随事项落实。")
    with pytest.raises(Refused):
        articles_in("实行清单管理。")


def test_only_who_keeps_lists_registers_documents(offices: Offices) -> None:
    row = added(offices)
    for actor in (offices.clerk, offices.desk, offices.heads[0]):
        with pytest.raises(PermissionDenied):
            change_document(actor, row, issuer="别的机关")
    national = Document.objects.get(number="民发〔2020〕20号")
    with pytest.raises(PermissionDenied):
        change_document(offices.office, national, issuer="别的机关")


def test_documents_of_all_packs_are_there_with_what_stands_on_them(offices: Offices) -> None:
    reform = documents_sought(DocumentsSought(pack="panjin", q="1+8"))
    assert reform.filter(title__contains="配套文件").count() == 8
    assert documents_named("社区居民自治组织规范化管理办法")
    assert documents_named("嘉善县社区发展服务体系规划")
    assert documents_named("善政办〔2020〕22号")
    certificates = documents_named("民发〔2020〕20号")
    assert certificates is not None
    assert entries_on(certificates).count() == 20
    workers = documents_named("关于进一步加强专职社区工作者队伍建设的实施意见")
    assert workers is not None
    assert parameters_on(workers)


def test_the_pages_show_what_stands_on_a_document_and_change_it(offices: Offices) -> None:
    row = added(offices, articles=[("第一条", "实行清单管理。")])
    client = Client()
    client.force_login(offices.office.user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    page = client.get(f"/duties/documents/{row.uid}/").content.decode()
    assert "实行清单管理" in page
    form = client.get(f"/duties/documents/{row.uid}/change/").content.decode()
    assert "第一条 实行清单管理。" in form
    told = {**FACTS, "articles": "第一条 实行清单管理。\n第二条 先申请。"}
    assert client.post(f"/duties/documents/{row.uid}/change/", told).status_code == 302
    assert row.articles.count() == 2
    new = {**FACTS, "title": "另一份文件通知", "area": row.area.code if row.area else ""}
    assert client.post("/duties/documents/add/", new).status_code == 302
    assert (
        client.post("/duties/documents/add/", {**new, "articles": "没有条号"}).status_code == 422
    )
