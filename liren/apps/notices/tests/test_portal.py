"""The first page of a community: what it says, to whom, and how heavy it is."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from liren.apps.notices.models import Bulletin, Home
from liren.apps.notices.tests.conftest import OWN, TITLE
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.testing import world

LIGHT = 62_000  # bytes of page, style and script, nothing compressed; libraries are cached apart


@pytest.fixture
def signed_in(resident: Actor) -> Client:
    client = Client()
    client.force_login(resident.user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


def test_strangers_find_their_community_by_name_and_initials(town: Area, out: Bulletin) -> None:
    client = Client()
    assert f"/c/{town.code}/" in client.get("/c/").content.decode()
    found = client.get("/c/", {"q": "sq0"}).content.decode()  # 社区001, by the initials
    assert f"/c/{town.code}/" in found
    assert "没有找到" in client.get("/c/", {"q": "不存在的地方"}).content.decode()
    page = client.get(f"/c/{town.code}/").content.decode()
    assert TITLE in page
    for number in ("110", "119", "120", "122"):
        assert f'href="tel:{number}"' in page


def test_a_stranger_is_remembered_by_the_browser(town: Area) -> None:
    client = Client()
    assert client.post(f"/c/{town.code}/home/").status_code == 302
    assert client.get("/c/")["Location"] == f"/c/{town.code}/"
    assert not Home.objects.exists()
    client.cookies["liren_home"] = "<script>"
    assert client.get("/c/").status_code == 200


def test_a_resident_starts_at_home(signed_in: Client, town: Area, out: Bulletin) -> None:
    assert signed_in.get("/")["Location"] == "/home/"
    page = signed_in.get("/home/").content.decode()
    assert TITLE in page
    assert "上报问题" in page


def test_who_has_no_home_chooses_one(town: Area) -> None:
    client = Client()
    person = world.actor("new", "resident", "990101.").user
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[-1])
    assert "您住在哪个社区" in client.get("/home/").content.decode()
    assert client.post(f"/c/{town.code}/home/").status_code == 302
    assert Home.objects.get(user=person).area == town
    assert str(town) in client.get("/home/").content.decode()


def test_offices_are_named_with_their_line_and_no_person_is(town: Area) -> None:
    rc = world.body("社区居委会", "community", OWN)
    rc.phone = "0500-6100000"
    rc.save()
    patrol = world.actor("ye", "grid_worker", OWN + "01.")
    patrol.user.phone = "13800138000"
    patrol.user.save()
    page = Client().get(f"/c/{town.code}/").content.decode()
    assert 'href="tel:0500-6100000"' in page
    assert "ye" in page
    assert "13800138000" not in page
    assert "138****8000" not in page
    answer = Client().get(f"/api/v1/open/communities/{town.code}").json()
    assert answer["contacts"][0]["phone"] == "0500-6100000"
    assert answer["emergency"][0]["number"] == "110"


def test_other_areas_have_no_board(town: Area) -> None:
    for code in ("990101001000", "000000000000", "'"):
        assert Client().get(f"/c/{code}/").status_code == 404


def weight(client: Client, path: str) -> dict[str, int]:
    """Bytes of a page and of what it loads, without vendored libraries."""
    page = client.get(path).content
    found = {"html": len(page)}
    for address in re.findall(rb'(?:src|href)="/static/([^"]+\.(?:css|js|svg))"', page):
        name = address.decode()
        if not name.startswith("vendor/"):
            found[name] = Path(str(finders.find(name))).stat().st_size
    return found


@pytest.mark.parametrize("path", ["/home/", "board"])
def test_the_first_page_is_light(signed_in: Client, town: Area, out: Bulletin, path: str) -> None:
    client = signed_in if path == "/home/" else Client()
    found = weight(client, path if path == "/home/" else f"/c/{town.code}/")
    assert sum(found.values()) <= LIGHT, found


def test_the_page_is_whole_without_a_script(
    signed_in: Client, town: Area, resident: Actor
) -> None:
    page = signed_in.get("/home/").content.decode()
    assert "<noscript" not in page
    assert re.search(r'<a class="btn pri wide main-step" href="/cases/report/', page)
