"""Fees of registered rentals that wait to be booked."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.apps.duties.views.shells import given, sent
from liren.apps.money.actions.tenancy_fees import book_tenancy_fee as book
from liren.apps.money.queries import tenancy_fees as queries
from liren.apps.money.queries.purses import area_to_read
from liren.kernel.access.request import Request
from liren.kernel.base.money import full_yuan
from liren.kernel.doors.queries import require
from liren.kernel.web.act import act_page
from liren.kernel.web.forms import KeyForm
from liren.kernel.web.respond import part

MOST = 100  # on one page; those that were booked make room for the next


@require_safe
def tenancy_fees(request: Request) -> HttpResponse:
    """What was handed down to be collected and is in no book yet."""
    require(request.actor, queries.BOOK)
    area = area_to_read(request.actor, given(request, "area", 20), queries.BOOK)
    found = queries.fees_waiting(request.actor, area)
    count, fen = queries.sum_waiting(request.actor, area)
    rows = [
        {
            "row": one,
            "fen": full_yuan(one.fee_fen or 0),
            "term": queries.term_of(one),
            "url": reverse(queries.BOOK, args=[one.uid]),
        }
        for one in found[:MOST]
    ]
    context = {"area": area, "rows": rows, "count": count, "fen": full_yuan(fen)}
    return part(request, "money/tenancy_fees.html", "fees", **context)


def book_tenancy_fee(request: Request, uid: UUID) -> HttpResponse:
    """Write one down; nothing is left to fill in."""
    require(request.actor, queries.BOOK)
    row = queries.tenancy_for(request.actor, uid)
    return act_page(
        request,
        KeyForm(sent(request)),
        lambda actor: book(actor, row),
        title=_("登记租赁登记费 · %(n)d 号") % {"n": row.pk},
        label=_("登记入账"),
        back=reverse("money.tenancy_fees"),
        said=_("已登记，等另一位同事确认到账。"),
        rows=[
            (_("辖区"), row.area),
            (_("金额（元）"), full_yuan(row.fee_fen or 0)),
            (_("委托文件"), row.fee_basis),
            (_("租期至"), f"{queries.term_of(row):%F}"),
        ],
    )
