"""The money behind one admitted matter as a page, and as a block on the pages of duties."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.apps.bodies.rules.blocks import Block
from liren.apps.duties.models import Application, Assignment
from liren.apps.duties.rules.admission import ADMITTED
from liren.apps.duties.rules.assignments import TONES as TASK_TONES
from liren.apps.duties.rules.assignments import State
from liren.apps.money.models import Claim, Fee, Pledge, Remittance
from liren.apps.money.queries import claims, fees
from liren.apps.money.queries.fees import Sums
from liren.apps.money.rules.claims import REMITTANCE_TONES
from liren.apps.money.views.claims import shown as claim_line
from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import permits
from liren.kernel.access.models import Body
from liren.kernel.access.request import Request
from liren.kernel.base.money import full_yuan, yuan
from liren.kernel.doors.queries import require
from liren.kernel.web.respond import part


@require_safe
def pledge(request: Request, uid: UUID) -> HttpResponse:
    """What a matter costs, what is promised, held, disputed, earned, paid, and lies there."""
    require(request.actor, fees.READ)
    actor = request.actor
    row = fees.pledge_for(actor, uid)
    sums = fees.sums_of(row)
    mine = row.body_id in actor.bodies("money.deposit")
    back = claims.is_over(row) and claims.returnable(row) > 0
    context = {
        "row": row,
        "kpis": kpis(sums),
        "flow": flow(sums),
        "covers": [(one, full_yuan(one.fen)) for one in fees.covers_of(row)],
        "tasks": [task_line(one) for one in fees.fees_of(row)],
        "claims": [claim_line(one) for one in fees.claims_of(row)],
        "deposits": [deposit_line(one) for one in fees.deposits_of(row)],
        "deposit": yuan(sums.deposit),
        "deposit_url": reverse("money.deposit", args=[row.application.uid])
        if mine and row.application.state in ADMITTED and sums.to_come
        else "",
        "return_url": reverse("money.return_deposit", args=[row.uid])
        if back and permits(actor, "money.return_deposit", row)
        else "",
        "may_application": actor.may("duties.applications"),
    }
    return part(request, "money/pledge.html", "pledge", **context)


def kpis(sums: Sums) -> list[dict[str, Any]]:
    """The three figures on top."""
    short = sums.cost - sums.promised
    lacks = _("还差 %(sum)s 元") % {"sum": yuan(short)} if short > 0 else _("已足额")
    return [
        {
            "label": _("已落实"),
            "value": yuan(sums.promised),
            "unit": _("元"),
            "note": lacks,
            "url": "#covers",
        },
        {
            "label": _("验收应付"),
            "value": yuan(sums.earned),
            "unit": _("元"),
            "note": _("未付 %(sum)s 元") % {"sum": yuan(sums.owed)},
            "url": "#claims",
        },
        {
            "label": _("预存余额"),
            "value": yuan(sums.deposit),
            "unit": _("元"),
            "note": _("共预存 %(sum)s 元") % {"sum": yuan(sums.paid_in)},
            "url": "#deposits",
        },
    ]


def flow(sums: Sums) -> list[tuple[str, str, str, str]]:
    """Where what was promised is now: name, yuan, what it means, where its lines stand."""
    lines = [
        (_("可用"), sums.free, _("还没有交给任务，可以继续交办"), "#covers"),
        (_("办理中"), sums.held, _("为已交办、未验收的任务预留"), "#tasks"),
        (_("有争议"), sums.disputed, _("有争议的部分，结清前不付也不退"), "#tasks"),
        (_("已付"), sums.paid, _("已付给社区"), "#claims"),
        (_("未付"), sums.owed, _("已验收，部门还没付"), "#claims"),
        (_("已退回"), sums.back, _("没有用完，退回部门"), "#covers"),
    ]
    return [(name, full_yuan(fen), words, url) for name, fen, words, url in lines]


def task_line(fee: Fee) -> dict[str, Any]:
    """One task of a matter."""
    row = fee.assignment
    disputed = row.state == State.DISPUTED
    return {
        "row": row,
        "tone": TASK_TONES.get(row.state, ""),
        "fen": full_yuan(fee.fen),
        "held": "" if disputed else full_yuan(fee.account.amount),
        "disputed": full_yuan(fee.account.amount) if disputed else "",
        "earned": full_yuan(fee.earned_fen),
    }


def deposit_line(row: Remittance) -> dict[str, Any]:
    """One payment before the work, or back."""
    return {"row": row, "tone": REMITTANCE_TONES[row.state], "fen": full_yuan(row.fen)}


# ── on the pages of duties ──────────────────────────────────────────────────────────────────

TEMPLATE = "money/_figures.html"


def on_application(actor: Actor, row: Application) -> Iterable[Block]:
    """The money behind an admitted matter."""
    found = fees.pledge_of(row) if actor.may(fees.READ) else None
    if not found or not permits(actor, fees.READ, found):
        return
    sums = fees.sums_of(found)
    rows = [(name, amount) for name, amount, _words, _url in flow(sums)]
    yield Block(
        _("经费去向（元）"), template=TEMPLATE, facts={"rows": rows}, more=found.get_absolute_url()
    )


def on_assignment(actor: Actor, row: Assignment) -> Iterable[Block]:
    """What one task holds, earned and was paid."""
    fee = fees.fee_of(row) if actor.may(fees.READ) else None
    if not fee or not permits(actor, fees.READ, fee):
        return
    said = fees.paid_for(row)
    disputed = row.state == State.DISPUTED
    rows = [
        (_("交办时预留"), full_yuan(fee.fen)),
        (_("有争议，仍预留") if disputed else _("仍预留"), full_yuan(fee.account.amount)),
        (_("验收应付"), full_yuan(said["earned"])),
        (_("其中未付"), full_yuan(said["owed"])),
    ]
    mine = Claim.objects.allowed(actor, claims.READ).filter(assignment=row)
    links = [(one.get_state_display(), one.get_absolute_url(), claim_words(one)) for one in mine]
    yield Block(
        _("任务费用（元）"),
        links=tuple(links),
        template=TEMPLATE,
        facts={"rows": rows},
        more=fee.pledge.get_absolute_url() if pledge_seen(actor, fee.pledge) else "",
    )


def pledge_seen(actor: Actor, row: Pledge) -> bool:
    """Whether the page of the whole matter opens to this actor."""
    return permits(actor, fees.READ, row)


def claim_words(row: Claim) -> str:
    """One claim of a task."""
    facts = {"sum": yuan(row.fen), "day": f"{row.due_on:%F}"}
    return _("%(sum)s 元，%(day)s 前付清") % facts


def on_department(actor: Actor, body: Body) -> Iterable[Block]:
    """What a department owes to communities."""
    if not actor.may(claims.READ):
        return
    rows = claims.grouped(claims.owing(actor, body), "debtor")
    if not rows:
        return
    one = rows[0]
    since = f"{one.since:%F}" if one.since else ""
    facts = [
        (_("欠社区"), full_yuan(one.left)),
        (_("其中已逾期"), full_yuan(one.due)),
        (_("最早应付"), since),
    ]
    yield Block(
        _("欠社区的经费（元）"),
        template=TEMPLATE,
        facts={"rows": facts},
        more=reverse("money.debtor", args=[body.code]),
    )
