"""The person himself: his record is found by himself alone, and what he asks is answered."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.test import Client
from pypdf import PdfReader

from liren.apps.people.actions.claims import claim, grant_claim, refuse_claim
from liren.apps.people.actions.consents import give_consent, withdraw_consent
from liren.apps.people.actions.own import copy, correct, link_person, link_self, unlink_person
from liren.apps.people.actions.proposals import take_proposal
from liren.apps.people.jobs.answering import tell_answer
from liren.apps.people.models import Claim, Consent, Person, Proposal, Purpose, Tag, TagKind
from liren.apps.people.queries.own import copy_of, own_person
from liren.apps.people.rules.rights import ClaimKind, ClaimState, ConsentHow
from liren.kernel.access.actor import Actor
from liren.kernel.access.who import actor_of
from liren.kernel.audit.models import Entry
from liren.kernel.base.clock import today
from liren.kernel.base.errors import Away, Refused, TooOften
from liren.kernel.tell.models import Notice
from liren.kernel.testing import world
from liren.kernel.web import pdf

from .conftest import COMMUNITY, Homes, Settle, number

PHONE, NUMBER = "13800138311", number("19800315", 31)


@pytest.fixture
def head(homes: Homes) -> Actor:
    """Who answers for the community."""
    return world.actor("head", "community_head", COMMUNITY)


@pytest.fixture
def person(settle: Settle) -> Person:
    """Somebody in the register, with a telephone."""
    return settle("沈家和", id_number=NUMBER, phone=PHONE)


def resident(phone: str = PHONE, name: str = "r-1") -> Actor:
    """Somebody who signs in with a telephone."""
    user = world.user(name)
    user.phone = phone
    user.save()
    return actor_of(user)


@pytest.fixture
def own(person: Person) -> Actor:
    """The person, signed in, with his record found."""
    actor = resident()
    link_self(actor, actor.user, name="沈家和", id_number=NUMBER.lower())
    person.refresh_from_db()
    return actor


# ── finding one's own record ────────────────────────────────────────────────────────────────


def test_who_knows_name_number_and_has_the_telephone_finds_his_record(
    own: Actor, person: Person
) -> None:
    assert own_person(own) == person
    entry = Entry.objects.get(verb="people.link_self", outcome="done")
    assert not any(word in str(entry.facts) for word in ("沈家和", NUMBER, PHONE))


@pytest.mark.parametrize(
    ("name", "given", "phone"),
    [
        ("沈家禾", NUMBER, PHONE),
        ("沈家和", number("19800315", 33), PHONE),
        ("沈家和", NUMBER, "13800138399"),  # knows the papers of somebody else
    ],
)
def test_what_does_not_fit_is_refused_with_one_and_the_same_sentence(
    person: Person, name: str, given: str, phone: str
) -> None:
    actor = resident(phone)
    with pytest.raises(Refused, match="没有对上") as no:
        link_self(actor, actor.user, name=name, id_number=given)
    assert no.value.code == "people.no-match"
    assert own_person(actor) is None


def test_tries_are_few_and_the_right_answer_comes_too_late(person: Person) -> None:
    actor = resident()
    for serial in range(5):
        with pytest.raises(Refused, match="没有对上"):
            link_self(actor, actor.user, name="沈家和", id_number=number("19800315", 40 + serial))
    with pytest.raises(TooOften):
        link_self(actor, actor.user, name="沈家和", id_number=NUMBER)
    assert own_person(actor) is None


def test_nobody_finds_a_record_that_is_found(own: Actor, person: Person) -> None:
    other = resident("13800138377", "r-2")
    Person.objects.filter(pk=person.pk).update(phone_hash=None)
    with pytest.raises(Refused, match="没有对上"):
        link_self(other, other.user, name="沈家和", id_number=NUMBER)


def test_the_head_joins_record_and_account_and_parts_them(
    head: Actor, homes: Homes, person: Person
) -> None:
    actor = resident("13800138355", "r-3")
    link_person(head, person, phone="13800138355")
    assert own_person(actor) == person
    with pytest.raises(Refused, match="已经关联"):
        link_person(head, person, phone="13800138355")
    with pytest.raises(PermissionDenied):
        unlink_person(homes.worker, person, reason="换了账户")
    unlink_person(head, person, reason="换了账户")
    assert own_person(actor) is None
    with pytest.raises(Refused, match="没有用这个手机号"):
        link_person(head, person, phone="13800138300")


def test_nobody_joins_his_own(head: Actor, person: Person) -> None:
    head.user.phone = "13800138366"
    head.user.save()
    with pytest.raises(Refused, match="自己的登记"):
        link_person(head, person, phone="13800138366")


# ── what is kept, and a copy ────────────────────────────────────────────────────────────────


def test_a_copy_holds_everything_in_clear_and_stands_among_the_requests(
    own: Actor, person: Person
) -> None:
    copy(own, person)
    whole = copy_of(person)
    assert whole["facts"]["证件号码"] == NUMBER
    assert whole["facts"]["手机号码"] == PHONE
    assert whole["stays"][0]["tie"] == "居住"
    assert Claim.objects.get(person=person).kind == ClaimKind.COPY
    assert NUMBER not in str([one.facts for one in Entry.objects.all()])


def test_a_copy_is_taken_along_as_a_paper(own: Actor, person: Person, client: Client) -> None:
    client.force_login(own.user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    answer = client.post(f"/people/{person.uid}/copy/", {"form": "pdf"})
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    for fact in ("个人信息登记复制件", "沈家和", NUMBER, PHONE, "谁看过隐藏的号码", "本人复制件"):
        assert fact in text
    assert Claim.objects.get(person=person).kind == ClaimKind.COPY


def test_where_no_paper_can_be_made_no_copy_is_on_record(
    own: Actor, person: Person, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "set_by_program", away)
    monkeypatch.delitem(vars(pdf.typeset), "proved", raising=False)
    client.force_login(own.user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    answer = client.post(f"/people/{person.uid}/copy/", {"form": "pdf"})
    assert answer.status_code == 503
    assert pdf.INSTALL in answer.content.decode()
    assert not Claim.objects.filter(person=person).exists()
    assert client.post(f"/people/{person.uid}/copy/").status_code == 200


def away(told: bytes, seconds: int) -> bytes:
    """A machine on which nothing is installed."""
    raise Away("web.no-pdf", pdf.INSTALL)


def test_nobody_takes_a_copy_of_somebody_else(homes: Homes, own: Actor, settle: Settle) -> None:
    neighbour = settle("别人")
    for actor in (own, homes.worker):
        with pytest.raises(PermissionDenied):
            copy(actor, neighbour)


# ── correction, requests ────────────────────────────────────────────────────────────────────


def test_a_correction_waits_for_the_record_with_a_clock(own: Actor, person: Person) -> None:
    proposal = correct(own, person, field="employer", value="和安小学", why="换了工作")
    assert (proposal.source, proposal.version) == ("person", person.version)
    assert proposal.due_on == today() + timedelta(days=30)
    assert Proposal.objects.get().value.open() == "和安小学"
    with pytest.raises(Refused, match="还在处理中"):
        correct(own, person, field="employer", value="另一家")
    with pytest.raises(Refused, match="不能这样更正"):
        correct(own, person, field="area_path", value="990101.")
    assert "和安小学" not in str([one.facts for one in Entry.objects.all()])


def test_a_request_is_answered_by_who_answers_for_it(
    own: Actor, person: Person, head: Actor, homes: Homes
) -> None:
    row = claim(own, person, kind=ClaimKind.EXPLAIN, text="为什么给我打了独居的标签？")
    assert row.due_on == today() + timedelta(days=30)
    with pytest.raises(Refused, match="还在处理中"):
        claim(own, person, kind=ClaimKind.EXPLAIN, text="再问一次")
    for actor in (homes.worker, homes.elsewhere, own):
        with pytest.raises(PermissionDenied):
            refuse_claim(actor, row, answer="不说")
    refuse_claim(head, row, answer="标签来自走访，用途写在规则里。")
    row.refresh_from_db()
    assert (row.state, row.decided_by) == (ClaimState.REFUSED, head.user)
    with pytest.raises(Refused, match="已经处理过"):
        grant_claim(head, row, answer="改主意")


def test_the_desk_writes_down_what_is_asked_there(homes: Homes, person: Person) -> None:
    assert claim(homes.worker, person, kind=ClaimKind.OBJECT, text="不要再发活动消息").pk
    with pytest.raises(PermissionDenied):
        claim(homes.elsewhere, person, kind=ClaimKind.DELETE, text="删掉")


def test_deletion_destroys_what_no_duty_asks_for(own: Actor, person: Person, head: Actor) -> None:
    grant_claim(head, claim(own, person, kind=ClaimKind.DELETE, text="删电话"), answer="已删。")
    person.refresh_from_db()
    assert not person.phone
    assert person.phone_hash is None
    assert person.id_number.open() == NUMBER  # a duty asks for it
    assert person.version == 2


# ── consent ─────────────────────────────────────────────────────────────────────────────────


def consented(own: Actor, person: Person) -> Consent:
    """The person agrees to neighbours' help."""
    return give_consent(own, person, purpose=Purpose.objects.get(code="neighbours"))


def test_what_stands_on_consent_ends_with_it(own: Actor, person: Person, homes: Homes) -> None:
    consent = consented(own, person)
    tag = Tag.objects.create(
        person=person, kind=TagKind.objects.get(code="volunteer"), since=today(), basis="本人",
        by=homes.worker.user, area=person.area,
    )  # fmt: skip
    withdraw_consent(own, consent)
    tag.refresh_from_db()
    assert tag.ended_on == today()
    with pytest.raises(Refused, match="已经撤回"):
        withdraw_consent(own, consent)
    assert consented(own, person).pk != consent.pk  # and given again


def test_a_duty_needs_no_consent_and_cannot_be_agreed_away(own: Actor, person: Person) -> None:
    with pytest.raises(Refused, match="不需要本人同意"):
        give_consent(own, person, purpose=Purpose.objects.get(code="register"))


def test_online_agrees_only_the_person(homes: Homes, person: Person) -> None:
    purpose = Purpose.objects.get(code="messages")
    with pytest.raises(Refused, match="只能由本人"):
        give_consent(homes.worker, person, purpose=purpose, how=ConsentHow.ONLINE)
    assert give_consent(homes.worker, person, purpose=purpose, how=ConsentHow.PAPER).pk


def test_who_asked_is_told_once_what_became_of_it(own: Actor, person: Person, head: Actor) -> None:
    row = claim(own, person, kind=ClaimKind.EXPLAIN, text="为什么登记我的电话？")
    tell_answer(row.pk)
    assert not Notice.objects.filter(user=own.user).exists()
    grant_claim(head, row, answer="用于停水停电前联系。")
    for _turn in range(2):
        tell_answer(row.pk)
    assert Notice.objects.get(user=own.user).facts == {"answer": "用于停水停电前联系。"}


@pytest.mark.parametrize(
    ("field", "said", "kept"),
    [
        ("sex", "女", "2"),
        ("marital", "离婚", "40"),
        ("nation", "回", "03"),
        ("nation", "回族", "03"),
        ("work", "80", "80"),
        ("born", "1980年3月5日", "1980-03-05"),
        ("born", "1980-3-5", "1980-03-05"),
    ],
)
def test_own_words_become_the_words_of_the_record(
    own: Actor, person: Person, field: str, said: str, kept: str
) -> None:
    assert correct(own, person, field=field, value=said).value.open() == kept


@pytest.mark.parametrize(
    ("field", "said"), [("sex", "x"), ("born", "1980-02-30"), ("born", "去年"), ("work", "宇航员")]
)
def test_words_that_mean_nothing_are_asked_again(
    own: Actor, person: Person, field: str, said: str
) -> None:
    with pytest.raises(Refused):
        correct(own, person, field=field, value=said)
    assert not Proposal.objects.exists()


def test_another_address_is_shown_and_decided_beside_the_move(
    own: Actor, person: Person, head: Actor, client: Client
) -> None:
    proposal = correct(own, person, field="address", value="和园 3 栋 201")
    client.force_login(head.user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    assert "和园 3 栋 201" in client.get("/people/proposals/").content.decode()
    page = client.get(f"/people/proposals/{proposal.uid}/take/")
    assert "先办搬家" in page.content.decode()
    done = take_proposal(head, proposal, seen=person.version)
    assert done.state == "taken"
