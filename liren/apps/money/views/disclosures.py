"""Publishing the accounts of quarters: which are out, one of them, and the acts on it."""

import re
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from liren.apps.money.actions import disclosures as actions
from liren.apps.money.forms import disclosures as forms
from liren.apps.money.models import Disclosure
from liren.apps.money.queries import publishing as queries
from liren.apps.money.queries.disclosures import suggested
from liren.apps.money.rules.accounts import Period
from liren.apps.money.rules.disclosure import DisclosureState
from liren.apps.money.views.moved import difference_in_words, since
from liren.apps.money.views.published import period_name, told
from liren.kernel.access.guarded import permits
from liren.kernel.access.models import Area
from liren.kernel.access.request import Request
from liren.kernel.base.clock import local, today
from liren.kernel.doors.queries import require
from liren.kernel.web.act import act_page
from liren.kernel.web.forms import KeyForm
from liren.kernel.web.respond import part

LONGEST = 40
PAGE = 50
BACK = 3  # years one can look back
TONES = {
    DisclosureState.DRAFT: "warn",
    DisclosureState.PUBLISHED: "ok",
    DisclosureState.CORRECTED: "off",
}


@require_safe
def disclosures(request: Request) -> HttpResponse:
    """Which community published which quarter, and what is late."""
    require(request.actor, queries.READ)
    years = [today().year - n for n in range(BACK)]
    given = request.GET.get("year", "")
    year = int(given) if given in map(str, years) else years[0]
    q = request.GET.get("q", "").strip()[:LONGEST]
    areas = queries.communities_of(request.actor, q)
    whole = queries.published_table(areas, year)
    here = Paginator(whole, PAGE).get_page(request.GET.get("page"))
    context = {
        "lines": [(area, [shown(request, area, one) for one in cells]) for area, cells in here],
        "here": here,
        "years": [
            {"label": one, "url": f"?year={one}", "current": one == year, "count": None}
            for one in years
        ],
        "year": year,
        "q": q,
        "late": sum(one.late for _area, cells in whole for one in cells),
        "quarters": [_("第 %(n)d 季度") % {"n": n} for n in queries.QUARTERS],
        "questions": queries.objections_of(request.actor, "open").count(),
    }
    return part(request, "money/disclosures.html", "disclosures", **context)


def shown(request: Request, area: Area, one: queries.Cell) -> dict[str, Any]:
    """A quarter in words, with where it leads."""
    if one.row is not None:
        words, tone = one.row.get_state_display(), TONES[DisclosureState(one.row.state)]
        if one.late:
            words, tone = _("逾期未公开"), "bad"
        return {"url": one.row.get_absolute_url(), "words": words, "tone": tone}
    if not one.over:
        return {"url": "", "words": "", "tone": ""}
    may = permits(request.actor, "money.draft_accounts", area)
    query = f"?area={area.code}&year={one.period.year}&quarter={one.period.quarter}"
    return {
        "url": reverse("money.draft_accounts") + query if may else "",
        "words": _("逾期未公开") if one.late else _("未起草"),
        "tone": "bad" if one.late else "off",
    }


@require_safe
def disclosure(request: Request, uid: UUID) -> HttpResponse:
    """One version of a quarter, as residents read it, with what may be done."""
    row = queries.disclosure_for(request.actor, uid)
    draft, out = row.state == DisclosureState.DRAFT, row.state == DisclosureState.PUBLISHED
    changed = since(row)
    may = {
        name: ready and permits(request.actor, f"money.{name}", row)
        for name, ready in {
            "publish_accounts": draft,
            "refresh_accounts": draft,
            "drop_accounts": draft,
            "correct_accounts": out and not changed["correcting"],
        }.items()
    }
    context = {
        "row": row,
        "tone": TONES[DisclosureState(row.state)],
        "may": may,
        "own": draft and row.drafted_by_id == request.actor.user.pk,
        "versions": queries.versions(row),
        "people": people(row),
        "public_url": reverse("money.accounts", args=[row.area.code]),
        **told(row),
        **changed,
    }
    return part(request, "money/disclosure.html", "disclosure", **context)


def people(row: Disclosure) -> list[tuple[str, object]]:
    """Who drafted and who published it."""
    out = ""
    if row.published_by and row.published_at:
        out = f"{row.published_by.name} · {local(row.published_at):%F %H:%M}"
    return [
        (_("社区"), row.area),
        (_("起草人"), f"{row.drafted_by.name} · {local(row.drafted_at):%F %H:%M}"),
        (_("公开人"), out),
        (_("给居民的说明"), row.note),
    ]


# ── acts ────────────────────────────────────────────────────────────────────────────────────


def draft_accounts(request: Request) -> HttpResponse:
    """Freeze the figures of a quarter and write a few words."""
    require(request.actor, "money.draft_accounts")
    area, year, quarter = asked(request)
    here = f"?area={area.code}&year={year}&quarter={quarter}"
    period = {"year": year, "quarter": quarter}

    sent = request.POST if request.method == "POST" else None
    known = None if sent else {"note": suggested(area, Period(year, quarter))}

    def draft(actor: Any, **given: Any) -> Disclosure:
        return actions.draft_accounts(actor, area, year=year, quarter=quarter, **given)

    return act_page(
        request,
        forms.NoteForm(sent, initial=known),
        draft,
        title=_("起草 %(area)s %(year)d 年第 %(quarter)d 季度账目") % {"area": area, **period},
        label=pgettext("disclosure", "起草"),
        back=reverse("money.disclosures") + here,
        said=_("已起草。请另一位工作人员核对后公开。"),
        to=Disclosure.get_absolute_url,
        lead=_("数字由账上自动汇总，只要写几句说明。起草之后由另一人核对、公开。"),
    )


def asked(request: Request) -> tuple[Area, int, int]:
    """The community and the quarter that the address names."""
    code = request.GET.get("area", "")
    area = next((one for one in queries.communities_of(request.actor) if one.code == code), None)
    period = queries.due_period(today())
    year = request.GET.get("year", "") or str(period.year)
    quarter = request.GET.get("quarter", "") or str(period.quarter)
    if area is None or not re.fullmatch("(19|20|21)[0-9]{2}-[1-4]", f"{year}-{quarter}"):
        raise Http404(code)
    return area, int(year), int(quarter)


Words = tuple[str, str, str]  # the button, what it is about, what is said then


def publish_accounts(request: Request, uid: UUID) -> HttpResponse:
    """Another person makes them known."""
    lead = _("公开之后所有人都能看到，不能再改，只能更正。请核对数字和说明。")
    return act(
        request, uid, "publish_accounts", (_("公开"), lead, _("已公开，居民现在可以看到。"))
    )


def refresh_accounts(request: Request, uid: UUID) -> HttpResponse:
    """Take the figures anew and write the words."""
    lead = _("按账上现在的数字重新汇总，也可以改说明。")
    return act(request, uid, "refresh_accounts", (_("更新草稿"), lead, _("已按最新账目更新。")))


def drop_accounts(request: Request, uid: UUID) -> HttpResponse:
    """Give up a draft."""
    lead = _("草稿会被删去。账上的数字不变，可以重新起草。")
    return act(request, uid, "drop_accounts", (_("放弃草稿"), lead, _("草稿已放弃。")))


def correct_accounts(request: Request, uid: UUID) -> HttpResponse:
    """Draft the quarter anew and say what was wrong."""
    lead = _("上次公开的账目会保留。更正要写明错在哪里，由另一人核对后公开。")
    return act(request, uid, "correct_accounts", (_("更正"), lead, _("更正稿已起草。")))


FORMS: Mapping[str, type[KeyForm]] = {
    "publish_accounts": KeyForm,
    "refresh_accounts": forms.NoteForm,
    "drop_accounts": KeyForm,
    "correct_accounts": forms.CorrectForm,
}
ACTS: Mapping[str, Callable[..., Disclosure]] = {
    "publish_accounts": actions.publish_accounts,
    "refresh_accounts": actions.refresh_accounts,
    "drop_accounts": actions.drop_accounts,
    "correct_accounts": actions.correct_accounts,
}


def act(request: Request, uid: UUID, name: str, words: Words) -> HttpResponse:
    """One form that does one thing to a version."""
    row = queries.disclosure_for(request.actor, uid)
    if request.method != "POST" and not permits(request.actor, f"money.{name}", row):
        raise PermissionDenied(name)
    label, lead, said = words
    sent = request.POST if request.method == "POST" else None
    known = {
        "refresh_accounts": lambda: row.note,
        "correct_accounts": lambda: difference_in_words(row),
    }
    given = {"note": known[name]()} if name in known and sent is None else None
    gone = name == "drop_accounts"
    return act_page(
        request,
        FORMS[name](sent, initial=given),
        lambda actor, **facts: ACTS[name](actor, row, **facts),
        title=f"{label} · {row.area} {period_name(row)}",
        label=label,
        back=reverse("money.disclosures") if gone else row.get_absolute_url(),
        said=said,
        to="" if gone else Disclosure.get_absolute_url,
        lead=lead,
        rows=people(row),
        grave=gone,
    )
