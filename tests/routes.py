"""The matrix's table: what every address and operation asks for, and of whom.

A route that is not here fails the test: write down whom it lets through, then add it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from liren.apps.cases.rules import HANDLER_VERBS
from liren.kernel.access.models import User
from liren.kernel.base.clock import today
from liren.site.roles import ROLES
from tests.town import BODY_ROLES, GOOD, TEXT, WHY, Town

Codes = frozenset[int]
OK, GONE, DENIED, REFUSED = frozenset({200}), frozenset({404}), frozenset({403}), frozenset({409})
DONE, MADE = frozenset({302}), frozenset({201})
NO_METHOD = frozenset({405})


@dataclass(frozen=True)
class Who:
    """Somebody in the matrix."""

    role: str
    place: str
    user: User

    def holds(self, verb: str) -> bool:
        """Whether the role holds a verb; where does not matter."""
        also = ROLES["resident"] if self.role == "reporter" else frozenset()
        return verb in ROLES[self.role] | also

    @property
    def is_at_home(self) -> bool:
        """Whether the rows of the table lie in this person's area."""
        return self.place == "own"

    def sees_cases(self) -> bool:
        """Whether this person sees the cases of the table: by office, or having reported them."""
        return self.is_at_home and self.holds("cases.view")

    def may_step(self, verb: str) -> bool:
        """Whether this person may do a verb to them; what a body does needs the body."""
        by_body = verb not in HANDLER_VERBS or self.role in BODY_ROLES
        return self.sees_cases() and self.holds(verb) and by_body


Expect = Callable[[Who], Codes]


@dataclass(frozen=True)
class Line:
    """One route: how to call it, and what it answers to whom."""

    path: Callable[[Town], str]
    get: Expect | None = None
    post: Expect | None = None
    facts: Callable[[Town], Mapping[str, Any]] = lambda town: {}
    open: bool = False  # also to strangers
    rows: bool = False  # names a row: it matters whose it is


def always(codes: Codes) -> Expect:
    """The same answer to everybody who is signed in."""
    return lambda who: codes


def holding(verb: str, yes: Codes = OK, no: Codes = DENIED) -> Expect:
    """For those whose role holds a verb anywhere."""
    return lambda who: yes if who.holds(verb) else no


def at(path: str) -> Callable[[Town], str]:
    """An address without a row."""
    return lambda town: path


def of(path: str, verb: str) -> Callable[[Town], str]:
    """The address of the case that waits for a verb."""
    return lambda town: path.format(town.cases[verb].uid)


def seen(who: Who) -> Codes:
    """A case is there for those who see it, and nowhere for others."""
    return OK if who.sees_cases() else GONE


def step(verb: str, done: Codes) -> Expect:
    """A step: done, refused to those who only see the case, nothing for others."""

    def expect(who: Who) -> Codes:
        if not who.sees_cases():
            return GONE
        return done if who.may_step(verb) else DENIED

    return expect


def reports(done: Codes) -> Expect:
    """One reports in one's own area."""
    return lambda who: done if who.is_at_home and who.holds("cases.report") else DENIED


STEPS: Mapping[str, Mapping[str, Any]] = {
    "cases.accept": {"kind": "corridor_clutter"},
    "cases.reject": {"reason": WHY},
    "cases.self_handle": {"outcome": GOOD},
    "cases.dispatch": {"handler": "b-own"},
    "cases.sign": {"key": "k"},
    "cases.return": {"reason": WHY},
    "cases.handle": {"note": WHY},
    "cases.feed_back": {"outcome": GOOD},
    "cases.verify": {"passed": "yes"},
    "cases.close": {"note": ""},
    "cases.reopen": {"reason": WHY},
    "cases.rate": {"rating": "satisfied"},
}
SAID = {"kind": "corridor_clutter", "text": TEXT}
DAY = {"day": "2026-12-07", "works": "0", "name": "停电"}
KEEPS = "access.view_accounts"


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


def view(town: Town) -> int:
    """A kept view of somebody else."""
    assert town.view is not None
    return town.view.pk


def new_token(town: Town) -> Mapping[str, Any]:
    """A token with one verb that every office has."""
    return {"name": "t", "scopes": ["places.view"], "until": today().isoformat()}


def inside(who: Who) -> Codes:
    """Rows of the own area."""
    return OK if who.is_at_home else GONE


PAGES: Mapping[str, Line] = {
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
    "web.design": Line(at("/design/"), get=always(OK), post=always(DONE)),
    "doors.login": Line(at("/login/"), get=always(DONE), post=always(DONE), open=True),
    "doors.phone": Line(
        at("/login/phone/"), get=always(DONE), post=always(frozenset({422})), open=True
    ),
    "doors.code": Line(at("/login/code/"), get=always(DONE), post=always(DONE), open=True),
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
    "policy.view": Line(at("/rules/"), get=holding("policy.view"), post=always(NO_METHOD)),
    "policy.calendar": Line(at("/calendar/"), get=always(DONE), post=always(NO_METHOD)),
    "doors.calendar": Line(
        at("/calendar/2026/"), get=holding("policy.view"), post=always(NO_METHOD)
    ),
    "policy.set_day": Line(
        at("/calendar/2026/set/"),
        get=holding("policy.set_day"),
        post=holding("policy.set_day", DONE),
        facts=lambda town: DAY,
    ),
    "policy.clear_day": Line(
        at("/calendar/2026/days/2026-10-01/clear/"),
        get=holding("policy.clear_day"),
        post=holding("policy.clear_day", DONE),
    ),
    "policy.publish_year": Line(
        at("/calendar/2026/publish/"),
        get=holding("policy.publish_year"),
        post=holding("policy.publish_year", DONE),
        facts=lambda town: {"source": "国办发明电〔2025〕7号"},
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
    "audit.view": Line(at("/audit/"), get=holding("audit.view"), post=always(NO_METHOD)),
    "places.tree": Line(at("/places/"), get=always(OK), post=always(NO_METHOD)),
    "places.shapes": Line(
        lambda town: f"/places/shapes.json?in={town.grid.code[:12]}",
        get=always(OK),  # borders are public
        post=always(NO_METHOD),
        rows=True,
    ),
    "places.ground": Line(
        at("/places/ground.json"), get=always(frozenset({200, 404})), post=always(NO_METHOD)
    ),
    "places.view": Line(
        lambda town: f"/places/{town.grid.code}/", get=inside, post=always(NO_METHOD), rows=True
    ),
    "bodies.list": Line(at("/bodies/"), get=always(OK), post=always(NO_METHOD)),
    "bodies.view": Line(at("/bodies/b-own/"), get=inside, post=always(NO_METHOD), rows=True),
    "cases.desk": Line(at("/cases/"), get=always(OK), post=always(NO_METHOD)),
    "cases.report": Line(
        at("/cases/report/"),
        get=always(OK),
        post=reports(DONE),
        facts=lambda town: {**SAID, "community": town.grid.code[:12]},
        rows=True,
    ),
    "cases.bulk": Line(
        at("/cases/bulk/"),
        get=always(NO_METHOD),
        post=lambda who: (
            DONE
            if who.may_step("cases.accept") or not who.sees_cases()
            else frozenset({200})  # the page that says what was refused
        ),
        facts=lambda town: {
            "verb": "cases.accept",
            "pick": [str(town.cases["cases.accept"].uid)],
        },
        rows=True,
    ),
    "cases.export": Line(
        at("/cases/export.xlsx"),
        get=holding("cases.export", OK, REFUSED),
        post=always(NO_METHOD),
    ),
    "cases.map": Line(at("/cases/map/"), get=always(OK), post=always(NO_METHOD)),
    "cases.points": Line(at("/cases/points.json"), get=always(OK), post=always(NO_METHOD)),
    "cases.save_view": Line(
        at("/cases/views/"),
        get=always(NO_METHOD),
        post=always(DONE),
        facts=lambda town: {"name": "甲", "query": "tab=late"},
    ),
    "cases.drop_view": Line(
        lambda town: f"/cases/views/{view(town)}/drop/", get=always(NO_METHOD), post=always(GONE)
    ),
    "cases.kinds": Line(at("/kinds/"), get=always(OK), post=always(NO_METHOD)),
    "cases.mine": Line(at("/my/"), get=always(OK), post=always(NO_METHOD)),
    "cases.view": Line(
        of("/cases/{}/", "cases.sign"), get=seen, post=always(NO_METHOD), rows=True
    ),
    "cases.sheet": Line(
        of("/cases/{}/print/", "cases.sign"), get=seen, post=always(NO_METHOD), rows=True
    ),
    **{
        verb: Line(
            of(f"/cases/{{}}/{verb.split('.')[1]}/", verb),
            get=seen,
            post=step(verb, DONE),
            facts=lambda town, given=given: given,  # type: ignore[misc]
            rows=True,
        )
        for verb, given in STEPS.items()
    },
}
API: Mapping[str, Line] = {
    "cases.list": Line(at("/cases"), get=always(OK)),
    "cases.report": Line(
        at("/cases"),
        post=reports(MADE),
        facts=lambda town: {**SAID, "area": town.grid.code},
        rows=True,
    ),
    "cases.kinds": Line(at("/cases/kinds"), get=always(OK)),
    "cases.views": Line(at("/cases/views"), get=always(OK)),
    "cases.save_view": Line(
        at("/cases/views"), post=always(MADE), facts=lambda town: {"name": "甲", "query": "q=1"}
    ),
    "cases.drop_view": Line(lambda town: f"/cases/views/{view(town)}/drop", post=always(GONE)),
    "cases.view": Line(of("/cases/{}", "cases.sign"), get=seen, rows=True),
    **{
        verb: Line(
            of(f"/cases/{{}}/{verb.split('.')[1]}", verb),
            post=step(verb, OK),
            facts=lambda town, given=given: given,  # type: ignore[misc]
            rows=True,
        )
        for verb, given in {**STEPS, "cases.verify": {"passed": True}}.items()
    },
    "places.list": Line(at("/places"), get=always(OK)),
    "places.at": Line(at("/places/at?lng=120.925&lat=30.855"), get=always(OK)),
    "places.view": Line(lambda town: f"/places/{town.grid.code}", get=inside, rows=True),
    "bodies.list": Line(at("/bodies"), get=always(OK)),
    "bodies.view": Line(at("/bodies/b-own"), get=inside, rows=True),
    "access.me": Line(at("/me"), get=always(OK)),
    "access.change_settings": Line(
        at("/me/settings"), post=always(OK), facts=lambda town: {"language": "en", "large": True}
    ),
    "access.change_password": Line(at("/me/password"), post=always(frozenset({422}))),
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
    "policy.view": Line(at("/parameters"), get=holding("policy.view")),
    "policy.calendar": Line(at("/calendar/2026"), get=holding("policy.view")),
    "policy.set_day": Line(
        at("/calendar/2026/days"),
        post=holding("policy.set_day"),
        facts=lambda town: {**DAY, "works": False},
    ),
    "policy.clear_day": Line(
        at("/calendar/2026/days/2026-10-01/clear"), post=holding("policy.clear_day")
    ),
    "policy.publish_year": Line(
        at("/calendar/2026/publish"),
        post=holding("policy.publish_year"),
        facts=lambda town: {"source": "国办发明电〔2025〕7号"},
    ),
    KEEPS: Line(at("/accounts"), get=holding(KEEPS)),
    "access.unlock": Line(
        lambda town: f"/accounts/{key(town)}/unlock", post=kept("access.unlock", REFUSED)
    ),
    "access.end_sessions": Line(
        lambda town: f"/accounts/{key(town)}/end_sessions",
        post=kept("access.end_sessions", OK),
    ),
    "audit.view": Line(at("/audit"), get=holding("audit.view")),
}
