"""The routes of accounts, sessions, tokens, and the pages that belong to nobody."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from liren.kernel.base.clock import today
from tests.routes.lines import (
    DONE,
    FAULTY,
    GONE,
    KEEPS,
    MADE,
    NO_METHOD,
    OK,
    REFUSED,
    Codes,
    Expect,
    Line,
    always,
    at,
    holding,
)
from tests.town import Town

NONE = "00000000-0000-7000-8000-000000000000"
ENDED = frozenset({410})


def key(town: Town) -> int:
    """The account on which a security administrator acts."""
    return town.people["resident", "own"].pk


def kept(verb: str, yes: Codes) -> Expect:
    """What is done to accounts: those who may not see accounts find none."""
    return lambda who: yes if who.holds(verb) and who.holds(KEEPS) else GONE


def token(town: Town) -> int:
    """A token of somebody else."""
    assert town.token is not None
    return town.token.pk


def new_token(town: Town) -> Mapping[str, Any]:
    """A token with one verb that every office has."""
    return {"name": "t", "scopes": ["places.view"], "until": today().isoformat()}


PAGES: Mapping[str, Line] = {
    "doors.inbox": Line(at("/inbox/"), get=always(OK), post=always(NO_METHOD)),
    "site.home": Line(at("/"), get=always(DONE), post=always(DONE)),
    "site.healthz": Line(at("/healthz"), get=always(OK), post=always(NO_METHOD), open=True),
    "site.readyz": Line(
        at("/readyz"), get=always(frozenset({503})), post=always(NO_METHOD), open=True
    ),
    "site.metrics": Line(at("/metrics"), get=holding("site.metrics"), post=always(NO_METHOD)),
    "openapi-json": Line(at("/api/v1/openapi.json"), get=always(OK), post=always(OK), open=True),
    "doors.reference": Line(at("/api/v1/docs"), get=always(OK), post=always(NO_METHOD), open=True),
    "web.size": Line(at("/size/"), get=always(NO_METHOD), post=always(DONE), open=True),
    "set_language": Line(at("/language/"), get=always(DONE), post=always(DONE), open=True),
    "web.worker": Line(at("/sw.js"), get=always(OK), post=always(NO_METHOD), open=True),
    "web.token": Line(at("/token.json"), get=always(OK), post=always(NO_METHOD), open=True),
    "web.design": Line(at("/design/"), get=always(OK), post=always(DONE)),
    "doors.login": Line(at("/login/"), get=always(DONE), post=always(DONE), open=True),
    "doors.phone": Line(
        at("/login/phone/"), get=always(DONE), post=always(frozenset({422})), open=True
    ),
    "doors.code": Line(at("/login/code/"), get=always(DONE), post=always(DONE), open=True),
    "doors.second": Line(at("/login/second/"), get=always(DONE), post=always(DONE), open=True),
    "doors.second_leave": Line(
        at("/login/second/leave/"), get=always(DONE), post=always(DONE), open=True
    ),
    "doors.forgotten": Line(
        at("/login/forgotten/"),
        get=always(OK),
        post=always(OK),
        facts=lambda town: {"username": uuid4().hex},
        open=True,
    ),
    "doors.recover": Line(at("/login/recover/"), get=always(ENDED), post=always(ENDED), open=True),
    "doors.recover_link": Line(
        at("/login/recover/secret/"), get=always(DONE), post=always(DONE), open=True
    ),
    "doors.elsewhere": Line(
        at("/login/with/sso/"), get=always(GONE), post=always(NO_METHOD), open=True
    ),
    "doors.back": Line(
        at("/login/with/sso/back/"), get=always(GONE), post=always(NO_METHOD), open=True
    ),
    "access.link_login": Line(
        at("/account/links/"), get=always(OK), post=always(FAULTY), facts=lambda town: {"old": ""}
    ),
    "access.unlink_login": Line(at("/account/links/0/end/"), get=always(OK), post=always(REFUSED)),
    "doors.link_person": Line(
        lambda town: f"/accounts/{key(town)}/link/",
        get=kept("access.create_account", OK),
        post=kept("access.create_account", FAULTY),
        facts=lambda town: {"uid": "x"},
    ),
    "doors.unlink_person": Line(
        lambda town: f"/accounts/{key(town)}/links/0/end/",
        get=kept("access.create_account", OK),
        post=kept("access.create_account", REFUSED),
    ),
    "access.set_email": Line(
        at("/account/email/"),
        get=always(OK),
        post=always(FAULTY),
        facts=lambda town: {"email": "li@example.org", "old": ""},
    ),
    "access.view_recoveries": Line(
        at("/recoveries/"), get=holding("access.view_recoveries"), post=always(NO_METHOD)
    ),
    "access.open_recovery": Line(
        at("/recoveries/open/"),
        get=holding("access.open_recovery"),
        post=holding("access.open_recovery", FAULTY),
        facts=lambda town: {"username": "nobody", "reason": "x"},
    ),
    "access.agree_recovery": Line(
        at(f"/recoveries/{NONE}/agree/"), get=always(GONE), post=always(GONE)
    ),
    "access.withdraw_recovery": Line(
        at(f"/recoveries/{NONE}/withdraw/"), get=always(GONE), post=always(GONE)
    ),
    "access.set_second_factor": Line(
        at("/account/second/"),
        get=always(OK),
        post=always(FAULTY),
        facts=lambda town: {"code": "000000"},
    ),
    "doors.second_move": Line(
        at("/account/second/move/"),
        get=always(OK),
        post=always(FAULTY),
        facts=lambda town: {"code": "000000"},
    ),
    "access.renew_recovery_codes": Line(
        at("/account/second/codes/"),
        get=always(OK),
        post=always(FAULTY),
        facts=lambda town: {"code": "000000"},
    ),
    "access.drop_second_factor": Line(
        at("/account/second/drop/"),
        get=always(OK),
        post=always(FAULTY),
        facts=lambda town: {"code": "000000"},
    ),
    "doors.name": Line(
        at("/login/name/"),
        get=always(OK),
        post=lambda who: DONE if who.role in ("resident", "reporter") else frozenset({422}),
        facts=lambda town: {"name": "王女士"},
    ),
    "doors.example": Line(
        at("/login/example/"), get=always(GONE), post=always(NO_METHOD), open=True
    ),
    "doors.logout": Line(at("/login/out/"), get=always(NO_METHOD), post=always(DONE), open=True),
    "doors.account": Line(at("/account/"), get=always(OK), post=always(NO_METHOD)),
    "access.change_settings": Line(
        at("/account/settings/"),
        get=always(OK),
        post=lambda who: DONE,
        facts=lambda town: {"language": "", "name": "王女士"},
    ),
    "access.change_password": Line(
        at("/account/password/"),
        get=always(OK),
        post=always(frozenset({422})),
        facts=lambda town: {"old": ""},
    ),
    "access.end_session": Line(at("/account/sessions/end/"), get=always(OK), post=always(REFUSED)),
    "access.issue_token": Line(
        at("/account/tokens/issue/"),
        get=holding("access.issue_token"),
        post=holding("access.issue_token"),
        facts=lambda town: {**new_token(town), "key": "matrix"},
    ),
    "access.revoke_token": Line(
        lambda town: f"/account/tokens/{token(town)}/revoke/", get=always(GONE), post=always(GONE)
    ),
    "access.roles": Line(at("/roles/"), get=holding("access.roles"), post=always(NO_METHOD)),
    "doors.calendar": Line(
        at("/calendar/2026/"), get=holding("policy.view"), post=always(NO_METHOD)
    ),
    KEEPS: Line(at("/accounts/"), get=holding(KEEPS), post=always(NO_METHOD)),
    "doors.person": Line(
        lambda town: f"/accounts/{key(town)}/", get=kept(KEEPS, OK), post=always(NO_METHOD)
    ),
    "access.unlock": Line(
        lambda town: f"/accounts/{key(town)}/unlock/",
        get=kept("access.unlock", OK),
        post=kept("access.unlock", REFUSED),
    ),
    "access.end_sessions": Line(
        lambda town: f"/accounts/{key(town)}/end-sessions/",
        get=kept("access.end_sessions", OK),
        post=kept("access.end_sessions", DONE),
    ),
    "doors.roots_file": Line(at("/audit/roots.txt"), get=always(OK), post=always(NO_METHOD)),
    "doors.check": Line(
        at("/audit/checks/0/"), get=holding("audit.verify", GONE), post=always(NO_METHOD)
    ),
    "access.create_account": Line(
        at("/accounts/new/"),
        get=holding("access.create_account"),
        post=holding("access.create_account"),
        facts=lambda town: {"username": "li.juan", "name": "李娟", "key": "k"},
    ),
    "access.deactivate": Line(
        lambda town: f"/accounts/{key(town)}/close/",
        get=kept("access.deactivate", OK),
        post=kept("access.deactivate", DONE),
        facts=lambda town: {"reason": "离职"},
    ),
    "access.reactivate": Line(
        lambda town: f"/accounts/{key(town)}/open/",
        get=kept("access.reactivate", OK),
        post=kept("access.reactivate", FAULTY),
        facts=lambda town: {"reason": "复职"},
    ),
    "access.reset_password": Line(
        lambda town: f"/accounts/{key(town)}/password/",
        get=kept("access.reset_password", OK),
        post=kept("access.reset_password", OK),
        facts=lambda town: {"key": "k"},
    ),
}


API: Mapping[str, Line] = {
    "access.create_account": Line(
        at("/accounts"),
        post=holding("access.create_account", MADE),
        facts=lambda town: {"username": "li.juan", "name": "李娟"},
    ),
    "access.deactivate": Line(
        lambda town: f"/accounts/{key(town)}/deactivate",
        post=kept("access.deactivate", OK),
        facts=lambda town: {"reason": "离职"},
    ),
    "access.reactivate": Line(
        lambda town: f"/accounts/{key(town)}/reactivate",
        post=kept("access.reactivate", REFUSED),
        facts=lambda town: {"reason": "复职"},
    ),
    "access.reset_password": Line(
        lambda town: f"/accounts/{key(town)}/reset_password",
        post=kept("access.reset_password", OK),
    ),
    "access.me": Line(at("/me"), get=always(OK)),
    "access.change_settings": Line(
        at("/me/settings"), post=always(OK), facts=lambda town: {"language": "en", "large": True}
    ),
    "access.change_password": Line(at("/me/password"), post=always(frozenset({422}))),
    "access.set_second_factor": Line(
        at("/me/second_factor"),
        post=always(REFUSED),
        facts=lambda town: {"secret": "A" * 32, "code": "000000", "password": "wrong-7-password"},
    ),
    "access.drop_second_factor": Line(
        at("/me/second_factor/drop"), post=always(REFUSED), facts=lambda town: {"code": "000000"}
    ),
    "access.renew_recovery_codes": Line(
        at("/me/recovery_codes"), post=always(REFUSED), facts=lambda town: {"code": "000000"}
    ),
    "access.link_login": Line(
        lambda town: f"/accounts/{key(town)}/links",
        post=kept("access.create_account", OK),
        facts=lambda town: {"provider": "sso", "uid": uuid4().hex},
    ),
    "access.unlink_login": Line(
        lambda town: f"/accounts/{key(town)}/links/0/end",
        post=kept("access.create_account", REFUSED),
    ),
    "access.set_email": Line(
        at("/me/email"),
        post=always(REFUSED),
        facts=lambda town: {"email": "", "password": "wrong-7-password"},
    ),
    "access.view_recoveries": Line(at("/recoveries"), get=holding("access.view_recoveries")),
    "access.open_recovery": Line(
        at("/recoveries"),
        post=holding("access.open_recovery", GONE),
        facts=lambda town: {"username": "nobody", "reason": "x"},
    ),
    "access.agree_recovery": Line(at(f"/recoveries/{NONE}/agree"), post=always(GONE)),
    "access.withdraw_recovery": Line(at(f"/recoveries/{NONE}/withdraw"), post=always(GONE)),
    "access.sessions": Line(at("/me/sessions"), get=always(OK)),
    "access.end_session": Line(
        at("/me/sessions/end"), post=always(REFUSED), facts=lambda town: {"sessions": [1]}
    ),
    "access.tokens": Line(at("/tokens"), get=always(OK)),
    "access.issue_token": Line(
        at("/tokens"), post=holding("access.issue_token", MADE), facts=new_token
    ),
    "access.revoke_token": Line(lambda town: f"/tokens/{token(town)}/revoke", post=always(GONE)),
    "access.roles": Line(at("/roles"), get=holding("access.roles")),
    KEEPS: Line(at("/accounts"), get=holding(KEEPS)),
    "access.unlock": Line(
        lambda town: f"/accounts/{key(town)}/unlock", post=kept("access.unlock", REFUSED)
    ),
    "access.end_sessions": Line(
        lambda town: f"/accounts/{key(town)}/end_sessions",
        post=kept("access.end_sessions", OK),
    ),
}
