"""The matrix's table: what every address and operation asks for, and of whom.

A route that is not here fails the test: write down whom it lets through, then add it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from liren.apps.cases.rules import HANDLER_VERBS
from liren.kernel.access.models import User
from liren.kernel.audit.models import Entry
from liren.kernel.base.clock import today
from liren.site.roles import ROLES
from tests.town import BODY_ROLES, GOOD, OWN, TEXT, WHY, Town, drawing

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

    def holds_pictures(self, verb: str) -> bool:
        """Whether the role holds a verb on pictures of others."""
        return verb in ROLES[self.role]

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
    multipart: bool = False  # an operation that takes a file


def picture(town: Town) -> Any:
    """A picture of the case that waits for a signature."""
    assert town.picture is not None
    return town.picture.uid


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


def pictured(verb: str, done: Codes, no: Codes = DENIED) -> Expect:
    """What is done to the pictures of a case: by office, to those who only see it denied."""

    def expect(who: Who) -> Codes:
        if not who.sees_cases():
            return GONE
        return done if who.holds_pictures(verb) else no

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


def noted(town: Town) -> int:
    """An entry of the record in the own area."""
    found: int = Entry.objects.filter(area_path__startswith=OWN).latest("pk").pk
    return found


def reads_record(yes: Codes) -> Expect:
    """Entries of one's own areas, for those who read the record."""
    return lambda who: (yes if who.is_at_home else GONE) if who.holds("audit.view") else DENIED


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


def told(path: str, name: str, field: str = "pk") -> Callable[[Town], str]:
    """The address of a notice, an endpoint, a delivery."""
    return lambda town: path.format(getattr(getattr(town.told, name), field))


def keeps_endpoint(verb: str, done: Codes) -> Expect:
    """An endpoint is there for those who look after it."""
    return lambda who: done if who.is_at_home and who.holds(verb) else GONE


def new_endpoint(town: Town) -> Mapping[str, Any]:
    """A robot that nobody may set up under this address."""
    body = town.bodies["own"]
    facts = {"channel": "wecom", "name": "值班群", "url": "http://example.org/"}
    return {**facts, "body": body.pk}


def staffed(path: str, name: str, field: str = "uid") -> Callable[[Town], str]:
    """The address of a post, a term, a deputy, a person."""
    return lambda town: path.format(getattr(getattr(town.staffed, name), field))


def sees_posts(who: Who) -> Codes:
    """Posts are there for officials of the area."""
    return OK if who.is_at_home and who.holds("offices.view") else GONE


def staffs(verb: str, done: Codes) -> Expect:
    """A step of an office: done, refused to those who only see the post, nothing for others."""

    def expect(who: Who) -> Codes:
        if sees_posts(who) == GONE:
            return GONE
        return done if who.holds(verb) else DENIED

    return expect


def sees_grants(who: Who) -> Codes:
    """Who holds what is seen in the own area."""
    return OK if who.is_at_home and who.holds("offices.view_grants") else GONE


def gives(done: Codes, refused: Codes) -> Expect:
    """Working roles are given by the security administrator, in the own area."""

    def expect(who: Who) -> Codes:
        if not who.holds("offices.give"):
            return DENIED
        able = who.role == "security_administrator" and who.is_at_home
        return done if able else refused

    return expect


def takes(done: Codes, refused: Codes) -> Expect:
    """What one sees and may give one may take."""

    def expect(who: Who) -> Codes:
        if sees_grants(who) == GONE:
            return GONE
        return gives(done, refused)(who)

    return expect


def meets(who: Who) -> Codes:
    """People are seen by who sees what they hold, or keeps accounts."""
    return OK if who.holds(KEEPS) else sees_grants(who)


FAULTY = frozenset({422})
TERM = {"since": today().isoformat(), "how": "appointed", "name": "何惠芳"}
LATER = {"until": today().isoformat()}
ABSENT = {"person": "maker-plain", "since": today().isoformat(), **LATER, "reason": "产假"}
GIVEN = {
    "person": "maker-plain",
    "role": "rc_member",
    "area": "990101001001",
    "since": today().isoformat(),
    "basis": "任职通知",
    "sure": "yes",
}
OVER = {"reason": "调往外区", "sure": "yes"}


def inside(who: Who) -> Codes:
    """Rows of the own area."""
    return OK if who.is_at_home else GONE


def of_body(verb: str, yes: Codes) -> Expect:
    """A step on a body of the own area: nothing for others, denied to those without the verb."""
    return lambda who: GONE if not who.is_at_home else yes if who.holds(verb) else DENIED


def relation(town: Town) -> int:
    """What one body of the own area does to another."""
    assert town.relation is not None
    return town.relation.pk


PAPER = "和安委办〔2026〕8号"
FOUNDED: Mapping[str, Any] = {
    "kind": "unit",
    "name": "镜湖小学",
    "founding": PAPER,
    "since": today().isoformat(),
}
# verb → its address below the body, and what it asks for
BODY_STEPS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "bodies.change": ("change", {"name": "b-group", "phone": "0199-1"}),
    "bodies.dissolve": ("dissolve", {"closing": PAPER, "on": today().isoformat()}),
    "bodies.count_members": ("count", {"members": 1, "on": today().isoformat()}),
    "bodies.relate": (
        "relate",
        {"tie": "leads", "other": "b-own", "basis": PAPER, "since": today().isoformat()},
    ),
}


def figures(who: Who) -> Codes:
    """The figures of the own area are there for those who read figures, and nowhere else."""
    return OK if who.is_at_home and who.holds("standards.view") else GONE


def on_figures(verb: str, done: Codes) -> Expect:
    """Done in the own area; nothing there for those who do not see its figures."""

    def expect(who: Who) -> Codes:
        if figures(who) == GONE:
            return GONE
        return done if who.holds(verb) else DENIED

    return expect


def changes(verb: str, done: Codes) -> Expect:
    """A change of a rule is decided anywhere by those who hold the verb."""
    return lambda who: done if who.holds(verb) and who.holds("policy.view") else DENIED


def change(town: Town) -> object:
    """A change that waits for its second person."""
    assert town.change is not None
    return town.change.uid


def declared(town: Town) -> object:
    """A number that waits for its second person."""
    assert town.declared is not None
    return town.declared.uid


def new_value(town: Town) -> Mapping[str, Any]:
    """A value that a rule may have."""
    day, source = today().isoformat(), "县委办〔2026〕8号"
    return {"value": 60, "valid_from": day, "source": source, "pack": "jiashan"}


AREA, RULE = "/figures/990101001001/", "/rules/premises.per_block/"
NUMBER = {"value": 7, "day": "2026-01-01", "document": "统计年报"}
STANDARDS: Mapping[str, Line] = {
    **{
        name: Line(at(path), get=figures, post=always(NO_METHOD), rows=True)
        for name, path in {
            "standards.view": AREA,
            "standards.export": AREA + "export/",
            "standards.figure": AREA + "open/premises.need/",
            "standards.facts": AREA + "facts/",
            "standards.take_out": AREA + "facts/export/",
            "standards.elsewhere": AREA + "places/",
            "standards.trial": AREA + "trial/",
        }.items()
    },
    **{
        name: Line(
            at(path),
            get=lambda who: DONE if who.holds("standards.view") else GONE,
            post=always(NO_METHOD),
        )
        for name, path in {
            "standards.figures_home": "/figures/",
            "standards.trial_home": "/trial/",
        }.items()
    },
    **{
        name: Line(at(path), get=holding("policy.view"), post=always(NO_METHOD))
        for name, path in {
            "policy.view": "/rules/",
            "standards.places": "/rules/places/",
            "standards.checks": "/rules/checks/",
            "standards.changes": "/rules/changes/",
            "standards.rule": RULE,
        }.items()
    },
    "standards.waiting": Line(at("/figures/waiting/"), get=always(OK), post=always(NO_METHOD)),
    "standards.declare": Line(
        at(AREA + "declare/"),
        get=lambda who: OK if figures(who) == OK and who.holds("standards.declare") else GONE,
        post=lambda who: DONE if figures(who) == OK and who.holds("standards.declare") else GONE,
        facts=lambda town: {**NUMBER, "item": "posts"},
        rows=True,
    ),
    "standards.bring": Line(
        at(AREA + "import/"),
        get=lambda who: OK if figures(who) == OK and who.holds("standards.declare") else GONE,
        post=lambda who: (
            frozenset({422}) if figures(who) == OK and who.holds("standards.declare") else GONE
        ),
        rows=True,
    ),
    "standards.confirm": Line(
        lambda town: f"/figures/declared/{declared(town)}/confirm/",
        get=figures,
        post=on_figures("standards.confirm", DONE),
        facts=lambda town: {"value": "7"},
        rows=True,
    ),
    "standards.change": Line(
        lambda town: f"/rules/changes/{change(town)}/",
        get=holding("policy.view"),
        post=always(NO_METHOD),
    ),
    **{
        verb: Line(
            lambda town, verb=verb: f"/rules/changes/{change(town)}/{verb.split('.')[1]}/",  # type: ignore[misc]
            get=holding("policy.view"),
            post=changes(verb, DONE),
            facts=lambda town: {"note": WHY},
        )
        for verb in ("policy.consent", "policy.refuse", "policy.withdraw")
    },
    "policy.propose": Line(
        at(RULE + "propose/"),
        get=holding("policy.propose"),
        post=holding("policy.propose", DONE),
        facts=new_value,
    ),
    "standards.check": Line(
        at(RULE + "check/?value=60"), get=holding("policy.propose"), post=always(NO_METHOD)
    ),
}
STANDARDS_API: Mapping[str, Line] = {
    "policy.view": Line(at("/parameters"), get=holding("policy.view")),
    "policy.history": Line(at("/parameters/premises.per_block"), get=holding("policy.view")),
    "policy.propose": Line(
        at("/parameters/premises.per_block/propose"),
        post=holding("policy.propose", MADE),
        facts=new_value,
    ),
    "policy.changes": Line(at("/changes"), get=holding("policy.view")),
    **{
        verb: Line(
            lambda town, verb=verb: f"/changes/{change(town)}/{verb.split('.')[1]}",  # type: ignore[misc]
            post=changes(verb, OK),
            facts=lambda town: {"note": WHY},
        )
        for verb in ("policy.consent", "policy.refuse", "policy.withdraw")
    },
    "standards.facts": Line(at("/facts/990101001001"), get=figures, rows=True),
    "standards.declare": Line(
        at("/facts/990101001001"),
        post=on_figures("standards.declare", MADE),
        facts=lambda town: {**NUMBER, "key": "posts"},
        rows=True,
    ),
    "standards.confirm": Line(
        lambda town: f"/facts/declared/{declared(town)}/confirm",
        post=on_figures("standards.confirm", OK),
        facts=lambda town: {"value": 7},
        rows=True,
    ),
    "standards.view": Line(at("/figures/990101001001"), get=figures, rows=True),
    "standards.export": Line(at("/figures/990101001001/table"), get=figures, rows=True),
}


def home(path: str, name: str) -> Callable[[Town], str]:
    """The address of an estate, a building or a dwelling of the own community."""
    return lambda town: path.format(town.homes[name].uid)


def sees_homes(who: Who) -> Codes:
    """Buildings and dwellings are open to officials of the area."""
    return OK if who.is_at_home and who.holds("places.dwellings") else GONE


def registers(verb: str, done: Codes, sees: Expect = inside) -> Expect:
    """An act on the register: nothing for who does not see the row, denied without the verb."""

    def expect(who: Who) -> Codes:
        if sees(who) == GONE:
            return GONE
        return done if who.holds(verb) else DENIED

    return expect


ENDED = {"on": today().isoformat(), "reason": "拆除"}
LAID: Mapping[str, Any] = {"stairwells": 1, "floors": 2, "per_floor": 2, "numbering": "stairwell"}
HOUSE: Mapping[str, Any] = {"number": "9", "floors": 3}
ROOM: Mapping[str, Any] = {"number": "商1", "floor": 1, "use": "shop"}
ESTATE: Mapping[str, Any] = {"name": "新小区", "management": "self", "kind": "commercial"}
# verb: the page's address and row, what is sent, who sees the row
HOMES: Mapping[str, tuple[str, str, Mapping[str, Any], Expect]] = {
    "places.change_estate": ("/estates/{}/change/", "estate", ESTATE, inside),
    "places.close_estate": ("/estates/{}/close/", "estate", ENDED, inside),
    "places.add_building": ("/estates/{}/buildings/", "estate", HOUSE, inside),
    "places.change_building": ("/buildings/{}/change/", "building", HOUSE, sees_homes),
    "places.close_building": ("/buildings/{}/close/", "building", ENDED, sees_homes),
    "places.lay_out": ("/buildings/{}/lay-out/", "bare", {**LAID, "ground": "shop"}, sees_homes),
    "places.add_dwelling": ("/buildings/{}/dwellings/", "building", ROOM, sees_homes),
    "places.change_dwelling": ("/dwellings/{}/change/", "dwelling", ROOM, sees_homes),
    "places.close_dwelling": ("/dwellings/{}/close/", "dwelling", ENDED, sees_homes),
}
ADDS = frozenset({"places.add_building", "places.add_dwelling"})


def drawn(verb: str, yes: Codes) -> Expect:
    """What the subdistrict does to grids; those at home may look, others find nothing."""

    def expect(who: Who) -> Codes:
        if not who.is_at_home:
            return GONE
        return yes if who.holds(verb) else DENIED

    return expect


def in_home(rest: str) -> Callable[[Town], str]:
    """An address of the own community."""
    return lambda town: f"/places/{town.grid.code[:12]}/{rest}"


def own_grid(rest: str) -> Callable[[Town], str]:
    """An address of the own grid."""
    return lambda town: f"/places/{town.grid.code}/{rest}"


BAD = frozenset({422})
NOWHERE = "0192f0c1-7e3a-7b5e-9c1d-2f6d5e4c3b2a"
# a change lies in a subdistrict, where nobody of the table has an office
CHANGE_STEPS = ("assign", "propose", "consent", "refuse", "withdraw", "carry_out")
FACTS = {"reason": WHY, "parts": []}
BORDER = "120.92,30.85 120.93,30.85 120.93,30.86 120.92,30.86"


PAGES: Mapping[str, Line] = {
    "doors.inbox": Line(at("/inbox/"), get=always(OK), post=always(NO_METHOD)),
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
        post=keeps_endpoint("tell.try_endpoint", OK),
    ),
    "tell.end_endpoint": Line(
        told("/endpoints/{}/end/", "endpoint"),
        get=keeps_endpoint("tell.end_endpoint", OK),
        post=keeps_endpoint("tell.end_endpoint", DONE),
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
    **STANDARDS,
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
    "audit.export": Line(
        at("/audit/export.xlsx"), get=holding("audit.export"), post=always(NO_METHOD)
    ),
    "audit.roots": Line(at("/audit/roots/"), get=always(OK), post=always(NO_METHOD)),
    "doors.roots_file": Line(at("/audit/roots.txt"), get=always(OK), post=always(NO_METHOD)),
    "audit.verify": Line(
        at("/audit/verify/"), get=holding("audit.verify"), post=holding("audit.verify", DONE)
    ),
    "doors.check": Line(
        at("/audit/checks/0/"), get=holding("audit.verify", GONE), post=always(NO_METHOD)
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
    "places.children": Line(
        lambda town: f"/places/{town.grid.code[:12]}/children/",
        get=inside,
        post=always(NO_METHOD),
        rows=True,
    ),
    "places.describe": Line(
        lambda town: f"/places/{town.grid.code[:12]}/describe/",
        get=inside,
        post=registers("places.describe", DONE),
        facts=lambda town: {"kind": "urban"},
        rows=True,
    ),
    "places.divisions": Line(at("/places/divisions/"), get=always(OK), post=always(NO_METHOD)),
    "places.adopt": Line(
        at("/places/divisions/411100000000/adopt/"),
        get=holding("places.adopt", OK, REFUSED),
        post=holding("places.adopt", DONE, REFUSED),
    ),
    "places.estates": Line(at("/estates/"), get=always(OK), post=always(NO_METHOD)),
    "places.estate_points": Line(
        at("/estates/points.json"), get=always(OK), post=always(NO_METHOD)
    ),
    "places.add_estate": Line(
        at("/estates/add/"),
        get=holding("places.add_estate", OK, REFUSED),
        post=lambda who: (
            REFUSED if not who.holds("places.add_estate") else DONE if who.is_at_home else FAULTY
        ),
        facts=lambda town: {**ESTATE, "community": town.grid.code[:12]},
    ),
    "places.import_estates": Line(
        at("/estates/import/"),
        get=holding("places.import_estates", OK, REFUSED),
        post=holding("places.import_estates", FAULTY, REFUSED),
    ),
    "places.template": Line(at("/estates/template.xlsx"), get=always(OK), post=always(NO_METHOD)),
    "places.export_estates": Line(
        at("/estates/export.xlsx"),
        get=holding("places.export_estates", OK, REFUSED),
        post=always(NO_METHOD),
    ),
    "places.estate": Line(
        home("/estates/{}/", "estate"), get=inside, post=always(NO_METHOD), rows=True
    ),
    "places.building": Line(
        home("/buildings/{}/", "building"), get=sees_homes, post=always(NO_METHOD), rows=True
    ),
    "places.dwellings": Line(
        at("/dwellings/"), get=holding("places.dwellings", OK, REFUSED), post=always(NO_METHOD)
    ),
    "places.dwelling": Line(
        home("/dwellings/{}/", "dwelling"), get=sees_homes, post=always(NO_METHOD), rows=True
    ),
    **{
        verb: Line(
            home(path, row),
            get=sees,
            post=registers(verb, DONE, sees),
            facts=lambda town, given=given: {**given, "sure": "1"},  # type: ignore[misc]
            rows=True,
        )
        for verb, (path, row, given, sees) in HOMES.items()
    },
    "places.grids": Line(in_home("grids/"), get=inside, post=always(NO_METHOD), rows=True),
    "places.grid_map": Line(in_home("grids.json"), get=inside, post=always(NO_METHOD), rows=True),
    "places.draw_grid": Line(
        in_home("grids/draw/"),
        get=drawn("places.draw_grid", OK),
        post=drawn("places.draw_grid", BAD),
        rows=True,
    ),
    "places.import_grids": Line(
        in_home("grids/import/"),
        get=drawn("places.import_grids", OK),
        post=drawn("places.import_grids", BAD),
        rows=True,
    ),
    "places.redraw_grid": Line(
        own_grid("redraw/"),
        get=drawn("places.redraw_grid", OK),
        post=drawn("places.redraw_grid", BAD),
        rows=True,
    ),
    "places.close_grid": Line(
        own_grid("close/"),
        get=drawn("places.close_grid", OK),
        post=drawn("places.close_grid", BAD),
        rows=True,
    ),
    "places.posting": Line(
        own_grid("posting/"), get=always(OK), post=always(NO_METHOD), open=True
    ),
    "lineage.list": Line(at("/lineage/"), get=holding("lineage.view"), post=always(NO_METHOD)),
    "lineage.sizes": Line(
        at("/lineage/sizes/"), get=holding("lineage.view"), post=always(NO_METHOD)
    ),
    "lineage.draft": Line(
        at("/lineage/draft/"), get=holding("lineage.draft"), post=holding("lineage.draft")
    ),
    "lineage.as_of": Line(at("/lineage/as-of/"), get=always(OK), post=always(NO_METHOD)),
    "lineage.area": Line(
        lambda town: f"/lineage/areas/{town.grid.code}/",
        get=inside,
        post=always(NO_METHOD),
        rows=True,
    ),
    "lineage.view": Line(at(f"/lineage/{NOWHERE}/"), get=always(GONE), post=always(NO_METHOD)),
    **{
        f"lineage.{name}": Line(
            at(f"/lineage/{NOWHERE}/{name}/"), get=always(GONE), post=always(GONE)
        )
        for name in CHANGE_STEPS
    },
    "bodies.list": Line(at("/bodies/"), get=always(OK), post=always(NO_METHOD)),
    "bodies.view": Line(at("/bodies/b-own/"), get=inside, post=always(NO_METHOD), rows=True),
    **{
        f"bodies.{name}": Line(at(f"/bodies/{path}"), get=always(OK), post=always(NO_METHOD))
        for name, path in {
            "workbook": "export.xlsx",
            "kinds": "kinds/",
            "models": "models/",
            "missing": "missing/",
            "party": "party/",
        }.items()
    },
    "bodies.chart": Line(
        lambda town: f"/bodies/chart/{town.grid.code[:12]}/",
        get=inside,
        post=always(NO_METHOD),
        rows=True,
    ),
    "bodies.found": Line(
        lambda town: f"/bodies/found/?area={town.grid.code[:12]}",
        get=of_body("bodies.found", OK),
        post=of_body("bodies.found", DONE),
        facts=lambda town: FOUNDED,
        rows=True,
    ),
    "bodies.end_relation": Line(
        lambda town: f"/bodies/relations/{relation(town)}/end/",
        get=of_body("bodies.end_relation", OK),
        post=of_body("bodies.end_relation", DONE),
        facts=lambda town: {"on": today().isoformat()},
        rows=True,
    ),
    **{
        verb: Line(
            at(f"/bodies/b-group/{path}/"),
            get=of_body(verb, OK),
            post=of_body(verb, DONE),
            facts=lambda town, given=given: given,  # type: ignore[misc]
            rows=True,
        )
        for verb, (path, given) in BODY_STEPS.items()
    },
    "offices.view": Line(
        at("/offices/"), get=holding("offices.view"), post=always(NO_METHOD), rows=True
    ),
    "offices.mine": Line(at("/offices/mine/"), get=always(OK), post=always(NO_METHOD)),
    "offices.giving": Line(
        at("/offices/giving/"), get=holding("offices.view"), post=always(NO_METHOD)
    ),
    "offices.post": Line(
        staffed("/offices/posts/{}/", "post"), get=sees_posts, post=always(NO_METHOD), rows=True
    ),
    "offices.create_post": Line(
        at("/offices/new/"),
        get=holding("offices.create_post"),
        post=lambda who: (
            (DONE if who.is_at_home else OK) if who.holds("offices.create_post") else DENIED
        ),
        facts=lambda town: {"for": "b-own", "kind": "office_staff", "title": "甲", "seats": "1"},
        rows=True,
    ),
    "offices.change_post": Line(
        staffed("/offices/posts/{}/change/", "post"),
        get=sees_posts,
        post=staffs("offices.change_post", DONE),
        facts=lambda town: {"title": "乙", "seats": "9"},
        rows=True,
    ),
    "offices.abolish_post": Line(
        staffed("/offices/posts/{}/abolish/", "empty"),
        get=sees_posts,
        post=staffs("offices.abolish_post", DONE),
        facts=lambda town: {"on": today().isoformat(), "basis": "改革"},
        rows=True,
    ),
    "offices.appoint": Line(
        staffed("/offices/posts/{}/appoint/", "post"),
        get=sees_posts,
        post=staffs("offices.appoint", DONE),
        facts=lambda town: TERM,
        rows=True,
    ),
    "offices.end": Line(
        staffed("/offices/terms/{}/end/", "term"),
        get=sees_posts,
        post=staffs("offices.end", DONE),
        facts=lambda town: {"why": "moved", "on": today().isoformat()},
        rows=True,
    ),
    "offices.extend": Line(
        staffed("/offices/terms/{}/extend/", "spare"),
        get=sees_posts,
        post=staffs("offices.extend", DONE),
        facts=lambda town: LATER,
        rows=True,
    ),
    "offices.deputise": Line(
        staffed("/offices/terms/{}/deputise/", "spare"),
        get=sees_posts,
        post=staffs("offices.deputise", DONE),
        facts=lambda town: ABSENT,
        rows=True,
    ),
    "offices.end_deputy": Line(
        staffed("/offices/deputies/{}/end/", "deputy"),
        get=sees_posts,
        post=staffs("offices.end_deputy", DONE),
        facts=lambda town: {"reason": "返岗"},
        rows=True,
    ),
    "offices.view_grants": Line(
        at("/offices/grants/"),
        get=holding("offices.view_grants"),
        post=always(NO_METHOD),
        rows=True,
    ),
    "offices.export": Line(
        at("/offices/grants/export.xlsx"),
        get=holding("offices.export"),
        post=always(NO_METHOD),
        rows=True,
    ),
    "offices.give": Line(
        at("/offices/grants/give/"),
        get=holding("offices.give"),
        post=gives(DONE, FAULTY),
        facts=lambda town: GIVEN,
        rows=True,
    ),
    "offices.take": Line(
        staffed("/offices/grants/{}/take/", "grant", "pk"),
        get=sees_grants,
        post=takes(DONE, FAULTY),
        facts=lambda town: {"reason": "调岗"},
        rows=True,
    ),
    "offices.person": Line(
        staffed("/offices/people/{}/", "held", "pk"),
        get=meets,
        post=always(NO_METHOD),
        rows=True,
    ),
    "offices.hand_over": Line(
        staffed("/offices/people/{}/hand-over/", "plain", "pk"),
        get=holding("offices.hand_over"),
        post=holding("offices.hand_over", FAULTY),  # a line is left undecided
        facts=lambda town: OVER,
        rows=True,
    ),
    "offices.handed": Line(
        staffed("/offices/hand-overs/{}/", "handed"),
        get=lambda who: OK if who.is_at_home and who.holds("offices.hand_over") else GONE,
        post=always(NO_METHOD),
        rows=True,
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
    "cases.add_picture": Line(
        of("/cases/{}/pictures/", "cases.sign"),
        get=seen,
        post=pictured("cases.add_picture", frozenset({422}), frozenset({422})),
        rows=True,
    ),
    "cases.picture": Line(
        lambda town: f"/cases/{town.cases['cases.sign'].uid}/pictures/{picture(town)}/",
        get=seen,
        post=always(NO_METHOD),
        rows=True,
    ),
    "cases.picture_size": Line(
        lambda town: f"/cases/{town.cases['cases.sign'].uid}/pictures/{picture(town)}/s.jpg",
        get=seen,
        post=always(NO_METHOD),
        rows=True,
    ),
    "cases.remove_picture": Line(
        lambda town: f"/cases/{town.cases['cases.sign'].uid}/pictures/{picture(town)}/remove/",
        get=pictured("cases.remove_picture", OK),
        post=pictured("cases.remove_picture", DONE),
        facts=lambda town: {"reason": WHY},
        rows=True,
    ),
    "cases.redact_picture": Line(
        lambda town: f"/cases/{town.cases['cases.sign'].uid}/pictures/{picture(town)}/redact/",
        get=pictured("cases.redact_picture", OK),
        post=pictured("cases.redact_picture", DONE),
        facts=lambda town: {"reason": WHY, "left": 10, "top": 10, "width": 20, "height": 20},
        rows=True,
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
        post=keeps_endpoint("tell.add_endpoint", REFUSED),
        facts=lambda town: {**new_endpoint(town), "body": "b-own"},
    ),
    "tell.try_endpoint": Line(
        told("/endpoints/{}/try", "endpoint"), post=keeps_endpoint("tell.try_endpoint", REFUSED)
    ),
    "tell.end_endpoint": Line(
        told("/endpoints/{}/end", "endpoint"), post=keeps_endpoint("tell.end_endpoint", OK)
    ),
    "tell.view_deliveries": Line(at("/deliveries"), get=always(OK)),
    "tell.retry": Line(
        told("/deliveries/{}/retry", "delivery"), post=holding("tell.retry", OK, GONE)
    ),
    "tell.drop": Line(
        told("/deliveries/{}/drop", "delivery"), post=holding("tell.drop", OK, GONE)
    ),
    "cases.pictures": Line(of("/cases/{}/pictures", "cases.sign"), get=seen, rows=True),
    "cases.add_picture": Line(
        of("/cases/{}/pictures", "cases.sign"),
        post=pictured("cases.add_picture", MADE),
        facts=lambda town: {"file": SimpleUploadedFile("b.png", drawing("#a47"))},
        rows=True,
        multipart=True,
    ),
    "cases.picture": Line(
        lambda town: f"/cases/{town.cases['cases.sign'].uid}/pictures/{picture(town)}/file",
        get=seen,
        rows=True,
    ),
    "cases.remove_picture": Line(
        lambda town: f"/cases/{town.cases['cases.sign'].uid}/pictures/{picture(town)}/remove",
        post=pictured("cases.remove_picture", OK),
        facts=lambda town: {"reason": WHY},
        rows=True,
    ),
    "cases.redact_picture": Line(
        lambda town: f"/cases/{town.cases['cases.sign'].uid}/pictures/{picture(town)}/redact",
        post=pictured("cases.redact_picture", OK),
        facts=lambda town: {
            "reason": WHY,
            "areas": [{"left": 10, "top": 10, "width": 20, "height": 20}],
        },
        rows=True,
    ),
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
    "places.search": Line(at("/places/search?q=nm&national=true"), get=always(OK)),
    "places.divisions": Line(at("/places/divisions"), get=always(OK)),
    "places.adopt": Line(at("/places/divisions/411100000000/adopt"), post=holding("places.adopt")),
    "places.estates": Line(at("/places/estates"), get=always(OK)),
    "places.export_estates": Line(
        at("/places/estates/export"), get=holding("places.export_estates", OK, REFUSED)
    ),
    "places.estate": Line(home("/places/estates/{}", "estate"), get=inside, rows=True),
    "places.building": Line(home("/places/buildings/{}", "building"), get=sees_homes, rows=True),
    "places.dwellings": Line(at("/places/dwellings"), get=always(OK)),
    "places.dwelling": Line(home("/places/dwellings/{}", "dwelling"), get=sees_homes, rows=True),
    "places.add_estate": Line(
        lambda town: f"/places/{town.grid.code[:12]}/estates",
        post=registers("places.add_estate", MADE),
        facts=lambda town: ESTATE,
        rows=True,
    ),
    "places.import_estates": Line(
        lambda town: f"/places/{town.grid.code[:12]}/import_estates",
        post=registers("places.import_estates", OK),
        facts=lambda town: {"houses": [{**ESTATE, "community": town.grid.code[:12]}]},
        rows=True,
    ),
    "places.describe": Line(
        lambda town: f"/places/{town.grid.code[:12]}/describe",
        post=registers("places.describe", OK),
        facts=lambda town: {"kind": "urban"},
        rows=True,
    ),
    **{
        verb: Line(
            home(f"/places{path.rstrip('/').replace('-', '_')}", row),
            post=registers(verb, MADE if verb in ADDS else OK, sees),
            facts=lambda town, given=given: given,  # type: ignore[misc]
            rows=True,
        )
        for verb, (path, row, given, sees) in HOMES.items()
    },
    "places.grids": Line(in_home("grids"), get=inside, rows=True),
    "places.draw_grid": Line(
        in_home("grids"),
        post=drawn("places.draw_grid", MADE),
        facts=lambda town: {"name": "新网格", "border": BORDER},
        rows=True,
    ),
    "places.import_grids": Line(
        in_home("import_grids"),
        post=drawn("places.import_grids", REFUSED),
        facts=lambda town: {"grids": []},
        rows=True,
    ),
    "places.redraw_grid": Line(
        own_grid("redraw_grid"),
        post=drawn("places.redraw_grid", OK),
        facts=lambda town: {"border": BORDER},
        rows=True,
    ),
    "places.close_grid": Line(
        own_grid("close_grid"),
        post=drawn("places.close_grid", REFUSED),
        facts=lambda town: {"reason": "不"},
        rows=True,
    ),
    "places.posting": Line(own_grid("posting"), get=always(OK)),
    "lineage.list": Line(at("/lineage"), get=always(OK)),
    "lineage.draft": Line(
        at("/lineage"),
        post=always(GONE),
        facts=lambda town: {
            "office": "990101001000",
            "kind": "rename",
            "title": "甲",
            "document": "甲1号",
            "effective": "2099-01-01",
            "predecessors": [town.grid.code[:12]],
        },
    ),
    "lineage.as_of": Line(at("/lineage/as_of"), get=always(OK)),
    "lineage.area": Line(lambda town: f"/lineage/areas/{town.grid.code}", get=inside, rows=True),
    "lineage.view": Line(at(f"/lineage/{NOWHERE}"), get=always(GONE)),
    **{
        f"lineage.{name}": Line(
            at(f"/lineage/{NOWHERE}/{name}"), post=always(GONE), facts=lambda town: FACTS
        )
        for name in CHANGE_STEPS
    },
    "bodies.list": Line(at("/bodies"), get=always(OK)),
    "bodies.view": Line(at("/bodies/b-own"), get=inside, rows=True),
    "bodies.kinds": Line(at("/bodies/kinds"), get=always(OK)),
    "bodies.models": Line(at("/bodies/models"), get=always(OK)),
    **{
        f"bodies.{name}": Line(
            lambda town, path=path: f"/bodies/{path}{town.grid.code[:12]}",  # type: ignore[misc]
            get=inside,
            rows=True,
        )
        for name, path in {
            "chart": "chart/",
            "missing": "missing?area=",
            "party": "party?area=",
        }.items()
    },
    "bodies.found": Line(
        at("/bodies"),
        post=of_body("bodies.found", MADE),
        facts=lambda town: {**FOUNDED, "area": town.grid.code[:12]},
        rows=True,
    ),
    "bodies.end_relation": Line(
        lambda town: f"/bodies/relations/{relation(town)}/end",
        post=of_body("bodies.end_relation", OK),
        facts=lambda town: {"on": today().isoformat()},
        rows=True,
    ),
    **{
        verb: Line(
            at(f"/bodies/b-group/{path}"),
            post=of_body(verb, OK),
            facts=lambda town, given=given: given,  # type: ignore[misc]
            rows=True,
        )
        for verb, (path, given) in BODY_STEPS.items()
    },
    "offices.view": Line(at("/offices"), get=holding("offices.view"), rows=True),
    "offices.create_post": Line(
        at("/offices"),
        post=lambda who: (
            (MADE if who.is_at_home else REFUSED) if who.holds("offices.create_post") else DENIED
        ),
        facts=lambda town: {"body": "b-own", "kind": "office_staff", "title": "甲"},
        rows=True,
    ),
    "offices.change_post": Line(
        staffed("/offices/posts/{}/change", "post"),
        post=staffs("offices.change_post", OK),
        facts=lambda town: {"title": "乙", "seats": 9},
        rows=True,
    ),
    "offices.abolish_post": Line(
        staffed("/offices/posts/{}/abolish", "empty"),
        post=staffs("offices.abolish_post", OK),
        facts=lambda town: {"on": today().isoformat(), "basis": "改革"},
        rows=True,
    ),
    "offices.appoint": Line(
        staffed("/offices/posts/{}/appoint", "post"),
        post=staffs("offices.appoint", MADE),
        facts=lambda town: TERM,
        rows=True,
    ),
    "offices.end": Line(
        staffed("/offices/terms/{}/end", "term"),
        post=staffs("offices.end", OK),
        facts=lambda town: {"why": "moved"},
        rows=True,
    ),
    "offices.extend": Line(
        staffed("/offices/terms/{}/extend", "spare"),
        post=staffs("offices.extend", OK),
        facts=lambda town: LATER,
        rows=True,
    ),
    "offices.deputise": Line(
        staffed("/offices/terms/{}/deputise", "spare"),
        post=staffs("offices.deputise", MADE),
        facts=lambda town: ABSENT,
        rows=True,
    ),
    "offices.end_deputy": Line(
        staffed("/offices/deputies/{}/end", "deputy"),
        post=staffs("offices.end_deputy", OK),
        facts=lambda town: {"reason": "返岗"},
        rows=True,
    ),
    "offices.view_grants": Line(
        at("/offices/grants"), get=holding("offices.view_grants"), rows=True
    ),
    "offices.give": Line(
        at("/offices/grants"), post=gives(MADE, REFUSED), facts=lambda town: GIVEN, rows=True
    ),
    "offices.take": Line(
        staffed("/offices/grants/{}/take", "grant", "pk"),
        post=takes(OK, REFUSED),
        facts=lambda town: {"reason": "调岗"},
        rows=True,
    ),
    "offices.lines": Line(
        staffed("/offices/people/{}/lines", "plain", "pk"),
        get=holding("offices.hand_over"),
        rows=True,
    ),
    "offices.hand_over": Line(
        staffed("/offices/people/{}/hand_over", "plain", "pk"),
        post=holding("offices.hand_over", REFUSED),
        facts=lambda town: {"lines": [], "reason": "调往外区"},
        rows=True,
    ),
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
    **STANDARDS_API,
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
