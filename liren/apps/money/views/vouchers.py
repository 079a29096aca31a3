"""One posting as 记账凭证: on the screen, on paper, as PDF."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.apps.duties.views.shells import given
from liren.apps.money.queries import vouchers as queries
from liren.apps.money.queries.vouchers import Found
from liren.apps.money.rules.chart import Kind
from liren.kernel.access.request import Request
from liren.kernel.base.money import capital_yuan, full_yuan
from liren.kernel.doors.queries import require
from liren.kernel.web.paper import Voucher, VoucherLine
from liren.kernel.web.pdf import pdf_of
from liren.kernel.web.respond import part


@require_safe
def voucher(request: Request, uid: UUID) -> HttpResponse:
    """A voucher with both sides, who made and who checked it."""
    require(request.actor, queries.READ)
    found = queries.voucher_for(request.actor, uid)
    if given(request, "form", 4) == "pdf":
        name = _("记账凭证 %(number)s") % {"number": queries.number_of(found.posting)}
        facts = {"vouchers": [on_paper(found)]}
        return pdf_of(request, "web/pdf/voucher.html", facts, name=name)
    whole = sum(one.debit for one in found.lines)
    context = {
        "found": found,
        "number": queries.number_of(found.posting),
        "title": title_of(found),
        "kind": kind_of(found),
        "lines": [
            {
                "account": one.account,
                "url": link_of(one.row),
                "debit": full_yuan(one.debit) if one.debit else "",
                "credit": full_yuan(one.credit) if one.credit else "",
            }
            for one in found.lines
        ],
        "whole": full_yuan(whole),
        "in_words": capital_yuan(whole),
        "about_url": link_of(found.about),
    }
    return part(request, "money/voucher.html", "voucher", **context)


def kind_of(found: Found) -> str:
    """What kind of posting it is."""
    kind = found.posting.kind
    return str(Kind(kind).label) if kind in Kind.values else ""


def title_of(found: Found) -> str:
    """The summary of a voucher."""
    return " · ".join(one for one in (kind_of(found), found.posting.title) if one)


def link_of(row: object) -> str:
    """Where a row opens; nothing for what has no page."""
    page = getattr(row, "get_absolute_url", None)
    return str(page()) if page else ""


def on_paper(found: Found) -> Voucher:
    """The voucher as it is printed."""
    return Voucher(
        organ=str(found.area or ""),
        number=_("记字 %(number)s 号") % {"number": queries.number_of(found.posting)},
        day=found.posting.day,
        lines=[
            VoucherLine(title_of(found), one.account, one.debit, one.credit) for one in found.lines
        ],
        attachments=found.papers,
        keeper=found.posting.by.name if found.posting.by else "",
        checker=found.checker,
        maker=found.maker,
    )
