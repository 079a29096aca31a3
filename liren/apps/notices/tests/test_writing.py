"""From the draft to the reason why it was withdrawn: who may, who reads it, who is told."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.test import Client

from liren.apps.notices import actions, jobs
from liren.apps.notices.models import Bulletin
from liren.apps.notices.queries import Wanted, bulletin_for, first_of, page_for, page_of
from liren.apps.notices.tests.conftest import SISTER, TITLE, write
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.audit.log import history
from liren.kernel.base.clock import now, today
from liren.kernel.base.errors import Refused
from liren.kernel.tell.models import Notice
from liren.kernel.testing import world

BASE = "/api/v1"


def test_a_worker_drafts_and_a_head_publishes(
    worker: Actor, head: Actor, draft: Bulletin, town: Area
) -> None:
    """notices.draft, notices.publish"""
    with pytest.raises(PermissionDenied):
        actions.publish(worker, draft)
    assert first_of(town, 5) == []
    out = actions.publish(head, draft)
    assert (out.state, out.published_by) == ("published", head.user)
    assert first_of(town, 5) == [out]
    assert history(out)[0].verb == "notices.publish"


def test_nobody_writes_for_a_sister(worker: Actor, resident: Actor) -> None:
    sister = Area.objects.get(path=SISTER)
    for actor in (worker, resident):
        with pytest.raises(PermissionDenied):
            write(actor, sister)


def test_a_grid_is_too_small(worker: Actor, town: Area) -> None:
    with pytest.raises(Refused) as no:
        write(worker, Area.objects.get(parent=town))
    assert no.value.code == "notices.no-place"


def test_a_draft_is_changed_until_it_is_out(worker: Actor, head: Actor, draft: Bulletin) -> None:
    """notices.change"""
    facts: dict[str, Any] = {"kind": "safety", "title": TITLE, "since": today()}
    changed = actions.change(worker, draft, text="停水改到后天夜里，请相互转告。", **facts)
    assert changed.kind == "safety"
    found = page_for(worker, Wanted(q="后天夜里")).rows
    assert found == [changed]
    actions.publish(head, draft)
    with pytest.raises(Refused) as no:
        actions.change(worker, draft, text="再改一次，这一次不行了吧。", **facts)
    assert no.value.code == "notices.not-draft"


def test_the_second_look(worker: Actor, head: Actor, town: Area) -> None:
    phone = write(worker, town, text="有事请打网格员电话 13800138000，随时都可以。")
    with pytest.raises(Refused) as no:
        actions.publish(head, phone)
    assert no.value.code == "notices.phone-number"
    assert actions.publish(head, phone, checked=True).state == "published"
    identity = write(worker, town, text="公示：身份证号 330421198001011239 的居民已登记。")
    with pytest.raises(Refused) as no:
        actions.publish(head, identity, checked=True)
    assert no.value.code == "notices.identity-number"


def test_what_is_withdrawn_says_why(head: Actor, out: Bulletin, town: Area) -> None:
    """notices.withdraw"""
    with pytest.raises(Refused):
        actions.withdraw(head, out, reason="错")
    actions.withdraw(head, out, reason="停水时间有变，见新的通知。")
    assert first_of(town, 5) == []
    page = Client().get(out.get_absolute_url()).content.decode()
    assert "停水时间有变" in page
    assert "提前接好水" not in page
    with pytest.raises(Refused) as no:
        actions.withdraw(head, out, reason="停水时间有变，见新的通知。")
    assert no.value.code == "notices.not-published"


def test_days_decide_who_reads_it(worker: Actor, head: Actor, town: Area) -> None:
    later = write(worker, town, since=today() + timedelta(days=2))
    actions.publish(head, later)
    assert first_of(town, 5) == []
    assert Client().get(later.get_absolute_url()).status_code == 404
    over = write(worker, town, since=today() - timedelta(days=5), until=today())
    actions.publish(head, over)
    assert first_of(town, 5) == [over]
    Bulletin.objects.filter(pk=over.pk).update(until=today() - timedelta(days=1))
    assert first_of(town, 5) == []
    assert "已过期" in Client().get(over.get_absolute_url()).content.decode()


def test_what_is_published_above_is_read_below_and_not_beside(
    head: Actor, out: Bulletin, town: Area
) -> None:
    office = world.actor("office", "subdistrict_head", "990101.001.")
    wide = write(office, Area.objects.get(path="990101.001."), title="街道灭蚊通知", pinned=True)
    actions.publish(office, wide)
    assert first_of(town, 5) == [wide, out]
    assert first_of(Area.objects.get(path=SISTER), 5) == [wide]
    assert page_of(town, Wanted(q="灭蚊")).rows == [wide]
    assert page_of(town, Wanted(kind="safety")).rows == []
    assert set(page_for(head, Wanted()).rows) == {out}, "above is the business of those above"


def test_drafts_are_nobodys_business(draft: Bulletin, resident: Actor, worker: Actor) -> None:
    """notices.view"""
    assert bulletin_for(worker, draft.uid) == draft
    for actor in (resident, None):
        with pytest.raises(Bulletin.DoesNotExist):
            bulletin_for(actor, draft.uid)
    assert Client().get(draft.get_absolute_url()).status_code == 404


def test_residents_are_told_once(
    resident: Actor, out: Bulletin, head: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        person = world.user(f"r{number}")
        where = Area.objects.get(path="990101.001.001.01." if number % 2 else SISTER)
        actions.choose_home(world.actor(f"r{number}"), person, area=where)
    monkeypatch.setattr(jobs, "AT_ONCE", 2)
    batches: list[int] = [0]
    monkeypatch.setattr(jobs, "later", lambda name, **facts: batches.append(facts["after"]))
    while batches:
        jobs.tell_batch(out.pk, batches.pop())
    told = Notice.objects.filter(kind="notices.publish")
    assert told.count() == 3  # the resident and the two of the grid inside
    jobs.tell_batch(out.pk, 0)
    assert told.count() == 3
    out.refresh_from_db()
    assert out.told_at
    assert TITLE in told.get(user=resident.user).text
    actions.withdraw(head, out, reason="停水时间有变，见新的通知。")
    jobs.tell_batch(out.pk, 0)
    assert "停水时间有变" in Notice.objects.get(kind="notices.withdraw", user=resident.user).text


def test_what_begins_later_is_told_when_it_begins(
    worker: Actor, head: Actor, resident: Actor, town: Area
) -> None:
    later = write(worker, town, since=today() + timedelta(days=2))
    actions.publish(head, later)
    jobs.tell_begun()
    assert not Notice.objects.exists()
    Bulletin.objects.update(since=today())
    jobs.tell_begun()
    assert Notice.objects.get().user == resident.user


def test_a_home_is_a_community_or_a_grid(resident: Actor) -> None:
    """notices.choose_home"""
    with pytest.raises(Refused) as no:
        actions.choose_home(resident, resident.user, area=Area.objects.get(path="990101."))
    assert no.value.code == "notices.no-home"
    other = world.actor("other", "resident", "990101.")
    with pytest.raises(PermissionDenied):
        actions.choose_home(other, resident.user, area=Area.objects.get(path=SISTER))


# ── the doors ───────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def door() -> Callable[[Actor], Client]:
    """A browser signed in as somebody."""

    def open_for(actor: Actor) -> Client:
        client = Client()
        client.force_login(actor.user, backend=settings.AUTHENTICATION_BACKENDS[-1])
        return client

    return open_for


def test_the_pages_from_draft_to_release(
    door: Callable[[Actor], Client], worker: Actor, head: Actor, town: Area
) -> None:
    facts = {"area": town.code, "kind": "outage", "title": TITLE, "since": str(today())}
    answer = door(worker).post("/notices/draft/", {**facts, "text": "电话13800138000，停水。"})
    assert answer.status_code == 302
    draft = Bulletin.objects.get()
    page = door(worker).get(draft.get_absolute_url()).content.decode()
    assert "修改" in page
    assert "/publish/" not in page
    lead = door(head)
    asks = lead.get(f"{draft.get_absolute_url()}publish/").content.decode()
    assert "找到 1 个手机号码" in asks
    assert lead.post(f"{draft.get_absolute_url()}publish/").status_code == 422
    answer = lead.post(f"{draft.get_absolute_url()}publish/", {"checked": "on"})
    assert answer.status_code == 302
    assert Client().get(draft.get_absolute_url()).status_code == 200
    assert Client().get(f"{draft.get_absolute_url()}print/").status_code == 200


def test_page_and_api_give_the_same_no(
    door: Callable[[Actor], Client], head: Actor, out: Bulletin
) -> None:
    page = door(head).post(f"{out.get_absolute_url()}publish/").content.decode()
    api = door(head).post(f"{BASE}/notices/{out.uid}/publish", {}, content_type="application/json")
    assert api.status_code == 409
    assert api.json()["type"] == "notices.not-draft"
    assert api.json()["detail"] in page


@pytest.mark.parametrize("text", ["<script>alert(1)</script>说明一下", "‮'; DROP TABLE--说明一下"])
def test_hostile_words_stay_words(worker: Actor, head: Actor, town: Area, text: str) -> None:
    out = actions.publish(head, write(worker, town, title=text[:60], text=text))
    for path in (out.get_absolute_url(), f"/c/{town.code}/", f"/c/{town.code}/notices/"):
        page = Client().get(path).content.decode()
        assert "<script>alert" not in page


def test_the_list_of_the_office(
    door: Callable[[Actor], Client], worker: Actor, out: Bulletin, resident: Actor
) -> None:
    client = door(worker)
    assert TITLE in client.get("/notices/?tab=out").content.decode()
    assert TITLE in client.get("/notices/?q=停水").content.decode()
    assert TITLE not in client.get("/notices/?tab=draft").content.decode()
    assert door(resident).get("/notices/").status_code == 403
    assert client.get(f"{BASE}/notices").json()["items"][0]["title"] == TITLE


def test_a_double_send_is_one_draft(
    door: Callable[[Actor], Client], worker: Actor, town: Area
) -> None:
    facts = {"area": town.code, "kind": "outage", "title": TITLE, "since": str(today())}
    facts |= {"text": "今晚22点到明早6点停水。", "key": "same"}
    client = door(worker)
    for _time in range(2):
        assert client.post("/notices/draft/", facts).status_code == 302
    assert Bulletin.objects.filter(drafted_at__lte=now()).count() == 1
