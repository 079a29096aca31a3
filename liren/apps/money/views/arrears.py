"""Who owes communities, how much and since when: one department, and all of a district."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.apps.money.queries import claims as queries
from liren.apps.money.queries.claims import Owing
from liren.apps.money.rules.claims import Age, FeeClaimKind
from liren.apps.money.views.claims import LONGEST, shown
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Body
from liren.kernel.access.request import Request
from liren.kernel.base.clock import today
from liren.kernel.base.money import full_yuan, yuan
from liren.kernel.doors.queries import require
from liren.kernel.web.respond import part


@require_safe
def arrears(request: Request) -> HttpResponse:
    """The league of those that owe, what was promised and never paid, and since when."""
    require(request.actor, queries.READ)
    actor, code = request.actor, request.GET.get("area", "")[:LONGEST]
    rows = queries.owing(actor, area=code)
    by_debtor = queries.grouped(rows, "debtor")
    names = {one.pk: one for one in Body.objects.filter(pk__in=[row.key for row in by_debtor])}
    base = reverse("money.claims")
    kinds = dict(FeeClaimKind.choices)
    context = {
        "kpis": kpis(by_debtor),
        "ages": [one.label for one in Age],
        "debtors": [
            line(row, str(names[row.key]), reverse("money.debtor", args=[names[row.key].code]))
            for row in by_debtor
        ],
        "kinds": [
            line(row, str(kinds.get(row.key, row.key)), f"{base}?kind={row.key}")
            for row in queries.grouped(rows, "kind")
        ],
        "longest": [shown(one) for one in queries.longest(rows)],
        "area": Area.objects.filter(code=code).first() if code else None,
        "day": today(),
    }
    return part(request, "money/arrears.html", "arrears", **context)


@require_safe
def debtor(request: Request, code: str) -> HttpResponse:
    """What one body owes: to whom, how old, and what it paid this year."""
    require(request.actor, queries.READ)
    actor = request.actor
    body = queries.debtor_for(actor, code)
    rows = queries.owing(actor, body)
    by_place = queries.grouped(rows, "area")
    names = {one.pk: one for one in Area.objects.filter(pk__in=[row.key for row in by_place])}
    base = f"{reverse('money.claims')}?debtor={body.code}"
    context = {
        "body": body,
        "kpis": [*kpis(by_place)[:2], paid_tile(actor, body)],
        "ages": [one.label for one in Age],
        "places": [
            line(row, str(names[row.key]), f"{base}&area={names[row.key].code}")
            for row in by_place
        ],
        "longest": [shown(one) for one in queries.longest(rows)],
        "claims_url": base,
        "pay_url": f"{reverse('money.remit')}?debtor={body.code}"
        if by_place and body.pk in actor.bodies("money.remit")
        else "",
        "payments_url": f"{reverse('money.remittances')}?tab=all&debtor={body.code}"
        if actor.may(queries.PAYMENTS)
        else "",
        "may_department": actor.may("duties.department"),
    }
    return part(request, "money/debtor.html", "debtor", **context)


def paid_tile(actor: Actor, body: Body) -> dict[str, Any]:
    """What it paid this year."""
    paid = queries.paid_this_year(actor, body)
    return {"label": _("今年已付"), "value": yuan(paid), "unit": _("元")}


def kpis(rows: Sequence[Owing]) -> list[dict[str, Any]]:
    """All that is owed, what of it is due, and since when."""
    since = min((one.since for one in rows if one.since), default=None)
    number = sum(one.number for one in rows)
    return [
        {
            "label": _("未付合计"),
            "value": yuan(sum(one.left for one in rows)),
            "unit": _("元"),
            "note": _("%(n)d 笔") % {"n": number},
        },
        {
            "label": _("其中已逾期"),
            "value": yuan(sum(one.due for one in rows)),
            "unit": _("元"),
            "note": _("最早应于 %(day)s 付清") % {"day": f"{since:%F}"} if since else "",
        },
        {"label": _("欠款单位"), "value": len([one for one in rows if one.due])},
    ]


def line(row: Owing, name: str, url: str) -> dict[str, Any]:
    """One line of the league: a name, the sums by age, since when."""
    return {
        "name": name,
        "url": url,
        "number": row.number,
        "left": full_yuan(row.left),
        "due": full_yuan(row.due) if row.due else "",
        "late": bool(row.due),
        "since": row.since,
        "ages": [full_yuan(row.ages.get(age, 0)) if row.ages.get(age) else "" for age in Age],
    }
