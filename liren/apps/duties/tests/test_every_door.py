"""Every door through which a department reaches a community asks the same gate."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from liren.apps.duties.actions.assignments import Wanted, assign, assign_each
from liren.apps.duties.models import Application, Assignment
from liren.apps.duties.rules.admission import AskKind, State
from liren.apps.duties.tests import standing
from liren.apps.duties.tests.conftest import DISTRICT, Offices
from liren.kernel.access.action import ACTIONS, wiring
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Once
from liren.kernel.access.who import actor_of, system
from liren.kernel.base.clock import today
from liren.kernel.base.errors import Refused
from liren.kernel.ledger import book
from liren.kernel.ledger.models import Account
from liren.kernel.policy.models import Parameter
from liren.kernel.policy.values import changed
from liren.kernel.testing import world

DUE = today() + timedelta(days=14)
Ask = Callable[[Offices], dict[str, Any]]


def unlisted(offices: Offices) -> dict[str, Any]:
    """Nothing stands behind it."""
    return {"kind": AskKind.FORM, "title": "再填一张月报表"}


def off_list(offices: Offices) -> dict[str, Any]:
    """A code that stands on no list."""
    return {"entry_code": "99-99", "title": "编一个编码"}


def negative(offices: Offices) -> dict[str, Any]:
    """What a negative list names, though it was admitted once."""
    standing.listed("N-07", kind="negative", duty_class="", zh="开具无犯罪证明")
    return {"application": standing.active(offices, entry_code="N-07")}


def expired(offices: Offices) -> dict[str, Any]:
    """Its period is over."""
    day = today() - timedelta(days=1)
    start = day - timedelta(days=60)
    return {"application": standing.active(offices, start_on=start, end_on=day)}


def suspended(offices: Offices) -> dict[str, Any]:
    """It was suspended."""
    return {"application": standing.active(offices, state=State.SUSPENDED)}


def uncovered(offices: Offices) -> dict[str, Any]:
    """Money was written down, and nobody confirmed it."""
    made = standing.admission(offices)
    standing.cover(offices, made, confirmed_by=None, confirmed_at=None)
    return {"application": made}


def underpaid(offices: Offices) -> dict[str, Any]:
    """The money does not reach for all units."""
    made = standing.admission(offices)
    standing.cover(offices, made, fen=100)
    return {"application": made}


def spoken_for(offices: Offices) -> dict[str, Any]:
    """The money reaches by its paper, but in the books it is held for something else."""
    made = standing.admission(offices)
    row = standing.cover(offices, made, fen=150_000)
    for reaction in wiring()["duties.confirm_cover"]:
        reaction(offices.finance, row)
    account = Account.objects.get(code=f"pledge/{made.pk}")
    book.set_aside("test", account, 150_000, name="elsewhere")
    return {"application": made}


def not_paid_in(offices: Offices) -> dict[str, Any]:
    """A part has to be paid in before, and was not."""
    Parameter.objects.filter(key="money.deposit_share").update(value=0.3)
    changed()
    return {"application": standing.active(offices)}


def out_of_scope(offices: Offices) -> dict[str, Any]:
    """The community objected and was left out."""
    return {"application": standing.active(offices, *offices.communities[1:])}


def of_another(offices: Offices) -> dict[str, Any]:
    """It is the admission of another department."""
    return {"application": standing.active(offices, body=offices.neighbour)}


def unconfirmed(offices: Offices) -> dict[str, Any]:
    """An emergency that only one person declared."""
    waits = {"confirmed_by": None, "confirmed_at": None}
    made = standing.emergency(offices, world.area(DISTRICT), **waits)
    return {"emergency": made, "title": "巡堤"}


CASES: dict[str, tuple[Ask, str]] = {
    "unlisted": (unlisted, "duties.unlisted"),
    "off-list": (off_list, "duties.unlisted"),
    "negative": (negative, "duties.negative"),
    "expired": (expired, "duties.expired"),
    "suspended": (suspended, "duties.suspended"),
    "uncovered": (uncovered, "duties.uncovered"),
    "underpaid": (underpaid, "duties.uncovered"),
    "spoken-for": (spoken_for, "duties.uncovered"),
    "not-paid-in": (not_paid_in, "duties.uncovered"),
    "out-of-scope": (out_of_scope, "duties.out-of-scope"),
    "of-another": (of_another, "duties.other-body"),
    "unconfirmed": (unconfirmed, "duties.not-active"),
}
every = pytest.mark.parametrize(("ask", "code"), CASES.values(), ids=list(CASES))


def facts_of(offices: Offices, ask: Ask) -> dict[str, Any]:
    """What is asked of the first community, as the action takes it."""
    facts = ask(offices)
    counted = facts.get("application") and facts["application"].unit
    return {"due_on": DUE, "quantity": 10 if counted else 0, **facts}


def nothing_got_through() -> None:
    """No assignment, and no key kept of a half-done one."""
    assert not Assignment.objects.exists()
    assert not Once.objects.filter(verb="duties.assign").exists()


def signed_in(actor: Actor) -> Client:
    """A browser of this person."""
    client = Client()
    client.force_login(actor.user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


@every
def test_the_action(offices: Offices, ask: Ask, code: str) -> None:
    facts = facts_of(offices, ask)
    with standing.no(code):
        assign(offices.clerk.once("k"), offices.department, area=offices.communities[0], **facts)
    nothing_got_through()


@every
def test_a_deputy(offices: Offices, ask: Ask, code: str) -> None:
    facts = facts_of(offices, ask)
    deputy = world.user("deputy")
    grant = world.grant(deputy, "department_clerk", DISTRICT, for_body=offices.department)
    grant.stands_for = offices.clerk.user
    grant.save()
    with standing.no(code):
        assign(actor_of(deputy), offices.department, area=offices.communities[0], **facts)
    nothing_got_through()


@every
def test_who_writes_for_somebody(offices: Offices, ask: Ask, code: str) -> None:
    """The desk may act for callers; that gives it nothing to hand out for a department."""
    facts = facts_of(offices, ask)
    actor = offices.desk.acting_for(offices.clerk.user)
    with pytest.raises(PermissionDenied):
        assign(actor, offices.department, area=offices.communities[0], **facts)
    nothing_got_through()


@every
def test_the_worker(offices: Offices, ask: Ask, code: str) -> None:
    facts = facts_of(offices, ask)
    with pytest.raises(PermissionDenied):
        assign(system(), offices.department, area=offices.communities[0], **facts)
    nothing_got_through()


@every
def test_many_at_once(offices: Offices, ask: Ask, code: str) -> None:
    facts = facts_of(offices, ask)
    wanted = [Wanted(offices.communities[0], facts.pop("quantity"))]
    found = assign_each(offices.clerk.once("k"), offices.department, wanted, **facts)
    assert [one.no.code for one in found if one.no] == [code]
    nothing_got_through()


def sent(facts: dict[str, Any]) -> dict[str, Any]:
    """The same as a program writes it."""
    found = {**facts, "due_on": f"{facts['due_on']:%F}"}
    for name in ("application", "emergency"):
        if name in found:
            found[name] = str(found[name].uid)
    return found


@every
def test_the_api(offices: Offices, ask: Ask, code: str) -> None:
    facts = sent({**facts_of(offices, ask), "asker": offices.department.code})
    client = signed_in(offices.clerk)
    one = {**facts, "area": offices.communities[0].code}
    said = client.post("/api/v1/duties/assignments", one, content_type="application/json")
    foreign = code == "duties.other-body"  # an admission that is not one's own is not there
    assert said.status_code == (404 if foreign else 409), said.content
    if not foreign:
        assert said.json()["type"] == code
        lines = [{"area": offices.communities[0].code, "quantity": one["quantity"]}]
        many = {**facts, "communities": lines}
        said = client.post("/api/v1/duties/assign_many", many, content_type="application/json")
        assert [line["code"] for line in said.json()] == [code]
    nothing_got_through()


def address(facts: dict[str, Any]) -> str:
    """The page on which this is handed out; without a basis there is none."""
    names = {"application": "application", "emergency": "emergency"}
    for name, field in names.items():
        if name in facts:
            return f"/duties/assign/?{field}={facts[name].uid}"
    return f"/duties/assign/?entry={facts.get('entry_code', 'none')}"


def sheet(*lines: tuple[object, ...]) -> SimpleUploadedFile:
    """A spreadsheet of communities and quantities."""
    into = BytesIO()
    book = xlsxwriter.Workbook(into)
    page = book.add_worksheet()
    for at, line in enumerate([("社区", "数量"), *lines]):
        page.write_row(at, 0, line)
    book.close()
    return SimpleUploadedFile("社区.xlsx", into.getvalue())


@every
@pytest.mark.parametrize("by_sheet", [False, True])
def test_the_page_and_its_import(offices: Offices, ask: Ask, code: str, by_sheet: bool) -> None:
    facts = facts_of(offices, ask)
    area = offices.communities[0]
    form: dict[str, Any] = {
        "title": facts.get("title", "调查"),
        "kind": facts.get("kind", AskKind.SURVEY),
        "due_on": f"{DUE:%F}",
        "quantity": facts["quantity"],
        "key": "k",
    }
    form |= {"sheet": sheet((area.code, 10))} if by_sheet else {"communities": [area.code]}
    said = signed_in(offices.clerk).post(address(facts), form)
    assert said.status_code in (200, 404, 422)
    nothing_got_through()
    if said.status_code == 200:
        assert "没有交办" in said.content.decode()


def test_what_is_admitted_and_paid_gets_through_by_page_sheet_and_api(offices: Offices) -> None:
    made = standing.active(offices)
    client = signed_in(offices.clerk)
    page = f"/duties/assign/?application={made.uid}"
    assert client.get("/duties/assign/").status_code == 200
    assert client.get(page).status_code == 200
    first, second, third = offices.communities
    form = {"title": "老年人需求调查", "kind": "survey", "due_on": f"{DUE:%F}", "key": "a"}
    assert client.post(page, {**form, "communities": [first.code]}).status_code == 302
    by_sheet = {**form, "key": "b", "sheet": sheet((second.code, 40), ("不存在的社区", 1))}
    said = client.post(page, by_sheet)
    assert "没有找到社区" in said.content.decode()
    sent_in = {
        **{"asker": offices.department.code, "application": str(made.uid), "area": third.code},
        **{"quantity": 100, "due_on": f"{DUE:%F}"},
    }
    said = client.post("/api/v1/duties/assignments", sent_in, content_type="application/json")
    assert said.status_code == 201
    rows = Assignment.objects.order_by("pk").values_list("area", "quantity")
    assert list(rows) == [(first.pk, 100), (second.pk, 40), (third.pk, 100)]


@pytest.mark.parametrize("broken", [b"not a workbook", b""])
def test_a_sheet_that_is_none_is_refused(offices: Offices, broken: bytes) -> None:
    made = standing.active(offices)
    file = SimpleUploadedFile("x.xlsx", broken)
    form = {"title": "调查", "kind": "survey", "due_on": f"{DUE:%F}", "key": "a", "sheet": file}
    said = signed_in(offices.clerk).post(f"/duties/assign/?application={made.uid}", form)
    assert said.status_code == 422
    nothing_got_through()


def test_no_verb_but_one_makes_an_assignment() -> None:
    """Who adds another door has it ask the gate and names it here."""
    makers = {verb for verb, one in ACTIONS.items() if verb.startswith("duties.assign")}
    assert makers == {"duties.assign"}


def test_a_refusal_leaves_the_admission_untouched(offices: Offices) -> None:
    made = standing.active(offices)
    with pytest.raises(Refused):
        assign(
            offices.clerk, offices.department, area=offices.communities[0], due_on=DUE,
            application=made, quantity=101,
        )  # fmt: skip
    assert Application.objects.get(pk=made.pk).version == made.version
