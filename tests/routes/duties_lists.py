"""The routes of lists and policy documents."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from liren.kernel.base.clock import today
from tests.routes.lines import (
    DENIED,
    DONE,
    GONE,
    MADE,
    NO_METHOD,
    OK,
    Codes,
    Expect,
    Line,
    Who,
    always,
    at,
)
from tests.town import Town

ENTRY = {"heading0": "民政", "code": "Z09", "zh": "又一项", "duty_class": "assist"}
LIST = {"kind": "topics", "zh": "协商事项目录", "issuer": "区社区办"}
PAPER = {"title": "关于清单管理的通知", "kind": "opinion", "issuer": "区社区办"}


def of(path: str, name: str) -> Callable[[Town], str]:
    """The address of a list, a version or a document."""

    def found(town: Town) -> str:
        assert town.listed is not None
        return path.format(getattr(town.listed, name).uid)

    return found


def keeps(who: Who) -> bool:
    """Whether this person keeps the lists of the own community."""
    return who.is_at_home and who.holds("duties.add_entry")


def on_draft(yes: Codes) -> Expect:
    """A draft is there for those who keep the list."""
    return lambda who: yes if keeps(who) else GONE


def keeping(yes: Codes) -> Expect:
    """What everybody may read is written by those who keep it, each for the own areas."""
    return lambda who: yes if keeps(who) else DENIED


def later(town: Town) -> dict[str, str]:
    """A day that no version has yet."""
    return {"valid_from": (today() + timedelta(days=30)).isoformat()}


def in_district(verb: str, yes: Codes, no: Codes) -> Expect:
    """Only areas from the city to the subdistrict are on the list; the town's are communities."""
    return lambda who: yes if who.holds(verb) else no


READ = {"get": always(OK), "post": always(NO_METHOD), "open": True}
PAGES: Mapping[str, Line] = {
    "duties.documents": Line(at("/duties/documents/?q=通知&state=now"), **READ),  # type: ignore[arg-type]
    "duties.document": Line(of("/duties/documents/{}/", "document"), **READ),  # type: ignore[arg-type]
    "duties.lists": Line(at("/duties/lists/"), **READ),  # type: ignore[arg-type]
    "duties.list": Line(of("/duties/lists/{}/", "list"), **READ),  # type: ignore[arg-type]
    "duties.compare": Line(of("/duties/lists/{}/compare/", "list"), **READ),  # type: ignore[arg-type]
    "duties.version": Line(of("/duties/versions/{}/", "out"), **READ),  # type: ignore[arg-type]
    "duties.export_list": Line(of("/duties/versions/{}/export.xlsx", "out"), **READ),  # type: ignore[arg-type]
    "duties.entry": Line(of("/duties/versions/{}/entries/Z01/", "out"), **READ),  # type: ignore[arg-type]
    "duties.search": Line(at("/duties/search/?q=高龄"), **READ),  # type: ignore[arg-type]
    "duties.certificates": Line(at("/duties/certificates/?q=单身"), **READ),  # type: ignore[arg-type]
    "duties.add_document": Line(
        at("/duties/documents/add/"),
        get=in_district("duties.add_document", OK, DENIED),
        post=in_district("duties.add_document", frozenset({422}), DENIED),
        facts=lambda town: PAPER,
    ),
    "duties.change_document": Line(
        of("/duties/documents/{}/change/", "document"),
        get=keeping(OK),
        post=keeping(DONE),
        facts=lambda town: PAPER,
        rows=True,
    ),
    "duties.add_list": Line(
        at("/duties/lists/add/"),
        get=in_district("duties.add_list", OK, DENIED),
        post=in_district("duties.add_list", frozenset({422}), DENIED),
        facts=lambda town: LIST,
    ),
    "duties.draft_version": Line(
        of("/duties/lists/{}/draft/", "calm"), get=keeping(OK), post=keeping(DONE), rows=True
    ),
    "duties.import_entries": Line(
        of("/duties/versions/{}/import/", "draft"),
        get=on_draft(OK),
        post=on_draft(frozenset({422})),
        rows=True,
    ),
    "duties.publish": Line(
        of("/duties/versions/{}/publish/", "draft"),
        get=on_draft(OK),
        post=on_draft(DONE),
        facts=later,
        rows=True,
    ),
    "duties.drop_version": Line(
        of("/duties/versions/{}/drop/", "draft"), get=on_draft(OK), post=on_draft(DONE), rows=True
    ),
    "duties.add_entry": Line(
        of("/duties/versions/{}/add/", "draft"),
        get=on_draft(OK),
        post=on_draft(DONE),
        facts=lambda town: ENTRY,
        rows=True,
    ),
    "duties.change_entry": Line(
        of("/duties/versions/{}/entries/Z01/change/", "draft"),
        get=on_draft(OK),
        post=on_draft(DONE),
        facts=lambda town: ENTRY,
        rows=True,
    ),
    "duties.drop_entry": Line(
        of("/duties/versions/{}/entries/Z01/drop/", "draft"),
        get=on_draft(OK),
        post=on_draft(DONE),
        rows=True,
    ),
}

API: Mapping[str, Line] = {
    "duties.documents": Line(at("/duties/documents"), get=always(OK)),
    "duties.document": Line(of("/duties/documents/{}", "document"), get=always(OK)),
    "duties.add_document": Line(
        at("/duties/documents"),
        post=keeping(MADE),
        facts=lambda town: {**PAPER, "area": town.grid.code[:12]},
    ),
    "duties.change_document": Line(
        of("/duties/documents/{}/change", "document"),
        post=keeping(OK),
        facts=lambda town: PAPER,
        rows=True,
    ),
    "duties.lists": Line(at("/duties/lists"), get=always(OK)),
    "duties.list": Line(of("/duties/lists/{}", "list"), get=always(OK)),
    "duties.compare": Line(of("/duties/lists/{}/compare?a=1&b=1", "list"), get=always(OK)),
    "duties.version": Line(of("/duties/versions/{}", "out"), get=always(OK)),
    "duties.entry": Line(of("/duties/versions/{}/entries/Z01", "out"), get=always(OK)),
    "duties.search": Line(at("/duties/search?q=高龄"), get=always(OK)),
    "duties.certificates": Line(at("/duties/certificates"), get=always(OK)),
    "duties.add_list": Line(
        at("/duties/lists"),
        post=keeping(MADE),
        facts=lambda town: {**LIST, "area": town.grid.code[:12]},
    ),
    "duties.draft_version": Line(
        of("/duties/lists/{}/draft", "calm"), post=keeping(MADE), rows=True
    ),
    "duties.add_entry": Line(
        of("/duties/versions/{}/entries", "draft"),
        post=on_draft(MADE),
        facts=lambda town: ENTRY,
        rows=True,
    ),
    "duties.change_entry": Line(
        of("/duties/versions/{}/entries/Z01/change", "draft"),
        post=on_draft(OK),
        facts=lambda town: ENTRY,
        rows=True,
    ),
    "duties.drop_entry": Line(
        of("/duties/versions/{}/drop_entry", "draft"),
        post=on_draft(OK),
        facts=lambda town: {"code": "Z01"},
        rows=True,
    ),
    "duties.import_entries": Line(
        of("/duties/versions/{}/import", "draft"),
        post=on_draft(OK),
        facts=lambda town: {"lines": [ENTRY]},
        rows=True,
    ),
    "duties.publish": Line(
        of("/duties/versions/{}/publish", "draft"),
        post=on_draft(OK),
        facts=later,
        rows=True,
    ),
    "duties.drop_version": Line(
        of("/duties/versions/{}/drop", "draft"), post=on_draft(OK), rows=True
    ),
}
