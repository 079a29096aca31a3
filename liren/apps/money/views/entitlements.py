"""What areas were granted: the list of one's own areas, one opened, and the striking of one."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.apps.money.actions import runs as actions
from liren.apps.money.forms.runs import RunReasonForm
from liren.apps.money.models import Entitlement
from liren.apps.money.queries import runs as queries
from liren.apps.money.queries.runs import GrantsSought
from liren.apps.money.rules.schemes import COURSE
from liren.apps.money.views import run_words as words
from liren.apps.money.views.runs import line, word, year_in
from liren.apps.standards.queries.inputs import facts
from liren.apps.standards.rules.declared import FROM_TREE
from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import permits
from liren.kernel.access.request import Request
from liren.kernel.base.money import yuan
from liren.kernel.doors.queries import require
from liren.kernel.web.act import act_page
from liren.kernel.web.respond import part


def code() -> str:
    """Which of the two languages is read."""
    return "en" if (get_language() or "").startswith("en") else "zh"


@require_safe
def entitlements(request: Request) -> HttpResponse:
    """What one's areas were granted, year by year, and what of it was paid."""
    require(request.actor, queries.OWN)
    sought = GrantsSought(year_in(request), word(request, "scheme"), word(request, "q"))
    found = queries.grants(request.actor, sought)
    page = Paginator(found, queries.PAGE).get_page(word(request, "page"))
    context = {
        "rows": [granted(one) for one in page],
        "page": page,
        "sought": sought,
        "years": queries.years(),
        "query": f"year={sought.year or ''}&scheme={sought.scheme}&q={sought.q}",
        "filtered": bool(sought.year or sought.scheme or sought.q),
        "total": page.paginator.count,
        "may_runs": request.actor.may(queries.READ),
    }
    return part(request, "money/entitlements.html", "entitlements", **context)


def granted(one: Entitlement) -> dict[str, Any]:
    """One line, with what is left to pay."""
    claim = one.claim
    due = f"{claim.due_on:%F}" if claim else ""
    left = yuan(claim.account.amount) if claim and claim.account.amount else ""
    return {**line(one), "due": due, "left": left, "late": claim.days_late if claim else 0}


@require_safe
def entitlement(request: Request, uid: UUID) -> HttpResponse:
    """One entitlement opened: each step, each fact with its paper, each rule with its source."""
    row = queries.entitlement_for(request.actor, uid)
    figure, language = row.figure, code()
    state, tone = words.state_of(row)
    change = words.change_of(row)
    context = {
        "row": row,
        "state": state,
        "tone": tone,
        "amount": "—" if row.fen is None else yuan(row.fen),
        "sentence": words.lacks_of(row),
        "once": figure.get("once"),
        "lacks": [missing(one, request.actor, row) for one in row.lacks],
        "name": words.named(figure),
        "formula": figure.get("words", {}).get(language, ""),
        "steps": figure.get("steps", {}).get(language, []),
        "facts": facts_of(row),
        "rules": [rule(one) for one in figure.get("rules", ())],
        "written": source(figure.get("written", {})),
        "change": words.signed(change) if change is not None else "",
        "before": "" if row.before_fen is None else yuan(row.before_fen),
        "why": words.why_of(row) if change else [],
        "claims": [claim_line(one) for one in queries.claims_of_year(row)],
        "may_see_run": permits(request.actor, queries.READ, row.run),
        "may_claim": request.actor.may("money.claims"),
        "may_strike": may_strike(request.actor, row),
        "kv": about(row),
    }
    return part(request, "money/entitlement.html", "entitlement", **context)


def may_strike(actor: Actor, row: Entitlement) -> bool:
    """Whether this line can still be taken out."""
    early = "money.strike_entitlement" in COURSE.verbs(row.run.state)
    return early and not row.struck_at and permits(actor, "money.strike_entitlement", row)


def about(row: Entitlement) -> list[tuple[str, object]]:
    """What it is."""
    return [
        (_("辖区"), row.area),
        (_("年度"), row.run.year),
        (_("制度"), row.scheme),
        (_("经费来源"), row.scheme.fund),
        (_("应拨付单位"), row.debtor or _("辖区所在的区（县）没有承担这项职能的机构")),
        (_("划除原因"), row.reason if row.struck_at else ""),
        (_("划除人"), f"{row.struck_by}，{row.struck_at:%F}" if row.struck_at else ""),
    ]


def missing(one: Any, actor: Actor, row: Entitlement) -> dict[str, Any]:
    """One thing that is missing, and where it is declared."""
    fact = facts().get(one["key"])
    declares = fact is not None and fact.is_declared and one["kind"] == "input"
    may = declares and permits(actor, "standards.declare", row.area)
    url = reverse("standards.declare", args=[row.area.code]) + f"?key={one['key']}" if may else ""
    return {"text": words.lack_of(one), "url": url, "name": words.named(one)}


def facts_of(row: Entitlement) -> list[dict[str, Any]]:
    """The facts that were used, each with its day, its paper and the two who stand for it."""
    known = queries.declared_of(row.figure)
    return [
        {
            "name": words.named(one),
            # what the tree of areas says is a code, not a quantity
            "value": one["value"] if one["key"] in FROM_TREE else words.value_of(one["value"]),
            "unit": one["unit"],
            "declared": known.get(one["declared"] or 0),
            "parts": one["parts"],
        }
        for one in row.figure.get("facts", ())
    ]


def rule(one: Any) -> dict[str, Any]:
    """A rule that was used."""
    return {
        "key": one["key"],
        "entry": one["entry"],
        "name": words.named(one),
        "value": words.value_of(one["value"]),
        "unit": one["unit"],
        **source(one),
    }


def source(one: Any) -> dict[str, Any]:
    """Where it is written."""
    level = one.get("level_en" if code() == "en" else "level_zh", "")
    names = ("source", "article", "document", "since", "unverified")
    return {"level": level, **{name: one.get(name, "") for name in names}}


def claim_line(one: Any) -> dict[str, Any]:
    """A claim of the year, with what is left of it."""
    left = one.account.amount
    tone = words.CLAIM_TONES.get(one.state, "")
    facts = {"row": one, "amount": yuan(one.fen), "left": yuan(left) if left else "", "tone": tone}
    return {**facts, "late": one.days_late}


def strike_entitlement(request: Request, uid: UUID) -> HttpResponse:
    """Take one line out of a run."""
    row = queries.entitlement_for(request.actor, uid)
    if not permits(request.actor, "money.strike_entitlement", row):
        raise PermissionDenied("money.strike_entitlement")
    given = request.POST if request.method == "POST" else None
    return act_page(
        request,
        RunReasonForm(given),
        lambda actor, **told: actions.strike_entitlement(actor, row, **told),
        title=_("划除 %(area)s的%(scheme)s") % {"area": row.area, "scheme": row.scheme},
        label=_("划除"),
        back=row.get_absolute_url(),
        said=_("已划除，这一条不会入账。"),
        lead=_("例如以前已经发过的一次性经费。划除后这一条不入账，原因留在测算里。"),
        rows=[(_("应拨"), _("%(sum)s 元") % {"sum": "—" if row.fen is None else yuan(row.fen)})],
        grave=True,
    )
