"""The routes of the record and the messages."""

from collections.abc import Callable, Mapping
from typing import Any

from liren.kernel.audit.models import Entry
from tests.routes.lines import (
    DENIED,
    DONE,
    GONE,
    MADE,
    NO_METHOD,
    OK,
    REFUSED,
    Codes,
    Expect,
    Line,
    always,
    at,
    here,
    holding,
)
from tests.town import OWN, Town


def noted(town: Town) -> int:
    """An entry of the record in the own area."""
    found: int = Entry.objects.filter(area_path__startswith=OWN).latest("pk").pk
    return found


def reads_record(yes: Codes) -> Expect:
    """Entries of one's own areas, for those who read the record."""
    return lambda who: (yes if who.is_at_home else GONE) if who.holds("audit.view") else DENIED


def told(path: str, name: str, field: str = "pk") -> Callable[[Town], str]:
    """The address of a notice, an endpoint, a delivery."""
    return lambda town: path.format(getattr(getattr(town.told, name), field))


def new_endpoint(town: Town) -> Mapping[str, Any]:
    """A robot that nobody may set up under this address."""
    body = town.bodies["own"]
    facts = {"channel": "wecom", "name": "值班群", "url": "http://example.org/"}
    return {**facts, "body": body.pk}


PAGES: Mapping[str, Line] = {
    "tell.read_all": Line(at("/inbox/read/"), get=always(NO_METHOD), post=always(DONE)),
    "tell.choose": Line(
        at("/inbox/wish/"),
        get=always(OK),
        post=always(DONE),
        facts=lambda town: {
            "email": "all",
            "sms": "never",
            "quiet_since": "22:00",
            "quiet_until": "07:00",
        },
    ),
    "tell.read": Line(
        told("/inbox/{}/read/", "notice", "uid"), get=always(NO_METHOD), post=always(GONE)
    ),
    "tell.view_endpoints": Line(
        at("/endpoints/"), get=holding("tell.view_endpoints"), post=always(NO_METHOD)
    ),
    "tell.add_endpoint": Line(
        at("/endpoints/add/"),
        get=holding("tell.add_endpoint"),
        post=holding("tell.add_endpoint", frozenset({422})),
        facts=new_endpoint,
    ),
    "tell.try_endpoint": Line(
        told("/endpoints/{}/try/", "endpoint"),
        get=always(NO_METHOD),
        post=here("tell.try_endpoint", OK),
    ),
    "tell.end_endpoint": Line(
        told("/endpoints/{}/end/", "endpoint"),
        get=here("tell.end_endpoint", OK),
        post=here("tell.end_endpoint", DONE),
    ),
    "tell.view_deliveries": Line(
        at("/deliveries/"), get=holding("tell.view_deliveries"), post=always(NO_METHOD)
    ),
    "tell.retry": Line(
        told("/deliveries/{}/retry/", "delivery"),
        get=always(NO_METHOD),
        post=holding("tell.retry", DONE, GONE),
    ),
    "tell.drop": Line(
        told("/deliveries/{}/drop/", "delivery"),
        get=always(NO_METHOD),
        post=holding("tell.drop", DONE, GONE),
    ),
    "audit.view": Line(at("/audit/"), get=holding("audit.view"), post=always(NO_METHOD)),
    "audit.export": Line(
        at("/audit/export.xlsx"), get=holding("audit.export"), post=always(NO_METHOD)
    ),
    "audit.roots": Line(at("/audit/roots/"), get=always(OK), post=always(NO_METHOD)),
    "audit.verify": Line(
        at("/audit/verify/"), get=holding("audit.verify"), post=holding("audit.verify", DONE)
    ),
    "audit.entry": Line(
        lambda town: f"/audit/{noted(town)}/",
        get=reads_record(OK),
        post=always(NO_METHOD),
        rows=True,
    ),
    "audit.proof": Line(  # nothing is sealed while the transaction of the test is open
        lambda town: f"/audit/{noted(town)}/proof/",
        get=reads_record(GONE),
        post=always(NO_METHOD),
        rows=True,
    ),
}


API: Mapping[str, Line] = {
    "tell.inbox": Line(at("/inbox"), get=always(OK)),
    "tell.read_all": Line(at("/inbox/read"), post=always(OK)),
    "tell.wish": Line(at("/inbox/wish"), get=always(OK)),
    "tell.choose": Line(
        at("/inbox/wish"),
        post=always(OK),
        facts=lambda town: {
            "email": "all",
            "sms": "never",
            "quiet_since": "22:00",
            "quiet_until": "07:00",
        },
    ),
    "tell.read": Line(told("/inbox/{}/read", "notice", "uid"), post=always(GONE)),
    # a list without a row of one's own is empty
    "tell.view_endpoints": Line(at("/endpoints"), get=always(OK)),
    "tell.add_endpoint": Line(
        at("/endpoints"),
        post=here("tell.add_endpoint", REFUSED),
        facts=lambda town: {**new_endpoint(town), "body": "b-own"},
    ),
    "tell.try_endpoint": Line(
        told("/endpoints/{}/try", "endpoint"), post=here("tell.try_endpoint", REFUSED)
    ),
    "tell.end_endpoint": Line(
        told("/endpoints/{}/end", "endpoint"), post=here("tell.end_endpoint", OK)
    ),
    "tell.view_deliveries": Line(at("/deliveries"), get=always(OK)),
    "tell.retry": Line(
        told("/deliveries/{}/retry", "delivery"), post=holding("tell.retry", OK, GONE)
    ),
    "tell.drop": Line(
        told("/deliveries/{}/drop", "delivery"), post=holding("tell.drop", OK, GONE)
    ),
    "audit.view": Line(at("/audit"), get=holding("audit.view")),
    "audit.roots": Line(at("/audit/roots"), get=always(OK)),
    "audit.verify": Line(
        at("/audit/checks"), post=holding("audit.verify", MADE), facts=lambda town: {}
    ),
    "audit.check": Line(at("/audit/checks/0"), get=holding("audit.verify", GONE)),
    "audit.entry": Line(lambda town: f"/audit/{noted(town)}", get=reads_record(OK), rows=True),
    "audit.proof": Line(
        lambda town: f"/audit/{noted(town)}/proof", get=reads_record(GONE), rows=True
    ),
}
