"""The routes of cases."""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

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
    Who,
    always,
    at,
    holding,
)
from tests.town import GOOD, TEXT, WHY, Town, drawing


def picture(town: Town) -> Any:
    """A picture of the case that waits for a signature."""
    assert town.picture is not None
    return town.picture.uid


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


def joins(done: Codes) -> Expect:
    """A neighbour joins; who reported it need not, and others do not see what there is."""

    def expect(who: Who) -> Codes:
        if not (who.is_at_home and who.holds("cases.join")):
            return GONE
        return REFUSED if who.role == "reporter" else done

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
    "cases.ask": {"note": WHY},
    "cases.answer": {"note": WHY},
}
SAID = {"kind": "corridor_clutter", "text": TEXT}
RECEIPT = {"number": "999999", "code": "AAAAA-AAAAA"}


def view(town: Town) -> int:
    """A kept view of somebody else."""
    assert town.view is not None
    return town.view.pk


def outside(codes: Codes, home: Codes = DONE) -> Expect:
    """The telephone's pages: for who sees cases by office; others are sent home."""
    return lambda who: codes if works(who) else home


def works(who: Who) -> bool:
    """Whether somebody sees cases not only as the one who reported them."""
    return who.role != "reporter" and who.holds("cases.view")


def on_phone(page: Expect) -> Expect:
    """A page of one case on the telephone."""
    return lambda who: page(who) if works(who) else DONE


PHONE: Mapping[str, Line] = {
    "cases.phone": Line(at("/m/"), get=outside(OK), post=always(NO_METHOD)),
    "cases.phone_shell": Line(at("/m/shell/"), get=always(OK), post=always(NO_METHOD), open=True),
    "cases.phone_tasks": Line(at("/m/tasks.json"), get=outside(OK), post=always(NO_METHOD)),
    "cases.phone_map": Line(at("/m/map/"), get=outside(OK), post=always(NO_METHOD)),
    "cases.phone_points": Line(at("/m/points.json"), get=outside(OK), post=always(NO_METHOD)),
    "cases.phone_list": Line(at("/m/cases/"), get=outside(OK), post=always(NO_METHOD)),
    "cases.phone_me": Line(at("/m/me/"), get=outside(OK), post=always(NO_METHOD)),
    "cases.phone_report": Line(
        at("/m/report/"),
        get=outside(OK),
        post=on_phone(reports(DONE)),
        facts=lambda town: {**SAID, "community": town.grid.code[:12], "sure": "1"},
    ),
    "cases.phone_case": Line(
        of("/m/cases/{}/", "cases.sign"), get=on_phone(seen), post=always(NO_METHOD), rows=True
    ),
    "cases.phone_step": Line(
        of("/m/cases/{}/verify/", "cases.verify"),
        get=on_phone(seen),
        post=on_phone(step("cases.verify", DONE)),
        facts=lambda town: {"passed": "yes"},
        rows=True,
    ),
}

PAGES: Mapping[str, Line] = {
    **PHONE,
    "cases.desk": Line(at("/cases/"), get=always(OK), post=always(NO_METHOD)),
    "cases.report": Line(
        at("/cases/report/"),
        get=always(OK),
        post=reports(DONE),
        facts=lambda town: {**SAID, "community": town.grid.code[:12], "sure": "1"},
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
    "cases.join": Line(
        of("/cases/{}/join/", "cases.join"), get=always(NO_METHOD), post=joins(DONE), rows=True
    ),
    "cases.report_open": Line(at("/open/report/"), get=always(DONE), post=always(DONE), open=True),
    "cases.receipt": Line(at("/open/done/"), get=always(DONE), post=always(NO_METHOD), open=True),
    "cases.follow": Line(
        at("/follow/"),
        get=always(OK),
        post=always(frozenset({422})),
        facts=lambda town: RECEIPT,
        open=True,
    ),
    "cases.followed": Line(
        of("/follow/{}/", "cases.sign"), get=always(GONE), post=always(NO_METHOD), open=True
    ),
    "cases.followed_step": Line(
        of("/follow/{}/rate/", "cases.rate"), get=always(GONE), post=always(GONE), open=True
    ),
    "cases.followed_picture": Line(
        lambda town: f"/follow/{town.cases['cases.sign'].uid}/pictures/{picture(town)}/s.jpg",
        get=always(GONE),
        post=always(NO_METHOD),
        open=True,
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
    "cases.join": Line(of("/cases/{}/join", "cases.join"), post=joins(OK), rows=True),
    "cases.near": Line(
        lambda town: f"/open/near?kind=corridor_clutter&area={town.grid.code}",
        get=always(OK),
        open=True,
    ),
    "cases.report_open": Line(
        at("/open/cases"),
        post=always(MADE),
        facts=lambda town: {**SAID, "area": town.grid.code},
        open=True,
    ),
    "cases.follow": Line(
        at("/open/follow"), post=always(REFUSED), facts=lambda town: RECEIPT, open=True
    ),
    "cases.answer_open": Line(
        at("/open/follow/answer"),
        post=always(REFUSED),
        facts=lambda town: {**RECEIPT, "note": WHY},
        open=True,
    ),
    "cases.rate_open": Line(
        at("/open/follow/rate"),
        post=always(REFUSED),
        facts=lambda town: {**RECEIPT, "rating": "fair"},
        open=True,
    ),
    "cases.reopen_open": Line(
        at("/open/follow/reopen"),
        post=always(REFUSED),
        facts=lambda town: {**RECEIPT, "reason": WHY},
        open=True,
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
}
