"""The books as a page: what lies where, and what the last check found."""

from django.http import FileResponse, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.apps.duties.views.shells import given, sent
from liren.apps.money.actions import books as actions
from liren.apps.money.queries import books as queries
from liren.apps.money.queries.purses import area_to_read
from liren.kernel.access.request import Request
from liren.kernel.base.money import full_yuan
from liren.kernel.doors.queries import require
from liren.kernel.ledger.models import Proof
from liren.kernel.web.act import act_page
from liren.kernel.web.forms import KeyForm
from liren.kernel.web.respond import part
from liren.kernel.web.workbook import workbook

READ = "money.books"


def words() -> dict[str, str]:
    """What a fault is, in words."""
    return {
        "unbalanced": _("借贷不平的凭证"),
        "no-lines": _("没有分录的凭证"),
        "mixed-units": _("混用计量单位的凭证"),
        "wrong-balance": _("余额与分录不符的账户"),
        "below-least": _("低于下限的账户"),
        "wrong-after": _("分录后的余额不对"),
        "wrong-day": _("分录与凭证日期不同"),
        "wrong-reversal": _("与原凭证不相反的冲销"),
    }


@require_safe
def books(request: Request) -> HttpResponse | FileResponse:
    """The sums of all kinds of accounts, the last check and those before."""
    require(request.actor, READ)
    sums = queries.sums()
    if given(request, "form", 4) == "xlsx":
        return sheet(request, sums)
    proofs = queries.proofs()
    last = proofs[0] if proofs else None
    context = {
        "last": last,
        "stale": queries.is_stale(last),
        "faults": faults(last),
        "sums": [(one, full_yuan(one.fen)) for one in sums],
        "accounts": sum(one.accounts for one in sums),
        "whole": full_yuan(sum(one.fen for one in sums)),
        "balanced": sum(one.fen for one in sums) == 0,
        "proofs": proofs,
        "may_prove": request.actor.may("money.prove"),
        "may_export": request.actor.may("money.export_purses"),
    }
    return part(request, "money/books.html", "books", **context)


def faults(proof: Proof | None) -> list[tuple[str, int, str]]:
    """What was found: what it is, which row, by how much it is off."""
    named = words()
    return [
        (named.get(one["code"], one["code"]), one["row"], full_yuan(one["off"]))
        for one in (proof.faults if proof else [])
    ]


def sheet(request: Request, sums: list[queries.Sum]) -> FileResponse:
    """The sums as a spreadsheet."""
    require(request.actor, "money.export_purses")
    head = [_("账户类别"), _("账户数"), _("合计（元）")]
    lines = [[one.label, one.accounts, one.fen / 100] for one in sums]
    file = workbook(_("总账"), head, lines, widths=(32, 12, 20), still=1)
    actions.note_export(request.actor, "books", len(lines))
    return FileResponse(file, as_attachment=True, filename=f"{_('总账')}.xlsx")


def prove(request: Request) -> HttpResponse:
    """Have all books checked now."""
    require(request.actor, "money.prove")
    area = area_to_read(request.actor, "", "money.prove")
    return act_page(
        request,
        KeyForm(sent(request)),
        lambda actor: actions.prove(actor, area),
        title=_("立即核对总账"),
        label=_("开始核对"),
        back=reverse("money.books"),
        said=_("已交给后台核对，稍后刷新看结果。"),
        lead=_("后台会逐笔核对全部凭证和余额，每天夜里也会自动核对一次。"),
    )
