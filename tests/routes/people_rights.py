"""The routes of the rights of persons and of the duties that answer them."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from liren.kernel.base.clock import today
from tests.routes.lines import (
    DENIED,
    DONE,
    FAULTY,
    GONE,
    MADE,
    NO_METHOD,
    OK,
    REFUSED,
    Codes,
    Expect,
    Line,
    Who,
    acts,
    always,
    at,
    here,
    holding,
)
from tests.town import Town

WHY = {"answer": "已按您说的办好。"}
SELF = ("resident", "own")  # whose record the town's is
TAKES = ("community_worker", "own")  # who asked for the list that may be taken


def of(path: str, name: str) -> Callable[[Town], str]:
    """The address of a row of the own community."""
    return lambda town: path.format(getattr(town.righted, name).uid)


def is_self(who: Who) -> bool:
    """Whether it is the person whose record it is."""
    return (who.role, who.place) == SELF


def own(yes: Codes, no: Codes = GONE) -> Expect:
    """For the person himself."""
    return lambda who: yes if is_self(who) else no


def own_or(verb: str, yes: Codes, himself: Codes | None = None) -> Expect:
    """For the person himself, and for who holds the verb where he lives."""
    desk = here(verb, yes)
    return lambda who: (himself or yes) if is_self(who) else desk(who)


def takes(yes: Codes) -> Expect:
    """For who asked for the list."""
    return lambda who: yes if (who.role, who.place) == TAKES else GONE


def area(town: Town) -> str:
    """The code of the own community."""
    return town.grid.code[:12]


def listed(town: Town) -> Mapping[str, Any]:
    """A list that is asked for."""
    facts = {"area": area(town), "purpose": "care", "reason": "重阳节走访"}
    return {**facts, "columns": ["name"]}


def assessed(town: Town) -> Mapping[str, Any]:
    """An assessment with all its parts."""
    parts = dict.fromkeys(("title", "lawful", "risk", "measures"), "走访独居老人")
    days = {"concluded_on": f"{today():%F}", "again_on": f"{today() + timedelta(days=300):%F}"}
    return {**parts, **days, "area": area(town), "purpose": "care"}


def breached(town: Town) -> Mapping[str, Any]:
    """What got where it must not."""
    at_ = "2026-01-02T08:00"
    return {"area": area(town), "what": "名单发错了群", "touched": 2, "noticed_at": at_}


CHANGED = {"touched": 3, "measures": "已撤回"}
CORRECTED = {"field": "employer", "value": "和安小学"}
CLAIMED = {"kind": "object", "text": "不要再发消息"}
CONSENTED = {"purpose": "neighbours", "how": "paper"}
LINKED = {"name": "沈玉珍", "id_number": "99010119800315001X"}


def counted(town: Town) -> str:
    """The own community's figures."""
    return f"/people/figures/?area={area(town)}"


def chosen(path: str) -> Callable[[Town], str]:
    """The figures of the own community."""
    return lambda town: f"{path}?area={area(town)}"


def duties(who: Who) -> Codes:
    """Everybody is led on, if only to the rules."""
    return DONE


PAGES: Mapping[str, Line] = {
    "people.own": Line(at("/people/me/"), get=own(OK, DONE), post=always(NO_METHOD)),
    "people.link_self": Line(
        at("/people/me/link/"),
        get=own(DONE, OK),
        post=own(DONE, FAULTY),
        facts=lambda town: LINKED,
    ),
    "people.rules": Line(at("/people/rules/"), get=always(OK), post=always(NO_METHOD), open=True),
    "people.copy": Line(
        of("/people/{}/copy/", "person"), get=always(NO_METHOD), post=own(OK), rows=True
    ),
    "people.correct": Line(
        of("/people/{}/correct/", "person"),
        get=own(OK),
        post=own(DONE),
        facts=lambda town: CORRECTED,
        rows=True,
    ),
    "people.rights": Line(
        of("/people/{}/rights/", "person"),
        get=here("people.claims"),
        post=always(NO_METHOD),
        rows=True,
    ),
    "people.link_person": Line(
        of("/people/{}/link/", "person"),
        get=here("people.link_person"),
        post=here("people.link_person", FAULTY),
        facts=lambda town: {"phone": "13800138399", "checked": "on"},
        rows=True,
    ),
    "people.unlink_person": Line(
        of("/people/{}/unlink/", "person"),
        get=here("people.unlink_person"),
        post=here("people.unlink_person", DONE),
        facts=lambda town: {"reason": "换了账户"},
        rows=True,
    ),
    "people.claim": Line(
        of("/people/{}/claim/", "person"),
        get=own_or("people.claim", OK),
        post=own_or("people.claim", DONE),
        facts=lambda town: CLAIMED,
        rows=True,
    ),
    "people.give_consent": Line(
        of("/people/{}/consent/", "person"),
        get=own_or("people.give_consent", OK, DONE),
        post=own_or("people.give_consent", DONE),
        facts=lambda town: CONSENTED,
        rows=True,
    ),
    "people.withdraw_consent": Line(
        of("/people/consents/{}/withdraw/", "consent"),
        get=own_or("people.withdraw_consent", OK),
        post=own_or("people.withdraw_consent", DONE),
        rows=True,
    ),
    "people.duties": Line(at("/people/protection/"), get=duties, post=always(NO_METHOD)),
    "people.claims": Line(
        at("/people/protection/claims/"), get=holding("people.claims"), post=always(NO_METHOD)
    ),
    "people.claim_page": Line(
        of("/people/protection/claims/{}/", "claim"),
        get=here("people.claims"),
        post=always(NO_METHOD),
        rows=True,
    ),
    "people.grant_claim": Line(
        of("/people/protection/claims/{}/grant/", "claim"),
        get=here("people.grant_claim"),
        post=here("people.grant_claim", DONE),
        facts=lambda town: WHY,
        rows=True,
    ),
    "people.refuse_claim": Line(
        of("/people/protection/claims/{}/refuse/", "claim"),
        get=here("people.refuse_claim"),
        post=here("people.refuse_claim", DONE),
        facts=lambda town: WHY,
        rows=True,
    ),
    "people.exports": Line(
        at("/people/protection/exports/"), get=holding("people.exports"), post=always(NO_METHOD)
    ),
    "people.ask_export": Line(
        at("/people/protection/exports/ask/"),
        get=holding("people.ask_export"),
        post=lambda who: (
            (DONE if who.is_at_home else FAULTY) if who.holds("people.ask_export") else DENIED
        ),
        facts=listed,
        rows=True,
    ),
    "people.export": Line(
        of("/people/protection/exports/{}/", "waits"),
        get=here("people.exports"),
        post=always(NO_METHOD),
        rows=True,
    ),
    "people.approve_export": Line(
        of("/people/protection/exports/{}/approve/", "waits"),
        get=here("people.exports"),
        post=acts("people.approve_export", DONE, here("people.exports")),
        facts=lambda town: WHY,
        rows=True,
    ),
    "people.refuse_export": Line(
        of("/people/protection/exports/{}/refuse/", "waits"),
        get=here("people.exports"),
        post=acts("people.refuse_export", DONE, here("people.exports")),
        facts=lambda town: WHY,
        rows=True,
    ),
    "people.take_export": Line(
        of("/people/protection/exports/{}/take/", "goes"),
        get=always(NO_METHOD),
        post=takes(OK),
        rows=True,
    ),
    "people.assessments": Line(
        at("/people/protection/assessments/"),
        get=holding("people.assessments"),
        post=always(NO_METHOD),
    ),
    "people.assess": Line(
        at("/people/protection/assessments/add/"),
        get=holding("people.assess"),
        post=lambda who: (
            (DONE if who.is_at_home else FAULTY) if who.holds("people.assess") else DENIED
        ),
        facts=assessed,
        rows=True,
    ),
    "people.breaches": Line(
        at("/people/protection/breaches/"), get=holding("people.breaches"), post=always(NO_METHOD)
    ),
    "people.note_breach": Line(
        at("/people/protection/breaches/add/"),
        get=holding("people.note_breach"),
        post=lambda who: (
            (DONE if who.is_at_home else FAULTY) if who.holds("people.note_breach") else DENIED
        ),
        facts=breached,
        rows=True,
    ),
    "people.change_breach": Line(
        of("/people/protection/breaches/{}/", "breach"),
        get=here("people.breaches"),
        post=acts("people.change_breach", DONE, here("people.breaches")),
        facts=lambda town: CHANGED,
        rows=True,
    ),
    "people.retention": Line(
        at("/people/protection/retention/"),
        get=holding("people.retention"),
        post=always(NO_METHOD),
    ),
    "people.retain": Line(
        at("/people/protection/retention/run/"),
        get=holding("people.retain"),
        post=holding("people.retain", DONE),
    ),
    "people.figures": Line(
        counted,
        get=lambda who: here("people.figures")(who) if who.holds("people.figures") else DENIED,
        post=always(NO_METHOD),
        rows=True,
    ),
    "people.export_figures": Line(
        chosen("/people/figures/export.xlsx"),
        get=lambda who: here("people.figures")(who) if who.holds("people.figures") else DENIED,
        post=always(NO_METHOD),
        rows=True,
    ),
    "people.published": Line(
        at("/people/published/"), get=always(OK), post=always(NO_METHOD), open=True
    ),
}

API: Mapping[str, Line] = {
    "people.rules": Line(at("/people/rules"), get=always(OK)),
    "people.own": Line(at("/people/me"), get=own(OK)),
    "people.link_self": Line(
        at("/people/me/link"), post=always(REFUSED), facts=lambda town: LINKED
    ),
    "people.copy": Line(at("/people/me/copy"), post=own(OK)),
    "people.correct": Line(
        at("/people/me/corrections"), post=own(MADE), facts=lambda town: CORRECTED
    ),
    "people.claims": Line(at("/people/claims"), get=always(OK)),
    "people.claim_page": Line(
        of("/people/claims/{}", "claim"), get=here("people.claims"), rows=True
    ),
    "people.grant_claim": Line(
        of("/people/claims/{}/grant", "claim"),
        post=acts("people.grant_claim", OK, here("people.claims")),
        facts=lambda town: WHY,
        rows=True,
    ),
    "people.refuse_claim": Line(
        of("/people/claims/{}/refuse", "claim"),
        post=acts("people.refuse_claim", OK, here("people.claims")),
        facts=lambda town: WHY,
        rows=True,
    ),
    "people.withdraw_consent": Line(
        of("/people/consents/{}/withdraw", "consent"),
        post=own_or("people.withdraw_consent", OK),
        rows=True,
    ),
    "people.claim": Line(
        of("/people/{}/claims", "person"),
        post=own_or("people.claim", MADE),
        facts=lambda town: CLAIMED,
        rows=True,
    ),
    "people.give_consent": Line(
        of("/people/{}/consents", "person"),
        post=own_or("people.give_consent", MADE, REFUSED),
        facts=lambda town: CONSENTED,
        rows=True,
    ),
    "people.link_person": Line(
        of("/people/{}/link", "person"),
        post=acts("people.link_person", REFUSED, here("people.claims")),
        facts=lambda town: {"phone": "13800138399"},
        rows=True,
    ),
    "people.unlink_person": Line(
        of("/people/{}/unlink", "person"),
        post=acts("people.unlink_person", OK, here("people.claims")),
        facts=lambda town: {"reason": "换了账户"},
        rows=True,
    ),
    "people.exports": Line(at("/people/exports"), get=always(OK)),
    "people.ask_export": Line(
        at("/people/exports"), post=here("people.ask_export", MADE), facts=listed, rows=True
    ),
    "people.export": Line(
        of("/people/exports/{}", "waits"), get=here("people.exports"), rows=True
    ),
    "people.approve_export": Line(
        of("/people/exports/{}/approve", "waits"),
        post=acts("people.approve_export", OK, here("people.exports")),
        facts=lambda town: WHY,
        rows=True,
    ),
    "people.refuse_export": Line(
        of("/people/exports/{}/refuse", "waits"),
        post=acts("people.refuse_export", OK, here("people.exports")),
        facts=lambda town: WHY,
        rows=True,
    ),
    "people.take_export": Line(of("/people/exports/{}/take", "goes"), post=takes(OK), rows=True),
    "people.assessments": Line(at("/people/assessments"), get=always(OK)),
    "people.assess": Line(
        at("/people/assessments"), post=here("people.assess", MADE), facts=assessed, rows=True
    ),
    "people.breaches": Line(at("/people/breaches"), get=always(OK)),
    "people.note_breach": Line(
        at("/people/breaches"),
        post=here("people.note_breach", MADE),
        facts=lambda town: {**breached(town), "noticed_at": "2026-01-02T08:00:00Z"},
        rows=True,
    ),
    "people.change_breach": Line(
        of("/people/breaches/{}", "breach"),
        post=acts("people.change_breach", OK, here("people.breaches")),
        facts=lambda town: CHANGED,
        rows=True,
    ),
    "people.retention": Line(at("/people/retention"), get=always(OK)),
    "people.retain": Line(at("/people/retention"), post=holding("people.retain", MADE)),
    "people.figures": Line(chosen("/people/figures"), get=here("people.figures"), rows=True),
}
