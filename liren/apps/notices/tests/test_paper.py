"""A bulletin in the layout of an official document, for those who may read it."""

from io import BytesIO

from django.conf import settings
from django.test import Client
from pypdf import PdfReader

from liren.apps.notices.models import Bulletin
from liren.apps.notices.tests.conftest import TEXT, TITLE, write
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area


def signed_in(actor: Actor) -> Client:
    """A browser of this person."""
    client = Client()
    client.force_login(actor.user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


def test_a_bulletin_is_taken_as_a_paper(resident: Actor, out: Bulletin, town: Area) -> None:
    client = signed_in(resident)
    page = client.get(out.get_absolute_url()).content.decode()
    link = f"{out.get_absolute_url()}pdf/"
    assert link in page
    answer = client.get(link)
    assert answer["Content-Type"] == "application/pdf"
    found = PdfReader(BytesIO(answer.content))
    text = "".join(one.extract_text() for one in found.pages).replace("\n", "")
    assert all(fact in text for fact in (str(town), TITLE, TEXT, "停水停电"))
    assert resident.user.name not in text, "it is for everybody"
    assert found.metadata
    assert found.metadata.title == TITLE


def test_a_draft_is_a_paper_for_its_office_alone(
    worker: Actor, resident: Actor, town: Area
) -> None:
    draft = write(worker, town)
    link = f"{draft.get_absolute_url()}pdf/"
    assert signed_in(resident).get(link).status_code == 404
    assert Client().get(link).status_code == 302, "papers are set for those who sign in"
    page = Client().get(draft.get_absolute_url())
    assert b"/pdf/" not in page.content
