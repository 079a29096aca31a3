"""The routes of posts, terms and roles."""

from collections.abc import Callable, Mapping

from liren.kernel.base.clock import today
from tests.routes.lines import (
    DENIED,
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
    Who,
    acts,
    always,
    at,
    here,
    holding,
)
from tests.town import Town


def staffed(path: str, name: str, field: str = "uid") -> Callable[[Town], str]:
    """The address of a post, a term, a deputy, a person."""
    return lambda town: path.format(getattr(getattr(town.staffed, name), field))


# posts and what people hold are there for officials of the area
sees_posts = here("offices.view")
sees_grants = here("offices.view_grants")


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
PAGES: Mapping[str, Line] = {
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
        post=acts("offices.change_post", DONE, sees_posts),
        facts=lambda town: {"title": "乙", "seats": "9"},
        rows=True,
    ),
    "offices.abolish_post": Line(
        staffed("/offices/posts/{}/abolish/", "empty"),
        get=sees_posts,
        post=acts("offices.abolish_post", DONE, sees_posts),
        facts=lambda town: {"on": today().isoformat(), "basis": "改革"},
        rows=True,
    ),
    "offices.appoint": Line(
        staffed("/offices/posts/{}/appoint/", "post"),
        get=sees_posts,
        post=acts("offices.appoint", DONE, sees_posts),
        facts=lambda town: TERM,
        rows=True,
    ),
    "offices.end": Line(
        staffed("/offices/terms/{}/end/", "term"),
        get=sees_posts,
        post=acts("offices.end", DONE, sees_posts),
        facts=lambda town: {"why": "moved", "on": today().isoformat()},
        rows=True,
    ),
    "offices.extend": Line(
        staffed("/offices/terms/{}/extend/", "spare"),
        get=sees_posts,
        post=acts("offices.extend", DONE, sees_posts),
        facts=lambda town: LATER,
        rows=True,
    ),
    "offices.deputise": Line(
        staffed("/offices/terms/{}/deputise/", "spare"),
        get=sees_posts,
        post=acts("offices.deputise", DONE, sees_posts),
        facts=lambda town: ABSENT,
        rows=True,
    ),
    "offices.end_deputy": Line(
        staffed("/offices/deputies/{}/end/", "deputy"),
        get=sees_posts,
        post=acts("offices.end_deputy", DONE, sees_posts),
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
}


API: Mapping[str, Line] = {
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
        post=acts("offices.change_post", OK, sees_posts),
        facts=lambda town: {"title": "乙", "seats": 9},
        rows=True,
    ),
    "offices.abolish_post": Line(
        staffed("/offices/posts/{}/abolish", "empty"),
        post=acts("offices.abolish_post", OK, sees_posts),
        facts=lambda town: {"on": today().isoformat(), "basis": "改革"},
        rows=True,
    ),
    "offices.appoint": Line(
        staffed("/offices/posts/{}/appoint", "post"),
        post=acts("offices.appoint", MADE, sees_posts),
        facts=lambda town: TERM,
        rows=True,
    ),
    "offices.end": Line(
        staffed("/offices/terms/{}/end", "term"),
        post=acts("offices.end", OK, sees_posts),
        facts=lambda town: {"why": "moved"},
        rows=True,
    ),
    "offices.extend": Line(
        staffed("/offices/terms/{}/extend", "spare"),
        post=acts("offices.extend", OK, sees_posts),
        facts=lambda town: LATER,
        rows=True,
    ),
    "offices.deputise": Line(
        staffed("/offices/terms/{}/deputise", "spare"),
        post=acts("offices.deputise", MADE, sees_posts),
        facts=lambda town: ABSENT,
        rows=True,
    ),
    "offices.end_deputy": Line(
        staffed("/offices/deputies/{}/end", "deputy"),
        post=acts("offices.end_deputy", OK, sees_posts),
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
}
