"""Pictures on a case: who adds, sees, takes away and covers them, at every door."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.core.exceptions import PermissionDenied
from django.db import connections
from django.test import Client

from liren.apps.cases import actions
from liren.apps.cases.models import Case, Picture
from liren.apps.cases.queries import pictures_for
from liren.apps.cases.tests.conftest import GOOD, TEXT, WHY
from liren.apps.cases.views.shown import gallery
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.audit.log import history
from liren.kernel.base.clock import moved_to, now
from liren.kernel.base.errors import Refused
from liren.kernel.files import jobs
from liren.kernel.files.models import File
from liren.kernel.files.storing import taken
from liren.kernel.files.tests import samples
from liren.kernel.testing import world

BASE = "/api/v1/cases"
Door = Callable[[Actor], Client]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    """A shelf of this test's own."""
    where = tmp_path / "files"
    own = {"BACKEND": "liren.kernel.files.shelf.Folder", "OPTIONS": {"location": where}}
    settings.STORAGES = {**settings.STORAGES, "files": own}
    return where


@pytest.fixture
def door(client: Client) -> Door:
    """A browser signed in as somebody."""

    def open_for(actor: Actor) -> Client:
        client.force_login(actor.user, backend=site.AUTHENTICATION_BACKENDS[-1])
        return client

    return open_for


def add(actor: Actor, case: Case, *colours: str, phase: str = "before", key: str = "") -> Case:
    """Add small pictures of these colours."""
    sent = [samples.upload(samples.picture("PNG", (64, 48), colour)) for colour in colours]
    with taken(actor, sent) as kept:
        return actions.add_picture(actor.once(key), case, pictures=kept, phase=phase)


def on_disk(folder: Path) -> int:
    """How many files lie there."""
    return sum(path.is_file() for path in folder.rglob("*"))


# ── adding ──────────────────────────────────────────────────────────────────────────────────


def test_the_reporter_adds_one_and_it_is_on_record(case: Case, resident: Actor) -> None:
    """cases.add_picture"""
    assert add(resident, case, "red").picture_count == 1
    picture = Picture.objects.get()
    assert (picture.phase, picture.added_by) == ("before", resident.user)
    entry = history(case)[0]
    assert entry.verb == "cases.add_picture"
    assert entry.facts["pictures"][0].startswith("jpeg ")


def test_neighbours_and_strangers_to_the_case_may_not(case: Case, resident: Actor) -> None:
    others = (
        world.actor("n", "subdistrict_desk", "990101.002."),
        world.actor("other", "resident", "990101."),
        world.actor("auditor", "auditor", "990101."),
    )
    for other in others:
        with pytest.raises(PermissionDenied):
            add(other, case, "red")
    assert not Picture.objects.exists()


def test_the_reporter_shows_only_how_it_is(case: Case, resident: Actor, folder: Path) -> None:
    with pytest.raises(Refused) as no:
        add(resident, case, "red", phase="after")
    assert no.value.code == "cases.picture-phase"
    assert on_disk(folder) == 0


def test_the_same_picture_is_kept_once(case: Case, desk: Actor, folder: Path) -> None:
    add(desk, case, "red", "red", "blue")
    add(desk, case, "red")
    assert (Picture.objects.count(), on_disk(folder)) == (2, 6)
    with pytest.raises(Refused) as no:
        add(desk, case, "red", phase="after")
    assert no.value.code == "cases.same-picture", "before is no proof of after"


def test_one_photograph_for_two_cases_is_noticed_by_the_office(
    door: Door, case: Case, desk: Actor, resident: Actor
) -> None:
    more = actions.report(resident, case.area, kind=case.kind, text=TEXT, source="resident")
    for one in (case, more):
        add(resident, one, "red")
    words = "别的事件里也有这张照片"
    assert words in door(desk).get(f"/cases/{case.uid}/").content.decode()
    assert words not in door(resident).get(f"/cases/{case.uid}/").content.decode()
    actions.remove_picture(desk, more.pictures.get(), reason=WHY)
    assert words not in door(desk).get(f"/cases/{case.uid}/").content.decode()


def test_a_key_adds_once(case: Case, desk: Actor, folder: Path) -> None:
    for _time in range(3):
        add(desk, case, "red", key="k1")
    assert (Picture.objects.count(), on_disk(folder)) == (1, 3)


def test_there_is_an_end(case: Case, desk: Actor, upto: Callable[[str], Case]) -> None:
    Case.objects.update(picture_count=24)
    with pytest.raises(Refused) as no:
        add(desk, case, "red")
    assert no.value.code == "cases.too-many-pictures"
    Case.objects.update(picture_count=0)
    with pytest.raises(Refused) as no:
        add(desk, upto("cases.close"), "red")
    assert no.value.code == "cases.picture-too-late"


@pytest.mark.django_db(transaction=True)
def test_many_at_once_keep_to_the_number(case: Case, desk: Actor, folder: Path) -> None:
    def one(place: int) -> str:
        try:
            add(desk, case, f"#{place:02x}{place:02x}40")
        except Refused as no:
            return no.code
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(one, range(50)))
    case.refresh_from_db()
    assert said.count("done") == case.picture_count == Picture.objects.count() == 24
    assert set(said) == {"done", "cases.too-many-pictures"}
    assert on_disk(folder) == 3 * 24


def test_pairs_come_with_the_steps(
    case: Case,
    desk: Actor,
    clerk: Actor,
    patrol: Actor,
    resident: Actor,
    upto: Callable[[str], Case],
) -> None:
    add(resident, case, "red")
    upto("cases.sign")
    with taken(clerk, [samples.upload(samples.picture("PNG", (64, 48), "green"))]) as kept:
        actions.feed_back(clerk, case, outcome=GOOD, after_pictures=kept)
    with taken(patrol, [samples.upload(samples.picture("PNG", (64, 48), "blue"))]) as kept:
        actions.verify(patrol, case, passed=True, pictures=kept)
    case.refresh_from_db()
    shown = gallery(desk, case)
    assert [[one["picture"].phase for one in pair] for pair in shown["pairs"]] == [
        ["before", "after"]
    ]
    assert [one["picture"].phase for one in shown["rest"]] == ["check"]
    seen = gallery(resident, case)
    assert (len(seen["pairs"]), seen["rest"]) == (1, []), "the check is for the office"
    assert seen["pairs"][0][1]["who"] == str(clerk.acting_body("cases.sign"))


def test_a_refused_step_keeps_no_pictures(
    clerk: Actor, upto: Callable[[str], Case], folder: Path
) -> None:
    case = upto("cases.sign")
    with pytest.raises(Refused), taken(clerk, samples.two()) as kept:
        actions.feed_back(clerk, case, outcome="好了", after_pictures=kept)
    assert (File.objects.count(), on_disk(folder)) == (0, 0)


# ── pages and API ───────────────────────────────────────────────────────────────────────────


def test_a_report_with_pictures_by_a_plain_form(door: Door, resident: Actor, town: Area) -> None:
    facts = {"kind": "corridor_clutter", "text": TEXT, "community": town.code[:12]}
    answer = door(resident).post("/cases/report/", {**facts, "pictures": samples.two()})
    assert answer.status_code == 302
    case = Case.objects.get()
    assert case.picture_count == 2
    page = door(resident).get(answer["Location"]).content.decode()
    assert page.count("<figure") == 2


def test_a_bad_picture_stops_the_report_with_a_sentence(
    door: Door, resident: Actor, town: Area, folder: Path
) -> None:
    facts = {"kind": "corridor_clutter", "text": TEXT, "community": town.code[:12]}
    sent = [*samples.two(), samples.upload(samples.SVG, "照片.jpg")]
    answer = door(resident).post("/cases/report/", {**facts, "pictures": sent})
    assert answer.status_code == 422
    assert "第 3 张" in answer.content.decode()
    assert TEXT in answer.content.decode()
    assert (Case.objects.count(), on_disk(folder)) == (0, 0)
    answer = door(resident).post("/cases/report/", {**facts, "pictures": samples.two() * 4})
    assert answer.status_code == 422
    assert "一次最多 6 张" in answer.content.decode()


def test_the_api_adds_lists_and_gives(
    door: Door, resident: Actor, desk: Actor, case: Case
) -> None:
    client = door(resident)
    sent = samples.with_place()
    made = client.post(f"{BASE}/{case.uid}/pictures", {"file": samples.upload(sent)})
    assert made.status_code == 201
    again = client.post(f"{BASE}/{case.uid}/pictures", {"file": samples.upload(sent)})
    assert again.json()["id"] == made.json()["id"]
    assert client.get(f"{BASE}/{case.uid}").json()["pictures"] == 1
    (listed,) = client.get(f"{BASE}/{case.uid}/pictures").json()
    assert listed["sha256"] == made.json()["sha256"]
    where = f"{BASE}/{case.uid}/pictures/{listed['id']}/file"
    for size in ("", "?size=s", "?size=m"):
        answer: Any = client.get(where + size)
        content = b"".join(answer.streaming_content)
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
        assert samples.GPS not in content
    assert client.get(f"{where}?size=xl").status_code == 404
    assert client.post(f"{BASE}/{case.uid}/pictures").status_code == 422
    bad = client.post(f"{BASE}/{case.uid}/pictures", {"file": samples.upload(samples.HTML)})
    assert (bad.status_code, bad.json()["type"]) == (409, "files.wrong-type")


def test_nobody_else_gets_the_bytes(door: Door, resident: Actor, desk: Actor, case: Case) -> None:
    add(resident, case, "red")
    picture = Picture.objects.get()
    page = f"/cases/{case.uid}/pictures/{picture.uid}/"
    neighbour = world.actor("n", "subdistrict_desk", "990101.002.")
    other = world.actor("o", "resident", "990101.")
    for path in (page, f"{page}s.jpg", f"{BASE}/{case.uid}/pictures/{picture.uid}/file"):
        assert Client().get(path).status_code in (302, 401)
        assert door(desk).get(path).status_code == 200
        assert door(neighbour).get(path).status_code == 404
        assert door(other).get(path).status_code == 404
    more = actions.report(resident, case.area, kind=case.kind, text=TEXT, source="resident")
    wrong = f"/cases/{more.uid}/pictures/{picture.uid}/"
    assert door(desk).get(wrong).status_code == 404, "the picture of another case"


def test_lists_say_how_many(door: Door, desk: Actor, case: Case) -> None:
    add(desk, case, "red", "blue")
    page = door(desk).get("/cases/?tab=all").content.decode()
    assert "has-shots" in page
    assert door(desk).get(BASE).json()["items"][0]["pictures"] == 2


# ── taking away ─────────────────────────────────────────────────────────────────────────────


def test_the_desk_takes_one_away_with_a_reason(
    case: Case, resident: Actor, desk: Actor, folder: Path
) -> None:
    """cases.remove_picture"""
    add(resident, case, "red")
    picture = Picture.objects.get()
    with pytest.raises(Refused) as no:
        actions.remove_picture(desk, picture, reason="不")
    assert no.value.code == "cases.thin-reason"
    actions.remove_picture(desk, picture, reason=WHY)
    case.refresh_from_db()
    assert case.picture_count == 0
    assert not pictures_for(resident, case)
    assert not pictures_for(desk, case)
    assert pictures_for(world.actor("auditor", "auditor", "990101."), case)
    assert history(picture)[0].facts["reason"] == WHY
    with pytest.raises(Refused) as no:
        actions.remove_picture(desk, picture, reason=WHY)
    assert no.value.code == "cases.picture-removed"
    jobs.sweep()
    assert on_disk(folder) == 3
    with moved_to(now() + timedelta(days=31)):
        jobs.sweep()
    assert on_disk(folder) == 0
    assert File.objects.get().is_gone
    assert Picture.objects.exists(), "the line stays"


def test_one_takes_back_ones_own_for_a_day(case: Case, resident: Actor, clerk: Actor) -> None:
    add(resident, case, "red", "blue")
    first, second = Picture.objects.all()
    with pytest.raises(PermissionDenied):
        actions.remove_picture(clerk, first)
    assert actions.remove_picture(resident, first).reason
    with moved_to(now() + timedelta(hours=25)), pytest.raises(Refused) as no:
        actions.remove_picture(resident, second)
    assert no.value.code == "cases.picture-kept"


# ── covering ────────────────────────────────────────────────────────────────────────────────


def test_a_covered_part_is_gone_for_everybody(
    door: Door, case: Case, resident: Actor, desk: Actor, folder: Path
) -> None:
    """cases.redact_picture"""
    add(resident, case, "red")
    picture = Picture.objects.get()
    old = picture.file
    assert actions.cover_picture(desk, picture, boxes=[(0.0, 0.0, 1.0, 1.0)], reason=WHY)
    picture.refresh_from_db()
    assert picture.redacted_at
    assert on_disk(folder) == 3
    assert not (folder / old.name).exists()
    assert not File.objects.filter(pk=old.pk).exists()
    answer: Any = door(resident).get(f"/cases/{case.uid}/pictures/{picture.uid}/")
    assert b"".join(answer.streaming_content) == (folder / picture.file.name).read_bytes()
    assert history(picture)[0].verb == "cases.redact_picture"
    assert history(picture)[0].facts["boxes"] == [[0.0, 0.0, 1.0, 1.0]]


def test_who_may_not_cover_and_what_is_no_area(
    case: Case, resident: Actor, desk: Actor, folder: Path
) -> None:
    add(resident, case, "red")
    picture = Picture.objects.get()
    with pytest.raises(PermissionDenied):
        actions.cover_picture(resident, picture, boxes=[(0, 0, 1, 1)], reason=WHY)
    with pytest.raises(Refused) as no:
        actions.cover_picture(desk, picture, boxes=[], reason=WHY)
    assert no.value.code == "cases.no-area"
    stale = Picture.objects.get()
    stale.file  # noqa: B018 — read before the other one covers
    actions.cover_picture(desk, picture, boxes=[(0, 0, 0.5, 0.5)], reason=WHY)
    fresh = Picture.objects.get()
    nothing: Any = None
    with pytest.raises(Refused) as no:
        actions.redact_picture(
            desk, fresh, boxes=[], reason=WHY, received=nothing, on=stale.file_id
        )
    assert no.value.code == "cases.picture-changed"
    assert on_disk(folder) == 3


def test_covering_by_page_and_by_operation(door: Door, case: Case, desk: Actor) -> None:
    add(desk, case, "red")
    picture = Picture.objects.get()
    page = f"/cases/{case.uid}/pictures/{picture.uid}/redact/"
    client = door(desk)
    assert "data-cover" in client.get(page).content.decode()
    assert client.post(page, {"reason": WHY}).status_code == 422
    for wrong in ("1,2,3", "0,0,0,0", "90,0,20,20", "a,b,c,d", ";;", "nan,0,1,1"):
        assert client.post(page, {"reason": WHY, "drawn": wrong}).status_code == 422, wrong
    assert client.post(page, {"reason": WHY, "drawn": "10,10,20,20;50,50,5,5"}).status_code == 302
    area = {"left": 10, "top": 10, "width": 20, "height": 20}
    path = f"{BASE}/{case.uid}/pictures/{picture.uid}/redact"
    facts = {"reason": WHY, "areas": [area]}
    assert client.post(path, facts, content_type="application/json").status_code == 200
    facts["areas"] = [{**area, "left": 95}]
    assert client.post(path, facts, content_type="application/json").status_code == 409
