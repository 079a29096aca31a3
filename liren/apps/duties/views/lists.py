"""Lists as pages: all of them, one on a day, one version, one entry, two versions, a search."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required  # noqa: TID251 — opens, not guards
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.apps.duties.models import DutyList, Entry, Version
from liren.apps.duties.queries import lists as queries
from liren.apps.duties.queries.lists import EntriesSought
from liren.apps.duties.rules.admission import AskKind
from liren.apps.duties.rules.entries import difference, in_words
from liren.apps.duties.rules.lists import Doer, DutyClass, ListKind, VersionState
from liren.apps.duties.views.shells import given, paged, query_of, reader, shell
from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import permits
from liren.kernel.base.clock import today
from liren.kernel.base.errors import Refused
from liren.kernel.policy.models import spoken
from liren.kernel.policy.values import parameter
from liren.kernel.web.respond import part

SHAPES = {"draft": "new", "published": "done", "dropped": "refused"}
NATURE = "governance.rc_nature"


def day_of(request: HttpRequest) -> date:
    """The day that is asked for; today where the address says none that exists."""
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return today()


@login_not_required
@require_safe
def lists(request: HttpRequest) -> HttpResponse:
    """All lists with their versions of a day, and what is owed for each class of duties."""
    actor, day, kind = reader(request), day_of(request), given(request, "kind", 12)
    found = queries.shelves(actor, day, kind)
    context: dict[str, Any] = {
        **shell(request),
        "shelves": found,
        "day": day,
        "kind": kind,
        "kinds": [("", _("全部")), *ListKind.choices],
        "owed": owed(),
        "nature": nature(),
        "totals": totals(found),
        "may_add": bool(actor and actor.may("duties.add_list")),
    }
    return part(request, "duties/lists.html", "lists", **context)


def totals(found: list[queries.Shelf]) -> list[dict[str, Any]]:
    """How much stands on all lists together."""
    held = [one for one in found if one.version]
    whole = sum(one.counts.entries for one in held)
    basic = sum(one.counts.by_duty.get(DutyClass.BASIC, 0) for one in held)
    return [
        {"label": _("现行清单"), "value": len(held), "unit": _("份")},
        {
            "label": _("在册事项"),
            "value": whole,
            "unit": _("项"),
        },
        {"label": _("其中基本职责"), "value": basic, "unit": _("项")},
    ]


def owed() -> list[dict[str, Any]]:
    """The classes of duties with what the government owes for each."""
    return [
        {
            "duty": duty,
            "label": DutyClass(duty).label,
            "text": text_of(row.value),
            "source": row.source,
        }
        for duty, row in queries.owed()
    ]


def nature() -> dict[str, str]:
    """What a residents' committee is, as the rules in force say it."""
    try:
        row = parameter(NATURE)
    except Refused:
        return {}
    return {"text": text_of(row.value), "source": row.source}


def text_of(said: Any) -> str:
    """A text of a parameter in the language of who reads."""
    return spoken(said.get("zh", ""), said.get("en", "")) if isinstance(said, dict) else str(said)


@login_not_required
@require_safe
def one_list(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A list as it holds on a day."""
    row, day = queries.list_of(uid), day_of(request)
    found = queries.version_on(row, day)
    return shown(request, row, found, day=day)


@login_not_required
@require_safe
def version(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One version of a list, in force or not; drafts for those who write them."""
    found = queries.version_of(reader(request), uid)
    return shown(request, found.list, found)


def shown(
    request: HttpRequest, row: DutyList, found: Version | None, day: date | None = None
) -> HttpResponse:
    """The entries of a version under their headings, with filters."""
    actor, sought = reader(request), sought_of(request)
    page = paged(request, queries.entries_sought(found, sought)) if found else None
    versions = queries.versions_of(actor, row)
    context: dict[str, Any] = {
        **shell(request),
        "list": row,
        "version": found,
        "day": day,
        "page": page,
        "sections": sections(list(page)) if page else [],
        "sought": sought,
        "filters": sought.filters(),
        "query": query_of(request),
        "tree": queries.tree_of(found) if found else [],
        "counts": queries.counts_of([found])[found.pk] if found else None,
        "versions": [(one, state_of(one, row, versions)) for one in versions],
        "draft": next((one for one in versions if one.state == VersionState.DRAFT), None),
        **choices(found),
        **steps(actor, row, found, versions),
    }
    return part(request, "duties/list.html", "list", **context)


def sought_of(request: HttpRequest) -> EntriesSought:
    """The question of the address."""
    return EntriesSought(
        q=given(request, "q"), duty=given(request, "duty", 8), body=given(request, "body", 80),
        doer=given(request, "doer", 10), asked=given(request, "asked", 12),
        heading=given(request, "heading", 30),
    )  # fmt: skip


def choices(found: Version | None) -> dict[str, Any]:
    """What the filters offer."""
    any_ = ("", _("全部"))
    return {
        "duties": [any_, *DutyClass.choices],
        "doers": [any_, *Doer.choices],
        "asks": [any_, *AskKind.choices],
        "bodies": [any_, *(queries.doers_of(found) if found else ())],
    }


def sections(entries: list[Entry]) -> list[dict[str, Any]]:
    """Entries under the headings they stand under, as they follow one another."""
    found: list[dict[str, Any]] = []
    for one in entries:
        if not found or found[-1]["heading"] != one.heading:
            found.append({"heading": one.heading, "rows": []})
        found[-1]["rows"].append(one)
    return found


def state_of(one: Version, row: DutyList, versions: list[Version]) -> tuple[str, str]:
    """Where a version stands: drafted, to come, in force, or followed by another."""
    if one.state != VersionState.PUBLISHED or one.valid_from is None:
        return one.get_state_display(), SHAPES[one.state]
    if one.valid_from > today():
        return _("待执行"), "sent"
    later = [v.valid_from for v in versions if v.state == VersionState.PUBLISHED and v.valid_from]
    is_last = one.valid_from == max(day for day in later if day <= today())
    return (_("执行中"), "done") if is_last else (_("已被新版替代"), "refused")


def steps(
    actor: Actor | None, row: DutyList, found: Version | None, versions: list[Version]
) -> dict[str, Any]:
    """What this reader may do here: one main step, the others behind it."""
    if actor is None:
        return {"main": None, "others": []}
    draft = next((one for one in versions if one.state == VersionState.DRAFT), None)
    if found is not None and found.state == VersionState.DRAFT:
        return on_draft(actor, found)
    if not permits(actor, "duties.draft_version", row):
        return {"main": None, "others": []}
    if draft is not None:
        return {"main": (_("看起草中的版本"), draft.get_absolute_url()), "others": []}
    url = reverse("duties.draft_version", args=[row.uid])
    return {"main": (_("起草新版本"), url), "others": []}


def on_draft(actor: Actor, found: Version) -> dict[str, Any]:
    """The steps on a draft: whoever wrote in it goes on writing, another releases it."""
    words = {
        "duties.add_entry": _("添加事项"),
        "duties.import_entries": _("从表格导入"),
        "duties.publish": _("发布"),
        "duties.drop_version": _("放弃这一版"),
    }
    may = [
        (label, reverse(verb, args=[found.uid]))
        for verb, label in words.items()
        if permits(actor, verb, found)
        and (verb != "duties.publish" or actor.user.pk not in found.editors)
    ]
    first = _("发布") if actor.user.pk not in found.editors else _("添加事项")
    main = next((one for one in may if one[0] == first), may[0] if may else None)
    return {"main": main, "others": [one for one in may if one != main]}


@login_not_required
@require_safe
def entry(request: HttpRequest, uid: UUID, code: str) -> HttpResponse:
    """One entry: whose duty, on what basis, who does it, by when, who pays."""
    actor = reader(request)
    found = queries.version_of(actor, uid)
    row = queries.entry_of(found, code)
    draft = found.state == VersionState.DRAFT
    context: dict[str, Any] = {
        **shell(request),
        "list": found.list,
        "version": found,
        "entry": row,
        "facts": facts(row),
        "held": queries.history_of(found.list, code, actor),
        "owed": next((one for one in owed() if one["duty"] == row.duty_class), None),
        "article": article_of(row),
        "may_change": bool(actor and draft and permits(actor, "duties.change_entry", found)),
        "may_drop": bool(actor and draft and permits(actor, "duties.drop_entry", found)),
    }
    return part(request, "duties/entry.html", "entry", **context)


def article_of(row: Entry) -> str:
    """The words of the article that an entry stands on, where they are registered."""
    if row.document is None or not row.article:
        return ""
    found = row.document.articles.filter(label=row.article).first()
    return found.text if found else ""


def facts(row: Entry) -> list[tuple[str, object]]:
    """What an entry says, as name and value."""
    lasts = [one.isoformat() if one else "…" for one in (row.valid_from, row.valid_to)]
    return [
        (_("编码"), row.code),
        (_("类目"), " › ".join(queries.headings_of(row))),
        (_("职责类别"), row.get_duty_class_display()),
        (_("交办形式"), row.get_asked_as_display()),
        (_("责任部门"), row.body or row.responsible),
        (_("承担者"), row.get_doer_display()),
        (_("办理时限"), in_words("clock", row.clock)),
        (_("需要的材料"), row.inputs),
        (_("办理结果"), row.output),
        (_("计量单位"), row.unit),
        (_("经费来源"), row.money),
        (_("对应事件类型"), "，".join(row.case_kinds)),
        (_("有效期"), " – ".join(lasts) if row.valid_from or row.valid_to else ""),
        (_("说明"), row.note),
    ]


@login_not_required
@require_safe
def compare(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Two versions of a list side by side: what came, what changed, what went."""
    actor, row = reader(request), queries.list_of(uid)
    versions = queries.versions_of(actor, row)
    after = pick(versions, given(request, "b", 5)) or (versions[0] if versions else None)
    default = queries.before(after) if after else None
    before = pick(versions, given(request, "a", 5)) or default
    told = None
    if after and before:
        told = difference(queries.lines_of(before), queries.lines_of(after))
    context: dict[str, Any] = {
        **shell(request),
        "list": row,
        "versions": versions,
        "before": before,
        "after": after,
        "told": told,
    }
    return part(request, "duties/compare.html", "compare", **context)


def pick(versions: list[Version], number: str) -> Version | None:
    """The version of this number."""
    return next((one for one in versions if str(one.number) == number), None)


@login_not_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Entries of all lists in force, by words."""
    q, kind = given(request, "q"), given(request, "kind", 12)
    page = paged(request, queries.search(q, kind), 40) if q else None
    context: dict[str, Any] = {
        **shell(request),
        "q": q,
        "kind": kind,
        "kinds": [("", _("全部清单")), *ListKind.choices],
        "page": page,
        "query": query_of(request),
    }
    return part(request, "duties/search.html", "search", **context)


@login_not_required
@require_safe
def certificates(request: HttpRequest) -> HttpResponse:
    """Whether a community certifies this; where one goes instead."""
    q = given(request, "q")
    rows = queries.certificates(q)
    context: dict[str, Any] = {**shell(request), "q": q, "rows": rows}
    if rows:
        context["list"] = rows[0].version.list
        context["version"] = rows[0].version
    return part(request, "duties/certificates.html", "certificates", **context)
