"""The only writer of receipts from fees of registered rentals."""

from functools import partial

from django.db import IntegrityError

from liren.apps.money.actions import booking
from liren.apps.money.models import Category, Fund, Receipt
from liren.apps.money.queries.tenancy_fees import community_of, is_booked, term_of
from liren.apps.money.queries.years import check_open
from liren.apps.money.rules import receipts as rules
from liren.apps.people.models import Tenancy
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.transaction import together
from liren.kernel.base.choices import _
from liren.kernel.base.clock import now, today
from liren.kernel.policy.values import value


@action("money.book_tenancy_fee", creates=True)
def book_tenancy_fee(actor: Actor, tenancy: Tenancy, /) -> Receipt:
    """Write down the fee of a tenancy for its term, once; a second person confirms it as usual.

    Who lets and who rents does not stand in the books: the number of the registration suffices.
    """
    rules.check_owed(tenancy.fee_fen, is_booked(tenancy))
    area = community_of(tenancy)
    check_open(area, today().year)
    fund = Fund.objects.get(code=value("money.tenancy_fee_fund"))
    category = Category.objects.get(code=value("money.tenancy_fee_heading"))
    number = {"n": tenancy.pk}
    made = Receipt(
        area=area, area_path=area.path, category=category,
        purse=booking.purse_of(area, fund, today().year),
        payer=str(_("出租人（租赁登记 %(n)d 号）") % number),
        title=str(_("租赁登记费（%(n)d 号）") % number), fen=tenancy.fee_fen or 0, day=today(),
        paper=tenancy.fee_basis, by=actor.user, at=now(), tenancy=tenancy,
        period=term_of(tenancy),
    )  # fmt: skip
    try:
        together(partial(made.save, force_insert=True))
    except IntegrityError:
        rules.check_owed(tenancy.fee_fen, True)
    return made
